/** How versions of opening hours come into force and end: proposed, countered, accepted, rejected, withdrawn, lapsed. */
import { fault, isFault, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import { roleOf } from '../../cases/case-message.ts'
import { at } from '../../cases/define.ts'
import { isOfficeOf } from '../../peers/office-clause.ts'
import { type Hours } from './office-hours.ts'
import { type Case } from '../../cases/procedure.ts'
import { get, put } from '../../cases/state-record.ts'
import { DAY, MINUTE } from '../../values/time.ts'
import { noticeOf } from './closing-notice.ts'
import type { Bodies, Side, VersionState, HoursVersion, HoursChange, OpeningHours } from './hours-state.ts'

/** Minutes for which a proposal stays open whose validity had begun, or nearly, when it was made. */
export const ANSWER_MINUTES = 30 * 24 * 60

/** States of a version that still waits for what the other side says. */
export const OPEN: readonly VersionState[] = ['proposed', 'countered']

const isOffice = ({ terms }: CaseMessage, country: string, office: string): boolean =>
  isOfficeOf(terms?.offices, country, office)

/** The exit side is the country whose office the exit office is, as the agreement tells offices apart. */
export const sideOf = (m: CaseMessage): Side | undefined => {
  const office = (m.body as Partial<Hours> | null)?.exitOffice?.id
  if (typeof office !== 'string') return undefined
  return isOffice(m, m.from, office) ? 'exit' : isOffice(m, m.to, office) ? 'entry' : undefined
}

export const side = (c: Case<OpeningHours>, m: CaseMessage): Side => roleOf(c.roles, m.from) as Side

const withVersion = (s: OpeningHours, v: HoursVersion): OpeningHours => ({ ...s, versions: put(s.versions, v.id, v) })

export function propose(
  s: OpeningHours,
  m: CaseMessage & { body: Hours },
  c: Case<OpeningHours>,
): OpeningHours | CaseFault {
  const own = side(c, m)
  if (sideOf(m) !== own || (s.exitOffice !== null && s.exitOffice !== m.body.exitOffice.id))
    return fault('office', '/document/exitOffice/id', 'the case is about another office of exit')
  if (s.entryOffice !== null && s.entryOffice !== m.body.xEntryOffice)
    return fault('office', '/document/xEntryOffice', 'the case is about another office of entry')
  // Nobody states hours for the border of two others.
  if (!isOffice(m, own === 'exit' ? m.to : m.from, m.body.xEntryOffice))
    return fault('office', '/document/xEntryOffice', 'it is no office of the country opposite')
  const versions = Object.values(s.versions)
  const mine = versions.filter((v) => v.side === own)
  if (mine.some((v) => v.hours.xVersion >= m.body.xVersion))
    return fault('version-used', '/document/xVersion', 'a version of this number or a later one is known')
  if (mine.some((v) => v.state === 'proposed'))
    return fault('open-proposal', '/type', 'withdraw the open proposal first')
  const theirs = versions.find((v) => v.side !== own && v.state === 'proposed')
  if (m.type === 'counter-proposal') {
    if (theirs === undefined) return fault('no-proposal', '/type', 'there is no open proposal to counter')
    if (m.body.xBasedOn !== undefined && m.body.xBasedOn.version !== theirs.hours.xVersion)
      return fault('based-on', '/document/xBasedOn/version', 'another version is open')
    const [based, stated] = [m.body.xBasedOn?.digest, theirs.hours.xIntervalsDigest]
    if (based !== undefined && stated !== undefined && based !== stated)
      return fault('based-on', '/document/xBasedOn/digest', 'the open version states other intervals')
  }
  const base: OpeningHours = {
    ...s,
    exitOffice: m.body.exitOffice.id,
    entryOffice: m.body.xEntryOffice,
    versions: Object.fromEntries(
      Object.entries(s.versions).map(([id, v]) => [id, v === theirs ? { ...v, state: 'countered' as const } : v]),
    ),
  }
  return withVersion(base, {
    id: m.id,
    side: own,
    state: 'proposed',
    hours: m.body,
    counters: theirs?.id ?? null,
    accepted: null,
    rejectedBy: null,
    proposedAt: m.iat * 1000,
    from: null,
    until: null,
  })
}

/** The version of the given side that a message names by `ref` or by number. */
export function named(
  s: OpeningHours,
  m: CaseMessage,
  of: Side,
  version: number | undefined,
): HoursVersion | CaseFault {
  const found =
    (m.ref === undefined ? undefined : get(s.versions, m.ref)) ??
    Object.values(s.versions).find((v) => v.side === of && v.hours.xVersion === version)
  if (found === undefined) return fault('no-proposal', '/ref', 'it names no version of this case')
  if (found.side !== of)
    return fault(
      m.type === 'withdrawal' || m.type === 'lapsed' ? 'not-own' : 'own-proposal',
      '/ref',
      'it names a version of the wrong side',
    )
  if (version !== undefined && found.hours.xVersion !== version)
    return fault('based-on', '/document/xVersion', 'ref and version name different proposals')
  return found
}

/** Puts a version in force; what was in force on that side ends when it begins. */
function enforce(
  s: OpeningHours,
  v: HoursVersion,
  m: CaseMessage & { body: Bodies['acceptance'] },
): OpeningHours | CaseFault {
  const from = Math.max(at(v.hours.xValidFrom), m.iat * 1000 + (v.hours.xNoticeDays ?? 0) * DAY)
  const until = v.hours.xValidTo === undefined ? null : at(v.hours.xValidTo)
  // What it would supersede would leave the office without hours.
  if (until !== null && from >= until)
    return fault('over', '/document/xVersion', 'its validity would be over before it came into force')
  const versions = Object.fromEntries(
    Object.entries(s.versions).map(([id, old]) => [
      id,
      old.side !== v.side || old.from === null
        ? old
        : old.state === 'in-force'
          ? { ...old, state: 'superseded' as const, until: Math.min(from, old.until ?? from) }
          : // What was withdrawn, and goes on until its notice is over.
            { ...old, until: Math.min(from, old.until ?? from) },
    ]),
  )
  const accepted = { by: m.id, digest: m.body.xIntervalsDigest ?? null, tzdb: m.body.xTzdb ?? null }
  return withVersion({ ...s, versions }, { ...v, state: 'in-force', accepted, from, until })
}

export const other = (of: Side): Side => (of === 'exit' ? 'entry' : 'exit')

const change = (s: OpeningHours, m: CaseMessage): HoursChange | undefined =>
  m.ref === undefined ? undefined : get(s.changes, m.ref)

export function accept(s: OpeningHours, m: CaseMessage & { body: Bodies['acceptance'] }, c: Case<OpeningHours>) {
  const own = side(c, m)
  const asked = change(s, m)
  if (asked !== undefined) {
    if (asked.side === own) return fault('own-proposal', '/ref', 'the other side accepts it')
    if (asked.state !== 'proposed') return fault('no-proposal', '/ref', 'the change is not open')
    return { ...s, changes: put(s.changes, m.ref!, { ...asked, state: 'in-force' as const }) }
  }
  const v = named(s, m, other(own), m.body.xVersion)
  if (isFault(v)) return v
  if (v.state !== 'proposed') return fault('no-proposal', '/ref', `the version is ${v.state}`)
  if (m.body.xVersion === undefined)
    return fault('version', '/document/xVersion', 'an acceptance names the version that it accepts')
  if (m.body.xIntervalsDigest === undefined || m.body.xTzdb === undefined)
    return fault(
      'digest',
      m.body.xTzdb === undefined ? '/document/xTzdb' : '/document/xIntervalsDigest',
      'an acceptance names the intervals in UTC by their digest, and the tz database used',
    )
  const stated = v.hours.xIntervalsDigest
  if (stated !== undefined && m.body.xIntervalsDigest !== stated)
    return fault('digest', '/document/xIntervalsDigest', 'the intervals accepted are not those proposed')
  const countered = v.counters === null ? undefined : get(s.versions, v.counters)
  const base = countered?.state === 'countered' ? enforce(s, countered, m) : s
  return isFault(base) ? base : enforce(base, v, m)
}

export function reject(s: OpeningHours, m: CaseMessage & { body: Bodies['rejection'] }, c: Case<OpeningHours>) {
  const asked = change(s, m)
  if (asked?.state === 'proposed' && asked.side !== side(c, m))
    return { ...s, changes: put(s.changes, m.ref!, { ...asked, state: 'lapsed' as const }) }
  const v = named(s, m, other(side(c, m)), m.body.xVersion)
  if (isFault(v)) return v
  if (!OPEN.includes(v.state)) return fault('no-proposal', '/ref', `the version is ${v.state}`)
  return withVersion(s, { ...v, state: 'lapsed', rejectedBy: m.id })
}

export function withdraw(s: OpeningHours, m: CaseMessage & { body: Bodies['withdrawal'] }, c: Case<OpeningHours>) {
  const asked = change(s, m)
  if (asked !== undefined) {
    if (asked.side !== side(c, m)) return fault('not-own', '/ref', 'only its sender withdraws a change')
    if (asked.state !== 'proposed' && asked.state !== 'in-force')
      return fault('no-proposal', '/ref', `the change is ${asked.state}`)
    // More hours that were agreed end as hours do; a closing ends at once.
    const notice = asked.closed ? 0 : noticeOf(s, asked.side, m)
    const end =
      asked.state === 'proposed' ? asked.from : Math.max(asked.from, Math.min(asked.to, m.iat * 1000 + notice))
    return { ...s, changes: put(s.changes, m.ref!, { ...asked, state: 'withdrawn' as const, to: end }) }
  }
  const v = named(s, m, side(c, m), m.body.xVersion)
  if (isFault(v)) return v
  if (v.state !== 'in-force' && !OPEN.includes(v.state))
    return fault('no-proposal', '/ref', `the version is ${v.state}`)
  // Hours in force that are withdrawn are a closing that was planned.
  const until = v.from === null ? null : Math.min(m.iat * 1000 + noticeOf(s, v.side, m), v.until ?? Infinity)
  return withVersion(s, { ...v, state: 'withdrawn', until })
}

/** When a version lapses: in force with its end; open when it should have begun; null: never. */
export const versionEnds = (v: HoursVersion): number | null =>
  v.state === 'in-force'
    ? v.until
    : OPEN.includes(v.state)
      ? Math.max(at(v.hours.xValidFrom), v.proposedAt + ANSWER_MINUTES * MINUTE)
      : null

/** The owner says that something has run out: a version, a change that was never accepted, a request that was never answered. */
export function lapse(s: OpeningHours, m: CaseMessage & { body: Bodies['lapsed'] }, c: Case<OpeningHours>) {
  const own = side(c, m)
  const open = change(s, m) ?? (m.ref === undefined ? undefined : s.outOfHours.get(m.ref))
  if (open !== undefined) {
    if (open.side !== own) return fault('not-own', '/ref', 'its sender says that it lapsed')
    if ('granted' in open ? open.granted !== null : open.state !== 'proposed')
      return fault('not-due', '/ref', 'it has its answer')
    if (m.iat * 1000 < open.to) return fault('not-due', '/ref', 'its time has not run out')
    return 'granted' in open
      ? { ...s, outOfHours: s.outOfHours.with(m.ref!, { ...open, granted: false }) }
      : { ...s, changes: put(s.changes, m.ref!, { ...open, state: 'lapsed' as const }) }
  }
  const v = named(s, m, own, m.body.xVersion)
  if (isFault(v)) return v
  const due = versionEnds(v)
  if (due === null) return fault('not-due', '/ref', `the version is ${v.state} and has no end`)
  if (m.iat * 1000 < due) return fault('not-due', '/ref', 'its time has not run out')
  return withVersion(s, { ...v, state: 'lapsed' })
}
