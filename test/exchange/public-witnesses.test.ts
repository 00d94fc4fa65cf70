/** A witness beyond the neighbours: asked as the settings name it, counted, told of when it does not cosign, believed only as far as our own keys show it, and never waited for. */
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { witnessClient } from '../../node/adapters/witness-client.ts'
import { publicWitnesses } from '../../node/exchange/public-witnesses.ts'
import { cosign } from '../../node/log/cosignature.ts'
import { encodeVerifierKey, parseVerifierKey, signatureLine, type VerifierKey } from '../../node/log/note.ts'
import { parsePolicy } from '../../node/log/policy.ts'
import { isRefusal, judge, readAddCheckpoint, type Seen } from '../../node/log/witness.ts'
import { juxta } from '../cli/juxta.ts'
import { makeNoteKey } from '../log/note-keys.ts'
import { introduce, settled, startTestNodes, type TestNode } from '../nodes.ts'
import { temporaryFolder } from '../servers.ts'

type Said = { status: number; body?: string }
const key = await makeNoteKey('witness.example/w1', 4)
/** Keys of the logs that it knows. */
const logs = new Map<string, VerifierKey>()
const seen = new Map<string, Seen>()
/** What it says instead of doing its work; `hang` is silence. */
let instead: Said | 'hang' | null = null
let asked = 0

async function add(body: Buffer): Promise<Said> {
  const read = readAddCheckpoint(body, (origin) => (logs.has(origin) ? [logs.get(origin)!] : null))
  if (isRefusal(read)) return read
  const { origin } = read.checkpoint
  const judgement = judge(read, seen.get(origin) ?? null)
  if ('refuse' in judgement) return judgement.refuse
  seen.set(origin, judgement.accept)
  return {
    status: 200,
    body: signatureLine(await cosign(read.note.text, key.key, Math.floor(Date.now() / 1000), key.sign)),
  }
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    asked++
    if (request.method !== 'POST' || request.url !== '/prefix/add-checkpoint') return void response.writeHead(404).end()
    if (instead === 'hang') return
    void Promise.resolve(instead ?? add(Buffer.concat(chunks))).then(({ status, body }) =>
      response.writeHead(status).end(body),
    )
  })
})
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
const { port } = server.address() as AddressInfo
t.teardown(() => {
  server.close()
  server.closeAllConnections()
})
const url = `http://127.0.0.1:${port}/prefix`

let a: TestNode, b: TestNode
t.before(async () => {
  const file = join(temporaryFolder(t), 'witnesses.policy')
  const silent = encodeVerifierKey((await makeNoteKey('without.a/url', 4)).key)
  writeFileSync(file, `witness W1 ${encodeVerifierKey(key.key)} ${url}\nwitness W2 ${silent}\nquorum none\n`)
  const env = (): Record<string, string> => ({ JUXTA_WITNESSES: file, JUXTA_WITNESS_NETWORKS: '127.0.0.0/8' })
  ;[a, b] = (await startTestNodes(t, { peered: false, env })) as [TestNode, TestNode]
  await introduce(a, b)
})

const alerts = async (kind: string): Promise<any[]> =>
  (await a.call('GET', '/v1/alerts')).body.items.filter((x: any) => x.kind === kind && x.closedAt === null)
const grow = () => a.call('POST', '/v1/keys', { name: 'a key', roles: ['auditor'] })
const log = async (): Promise<any> => (await a.call('GET', '/v1/log')).body
const cosignedBy = async (name: string): Promise<number> =>
  (await log()).cosigned.find((c: any) => c.witness === name)?.size ?? 0
/** Lets its pause be over until `look` finds something. */
const later = <T>(what: string, look: () => Promise<T | false | undefined>): Promise<T> =>
  settled(what, async () => {
    const found = await look()
    if (!found) a.clock.offset += 6000
    return found
  })

t.test('it is told of while it does not know our log, and counts as soon as it cosigns', async (t) => {
  const [told] = await later('it is told of', async () => {
    const found = await alerts('public-witness')
    return found.length > 0 && found
  })
  t.match(told, { peer: null, subject: key.key.name, detail: /404/ })
  const { origin, vkey } = a.node.own.identity.log
  logs.set(origin, parseVerifierKey(vkey))
  await grow()
  await later('it cosigns', async () => (await cosignedBy(key.key.name)) > 0)
  await later('which closes the alert', async () => (await alerts('public-witness')).length === 0)
  instead = { status: 200, body: '— witness.example/w1 AAAA\n' }
  await grow()
  await later('what is no cosignature is told of', async () => (await alerts('public-witness')).length > 0)
  instead = null
  await later('and closes', async () => (await alerts('public-witness')).length === 0)
})

