/**
 * kill -9 between each two steps of the way of a part that follows its message, on both stores: while it is uploaded, submitted, sealed, expected, sent, checked,
 * accepted, settled, given up, erased and swept. It arrives byte for byte and once, each stretch of it is stored once, and nothing is left that nobody names.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { call, stopNodes, type DemoNode } from '../../node/cli/demo-nodes.ts'
import { eraseLeftovers } from '../../node/exchange/leftovers.ts'
import { WRITTEN } from '../../node/exchange/uploads.ts'
import { readSettings } from '../../node/operate/settings.ts'
import { SCHEMA } from '../../node/schema.ts'
import { RECORD } from '../../node/seal/aes128gcm.ts'
import { openDatabase } from '../../node/store/database.ts'
import { openStore, type Store } from '../../node/store/store.ts'
import { stores } from '../servers.ts'
import type { Fault, Kind, Stop } from './failing-commits.ts'
import {
  agreeToLarge,
  committed,
  died,
  exactlyOnce,
  faultAt,
  killAndRestart,
  startPair,
  until,
  withFailingCommits,
} from './processes.ts'

const MIB = 1_048_576
const SIZE = 5 * MIB + 4711
/** Commits in which the sender stores it, and the receiver. */
const [STRETCHES, RECORDS] = [Math.ceil(SIZE / WRITTEN), Math.ceil(SIZE / RECORD)]
const HALF = Math.ceil(RECORDS / 2)

type Step = {
  readonly name: string
  readonly commit: readonly [Kind, Extract<Fault, `kill-${string}`> | Stop]
  readonly nth?: number
}

/** On the way of each of so many messages: where the sender is killed, and where the receiver. Where that stands still, the sender is killed meanwhile. */
const ROUNDS: readonly (readonly [sender: Step | null, receiver: Step | null])[] = [
  [
    { name: 'after the upload is begun', commit: ['upload-begun', 'kill-after'] },
    { name: 'before the parts are expected', commit: ['parts-expected', 'kill-before'] },
  ],
  [
    { name: 'before a stretch of the upload is stored', commit: ['upload-stored', 'kill-before'], nth: 3 },
    { name: 'after the parts are expected, before that is answered', commit: ['parts-expected', 'kill-after'] },
  ],
  [
    { name: 'after the upload is complete', commit: ['upload-stored', 'kill-after'], nth: STRETCHES },
    { name: 'before a stretch is stored', commit: ['part-stored', 'kill-before'], nth: HALF },
  ],
  [
    { name: 'before the submission that names it', commit: ['submit', 'kill-before'] },
    { name: 'after a stretch is stored', commit: ['part-stored', 'kill-after'], nth: HALF },
  ],
  [
    { name: 'after the submission that names it', commit: ['submit', 'kill-after'] },
    {
      name: 'after the digest is checked, before the last stretch',
      commit: ['part-stored', 'kill-before'],
      nth: RECORDS,
    },
  ],
  [
    { name: 'after the key of the part is kept', commit: ['part-key', 'kill-after'] },
    { name: 'after the part is whole, before that is answered', commit: ['part-stored', 'kill-after'], nth: RECORDS },
  ],
  [
    { name: 'after the message is sealed, before the PUT', commit: ['seal', 'kill-after'] },
    { name: 'before the second PUT is accepted', commit: ['accept', 'kill-before'] },
  ],
  [
    { name: 'before the receipt is settled', commit: ['settle', 'kill-before'] },
    { name: 'after the second PUT is accepted, before its answer', commit: ['accept', 'kill-after'] },
  ],
  [{ name: 'after the receipt is settled', commit: ['settle', 'kill-after'] }, null],
  [null, { name: 'while the part is under way', commit: ['part-stored', 'stop-before'], nth: HALF }],
  [null, { name: 'while the second PUT is under way', commit: ['accept', 'stop-before'] }],
]

/** Has a node come to a step of which there is one, and go on after it. Answers whether it came. */
async function meets(node: DemoNode, { commit: [kind, fault], nth = 1 }: Step, sender: DemoNode): Promise<boolean> {
  const came = faultAt(node, { kind, fault, nth })
  if (fault !== 'stop-before') {
    const there = await died(node, came)
    await killAndRestart(node, 0)
    return there
  }
  try {
    await until('it stands still', came)
    await killAndRestart(sender, 0)
    return true
  } finally {
    node.process.kill('SIGCONT')
  }
}

