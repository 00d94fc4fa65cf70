/**
 * What was said of a permit, thing by thing: of one of ours by its ledger, over all who use it; of one of another country by our cases with that. A row for each, so that
 * what is shown of a permit costs the same however often it was used.
 */
import type { CaseMessage } from '../../cases/case-message.ts'
import { get } from '../../cases/state-record.ts'
import type { Country } from '../../values/country.ts'
import type { Balance, Documents, Question, RefusalReason } from './documents-state.ts'
import type { Entry, ReservationEntry, UseEntry } from './ledger-entry.ts'
import type { PermitLedger } from './ledger.ts'

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

export type Interception = { country: string; reason: string; item?: string; measure?: string; at: number }
export type Discrepancy = { use: string; reason: RefusalReason; overdrawn?: string }

/** What we have asked of it, and what its issuer has answered. */
export type PermitQuestion = Question & { readonly message: string; readonly conversation: string }

/** By kind, what was said. Uses and reservations are one list. */
export type SaidOf = {
  readonly use: PermitUse | PermitReservation
  readonly interception: Interception
  readonly discrepancy: Discrepancy
  readonly question: PermitQuestion
}
export type SaidKind = keyof SaidOf

export const isReservation = (one: PermitUse | PermitReservation): one is PermitReservation => 'until' in one

/** One thing; `message`: by which it was said; `place`: in which order, which is that of the entries of a ledger, or of what was signed by time (milliseconds since 1970). */
export type Said = {
  [K in SaidKind]: {
    readonly kind: K
    readonly message: string
    readonly place: number
    readonly peer: string
    readonly conversation: string
    readonly body: SaidOf[K]
  }
}[SaidKind]

const withdrawnIn = (withdrawn: string | undefined) => (withdrawn === undefined ? {} : { withdrawn })

function useIn(ledger: PermitLedger, entry: UseEntry): PermitUse {
  const { message, conversation, country, useId, item, usePoint, value, unitCode, declaration, ...u } = entry
  const cancelled = ledger.isCancelled(message) && u.outcome !== 'refused'
  return {
    ...{ message, conversation, country, useId, item, usePoint, value, unitCode, declaration },
    provisional: u.provisional,
    final: u.final,
    state: cancelled ? 'cancelled' : u.outcome === 'noted' ? 'provisional' : u.outcome,
    ...(u.reason === undefined ? {} : { reason: u.reason }),
    contested: u.against !== undefined || ledger.contested(message),
    at: u.at,
  }
}

const reservationIn = (ledger: PermitLedger, r: ReservationEntry): PermitReservation => ({
  ...{ message: r.message, conversation: r.conversation, country: r.country, item: r.item },
  ...{ usePoint: r.usePoint, value: r.value, unitCode: r.unitCode, until: r.until, at: r.at },
  state: ledger.reservationState(r),
  ...withdrawnIn(ledger.withdrawn(r.message)),
  ...(r.reason === undefined ? {} : { reason: r.reason }),
  contested: r.against !== undefined || ledger.contested(r.message),
})

/** The messages of whose entries these entries change what is shown, with their own. */
export const touchedBy = (entries: readonly Entry[]): ReadonlySet<string> =>
  new Set(
    entries.flatMap((e) => [
      e.message,
      ...(e.kind === 'cancel' || e.kind === 'lapse' ? [e.ref] : []),
      ...(e.kind === 'use' && e.reservation !== undefined ? [e.reservation] : []),
      ...(e.kind === 'use' || e.kind === 'reservation' ? (e.against ?? []) : []),
    ]),
  )

/** What these messages have said of a permit of ours. */
export const said = (ledger: PermitLedger, messages: Iterable<string>): Said[] =>
  [...messages].flatMap((message): Said[] => {
    const entry = ledger.of(message)
    if (entry === undefined || !('conversation' in entry)) return []
    const { at, country, conversation } = entry
    const of = { message, place: ledger.entries.indexOf(entry) + 1, peer: country, conversation }
    if (entry.kind === 'reservation') return [{ ...of, kind: 'use', body: reservationIn(ledger, entry) }]
    if (entry.kind === 'interception') {
      const { reason, item, measure } = entry
      const more = { ...(item === undefined ? {} : { item }), ...(measure === undefined ? {} : { measure }) }
      return [{ ...of, kind: 'interception', body: { country, reason, at, ...more } }]
    }
    if (entry.kind !== 'use') return []
    const use: Said = { ...of, kind: 'use', body: useIn(ledger, entry) }
    const { outcome, reason, overdrawn } = entry
    if (outcome !== 'noted' || reason === undefined) return [use]
    const over = overdrawn === undefined ? {} : { overdrawn }
    return [use, { ...of, kind: 'discrepancy', body: { use: message, reason, ...over } }]
  })

/** The messages of what such a message of a case changes, with its own. */
export const touchedIn = ({ uses }: Documents, { id, ref }: CaseMessage): string[] => {
  const taken = ref === undefined ? undefined : get(uses, ref)?.reservation
  return [id, ...(ref === undefined ? [] : [ref]), ...(taken === undefined ? [] : [taken])]
}

/** Where a case is, who we are, and when a message of it was signed. */
type Place = {
  readonly peer: Country
  readonly conversation: string
  readonly country: Country
  readonly signed: (message: string) => number
}

/** What a message of a case has said of a permit of another country, as it stands now. */
export function saidIn(s: Documents, message: string, { peer, conversation, country, signed }: Place): Said[] {
  const [use, reservation] = [get(s.uses, message), get(s.reservations, message)]
  const [interception, discrepancy] = [get(s.interceptions, message), get(s.discrepancies, message)]
  const question = get(s.questions, message)
  const at = signed(message)
  const of = { message, peer, conversation, place: at }
  const reasonIn = (reason: RefusalReason | undefined) => (reason === undefined ? {} : { reason })
  const found: Said[] = []
  if (use !== undefined) {
    const { useId, item, usePoint, value, unitCode, declaration, final, state, reason, contested } = use
    const body: PermitUse = {
      ...{ message, conversation, country, useId, item, usePoint, value, unitCode, declaration, final, state },
      provisional: state === 'provisional',
      ...reasonIn(reason),
      contested: contested === true,
      at,
    }
    found.push({ ...of, kind: 'use', body })
  }
  if (reservation !== undefined) {
    const { item, usePoint, value, unitCode, until, state, withdrawn, reason } = reservation
    const body: PermitReservation = {
      ...{ message, conversation, country, item, usePoint, value, unitCode, until, state },
      ...withdrawnIn(withdrawn),
      ...reasonIn(reason),
      contested: false,
      at,
    }
    found.push({ ...of, kind: 'use', body })
  }
  if (interception !== undefined) found.push({ ...of, kind: 'interception', body: { country, at, ...interception } })
  if (discrepancy !== undefined) found.push({ ...of, kind: 'discrepancy', body: discrepancy })
  if (question !== undefined) found.push({ ...of, kind: 'question', body: { message, conversation, ...question } })
  return found
}
