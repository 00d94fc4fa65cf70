/** What is tried with events: that they are taken and refused as they must be, that withdrawals are answered, and that none is lost in the feed. */
import { parseReceived } from '../message/security-event.ts'
import type { PeerAnswer } from '../peers/transport.ts'
import { readSecurityEvent } from '../seal/security-event.ts'
import { sumOf } from '../exchange/tally.ts'
import { digestOf, type Digest } from '../values/digest.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import { newMessageId } from '../values/id.ts'
import { forgeEvent, spoiled } from './forged.ts'
import { ask, expect, make, openTheirs, refused, said, type Kit } from './kit.ts'
import type { Receipted } from './trials-of-messages.ts'

const tell = (kit: Kit, jws: string): Promise<PeerAnswer> =>
  ask(kit, { method: 'POST', path: '/v1/events', contentType: 'application/secevent+jwt', body: jws })

/** RFC 8935 §2.3. */
export function judgeUntaken(
  { book }: Kit,
  clause: 'EVT-2' | 'EVT-3' | 'EVT-5',
  tried: string,
  answer: PeerAnswer,
): void {
  let body: unknown = null
  try {
    body = parseStrictJson(answer.body)
  } catch {
    // Not even JSON.
  }
  book.write(clause, tried, answer.status === 400 && isObject(body) && typeof body['err'] === 'string', said(answer))
}

type Page = { readonly sets: readonly string[]; readonly next: string }

async function page(kit: Kit, after: string, limit: number): Promise<Page> {
  const answer = await ask(kit, { method: 'GET', path: `/v1/events?limit=${limit}&after=${encodeURIComponent(after)}` })
  const body = answer.status === 200 ? parseStrictJson(answer.body) : null
  expect(isObject(body) && Array.isArray(body['sets']) && typeof body['next'] === 'string', said(answer))
  return body as Page
}

const ids = (sets: readonly string[]): string[] => sets.map((jws) => readSecurityEvent(jws).claims.jti)

/** Pages of the feed that are read at most: what a kit has exchanged before stands in it too. */
const MOST_PAGES = 400

/** All of the feed from its beginning, by pages of `limit`, and where it ended. */
async function all(kit: Kit, limit: number): Promise<{ sets: string[]; next: string }> {
  const sets: string[] = []
  let after = ''
  for (let n = 0; n < MOST_PAGES; n++) {
    const { sets: found, next } = await page(kit, after, limit)
    if (found.length === 0) return { sets, next: after }
    expect(found.length <= limit, `${found.length} events in a page of ${limit}`)
    expect(next !== after, 'the cursor does not go on')
    const again = ids(found).find((jti) => ids(sets.slice(-limit)).includes(jti))
    expect(again === undefined, `the event ${again} is given twice`)
    sets.push(...found)
    after = next
  }
  throw new Error(`the feed does not end after ${MOST_PAGES} pages`)
}

/** What the feed holds, as far as it goes on: nothing is judged of it. */
async function glance(kit: Kit): Promise<string[]> {
  const sets: string[] = []
  for (let after = '', n = 0; n < MOST_PAGES; n++) {
    const { sets: found, next } = await page(kit, after, 500)
    sets.push(...found)
    if (found.length === 0 || next === after) break
    after = next
  }
  return sets
}

/** The feed in small pages and in large ones, in which what was issued stands once, in the order of the log. */
export async function tryFeed(kit: Kit, known: Receipted | null): Promise<void> {
  const { book } = kit
  await book.try('EVT-4', 'GET /v1/events, from the beginning to the end', async () => {
    const small = await all(kit, 7)
    const large = await all(kit, 500)
    const [few, many] = [ids(small.sets), ids(large.sets)]
    expect(new Set(many).size === many.length, 'an event is given twice')
    expect(
      few.every((jti, i) => many[i] === jti),
      'small pages give other events, or in another order, than large ones',
    )
    const places = large.sets.map((jws) => readSecurityEvent(jws)).filter(({ event }) => event === 'received')
    const indexes = places.map(({ body }) => parseReceived(body).log)
    expect(
      indexes.every(
        ({ origin, index }, i) => i === 0 || origin !== indexes[i - 1]!.origin || index > indexes[i - 1]!.index,
      ),
      'receipts are not in the order of the log',
    )
    if (known) expect(large.sets.includes(known.receipt), 'a receipt that was issued is not in it')
    const after = await page(kit, large.next, 7)
    expect(!ids(after.sets).some((jti) => many.includes(jti)), 'after its end what was given is given again')
    return `${many.length} events`
  })
}

