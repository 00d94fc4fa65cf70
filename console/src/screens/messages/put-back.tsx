/** Many parked messages are put back: first how many they are and some of them, then in words, and by a second person where they are too many for one. */
import { useState } from 'preact/hooks'
import { api, ask, type Schemas } from '../../api.ts'
import { useParam, useParams } from '../../address.ts'
import { useLoad } from '../../load.ts'
import {
  Broken,
  Button,
  Confirm,
  DataTable,
  Empty,
  Filters,
  Id,
  Notice,
  Page,
  Time,
  Waiting,
} from '../../parts/index.ts'
import { t } from '../../text.ts'
import { MessageState, whatOf } from './message-state.tsx'
import { WithWhom } from './with-whom.tsx'

type Done =
  | { readonly kind: 'done'; readonly retried: number }
  | { readonly kind: 'proposed'; readonly proposal: Schemas['Proposal'] }

export default function PutBack() {
  const [peer] = useParam('peer')
  const [procedure] = useParam('procedure')
  const [step, setStep] = useParam('step')
  const set = useParams()
  const [done, setDone] = useState<Done | null>(null)
  const filter = { ...(peer ? { peer } : {}), ...(procedure ? { procedure } : {}) }
  const seen = useLoad(
    (signal) => api.POST('/v1/messages/retry', { body: { ...filter, preview: true }, signal }),
    [peer, procedure, step],
  )
  const back = { href: '/console/messages?state=parked', text: t('messages.title') }
  const found = seen.data && 'sample' in seen.data ? seen.data : undefined
  if (done)
    return (
      <Page title={t('messages.back.title')} back={back}>
        {done.kind === 'done' ? (
          <Notice kind="good" title={t('messages.back.done', { count: done.retried })} role="status" />
        ) : (
          <Notice kind="waiting" title={t('messages.back.proposed')} role="status">
            <p>
              {t('messages.back.until')} <Time at={done.proposal.expiresAt} withDay />{' '}
              <a href="/console/node?tab=proposals">{t('messages.back.proposals')}</a>
            </p>
          </Notice>
        )}
      </Page>
    )
  const sample = found && (
    <DataTable
      label={t('shell.confirm.sample')}
      rows={found.sample}
      rowKey={(row) => row.id}
      empty={<Empty title={t('messages.back.none')}>{t('messages.back.none.do')}</Empty>}
      columns={[
        { key: 'at', title: t('messages.at'), narrow: true, cell: (row) => <Time at={row.createdAt} /> },
        { key: 'state', title: t('messages.state'), narrow: true, cell: (row) => <MessageState state={row.state} /> },
        { key: 'peer', title: t('messages.peer'), cell: (row) => <bdi>{row.peer}</bdi> },
        { key: 'what', title: t('messages.what'), cell: (row) => <bdi>{whatOf(row)}</bdi> },
        { key: 'until', title: t('messages.expires'), cell: (row) => <Time at={row.expiresAt} /> },
        {
          key: 'id',
          title: t('messages.id'),
          narrow: true,
          cell: (row) => <Id value={row.id} href={`/console/messages/${row.id}`} />,
        },
      ]}
    />
  )
  if (step === 'confirm' && found && found.count > 0)
    return (
      <Confirm
        title={t('messages.back.title')}
        what={
          <>
            <p>{t('messages.back.what', { peer: peer || t('messages.back.all') })}</p>
            {!found.alone && <p>{t('messages.back.two')}</p>}
          </>
        }
        count={found.count}
        sample={sample}
        word={String(found.count)}
        action={found.alone ? t('messages.back.do') : t('messages.back.propose')}
        danger={false}
        back={{ href: `/console/messages/put-back?${new URLSearchParams(filter)}`, text: t('messages.back.look') }}
        onConfirm={async () => {
          const answer = await ask(api.POST('/v1/messages/retry', { body: { ...filter, expected: found.count } }))
          setDone(
            'retried' in answer
              ? { kind: 'done', retried: answer.retried ?? 0 }
              : { kind: 'proposed', proposal: answer as Schemas['Proposal'] },
          )
        }}
      />
    )
  return (
    <Page
      title={t('messages.back.title')}
      intro={t('messages.back.intro')}
      back={back}
      actions={
        found &&
        found.count > 0 && (
          <Button kind="main" onClick={() => setStep('confirm', 'push')}>
            {t('messages.back.next', { count: found.count })}
          </Button>
        )
      }
    >
      <Filters onClear={() => set({ peer: undefined, procedure: undefined })}>
        <WithWhom />
      </Filters>
      {seen.problem && <Broken problem={seen.problem} again={seen.again} />}
      {!found && !seen.problem && <Waiting />}
      {found && found.count > 0 && (
        <p class="confirm-count" role="status">
          {t(found.more ? 'messages.back.more' : 'messages.back.count', { count: found.count })}
          {!found.alone && <small> {t('messages.back.two')}</small>}
        </p>
      )}
      {sample}
    </Page>
  )
}
