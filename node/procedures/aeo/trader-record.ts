/** What is known of one trader, and what it amounts to: "is this one recognised here, now, and since when". Pure; where records are kept is no concern here. */
import type { components } from '../../generated/procedures/aeo.ts'
import type { AeoClause } from '../../peers/aeo-clause.ts'
import { parseTime } from '../../values/time.ts'

type Bodies = components['schemas']
export type Trader = Bodies['Trader']
export type Entry = Bodies['Entry']
export type TraderKey = Bodies['Key']
export type Status = 'active' | 'suspended' | 'revoked' | 'expired' | 'succeeded' | 'withdrawn'

/** One status is kept per identifier, programme, type and role. */
export const traderKey = (k: TraderKey): string => JSON.stringify([k.id, k.programme, k.type ?? '', k.role ?? ''])

export const keyOf = (t: Trader | Entry): TraderKey => ({
  id: t.aeoMutualRecognitionParty.id,
  programme: t.xProgramme,
  ...(t.authorisationHolder.categoryCode === undefined ? {} : { type: t.authorisationHolder.categoryCode }),
  ...(t.aeoMutualRecognitionParty.roleCode === undefined ? {} : { role: t.aeoMutualRecognitionParty.roleCode }),
})

/** What an action makes of a status (undefined: not known here, or not since the last snapshot); undefined where it makes no sense. */
export function nextStatus(was: Status | undefined, action: Entry['xAction']): Status | undefined {
  const live = was === undefined || was === 'active' || was === 'suspended'
  switch (action) {
    case 'granted':
      return was === 'active' || was === 'suspended' ? undefined : 'active'
    case 'changed':
      return live ? (was ?? 'active') : undefined
    case 'suspended':
      return was === undefined || was === 'active' ? 'suspended' : undefined
    case 'reinstated':
      return was === undefined || was === 'suspended' ? 'active' : undefined
    case 'revoked':
    case 'expired':
    case 'succeeded':
      return live ? action : undefined
    case 'consent-withdrawn':
      return was === 'withdrawn' ? undefined : 'withdrawn'
  }
}

/** A status from a time of effect on (milliseconds since 1970), and until another where its holder's authorisation ends by itself. */
export type StatusFrom = { readonly status: Status; readonly from: number; readonly to?: number }

export type TraderRecord = {
  /** By time of effect; the last one that has begun counts. Never empty. */
  readonly statuses: readonly StatusFrom[]
  readonly holder: string
  /** Number of the certificate, and who issued it. */
  readonly certificate?: string
  readonly authority?: string
  /** The sites that it covers. */
  readonly sites?: Trader['xSites']
  /** On what it is published. */
  readonly ground?: 'consent' | NonNullable<Trader['xLegalGround']>['kind']
  readonly name?: string
  readonly address?: Trader['address']
  readonly aliases?: readonly { readonly scheme: string; readonly id: string }[]
  readonly successorOf?: readonly string[]
  /** Crossings on the road for which what was before goes on. */
  readonly grace?: readonly string[]
  readonly reasonCategory?: string
}

const ENDED: readonly Status[] = ['revoked', 'expired', 'succeeded', 'withdrawn']

/** Whether the last that was said of a trader is that he is authorised, perhaps from a time to come. */
export const isActive = ({ statuses }: TraderRecord): boolean => statuses.at(-1)?.status === 'active'

/** Which of the statuses counts at a time: the last one that has begun. */
const statusAt = (statuses: readonly StatusFrom[], at: number): Status | undefined =>
  statuses.findLast(({ from }) => from <= at)?.status

/**
 * The statuses after `next` was said. Whatever takes away takes with it what was said before to give from a later time on, and what ends an authorisation all
 * that was said of later times. A reinstatement ends the suspension that runs at its time; where none does it is about one that was planned, which then does not begin.
 */
