/**
 * What is known of one permit: of those of our own agencies the ledger over all who use them; of others' what their issuers have stated in our cases with
 * them, and our own uses.
 */
import type { CaseName } from '../../cases/case-table.ts'
import type { Country } from '../../values/country.ts'
import { parseTime, parseTimeIf } from '../../values/time.ts'
import type { Balance, Documents, Question, RefusalReason, Standing } from './documents-state.ts'
import type { PermitRecord } from './ledger-entry.ts'
import type { PermitLedger } from './ledger.ts'
import type { ShownPermit } from './permit-table.ts'
import { sharesOf } from './quotas.ts'
import { PARTICULARS, particularsOf, pick, type Particulars } from './particulars.ts'

export type PermitUse = {
  readonly message: string
  readonly conversation: string
  readonly country: string
  readonly useId: string
  readonly item: string
  readonly usePoint: Balance['usePoint']
  readonly value: string
  readonly unitCode: string
  readonly declaration: string
  readonly provisional: boolean
  readonly final: boolean
  readonly state: 'requested' | 'provisional' | 'confirmed' | 'refused' | 'cancelled'
  readonly reason?: RefusalReason
  readonly contested: boolean
  readonly at: number
}

export type PermitReservation = Omit<PermitUse, 'useId' | 'declaration' | 'provisional' | 'final' | 'state'> & {
  readonly state: 'requested' | 'reserved' | 'refused' | 'lapsed' | 'cancelled' | 'used'
  readonly until: number
  /** Why its issuer wants it back. */
  readonly withdrawn?: string
}

/** What we have asked of it, and what its issuer has answered. */
export type PermitQuestion = Question & { readonly message: string; readonly conversation: string }

export type KnownPermit = {
  readonly id: string
  readonly own: boolean
  readonly issuer: Country
  readonly record: PermitRecord | null
  /** What its issuer states of it: null while nothing was stated. */
  readonly particulars: Particulars | null
  readonly use: 'single' | 'multiple' | null
  readonly validFrom: number | null
  readonly typeCode: string
  readonly standing: Standing
  readonly validTo: number | null
  readonly replacedBy: string | null
  readonly balance: readonly Balance[]
  readonly uses: readonly PermitUse[]
  readonly reservations: readonly PermitReservation[]
  readonly interceptions: readonly { country: string; reason: string; item?: string; measure?: string; at: number }[]
  readonly discrepancies: readonly { use: string; reason: RefusalReason; overdrawn?: string }[]
  readonly questions: readonly PermitQuestion[]
  readonly cases: readonly CaseName[]
}

const withdrawnIn = (withdrawn: string | undefined) => (withdrawn === undefined ? {} : { withdrawn })

/** A permit that this node has issued, from its ledger; of what was said of it, what came in the messages that `may` lets through. */
export function ownPermit(
  id: string,
  ledger: PermitLedger,
  issuer: Country,
  now: number,
  cases: readonly CaseName[],
  may: (message: string) => boolean = () => true,
): KnownPermit {
  const record = ledger.record!
  const end = ledger.until()
  const uses = ledger.uses.filter((u) => may(u.message))
  return {
    id,
    own: true,
    issuer,
    record,
    particulars: particularsOf(record, ledger),
    use: record.xUse,
    validFrom: parseTime(record.xIssuedAt),
    typeCode: record.additionalDocument.typeCode,
    standing: ledger.standing(now),
    validTo: Number.isFinite(end) ? end : null,
    replacedBy: ledger.replacement?.id ?? null,
    balance: ledger.balances(now),
    uses: uses.map(({ message, conversation, country, useId, item, usePoint, value, unitCode, ...u }) => {
      const cancelled = ledger.isCancelled(message) && u.outcome !== 'refused'
      return {
        ...{ message, conversation, country, useId, item, usePoint, value, unitCode },
        declaration: u.declaration,
        provisional: u.provisional,
        final: u.final,
        state: cancelled ? 'cancelled' : u.outcome === 'noted' ? 'provisional' : u.outcome,
        ...(u.reason === undefined ? {} : { reason: u.reason }),
        contested: u.against !== undefined || ledger.contested(message),
        at: u.at,
      }
    }),
    reservations: ledger.reservations
      .filter((r) => may(r.message))
      .map((r) => ({
        ...{ message: r.message, conversation: r.conversation, country: r.country, item: r.item },
        ...{ usePoint: r.usePoint, value: r.value, unitCode: r.unitCode, until: r.until, at: r.at },
        state: ledger.reservationState(r),
        ...withdrawnIn(ledger.withdrawn(r.message)),
        ...(r.reason === undefined ? {} : { reason: r.reason }),
        contested: r.against !== undefined || ledger.contested(r.message),
      })),
    interceptions: ledger.entries.flatMap((e) => {
      if (e.kind !== 'interception' || !may(e.message)) return []
      const { country, reason, item, measure, at } = e
      return [{ country, reason, at, ...(item === undefined ? {} : { item }), ...(measure ? { measure } : {}) }]
    }),
    discrepancies: uses.flatMap((u) =>
      u.outcome !== 'noted' || u.reason === undefined
        ? []
        : [{ use: u.message, reason: u.reason, ...(u.overdrawn === undefined ? {} : { overdrawn: u.overdrawn }) }],
    ),
    questions: [],
    cases,
  }
}

