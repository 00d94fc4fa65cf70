/** The minutes of a crossing: each interval as a length, in the pattern and colour of whoever's it is, with its table. */
import type { Schemas } from '../../api.ts'
import { DataTable, Duration, formatDay, formatDuration, Time } from '../../parts/index.ts'
import { named, t } from '../../text.ts'

type Times = Schemas['CrossingReleaseTimes']
const ACTORS = ['customs', 'agency', 'trader', 'carrier', 'operator'] as const
const [WIDTH, BAR] = [960, 32] as const

/** What tells the actors apart without colour. */
export function ActorPatterns({ id }: { id: string }) {
  return (
    <defs>
      {ACTORS.map((actor, i) => (
        <pattern
          key={actor}
          id={`${id}-${actor}`}
          width="8"
          height="8"
          patternUnits="userSpaceOnUse"
          patternTransform={`rotate(${[0, 45, 90, 135, 0][i]!})`}
        >
          <rect width="8" height="8" class={`actor-ground actor-${actor}`} />
          {i > 0 && i < 4 && <rect width="2" height="8" class="actor-line" />}
          {i === 4 && <circle cx="4" cy="4" r="1.500" class="actor-line" />}
        </pattern>
      ))}
    </defs>
  )
}

export function Legs({ times }: { times: Times }) {
  const all = times.legs.reduce((sum, leg) => sum + leg.ms, 0)
  const rtl = document.documentElement.dir === 'rtl'
  let at = 0
  return (
    <>
      <svg
        class="legs"
        viewBox={`0 0 ${WIDTH} ${BAR}`}
        role="img"
        aria-label={t('border.times.legs.label', { time: formatDuration(all / 1000), count: times.legs.length })}
        preserveAspectRatio="none"
      >
        <ActorPatterns id="legs" />
        {times.legs.map((leg, i) => {
          const wide = all === 0 ? 0 : (leg.ms / all) * WIDTH
          const x = rtl ? WIDTH - at - wide : at
          at += wide
          return (
            <rect key={i} x={x} y="0" width={Math.max(1, wide - 1)} height={BAR} fill={`url(#legs-${leg.actor})`} />
          )
        })}
      </svg>
      <ul class="legend">
        {ACTORS.filter((actor) => times.legs.some((leg) => leg.actor === actor)).map((actor) => (
          <li key={actor}>
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
              <ActorPatterns id={`legend-${actor}`} />
              <rect width="16" height="16" rx="2" fill={`url(#legend-${actor}-${actor})`} />
            </svg>{' '}
            {t(`border.actor.${actor}`)} <Duration seconds={(times.byActor[actor] ?? 0) / 1000} />
          </li>
        ))}
      </ul>
      <DataTable
        label={t('border.times.legs')}
        rows={times.legs}
        rowKey={(leg) => `${leg.from} ${leg.to} ${leg.start}`}
        columns={[
          {
            key: 'start',
            title: t('border.times.from'),
            narrow: true,
            cell: (leg) => (leg.dayOnly ? formatDay(leg.start) : <Time at={leg.start} />),
          },
          {
            key: 'leg',
            title: t('border.times.leg'),
            cell: (leg) => `${named('border.clock', leg.from)} – ${named('border.clock', leg.to)}`,
          },
          { key: 'side', title: t('border.times.side'), narrow: true, cell: (leg) => <bdi>{leg.side}</bdi> },
          { key: 'actor', title: t('border.times.whose'), cell: (leg) => t(`border.actor.${leg.actor}`) },
          {
            key: 'ms',
            title: t('border.times.time'),
            numeric: true,
            cell: (leg) => (
              <>
                {leg.atMost ? '≤ ' : ''}
                <Duration seconds={leg.ms / 1000} />
                {leg.dayOnly && (
                  <>
                    {' ± '}
                    <Duration seconds={leg.uncertaintyMs / 1000} />
                  </>
                )}
              </>
            ),
          },
          {
            key: 'closed',
            title: t('border.times.closed.of'),
            numeric: true,
            cell: (leg) => (leg.closedMs === 0 ? t('shell.none') : <Duration seconds={leg.closedMs / 1000} />),
          },
        ]}
        empty={null}
      />
    </>
  )
}
