/** The picture of one crossing (SVG): its clock times on a line of time, a lane for each side, and below them whose time each interval was; closed hours are hatched. */
import { hatch, n, picture, rect, text } from '../../http/svg.ts'
import { intersect, subtract, type Interval } from '../opening-hours/intervals.ts'
import { durationText, legText, type DoorToDoor } from './door-to-door.ts'
import type { Actor } from './release-time.ts'
import { time } from '../../values/time.ts'

/** `day`: no more of the time is known. */
export type Mark = {
  readonly side: string
  readonly code: string
  readonly time: number
  readonly day?: string | undefined
  readonly outOfOrder: boolean
}

const [LEFT, WIDTH, TOP, LANE] = [96, 860, 96, 76]
/** Each actor has a colour and a letter of its own. */
const ACTORS: Readonly<Record<Actor, readonly [colour: string, letter: string]>> = {
  customs: ['#2f6f9f', 'C'],
  agency: ['#6b4fa0', 'A'],
  trader: ['#b06a12', 'T'],
  carrier: ['#1e6b45', 'R'],
  operator: ['#7a4a3a', 'O'],
}
const clock = (ms: number): string => time(ms).slice(11, 16)

const doorText = ({ ms, dayOnly }: DoorToDoor): string => (dayOnly ? 'known to the day alone:' : durationText(ms))

/** Labels on levels, so that none covers its neighbour. */
function levels(marks: readonly Mark[], x: (time: number) => number): number[] {
  const ends: number[] = []
  return marks.map((m) => {
    const [from, to] = [x(m.time) - 3, x(m.time) + m.code.length * 6.2 + 40]
    let level = ends.findIndex((end) => end < from)
    if (level < 0) level = ends.length < 3 ? ends.length : ends.indexOf(Math.min(...ends))
    ends[level] = to
    return level
  })
}

/** `open`: when both offices were open; undefined where their hours are not known. */
export function crossingPicture(d: DoorToDoor, marks: readonly Mark[], open?: readonly Interval[]): string {
  const span = Math.max(1, d.end - d.start)
  const x = (time: number): number => LEFT + ((time - d.start) / span) * WIDTH
  const sides = [...new Set(marks.map((m) => m.side))]
  const bar = TOP + sides.length * LANE
  const parts: string[] = [
    `<defs>${hatch('closed', '#6b7280', 45, 7)}</defs>`,
    text(16, 32, `Crossing ${d.crossing}`, { size: 19, weight: 700 }),
    text(
      16,
      54,
      `${time(d.start).slice(0, 16).replace('T', ' ')} to ${time(d.end).slice(0, 16).replace('T', ' ')} UTC · ${doorText(d)} door to door`,
      { size: 13, fill: '#374151' },
    ),
  ]
  const closed = open === undefined ? [] : subtract([[d.start, d.end]], intersect(open, [[d.start, d.end]]))
  for (const [a, b] of closed)
    parts.push(
      rect(
        x(a),
        x(b),
        TOP - 22,
        bar - TOP + 62,
        'url(#closed)',
        `not both open: ${durationText(b - a)}`,
        ' fill-opacity="0.55"',
      ),
    )
  const told: string[] = []
  for (const [i, side] of sides.entries()) {
    const y = TOP + i * LANE + 50
    const own = marks.filter((m) => m.side === side)
    parts.push(
      text(16, y + 5, side, { size: 15, weight: 700 }),
      `<line x1="${LEFT}" y1="${y}" x2="${LEFT + WIDTH}" y2="${y}" stroke="#9aa1ac" stroke-width="2"/>`,
    )
    const level = levels(own, x)
    for (const [k, m] of own.entries()) {
      const [at, up] = [x(m.time), y - 10 - level[k]! * 15]
      const flip = at > LEFT + WIDTH - 130
      parts.push(
        `<line x1="${n(at)}" y1="${y}" x2="${n(at)}" y2="${n(up - 8)}" stroke="#9aa1ac"/>`,
        `<circle cx="${n(at)}" cy="${y}" r="5" fill="${m.outOfOrder ? '#ffffff' : '#1f2937'}" stroke="${m.outOfOrder ? '#a3262a' : '#1f2937'}" stroke-width="2"/>`,
        text(
          flip ? at - 4 : at + 4,
          up,
          `${m.code} ${m.day ?? clock(m.time)}${m.outOfOrder ? ' (out of order)' : ''}`,
          {
            size: 11,
            anchor: flip ? 'end' : 'start',
            ...(m.outOfOrder ? { fill: '#a3262a' } : {}),
          },
        ),
      )
      told.push(`${side} ${m.code} ${m.day ?? time(m.time)}`)
    }
  }
  parts.push(text(16, bar + 27, 'whose time', { size: 12, fill: '#5b6472' }))
  for (const leg of d.legs) {
    const [colour, letter] = ACTORS[leg.actor]
    const [a, b] = [x(leg.start), x(leg.start + leg.ms)]
    parts.push(
      rect(
        a,
        b,
        bar + 10,
        28,
        colour,
        `${leg.from} to ${leg.to}: ${legText(leg)}, ${leg.actor}${leg.closedMs > 0 ? `, of which closed ${durationText(leg.closedMs)}` : ''}`,
        ' stroke="#ffffff"',
      ),
    )
    const what = b - a > 74 ? `${letter} ${legText(leg)}` : b - a > 14 ? letter : ''
    if (what !== '')
      parts.push(text((a + b) / 2, bar + 29, what, { anchor: 'middle', fill: '#ffffff', weight: 600, size: 11.5 }))
  }
  let at = LEFT
  const foot = bar + 66
  for (const [actor, ms] of Object.entries(d.byActor) as [Actor, number][]) {
    const [colour, letter] = ACTORS[actor]
    const what = `${letter} ${actor}: ${durationText(ms)}`
    parts.push(rect(at, at + 14, foot - 11, 14, colour), text(at + 20, foot, what))
    at += 46 + what.length * 7
  }
  if (d.closedMs > 0)
    parts.push(
      rect(at, at + 14, foot - 11, 14, 'url(#closed)', undefined, ' stroke="#6b7280"'),
      text(at + 20, foot, `not both open: ${durationText(d.closedMs)}`),
    )
  const idle = Object.entries(d.idle).map(([side, ms]) => `${side} idle ${durationText(ms)}`)
  if (idle.length > 0) parts.push(text(LEFT, foot + 24, idle.join(' · '), { fill: '#374151' }))
  return picture(
    LEFT + WIDTH + 32,
    foot + 44,
    `Crossing ${d.crossing}`,
    `${doorText(d)} door to door. ${told.join('. ')}.`,
    parts,
  )
}
