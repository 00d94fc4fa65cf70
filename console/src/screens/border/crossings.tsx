/** Crossings, newest first, and the search that finds one by anything that stands on its papers. */
import { useParam } from '../../address.ts'
import { api } from '../../api.ts'
import { useLive } from '../../live.ts'
import { usePages } from '../../load.ts'
import { DataTable, Duration, Empty, Filters, Id, Page, Search, Section, Time } from '../../parts/index.ts'
import { formatList, named, t } from '../../text.ts'
import './border.css'
import { Found } from './found.tsx'
import { useOfficeClock } from './office-clock.ts'
import { crossingHref } from './words.ts'

export default function Crossings() {
  const [asked] = useParam('q')
  const list = usePages(
    (after, signal) => api.GET('/v1/crossings', { params: { query: { limit: 50, ...after } }, signal }),
    [],
    (row) => row.crossing,
  )
  useLive({ kinds: ['case', 'message'] }, list.refresh)
  return (
    <Page title={t('border.crossings.title')} intro={t('border.crossings.intro')} clock={useOfficeClock()}>
      <Filters>
        <Search label={t('border.search')} hint={t('border.search.hint')} />
      </Filters>
      {asked && <Found asked={asked} />}
      <Section title={t('border.crossings.newest')}>
        <DataTable
          label={t('border.crossings.title')}
          pages={list}
          rowKey={(row) => row.crossing}
          href={(row) => crossingHref(row.crossing)}
          columns={[
            {
              key: 'crossing',
              title: t('border.crossing'),
              cell: (row) => <Id value={row.crossing} href={crossingHref(row.crossing)} />,
            },
            {
              key: 'seen',
              title: t('border.crossings.seen'),
              narrow: true,
              cell: (row) => <Time at={row.start ?? row.seenAt} />,
            },
            {
              key: 'offices',
              title: t('border.offices'),
              cell: (row) => <bdi>{Object.values(row.offices).join(' · ') || t('shell.none')}</bdi>,
            },
            {
              key: 'leaves',
              title: t('border.crossings.leaves'),
              narrow: true,
              cell: (row) => <bdi>{row.leaves ?? t('shell.none')}</bdi>,
            },
            {
              key: 'procedures',
              title: t('border.crossings.about'),
              cell: (row) => formatList(row.procedures.map((p) => named('shell.procedure', p))),
            },
            { key: 'times', title: t('border.times.events'), numeric: true, cell: (row) => row.times },
            {
              key: 'ms',
              title: t('border.times.door'),
              numeric: true,
              cell: (row) => <Duration seconds={row.ms === null ? null : row.ms / 1000} />,
            },
          ]}
          empty={<Empty title={t('border.crossings.none')}>{t('border.crossings.none.do')}</Empty>}
        />
      </Section>
    </Page>
  )
}
