/** Border today: what comes, what is late, who waits for whom, what must not be loaded; and for each of it the way to decide. */
import { useEffect, useState } from 'preact/hooks'
import { here, useParam } from '../../address.ts'
import { api, ask, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import {
  Broken,
  DataTable,
  Empty,
  Filters,
  Page,
  Search,
  Section,
  Select,
  Stat,
  State,
  Stats,
  Time,
  Waiting,
} from '../../parts/index.ts'
import { session } from '../../session.ts'
import { formatList, named, t } from '../../text.ts'
import './border.css'
import { Corridor, type Chip } from './corridor.tsx'
import { Flag } from './flag.tsx'
import { Found } from './found.tsx'
import { useOfficeClock } from './office-clock.ts'
import { OpenNow } from './open-now.tsx'
import { SecondPerson } from './second-person.tsx'
import { kindOfMovement, kindOfPhase, nameOf, preArrivalHref, stageOf, STAGES } from './words.ts'

type Summary = Schemas['PreArrivalSummary']
type Attention = Summary['attention'][number]

/** What is over stays in sight for so long. */
const LEFT_MS = 3 * 3_600_000
/** Cases of each state that one look takes. */
const MANY = 200

async function today(signal: AbortSignal) {
  const of = (state: NonNullable<Summary['status']>, limit = MANY) =>
    ask(api.GET('/v1/pre-arrivals', { params: { query: { state, limit } }, signal }))
  const [expected, arrived, unannounced, closed, controls] = await Promise.all([
    of('expected'),
    of('arrived'),
    of('unannounced', 50),
    of('closed', 50),
    ask(api.GET('/v1/controls', { params: { query: { limit: 50 } }, signal })),
  ])
  const over = closed.items.filter((s) => s.movedAt !== null && Date.now() - Date.parse(s.movedAt) < LEFT_MS)
  return {
    data: {
      cases: [...unannounced.items, ...arrived.items, ...expected.items, ...over],
      more: expected.next !== null || arrived.next !== null,
      controls: controls.items.filter((c) => c.phase === 'requested' || c.phase === 'agreed' || c.phase === 'running'),
    },
  }
}

/** What is to be looked at now, the most urgent first. */
const waiting = ({ attention }: Summary, now: number): Attention[] =>
  attention.filter((a) => a.from === null || Date.parse(a.from) <= now).sort((a, b) => a.urgency - b.urgency)

/** Whose turn it is: a country. */
const turnOf = (s: Summary, a: Attention): string => (a.turn === s.side ? session.value!.country : s.peer)

const SHOWN: Readonly<Record<string, (s: Summary, now: number) => boolean>> = {
  expected: (s) => ['expected', 'exited'].includes(stageOf(s)),
  late: (s, now) =>
    waiting(s, now).some((a) => a.cause === 'overdue') || (s.late && ['expected', 'exited'].includes(stageOf(s))),
  stopped: (s) => s.doNotLoad && s.status !== 'closed',
  ours: (s, now) => waiting(s, now).some((a) => a.turn === s.side),
  theirs: (s, now) => waiting(s, now).some((a) => a.turn !== s.side),
}

const since = (s: Summary): number | null => {
  const at = s.movedAt ?? s.lodgedAt
  return at === null ? null : Date.parse(at)
}

const chipOf = (s: Summary, now: number): Chip => {
  const [first] = waiting(s, now)
  return {
    key: `${s.conversation} ${s.peer}`,
    href: preArrivalHref(s),
    label: nameOf(s),
    stage: stageOf(s),
    since: since(s),
    stopped: s.doNotLoad && s.status !== 'closed',
    late: SHOWN['late']!(s, now),
    waits: first ? turnOf(s, first) : null,
    ours: first ? first.turn === s.side : false,
  }
}

/** The clock of the page: a picture whose lengths grow. */
function useNow(): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return now
}

const urgency = (s: Summary, now: number): number => waiting(s, now)[0]?.urgency ?? 9

function Movements({ rows, now }: { rows: readonly Summary[]; now: number }) {
  return (
    <DataTable
      label={t('border.movements')}
      rows={rows}
      rowKey={(s) => `${s.conversation} ${s.peer}`}
      href={preArrivalHref}
      mark={(s) => (SHOWN['stopped']!(s, now) ? 'bad' : SHOWN['late']!(s, now) ? 'late' : undefined)}
      columns={[
        {
          key: 'name',
          title: t('border.movement'),
          cell: (s) => (
            <>
              <a href={preArrivalHref(s)}>
                <bdi>{nameOf(s)}</bdi>
              </a>{' '}
              <small>
                <bdi>{s.mrn ?? s.lrn}</bdi>
              </small>
            </>
          ),
        },
        {
          key: 'state',
          title: t('border.state'),
          narrow: true,
          cell: (s) =>
            SHOWN['stopped']!(s, now) ? (
              <State kind="bad">{t('border.stopped')}</State>
            ) : (
              <State kind={s.status === 'unannounced' ? 'bad' : kindOfMovement(stageOf(s))}>
                {s.status === 'unannounced' ? t('border.found.unannounced') : t(`border.stage.${stageOf(s)}`)}
              </State>
            ),
        },
        {
          key: 'way',
          title: t('border.way'),
          narrow: true,
          cell: (s) => (
            <bdi dir="ltr">
              {s.side === 'entry' ? `${s.peer} → ${session.value!.country}` : `${session.value!.country} → ${s.peer}`}
            </bdi>
          ),
        },
        {
          key: 'office',
          title: t('border.office'),
          cell: (s) => (
            <>
              <bdi>{s.office}</bdi> {s.flags.includes('office-not-competent') && <Flag rule="office-not-competent" />}
            </>
          ),
        },
        { key: 'expected', title: t('border.expected'), narrow: true, cell: (s) => <Time at={s.estimatedArrival} /> },
        {
          key: 'waits',
          title: t('border.waits'),
          cell: (s) => {
            const [first] = waiting(s, now)
            return first ? (
              <>
                <strong>
                  <bdi>{turnOf(s, first)}</bdi>
                </strong>{' '}
                {named('border.cause', first.cause)}
              </>
            ) : (
              <span class="none">{t('border.waits.nobody')}</span>
            )
          },
        },
        {
          key: 'due',
          title: t('border.due'),
          narrow: true,
          cell: (s) => <Time at={waiting(s, now)[0]?.due ?? null} />,
        },
      ]}
      empty={<Empty title={t('border.none')}>{t('border.none.do')}</Empty>}
    />
  )
}

