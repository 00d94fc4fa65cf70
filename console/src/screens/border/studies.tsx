/** Time release studies that are planned with neighbours, and the reports of them that can be published. */
import { api, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import { Broken, Button, DataTable, Empty, formatDay, Section, State, Waiting } from '../../parts/index.ts'
import { mayUse } from '../../session.ts'
import { formatList, language, t } from '../../text.ts'
import { PlanStudy } from './plan-study.tsx'

type Study = Schemas['Study']

export const periodText = ({ from, to }: Study): string =>
  `${formatDay(`${from}T12:00:00Z`, 'UTC')} – ${formatDay(`${to}T12:00:00Z`, 'UTC')}`
export const samplingText = ({ sampling: { method, perMille = 0, every = 0 } }: Study): string =>
  t(`border.studies.sampling.${method}`, { share: perMille, every })
export const outliersText = ({ outliers: { rule, factor = '', minutes = 0 } }: Study): string =>
  t(`border.studies.outliers.${rule}`, { factor, minutes })

export const StudyState = ({ study: { agreedAt, proposedBy } }: { study: Study }) =>
  agreedAt === null ? (
    <State kind="waiting">{t('border.studies.proposed', { country: proposedBy })}</State>
  ) : (
    <State kind="good">{t('border.studies.agreed')}</State>
  )

/** The report in the language of the reader. */
export const Reports = ({ study: { peer, id } }: { study: Study }) => (
  <>
    {(['html', 'pdf', 'csv'] as const).map((kind) => (
      <Button
        key={kind}
        href={`/v1/studies/${peer}/${encodeURIComponent(id)}/report.${kind}?language=${language.value}`}
      >
        {t(`border.studies.report.${kind}`)}
      </Button>
    ))}
  </>
)

const studyHref = ({ peer, id }: Study): string => `/console/studies/${peer}/${encodeURIComponent(id)}`

export function Studies() {
  const studies = useLoad((signal) => api.GET('/v1/studies', { signal }), [])
  useLive({ kinds: ['case'], match: (change) => change.procedure === 'release-time' }, studies.again)
  if (studies.problem && !studies.data) return <Broken problem={studies.problem} again={studies.again} />
  if (!studies.data) return <Waiting lines={3} />
  return (
    <Section title={t('border.studies')}>
      <DataTable
        label={t('border.studies')}
        rows={studies.data.items}
        rowKey={(s) => `${s.peer} ${s.id}`}
        href={studyHref}
        columns={[
          {
            key: 'title',
            title: t('border.studies.title'),
            cell: (s) => (
              <a href={studyHref(s)}>
                <bdi>{s.title ?? s.id}</bdi>
              </a>
            ),
          },
          { key: 'peer', title: t('border.studies.with'), narrow: true, cell: (s) => <bdi>{s.peer}</bdi> },
          { key: 'period', title: t('border.studies.period'), cell: periodText },
          { key: 'offices', title: t('border.offices'), cell: (s) => <bdi>{formatList(s.offices)}</bdi> },
          { key: 'sampling', title: t('border.studies.sampling'), cell: samplingText },
          { key: 'outliers', title: t('border.studies.outliers'), cell: outliersText },
          { key: 'state', title: t('border.studies.state'), cell: (s) => <StudyState study={s} /> },
          { key: 'report', title: t('border.studies.report'), cell: (s) => <Reports study={s} /> },
        ]}
        empty={<Empty title={t('border.studies.none')}>{t('border.studies.none.do')}</Empty>}
      />
      {mayUse(['window']) && <PlanStudy onSent={studies.again} />}
    </Section>
  )
}
