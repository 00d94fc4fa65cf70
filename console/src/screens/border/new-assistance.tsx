/** Asks the neighbour for help, or tells it something unasked: for the role of mutual assistance alone. */
import { useState } from 'preact/hooks'
import { useParam } from '../../address.ts'
import { api } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Choice, Field, Page, TextArea, Tick, Waiting } from '../../parts/index.ts'
import { languageName, named, t } from '../../text.ts'
import { Act, useTerms, type Said } from './act.tsx'
import { LimitationFields, limitationOf, PersonalFields, personalOf } from './assistance-fields.tsx'
import { giving } from './assistance-offers.tsx'
import './border.css'
import { DAY, filled, isWrong, lines, missing, PeerChoice, text, TimeField, timesOf, type Wrong } from './fields.tsx'
import { useOfficeClock } from './office-clock.ts'

/** Under what the agreement lets assistance be asked for, and in which form. */
type Agreed = {
  readonly instruments?: readonly {
    readonly name: string
    readonly in_force_from: string
    readonly in_force_until?: string
  }[]
  readonly markings?: readonly string[]
  readonly languages?: readonly string[]
  readonly evidential_forms?: readonly string[]
}

/** The instruments that are in force today, by the days of UTC as the nodes count them. */
const inForce = ({ instruments = [] }: Agreed): string[] => {
  const today = new Date().toISOString().slice(0, 10)
  return instruments
    .filter((i) => i.in_force_from <= today && (i.in_force_until === undefined || today <= i.in_force_until))
    .map(({ name }) => name)
}

function request(v: FormData): Said | Wrong {
  const [times, late] = timesOf(v, { xAnswerBy: 'may' })
  return (
    isWrong(late, missing(v, 'xMatter', 'xQuestions')) ?? {
      document: {
        xMatter: text(v, 'xMatter'),
        xQuestions: lines(text(v, 'xQuestions')),
        ...times,
        ...personalOf(v),
        ...filled({
          xRequestNo: text(v, 'xRequestNo'),
          xUrgent: v.get('xUrgent') === 'on' ? true : undefined,
          xLanguage: text(v, 'xLanguage'),
          xEvidentialForm: text(v, 'xEvidentialForm'),
          xUseLimitation: text(v, 'purposes') === '' ? undefined : limitationOf(v),
        }),
      },
    }
  )
}

/** One of what the agreement names, or nothing; not asked for where it names nothing. */
const OneOf = ({
  name,
  label,
  of = [],
  say,
}: {
  name: string
  label: string
  of: readonly string[] | undefined
  say: (value: string) => string
}) =>
  of.length === 0 ? null : (
    <Choice
      name={name}
      label={label}
      options={[{ value: '', text: t('border.assistance.any') }, ...of.map((value) => ({ value, text: say(value) }))]}
    />
  )

/** Under what, and how it is marked: whatever is asked for or told unasked. */
const UnderFields = ({ agreed }: { agreed: Agreed }) => (
  <>
    {inForce(agreed).length === 0 && <p role="status">{t('border.assistance.instrument.none')}</p>}
    <Choice
      name="xInstrument"
      label={t('border.assistance.instrument')}
      options={inForce(agreed).map((value) => ({ value, text: named('border.assistance.instrument', value) }))}
    />
    <OneOf
      name="xMarking"
      label={t('border.assistance.marking')}
      of={agreed.markings}
      say={(value) => named('border.assistance.marking', value)}
    />
  </>
)

const RequestFields = ({ agreed, to }: { agreed: Agreed; to: string }) => (
  <>
    <Field name="xRequestNo" label={t('border.assistance.number')} width={24} />
    <TextArea name="xMatter" label={t('border.assistance.matter')} required rows={4} />
    <TextArea
      name="xQuestions"
      label={t('border.assistance.questions')}
      hint={t('border.assistance.conditions.hint')}
      required
      rows={4}
    />
    <TimeField name="xAnswerBy" label={t('border.assistance.due')} ahead={90 * DAY} required={false} />
    <Tick name="xUrgent" label={t('border.assistance.urgent')} />
    <OneOf name="xLanguage" label={t('border.assistance.language')} of={agreed.languages} say={languageName} />
    <OneOf
      name="xEvidentialForm"
      label={t('border.assistance.form')}
      of={agreed.evidential_forms}
      say={(value) => named('border.assistance.form', value)}
    />
    <LimitationFields required={false} />
    <PersonalFields peer={to} />
  </>
)

export default function NewAssistance() {
  const [kind] = useParam('kind', 'request')
  const peers = useLoad((signal) => api.GET('/v1/peers', { signal }), [])
  const countries = peers.data?.items.map((p) => p.country) ?? []
  const [chosen, choose] = useState('')
  const to = chosen || countries[0]
  const terms = useTerms(to ?? '', 'assistance')
  const agreed: Agreed = terms.agreed?.['assistance'] ?? {}
  const unasked = kind === 'spontaneous' ? giving('spontaneous', to ?? '') : null
  const type = unasked ? 'spontaneous' : 'request'
  const build = (v: FormData): Said | Wrong => {
    const said = unasked ? unasked.build(v) : request(v)
    const wrong = isWrong(missing(v, 'xLegalBasis'), 'document' in said ? {} : said)
    const under = { xInstrument: text(v, 'xInstrument'), ...filled({ xMarking: text(v, 'xMarking') }) }
    return (
      wrong ?? { document: { ...under, ...(said as Said).document }, context: { xLegalBasis: text(v, 'xLegalBasis') } }
    )
  }
  return (
    <Page
      title={t(`border.do.assistance.${type}`)}
      intro={t('border.assistance.new.intro')}
      back={{ href: '/console/assistance', text: t('border.assistance.title') }}
      clock={useOfficeClock()}
    >
      {!to && <Waiting />}
      {to && (
        <Act
          saying={{ to, procedure: 'assistance', type }}
          what={t(`border.will.assistance.${type}`, { country: to })}
          submit={t(`border.do.assistance.${type}`)}
          decided
          build={build}
        >
          <PeerChoice countries={countries} value={to} onChoose={choose} />
          <Field
            name="xLegalBasis"
            label={t('border.assistance.basis')}
            hint={t('border.assistance.basis.hint')}
            required
            width={40}
          />
          {terms.purposes.length < 2 && (
            <Field
              key={String(terms.context['xPurpose'] ?? '')}
              name="xPurpose"
              label={t('border.act.purpose')}
              value={String(terms.context['xPurpose'] ?? terms.purposes[0] ?? '')}
              required
              width={32}
            />
          )}
          <UnderFields agreed={agreed} />
          {unasked ? unasked.fields : <RequestFields agreed={agreed} to={to ?? ''} />}
        </Act>
      )}
    </Page>
  )
}
