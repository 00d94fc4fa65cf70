/**
 * Finding every message on which two countries' logs differ, without a document being shown: both log the same commitment for the same thing, so
 * their leaves are joined on `c`. Only leaves between the two are looked at.
 */
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import { parseLeaf, type Leaf, type LeafKind } from '../log/entry.ts'

/** One country's log, checked before (`checkLog`). */
export type Side = {
  readonly country: Country
  /** Entries in the order of the log. */
  readonly entries: Iterable<Uint8Array>
  /** The shards that the entries come from, oldest first; all of one log where they are not told. */
  readonly shards?: readonly { readonly shard: string; readonly size: number }[]
  /** Where the country tells from its own store which receipt it holds for a message: commitment of the message → of the receipt. */
  readonly receiptOf?: ReadonlyMap<string, string>
}

/**
 * `sent-unproven`: logged as sent, not logged as received, and no receipt is known to be held. `received-not-sent`: logged as received, never logged
 * as sent. `receipt-without-leaf`: the sender holds a receipt that the receiver's log does not have, or whose message it does not have.
 * `receipt-not-held`: the receiver issued a receipt that the sender never logged. `logged-twice`: one log has the same commitment more than once.
 */
export type Difference =
  'sent-unproven' | 'received-not-sent' | 'receipt-without-leaf' | 'receipt-not-held' | 'logged-twice'

export type Place = {
  readonly country: Country
  readonly shard?: string
  readonly index: number
  readonly kind: LeafKind
}
export type Discrepancy = {
  readonly kind: Difference
  readonly c: Digest
  readonly sender: Country
  readonly receiver: Country
  /** Leaves that speak of it. */
  readonly places: readonly Place[]
  readonly text: string
}

export type Reconciliation = {
  /** Messages that both logs hold, and receipts that both hold. */
  readonly matched: { readonly messages: number; readonly receipts: number }
  readonly discrepancies: readonly Discrepancy[]
  /** Other security events: both hold, only one holds. Those without a message are salted apart, so that one-sidedness proves nothing. */
  readonly events: { readonly both: number; readonly oneSided: number }
}

type Book = Record<'sent' | 'received' | 'receipt-issued' | 'receipt-received' | 'set', Map<Digest, Place[]>>

function bookOf(side: Side, other: Country): Book {
  const book: Book = {
    sent: new Map(),
    received: new Map(),
    'receipt-issued': new Map(),
    'receipt-received': new Map(),
    set: new Map(),
  }
  let index = 0
  let shards = side.shards
  for (const data of side.entries) {
    while (shards?.[0] && index >= shards[0].size) {
      shards = shards.slice(1)
      index = 0
    }
    const leaf: Leaf = parseLeaf(data)
    const at = shards?.[0] ? { shard: shards[0].shard } : {}
    const place: Place = { country: side.country, ...at, index: index++, kind: leaf.kind }
    const page =
      leaf.kind === 'event' || leaf.kind === 'refused'
        ? book.set
        : leaf.kind in book
          ? book[leaf.kind as keyof Book]
          : null
    if (!page || leaf.peer !== other) continue
    const places = page.get(leaf.c)
    if (places) places.push(place)
    else page.set(leaf.c, [place])
  }
  return book
}

const where = (places: readonly Place[]): string =>
  places.map((p) => `leaf ${p.index} of ${p.country}${p.shard === undefined ? '' : `, ${p.shard}`}`).join(', ')

/** One direction: what `sender` sent to `receiver`. */
function oneWay(
  sender: Side,
  receiver: Side,
  books: { sender: Book; receiver: Book },
  found: Discrepancy[],
): Reconciliation['matched'] {
  const say = (kind: Difference, c: Digest, places: readonly Place[], text: string): void =>
    void found.push({
      kind,
      c,
      sender: sender.country,
      receiver: receiver.country,
      places,
      text: `${text} (${where(places)})`,
    })
  let messages = 0
  let receipts = 0
  const told = new Set<Digest>()
  for (const [c, places] of books.sender.sent) {
    if (places.length > 1) say('logged-twice', c, places, 'the same message is logged as sent more than once')
    if (books.receiver.received.has(c)) {
      messages++
      continue
    }
    const receipt = sender.receiptOf?.get(c) as Digest | undefined
    const held = receipt === undefined ? undefined : books.sender['receipt-received'].get(receipt)
    if (!held) {
      say(
        'sent-unproven',
        c,
        places,
        `${receiver.country} never logged this message as received, and no receipt for it is known`,
      )
      continue
    }
    told.add(receipt!)
    say(
      'receipt-without-leaf',
      c,
      [...places, ...held],
      `${sender.country} holds a receipt for a message that ${receiver.country} never logged as received`,
    )
  }
  for (const [c, places] of books.receiver.received) {
    if (places.length > 1) say('logged-twice', c, places, 'the same message is logged as received more than once')
    if (!books.sender.sent.has(c))
      say(
        'received-not-sent',
        c,
        places,
        `${receiver.country} received a message that ${sender.country} never logged as sent`,
      )
  }
  for (const [c, places] of books.sender['receipt-received'])
    if (books.receiver['receipt-issued'].has(c)) receipts++
    else if (!told.has(c))
      say(
        'receipt-without-leaf',
        c,
        places,
        `${sender.country} holds a receipt that is not in the log of ${receiver.country}`,
      )
  for (const [c, places] of books.receiver['receipt-issued'])
    if (!books.sender['receipt-received'].has(c))
      say('receipt-not-held', c, places, `${receiver.country} issued a receipt that ${sender.country} never logged`)
  return { messages, receipts }
}

/** Joins two logs. Fails with `log-invalid` where an entry is no leaf: check the logs first. */
export function reconcile(a: Side, b: Side): Reconciliation {
  const books = { a: bookOf(a, b.country), b: bookOf(b, a.country) }
  const discrepancies: Discrepancy[] = []
  const there = oneWay(a, b, { sender: books.a, receiver: books.b }, discrepancies)
  const back = oneWay(b, a, { sender: books.b, receiver: books.a }, discrepancies)
  let both = 0
  for (const c of books.a.set.keys()) if (books.b.set.has(c)) both++
  return {
    matched: { messages: there.messages + back.messages, receipts: there.receipts + back.receipts },
    discrepancies,
    events: { both, oneSided: books.a.set.size + books.b.set.size - 2 * both },
  }
}
