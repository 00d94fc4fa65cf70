/** One lorry on its journey through both countries: where it is, who holds it, what each side did and when, and the cases in which to go on. */
import { api, ask, type Schemas } from '../../api.ts'
import { useLive } from '../../live.ts'
import { useLoad } from '../../load.ts'
import {
  Broken,
  Empty,
  Facts,
  formatDuration,
  Id,
  Page,
  Section,
  Stat,
  State,
  Stats,
  Time,
  Timeline,
  Waiting,
} from '../../parts/index.ts'
import { formatList, named, t } from '../../text.ts'
import './border.css'
import { kindOfType } from './journey.tsx'
import { Legs } from './legs.tsx'
import { useOfficeClock } from './office-clock.ts'
import { Seals } from './seals.tsx'
import { kindOfPhase, preArrivalHref } from './words.ts'

type Crossing = Schemas['Crossing']
type Case = Crossing['cases'][number]

async function all(crossing: string, signal: AbortSignal) {
  const path = { id: crossing }
  const [found, times, controls] = await Promise.all([
    ask(api.GET('/v1/crossings/{id}', { params: { path }, signal })),
    // A role may see a crossing and none of its clock times.
    ask(api.GET('/v1/crossings/{id}/release-times', { params: { path }, signal })).catch(() => null),
    ask(api.GET('/v1/controls', { params: { query: { crossing } }, signal })).catch(() => null),
  ])
  return { data: { found, times, controls: controls?.items ?? [] } }
}

const hrefOf = (c: Case): string =>
  c.procedure === 'pre-arrival'
    ? preArrivalHref(c)
    : c.procedure === 'joint-control'
      ? `/console/controls/${c.conversation}?peer=${c.peer}`
      : `/console/messages?conversation=${c.conversation}`

/** What says nothing of where it is: its clock times stand in their own table, its papers with their permits. */
const ASIDE: ReadonlySet<string> = new Set(['release-time', 'documents'])

/** Who has said the last that counts, and what: he holds it. */
function lastOf({ cases }: Crossing) {
  const said = cases.flatMap((c) => c.messages.filter((m) => m.status === 'applied' && !ASIDE.has(c.procedure)))
  return said.sort((a, b) => Date.parse(a.issuedAt) - Date.parse(b.issuedAt)).at(-1)
}

export default function CrossingPage({ params }: { params: Readonly<Record<string, string>> }) {
  const crossing = params['id']!
  const loaded = useLoad((signal) => all(crossing, signal), [crossing])
  const known = new Set(loaded.data?.found.cases.map((c) => c.conversation))
  useLive({ kinds: ['case', 'message'], match: (change) => known.has(change.conversation ?? '') }, loaded.again)
  const clock = useOfficeClock(...Object.values(loaded.data?.times?.offices ?? {}))
  const back = { href: '/console/crossings', text: t('border.crossings.title') }
  if (!loaded.data)
    return (
      <Page title={t('border.crossing')} back={back}>
        {loaded.problem ? <Broken problem={loaded.problem} again={loaded.again} /> : <Waiting lines={8} />}
      </Page>
    )
  const { found, times, controls } = loaded.data
  const last = lastOf(found)
  const said = found.cases
    .filter((c) => c.procedure !== 'release-time')
    .flatMap((c) => c.messages.map((m) => ({ ...m, of: c })))
    .sort((a, b) => Date.parse(a.issuedAt) - Date.parse(b.issuedAt))
  const longest = times ? Object.entries(times.byActor).sort(([, a], [, b]) => b - a)[0] : undefined
  return (
    <Page
      title={t('border.crossing.title', {
        crossing:
          found.crossing.length > 24 ? `${found.crossing.slice(0, 10)}…${found.crossing.slice(-8)}` : found.crossing,
      })}
      back={back}
      clock={clock}
    >
      <Stats>
        <Stat
          label={t('border.crossing.last')}
          value={last ? named('border.type', last.type) : t('shell.none')}
          kind={last ? kindOfType(last) : 'none'}
          note={
            last && (
              <>
                <bdi>{last.from}</bdi> · <Time at={last.issuedAt} />
              </>
            )
          }
        />
        {(times?.releases ?? []).map((r) => (
          <Stat
            key={r.side}
            label={t('border.times.release.of', { country: r.side })}
            value={r.ms === null ? t('border.times.day-only') : formatDuration(r.ms / 1000)}
            note={t(`border.times.end.${r.end}`)}
          />
        ))}
        {times?.leadDayOnly && <Stat label={t('border.times.measure.lead-time')} value={t('border.times.day-only')} />}
        {times && times.leadMs !== null && (
          <Stat label={t('border.times.measure.lead-time')} value={formatDuration(times.leadMs / 1000)} />
        )}
        <Stat
          label={t('border.times.door')}
          value={times?.ms === null || !times ? t('shell.none') : formatDuration(times.ms / 1000)}
          note={
            times && times.closedMs > 0
              ? t('border.times.closed', { time: formatDuration(times.closedMs / 1000) })
              : undefined
          }
        />
        <Stat
          label={t('border.times.whose')}
          value={longest ? named('border.actor', longest[0]) : t('shell.none')}
          note={longest && formatDuration(longest[1] / 1000)}
        />
      </Stats>
      <div class="two">
        <div>
          <Facts
            items={[
              { term: t('border.crossing'), value: <Id value={found.crossing} /> },
              found.linked.length > 0
                ? { term: t('border.crossing.linked'), value: <bdi>{formatList(found.linked)}</bdi> }
                : null,
              times
                ? {
                    term: t('border.offices'),
                    value: <bdi>{Object.values(times.offices).join(' · ') || t('shell.none')}</bdi>,
                  }
                : null,
              times?.leaves ? { term: t('border.crossings.leaves'), value: <bdi>{times.leaves}</bdi> } : null,
            ]}
          />
        </div>
        <div>
          <h2>{t('border.crossing.cases')}</h2>
          <ul class="waits">
            {found.cases
              .filter((c) => c.procedure !== 'release-time')
              .map((c) => (
                <li key={c.conversation + c.peer}>
                  <a href={hrefOf(c)}>{named('shell.procedure', c.procedure)}</a> <bdi>{c.peer}</bdi>{' '}
                  <small>{t('border.crossing.messages', { count: c.messages.length })}</small>
                </li>
              ))}
          </ul>
        </div>
      </div>
      {times && times.legs.length > 0 && (
        <Section title={t('border.times.legs')}>
          <Legs times={times} />
        </Section>
      )}
      {controls.length > 0 && (
        <Section title={t('border.controls')}>
          {controls.map((c) => (
            <div key={c.conversation} class="card">
              <p>
                <a href={`/console/controls/${c.conversation}?peer=${c.peer}`}>
                  <bdi>{c.control}</bdi>
                </a>{' '}
                <State kind={kindOfPhase(c.phase)}>{named('border.phase', c.phase)}</State>
              </p>
              <Seals seals={c.seals} empty={<p class="none">{t('border.seals.none')}</p>} />
            </div>
          ))}
        </Section>
      )}
      <Section title={t('border.journey')}>
        {said.length === 0 && <Empty title={t('border.crossings.none')} />}
        <Timeline
          label={t('border.journey')}
          steps={said.map((m) => ({
            key: m.id,
            title: named('border.type', m.type),
            at: m.issuedAt,
            kind: kindOfType(m),
            who: (
              <>
                <bdi>{m.from}</bdi> · {named('shell.procedure', m.of.procedure)}{' '}
                <Id value={m.id} href={`/console/messages/${m.id}`} />
              </>
            ),
          }))}
        />
      </Section>
    </Page>
  )
}
