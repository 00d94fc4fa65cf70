/** The corridor: two banks and what is on its way between them, each a chip at its stage; how long it has been there is a length, a do-not-load a bar across. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { formatDuration } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { STAGES, type Stage } from './words.ts'

export type Chip = {
  readonly key: string
  readonly href: string
  readonly label: string
  readonly stage: Stage
  /** Milliseconds since 1970 since when it stands there; null where nobody knows. */
  readonly since: number | null
  readonly stopped: boolean
  readonly late: boolean
  /** The country whose turn it is; null where nobody waits. */
  readonly waits: string | null
  readonly ours: boolean
}

const [ROW, HEAD, CHIP, GAP] = [52, 56, 24, 8] as const
/** The longest length stands for a day; a minute is seen too. */
const DAY_MINUTES = 1440
const lengthOf = (ms: number, most: number): number =>
  Math.max(4, Math.min(1, Math.log1p(Math.max(0, ms) / 60_000) / Math.log1p(DAY_MINUTES)) * most)

function useWidth(): [ref: preact.RefObject<HTMLDivElement | null>, width: number] {
  const ref = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(960)
  useEffect(() => {
    const box = ref.current
    if (!box) return
    const observer = new ResizeObserver(([entry]) => setWidth(Math.max(640, Math.round(entry!.contentRect.width))))
    observer.observe(box)
    return () => observer.disconnect()
  }, [])
  return [ref, width]
}

export function Corridor({
  title,
  from,
  to,
  chips,
  now,
  most = 12,
}: {
  title: string
  from: string
  to: string
  chips: readonly Chip[]
  now: number
  most?: number
}) {
  const [ref, width] = useWidth()
  const rtl = document.documentElement.dir === 'rtl'
  const shown = chips.slice(0, most)
  const height = HEAD + Math.max(1, shown.length) * ROW + 8
  const column = width / STAGES.length
  /** The start of something `wide`, counted from where reading begins. */
  const x = (at: number, wide: number): number => (rtl ? width - at - wide : at)
  /** Text is laid out from left to right, so that ids and times are; where reading begins at the right it ends there. */
  const anchor = rtl ? 'end' : 'start'
  /** Words are laid out as the language is read, from their own beginning. */
  const words = { direction: rtl ? 'rtl' : 'ltr', 'text-anchor': 'start' } as const
  const road = x(column, column)
  return (
    <figure class="corridor" ref={ref}>
      <figcaption>{title}</figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="group"
        aria-label={t('border.corridor.label', { from, to, count: chips.length })}
      >
        <defs>
          <pattern id="corridor-stop" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="8" height="8" class="corridor-stop-ground" />
            <rect width="4" height="8" class="corridor-stop-line" />
          </pattern>
        </defs>
        <rect class="corridor-bank" x={x(0, column)} y="0" width={column} height={height} rx="4" />
        <rect class="corridor-bank" x={x(column * 2, column * 3)} y="0" width={column * 3} height={height} rx="4" />
        <line class="corridor-border" x1={road + column / 2} x2={road + column / 2} y1={HEAD - 8} y2={height} />
        {([from, to] as const).map((country, i) => (
          <text
            key={country + i}
            class="corridor-country"
            x={x(i === 0 ? GAP : column * 2 + GAP, 0)}
            y="22"
            text-anchor={anchor}
            direction="ltr"
          >
            {country}
          </text>
        ))}
        {STAGES.map((stage, i) => (
          <text key={stage} class="corridor-stage" x={x(column * i + GAP, 0)} y="42" {...words}>
            {t(`border.stage.${stage}`)}
          </text>
        ))}
        {shown.length === 0 && (
          <text class="corridor-none" x={width / 2} y={HEAD + 26} text-anchor="middle">
            {t('border.corridor.none')}
          </text>
        )}
        {shown.map((chip, i) => {
          const stage = STAGES.indexOf(chip.stage)
          const top = HEAD + i * ROW
          const wide = column - GAP * 2 - (chip.stopped ? 16 : 0)
          const waited = chip.since === null ? null : Math.max(0, now - chip.since)
          const long = waited === null ? 0 : lengthOf(waited, column - GAP * 2)
          // A clock stands before what is late.
          const clock = chip.late ? (rtl ? -8 : 8) : 0
          const middle = x(column * stage + GAP, wide) + wide / 2 + clock
          const told = [
            chip.label,
            t(`border.stage.${chip.stage}`),
            ...(chip.stopped ? [t('border.stopped')] : []),
            ...(chip.late ? [t('border.late')] : []),
            ...(waited === null ? [] : [t('border.corridor.since', { time: formatDuration(waited / 1000) })]),
            ...(chip.waits === null ? [] : [t('border.corridor.waits', { country: chip.waits })]),
          ].join(', ')
          return (
            <a
              key={chip.key}
              href={chip.href}
              class={`chip ${chip.stopped ? 'chip-stopped' : chip.late ? 'chip-late' : chip.ours ? 'chip-ours' : ''}`}
            >
              <title>{told}</title>
              <g>
                <line class="corridor-row" x1="0" x2={width} y1={top + ROW - 2} y2={top + ROW - 2} />
                <rect
                  class="chip-box"
                  x={x(column * stage + GAP, wide)}
                  y={top + 2}
                  width={wide}
                  height={CHIP}
                  rx="4"
                />
                <text class="chip-label" x={middle} y={top + 19} text-anchor="middle" direction="ltr">
                  {chip.label.length > 18 ? `${chip.label.slice(0, 8)}…${chip.label.slice(-6)}` : chip.label}
                </text>
                {chip.late && (
                  <path
                    class="chip-clock"
                    d={`M${x(column * stage + GAP + 6, 12) + 6} ${top + 8}a6 6 0 1 0 .01 0m0 2.500v3.500l2.500 1.500`}
                  />
                )}
                {waited !== null && (
                  <>
                    <rect
                      class="chip-wait"
                      x={x(column * stage + GAP, long)}
                      y={top + 32}
                      width={long}
                      height="4"
                      rx="2"
                    />
                    <text
                      class="chip-time"
                      x={x(
                        column * stage + GAP + long + 6 > column * (stage + 1) - 56
                          ? column * (stage + 1) + GAP
                          : column * stage + GAP + long + 6,
                        0,
                      )}
                      y={top + 40}
                      {...words}
                    >
                      {formatDuration(waited / 1000)}
                    </text>
                  </>
                )}
                {chip.stopped && (
                  <>
                    <rect
                      class="chip-bar"
                      fill="url(#corridor-stop)"
                      x={x(column * (stage + 1) - 20, 12)}
                      y={top}
                      width="12"
                      height={ROW - 8}
                      rx="2"
                    />
                    <text
                      class="chip-stop"
                      x={x(column * (stage + 1) + (stage === STAGES.length - 1 ? -28 : 4), 0)}
                      y={top + 19}
                      {...words}
                    >
                      {stage === STAGES.length - 1 ? '' : t('border.stopped')}
                    </text>
                  </>
                )}
                {chip.waits !== null && !chip.stopped && stage < STAGES.length - 1 && (
                  <text
                    class={`chip-waits ${chip.ours ? 'chip-waits-ours' : ''}`}
                    x={x(column * (stage + 1) + 4, 0)}
                    y={top + 19}
                    {...words}
                  >
                    {t('border.corridor.waits', { country: chip.waits })}
                  </text>
                )}
              </g>
            </a>
          )
        })}
      </svg>
      {chips.length > shown.length && (
        <p class="hidden-part">{t('border.corridor.more', { count: chips.length - shown.length })}</p>
      )}
    </figure>
  )
}