export async function tryEvents(kit: Kit, known: Receipted | null): Promise<void> {
  const { node, peer, book } = kit
  const nobody = { message: newMessageId(node.clock.now()), manifest_digest: digestOf('nobody') }
  const txn = newMessageId(node.clock.now())
  const unknown = await forgeEvent(node, peer, 'collected', nobody, { txn })
  judgeUntaken(kit, 'EVT-2', 'an event about a message that nobody sent', await tell(kit, unknown))
  const about = {
    message: newMessageId(node.clock.now()),
    manifest_digest: digestOf('never sent'),
    status: 'requested',
  }
  const request = await forgeEvent(node, peer, 'withdrawn', about, { txn })
  judgeUntaken(kit, 'EVT-2', 'a signature that was changed', await tell(kit, spoiled(request, -1)))
  const elsewhere = await forgeEvent(node, peer, 'withdrawn', about, { txn, aud: 'XZ' })
  judgeUntaken(kit, 'EVT-2', 'an event for somebody else', await tell(kit, elsewhere))

  const message = await make(kit)
  const body = { message: message.jti, manifest_digest: message.digest, status: 'requested' }
  const withdrawn = await forgeEvent(node, peer, 'withdrawn', body, { txn: message.txn })
  for (const tried of ['a withdrawal', 'the same again']) {
    const answer = await tell(kit, withdrawn)
    book.write('EVT-1', tried, answer.status === 202, said(answer))
  }
  await answeredBy(kit, message.jti, 'tombstone', 'the withdrawal of what never came')
  await refused(kit, 'WDR-1', 'what was withdrawn comes after all', message, { problems: ['conflict'], signed: true })
  if (!known) return
  const { jti, digest, txn: conversation } = known.message
  const late = { message: jti, manifest_digest: digest, status: 'requested' }
  await tell(kit, await forgeEvent(node, peer, 'withdrawn', late, { txn: conversation }))
  await answeredBy(kit, jti, 'received', 'the withdrawal of what was receipted', known.receipt)
}

/** How long the list of a tally that differs is waited for, which need not come. */
const LIST_MS = 3000

/** Of the place of one receipt: once as it is, once with a message too many. */
export async function tryTallies(kit: Kit, { message, event }: Receipted): Promise<void> {
  const { node, peer, book } = kit
  const { origin, index } = event.log
  const shard = origin.slice(origin.lastIndexOf('/') + 1)
  const stretch = { shard, from: index, to: index + 1, pending: [] }
  const right = { ...stretch, count: 1, digest: sumOf([message.digest]) }
  const wrong = { ...stretch, count: 2, digest: sumOf([message.digest, digestOf('never sent')]) }
  for (const [tried, body] of [
    ['a tally that is right', right],
    ['one that counts a message too many', wrong],
  ] as const) {
    const answer = await tell(kit, await forgeEvent(node, peer, 'tally', body))
    book.write('TLY-1', tried, answer.status === 202, said(answer), '202')
  }
  for (const end = Date.now() + LIST_MS; Date.now() < end; await new Promise((r) => setTimeout(r, 500)))
    for (const jws of (await glance(kit)).reverse()) {
      const read = readSecurityEvent(jws)
      if (read.event !== 'tally' || !Array.isArray(read.body['digests']) || read.body['from'] !== index) continue
      return void (await book.try('TLY-2', 'the list that answers it', async () => {
        const { body } = await openTheirs(kit, jws)
        const digests = body['digests'] as Digest[]
        const same = body['to'] === index + 1 && (body['shard'] ?? shard) === shard
        expect(same, `it is of ${JSON.stringify(body['shard'])}, ${String(body['from'])} to ${String(body['to'])}`)
        expect(digests.length === 1 && digests[0] === message.digest, `its digests are ${digests.join(', ')}`)
        expect(body['count'] === 1 && body['digest'] === right.digest, 'its count or digest is not that of its list')
        return 'the one message that was receipted there'
      }))
    }
  book.skip('TLY-2', 'no list came, which it may leave out')
}

const ANSWER_MS = 15_000

/** Looks for the answer to a withdrawal in the feed. */
async function answeredBy(kit: Kit, jti: string, status: string, tried: string, receipt?: string): Promise<void> {
  await kit.book.try('WDR-1', tried, async () => {
    for (const end = Date.now() + ANSWER_MS; Date.now() < end; await new Promise((r) => setTimeout(r, 250))) {
      for (const jws of (await glance(kit)).reverse()) {
        const { event, body } = readSecurityEvent(jws)
        if (event !== 'withdrawn' || body['message'] !== jti || body['status'] === 'requested') continue
        await openTheirs(kit, jws)
        expect(body['status'] === status, `it says ${String(body['status'])}`)
        expect(receipt === undefined || body['receipt'] === receipt, 'its receipt is another than was given')
        return status
      }
    }
    throw new Error('no answer stands among its events')
  })
}

/** Of a message of theirs, accepted first and rejected then. */
export async function tryAnswers(kit: Kit, message: { jti: string; digest: string; txn: string }): Promise<void> {
  const { node, peer, book } = kit
  const body = { message: message.jti, manifest_digest: message.digest }
  const say = async (event: string): Promise<PeerAnswer> =>
    tell(kit, await forgeEvent(node, peer, event, body, { txn: message.txn }))
  const first = await say('accepted')
  book.write('EVT-1', 'a message of theirs is accepted', first.status === 202, said(first))
  judgeUntaken(kit, 'EVT-3', 'then it is rejected', await say('rejected'))
  const wrong = await forgeEvent(
    node,
    peer,
    'collected',
    { ...body, manifest_digest: digestOf('another') },
    { txn: message.txn },
  )
  judgeUntaken(kit, 'EVT-2', 'an event with another manifest digest', await tell(kit, wrong))
}
