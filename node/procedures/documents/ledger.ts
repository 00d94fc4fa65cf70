/**
 * What the issuer knows of one of its permits, over all countries that use it: entries in the order in which its node has decided them, and what they
 * come to. Pure: the same entries give the same balance and the next request the same decision, which the store makes final (ports/store.ts,
 * PermitTable). CITES Art. VI: an export permit is good for six months, for one consignment, and is cancelled and retained at import.
 */
import type { DecidedBy } from '../../cases/case-message.ts'
import type { Balance, LineState, RefusalReason, Standing, UsePoint } from './documents-state.ts'
import { billionths, decimal } from '../../values/quantity.ts'
import { inUnit } from '../../values/units.ts'
import { parseTime } from '../../values/time.ts'
import {
  type Bodies,
  type PermitRecord,
  type Amount,
  type Decided,
  type Draft,
  type Entry,
  type UseEntry,
  type ReservationEntry,
  type Extension,
  comesInto,
  corresponds,
  exportedOf,
  extendedAtMost,
  ALIEN,
  isFor,
  isOneConsignment,
  isPresented,
  lapseAt,
  leavesFrom,
  othersNeeded,
  sum,
  validUntil,
} from './ledger-entry.ts'
import { propertiesOf } from './kinds.ts'
import { heldTo } from './record-rules.ts'
import { marksIn } from './marks.ts'

const most = (a: bigint, b: bigint): bigint => (a > b ? a : b)

type RecordEntry = Extract<Entry, { kind: 'record' }>
type Endorsement = Extract<Draft, { kind: 'endorsement' }>
type Asked = Extract<Draft, { kind: 'use' | 'reservation' }>

/** The ledger of one permit after a number of entries. */
export class PermitLedger {
  readonly entries: readonly Entry[]
  readonly record: PermitRecord | null
  /** By item: how much was granted of its quota, as it was counted when the record was entered. */
  readonly granted: Readonly<Record<string, string>>
  /** By item of a movement of waste: what was notified of it, as it was counted then; undefined where it is not counted here. */
  readonly notified: RecordEntry['notified']
  readonly #cancelled = new Set<string>()
  readonly #lapsed = new Map<string, string | undefined>()
  readonly #taken = new Set<string>()
  readonly #byMessage = new Map<string, Entry>()
  readonly #contested = new Set<string>()
  readonly #uses: UseEntry[] = []
  readonly #reservations: ReservationEntry[] = []
  readonly #extensions: Extension[] = []
  #revoked: Extract<Entry, { kind: 'revocation' }> | undefined
  #replaced: Extract<Entry, { kind: 'replacement' }> | undefined

