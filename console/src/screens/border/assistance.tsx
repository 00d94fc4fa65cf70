/** Mutual assistance, for its role alone: which requests wait for an answer, and until when. */
import { useParam } from '../../address.ts'
import { api, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { usePages } from '../../load.ts'
import { Button, DataTable, Empty, Filters, Page, Select, State, Time, type Kind } from '../../parts/index.ts'
import { named, t } from '../../text.ts'
import './border.css'
import { useOfficeClock } from './office-clock.ts'

type Entry = Schemas['AssistanceEntry']
const STATES = ['received', 'accepted', 'conditional', 'postponed', 'refused', 'answered', 'closed'] as const
const KINDS: Readonly<Record<Entry['state'], Kind>> = {
  received: 'waiting',
  accepted: 'busy',
  conditional: 'waiting',
  postponed: 'waiting',
  refused: 'bad',
  answered: 'good',
  closed: 'stopped',
}
export const kindOfAssistance = (state: Entry['state']): Kind => KINDS[state]
export const assistanceHref = (e: Pick<Entry, 'conversation' | 'peer'>): string =>
  `/console/assistance/${e.conversation}?peer=${e.peer}`

export default function Assistance() {
  const [state] = useParam('state')
  const [role] = useParam('role')
  const list = usePages<Entry>(
    (after, signal) =>
      api.GET('/v1/assistance', {
        params: {
          query: {
            limit: 50,
            ...(state ? { state: state as Entry['state'] } : {}),
            ...(role ? { role: role as Entry['role'] } : {}),
            ...after,
          },
        },
        signal,
      }),
    [state, role],
    (e) => `${e.conversation} ${e.peer}`,
  )
  useLive({ kinds: ['case'] }, list.refresh)
  return (
    <Page
      title={t('border.assistance.title')}
      intro={t('border.assistance.intro')}
      clock={useOfficeClock()}
      actions={
        <>
          <Button href="/console/ask-assistance?kind=spontaneous">{t('border.do.assistance.spontaneous')}</Button>
          <Button href="/console/ask-assistance" kind="main">
            {t('border.do.assistance.request')}
          </Button>
        </>
      }
    >
      <Filters>
        <Select
          label={t('border.state')}
          param="state"
          options={STATES.map((value) => ({ value, text: t(`border.assistance.state.${value}`) }))}
        />
        <Select
          label={t('border.assistance.role')}
          param="role"
          options={(['requesting', 'requested'] as const).map((value) => ({
            value,
            text: t(`border.assistance.role.${value}`),
          }))}
        />
      </Filters>
      <DataTable
        label={t('border.assistance.title')}
        pages={list}
        rowKey={(e) => `${e.conversation} ${e.peer}`}
        href={assistanceHref}
        mark={(e) => (e.overdue ? 'late' : undefined)}
        columns={[
          {
            key: 'at',
            title: t('border.assistance.opened'),
            narrow: true,
            cell: (e) => (
              <a href={assistanceHref(e)}>
                <Time at={e.openedAt} withDay />
              </a>
            ),
          },
          {
            key: 'state',
            title: t('border.state'),
            narrow: true,
            cell: (e) => (
              <>
                <State kind={KINDS[e.state]}>{t(`border.assistance.state.${e.state}`)}</State>{' '}
              </>
            ),
          },
          { key: 'peer', title: t('border.peer'), narrow: true, cell: (e) => <bdi>{e.peer}</bdi> },
          { key: 'role', title: t('border.assistance.role'), cell: (e) => t(`border.assistance.role.${e.role}`) },
          {
            key: 'instrument',
            title: t('border.assistance.instrument'),
            cell: (e) => <span dir="auto">{named('border.assistance.instrument', e.instrument ?? '')}</span>,
          },
          {
            key: 'due',
            title: t('border.assistance.due'),
            narrow: true,
            cell: (e) => (
              <>
                {e.overdue && <State kind="bad">{t('border.assistance.overdue')}</State>}{' '}
                {e.urgent && <State kind="waiting">{t('border.assistance.urgent')}</State>} <Time at={e.due} withDay />
              </>
            ),
          },
          {
            key: 'personal',
            title: t('border.assistance.personal'),
            narrow: true,
            cell: (e) => (e.personalData ? t('border.yes') : t('border.no')),
          },
          {
            key: 'retain',
            title: t('border.assistance.retain'),
            narrow: true,
            cell: (e) => <Time at={e.retainUntil} withDay />,
          },
        ]}
        empty={<Empty title={t('border.assistance.none')}>{t('border.assistance.none.do')}</Empty>}
      />
    </Page>
  )
}
