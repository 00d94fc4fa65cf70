/** An agreement is ended for both sides, after its notice or sooner where both want it, with a reason that the neighbour reads. */
import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { api, ask, type Schemas } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, Confirm, Field, Page, Tick, useZone, Waiting } from '../../parts/index.ts'
import { instantOf } from '../border/clock.ts'
import { titleOf } from './agreement-state.tsx'
import { t } from '../../text.ts'
import { isProposal, Proposed } from './proposed.tsx'

export default function Revoke({ params }: { params: Readonly<Record<string, string>> }) {
  const hash = params['hash']!
  const { route } = useLocation()
  const zone = useZone()
  const agreement = useLoad(
    (signal) => api.GET('/v1/agreements/{hash}', { params: { path: { hash } }, signal }),
    [hash],
  )
  const [proposal, setProposal] = useState<Schemas['Proposal'] | null>(null)
  const back = { href: `/console/agreements/${hash}`, text: t('neighbours.agreement') }
  const a = agreement.data
  if (!a)
    return (
      <Page title={t('neighbours.agreement.revoke')} back={back}>
        {agreement.problem ? <Broken problem={agreement.problem} again={agreement.again} /> : <Waiting />}
      </Page>
    )
  if (proposal) return <Proposed title={t('neighbours.agreement.revoke')} back={back} proposal={proposal} />
  return (
    <Confirm
      title={t('neighbours.agreement.revoke')}
      what={
        <>
          <p dir="auto">{titleOf(a)}</p>
          <p>{t('neighbours.agreement.revoke.what', { peer: a.peer })}</p>
          <p>{t('neighbours.suspend.two')}</p>
        </>
      }
      fields={
        <>
          <Field
            name="effectiveAt"
            type="datetime-local"
            label={`${t('neighbours.agreement.revoke.at')} (${zone})`}
            hint={t('neighbours.agreement.revoke.at.hint')}
            width={20}
          />
          <Tick
            name="together"
            label={t('neighbours.agreement.revoke.together')}
            hint={t('neighbours.agreement.revoke.together.hint', { peer: a.peer })}
            checked={a.together.theirs !== null}
          />
        </>
      }
      reason
      word={a.peer}
      action={t('neighbours.agreement.revoke')}
      back={back}
      onConfirm={async (reason, values) => {
        const said = String(values.get('effectiveAt') ?? '')
        const at = said === '' ? undefined : instantOf(said, zone)
        const body = {
          reason,
          ...(at === undefined ? {} : { effectiveAt: at }),
          ...(values.has('together') ? { together: true } : {}),
        }
        const answer = await ask(api.POST('/v1/agreements/{hash}/revoke', { params: { path: { hash } }, body }))
        if (isProposal(answer)) setProposal(answer)
        else route(back.href)
      }}
    />
  )
}
