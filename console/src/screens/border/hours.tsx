/** Pairs of offices with what is agreed between them. */
import { api } from '../../api.ts'
import { useLive } from '../../live.ts'
import { usePages } from '../../load.ts'
import { DataTable, Empty, Page, State } from '../../parts/index.ts'
import { mayUse } from '../../session.ts'
import { formatList, named, t } from '../../text.ts'
import './border.css'
import { FirstHours } from './first-hours.tsx'
import { useOfficeClock } from './office-clock.ts'
import { pairHref } from './open-now.tsx'

export default function Hours() {
  const list = usePages(
    (after, signal) => api.GET('/v1/opening-hours', { params: { query: { limit: 50, ...after } }, signal }),
    [],
    (p) => `${p.exitOffice} ${p.entryOffice} ${p.peer}`,
  )
  useLive({ kinds: ['case', 'list'] }, list.refresh)
  const { zone } = useOfficeClock()
  return (
    <Page title={t('border.hours.title')} intro={t('border.hours.intro')}>
      <DataTable
        label={t('border.hours.title')}
        pages={list}
        rowKey={(p) => `${p.exitOffice} ${p.entryOffice} ${p.peer}`}
        href={pairHref}
        columns={[
          {
            key: 'exit',
            title: t('border.hours.exit'),
            cell: (p) => (
              <a href={pairHref(p)}>
                <bdi>{p.exitOffice}</bdi>
              </a>
            ),
          },
          { key: 'entry', title: t('border.hours.entry'), cell: (p) => <bdi>{p.entryOffice}</bdi> },
          { key: 'peer', title: t('border.peer'), narrow: true, cell: (p) => <bdi>{p.peer}</bdi> },
          {
            key: 'modes',
            title: t('border.hours.modes'),
            cell: (p) => formatList(p.modes.map((m) => named('border.mode', m))),
          },
          {
            key: 'states',
            title: t('border.state'),
            cell: (p) =>
              p.states.map((s) => (
                <span key={`${s.side} ${s.version}`}>
                  <State
                    kind={
                      s.state === 'in-force'
                        ? 'good'
                        : s.state === 'proposed' || s.state === 'countered'
                          ? 'waiting'
                          : 'stopped'
                    }
                  >
                    {`${p.countries[s.side]} ${s.version} ${named('border.hours.state', s.state)}`}
                  </State>{' '}
                </span>
              )),
          },
        ]}
        empty={<Empty title={t('border.hours.none')}>{t('border.hours.none.do')}</Empty>}
      />
      {mayUse(['window']) && <FirstHours zone={zone} />}
    </Page>
  )
}