export default function Border() {
  const [asked] = useParam('q')
  const [show] = useParam('show')
  const [office] = useParam('office')
  const now = useNow()
  const loaded = useLoad(today, [])
  useLive({ kinds: ['case', 'message'] }, loaded.again)
  const all = loaded.data?.cases ?? []
  const of = office ? all.filter((s) => s.office === office) : all
  const rows = [...(show && SHOWN[show] ? of.filter((s) => SHOWN[show]!(s, now)) : of)].sort(
    (a, b) =>
      urgency(a, now) - urgency(b, now) ||
      STAGES.indexOf(stageOf(a)) - STAGES.indexOf(stageOf(b)) ||
      (since(a) ?? 0) - (since(b) ?? 0),
  )
  const count = (name: string): number => of.filter((s) => SHOWN[name]!(s, now)).length
  const offices = [...new Set(all.flatMap((s) => s.office ?? []))].sort()
  const ways = [...new Set(rows.map((s) => `${s.side} ${s.peer}`))].sort()
  // One that nobody chose among several is none.
  const clock = useOfficeClock(office || (offices.length === 1 ? offices[0] : undefined))
  const us = session.value!.country
  return (
    <Page title={t('border.title')} intro={t('border.intro')} clock={clock}>
      <Filters>
        <Search label={t('border.search')} hint={t('border.search.hint')} />
        {offices.length > 1 && (
          <Select
            label={t('border.office')}
            param="office"
            options={offices.map((value) => ({ value, text: value }))}
          />
        )}
      </Filters>
      {asked && <Found asked={asked} />}
      {loaded.problem && <Broken problem={loaded.problem} again={loaded.again} />}
      {!loaded.data && loaded.loading && <Waiting lines={8} />}
      {loaded.data && (
        <>
          <Stats>
            {(
              [
                ['expected', 'busy'],
                ['late', 'waiting'],
                ['stopped', 'bad'],
                ['ours', 'waiting'],
                ['theirs', 'none'],
              ] as const
            ).map(([name, kind]) => (
              <Stat
                key={name}
                label={t(`border.stat.${name}`)}
                value={String(count(name))}
                kind={count(name) === 0 ? 'none' : kind}
                href={here({ show: show === name ? undefined : name })}
                note={show === name ? t('border.stat.shown') : undefined}
              />
            ))}
          </Stats>
          <OpenNow />
          <SecondPerson />
          {ways.map((way) => {
            const [side, peer] = way.split(' ') as [Summary['side'], string]
            const [from, to] = side === 'entry' ? [peer, us] : [us, peer]
            const those = rows.filter((s) => s.side === side && s.peer === peer)
            return (
              <Corridor
                key={way}
                title={
                  side === 'entry'
                    ? t('border.corridor.in', { country: peer })
                    : t('border.corridor.out', { country: peer })
                }
                from={from}
                to={to}
                now={now}
                chips={those.map((s) => chipOf(s, now))}
              />
            )
          })}
          <Section title={show ? t(`border.stat.${show}`) : t('border.movements')}>
            <Movements rows={rows} now={now} />
            {loaded.data.more && <p class="hidden-part">{t('border.more')}</p>}
          </Section>
          {loaded.data.controls.length > 0 && (
            <Section title={t('border.controls')}>
              <DataTable
                label={t('border.controls')}
                rows={loaded.data.controls}
                rowKey={(c) => c.conversation}
                href={(c) => `/console/controls/${c.conversation}?peer=${c.peer}`}
                columns={[
                  {
                    key: 'control',
                    title: t('border.control'),
                    cell: (c) => (
                      <a href={`/console/controls/${c.conversation}?peer=${c.peer}`}>
                        <bdi>{c.control}</bdi>
                      </a>
                    ),
                  },
                  {
                    key: 'phase',
                    title: t('border.state'),
                    narrow: true,
                    cell: (c) => <State kind={kindOfPhase(c.phase)}>{named('border.phase', c.phase)}</State>,
                  },
                  { key: 'peer', title: t('border.peer'), narrow: true, cell: (c) => <bdi>{c.peer}</bdi> },
                  { key: 'place', title: t('border.control.place'), cell: (c) => <bdi>{c.place}</bdi> },
                  { key: 'start', title: t('border.control.start'), narrow: true, cell: (c) => <Time at={c.start} /> },
                  {
                    key: 'objectives',
                    title: t('border.control.objectives'),
                    cell: (c) => formatList(c.objectives.map((o) => named('border.control.objective', o))),
                  },
                ]}
                empty={null}
              />
            </Section>
          )}
        </>
      )}
    </Page>
  )
}