const ask = (node: DemoNode, method: string, path: string, more: { headers?: object; body?: Uint8Array } = {}) =>
  fetch(`${node.window}${path}`, {
    method,
    headers: { authorization: `Bearer ${node.keys.window}`, ...more.headers },
    ...(more.body ? { body: more.body } : {}),
    signal: AbortSignal.timeout(60_000),
  })

/** Uploads a document and submits it, as a Single Window does whose node dies meanwhile: each goes on from where it stands. Answers the id of its message. */
async function send(from: DemoNode, to: DemoNode, upload: string, bytes: Buffer): Promise<string> {
  const path = `/v1/uploads/${upload}`
  await until('the upload is complete', async () => {
    const there = await ask(from, 'HEAD', path)
    const offset = there.status === 404 ? 0 : Number(there.headers.get('upload-offset') ?? NaN)
    if (offset === SIZE) return true
    const headers = {
      'content-type': 'application/pdf',
      'upload-offset': String(offset),
      'upload-length': String(SIZE),
    }
    return (await ask(from, 'PUT', path, { headers, body: bytes.subarray(offset) })).ok
  })
  const submission = { to: to.country, procedure: 'pre-arrival', type: 'declaration', document: { upload } }
  const key = { 'idempotency-key': randomUUID() }
  let id = ''
  await until('it is submitted', async () => {
    id = (await call<{ id: string }>(from, 'POST', '/v1/messages', submission, 'window', key)).id
    return true
  })
  return id
}

/** Until a message has a state; an attempt that came to nothing is made again by an operator. */
const untilIs = (node: DemoNode, id: string, state: string): Promise<void> =>
  until(`${id} is ${state}`, async () => {
    if ((await call<{ state: string }>(node, 'GET', `/v1/messages/${id}`)).state === state) return true
    await call(node, 'POST', `/v1/messages/${id}/retry`, undefined, 'operator').catch(() => undefined)
    return false
  })

const storeOf = ({ dir }: DemoNode): string => readSettings(dir, process.env).settings.store

/** What is kept of large parts: how many transfers, uploads and chunks there are, what is kept in chunks, and which of it a message names. */
async function kept(db: Pick<Store, 'read'>['read']) {
  const count = async (table: 'transfer' | 'upload' | 'chunk'): Promise<number> =>
    Number(
      (
        await db
          .selectFrom(table)
          .select((e) => e.fn.countAll().as('n'))
          .executeTakeFirstOrThrow()
      ).n,
    )
  const large = await db.selectFrom('large').selectAll().orderBy('id').execute()
  const named = await db.selectFrom('part').select('large').where('large', 'is not', null).orderBy('large').execute()
  return {
    transfers: await count('transfer'),
    uploads: await count('upload'),
    chunks: await count('chunk'),
    large: large.map(({ id, stored, uses }) => ({ id, stored: Number(stored), uses: Number(uses) })),
    named: named.map((row) => row.large!),
  }
}

async function keptAt(node: DemoNode): ReturnType<typeof kept> {
  const { reader, close } = await openDatabase(storeOf(node))
  try {
    return await kept(reader)
  } finally {
    await close()
  }
}

/** Each of `count` parts is there once and whole at both, and nothing else is. */
async function once(t: Test, a: DemoNode, b: DemoNode, count: number): Promise<void> {
  for (const [node, uploads] of [
    [a, count],
    [b, 0],
  ] as const) {
    const { transfers, named, large, chunks, ...rest } = await keptAt(node)
    t.equal(transfers, 0, `no key of a part is left at ${node.country}`)
    t.equal(rest.uploads, uploads)
    t.equal(named.length, count)
    const uses = node === a ? 2 : 1
    t.same(
      large,
      named.map((id) => ({ id, stored: SIZE, uses })),
      `what ${node.country} keeps is what its messages name`,
    )
    t.equal(chunks, count * RECORDS)
  }
  t.equal(committed(b, 'parts-expected'), count, 'no part was begun anew')
  t.equal(committed(b, 'part-stored'), count * RECORDS, 'and each stretch of it was stored once')
}

