/** The neighbourhood: this node and its neighbours around a ring; lines as wide as the day's traffic, dashed where a queue grows, with the day on which the next key ends. */
import { formatDay } from '../../parts/time.tsx'
import { formatNumber, t } from '../../text.ts'

export type Spoke = {
  readonly country: string
  readonly name: string
  readonly href: string
  /** Messages of the last day, both ways. */
  readonly traffic: number
  readonly waiting: number
  readonly blocked: boolean
  /** It does not answer at the moment. */
  readonly away: boolean
  /** Until when its next key counts; null where none is known. */
  readonly ends: string | null
}

const WIDTH = 720
const HEIGHT = 432
const RADIUS = 24

/** Two to fourteen, by the power of ten of the traffic: ten messages and ten thousand are both seen. */
const widthOf = (traffic: number): number => (traffic === 0 ? 2 : Math.min(14, 3 + 2.6 * Math.log10(traffic)))

export function Ring({ own, ownEnds, spokes }: { own: string; ownEnds: string | null; spokes: readonly Spoke[] }) {
  const [cx, cy] = [WIDTH / 2, HEIGHT / 2]
  const placed = spokes.map((spoke, i) => {
    // Below the middle stands until when our own key counts.
    const angle = Math.PI / 2 + (2 * Math.PI * (i + 0.5)) / spokes.length
    return { ...spoke, x: cx + Math.cos(angle) * 250, y: cy + Math.sin(angle) * 140 }
  })
  const wordsOf = (s: Spoke): string =>
    [
      t('neighbours.ring.traffic', { count: s.traffic }),
      ...(s.waiting > 0 ? [t('neighbours.ring.waiting', { count: s.waiting })] : []),
      ...(s.blocked ? [t('neighbours.state.blocked')] : s.away ? [t('neighbours.circuit.open')] : []),
      ...(s.ends === null ? [] : [t('neighbours.ring.ends', { day: formatDay(s.ends) })]),
    ].join(' · ')
  return (
    <svg class="ring" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="group" aria-label={t('neighbours.ring.label')}>
      <ellipse class="ring-round" cx={cx} cy={cy} rx="250" ry="140" />
      {placed.map((s) => (
        <line
          key={s.country}
          class={`ring-line ${s.blocked ? 'ring-stopped' : s.away ? 'ring-bad' : s.waiting > 0 ? 'ring-waiting' : ''}`}
          x1={cx}
          y1={cy}
          x2={s.x}
          y2={s.y}
          stroke-width={widthOf(s.traffic)}
          stroke-dasharray={s.waiting > 0 || s.blocked ? '8 7' : undefined}
        />
      ))}
      {placed.map((s) => {
        const under = s.y > cy
        const [at, next] = under ? [s.y + 44, s.y + 60] : [s.y - 50, s.y - 34]
        return (
          <a key={s.country} href={s.href}>
            <title>{`${s.name}: ${wordsOf(s)}`}</title>
            <circle
              class={`ring-node ${s.blocked ? 'ring-stopped' : s.away ? 'ring-bad' : s.waiting > 0 ? 'ring-waiting' : ''}`}
              cx={s.x}
              cy={s.y}
              r={RADIUS}
            />
            <text class="ring-country" x={s.x} y={s.y + 5}>
              {s.country}
            </text>
            <text class="ring-words" x={s.x} y={at}>
              {formatNumber(s.traffic)} {t('neighbours.ring.day')}
              {s.waiting > 0 && ` · ${t('neighbours.ring.waits', { count: s.waiting })}`}
            </text>
            {s.ends !== null && (
              <text class="ring-ends" x={s.x} y={next}>
                {t('neighbours.ring.ends', { day: formatDay(s.ends) })}
              </text>
            )}
          </a>
        )
      })}
      <circle class="ring-own" cx={cx} cy={cy} r={RADIUS + 8} />
      <text class="ring-country ring-own-name" x={cx} y={cy + 5}>
        {own}
      </text>
      {ownEnds !== null && (
        <text class="ring-ends" x={cx} y={cy + 54}>
          {t('neighbours.ring.ends', { day: formatDay(ownEnds) })}
        </text>
      )}
    </svg>
  )
}
