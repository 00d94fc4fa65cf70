/**
 * Whether two nodes are ready to go live with each other: each item is derived from what this node holds, none is ticked by hand. What is missing says whose turn
 * it is; of the other side it is known what it has signed, stated and cosigned.
 */
import type { Cases } from '../../cases/cases.ts'
import { publicWitnesses } from '../../exchange/public-witnesses.ts'
import { keyCounts, type Identity } from '../../message/identity.ts'
import type { Node } from '../../node.ts'
import { alertsIn } from '../../operate/alert-rows.ts'
import { ranksOf } from '../../operate/alert-ranks.ts'
import { auditIn } from '../../operate/audit-table.ts'
import { inForce } from '../../peers/agreed-terms.ts'
import { endOf, isEnding, newestFirst, type Agreement } from '../../peers/allows.ts'
import type { AgreementDocument } from '../../peers/agreement.ts'
import type { Peer } from '../../peers/directory.ts'
import { logIn } from '../../store/log.ts'
import type { Country } from '../../values/country.ts'
import { DAY } from '../../values/time.ts'
import { OfficePairs } from '../opening-hours/office-pairs.ts'
import { tzdbVersion } from '../opening-hours/time-zones.ts'
import { createOfficeCheck, statedData, type OfficeCheck } from './office-check-view.ts'
import { contactsWith } from './on-duty.ts'
import type { ReadinessSpeech } from './readiness-words.ts'
import type { ReferenceData } from './reference-data.ts'
import { systemEntriesIn } from './entry-table.ts'

export const ITEMS = [
  'agreement',
  'live',
  'tests',
  'own-keys',
  'peer-keys',
  'witnesses',
  'contacts',
  'offices',
  'hours',
  'editions',
  'tz-database',
  'backup',
  'restore',
  'alerts',
] as const
export type ItemName = (typeof ITEMS)[number]

/** How it stands, in the language that is asked for. */
type Says = (speech: ReadinessSpeech) => string

/** `turn`: who can do something about what is not met. */
export type Item = {
  readonly item: ItemName
  readonly met: boolean
  readonly detail: Says
  readonly turn: 'ours' | 'theirs' | 'both' | null
}

type Turn = NonNullable<Item['turn']>
const met = (item: ItemName, detail: Says): Item => ({ item, met: true, detail, turn: null })
const missing = (item: ItemName, turn: Turn, detail: Says): Item => ({ item, met: false, detail, turn })

/** Days before its end in which a key is not gone live with. */
const LEFT_DAYS = 30
/** Days for which a backup, and a restore that was tried, count. */
const BACKUP_DAYS = 2
const RESTORE_DAYS = 180

/** Signed by both and not ended: one that is live goes before others, as it may begin later. */
function candidate(agreements: readonly Agreement[], now: number): AgreementDocument | undefined {
  const signed = agreements.filter((a) => a.inForceAt !== null && !isEnding(a) && endOf(a) * 1000 > now)
  const newest = newestFirst(signed).map(({ document }) => document)
  return newest.find(({ stage }) => stage.name === 'live') ?? newest[0]
}

function agreed(agreement: AgreementDocument | undefined, agreements: readonly Agreement[], now: number): Item[] {
  if (agreement === undefined)
    return [
      missing('agreement', 'both', ({ say }) => say('unsigned')),
      missing('live', 'both', ({ say }) => say('notLive')),
    ]
  const counts = inForce(agreements, now).some(({ document }) => document === agreement)
  const [title, stage] = [agreement.title, agreement.stage.name]
  const [from, to] = [agreement.valid.from * 1000, agreement.valid.until * 1000]
  return [
    met('agreement', ({ say, day, stages }) =>
      say('signed', { title, stage: stages[stage], from: day(from), to: day(to) }),
    ),
    stage !== 'live'
      ? missing('live', 'both', ({ say, stages }) => say('stage', { stage: stages[stage] }))
      : met('live', ({ say, day }) => (counts ? say('inForce') : say('begins', { date: day(from) }))),
  ]
}

/** Of the tests that the agreement names, by place or by words: the newest result counts. */
async function tested({ store }: Node, agreement: AgreementDocument | undefined, peer: Country): Promise<Item> {
  const tests = agreement?.tests ?? []
  if (tests.length === 0) return missing('tests', 'both', ({ say }) => say('noTests'))
  const open: { n: number; result: 'failed' | 'none' }[] = []
  for (const [i, words] of tests.entries()) {
    const found = await Promise.all([String(i + 1), words].map((id) => systemEntriesIn(store).newest(peer, 'test', id)))
    const [newest] = found.flatMap((one) => one ?? []).sort((a, b) => b.said - a.said)
    if (newest?.view.result !== 'passed') open.push({ n: i + 1, result: newest?.view.result ?? 'none' })
  }
  return open.length === 0
    ? met('tests', ({ say }) => say('passed', { n: tests.length }))
    : missing('tests', 'both', ({ say, test }) =>
        say('notPassed', {
          n: open.length,
          all: tests.length,
          tests: open.map(({ n, result }) => `${n} (${test[result]})`).join(', '),
        }),
      )
}