function afterwards(before: readonly StatusFrom[], next: StatusFrom): readonly StatusFrom[] {
  const ends = ENDED.includes(next.status)
  const cancels = next.status === 'active' && statusAt(before, next.from) === 'active'
  const stays = ({ status, from }: StatusFrom): boolean => {
    if (from < next.from) return true
    if (next.status === 'suspended') return status !== 'active' || from === next.from
    return !ends && !(cancels && status === 'suspended' && from > next.from)
  }
  // Sorting keeps the order in which they were said among equal times of effect.
  return [...before.filter(stays), next].sort((a, b) => a.from - b.from)
}

/** The statuses after a change of particulars, which is none of status. It may state another end of the authorisation. */
const changedEnd = (before: readonly StatusFrom[], to: number | undefined): readonly StatusFrom[] =>
  to === undefined ? before : before.map((status) => ({ ...status, to }))

function statusesOf(old: TraderRecord | undefined, t: Trader | Entry): readonly StatusFrom[] {
  const stated = t.xEffectiveTo === undefined ? undefined : parseTime(t.xEffectiveTo)
  if (old && 'xAction' in t && t.xAction === 'changed') return changedEnd(old.statuses, stated)
  const was = old?.statuses.at(-1)?.status
  const status =
    'xAction' in t
      ? // The granting country owns the status: what does not follow what was known here counts all the same.
        (nextStatus(was, t.xAction) ?? nextStatus(undefined, t.xAction)!)
      : (t.xStatus ?? 'active')
  // Whoever is granted it anew has it for another time; else its end stays as it was said.
  const granted = 'xAction' in t && t.xAction === 'granted'
  const to = stated ?? (granted ? undefined : old?.statuses.at(-1)?.to)
  return afterwards(old?.statuses ?? [], {
    status,
    from: parseTime(t.xEffectiveFrom),
    ...(to === undefined ? {} : { to }),
  })
}

/** What a snapshot or an entry of a delta makes of a record. What it does not name stays as it was. */
export function withTrader(old: TraderRecord | undefined, t: Trader | Entry): TraderRecord {
  const entry = t as Partial<Entry>
  const certificate = t.xCertificateNumber ?? old?.certificate
  const authority = t.xIssuingAuthority ?? old?.authority
  const sites = t.xSites ?? old?.sites
  const ground = t.xLegalGround?.kind ?? (t.xConsent === undefined ? old?.ground : 'consent')
  const name = t.xName ?? old?.name
  const address = t.address ?? old?.address
  const aliases = t.xAliases ?? old?.aliases
  const successorOf = entry.xSuccessorOf ?? old?.successorOf
  const grace = entry.xGraceCrossings ?? old?.grace
  const reasonCategory = entry.xReasonCategory ?? (entry.xAction === 'changed' ? old?.reasonCategory : undefined)
  return {
    statuses: statusesOf(old, t),
    holder: t.authorisationHolder.id,
    ...(certificate === undefined ? {} : { certificate }),
    ...(authority === undefined ? {} : { authority }),
    ...(sites === undefined ? {} : { sites }),
    ...(ground === undefined ? {} : { ground }),
    ...(name === undefined ? {} : { name }),
    ...(address === undefined ? {} : { address }),
    ...(aliases === undefined ? {} : { aliases }),
    ...(successorOf === undefined ? {} : { successorOf }),
    ...(grace === undefined ? {} : { grace }),
    ...(reasonCategory === undefined ? {} : { reasonCategory }),
  }
}

/** A time in which the receiving country does not recognise a trader, or the whole programme (`*`). Milliseconds since 1970; null: not ended. */
export type Unrecognised = { readonly scope: string; readonly from: number; readonly to: number | null }

/** Why a trader does not count here: by what its granting country or the receiving one has said, or by the agreement. */
export type WhyNot =
  | 'not-active'
  | 'recognition-suspended'
  | 'not-yet'
  | 'over'
  | 'not-agreed'
  | 'programme-not-agreed'
  | 'type-not-agreed'
  | 'role-not-agreed'

/** What an authorisation brings here, of what the agreement names for its granting country. */
export type Benefit = { readonly benefit: string; readonly recognised: boolean; readonly reason?: WhyNot }

