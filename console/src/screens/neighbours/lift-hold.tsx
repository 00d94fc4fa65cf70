/** An order of this side to keep data is lifted, with a reason that the neighbour reads. */
import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { api, ask, type Schemas } from '../../api.ts'
import { Confirm, Id } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { isProposal, Proposed } from './proposed.tsx'

export default function LiftHold({ params }: { params: Readonly<Record<string, string>> }) {
  const [country, id] = [params['country']!, params['id']!]
  const { route } = useLocation()
  const [proposal, setProposal] = useState<Schemas['Proposal'] | null>(null)
  const back = { href: `/console/neighbours/${country}`, text: country }
  const title = t('neighbours.hold.lift.title')
  if (proposal) return <Proposed title={title} back={back} proposal={proposal} />
  return (
    <Confirm
      title={title}
      what={
        <>
          <p>
            <Id value={id} />
          </p>
          <p>{t('neighbours.hold.lift.what', { peer: country })}</p>
        </>
      }
      reason
      action={t('neighbours.hold.lift')}
      back={back}
      onConfirm={async (reason) => {
        const answer = await ask(api.POST('/v1/legal-holds/{id}/lift', { params: { path: { id } }, body: { reason } }))
        if (isProposal(answer)) setProposal(answer)
        else route(back.href)
      }}
    />
  )
}
