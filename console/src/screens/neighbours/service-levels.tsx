/** What was agreed of the service of a neighbour, and what this node has measured of it in a month. */
import { useParam } from '../../address.ts'
import { api, type Schemas } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, DataTable, Empty, Facts, Filters, formatDuration, Section, Select, State, Waiting } from '../../parts/index.ts' // prettier-ignore
import { formatNumber, formatter, t } from '../../text.ts'

type Level = Schemas['ServiceLevel']

/** Months that are offered beside the one that it is. */
const MONTHS = 12

const nameOf = (month: string): string =>
  formatter('month', (locale) => new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' })).format(new Date(`${month}-01T00:00:00Z`)) // prettier-ignore

/** Those before the one that it is in UTC, the newest first. */
function monthsBefore(now: Date): string[] {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()]
  return Array.from({ length: MONTHS }, (_, i) => new Date(Date.UTC(year, month - 1 - i, 1)).toISOString().slice(0, 7))
}

const percent = (value: string | null): string =>
  value === null ? t('shell.none') : formatNumber(Number(value) / 100, { style: 'percent', maximumFractionDigits: 3 })
const agreed = ({ target, level }: Level): string => {
  if (target === null) return level
  if (target.withinSeconds === null) return percent(target.percent)
  return t('neighbours.levels.within', { percent: percent(target.percent), time: formatDuration(target.withinSeconds) })
}
const atMost = (seconds: number | null): string => (seconds === null ? t('shell.none') : formatDuration(seconds))

function Kept({ kept, over }: { kept: boolean | null; over: boolean }) {
  if (kept === null) return <State kind="waiting">{t('neighbours.levels.unknown')}</State>
  if (kept) return <State kind="good">{t(over ? 'neighbours.levels.kept' : 'neighbours.levels.kept.so-far')}</State>
  return <State kind="bad">{t(over ? 'neighbours.levels.short' : 'neighbours.levels.short.so-far')}</State>
}

export function ServiceLevels({ country }: { country: string }) {
  const [month] = useParam('month')
  const told = useLoad(
    (signal) =>
      api.GET('/v1/peers/{country}/service-levels', {
        params: { path: { country }, query: month === '' ? {} : { month } },
        signal,
      }),
    [country, month],
  )
  const found = told.data
  return (
    <Section title={t('neighbours.levels')}>
      <Filters>
        <Select
          label={t('neighbours.levels.month')}
          param="month"
          all={t('neighbours.levels.now')}
          options={monthsBefore(new Date()).map((value) => ({ value, text: nameOf(value) }))}
        />
      </Filters>
      {told.problem && <Broken problem={told.problem} again={told.again} />}
      {!found && told.loading && <Waiting lines={4} />}
      {found && (
        <>
          <Facts
            items={[
              {
                term: t('neighbours.levels.available'),
                value: `${percent(found.availability.percent)} · ${t('neighbours.levels.asked', {
                  answered: formatNumber(found.availability.answered),
                  silent: formatNumber(found.availability.silent),
                  maintenance: formatNumber(found.availability.maintenance),
                })}`,
              },
              {
                term: t('neighbours.levels.receipts'),
                value: t('neighbours.levels.messages', {
                  receipted: formatNumber(found.receipts.receipted),
                  half: atMost(found.receipts.p50Seconds),
                  most: atMost(found.receipts.p95Seconds),
                  unreceipted: formatNumber(found.receipts.unreceipted),
                  waiting: formatNumber(found.receipts.waiting),
                  excused: formatNumber(found.receipts.excused),
                }),
              },
            ]}
          />
          <DataTable
            label={t('neighbours.levels')}
            rows={found.levels}
            rowKey={(l) => `${l.name} ${l.level}`}
            columns={[
              { key: 'name', title: t('neighbours.levels.of'), cell: (l) => <bdi>{l.name}</bdi> },
              { key: 'agreed', title: t('neighbours.levels.agreed'), cell: (l) => <bdi>{agreed(l)}</bdi> },
              {
                key: 'measured',
                title: t('neighbours.levels.measured'),
                cell: (l) =>
                  l.measured === null
                    ? t('neighbours.levels.words')
                    : t('neighbours.levels.counted', {
                        percent: percent(l.measured.percent),
                        kept: formatNumber(l.measured.asPromised),
                        of: formatNumber(l.measured.of),
                      }),
              },
              {
                key: 'kept',
                title: t('neighbours.state'),
                cell: (l) => <Kept kept={l.kept} over={found.over} />,
              },
            ]}
            empty={<Empty title={t('neighbours.levels.none')}>{t('neighbours.levels.none.do')}</Empty>}
          />
        </>
      )}
    </Section>
  )
}
