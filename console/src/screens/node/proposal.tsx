/** A proposal is confirmed by a second person, who reads first what will be done: of an agreement that is to be signed what it says, or says differently from what stands. */
import { useLocation } from 'preact-iso'
import '../work.css'
import { api, ask, type Schemas } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, Confirm, Facts, Page, Said, Section, Time, Waiting } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { Articles, Changes } from '../neighbours/clauses.tsx'

/** What would be signed: the draft that was proposed here, or what the neighbour proposed. */
function Signs({ proposal: { agreement, subject } }: { proposal: Schemas['Proposal'] }) {
  const all = useLoad((signal) => api.GET('/v1/agreements', { signal }), [])
  if (!all.data) return all.problem ? <Broken problem={all.problem} again={all.again} /> : <Waiting />
  const document = agreement ?? all.data.items.find((one) => one.hash === subject)?.document
  if (!document) return null
  const { parties } = document as unknown as { readonly parties: readonly string[] }
  const standing = all.data.items.find((one) => one.state === 'in-force' && parties.includes(one.peer))?.document
  return (
    <Section title={t('node.confirm.signs')}>
      {standing && <Changes before={standing} after={document} />}
      <Articles document={document} />
    </Section>
  )
}

export default function Proposal({ params }: { params: Readonly<Record<string, string>> }) {
  const id = params['id']!
  const { route } = useLocation()
  const proposal = useLoad((signal) => api.GET('/v1/proposals/{id}', { params: { path: { id } }, signal }), [id])
  const back = { href: '/console/node?tab=proposals', text: t('node.proposals') }
  const p = proposal.data
  if (!p)
    return (
      <Page title={t('node.confirm')} back={back}>
        {proposal.problem ? <Broken problem={proposal.problem} again={proposal.again} /> : <Waiting />}
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
          {p.action === 'agree' && <Signs proposal={p} />}
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