function keys(item: 'own-keys' | 'peer-keys', identity: Identity, days: number | undefined, now: number): Item {
  const turn: Turn = item === 'own-keys' ? 'ours' : 'theirs'
  const at = now / 1000
  const counting = [...identity.keys.map((k) => ({ ...k, id: k.kid })), ...identity.tls.map((k) => ({ ...k, use: 'tls' as const, id: k.spki }))].filter((k) => keyCounts(k, at, at)) // prettier-ignore
  for (const use of ['sig', 'enc', 'tls'] as const)
    if (!counting.some((k) => k.use === use))
      return missing(item, turn, (words) => words.say('noKey', { use: words.use[use] }))
  // Another that goes on longer takes its place.
  const last = (use: string): number => Math.max(...counting.flatMap((k) => (k.use === use ? [k.until] : [])))
  const ending = counting.find((k) => k.until === last(k.use) && k.until - at < (LEFT_DAYS * DAY) / 1000)
  if (ending)
    return missing(item, turn, ({ say, day, use }) =>
      say('keyEnds', { use: use[ending.use], date: day(ending.until * 1000) }),
    )
  const oldest = Math.min(...counting.map((k) => k.from))
  const age = Math.floor((at - oldest) / (DAY / 1000))
  if (days !== undefined && age > days) return missing(item, turn, ({ say }) => say('keyOld', { age, days }))
  const n = counting.length
  return met(item, ({ say }) => (days === undefined ? say('keys', { n, age }) : say('keysOf', { n, age, days })))
}

/** Whose cosignatures our log has, of those that the agreement names; without an agreement that names any, of the other side. */
async function witnessed({ store, settings, country, directory }: Node, names: readonly string[]): Promise<Item> {
  const { shard } = await logIn(store).head()
  const sizes = await logIn(store).cosignedSizes(shard)
  const asked = publicWitnesses(settings)
  const known = (name: string): string => directory.find(name as Country)?.identity.witness.name ?? name
  const others = names.filter((name) => name !== country)
  const silent = others.filter((name) => (sizes.get(known(name)) ?? 0) === 0)
  if (silent.length === 0 && others.length > 0)
    return met('witnesses', ({ say, list }) => say('cosigned', { names: list(others) }))
  const unknown = silent.some((name) => directory.find(name as Country) === undefined && !asked.some((w) => w.name === name)) // prettier-ignore
  return missing('witnesses', unknown ? 'ours' : 'theirs', ({ say, list }) =>
    silent.length === 0 ? say('byNobody') : say('notCosigned', { names: list(silent) }),
  )
}

async function onDuty({ store, country, clock }: Node, peer: Peer): Promise<Item> {
  const stated = await contactsWith(store, country, peer, clock.now())
  const without = [country, peer.country].filter(
    (c) => !stated.some((s) => s.country === c && s.contacts.some(({ role }) => role === 'duty-desk')),
  )
  if (without.length === 0) return met('contacts', ({ say }) => say('onDuty'))
  const turn: Turn = without.length === 2 ? 'both' : without[0] === country ? 'ours' : 'theirs'
  return missing('contacts', turn, ({ say, list }) => say('offDuty', { names: list(without) }))
}

const EDITIONS = new Set(['code-list-missing', 'code-list-differs', 'code-list-not-agreed', 'hs-edition-differs', 'rate-source-differs']) // prettier-ignore

function offices(check: OfficeCheck | undefined, own: Country): Item[] {
  const found = check?.differences ?? []
  const turnOf = (differences: typeof found): Turn => {
    const at = new Set(differences.map((d) => d.at === own))
    return at.size === 2 ? 'both' : at.has(true) ? 'ours' : 'theirs'
  }
  const listed = (differences: typeof found): Says => () =>
    [...new Set(differences.map(({ kind, at, office, member }) => [kind, at, office ?? member].filter(Boolean).join(' ')))].join(', ') // prettier-ignore
  const [ours, theirs] = [check?.ours ?? null, check?.theirs ?? null]
  if (ours === null || theirs === null) {
    const turn: Turn = ours !== null ? 'theirs' : theirs !== null ? 'ours' : 'both'
    const detail: Says = ({ say }) => say('unstated')
    return [missing('offices', turn, detail), missing('editions', turn, detail)]
  }
  const editions = found.filter(({ kind }) => EDITIONS.has(kind))
  const places = found.filter(({ kind }) => !EDITIONS.has(kind) && kind !== 'tzdb-differs')
  return [
    places.length === 0
      ? met('offices', ({ say }) => say('offices'))
      : missing('offices', turnOf(places), listed(places)),
    editions.length === 0
      ? met('editions', ({ say }) => say('editions'))
      : missing('editions', turnOf(editions), listed(editions)),
  ]
}

