/** A proposal is taken back by whoever made it, or declined by whoever was asked, with a reason that the neighbour reads. */
import { useLocation } from 'preact-iso'
import { api, ask } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, Confirm, Page, Waiting } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { titleOf } from './agreement-state.tsx'

export default function GiveUp({ params }: { params: Readonly<Record<string, string>> }) {
  const hash = params['hash']!
  const { route, path } = useLocation()
  const does = path.endsWith('/withdraw') ? 'withdraw' : 'decline'
  const agreement = useLoad(
    (signal) => api.GET('/v1/agreements/{hash}', { params: { path: { hash } }, signal }),
    [hash],
  )
  const back = { href: `/console/agreements/${hash}`, text: t('neighbours.agreement') }
  const title = t(`neighbours.agreement.${does}`)
  const a = agreement.data
  if (!a)
    return (
      <Page title={title} back={back}>
        {agreement.problem ? <Broken problem={agreement.problem} again={agreement.again} /> : <Waiting />}
      </Page>
    )
  return (
    <Confirm
      title={title}
      what={
        <>
          <p dir="auto">{titleOf(a)}</p>
          <p>{t(`neighbours.agreement.${does}.what`, { peer: a.peer })}</p>
        </>
      }
      reason
      action={title}
      back={back}
      onConfirm={async (reason) => {
        await ask(api.POST(`/v1/agreements/{hash}/${does}`, { params: { path: { hash } }, body: { reason } }))
        route(back.href)
      }}
    />
  )
}
