/** One joint control: what is asked, by whom, and what a person answers; and how one is asked for. */
import { useParam } from '../../address.ts'
import { api, ask, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import { Broken, DataTable, Empty, Facts, Field, Id, Page, Section, State, Time, Waiting } from '../../parts/index.ts'
import { session } from '../../session.ts'
import { formatList, named, t } from '../../text.ts'
import { Act, Doing, type Said } from './act.tsx'
import './border.css'
import { AgenciesField, list, ReasonField, StartField, startOf, text } from './control-fields.tsx'
import { Journey } from './journey.tsx'
import { NewControl } from './new-control.tsx'
import { crossingHref, kindOfPhase } from './words.ts'

type Control = Schemas['JointControl']

/** The answers that a control allows as it stands. */
function Answers({ control: c, last, onSent }: { control: Control; last: string | undefined; onSent: () => void }) {
  const saying = (type: string) => ({
    to: c.peer,
    procedure: 'joint-control',
    type,
    conversation: c.conversation,
    ...(last === undefined ? {} : { inReplyTo: last }),
  })
  const agencies = (values: FormData): Said => ({ document: { xAgencies: list(text(values, 'xAgencies')) } })
  const timed = (values: FormData): Said | Record<string, string> => {
    const xStart = startOf(values)
    return xStart === undefined ? { xStart: t('border.act.at.wrong') } : { document: { xStart } }
  }
  const why = (values: FormData): Said | Record<string, string> =>
    text(values, 'xReasonCode') === ''
      ? { xReasonCode: t('border.act.missing') }
      : { document: { xReasonCode: text(values, 'xReasonCode') } }
  const will = (type: string): string => t(`border.will.joint.${type}`, { country: c.peer, what: c.control })
  return (
    <Section title={t('border.decide')}>
      {c.phase === 'requested' && (
        <>
          <Doing key="acceptance" title={t('border.do.joint.acceptance')} open>
            <Act
              saying={saying('acceptance')}
              what={will('acceptance')}
              submit={t('border.do.joint.acceptance')}
              decided
              build={agencies}
              onSent={onSent}
            >
              <AgenciesField />
            </Act>
          </Doing>
          <Doing key="reschedule" title={t('border.do.joint.reschedule')}>
            <Act
              saying={saying('reschedule')}
              what={will('reschedule')}
              submit={t('border.do.joint.reschedule')}
              build={timed}
              onSent={onSent}
            >
              <StartField />
            </Act>
          </Doing>
          <Doing key="decline" title={t('border.do.joint.decline')}>
            <Act
              saying={saying('decline')}
              what={will('decline')}
              submit={t('border.do.joint.decline')}
              danger
              decided
              build={why}
              onSent={onSent}
            >
              <ReasonField />
            </Act>
          </Doing>
        </>
      )}
      {c.phase === 'agreed' && (
        <Doing key="start" title={t('border.do.joint.start')} open>
          <Act
            saying={saying('start')}
            what={will('start')}
            submit={t('border.do.joint.start')}
            build={() => ({ document: { xStart: new Date().toISOString() } })}
            onSent={onSent}
          />
        </Doing>
      )}
      {(c.phase === 'agreed' || c.phase === 'running') && (
        <Doing key="aborted" title={t('border.do.joint.aborted')}>
          <Act
            saying={saying('aborted')}
            what={will('aborted')}
            submit={t('border.do.joint.aborted')}
            danger
            build={why}
            onSent={onSent}
          >
            <ReasonField />
          </Act>
        </Doing>
      )}
      {c.record !== null && !c.recognition.some((r) => r.by === session.value!.country) && (
        <>
          <Doing key="recognition" title={t('border.do.joint.recognition')} open>
            <Act
              saying={saying('recognition')}
              what={will('recognition')}
              submit={t('border.do.joint.recognition')}
              decided
              build={(values) => ({
                document: {
                  xRecordDigest: c.record!.digest,
                  xObjectives: list(text(values, 'xObjectives')),
                  ...(c.seals.length === 0
                    ? {}
                    : {
                        xSealLastSeen: c.seals.map((s) => ({
                          transportEquipment: s.equipment,
                          seal: s.seal,
                          at: s.lastSeen,
                        })),
                      }),
                },
              })}
              onSent={onSent}
            >
              <Field
                name="xObjectives"
                label={t('border.control.objectives')}
                hint={t('border.list.hint')}
                value={c.objectives.join(', ')}
                required
                width={40}
              />
            </Act>
          </Doing>
          <Doing key="non-recognition" title={t('border.do.joint.non-recognition')}>
            <Act
              saying={saying('non-recognition')}
              what={will('non-recognition')}
              submit={t('border.do.joint.non-recognition')}
              danger
              decided
              build={(values) =>
                text(values, 'xReasonCode') === ''
                  ? { xReasonCode: t('border.act.missing') }
                  : { document: { xRecordDigest: c.record!.digest, xReasonCode: text(values, 'xReasonCode') } }
              }
              onSent={onSent}
            >
              <ReasonField />
            </Act>
          </Doing>
        </>
      )}
      {['declined', 'aborted', 'no-show', 'recognised'].includes(c.phase) && (
        <p class="none">{t('border.decide.none')}</p>
      )}
    </Section>
  )
}

/** A control as its case has it; the register of controls is asked for what the case names. */
async function find(conversation: string, peer: string, signal: AbortSignal) {
  const led = await ask(
    api.GET('/v1/cases/{conversation}', { params: { path: { conversation }, query: peer ? { peer } : {} }, signal }),
  )
  for (let after: string | undefined; ;) {
    const page = await ask(
      api.GET('/v1/controls', { params: { query: { limit: 200, ...(after ? { after } : {}) } }, signal }),
    )
    const control = page.items.find((c) => c.conversation === conversation && c.peer === led.peer)
    if (control || page.next === null)
      return { data: { control, last: led.messages.filter((m) => m.from === led.peer).at(-1)?.id } }
    after = page.next
  }
}

export default function ControlPage({ params }: { params: Readonly<Record<string, string>> }) {
  const conversation = params['conversation']!
  const [peer] = useParam('peer')
  const loaded = useLoad(
    (signal) => (conversation === 'new' ? Promise.resolve({}) : find(conversation, peer, signal)),
    [conversation, peer],
  )
  useLive({ kinds: ['case', 'message'], match: (change) => change.conversation === conversation }, loaded.again)
  if (conversation === 'new') return <NewControl />
  const back = { href: '/console/border', text: t('border.title') }
  const data = loaded.data as Awaited<ReturnType<typeof find>>['data'] | undefined
  if (!data)
    return (
      <Page title={t('border.control')} back={back}>
        {loaded.problem ? <Broken problem={loaded.problem} again={loaded.again} /> : <Waiting lines={6} />}
      </Page>
    )
  const { control: c, last } = data
  if (!c)
    return (
      <Page title={t('border.control')} back={back}>
        <Empty title={t('border.control.gone')} />
      </Page>
    )
  return (
    <Page title={t('border.control.title', { control: c.control })} back={back}>
      <div class="two">
        <Facts
          items={[
            {
              term: t('border.state'),
              value: <State kind={kindOfPhase(c.phase)}>{named('border.phase', c.phase)}</State>,
            },
            { term: t('border.peer'), value: <bdi>{c.peer}</bdi> },
            { term: t('border.control.place'), value: <bdi>{c.place ?? t('shell.none')}</bdi> },
            { term: t('border.control.start'), value: <Time at={c.start} /> },
            {
              term: t('border.control.objectives'),
              value: formatList(c.objectives.map((o) => named('border.control.objective', o))),
            },
            c.crossing === null
              ? null
              : { term: t('border.crossing'), value: <Id value={c.crossing} href={crossingHref(c.crossing)} /> },
            c.record === null ? null : { term: t('border.control.record'), value: <Id value={c.record.digest} /> },
          ]}
        />
        <div>
          <h2>{t('border.control.recognition')}</h2>
          <ul class="waits">
            {c.recognition.length === 0 && <li class="none">{t('border.control.silent')}</li>}
            {c.recognition.map((r) => (
              <li key={r.message}>
                <bdi>{r.by}</bdi>{' '}
                <State kind={r.recognised ? 'good' : 'bad'}>
                  {t(r.recognised ? 'border.control.recognised' : 'border.control.not')}
                </State>{' '}
                {r.reason}
              </li>
            ))}
          </ul>
        </div>
      </div>
      <Answers control={c} last={last} onSent={loaded.again} />
      {c.seals.length > 0 && (
        <Section title={t('border.seals')}>
          <DataTable
            label={t('border.seals')}
            rows={c.seals}
            rowKey={(s) => `${s.equipment} ${s.seal}`}
            columns={[
              { key: 'equipment', title: t('border.equipment'), cell: (s) => <bdi>{s.equipment}</bdi> },
              { key: 'seal', title: t('border.seal'), cell: (s) => <Id value={s.seal} /> },
              { key: 'at', title: t('border.seal.seen'), cell: (s) => <Time at={s.lastSeen} /> },
            ]}
            empty={null}
          />
        </Section>
      )}
      <Section title={t('border.journey')}>
        <Journey conversation={conversation} peer={c.peer} />
      </Section>
    </Page>
  )
}