/** Whether a trader counts, whatever it would be for. */
type Standing = {
  readonly recognised: boolean
  readonly status: Status
  /** Milliseconds since 1970: since when it is so. */
  readonly since: number
  /** Since when it has this status, whoever recognises it. */
  readonly statusSince: number
  readonly reason?: WhyNot
  /** It is not active any more, but this crossing was on the road when that changed. */
  readonly grace?: true
}

/** `recognised`: for one benefit at least. */
export type Recognition = Standing & { readonly benefits: readonly Benefit[] }

/** From the one that says least to the one that comes nearest. */
const NEARER: readonly WhyNot[] = ['not-agreed', 'programme-not-agreed', 'type-not-agreed', 'role-not-agreed']

/** Why none of these clauses names this authorisation; undefined where one does. */
function notAgreed({ programme, type, role }: TraderKey, clauses: readonly AeoClause[]): WhyNot | undefined {
  const names = (codes: readonly string[], code: string | undefined): boolean =>
    codes.includes('*') || (code !== undefined && codes.includes(code))
  const ofProgramme = clauses.filter((c) => names([c.programme], programme))
  if (ofProgramme.length === 0) return 'programme-not-agreed'
  const ofType = ofProgramme.filter((c) => names(c.types, type))
  if (ofType.length === 0) return 'type-not-agreed'
  return ofType.some((c) => names(c.roles, role)) ? undefined : 'role-not-agreed'
}

/** Whether a trader counts here at `now` (milliseconds since 1970), for goods of `crossing` where one is named, and for which of the benefits that were agreed. */
export function recognitionOf(
  key: TraderKey,
  record: TraderRecord,
  unrecognised: readonly Unrecognised[],
  clauses: readonly AeoClause[],
  now: number,
  crossing?: string,
): Recognition {
  const standing = standingOf(traderKey(key), record, unrecognised, now, crossing)
  const benefits = [...new Set(clauses.flatMap((c) => c.benefits))].sort().map((benefit): Benefit => {
    const named = clauses.filter((c) => c.benefits.includes(benefit))
    const reason = standing.reason ?? notAgreed(key, named)
    return { benefit, recognised: reason === undefined, ...(reason === undefined ? {} : { reason }) }
  })
  if (!standing.recognised || benefits.some((b) => b.recognised)) return { ...standing, benefits }
  const { grace: _, ...rest } = standing
  const reason = NEARER.findLast((why) => benefits.some((b) => b.reason === why)) ?? 'not-agreed'
  return { ...rest, recognised: false, reason, benefits }
}

function standingOf(
  key: string,
  { statuses, grace = [] }: TraderRecord,
  unrecognised: readonly Unrecognised[],
  now: number,
  crossing?: string,
): Standing {
  const begun = statuses.filter((s) => s.from <= now)
  const last = begun.at(-1)
  if (last === undefined) {
    const first = statuses[0]!
    return { recognised: false, status: first.status, since: first.from, statusSince: first.from, reason: 'not-yet' }
  }
  const { status } = last
  const statusSince = begun[begun.findLastIndex((s) => s.status !== status) + 1]!.from
  const ours = unrecognised.filter((u) => (u.scope === key || u.scope === '*') && u.from <= now)
  const suspended = ours.filter((u) => u.to === null || u.to > now)
  if (suspended.length > 0)
    return {
      recognised: false,
      status,
      statusSince,
      since: Math.min(...suspended.map((u) => u.from)),
      reason: 'recognition-suspended',
    }
  const restored = Math.max(statusSince, ...ours.map((u) => u.to!))
  const onTheRoad = crossing !== undefined && grace.includes(crossing)
  if (status !== 'active') {
    const before = begun.findLast((s) => s.status !== status)
    return onTheRoad && before?.status === 'active'
      ? { recognised: true, status, since: statusSince, statusSince, grace: true }
      : { recognised: false, status, since: statusSince, statusSince, reason: 'not-active' }
  }
  if (last.to !== undefined && last.to <= now)
    return onTheRoad
      ? { recognised: true, status, since: last.to, statusSince, grace: true }
      : { recognised: false, status, since: last.to, statusSince, reason: 'over' }
  return { recognised: true, status, since: restored, statusSince }
}