t.test('one that is silent holds up nobody', async (t) => {
  instead = 'hang'
  const before = asked
  await grow()
  await later('it was asked', async () => asked > before)
  await grow()
  const { size } = await log()
  await settled(
    'the neighbour cosigns meanwhile',
    async () => (await cosignedBy(b.node.own.identity.witness.name)) >= size,
  )
  t.ok((await cosignedBy(key.key.name)) < size)
  instead = null
  server.closeAllConnections()
})

t.test('what it says of our log is an alert and no more', async (t) => {
  instead = { status: 409, body: '999999\n' }
  await grow()
  const [told] = await later('it is told of', async () => {
    const found = await alerts('witness-claim')
    return found.length > 0 && found
  })
  t.match(told, { peer: null, subject: key.key.name, detail: /999999/ })
  t.same(await alerts('log-behind'), [])
  instead = null
  await later('it closes with its next cosignature', async () => (await alerts('witness-claim')).length === 0)
})

t.test('where no neighbour can say whether our log has its end, one that has cosigned it can', async (t) => {
  const all = async (): Promise<boolean> => (await cosignedBy(key.key.name)) >= (await log()).size
  await later('it has cosigned all', all)
  await settled(
    'so has the neighbour',
    async () => (await cosignedBy(b.node.own.identity.witness.name)) >= (await log()).size,
  )
  await b.node.stop()
  instead = { status: 409, body: '999999\n' }
  await a.restart()
  t.match(a.node.admission.unsure, /no neighbour that has witnessed our log/, 'not one that says it has seen more')
  instead = null
  await settled('it confirms', async () => a.node.admission.unsure === null)
  await settled('and the alert closes', async () => (await alerts('log-unconfirmed')).length === 0)
})

t.test('a policy names logs and witnesses, and is read again', async (t) => {
  const { out, code } = await juxta('log', 'policy', '--dir', a.dir)
  t.equal(code, 0)
  const { logs, witnesses, groups, quorum } = parsePolicy(Buffer.from(out))
  t.same(
    logs.map((l) => l.key.name),
    [a.node.own.identity.log.origin],
  )
  t.same(
    witnesses.map((w) => [w.name, w.key.name, w.url]),
    [
      ['XB', b.node.own.identity.witness.name, null],
      [key.key.name, key.key.name, url],
    ],
  )
  t.match(groups.get(quorum!), { threshold: 1, members: ['XB', key.key.name] })
})

t.test('nothing is sent to where a witness may not be', async (t) => {
  const closed = witnessClient([])
  const open = witnessClient(['127.0.0.0/8', '::1'])
  const before = asked
  for (const to of [url, `http://localhost:${port}/prefix`, `http://[::ffff:127.0.0.1]:${port}/prefix`])
    await t.rejects(closed.addCheckpoint(to, ''), { code: 'unreachable', message: /private network/ }, to)
  t.equal(asked, before)
  t.equal((await open.addCheckpoint(`${url}/`, 'nonsense')).status, 400)
  await Promise.all([closed.close(), open.close()])
  const folder = temporaryFolder(t)
  const file = (text: string): string => {
    writeFileSync(join(folder, 'policy'), text)
    return join(folder, 'policy')
  }
  const vkey = encodeVerifierKey(key.key)
  for (const [what, witnesses] of [
    ['plain http', file(`witness W ${vkey} http://witness.example/\nquorum none\n`)],
    ['another scheme', file(`witness W ${vkey} ftp://127.0.0.1/\nquorum none\n`)],
    ['a query', file(`witness W ${vkey} https://witness.example/?a=b\nquorum none\n`)],
    ['a user', file(`witness W ${vkey} https://me@witness.example/\nquorum none\n`)],
    ['no URL', file(`witness W ${vkey} W\nquorum none\n`)],
    ['no policy', file('trust me')],
    ['no file', join(folder, 'nothing')],
  ] as const)
    t.throws(() => publicWitnesses({ witnesses }), { code: 'settings-invalid', pointer: '/JUXTA_WITNESSES' }, what)
})
