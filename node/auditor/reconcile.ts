/**
 * Finding every message on which two countries' logs differ, without a document being shown: both log the same commitment for the same thing, so their
 * leaves are joined on `c`. Only leaves between the two are looked at, and only up to what either is shown to have known of the other. In memory that does
 * not grow with the logs.
 */
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import type { LeafKind } from '../log/entry.ts'
import type { Weight } from './findings.ts'
import { DIFFERENCES, type DifferenceKind } from './log-findings.ts'
import {
  KINDS,
  Records,
  SLOTS,
  type Found,
  type Kind,
  type Party,
  type Place,
  type Which,
} from './reconcile-records.ts'

export type { Party, Place, Which } from './reconcile-records.ts'

/** A difference that leaves speak of. */
export type Difference = Extract<
  DifferenceKind,
  | 'sent-unproven'
  | 'received-not-sent'
  | 'receipt-without-leaf'
  | 'receipt-not-held'
  | 'event-one-sided'
  | 'logged-twice'
>
export type Discrepancy = {
  readonly kind: Difference
  readonly weight: Weight
  readonly c: Digest
  readonly sender: Country
  readonly receiver: Country
  /** Which message, as an export claims. */
  readonly message: string | null
  /** Leaves that speak of it, at most sixteen. */
  readonly places: readonly Place[]
  readonly text: string
}

export type Reconciliation = {
  /** Messages that both logs hold, and receipts that both hold. */
  readonly matched: { readonly messages: number; readonly receipts: number }
  /** Other security events: both hold, only one holds. Those without a message are salted apart, so that one-sidedness proves nothing. */
  readonly events: { readonly both: number; readonly oneSided: number }
  /** Leaves without counterpart that are later than what the other one is shown to have known, by whose log they are in. */
  readonly later: readonly [number, number]
  readonly counts: Readonly<Partial<Record<Difference, number>>>
}

const isBetween = (kind: LeafKind): kind is Kind => (KINDS as readonly string[]).includes(kind)

const where = (places: readonly Place[], shards: boolean): string =>
  places.map((p) => `leaf ${p.index} of ${p.country}${shards ? `, ${p.shard}` : ''}`).join(', ')

/** Joins two logs: first every leaf of both, then what the countries say of them, then `finish`. */
export class Reconciler {
  readonly #parties: readonly [Party, Party]
  readonly #things: Records
  readonly #receipts: Records
  readonly #report: (found: Discrepancy) => void
  readonly #counts: Partial<Record<Difference, number>> = {}
  readonly #matched = { messages: 0, receipts: 0 }
  readonly #events = { both: 0, oneSided: 0 }
  readonly #later: [number, number] = [0, 0]

  /** `leaves`: about how many both logs have. `report` is called for every difference, in no order. */
  constructor(parties: readonly [Party, Party], leaves: number, report: (found: Discrepancy) => void) {
    this.#parties = parties
    this.#things = new Records(parties, leaves)
    this.#receipts = new Records(parties, leaves)
    this.#report = report
  }

