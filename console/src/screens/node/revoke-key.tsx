/** An API key is revoked: from the next request on it opens nothing. */
import { useLocation } from 'preact-iso'
import { api, ask } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, Confirm, Page, Waiting } from '../../parts/index.ts'
import { t } from '../../text.ts'

export default function RevokeKey({ params }: { params: Readonly<Record<string, string>> }) {
  const id = params['id']!
  const { route } = useLocation()
  const keys = useLoad((signal) => api.GET('/v1/keys', { signal }), [])
  const back = { href: '/console/node?tab=keys', text: t('node.keys') }
  const key = keys.data?.items.find((one) => one.id === id)
  if (!key)
    return (
      <Page title={t('node.key.revoke')} back={back}>
        {keys.problem ? <Broken problem={keys.problem} again={keys.again} /> : <Waiting />}
      </Page>
    )
  return (
    <Confirm
      title={t('node.key.revoke.what', { name: key.name })}
      what={<p>{t('node.key.revoke.why', { client: key.client })}</p>}
      action={t('node.key.revoke')}
      back={back}
      onConfirm={async () => {
        await ask(api.POST('/v1/keys/{id}/revoke', { params: { path: { id } } }))
        route(back.href)
      }}
    />
  )
}
