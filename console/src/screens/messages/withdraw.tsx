/** A message is withdrawn: at once before any attempt, after one only with the signed answer of its receiver. */
import { useLocation } from 'preact-iso'
import { api, ask } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, Confirm, Page, Waiting } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { whatOf } from './message-state.tsx'

export default function Withdraw({ params }: { params: Readonly<Record<string, string>> }) {
  const id = params['id']!
  const { route } = useLocation()
  const message = useLoad((signal) => api.GET('/v1/messages/{id}', { params: { path: { id } }, signal }), [id])
  const back = { href: `/console/messages/${id}`, text: t('messages.one') }
  const m = message.data
  if (!m)
    return (
      <Page title={t('messages.withdraw')} back={back}>
        {message.problem ? <Broken problem={message.problem} again={message.again} /> : <Waiting />}
      </Page>
    )
  const tried = (m.delivery?.attempts ?? 1) > 0
  return (
    <Confirm
      title={t('messages.withdraw.title', { what: whatOf(m), peer: m.peer })}
      what={<p>{t(tried ? 'messages.withdraw.tried' : 'messages.withdraw.untried', { peer: m.peer })}</p>}
      action={t('messages.withdraw')}
      back={back}
      onConfirm={async () => {
        await ask(api.POST('/v1/messages/{id}/cancel', { params: { path: { id } } }))
        route(back.href)
      }}
    />
  )
}
