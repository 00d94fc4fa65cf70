/** What is kept beyond its time because somebody has ordered it, of the data exchanged with one neighbour. */
import { api, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import { Broken, Button, DataTable, Empty, Id, Section, State, Time } from '../../parts/index.ts'
import { mayUse } from '../../session.ts'
import { named, t } from '../../text.ts'

type Hold = Schemas['LegalHold']

export const stands = ({ liftedAt, until }: Hold): boolean =>
  liftedAt === null && (until === null || Date.parse(until) > Date.now())

function HoldState({ hold }: { hold: Hold }) {
  if (stands(hold)) return <State kind="waiting">{t('neighbours.hold.held')}</State>
  return <State kind="none">{t(hold.liftedAt === null ? 'neighbours.hold.over' : 'neighbours.hold.lifted')}</State>
}

export function Holds({ country }: { country: string }) {
  const holds = useLoad((signal) => api.GET('/v1/legal-holds', { params: { query: { limit: 500 } }, signal }), [])
  useLive({ kinds: ['list'], match: (change) => change.list === 'agreements' }, holds.again)
  const operates = mayUse(['operator'])
  return (
    <Section
      title={t('neighbours.hold')}
      actions={operates && <Button href={`/console/neighbours/${country}/hold`}>{t('neighbours.hold.set')}</Button>}
    >
      {holds.problem && <Broken problem={holds.problem} again={holds.again} />}
      <DataTable
        label={t('neighbours.hold')}
        rows={(holds.data?.items ?? []).filter(({ peer }) => peer === country)}
        rowKey={({ id, by }) => `${id} ${by}`}
        empty={<Empty title={t('neighbours.hold.none')}>{t('neighbours.hold.none.do')}</Empty>}
        columns={[
          { key: 'state', title: t('neighbours.state'), narrow: true, cell: (hold) => <HoldState hold={hold} /> },
          {
            key: 'of',
            title: t('neighbours.hold.of'),
            cell: ({ procedure, conversation, keeps }) => (
              <>
                {named('shell.procedure', procedure)}
                {conversation !== null && (
                  <>
                    {' '}
                    <Id value={conversation} />
                  </>
                )}
                {': '}
                {t(`neighbours.hold.keeps.${keeps}`)}
              </>
            ),
          },
          {
            key: 'authority',
            title: t('neighbours.hold.authority'),
            cell: ({ authority, by, setBy }) => (
              <>
                <span dir="auto">{authority}</span> (<bdi>{setBy === null ? by : `${by}, ${setBy}`}</bdi>)
              </>
            ),
          },
          {
            key: 'reason',
            title: t('neighbours.suspend.reason'),
            cell: ({ reason, liftReason }) => <span dir="auto">{liftReason ?? reason}</span>,
          },
          {
            key: 'set',
            title: t('neighbours.suspend.from'),
            cell: ({ setAt }) => <Time at={setAt} withDay />,
          },
          {
            key: 'until',
            title: t('neighbours.suspend.until'),
            cell: ({ liftedAt, until }) => <Time at={liftedAt ?? until} withDay />,
          },
          {
            key: 'lift',
            title: t('neighbours.hold.lift'),
            narrow: true,
            cell: (hold) =>
              operates && stands(hold) && hold.by !== country ? (
                <a href={`/console/neighbours/${country}/holds/${hold.id}`}>{t('neighbours.hold.lift')}</a>
              ) : (
                t('shell.none')
              ),
          },
        ]}
      />
    </Section>
  )
}
