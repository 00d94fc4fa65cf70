/** Parts that follow a message on its way out: streamed from the store, record by record, from where the receiver has them; one or two at a time for each peer. */
import { randomBytes } from 'node:crypto'
import type { Node } from '../node.ts'
import type { PeerAnswer } from '../peers/transport.ts'
import { RECORD, sealedSize, sealRecords } from '../seal/aes128gcm.ts'
import { largeIn } from '../store/large.ts'
import type { Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'
import { isArray, isCount, isObject } from '../values/members.ts'
import { MAX_PARTS } from '../message/manifest.ts'
import { LEASE_MS, outboxIn, type OutboxRow } from './outbox.ts'
import { transfersIn, type Transfer } from './transfers.ts'

/** Messages of one peer whose parts are under way at a time: all else goes on beside them. */
const AT_ONCE = 2
/** How often the claim of a message whose parts go on is kept anew. */
const KEEP_MS = 10_000

type Missing = { readonly id: string; readonly offset: number }

const underWay = new WeakMap<Node, Map<Country, number>>()

/** What a peer says is missing (`409 parts-missing`); null where it says something else. */
export function missingIn(answer: PeerAnswer): readonly Missing[] | null {
  if (answer.status !== 409 || !answer.contentType.startsWith('application/problem+json')) return null
  let problem: unknown
  try {
    problem = parseStrictJson(answer.body, { maxDepth: 16 })
  } catch {
    return null
  }
  if (!isObject(problem) || problem['type'] !== 'urn:juxta:problem:parts-missing') return null
  const parts = problem['parts']
  const good = (v: unknown): v is Missing => isObject(v) && typeof v['id'] === 'string' && isCount(v['offset'])
  const named = (parts: readonly Missing[]): number => new Set(parts.map(({ id }) => id)).size
  // One that is named twice would be sent twice, for an answer of a few bytes.
  if (
    !isArray(parts) ||
    parts.length === 0 ||
    parts.length > MAX_PARTS ||
    !parts.every(good) ||
    named(parts) < parts.length
  )
    throw new JuxtaError('answer-invalid', 'the peer does not say which parts it misses', { rule: 'parts-missing' })
  return parts
}

/**
 * Sends what is missing. `later`: as many parts as may be are under way to the peer already; an answer: what the peer says of a part that it does not take, as it
 * does of a message. Fails as an attempt does.
 */
export async function sendParts(
  node: Node,
  row: OutboxRow,
  missing: readonly Missing[],
): Promise<'sent' | 'later' | PeerAnswer> {
  const places = underWay.get(node) ?? new Map<Country, number>()
  underWay.set(node, places)
  const taken = places.get(row.peer) ?? 0
  if (taken >= AT_ONCE) return 'later'
  places.set(row.peer, taken + 1)
  const keep = setInterval(() => {
    outboxIn(node.store)
      .keep(row.id, node.owner, node.clock.now() + LEASE_MS)
      .catch((error: unknown) => node.logger.warn({ err: error, peer: row.peer }, 'a claim could not be kept'))
  }, KEEP_MS)
  try {
    const ours = await transfersIn(node.store).of('out', row.peer, row.subject)
    for (const { id, offset } of missing) {
      const part = ours.find((one) => one.part === id)
      if (!part || offset >= part.size || offset % RECORD !== 0)
        throw new JuxtaError(
          'answer-invalid',
          `the peer asks for part ${id} from byte ${offset} on, which is no part of this message or no beginning of a record`,
          {
            rule: 'parts-missing',
          },
        )
      const answer = await sendPart(node, row, part, offset)
      if (answer !== null) return answer
    }
    return 'sent'
  } finally {
    clearInterval(keep)
    places.set(row.peer, places.get(row.peer)! - 1)
  }
}

/** Null where the peer has taken it. */
async function sendPart(
  { store, transport }: Node,
  { peer, subject }: OutboxRow,
  { part, key, large, size }: Transfer,
  offset: number,
): Promise<PeerAnswer | null> {
  // Each request is a stream of its own, under the same key and another salt.
  const pieces = largeIn(store).bytes(large, offset, size)
  const answer = await transport.request(peer, {
    method: 'PUT',
    path: `/v1/messages/${subject}/parts/${part}`,
    contentType: 'application/octet-stream',
    headers: {
      'content-encoding': 'aes128gcm',
      'upload-offset': String(offset),
      'content-length': String(sealedSize(size - offset)),
    },
    // The least urgent (RFC 9218).
    priority: 7,
    stream: sealRecords(key, randomBytes(16), pieces, size - offset),
  })
  if (answer.status === 204) return null
  if (answer.status < 400)
    throw new JuxtaError('answer-invalid', `the peer answered ${answer.status} to part ${part}`, { rule: 'part' })
  return answer
}
