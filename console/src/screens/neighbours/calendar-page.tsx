/** Keys, certificates and agreements of the whole neighbourhood, by the day on which they end. */
import '../work.css'
import { api } from '../../api.ts'
import { useParam, useParams } from '../../address.ts'
import { useLoad } from '../../load.ts'
import {
  Broken,
  DataTable,
  Empty,
  Filters,
  Id,
  Page,
  Select,
  Stat,
  State,
  Stats,
  Time,
  Waiting,
} from '../../parts/index.ts'
import { formatDay } from '../../parts/time.tsx'
import { formatNumber, language, t } from '../../text.ts'
import { daysLeft, kindOf, type Entry } from './calendar.ts'

const MONTHS = 24
const DAY = 86_400_000
const LEFT = 132
const WIDTH = 960
const ROW = 28

/** Bars from today over two years, one row for each country and kind: what ends first of it. */
function Bars({ entries }: { entries: readonly Entry[] }) {
  const counts = entries.filter((e) => e.state === 'counts' || e.state === 'waits')
  const rows = [...new Map(counts.map((e) => [`${e.country} ${e.what}`, e])).values()].sort((a, b) =>
    a.country === b.country
      ? a.until < b.until
        ? -1
        : 1
      : Number(b.own) - Number(a.own) || (a.country < b.country ? -1 : 1),
  )
  const start = new Date()
  const x = (at: number): number =>
    LEFT + Math.max(0, Math.min(1, (at - start.getTime()) / (MONTHS * 30.44 * DAY))) * (WIDTH - LEFT - 96)
  const quarters = Array.from({ length: MONTHS / 3 + 1 }, (_, i) =>
    new Date(start.getFullYear(), start.getMonth() + 3 * i, 1).getTime(),
  ).filter((at) => at > start.getTime())
  const height = rows.length * ROW + 32
  // Where people read from the right, time goes on to the left.
  const rtl = language.value === 'ar'
  const side = (at: number): number => (rtl ? WIDTH - at : at)
  const words = { direction: rtl ? 'rtl' : 'ltr', 'text-anchor': 'start' } as const
  return (
    <svg class="bars" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={t('neighbours.calendar.picture')}>
      {quarters.map((at) => (
        <g key={at}>
          <line class="bars-grid" x1={side(x(at))} x2={side(x(at))} y1={20} y2={height} />
          <text class="bars-month" x={side(x(at))} y={14} {...words}>
            {new Date(at).toISOString().slice(0, 7)}
          </text>
        </g>
      ))}
      {rows.map((e, i) => {
        const y = 28 + i * ROW
        const end = x(Date.parse(e.until))
        return (
          <g key={`${e.country} ${e.what}`}>
            <text class="bars-name" x={side(0)} y={y + 12} {...words}>
              <tspan class="bars-country">{e.country}</tspan> {t(`neighbours.what.${e.what}`)}
            </text>
            <rect
              class={`bar bar-${kindOf(e)}`}
              x={rtl ? side(Math.max(LEFT + 4, end)) : LEFT}
              y={y}
              width={Math.max(4, end - LEFT)}
              height={16}
              rx={3}
            />
            <text class="bars-end" x={side(end + 6)} y={y + 12} {...words}>
              {formatDay(e.until)}
            </text>
          </g>
        )
      })}
    </svg>
  )
}

export default function Calendar() {
  const [country] = useParam('country')
  const [what] = useParam('what')
  const [all] = useParam('all')
  const set = useParams()
  const calendar = useLoad((signal) => api.GET('/v1/calendar', { signal }), [])
  const entries = calendar.data?.items ?? []
  const countries = [...new Set(entries.map((e) => e.country))].sort()
  const kinds = [...new Set(entries.map((e) => e.what))].sort()
  const shown = entries.filter(
    (e) =>
      (country === '' || e.country === country) &&
      (what === '' || e.what === what) &&
      (all !== '' || e.state === 'counts' || e.state === 'waits'),
  )
  const soon = (days: number): number => entries.filter((e) => e.state === 'counts' && daysLeft(e.until) < days).length
  return (
    <Page
      title={t('neighbours.calendar')}
      intro={t('neighbours.calendar.intro')}
      back={{ href: '/console/neighbours', text: t('neighbours.title') }}
    >
      {calendar.problem && <Broken problem={calendar.problem} again={calendar.again} />}
      {!calendar.data && !calendar.problem && <Waiting lines={6} />}
      {calendar.data && (
        <>
          <Stats>
            <Stat
              label={t('neighbours.calendar.soon14')}
              value={formatNumber(soon(14))}
              kind={soon(14) > 0 ? 'bad' : 'good'}
            />
            <Stat
              label={t('neighbours.calendar.soon60')}
              value={formatNumber(soon(60))}
              kind={soon(60) > 0 ? 'waiting' : 'good'}
            />
            <Stat label={t('neighbours.calendar.soon365')} value={formatNumber(soon(365))} />
          </Stats>
          <Filters onClear={() => set({ country: undefined, what: undefined, all: undefined })}>
            <Select
              label={t('neighbours.country')}
              param="country"
              options={countries.map((value) => ({ value, text: value }))}
            />
            <Select
              label={t('neighbours.what')}
              param="what"
              options={kinds.map((value) => ({ value, text: t(`neighbours.what.${value}`) }))}
            />
            <Select
              label={t('neighbours.calendar.which')}
              param="all"
              all={t('neighbours.calendar.counting')}
              options={[{ value: 'yes', text: t('neighbours.calendar.ended') }]}
            />
          </Filters>
          {shown.length > 0 && <Bars entries={shown} />}
          <DataTable
            label={t('neighbours.calendar')}
            rows={shown}
            rowKey={(e) => `${e.country} ${e.what} ${e.id}`}
            mark={(e) => (kindOf(e) === 'bad' ? 'bad' : kindOf(e) === 'waiting' ? 'late' : undefined)}
            empty={<Empty title={t('neighbours.calendar.none')} />}
            columns={[
              { key: 'until', title: t('neighbours.until'), narrow: true, cell: (e) => <Time at={e.until} withDay /> },
              {
                key: 'state',
                title: t('neighbours.state'),
                narrow: true,
                cell: (e) => <State kind={kindOf(e)}>{t(`neighbours.validity.${e.state}`)}</State>,
              },
              {
                key: 'country',
                title: t('neighbours.country'),
                narrow: true,
                cell: (e) => <strong>{e.country}</strong>,
              },
              { key: 'what', title: t('neighbours.what'), cell: (e) => t(`neighbours.what.${e.what}`) },
              {
                key: 'detail',
                title: t('neighbours.detail'),
                cell: (e) => (
                  <>
                    <bdi>{e.detail}</bdi>
                    {e.identity !== null && (
                      <small class="detail">{t('neighbours.calendar.identity', { version: e.identity })}</small>
                    )}
                  </>
                ),
              },
              { key: 'id', title: t('neighbours.key'), narrow: true, cell: (e) => <Id value={e.id} /> },
            ]}
          />
        </>
      )}
    </Page>
  )
}
