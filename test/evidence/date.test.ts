/** When a log is dated, and by which answers: an authority that plays back what it said before dates nothing. */
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { createDate } from '../../node/evidence/date.ts'
import { showOwnLog } from '../../node/evidence/own-log.ts'
import { createPublisher } from '../../node/evidence/publish.ts'
import { encodeVerifierKey } from '../../node/log/note.ts'
import type { Node } from '../../node/node.ts'
import { ownLeaf } from '../../node/store/leaves.ts'
import { alertsIn } from '../../node/operate/alert-rows.ts'
import type { AlertKind, ClosingKind } from '../../node/operate/alerts.ts'
import { logIn } from '../../node/store/log.ts'
import { newMessageId } from '../../node/values/id.ts'
import { emptyStore, XA } from '../exchange/stored.ts'
import { makeNoteKey } from '../log/note-keys.ts'
import { makeTsa } from '../log/tsa.ts'
import { ShiftedClock } from '../nodes.ts'
import { needsOpenssl, stores, temporaryFolder } from '../servers.ts'

t.test('a log is dated when it has grown, once, by an answer to this question', needsOpenssl(), async (t) => {
  const tsa = makeTsa({ days: 90 })
  const asked: Buffer[] = []
  let say = (request: Buffer): Buffer | null => tsa.answer(request)
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      asked.push(Buffer.concat(chunks))
      const answer = say(asked.at(-1)!)
      response.writeHead(answer === null ? 503 : 200, { 'content-type': 'application/timestamp-reply' }).end(answer)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.teardown(() => void server.close())
  const certificate = join(temporaryFolder(t), 'tsa.pem')
  writeFileSync(certificate, tsa.ca)

  const { store } = await emptyStore(t, stores()[0]!)
  const log = logIn(store)
  const alerts: string[] = []
  const keys = new Map<string, Awaited<ReturnType<typeof makeNoteKey>>>()
  const clock = new ShiftedClock()
  const { origin, shard } = await log.head()
  keys.set(origin, await makeNoteKey(origin))
  const own = { identity: { log: { origin, vkey: encodeVerifierKey(keys.get(origin)!.key) } }, refresh: async () => undefined } // prettier-ignore
  const node = {
    country: XA,
    store,
    clock,
    own,
    settings: { tsa: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, certificate } },
    signer: { signNote: (_: Uint8Array, bytes: Uint8Array) => keys.get(own.identity.log.origin)!.sign(bytes) },
    async alert(kind: AlertKind, peer: null, detail: string, subject = '') {
      alerts.push(kind)
      await alertsIn(store).raise({ id: newMessageId(Date.now()), at: Date.now(), kind, peer, detail, subject })
    },
    async settle(kind: ClosingKind, peer: null, subject = '') {
      alerts.push(`${kind} settled`)
      await alertsIn(store).settle(kind, peer, subject, Date.now())
    },
  } as unknown as Node
  const date = createDate(node)!
  const publish = createPublisher(node)
  const grow = async (n = 1): Promise<void> => {
    for (let i = 0; i < n; i++) await log.append(ownLeaf('operator', XA, `${i}`))
    await publish()
  }

  t.equal(await date(), false, 'nothing was signed yet')
  await grow(3)
  t.equal(await date(), true)
  const first = (await log.newestTimestamp(shard))!
  t.equal(first.size, 3)
  await publish()
  t.equal(await date(), false, 'the leaf that says so is no reason for the next')
  t.equal(asked.length, 1)
  await grow(2)
  t.equal(await date(), true)
  t.equal((await log.newestTimestamp(shard))!.size, 6)

  await grow(2)
  alerts.length = 0
  // The authority keeps its answer back, and gives it to the next question about the same checkpoint.
  let kept: Buffer | null = null
  say = (request) => {
    if (kept !== null) return kept
    kept = tsa.answer(request)
    return null
  }
  t.equal(await date(), false)
  t.equal(await date(), false, 'it answers another question')
  t.same(alerts, ['timestamp', 'timestamp'])
  t.equal((await log.newestTimestamp(shard))!.size, 6)
  say = (request) => tsa.answer(request)
  t.equal(await date(), true)
  t.equal(alerts.at(-1), 'timestamp settled')
  t.equal((await log.newestTimestamp(shard))!.size, 9)

  for (const [offset, off] of [
    [120_000, 'ahead of'],
    [-120_000, 'behind'],
  ] as const) {
    clock.offset = offset
    await grow(2)
    t.equal(await date(), true)
    const open = await alertsIn(store).openOf('clock')
    t.equal(open.length, 1, `our clock is ${off} that of the authority`)
    t.match(open[0]!.detail, off)
    clock.offset = 0
    await grow(2)
    t.equal(await date(), true)
    t.same(await alertsIn(store).openOf('clock'), [], 'and is right again')
  }

  clock.offset = 61 * 86_400_000
  await publish()
  t.equal(await date(), true, 'before the certificate of the authority ends it is dated again')
  clock.offset = 0

  // The last of a shard that is closed is dated, though only the leaf of a date has come since.
  await publish()
  const last = (await log.published(shard))!.size
  t.ok((await log.newestTimestamp(shard))!.size < last)
  await store.apart(async (db) => {
    await db
      .insertInto('logHead')
      .values({ shard: '2027', origin: 'xa.example/2027', size: 0, changes: 2 ** 32 })
      .execute()
    await db.updateTable('node').set({ shard: '2027' }).execute()
  })
  t.equal(await date(), true)
  t.equal((await log.newestTimestamp(shard))!.size, last)
  t.equal(await date(), false, 'and once')
})

t.test('what dates a leaf is a chain: each was made before the certificate of the one before had ended', async (t) => {
  const { store } = await emptyStore(t, stores()[0]!)
  const log = logIn(store)
  const { origin, shard } = await log.head()
  const key = await makeNoteKey(origin)
  const own = { identity: { log: { origin, vkey: encodeVerifierKey(key.key) } }, refresh: async () => undefined }
  const signer = { signNote: (_: Uint8Array, bytes: Uint8Array) => key.sign(bytes) }
  const publish = createPublisher({ country: XA, store, clock: new ShiftedClock(), own, signer } as unknown as Node)
  await log.append(ownLeaf('operator', XA, 'what is dated'))
  // The second lasts shorter than the first: the third came in time for both.
  for (const [genTime, validUntil] of [
    [0, 100],
    [50, 80],
    [70, 200],
    [190, 400],
    [390, 900],
  ] as const) {
    await publish()
    const { size } = (await log.published(shard))!
    const stamp = { shard, size, token: Buffer.from(`${genTime}`), genTime, validUntil, salt: Buffer.alloc(32) }
    await log.addTimestamp(stamp, ownLeaf('timestamp', XA, `${genTime}`))
  }
  await publish()
  const shown = await showOwnLog(log, [{ of: 'manifest', shard, index: 0 }], null)
  t.same(
    shown.timestamps.map(({ token }) => token.toString()),
    ['0', '70', '190', '390'],
    'the newest that came in time, and so on',
  )
})
