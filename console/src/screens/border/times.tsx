/** Release times: how long from arrival to physical release, from door to door, or announced before; how it changes, and whether one period is better than another. */
import { useParam } from '../../address.ts'
import { api, ask, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import {
  Broken,
  Button,
  Chart,
  DataTable,
  Duration,
  Empty,
  formatDuration,
  Page,
  Section,
  Select,
  Stat,
  Stats,
  Waiting,
} from '../../parts/index.ts'
import { formatNumber, formatter, named, t } from '../../text.ts'
import { MEASURES } from './plan-study.tsx'
import { Studies } from './studies.tsx'
import './border.css'

type Series = Schemas['ReleaseTimeSeries']
type Figures = Schemas['ReleaseTimeFigures']
const BY = ['month', 'day', 'office', 'mode', 'channel', 'regime', 'aeo', 'chapter', 'agency'] as const

const month = (back: number): string => {
  const now = new Date()
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7)
}
const monthName = (of: string): string =>
  formatter('month', (l) => new Intl.DateTimeFormat(l, { month: 'long', year: 'numeric', timeZone: 'UTC' })).format(
    new Date(`${of}-01T00:00:00Z`),
  )
const PERCENTILES = ['p50Ms', 'p75Ms', 'p90Ms', 'p95Ms'] as const
const minutes = (ms: number | undefined): number | null => (ms === undefined ? null : Math.round(ms / 6000) / 10)

function keyName(by: Series['by'], key: string): string {
  if (by === 'month') return monthName(key)
  if (key === 'unknown' || key === 'mixed' || by === 'aeo') return named('border.times.key', key)
  return by === 'mode' ? named('border.mode', key) : key
}

const FIGURES = ['meanMs', 'p50Ms', 'p75Ms', 'p90Ms', 'p95Ms'] as const
const less = (after: Figures, before: Figures, of: (typeof FIGURES)[number]): string => {
  const ms = after![of] - before![of]
  return `${ms < 0 ? '−' : '+'}${formatDuration(Math.abs(ms) / 1000)}`
}

/** What the period shown is less the one that it is compared with. */
function Difference({ before, after }: { before: Figures; after: Figures }) {
  if (before === null || after === null) return null
  return (
    <Section title={t('border.times.difference')}>
      <Stats>
        <Stat label={t('border.times.movements')} value={formatNumber(after.movements - before.movements)} />
        {FIGURES.map((of) => (
          <Stat
            key={of}
            label={t(`border.times.${of === 'meanMs' ? 'mean' : of.slice(0, 3)}`)}
            value={<bdi>{less(after, before, of)}</bdi>}
          />
        ))}
      </Stats>
    </Section>
  )
}

function Totals({ series, title }: { series: Series; title: string }) {
  const total = series.total
  return (
    <Section title={title}>
      {total === null ? (
        <p class="none">{t('border.times.few')}</p>
      ) : (
        <Stats>
          <Stat label={t('border.times.movements')} value={formatNumber(total.movements)} />
          <Stat label={t('border.times.mean')} value={formatDuration(total.meanMs / 1000)} kind="busy" />
          <Stat label={t('border.times.p50')} value={formatDuration(total.p50Ms / 1000)} />
          <Stat label={t('border.times.p90')} value={formatDuration(total.p90Ms / 1000)} />
        </Stats>
      )}
    </Section>
  )
}

