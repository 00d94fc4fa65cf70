/** What each of the two offices may handle, how many vehicles it takes an hour, and the lists of days that its exceptions name; where drivers read whether they are open. */
import type { Schemas } from '../../api.ts'
import { DataTable, Section } from '../../parts/index.ts'
import { formatList, named, t } from '../../text.ts'

type Pair = Schemas['OfficePair']
type Mass = { readonly grossMassMeasure: { readonly value: string; readonly unitCode: string } }

const listed = (values: readonly string[] | undefined): string =>
  values === undefined ? t('border.hours.competence.all') : formatList(values)

function massText(measure: object | undefined): string {
  if (measure === undefined) return t('border.hours.competence.all')
  const { value, unitCode } = (measure as Mass).grossMassMeasure
  return `${value} ${unitCode === 'TNE' ? 't' : 'kg'}`
}

export function HoursOffices({ pair }: { pair: Pair }) {
  const rows = (['exit', 'entry'] as const)
    .map((side) => ({ side, office: side === 'exit' ? pair.exitOffice : pair.entryOffice, ...pair.offices[side] }))
    .filter((x) => x.competence !== null || x.capacity !== null || x.dateLists.length > 0)
  const { now, poster } = pair.links
  return (
    <>
      {rows.length > 0 && (
        <Section title={t('border.hours.offices')}>
          <DataTable
            label={t('border.hours.offices')}
            rows={rows}
            rowKey={(x) => x.side}
            columns={[
              { key: 'office', title: t('border.hours.office'), narrow: true, cell: (x) => <bdi>{x.office}</bdi> },
              {
                key: 'modes',
                title: t('border.hours.modes'),
                cell: (x) => listed(x.competence?.modeCode?.map((mode) => named('border.mode', mode))),
              },
              {
                key: 'procedures',
                title: t('border.hours.procedures'),
                cell: (x) => <bdi>{listed(x.competence?.currentCode)}</bdi>,
              },
              {
                key: 'goods',
                title: t('border.hours.goods'),
                cell: (x) => <bdi>{listed(x.competence?.classificationId)}</bdi>,
              },
              {
                key: 'heaviest',
                title: t('border.hours.heaviest'),
                cell: (x) => <bdi>{massText(x.competence?.goodsMeasure)}</bdi>,
              },
              {
                key: 'capacity',
                title: t('border.hours.lanes'),
                cell: (x) =>
                  (x.capacity ?? []).map((one) => (
                    <div key={one.modeCode}>
                      {named('border.mode', one.modeCode)}:{' '}
                      {t('border.hours.lanes.of', { lanes: one.lanes, vehicles: one.vehiclesPerHour })}
                    </div>
                  )),
              },
              {
                key: 'days',
                title: t('border.hours.days'),
                cell: (x) =>
                  x.dateLists.map((one) => (
                    <div key={one.dateList}>
                      <bdi>{one.dateList}</bdi>: <bdi>{formatList(one.days)}</bdi>
                    </div>
                  )),
              },
            ]}
            empty={null}
          />
        </Section>
      )}
      {now !== undefined && poster !== undefined && (
        <p>
          <a href={poster}>{t('border.hours.poster')}</a> · <a href={now}>{t('border.hours.now')}</a>
        </p>
      )}
    </>
  )
}