/** Both die while they erase: what is left of it goes by the rule. */
async function erasing(t: Test, a: DemoNode, b: DemoNode, sent: readonly { id: string; upload: string }[]) {
  const steps = [
    ['kill-after', 'erased', 404],
    ['kill-before', 'swept', 204],
  ] as const
  for (const [i, [fault, atReceiver, again]] of steps.entries()) {
    const { id, upload } = sent[i]!
    const dies = [
      meets(a, { name: '', commit: ['upload-dropped', fault] }, a),
      meets(b, { name: '', commit: [atReceiver, 'kill-after'] }, a),
    ]
    const gone = [
      ask(a, 'DELETE', `/v1/uploads/${upload}`),
      call(b, 'POST', `/v1/messages/${id}/erase`, { reason: 'asked for' }, 'operator'),
    ]
    t.same(
      (await Promise.allSettled(gone)).map(({ status }) => status),
      ['rejected', 'rejected'],
    )
    t.same(
      await Promise.all(dies),
      [true, true],
      `the sender is killed: ${fault} an upload is given up; the receiver: after it is ${atReceiver}`,
    )
    t.equal((await ask(a, 'DELETE', `/v1/uploads/${upload}`)).status, again)
    t.equal((await ask(b, 'GET', `/v1/messages/${id}/document`)).status, 410)
  }
}

/** A message that is cancelled while its receiver is dead, which has half of its part. */
async function givenUp(t: Test, a: DemoNode, b: DemoNode): Promise<void> {
  const came = faultAt(b, { kind: 'part-stored', fault: 'kill-before', nth: HALF })
  const id = await send(a, b, randomUUID(), randomBytes(SIZE))
  t.ok(await died(b, came), 'the receiver is killed half way')
  await call(a, 'POST', `/v1/messages/${id}/cancel`)
  await killAndRestart(b, 0)
  await untilIs(a, id, 'cancelled')
  const { transfers, large } = await keptAt(b)
  t.equal(transfers, 1, 'what had come of a message that was cancelled stays for as long as a peer may come back')
  t.ok(large.some(({ stored }) => stored === (HALF - 1) * RECORD))
}

/** After the rule nothing is left but what messages name: at the sender all of `count`, at the receiver all but those that were erased. */
async function nothingLeft(t: Test, node: DemoNode, count: number): Promise<void> {
  const store = await openStore(storeOf(node), SCHEMA, (error) => {
    throw error
  })
  try {
    await eraseLeftovers(store, Date.now() + 60_000)
    const { transfers, uploads, large, named, chunks } = await kept(store.read)
    t.same({ transfers, uploads }, { transfers: 0, uploads: 0 }, `no key and no upload is left at ${node.country}`)
    t.equal(named.length, count)
    t.same(
      large.map(({ id, uses }) => ({ id, uses })),
      named.map((id) => ({ id, uses: 1 })),
      `nothing is kept at ${node.country} that nobody names`,
    )
    t.equal(chunks, count * RECORDS)
  } finally {
    await store.close()
  }
}

for (const store of stores())
  t.test(`kill -9 between each two steps: ${store.name}`, store.options, async (t) => {
    withFailingCommits(t)
    const [a, b] = await startPair(t, store.name === 'sqlite' ? {} : { store: process.env['JUXTA_TEST_POSTGRES']! })
    await agreeToLarge(a, b, 2 * SIZE)
    const sent: { id: string; upload: string }[] = []
    for (const [atSender, atReceiver] of ROUNDS) {
      const [upload, bytes] = [randomUUID(), randomBytes(SIZE)]
      const [id, ...came] = await Promise.all([
        send(a, b, upload, bytes),
        atSender && meets(a, atSender, a),
        atReceiver && meets(b, atReceiver, a),
      ])
      sent.push({ id, upload })
      if (atSender) t.ok(came[0], `the sender is killed ${atSender.name}`)
      if (atReceiver) t.ok(came[1], `the ${atSender ? 'receiver' : 'sender'} is killed ${atReceiver.name}`)
      await untilIs(a, id, 'delivered')
      const there = Buffer.from(await (await ask(b, 'GET', `/v1/messages/${id}/document`)).arrayBuffer())
      t.equal(
        createHash('sha256').update(there).digest('hex'),
        createHash('sha256').update(bytes).digest('hex'),
        'it arrived byte for byte',
      )
      await once(t, a, b, sent.length)
    }
    const ids = sent.map(({ id }) => id)
    await exactlyOnce(t, a, b, ids, ids.length)
    const alerts = '/v1/alerts?all=true&limit=500'
    const { items } = await call<{ items: { kind: string; detail: string }[] }>(a, 'GET', alerts, undefined, 'operator')
    t.same(
      items.filter(({ kind }) => ['answer-invalid', 'delivery-refused', 'receipt-false'].includes(kind)),
      [],
      'and nobody was accused of it, not even for a moment',
    )
    await erasing(t, a, b, sent)
    await givenUp(t, a, b)
    await stopNodes([a, b])
    await nothingLeft(t, a, ids.length + 1)
    await nothingLeft(t, b, ids.length - 2)
  })
