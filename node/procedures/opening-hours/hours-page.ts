/**
 * What a driver is shown who scans the code at a border: whether both offices are open now, for each mode and way, and when the last is admitted; and the page with the
 * code, to be printed and put up. Without scripts, and with nothing that is fetched from elsewhere.
 */
import encodeQR from 'qr'
import { xml } from '../../http/svg.ts'
import { DAY, date } from '../../values/time.ts'
import { admittedUntil, closingsFor, commonHours, nextCommonOpening, type Passage } from './common-hours.ts'
import { holds, type Interval } from './intervals.ts'
import type { HoursTogether } from './hours-state.ts'
import { modesOf } from './hours-view.ts'
import { LANGUAGE_NAMES, PAGE_WORDS, type PageLanguage, type PageWords } from './hours-words.ts'
import { offsetAt } from './time-zones.ts'
import { zoneOf } from './week-picture.ts'

/** Modules around a code that stay white (ISO/IEC 18004). */
const QUIET = 4

/** What is open for longer has no end that a driver asks about. */
const LONG = 7 * DAY

/** A common opening with its last admission; null where it is beyond a week. Milliseconds since 1970. */
export type Admission = { readonly from: number; readonly admitted: number | null; readonly closes: number | null }

export type Gate = {
  readonly direction: 'exit' | 'entry'
  readonly modeCode: string
  /** `late`: both are open, and who comes now is not admitted any more. */
  readonly state: 'open' | 'late' | 'closed'
  /** Closed by an emergency, and to which offices one may go instead. */
  readonly emergency: boolean
  readonly instead: readonly string[]
  /** The opening that is, or the one in which who comes now is admitted; null where none is announced. */
  readonly opening: Admission | null
}

/** What holds now for each mode and way. */
export function gatesOf(s: HoursTogether, now: number): Gate[] {
  const admission = (p: Passage, [from, to]: Interval): Admission => {
    const long = to - now > LONG
    return {
      from,
      admitted: long ? null : Math.max(from, admittedUntil(s, p, to)),
      closes: long ? null : to,
    }
  }
  const gate = (p: Passage): Gate => {
    const isOpen = holds(commonHours(s, p, now, now + 1), now)
    const found = nextCommonOpening(s, p, now)
    const first = found && admission(p, found)
    const late = isOpen && first !== undefined && first.admitted !== null && first.admitted <= now
    const after = late ? nextCommonOpening(s, p, found![1]) : found
    const closings = closingsFor(s, p).filter((x) => x.from <= now && now < (x.reopened ?? Infinity))
    return {
      direction: p.direction,
      modeCode: p.modeCode,
      state: late ? 'late' : isOpen ? 'open' : 'closed',
      emergency: closings.length > 0,
      instead: [...new Set(closings.flatMap((x) => x.alternatives))],
      opening: after === undefined ? null : admission(p, after),
    }
  }
  return modesOf(s).flatMap((modeCode) =>
    (['exit', 'entry'] as const).map((direction) => gate({ direction, modeCode })),
  )
}

const STYLE = `:root{color-scheme:light dark;font:17px/1.4 system-ui,sans-serif}
html{background:Canvas;color:CanvasText}body{margin:0 auto;padding:1rem;max-width:34rem}h1{font-size:1.3rem;margin:.2rem 0}h2{font-size:1.1rem;margin:1.2rem 0 .3rem}
.gate{border:1px solid #8888;border-inline-start:.6rem solid;border-radius:.4rem;padding:.6rem .8rem;margin:.5rem 0}
.open{border-inline-start-color:#1e7b4a}.late,.closed{border-inline-start-color:#b3261e}.closed{border-inline-start-style:double}.late{border-inline-start-style:dashed}
.state{font-size:1.5rem;font-weight:700;display:block}dl{display:grid;grid-template-columns:auto 1fr;gap:.1rem .8rem;margin:.3rem 0 0}dt{opacity:.85}dd{margin:0;font-variant-numeric:tabular-nums}
dd.main{font-weight:700}.gate p{margin:.2rem 0 0}nav{display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:.3rem 0 1rem}nav a,nav b{padding:.4rem 0}small{opacity:.85;font-weight:400}
.code{max-width:16rem;margin:1rem auto;background:#fff;padding:.6rem}.code svg{display:block;width:100%;height:auto}.scan{text-align:center;font-size:1.25rem;font-weight:700;margin:.4rem 0}.address{text-align:center;overflow-wrap:anywhere}
@media print{:root{color-scheme:light}.code{max-width:11cm}.scan{font-size:1.6rem}}`

const localeOf = (language: PageLanguage): string => (language === 'ar' ? 'ar-u-nu-latn' : language)

const frame = (language: PageLanguage, title: string, body: string, before = ''): string =>
  `<!doctype html>\n<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${xml(title)}</title><style>${STYLE}</style></head><body>${before}<main>${body}</main></body></html>\n`