  constructor(entries: readonly Entry[]) {
    this.entries = entries
    let record: PermitRecord | null = null
    let granted: Readonly<Record<string, string>> = {}
    let notified: RecordEntry['notified']
    for (const e of entries) {
      this.#byMessage.set(e.message, e)
      if (e.kind === 'use' || e.kind === 'reservation') for (const other of e.against ?? []) this.#contested.add(other)
      if (e.kind === 'record') [record, granted, notified] = [e.record, e.granted ?? {}, e.notified ?? notified]
      else if (e.kind === 'lapse' && !this.#taken.has(e.ref)) this.#lapsed.set(e.ref, e.reason)
      else if (e.kind === 'cancel' && e.refused === undefined) this.#cancelled.add(e.ref)
      else if (e.kind === 'revocation') this.#revoked ??= e
      else if (e.kind === 'replacement') this.#replaced ??= e
      else if (e.kind === 'reservation') this.#reservations.push(e)
      else if (e.kind === 'extension' && e.refused === undefined) this.#extensions.push(e)
      else if (e.kind === 'use') {
        this.#uses.push(e)
        if (e.outcome !== 'refused' && e.reservation !== undefined) this.#taken.add(e.reservation)
      }
    }
    this.record = record
    this.granted = granted
    this.notified = notified
  }

  has(message: string): boolean {
    return this.#byMessage.has(message)
  }

  /** The entry that a message of the users has led to. */
  of(message: string): Entry | undefined {
    return this.#byMessage.get(message)
  }

  /** The last moment at which it is good for `country`, which may have extended it for itself; for all of them together, where none is named. `record`: as that country holds it. */
  until(country?: string, record = this.record): number {
    const own = this.#extensions.filter((e) => country === undefined || e.country === country)
    return record === null ? -Infinity : Math.max(validUntil(record), ...own.map((e) => e.validTo))
  }

  standing(now: number, country?: string, held = this.record): Standing {
    const { record } = this
    if (this.#revoked !== undefined || record?.xStanding === 'revoked') return 'revoked'
    if (this.#replaced !== undefined || record?.xStanding === 'replaced') return 'replaced'
    if (record === null) return 'unknown'
    return now > this.until(country, held) ? 'expired' : 'issued'
  }

  /** Why it is revoked and who decided it. */
  get revocation(): { reason: string; decidedBy?: DecidedBy } | undefined {
    const { record } = this
    if (this.#revoked) return this.#revoked
    if (record?.xStanding !== 'revoked') return undefined
    return {
      reason: record.xReason ?? 'revoked by its agency',
      ...(record.xDecidedBy ? { decidedBy: record.xDecidedBy } : {}),
    }
  }

  get replacement(): Bodies['AdditionalDocument'] | undefined {
    return this.#replaced?.replacement ?? (this.record?.xStanding === 'replaced' ? this.record.xReplacement : undefined)
  }

  /** Uses that count: confirmed or facts of those whom it is for, and not cancelled. */
  get #live(): UseEntry[] {
    return this.#uses.filter(
      ({ outcome, reason, message }) =>
        outcome !== 'refused' &&
        reason !== 'duplicate-use' &&
        !(reason !== undefined && ALIEN.has(reason)) &&
        !this.#cancelled.has(message),
    )
  }

  isCancelled(message: string): boolean {
    return this.#cancelled.has(message)
  }

  isHeld(r: ReservationEntry): boolean {
    const over = this.#lapsed.has(r.message) || this.#cancelled.has(r.message) || this.#taken.has(r.message)
    return r.outcome === 'confirmed' && !over
  }

  /** Whether something was refused because this use was confirmed before it. */
  contested(message: string): boolean {
    return this.#contested.has(message)
  }

  isLapsed(message: string): boolean {
    return this.#lapsed.has(message)
  }

  /** Why its issuer has let it lapse before its time. */
  withdrawn(message: string): string | undefined {
    return this.#lapsed.get(message)
  }

  /** From when on a reservation holds nothing more: its time has run out, or the permit is good no more. Milliseconds since 1970. */
  lapsesAt({ until, country }: Pick<ReservationEntry, 'until' | 'country'>): number {
    const isVoid = this.#revoked !== undefined || this.#replaced !== undefined || this.record?.xStanding !== 'issued'
    return isVoid ? 0 : Math.min(lapseAt(until), Math.floor(this.until(country)) + 1)
  }

  get held(): ReservationEntry[] {
    return this.#reservations.filter((r) => this.isHeld(r))
  }

  get reservations(): readonly ReservationEntry[] {
    return this.#reservations
  }

  reservationState(r: ReservationEntry): 'reserved' | 'refused' | 'lapsed' | 'cancelled' | 'used' {
    if (r.outcome === 'refused') return 'refused'
    if (this.#taken.has(r.message)) return 'used'
    if (this.#cancelled.has(r.message)) return 'cancelled'
    return this.#lapsed.has(r.message) ? 'lapsed' : 'reserved'
  }

  get uses(): readonly UseEntry[] {
    return this.#uses
  }

  /** Cancelled and retained at import: the last of what is for one consignment has come in. */
  get retained(): UseEntry | undefined {
    const { record } = this
    if (record === null || propertiesOf(record).retained !== true || record.xUse !== 'single') return undefined
    return this.#live.find((u) => u.usePoint === 'import' && u.final)
  }

  /** The balance of one item at one use point; undefined where the permit has no such line. */
  balance(item: string, usePoint: UsePoint, now: number, country?: string): Balance | undefined {
    const { record } = this
    const listed = record?.xItems.find((i) => i.xItem === item)
    if (record === null || listed === undefined || !record.xUsePoints.includes(usePoint)) return undefined
    const { unitCode } = listed.quantityQuantity
    const here = (x: Amount): boolean => x.item === item && x.usePoint === usePoint
    const endorsed = this.entries.flatMap((e) =>
      e.kind === 'endorsement' && e.refused === undefined && e.item === item && inUnit(e, unitCode) !== undefined
        ? [e]
        : [],
    )
    const whole = billionths(listed.quantityQuantity.value)
    // What may come in is what was seen to leave.
    const limit = usePoint === 'import' && endorsed.length > 0 ? sum(endorsed, unitCode) : whole
    const granted = limit < whole ? limit : whole
    const uses = this.#live.filter(here)
    const used = isPresented(record) ? 0n : sum(uses, unitCode)
    const reserved = sum(this.held.filter(here), unitCode)
    const over = this.retained !== undefined || (!isPresented(record) && uses.some((u) => u.final))
    const available = over ? 0n : most(granted - used - reserved, 0n)
    const standing = this.standing(now, country)
    const state = ((): LineState => {
      if (standing === 'revoked' || standing === 'replaced' || standing === 'expired') return standing
      if (over || (used > 0n && available === 0n && reserved === 0n)) return 'used'
      return used > 0n ? 'partly-used' : reserved > 0n ? 'reserved' : 'issued'
    })()
    return {
      item,
      usePoint,
      state,
      granted: decimal(granted),
      reserved: decimal(reserved),
      used: decimal(used),
      available: decimal(available),
      unitCode,
    }
  }

  balances(now: number, country?: string): Balance[] {
    const { record } = this
    if (record === null) return []
    return record.xItems.flatMap(({ xItem }) =>
      record.xUsePoints.flatMap((point) => this.balance(xItem, point, now, country) ?? []),
    )
  }

  /** What stands against a use or reservation at `now`; undefined where it may be confirmed. */
  #against(asked: Asked, now: number): Omit<Decided, 'outcome'> | undefined {
    const issued = this.record
    const no = (reason: RefusalReason, others: readonly { message: string; at: number; country: string }[] = []) => {
      // Decided after this one was signed, for somebody of whom its sender could not know.
      const against = others.filter((o) => o.country !== asked.country && o.at >= asked.signed).map((o) => o.message)
      return { reason, ...(against.length === 0 ? {} : { against }) }
    }
    const standing = this.standing(now)
    if (standing === 'unknown' || issued === null) return no('unknown-document')
    if (standing === 'revoked' || standing === 'replaced') return no(standing)
    const record = heldTo(issued, asked.country, asked.kinds)
    if (record === undefined || (asked.kind === 'use' && asked.ofKind !== record.xKind)) return no('kind')
    const properties = propertiesOf(record)
    if (!(asked.usePoint === 'import' ? comesInto : leavesFrom)(record, asked.country)) return no('destination')
    const exported = asked.kind === 'use' ? exportedOf(asked, this.entries) : undefined
    const atExport =
      properties.tested === 'export' && exported !== undefined && !(asked.kind === 'use' && asked.atPresentation)
    const tested = atExport ? exported : asked.signed
    // What a country has extended is what comes in there.
    const extended = !atExport && asked.usePoint === 'import'
    const end = extended ? this.until(asked.country, record) : validUntil(record)
    if (tested > end) return no(atExport ? 'expired-at-export' : 'expired')
    if (tested < parseTime(record.xIssuedAt)) return no('not-yet-valid')
    if (asked.kind === 'reservation' && isPresented(record)) return no('presented')
    if (asked.kind === 'reservation' && asked.until <= now) return no('expired')
    if (asked.kind === 'reservation' && asked.until > end) return no('too-long')
    const line = this.balance(asked.item, asked.usePoint, now)
    if (line === undefined) return no(record.xItems.some((i) => i.xItem === asked.item) ? 'use-point' : 'unknown-item')
    const listed = record.xItems.find((i) => i.xItem === asked.item)
    const others = othersNeeded(record, listed).filter(({ use }) => use.includes(asked.usePoint))
    if (asked.kind === 'use' && !others.every((needed) => corresponds(record, asked, needed)))
      return no('corresponding-permit')
    const amount = inUnit(asked, line.unitCode)
    if (amount === undefined) return no('unit')
    const live = this.#live
    if (asked.kind === 'use' && live.some((u) => u.country === asked.country && u.useId === asked.useId))
      return no('duplicate-use')
    const { retained } = this
    if (retained !== undefined) return no('retained', [retained])
    const own = asked.kind === 'use' ? this.held.find((r) => r.message === asked.reservation) : undefined
    const held = this.held.filter((r) => r !== own && r.usePoint === asked.usePoint)
    const there = live.filter((u) => u.usePoint === asked.usePoint)
    if (asked.kind === 'use' && properties.useMarks === true) {
      const here = there.filter((u) => u.item === asked.item).flatMap((u) => marksIn(u.marks))
      const free = marksIn(listed?.xSpecimenMarks).filter((mark) => !here.includes(mark))
      if (!marksIn(asked.marks).every((mark) => free.includes(mark))) return no('marks')
    }
    if (properties.consignments === 'one-declaration' && asked.kind === 'use') {
      const declared = there.filter((u) => u.country !== asked.country || u.declaration !== asked.declaration)
      if (declared.length > 0) return no('one-declaration', declared)
    }
    if (record.xUse === 'single') {
      const elsewhere = there.filter(
        (u) => u.country !== asked.country || (asked.kind === 'use' && !isOneConsignment(u, asked)),
      )
      const foreign = held.filter((r) => r.country !== asked.country)
      if (elsewhere.length + foreign.length > 0) return no('one-consignment', [...elsewhere, ...foreign])
    }
    const here = [...there, ...held].filter((x) => x.item === asked.item)
    const available = billionths(line.available) + (own?.item === asked.item ? sum([own], line.unitCode) : 0n)
    return amount > available ? no('overdraw', here) : undefined
  }

  /** What left is endorsed where it left. Goods under what is issued for import leave elsewhere: who sees it is not its issuer, and of all others he is. */
  #againstEndorser({ byIssuer, country }: Endorsement): RefusalReason | undefined {
    const { record } = this
    if (record === null) return undefined
    if (byIssuer === (propertiesOf(record).issuedBy === 'import')) return 'endorser'
    return byIssuer || isFor(record, country) ? undefined : 'destination'
  }

  /** Timber that arrived in time, once, and for six months at most. */
  #againstExtension({ arrivedAt, validTo, country }: Extension): RefusalReason | undefined {
    const { record } = this
    if (record === null) return 'unknown-document'
    if (!comesInto(record, country)) return 'destination'
    if (record.xTimber !== true) return 'not-extendable'
    if (arrivedAt > validUntil(record)) return 'expired'
    if (this.#extensions.length > 0) return 'extended'
    return validTo > extendedAtMost(record) ? 'too-long' : undefined
  }

  /** The entry that a draft leads to. A request is confirmed or refused; a provisional use is a fact, and `reason` says what is wrong with it. */
  decide(draft: Draft, now: number): Entry {
    const at = now
    if (draft.kind === 'cancel') {
      const { retained } = this
      return { ...draft, at, ...(retained?.message === draft.ref ? { refused: 'retained' as const } : {}) }
    }
    if (draft.kind === 'endorsement' || draft.kind === 'extension') {
      const refused = draft.kind === 'extension' ? this.#againstExtension(draft) : this.#againstEndorser(draft)
      return { ...draft, at, ...(refused === undefined ? {} : { refused }) }
    }
    if (draft.kind !== 'use' && draft.kind !== 'reservation') return { ...draft, at }
    const found = this.#against(draft, now)
    const { kinds: _, ...said } = draft
    if (said.kind === 'reservation' || !said.provisional)
      return { ...said, at, ...(found ? { outcome: 'refused', ...found } : { outcome: 'confirmed' }) }
    const line = found?.reason === 'overdraw' ? this.balance(draft.item, draft.usePoint, now) : undefined
    const overdrawn = line === undefined ? 0n : sum([draft], line.unitCode) - billionths(line.available)
    return {
      ...said,
      at,
      outcome: 'noted',
      ...found,
      ...(overdrawn > 0n ? { overdrawn: decimal(overdrawn) } : {}),
    }
  }
}
