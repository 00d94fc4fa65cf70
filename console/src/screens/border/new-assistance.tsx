/** Asks the neighbour for help, or tells it something unasked: for the role of mutual assistance alone. */
import { useState } from 'preact/hooks'
import { useParam } from '../../address.ts'
import { api } from '../../api.ts'
import { useLoad } from '../../load.ts'
import { Choice, Field, Page, TextArea, Tick, Waiting } from '../../parts/index.ts'
import { t } from '../../text.ts'
import { Act, useTerms, type Said } from './act.tsx'
import { giving, LimitationFields, limitationOf, PersonalFields, personalOf } from './assistance-offers.tsx'
import './border.css'
import { DAY, filled, isWrong, lines, missing, PeerChoice, text, TimeField, timesOf, type Wrong } from './fields.tsx'
import { useOfficeClock } from './office-clock.ts'

const INSTRUMENTS = ['tfa-12', 'nairobi', 'johannesburg', 'bilateral', 'other'] as const

function request(v: FormData): Said | Wrong {
  const [times, late] = timesOf(v, { xAnswerBy: 'may' })
  const [personal, wrong] = personalOf(v)
  return (
    isWrong(late, wrong, missing(v, 'xMatter', 'xQuestions')) ?? {
      document: {
        xInstrument: text(v, 'xInstrument'),
        xMatter: text(v, 'xMatter'),
        xQuestions: lines(text(v, 'xQuestions')),
        ...times,
        ...personal,
        ...filled({
          xRequestNo: text(v, 'xRequestNo'),
          xUrgent: v.get('xUrgent') === 'on' ? true : undefined,
          xUseLimitation: text(v, 'purposes') === '' ? undefined : limitationOf(v),
        }),
      },
    }
  )
}

const RequestFields = () => (
  <>
    <Choice
      name="xInstrument"
      label={t('border.assistance.instrument')}
      options={INSTRUMENTS.map((value) => ({ value, text: t(`border.assistance.instrument.${value}`) }))}
    />
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
    <LimitationFields required={false} />
    <PersonalFields />
  </>
)

export default function NewAssistance() {
  const [kind] = useParam('kind', 'request')
  const peers = useLoad((signal) => api.GET('/v1/peers', { signal }), [])
  const countries = peers.data?.items.map((p) => p.country) ?? []
  const [chosen, choose] = useState('')
  const to = chosen || countries[0]
  const terms = useTerms(to ?? '', 'assistance')
  const unasked = kind === 'spontaneous' ? giving('spontaneous') : null
  const type = unasked ? 'spontaneous' : 'request'
  const build = (v: FormData): Said | Wrong => {
    const said = unasked ? unasked.build(v) : request(v)
    const wrong = isWrong(missing(v, 'xLegalBasis'), 'document' in said ? {} : said)
    return wrong ?? { ...(said as Said), context: { xLegalBasis: text(v, 'xLegalBasis') } }
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
          {unasked ? unasked.fields : <RequestFields />}
        </Act>
      )}
    </Page>
  )
}
