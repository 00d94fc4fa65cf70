/** Time release studies that are planned with neighbours, and the reports of them that can be published. */
import { api } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import { Broken, Button, DataTable, Empty, formatDay, Section, State, Waiting } from '../../parts/index.ts'
import { formatList, t } from '../../text.ts'

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
        columns={[
          { key: 'title', title: t('border.studies.title'), cell: (s) => <bdi>{s.title ?? s.id}</bdi> },
          { key: 'peer', title: t('border.studies.with'), narrow: true, cell: (s) => <bdi>{s.peer}</bdi> },
          {
            key: 'period',
            title: t('border.studies.period'),
            cell: (s) => `${formatDay(`${s.from}T12:00:00Z`, 'UTC')} – ${formatDay(`${s.to}T12:00:00Z`, 'UTC')}`,
          },
          { key: 'offices', title: t('border.offices'), cell: (s) => <bdi>{formatList(s.offices)}</bdi> },
          {
            key: 'sampling',
            title: t('border.studies.sampling'),
            cell: ({ sampling: { method, perMille = 0, every = 0 } }) =>
              t(`border.studies.sampling.${method}`, { share: perMille, every }),
          },
          {
            key: 'outliers',
            title: t('border.studies.outliers'),
            cell: ({ outliers: { rule, factor = '', minutes = 0 } }) =>
              t(`border.studies.outliers.${rule}`, { factor, minutes }),
          },
          {
            key: 'state',
            title: t('border.studies.state'),
            cell: (s) =>
              s.agreedAt === null ? (
                <State kind="waiting">{t('border.studies.proposed', { country: s.proposedBy })}</State>
              ) : (
                <State kind="good">{t('border.studies.agreed')}</State>
              ),
          },
          {
            key: 'report',
            title: t('border.studies.report'),
            cell: (s) =>
              (['html', 'pdf', 'csv'] as const).map((kind) => (
                <Button key={kind} href={`/v1/studies/${s.peer}/${encodeURIComponent(s.id)}/report.${kind}`}>
                  {t(`border.studies.report.${kind}`)}
                </Button>
              )),
          },
        ]}
        empty={<Empty title={t('border.studies.none')}>{t('border.studies.none.do')}</Empty>}
      />
    </Section>
  )
}
