/** A proposal is confirmed by a second person, who reads first what will be done. */
import { useLocation } from 'preact-iso'
import { api, ask } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, Confirm, Empty, Facts, Page, Said, Time, Waiting } from '../../parts/index.ts'
import { t } from '../../text.ts'

export default function Proposal({ params }: { params: Readonly<Record<string, string>> }) {
  const id = params['id']!
  const { route } = useLocation()
  const proposals = useLoad((signal) => api.GET('/v1/proposals', { params: { query: { limit: 500 } }, signal }), [])
  const back = { href: '/console/node?tab=proposals', text: t('node.proposals') }
  const p = proposals.data?.items.find((one) => one.id === id)
  if (!p)
    return (
      <Page title={t('node.confirm')} back={back}>
        {proposals.problem ? (
          <Broken problem={proposals.problem} again={proposals.again} />
        ) : proposals.data ? (
          <Empty title={t('node.proposals.none')} />
        ) : (
          <Waiting />
        )}
      </Page>
    )
  return (
    <Confirm
      title={t('node.confirm.what', { action: t(`node.action.${p.action}`) })}
      what={
        <>
          <Facts
            items={[
              { term: t('node.subject'), value: <bdi>{p.subject}</bdi> },
              { term: t('node.detail'), value: <Said of="problems" text={p.detail} /> },
              { term: t('node.by'), value: <bdi>{p.proposedBy}</bdi> },
              { term: t('node.until'), value: <Time at={p.expiresAt} withDay /> },
            ]}
          />
          <p>{t('node.confirm.why')}</p>
        </>
      }
      action={t('node.confirm')}
      back={back}
      onConfirm={async () => {
        await ask(api.POST('/v1/proposals/{id}/confirm', { params: { path: { id } } }))
        route(back.href)
      }}
    />
  )
}