/** Each route that both state has hours that are agreed by both. */
async function hours(
  pairs: OfficePairs,
  data: ReadonlyMap<string, ReferenceData>,
  sides: readonly Country[],
): Promise<Item> {
  const [ours, theirs] = sides.map((c) => data.get(c)?.xRoutes ?? [])
  const named = (r: ReferenceData['xRoutes'][number]): string => JSON.stringify([r.exitOffice.id, r.entryOffice.id])
  const there = new Set(theirs!.map(named))
  const routes = [...new Set(ours!.map(named))].filter((route) => there.has(route))
  if (routes.length === 0) return missing('hours', 'both', ({ say }) => say('noRoute'))
  const open: { readonly exit: string; readonly entry: string }[] = []
  for (const route of routes) {
    const [exit, entry] = JSON.parse(route) as [string, string]
    // What is agreed for one direction may be for both.
    const found = [await pairs.find(exit, entry), await pairs.find(entry, exit)]
    const known = found.some((pair) =>
      (['exit', 'entry'] as const).every((side) =>
        Object.values(pair?.hours.versions ?? {}).some((v) => v.side === side && v.from !== null),
      ),
    )
    if (!known) open.push({ exit, entry })
  }
  return open.length === 0
    ? met('hours', ({ say }) => say('hours', { n: routes.length }))
    : missing('hours', 'both', ({ say }) =>
        say('noHours', { routes: open.map((route) => say('route', route)).join(', ') }),
      )
}

function clocks(data: ReadonlyMap<string, ReferenceData>, own: Country, peer: Country): Item {
  const here = tzdbVersion()
  const [ours, theirs] = [data.get(own)?.xTzdb, data.get(peer)?.xTzdb]
  if (theirs === undefined) return missing('tz-database', 'theirs', ({ say }) => say('noTz', { peer }))
  if (theirs !== here) return missing('tz-database', 'both', ({ say }) => say('otherTz', { here, there: theirs, peer }))
  if (ours !== here)
    return missing('tz-database', 'ours', ({ say }) =>
      ours === undefined ? say('unnamedTz', { here }) : say('oldTz', { here, named: ours }),
    )
  return met('tz-database', () => here)
}

async function kept({ store, clock }: Node): Promise<Item[]> {
  const last = async (...commands: string[]): Promise<number | undefined> => {
    const found = await Promise.all(commands.map((what) => auditIn(store).page({ what, outcome: 'done' }, null, 1)))
    return found.flatMap((rows) => rows.map(({ at }) => at)).sort((a, b) => b - a)[0]
  }
  const judged = (
    item: 'backup' | 'restore',
    at: number | undefined,
    days: number,
    never: 'noBackup' | 'noRestore',
  ): Item => {
    if (at === undefined) return missing(item, 'ours', ({ say }) => say(never))
    return clock.now() - at > days * DAY
      ? missing(item, 'ours', ({ say, day }) => say('tooOld', { date: day(at), days }))
      : met(item, ({ say, day }) => say('lastOn', { date: day(at) }))
  }
  return [
    judged('backup', await last('backup'), BACKUP_DAYS, 'noBackup'),
    judged('restore', await last('restore', 'restore-tried'), RESTORE_DAYS, 'noRestore'),
  ]
}

/** What is open about this peer, or about the node itself, and is critical. */
async function warned({ store }: Node, peer: Country): Promise<Item> {
  const open = await alertsIn(store).alerts({ open: true, ranks: ranksOf('critical'), limit: 200 })
  const grave = open.filter((a) => a.peer === null || a.peer === peer)
  return grave.length === 0
    ? met('alerts', ({ say }) => say('quiet'))
    : missing('alerts', 'ours', ({ say, alert, list }) =>
        say('critical', { kinds: list([...new Set(grave.map(({ kind }) => kind))].map(alert)) }),
      )
}

/** The items for one peer, in the order in which they are done. */
export function createReadiness(room: Cases): (peer: Peer) => Promise<Item[]> {
  const { node } = room
  const check = createOfficeCheck(room)
  const pairs = new OfficePairs(room)
  return async (peer) => {
    const { country } = peer
    const now = node.clock.now()
    const agreement = candidate(peer.agreements, now)
    const days = agreement?.security?.key_days
    const data = await statedData(room, country)
    const [checked] = await check(country)
    const items = [
      ...agreed(agreement, peer.agreements, now),
      await tested(node, agreement, country),
      keys('own-keys', node.own.identity, days, now),
      keys('peer-keys', peer.identity, days, now),
      await witnessed(node, agreement?.security?.witnesses ?? [country]),
      await onDuty(node, peer),
      ...offices(checked, node.country),
      await hours(pairs, data, [node.country, country]),
      clocks(data, node.country, country),
      ...(await kept(node)),
      await warned(node, country),
    ]
    return items.sort((a, b) => ITEMS.indexOf(a.item) - ITEMS.indexOf(b.item))
  }
}