  /** A leaf of a log that was checked; `c` in 43 characters of base64url. */
  leaf(side: Which, shardNo: number, index: number, kind: LeafKind, peer: string, c: string): void {
    if (peer !== this.#parties[1 - side]!.country || !isBetween(kind)) return
    const records = kind === 'receipt-issued' || kind === 'receipt-received' ? this.#receipts : this.#things
    records.leaf(side, shardNo, index, kind, c)
  }

  /** What a country says: that a commitment is of a message, and which receipt it holds for it. It counts only where the leaves are there. */
  named(side: Which, what: 'message' | 'event', c: string, id: string, receipt: string | null): void {
    this.#things.named(side, c, id, what === 'message' ? receipt : null)
    if (receipt !== null) this.#receipts.named(side, receipt, id, null)
  }

  /** Whether the other one is shown to have known one of these leaves of `side`. */
  #isKnown(side: Which, places: Found['places']): boolean {
    return places.some((p) => p.index < this.#parties[side].shards[p.shardNo]!.known)
  }

  #tell(kind: Difference, sender: Which, c: string, id: string | null, places: Found['places'], text: string): void {
    this.#counts[kind] = (this.#counts[kind] ?? 0) + 1
    const [a, b] = [this.#parties[sender], this.#parties[1 - sender]!]
    const plain = places.map(({ country, shard, index, kind: of }): Place => ({ country, shard, index, kind: of }))
    this.#report({
      kind,
      weight: DIFFERENCES[kind].weight,
      c: `sha-256:${c}` as Digest,
      sender: a.country,
      receiver: b.country,
      message: id,
      places: plain,
      text: `${text} (${where(plain, a.shards.length > 1 || b.shards.length > 1)})`,
    })
  }

  /** What `sender` sent to the other one. */
  #oneWay(c: string, found: Found, sender: Which): void {
    const receiver = (1 - sender) as Which
    const [from, to] = [this.#parties[sender].country, this.#parties[receiver].country]
    const at = (side: Which, slot: number) => found.places.filter((p) => p.side === side && p.slot === slot)
    const [sent, received] = [found.counts[sender * SLOTS]!, found.counts[receiver * SLOTS + 1]!]
    if (sent === 0 && received === 0) return
    const id = found.names[sender] ?? found.names[receiver]
    if (sent > 1)
      this.#tell('logged-twice', sender, c, id, at(sender, 0), 'the same message is logged as sent more than once')
    if (received > 1)
      this.#tell(
        'logged-twice',
        sender,
        c,
        id,
        at(receiver, 1),
        'the same message is logged as received more than once',
      )
    if (sent > 0 && received > 0) this.#matched.messages++
    else if (sent > 0) {
      const receipt = found.receipts[sender]
      if (receipt !== null) {
        // Whether that receipt stands in the log is seen among the receipts.
        for (const place of at(sender, 0).slice(0, 1)) this.#ask(receipt, sender, c, id, place)
      } else this.#unproven(sender, c, id, at(sender, 0))
    } else if (!this.#isKnown(receiver, at(receiver, 1))) this.#later[receiver]++
    else
      this.#tell(
        'received-not-sent',
        sender,
        c,
        id,
        at(receiver, 1),
        `${to} received a message that ${from} never logged as sent`,
      )
  }

  #ask(receipt: string, side: Which, c: string, id: string | null, { shardNo, index }: Found['places'][number]): void {
    // The leaf of the message goes along, under the commitment of the receipt, so that its place is known there.
    this.#receipts.leaf(side, shardNo, index, 'sent', receipt)
    this.#receipts.asked(side, receipt, id, c)
  }

  #unproven(sender: Which, c: string, id: string | null, places: Found['places']): void {
    if (!this.#isKnown(sender, places)) this.#later[sender]++
    else
      this.#tell(
        'sent-unproven',
        sender,
        c,
        id,
        places,
        `${this.#parties[1 - sender]!.country} never logged this message as received, and no receipt for it is known`,
      )
  }

  #eventsOf(c: string, found: Found): void {
    const [a, b] = [found.counts[2]!, found.counts[SLOTS + 2]!]
    if (a > 0 && b > 0) this.#events.both++
    else if (a + b > 0) {
      this.#events.oneSided++
      const side: Which = a > 0 ? 0 : 1
      const id = found.names[side]
      if (id === null) return
      const places = found.places.filter((p) => p.slot === 2)
      // A refusal whose answer was lost on the way was never heard: the sender asks again, and what it is told then is what counts.
      if (places.every((p) => p.kind === 'refused')) return
      const [has, lacks] = [this.#parties[side].country, this.#parties[1 - side]!.country]
      if (!this.#isKnown(side, places)) this.#later[side]++
      else
        this.#tell(
          'event-one-sided',
          side,
          c,
          id,
          places,
          `${has} logged an event of this message that ${lacks} never logged`,
        )
    }
  }

  /** The receipts that `holder` got from the other one. */
  #receiptsOf(c: string, found: Found, holder: Which): void {
    const issuer = (1 - holder) as Which
    const [has, gave] = [this.#parties[holder].country, this.#parties[issuer].country]
    const at = (side: Which, slot: number) => found.places.filter((p) => p.side === side && p.slot === slot)
    const [held, issued] = [at(holder, 4), at(issuer, 3)]
    const asked = found.asked.filter((a) => a.side === holder)
    for (const message of asked) {
      const places = [...at(holder, 0), ...held]
      if (held.length === 0) this.#unproven(holder, message.c, message.id, at(holder, 0))
      else if (!this.#isKnown(holder, held)) this.#later[holder]++
      else
        this.#tell(
          'receipt-without-leaf',
          holder,
          message.c,
          message.id,
          places,
          `${has} holds a receipt for a message that ${gave} never logged as received`,
        )
    }
    if (held.length > 0 && issued.length > 0) this.#matched.receipts++
    else if (held.length > 0 && asked.length === 0) {
      if (!this.#isKnown(holder, held)) this.#later[holder]++
      else
        this.#tell(
          'receipt-without-leaf',
          holder,
          c,
          found.names[holder],
          held,
          `${has} holds a receipt that is not in the log of ${gave}`,
        )
    } else if (issued.length > 0 && held.length === 0) {
      if (!this.#isKnown(issuer, issued)) this.#later[issuer]++
      else
        this.#tell(
          'receipt-not-held',
          holder,
          c,
          found.names[holder] ?? found.names[issuer],
          issued,
          `${gave} issued a receipt that ${has} never logged`,
        )
    }
  }

  /** Tells every difference. */
  finish(): Reconciliation {
    for (let bucket = 0; bucket < this.#things.buckets; bucket++)
      for (const [c, found] of this.#things.read(bucket)) {
        this.#oneWay(c, found, 0)
        this.#oneWay(c, found, 1)
        this.#eventsOf(c, found)
      }
    for (let bucket = 0; bucket < this.#receipts.buckets; bucket++)
      for (const [c, found] of this.#receipts.read(bucket)) {
        this.#receiptsOf(c, found, 0)
        this.#receiptsOf(c, found, 1)
      }
    return { matched: this.#matched, events: this.#events, later: this.#later, counts: this.#counts }
  }

  close(): void {
    this.#things.close()
    this.#receipts.close()
  }
}
