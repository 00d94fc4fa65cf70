/** One joint control: what is asked, by whom, what is found, and whether it counts; and how one is asked for. */
import { useParam } from '../../address.ts'
import { api, ask, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import {
  Broken,
  DataTable,
  Empty,
  Facts,
  Id,
  Page,
  Section,
  State,
  Time,
  Waiting,
  type Kind,
} from '../../parts/index.ts'
import { session } from '../../session.ts'
import { formatList, named, t } from '../../text.ts'
import { Offers } from './act.tsx'
import './border.css'
import { controlOffers } from './control-offers.tsx'
import { Results } from './control-results.tsx'
import { stateOf } from './control-state.ts'
import { subjectName } from './fields.tsx'
import { Journey } from './journey.tsx'
import { NewControl } from './new-control.tsx'
import { useOfficeClock } from './office-clock.ts'
import { Seals } from './seals.tsx'
import { crossingHref, kindOfPhase } from './words.ts'

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
    if (control || page.next === null) return { data: { control, state: stateOf(led) } }
    after = page.next
  }
}

type Verdict = Schemas['JointControl']['answers'][number]['verdict']

const VERDICT: Readonly<Record<Verdict, Kind>> = {
  'relied-upon': 'good',
  'check-seal': 'waiting',
  discrepancy: 'bad',
  not: 'bad',
}

type Found = Awaited<ReturnType<typeof find>>['data']

export default function ControlPage({ params }: { params: Readonly<Record<string, string>> }) {
  const conversation = params['conversation']!
  const [peer] = useParam('peer')
  const loaded = useLoad(
    (signal) => (conversation === 'new' ? Promise.resolve({}) : find(conversation, peer, signal)),
    [conversation, peer],
  )
  const clock = useOfficeClock((loaded.data as Found | undefined)?.control?.place)
  useLive({ kinds: ['case', 'message'], match: (change) => change.conversation === conversation }, loaded.again)
  if (conversation === 'new') return <NewControl />
  const back = { href: '/console/border', text: t('border.title') }
  const data = loaded.data as Found | undefined
  if (!data)
    return (
      <Page title={t('border.control')} back={back}>
        {loaded.problem ? <Broken problem={loaded.problem} again={loaded.again} /> : <Waiting lines={6} />}
      </Page>
    )
  const { control: c, state } = data
  if (!c)
    return (
      <Page title={t('border.control')} back={back}>
        <Empty title={t('border.control.gone')} />
      </Page>
    )
  const us = session.value!.country
  const countries = c.side === 'exit' ? { exit: us, entry: c.peer } : { exit: c.peer, entry: us }
  return (
    <Page title={t('border.control.title', { control: c.control })} back={back} clock={clock}>
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
            { term: t('border.subjects'), value: <bdi>{formatList(c.subjects.map(subjectName))}</bdi> },
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
      <Results control={c} state={state} countries={countries} />
      <Offers
        to={c.peer}
        procedure="joint-control"
        conversation={conversation}
        group="joint."
        values={{ country: c.peer, what: c.control }}
        offers={controlOffers(c, state)}
        onSent={loaded.again}
      />
      {c.answers.length > 0 && (
        <Section title={t('border.verdict')}>
          <DataTable
            label={t('border.verdict')}
            rows={c.answers}
            rowKey={(a) => `${a.subject} ${a.objective}`}
            columns={[
              {
                key: 'verdict',
                title: t('border.verdict.word'),
                cell: (a) => <State kind={VERDICT[a.verdict]}>{t(`border.verdict.${a.verdict}`)}</State>,
              },
              { key: 'subject', title: t('border.subject'), cell: (a) => <bdi>{subjectName(a.subject)}</bdi> },
              {
                key: 'objective',
                title: t('border.control.objectives'),
                cell: (a) => named('border.control.objective', a.objective),
              },
              {
                key: 'found',
                title: t('border.verdict.found', { country: c.peer }),
                cell: (a) => formatList(a.found.map((code) => named('border.result', code))),
              },
              { key: 'at', title: t('border.result.end'), narrow: true, cell: (a) => <Time at={a.at} withDay /> },
            ]}
            empty={null}
          />
        </Section>
      )}
      {c.seals.length > 0 && (
        <Section title={t('border.seals')}>
          <Seals seals={c.seals} empty={null} />
        </Section>
      )}
      <Section title={t('border.journey')}>
        <Journey conversation={conversation} peer={c.peer} />
      </Section>
    </Page>
  )
}
