/** Data that passed between the two were lost, altered, or seen by who must not, here: the other side is told, of one message or of a whole procedure. */
import { useState } from 'preact/hooks'
import { api, type Schemas } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Broken, Choice, Field, Page, TextArea, Ticks, Waiting } from '../../parts/index.ts'
import { named, t } from '../../text.ts'
import { Act } from './act.tsx'
import { categoriesIn } from './assistance-fields.tsx'
import './border.css'
import { BreachFields, breachOf, breachWrong } from './breach-fields.tsx'
import { filled, isWrong, missing, text, ticked, TimeField, timesOf, type Wrong } from './fields.tsx'

const KINDS = ['confidentiality', 'integrity', 'availability'] as const

type Agreed = Readonly<Record<string, unknown>>
/** Of which data: what `agreements` says of them. */
type About = { readonly procedure: string; readonly agreement: string; readonly messages: readonly string[] }

function Tell({ to, about, agreed }: { to: string; about: About; agreed: Agreed | undefined }) {
  return (
    <Act
      saying={{ to, procedure: 'system', type: 'breach-notice' }}
      what={t('border.will.breach.tell', { country: to })}
      submit={t('border.do.breach.tell')}
      danger
      decided
      build={(v) => {
        const [times, late] = timesOf(v, { xKnownAt: 'needed', xOccurredAt: 'may' })
        const kinds = ticked(v, 'xKinds')
        const none: Wrong = kinds.length === 0 ? { xKinds: t('border.act.missing') } : {}
        return (
          isWrong(late, none, missing(v, 'xText'), breachWrong(v)) ?? {
            document: {
              ...{ xProcedure: about.procedure, xAgreement: about.agreement, xKinds: kinds, ...times },
              ...filled({ xMessages: about.messages, xText: text(v, 'xText') }),
              ...breachOf(v),
              ...filled({ xContact: text(v, 'xContact'), xDelayReason: text(v, 'xDelayReason') }),
            },
          }
        )
      }}
    >
      <TimeField name="xKnownAt" label={t('border.breach.known')} />
      <TimeField name="xOccurredAt" label={t('border.breach.occurred')} ahead={null} required={false} />
      <Ticks
        name="xKinds"
        label={t('border.breach.kinds')}
        options={KINDS.map((value) => ({ value, text: t(`border.breach.${value}`) }))}
        chosen={['confidentiality']}
      />
      <TextArea name="xText" label={t('border.breach.what')} hint={t('border.breach.what.hint')} required rows={3} />
      <BreachFields categories={categoriesIn(agreed, about.procedure)} />
      <Field name="xContact" label={t('border.breach.contact')} hint={t('border.breach.contact.hint')} width={40} />
      <TextArea name="xDelayReason" label={t('border.breach.delay')} hint={t('border.breach.delay.hint')} rows={2} />
    </Act>
  )
}

const namesIn = (agreed: Agreed | undefined): string[] =>
  ((agreed?.['procedures'] ?? []) as readonly { readonly name: string }[]).map(({ name }) => name)

function OfMessage({ m, agreements }: { m: Schemas['Message']; agreements: readonly Schemas['Agreement'][] }) {
  const agreed = agreements.find(({ hash }) => hash === m.agreement)?.document as Agreed | undefined
  return (
    <Tell to={m.peer} about={{ procedure: m.procedure, agreement: m.agreement, messages: [m.id] }} agreed={agreed} />
  )
}

/** Of all of a procedure, under the agreement that is in force. */
function OfProcedure({ country, agreements }: { country: string; agreements: readonly Schemas['Agreement'][] }) {
  const inForce = agreements.find(({ peer, state }) => peer === country && state === 'in-force')
  const agreed = inForce?.document as Agreed | undefined
  const names = namesIn(agreed)
  const [procedure, choose] = useState('')
  const chosen = procedure || names[0]
  if (inForce === undefined || chosen === undefined) return null
  return (
    <>
      <Choice
        name="xProcedure"
        label={t('border.breach.procedure')}
        value={chosen}
        onChoose={choose}
        options={names.map((value) => ({ value, text: named('shell.procedure', value) }))}
      />
      <Tell
        key={chosen}
        to={country}
        about={{ procedure: chosen, agreement: inForce.hash, messages: [] }}
        agreed={agreed}
      />
    </>
  )
}

export default function TellBreach({ params }: { params: Readonly<Record<string, string>> }) {
  const { id, country } = params
  const agreements = useLoad((signal) => api.GET('/v1/agreements', { signal }), [])
  const message = useLoad(
    async (signal) => (id === undefined ? {} : api.GET('/v1/messages/{id}', { params: { path: { id } }, signal })),
    [id],
  )
  const items = agreements.data?.items
  const m = message.data as Schemas['Message'] | undefined
  const back =
    id === undefined
      ? { href: `/console/neighbours/${country}`, text: country! }
      : { href: `/console/messages/${id}`, text: t('border.correction.message') }
  const problem = agreements.problem ?? message.problem
  return (
    <Page title={t('border.breach.tell')} intro={t('border.breach.intro')} back={back}>
      {problem && <Broken problem={problem} again={() => (agreements.again(), message.again())} />}
      {!problem && !(items && (id === undefined || m)) && <Waiting />}
      {items && m && <OfMessage m={m} agreements={items} />}
      {items && country && <OfProcedure country={country} agreements={items} />}
    </Page>
  )
}