export default function Times() {
  const [measured] = useParam('measure', 'release')
  const [by] = useParam('by', 'month')
  const [from] = useParam('from', month(2))
  const [to] = useParam('to', month(0))
  const [than] = useParam('than')
  const kind = BY.find((b) => b === by) ?? 'month'
  const measure = MEASURES.find((m) => m === measured) ?? 'release'
  const query = { measure, by: kind, from, to }
  const months = Array.from({ length: 24 }, (_, i) => month(i)).map((value) => ({ value, text: monthName(value) }))
  const loaded = useLoad(
    async (signal) => {
      const read = (q: typeof query) => ask(api.GET('/v1/release-times', { params: { query: q }, signal }))
      const [series, other] = await Promise.all([
        read(query),
        than ? read({ measure, by: kind, from: than, to: than }) : null,
      ])
      return { data: { series, other } }
    },
    [measure, kind, from, to, than],
  )
  useLive({ kinds: ['case'], match: (change) => change.procedure === 'release-time' }, loaded.again)
  const series = loaded.data?.series
  const shown = series?.items.filter((i) => i.times !== null) ?? []
  const hidden = (series?.items.length ?? 0) - shown.length
  const csv = `/v1/release-times.csv?${new URLSearchParams(query).toString()}`
  const timed = kind === 'month' || kind === 'day'
  return (
    <Page
      title={t('border.times.title')}
      intro={t('border.times.intro')}
      actions={<Button href={csv}>{t('border.times.csv')}</Button>}
    >
      <div class="filters">
        <Select
          label={t('border.times.measure')}
          param="measure"
          all={t('border.times.measure.release')}
          options={MEASURES.slice(1).map((value) => ({ value, text: t(`border.times.measure.${value}`) }))}
        />
        <Select
          label={t('border.times.by')}
          param="by"
          all={t('border.times.by.month')}
          options={BY.slice(1).map((value) => ({ value, text: t(`border.times.by.${value}`) }))}
        />
        <Select label={t('border.times.first')} param="from" all={monthName(month(2))} options={months} />
        <Select label={t('border.times.last')} param="to" all={monthName(month(0))} options={months} />
        <Select label={t('border.times.than')} param="than" all={t('border.times.than.none')} options={months} />
      </div>
      {loaded.problem && !series && <Broken problem={loaded.problem} again={loaded.again} />}
      {!series && loaded.loading && <Waiting lines={8} />}
      {series && (
        <>
          <p class="hidden-part">
            {t(`border.times.measure.${measure}.means`)} {t('border.times.clock')}
          </p>
          <Totals series={series} title={from === to ? monthName(from) : `${monthName(from)} – ${monthName(to)}`} />
          {loaded.data?.other && <Totals series={loaded.data.other} title={monthName(than)} />}
          {loaded.data?.other && <Difference before={loaded.data.other.total} after={series.total} />}
          {series.dayOnly !== 0 && (
            <p class="hidden-part">
              {series.dayOnly === null ? t('border.times.days.few') : t('border.times.days', { count: series.dayOnly })}
            </p>
          )}
          {shown.length > 0 && (
            <Chart
              title={t(`border.times.measure.${measure}`)}
              unit={t('border.times.minutes')}
              kind={timed && shown.length > 2 ? 'line' : 'bars'}
              x={shown.map((i) => keyName(kind, i.key))}
              series={(['p90Ms', 'p50Ms'] as const).map((p) => ({
                name: t(`border.times.${p === 'p50Ms' ? 'p50' : 'p90'}`),
                values: shown.map((i) => minutes(i.times?.[p])),
              }))}
            />
          )}
          <Section title={t('border.times.figures')}>
            <DataTable
              label={t('border.times.figures')}
              rows={series.items}
              rowKey={(i) => i.key}
              columns={[
                { key: 'key', title: t(`border.times.by.${kind}`), cell: (i) => <bdi>{keyName(kind, i.key)}</bdi> },
                {
                  key: 'movements',
                  title: t('border.times.movements'),
                  numeric: true,
                  cell: (i) => (i.times === null ? t('border.times.hidden') : formatNumber(i.times.movements)),
                },
                ...PERCENTILES.map((p) => ({
                  key: p,
                  title: t(`border.times.${p.slice(0, 3)}`),
                  numeric: true,
                  cell: (i: Series['items'][number]) => (
                    <Duration seconds={i.times === null ? null : i.times[p] / 1000} />
                  ),
                })),
                {
                  key: 'mean',
                  title: t('border.times.mean'),
                  numeric: true,
                  cell: (i) => <Duration seconds={i.times === null ? null : i.times.meanMs / 1000} />,
                },
              ]}
              empty={<Empty title={t('border.times.none')}>{t('border.times.none.do')}</Empty>}
            />
            {hidden > 0 && <p class="hidden-part">{t('border.times.few')}</p>}
          </Section>
        </>
      )}
      <Studies />
    </Page>
  )
}