const way = (s: HoursTogether, direction: 'exit' | 'entry'): string => {
  const [from, to] = direction === 'exit' ? [s.exitOffice, s.entryOffice] : [s.entryOffice, s.exitOffice]
  return `<bdi dir="ltr">${xml(from ?? '')} → ${xml(to ?? '')}</bdi>`
}

/** A time as the clocks of both offices show it, that of the office first at which the driver waits; with the day, where that is another than today. */
function clocks(s: HoursTogether, direction: 'exit' | 'entry', language: PageLanguage, now: number) {
  const sides = direction === 'exit' ? (['exit', 'entry'] as const) : (['entry', 'exit'] as const)
  const zones = sides.map((side) => zoneOf(s, side) ?? 'UTC')
  const format = (more: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(localeOf(language), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC', ...more }) // prettier-ignore
  const [short, long] = [format({}), format({ weekday: 'short', day: 'numeric', month: 'short' })]
  return (time: number): string => {
    const [own, theirs] = zones.map((zone) => time + offsetAt(zone, time)) as [number, number]
    const today = date(now + offsetAt(zones[0]!, now))
    const text = (date(own) === today ? short : long).format(own)
    // The day is said once, where the two clocks show the same.
    const other = (date(theirs) === date(own) ? short : long).format(theirs)
    const beside = own === theirs ? '' : ` <small>(${xml(other)} <bdi dir="ltr">${xml(zones[1]!)}</bdi>)</small>`
    return `<bdi>${xml(text)}</bdi>${beside}`
  }
}

const line = (name: string, value: string, main = false): string =>
  `<dt>${xml(name)}</dt><dd${main ? ' class="main"' : ''}>${value}</dd>`

function gateText(gate: Gate, words: PageWords, clock: (time: number) => string): string {
  const { opening, state } = gate
  const mode = words.modes[gate.modeCode] ?? `${words.mode} ${gate.modeCode}`
  const times = [
    ...(opening === null || state === 'open' ? [] : [line(words.opens, clock(opening.from), true)]),
    ...(opening === null || opening.admitted === null
      ? []
      : [line(words.lastAdmission, clock(opening.admitted), state === 'open')]),
    ...(opening === null || opening.closes === null ? [] : [line(words.closes, clock(opening.closes))]),
    ...(gate.instead.length === 0
      ? []
      : [line(words.instead, gate.instead.map((office) => `<bdi>${xml(office)}</bdi>`).join(', '))]),
  ]
  const note = opening === null ? words.none : state === 'open' && opening.closes === null ? words.longer : ''
  const said = gate.emergency ? words.emergency : words[state]
  return (
    `<div class="gate ${state}"><small>${xml(mode)}</small><span class="state">${xml(said)}</span>` +
    `${note && `<p>${xml(note)}</p>`}${times.length === 0 ? '' : `<dl>${times.join('')}</dl>`}</div>`
  )
}

/** The page that the code leads to. `address`: its own, without a language. */
export function nowPage(
  s: HoursTogether,
  { language, now, address }: { language: PageLanguage; now: number; address: string },
): string {
  const words = PAGE_WORDS[language]
  const gates = gatesOf(s, now)
  const languages = Object.entries(LANGUAGE_NAMES).map(([code, name]) =>
    code === language
      ? `<b lang="${code}">${name}</b>`
      : `<a lang="${code}" href="${xml(address)}?language=${code}">${name}</a>`,
  )
  const ways = (['exit', 'entry'] as const).map((direction) => {
    const clock = clocks(s, direction, language, now)
    const zone = zoneOf(s, direction) ?? 'UTC'
    const own = gates.filter((gate) => gate.direction === direction)
    return (
      `<section><h2>${way(s, direction)}</h2>${own.map((gate) => gateText(gate, words, clock)).join('')}` +
      `<small>${xml(words.clock)} <bdi dir="ltr">${xml(zone)}</bdi> · ${xml(words.asOf)} ${clock(now)}</small></section>`
    )
  })
  return frame(language, `${words.question} ${s.exitOffice} ↔ ${s.entryOffice}`, `<h1>${xml(words.question)}</h1>${ways.join('')}`, `<nav>${languages.join('')}</nav>`) // prettier-ignore
}

/** The page with the code, in all languages: what it says does not change with the hours. `address`: what the code holds. */
export function posterPage(s: HoursTogether, { address }: { address: string }): string {
  const said = Object.entries(PAGE_WORDS).map(
    ([code, words]) => `<p class="scan" lang="${code}" dir="${code === 'ar' ? 'rtl' : 'ltr'}">${xml(words.scan)}</p>`,
  )
  const code = encodeQR(address, 'svg', { ecc: 'quartile', border: QUIET })
  return frame('en', `${s.exitOffice} ↔ ${s.entryOffice}`, `<h1 class="scan"><bdi dir="ltr">${xml(s.exitOffice ?? '')} ↔ ${xml(s.entryOffice ?? '')}</bdi></h1>${said.join('')}<div class="code">${code}</div><p class="address"><bdi dir="ltr">${xml(address)}</bdi></p>`) // prettier-ignore
}
