/** One request for mutual assistance: where it stands, what the side whose turn it is can answer; its contents stay behind their messages. */
import { useParam } from '../../address.ts'
import { api } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import { Broken, Choice, Facts, Field, Id, Page, Section, TextArea, Waiting } from '../../parts/index.ts'
import { zone } from '../../parts/time.tsx'
import { session } from '../../session.ts'
import { named, t } from '../../text.ts'
import { Act, Doing, type Said } from './act.tsx'
import './border.css'
import { instantOf, localOf } from './clock.ts'
import { Journey } from './journey.tsx'

type Answer = {
  readonly type: string
  readonly danger?: boolean
  readonly fields: readonly ('text' | 'reason' | 'until' | 'conditions')[]
}

const text = (values: FormData, name: string): string => ((values.get(name) as string | null) ?? '').trim()
const POSTPONED = ['ongoing-investigation', 'prosecution', 'proceedings', 'resources', 'legal-advice', 'other'] as const
const REFUSED = [
  'no-legal-basis',
  'no-equivalence',
  'sovereignty',
  'security',
  'public-policy',
  'commercial-secrecy',
  'national-law',
  'disproportionate',
  'no-reciprocity',
  'not-available',
  'other',
] as const
const DAY = 86_400_000

/** The state that the procedure keeps; nothing where the role sees a part of the case alone. */
const stateOf = (state: unknown): string =>
  typeof state === 'object' && state !== null && 'state' in state ? String(state.state) : ''

/** What can be answered, by what we are in the case and how it stands. */
function answers(role: string | undefined, state: string): Answer[] {
  if (role === 'requested') {
    if (state === 'received')
      return [
        { type: 'accepted', fields: ['text'] },
        { type: 'conditional', fields: ['conditions'] },
        { type: 'postponed', fields: ['reason', 'until', 'text'] },
        { type: 'refused', danger: true, fields: ['reason', 'text'] },
      ]
    if (state === 'postponed')
      return [
        { type: 'resumed', fields: ['text'] },
        { type: 'refused', danger: true, fields: ['reason', 'text'] },
      ]
    return []
  }
  const over = ['refused', 'answered', 'closed'].includes(state)
  return [
    ...(state === 'conditional'
      ? [
          { type: 'conditions-accepted', fields: ['text'] } as const,
          { type: 'conditions-declined', danger: true, fields: ['text'] } as const,
        ]
      : []),
    ...(over
      ? []
      : [
          { type: 'supplement', fields: ['text'] } as const,
          { type: 'withdrawal', danger: true, fields: ['text'] } as const,
        ]),
  ]
}

function built({ type, fields }: Answer, values: FormData): Said | Record<string, string> {
  const document: Record<string, unknown> = {}
  if (text(values, 'xText')) document['xText'] = text(values, 'xText')
  else if (type === 'supplement') return { xText: t('border.act.missing') }
  if (fields.includes('reason')) document['xReason'] = text(values, 'xReason')
  if (fields.includes('conditions')) {
    const conditions = text(values, 'xConditions')
      .split('\n')
      .map((s) => s.trim())
      .filter((s) => s !== '')
    if (conditions.length === 0) return { xConditions: t('border.act.missing') }
    document['xConditions'] = conditions
  }
  if (fields.includes('until')) {
    const until = instantOf(text(values, 'xUntil'), zone.value)
    if (until === undefined) return { xUntil: t('border.act.at.wrong') }
    document['xUntil'] = until
  }
  return { document }
}

export default function AssistanceCase({ params }: { params: Readonly<Record<string, string>> }) {
  const conversation = params['conversation']!
  const [peer] = useParam('peer')
  const loaded = useLoad(
    (signal) =>
      api.GET('/v1/cases/{conversation}', { params: { path: { conversation }, query: peer ? { peer } : {} }, signal }),
    [conversation, peer],
  )
  useLive({ kinds: ['case', 'message'], match: (change) => change.conversation === conversation }, loaded.again)
  const back = { href: '/console/assistance', text: t('border.assistance.title') }
  const c = loaded.data
  if (!c)
    return (
      <Page title={t('border.assistance.case')} back={back}>
        {loaded.problem ? <Broken problem={loaded.problem} again={loaded.again} /> : <Waiting lines={6} />}
      </Page>
    )
  const role = Object.entries(c.roles).find(([, country]) => country === session.value!.country)?.[0]
  const state = stateOf(c.state)
  const request = c.messages.find((m) => m.type === 'request')
  return (
    <Page title={t('border.assistance.case')} intro={t('border.assistance.case.intro')} back={back}>
      <Facts
        items={[
          { term: t('border.state'), value: named('border.assistance.state', state) },
          { term: t('border.peer'), value: <bdi>{c.peer}</bdi> },
          role === undefined
            ? null
            : { term: t('border.assistance.role'), value: named('border.assistance.role', role) },
          request === undefined
            ? null
            : {
                term: t('border.assistance.request'),
                value: <Id value={request.id} href={`/console/messages/${request.id}`} />,
              },
        ]}
      />
      <Section title={t('border.decide')}>
        {answers(role, state).length === 0 && <p class="none">{t('border.decide.none')}</p>}
        {answers(role, state).map((answer) => (
          <Doing key={answer.type} title={t(`border.do.assistance.${answer.type}`)}>
            <Act
              saying={{
                to: c.peer,
                procedure: 'assistance',
                type: answer.type,
                conversation,
                ...(request === undefined ? {} : { inReplyTo: request.id }),
              }}
              what={t('border.assistance.will', { country: c.peer })}
              submit={t(`border.do.assistance.${answer.type}`)}
              danger={answer.danger ?? false}
              decided
              build={(values) => built(answer, values)}
              onSent={loaded.again}
            >
              {answer.fields.includes('reason') && (
                <Choice
                  name="xReason"
                  label={t('border.act.reason')}
                  options={(answer.type === 'postponed' ? POSTPONED : REFUSED).map((value) => ({
                    value,
                    text: t(`border.assistance.reason.${value}`),
                  }))}
                />
              )}
              {answer.fields.includes('until') && (
                <Field
                  name="xUntil"
                  type="datetime-local"
                  label={t('border.assistance.until')}
                  hint={t('border.act.at.hint', { zone: zone.value })}
                  value={localOf(Date.now() + 30 * DAY, zone.value)}
                  width={20}
                />
              )}
              {answer.fields.includes('conditions') && (
                <TextArea
                  name="xConditions"
                  label={t('border.assistance.conditions')}
                  hint={t('border.assistance.conditions.hint')}
                  required
                  rows={3}
                />
              )}
              {answer.fields.includes('text') && <TextArea name="xText" label={t('border.assistance.text')} rows={3} />}
            </Act>
          </Doing>
        ))}
      </Section>
      <Section title={t('border.journey')}>
        <Journey conversation={conversation} peer={c.peer} />
      </Section>
    </Page>
  )
}