export type Held = { readonly name: CaseName; readonly s: Documents; readonly issuer: Country; readonly stated: number }

/** A permit of another country, as it has stated it in our cases with it; the case in which it spoke last counts last. */
export function foreignPermit(id: string, held: readonly Held[], country: Country): KnownPermit {
  const cases = [...held].sort((a, b) => a.stated - b.stated)
  const latest = cases.at(-1)!
  const lines = new Map<string, Balance>()
  for (const { s } of cases)
    for (const l of Object.values(s.lines))
      if (l.balance !== null)
        lines.set(JSON.stringify([l.usePoint, l.item]), {
          item: l.item,
          usePoint: l.usePoint,
          ...l.balance,
          state: l.state,
        })
  const issued = cases.findLast(({ s }) => s.issued !== null)?.s.issued ?? null
  const standings = cases.map(({ s }) => s.standing)
  const final = (['replaced', 'revoked'] as const).find((x) => standings.includes(x))
  const validTo = cases.findLast(({ s }) => s.validTo !== null)?.s.validTo ?? null
  const at = (seconds: number): number => seconds * 1000
  return {
    id,
    own: false,
    issuer: latest.issuer,
    record: null,
    particulars: issued === null ? null : pick(issued, PARTICULARS),
    use: issued?.xUse ?? null,
    validFrom: parseTimeIf(issued?.xValidFrom) ?? null,
    typeCode: latest.s.document!.typeCode,
    standing: final ?? standings.findLast((x) => x !== 'unknown') ?? 'unknown',
    validTo: parseTimeIf(validTo) ?? null,
    replacedBy: cases.findLast(({ s }) => s.replacedBy !== null)?.s.replacedBy ?? null,
    balance: [...lines.values()],
    uses: cases.flatMap(({ name, s }) =>
      Object.entries(s.uses).map(([message, u]) => ({
        ...{ message, conversation: name.conversation, country, useId: u.useId, item: u.item, usePoint: u.usePoint },
        ...{ value: u.value, unitCode: u.unitCode, declaration: u.declaration, final: u.final, state: u.state },
        provisional: u.state === 'provisional',
        ...(u.reason === undefined ? {} : { reason: u.reason }),
        contested: u.contested === true,
        at: at(u.asked),
      })),
    ),
    reservations: cases.flatMap(({ name, s }) =>
      Object.entries(s.reservations).map(([message, r]) => ({
        ...{ message, conversation: name.conversation, country, item: r.item, usePoint: r.usePoint },
        ...{ value: r.value, unitCode: r.unitCode, until: r.until, state: r.state },
        ...withdrawnIn(r.withdrawn),
        ...(r.reason === undefined ? {} : { reason: r.reason }),
        contested: false,
        at: at(r.asked),
      })),
    ),
    interceptions: cases.flatMap(({ s, stated }) =>
      Object.values(s.interceptions).map((i) => ({ country, at: stated, ...i })),
    ),
    discrepancies: cases.flatMap(({ s }) => Object.values(s.discrepancies)),
    questions: cases.flatMap(({ name, s }) =>
      Object.entries(s.questions).map(([message, q]) => ({ message, conversation: name.conversation, ...q })),
    ),
    cases: cases.map(({ name }) => name),
  }
}

/** A permit of our own as lists show it: without who used it, and what it states once. What time alone changes is seen when it is read. Null where it is not in the register. */
export function shownPermit(id: string, ledger: PermitLedger, issuer: Country, now: number): ShownPermit | null {
  if (ledger.record === null) return null
  const none = { uses: [], reservations: [], interceptions: [], discrepancies: [], particulars: null }
  const shares = sharesOf(ledger, now)
  return {
    agency: ledger.record.xAgency,
    body: JSON.stringify({ ...ownPermit(id, ledger, issuer, now, []), ...none }),
    ...(shares === undefined ? {} : { shares }),
  }
}

export function readShown(text: string, now: number): KnownPermit {
  const permit = JSON.parse(text) as KnownPermit
  if (permit.standing !== 'issued' || permit.validTo === null || now <= permit.validTo) return permit
  const balance = permit.balance.map((line): Balance => ({ ...line, state: 'expired' }))
  return { ...permit, standing: 'expired', balance }
}
