/** The records that two logs are joined by: a leaf, and what a country says of a commitment; written to buckets on a disk, and read again a bucket at a time. */
import type { Country } from '../values/country.ts'
import type { LeafKind } from '../log/entry.ts'
import { Spill } from './spill.ts'

/** Which of the two. */
export type Which = 0 | 1
export type Party = {
  readonly country: Country
  /** Its shards, oldest first; `known`: so many leaves of each the other one is shown to have seen when it was exported. */
  readonly shards: readonly { readonly shard: string; readonly known: number }[]
}

export type Place = {
  readonly country: Country
  readonly shard: string
  readonly index: number
  readonly kind: LeafKind
}

/** The kinds of leaf that stand between two countries. */
export const KINDS = ['sent', 'received', 'event', 'refused', 'receipt-issued', 'receipt-received'] as const
export type Kind = (typeof KINDS)[number]
/** `refused` at one side is `event` or `refused` at the other. */
const SLOT: Readonly<Record<Kind, number>> = {
  sent: 0,
  received: 1,
  event: 2,
  refused: 2,
  'receipt-issued': 3,
  'receipt-received': 4,
}
export const SLOTS = 5
const MOST_PLACES = 16

// Records: a leaf (type, side, kind, shard, index, c), and what a country says of a commitment (type, side, c, id, another commitment or nothing).
const [LEAF, NAME, ASKED] = [1, 2, 3]
const C = 43
const ID = 36
const LEAF_BYTES = 1 + 1 + 1 + 2 + 6 + C
const SAID_BYTES = 1 + 1 + C + ID + C
const NOTHING = ' '.repeat(C)

/** All that is known of a commitment. */
export type Found = {
  counts: number[]
  places: (Place & { side: Which; slot: number; shardNo: number })[]
  names: [string | null, string | null]
  receipts: [string | null, string | null]
  /** Messages that wait for the receipt that is this one. */
  asked: { c: string; id: string | null; side: Which }[]
}

/** Leaves and sayings of two parties by their commitments. */
export class Records {
  readonly #spill: Spill
  readonly #parties: readonly [Party, Party]

  constructor(parties: readonly [Party, Party], expected: number) {
    this.#parties = parties
    this.#spill = new Spill(expected)
  }

  get buckets(): number {
    return this.#spill.buckets
  }

  /** `c` in 43 characters of base64url. */
  leaf(side: Which, shardNo: number, index: number, kind: Kind, c: string): void {
    const { buffer, at } = this.#spill.place(c, LEAF_BYTES)
    buffer[at] = LEAF
    buffer[at + 1] = side
    buffer[at + 2] = KINDS.indexOf(kind)
    buffer.writeUInt16LE(shardNo, at + 3)
    buffer.writeUIntLE(index, at + 5, 6)
    buffer.write(c, at + 11, C, 'latin1')
  }

  /** That `c` is of a message, for which the receipt `other` is held. */
  named(side: Which, c: string, id: string, other: string | null): void {
    this.#say(NAME, side, c, id, other)
  }

  /** That the message `other` waits for the receipt `c`. */
  asked(side: Which, c: string, id: string | null, other: string): void {
    this.#say(ASKED, side, c, id, other)
  }

  #say(type: number, side: Which, c: string, id: string | null, other: string | null): void {
    const { buffer, at } = this.#spill.place(c, SAID_BYTES)
    buffer[at] = type
    buffer[at + 1] = side
    buffer.write(c, at + 2, C, 'latin1')
    buffer.write(id ?? NOTHING, at + 2 + C, ID, 'latin1')
    buffer.write(other ?? NOTHING, at + 2 + C + ID, C, 'latin1')
  }

  /** What is known of each commitment that falls into a bucket, and of which there is a leaf. */
  read(bucket: number): Map<string, Found> {
    const all = new Map<string, Found>()
    for (const piece of this.#spill.read(bucket))
      for (let at = 0; at < piece.length;) {
        const side = piece[at + 1] as Which
        if (piece[at] === LEAF) {
          const c = piece.toString('latin1', at + 11, at + 11 + C)
          let found = all.get(c)
          if (!found)
            all.set(
              c,
              (found = {
                counts: Array<number>(2 * SLOTS).fill(0),
                places: [],
                names: [null, null],
                receipts: [null, null],
                asked: [],
              }),
            )
          const kind = KINDS[piece[at + 2]!]!
          const slot = SLOT[kind]
          const shardNo = piece.readUInt16LE(at + 3)
          const { country, shards } = this.#parties[side]
          found.counts[side * SLOTS + slot]!++
          if (found.places.length < MOST_PLACES)
            found.places.push({
              country,
              shard: shards[shardNo]!.shard,
              index: piece.readUIntLE(at + 5, 6),
              kind,
              side,
              slot,
              shardNo,
            })
          at += LEAF_BYTES
          continue
        }
        const c = piece.toString('latin1', at + 2, at + 2 + C)
        const id = piece.toString('latin1', at + 2 + C, at + 2 + C + ID)
        const other = piece.toString('latin1', at + 2 + C + ID, at + SAID_BYTES)
        const found = all.get(c)
        const named = id[0] === ' ' ? null : id
        if (found && piece[at] === ASKED) {
          if (found.asked.length < MOST_PLACES) found.asked.push({ c: other, id: named, side })
        } else if (found) {
          found.names[side] = named
          if (other[0] !== ' ') found.receipts[side] = other
        }
        at += SAID_BYTES
      }
    return all
  }

  close(): void {
    this.#spill.close()
  }
}
