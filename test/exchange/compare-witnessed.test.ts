/** Two neighbours of a country whose node keeps two histories of its log and shows each of them one: both find out, by comparing what they have cosigned. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import t from 'tap'
import { contradictionOf } from '../../node/log/contradiction.ts'
import { parseVerifierKey } from '../../node/log/note.ts'
import { parseFinding, parseFindingFile } from '../../node/message/finding.ts'
import { warningsIn } from '../../node/exchange/warn-others.ts'
import { publicOf } from '../../node/seal/webcrypto.ts'
import { logIn } from '../../node/store/log.ts'
import type { Country } from '../../node/values/country.ts'
import { juxta } from '../cli/juxta.ts'
import { introduce, replicaOf, settled, startTestNodes, type TestNode } from '../nodes.ts'
import { temporaryFolder } from '../servers.ts'
import { rowsOf, tamper } from '../tamper.ts'

type Json = Record<string, any>
const [XA, XB, XC] = ['XA', 'XB', 'XC'] as [Country, Country, Country]
let a: TestNode, b: TestNode, c: TestNode
let origin: string
t.before(async () => {
  // XC compares with each of its tallies, the others when a test says so.
  const env = (country: string) => ({ JUXTA_TALLY_SECONDS: country === XC ? '1' : '86400' })
  ;[a, b, c] = (await startTestNodes(t, { countries: [XA, XB, XC], peered: false, env })) as [
    TestNode,
    TestNode,
    TestNode,
  ]
  await introduce(a, b)
  await introduce(b, c)
  await introduce(a, c)
  origin = b.node.own.identity.log.origin
})

const open = async (node: TestNode, kind: string): Promise<Json[]> =>
  (await node.call('GET', '/v1/alerts')).body.items.filter((x: Json) => x['kind'] === kind && x['closedAt'] === null)
const grow = (node: TestNode) => node.call('POST', '/v1/keys', { name: 'a key', roles: ['auditor'] })
const seen = async (node: TestNode) => (await logIn(node.node.store).witnessed(origin))?.size ?? 0
/** Until both have cosigned all that the log of XB has now. */
const cosigned = async (of: TestNode, ...by: TestNode[]): Promise<void> => {
  const { size } = await logIn(of.node.store).head()
  for (const node of by) await settled(`${node.country} has cosigned ${size}`, async () => (await seen(node)) >= size)
}

t.test('what is of one log raises nothing; who does not show it is told of until it does', async (t) => {
  await cosigned(b, a, c)
  const [before] = rowsOf(
    c,
    `select "size", hex("root") as "root", "note" from "witnessed" where "origin" = '${origin}'`,
  )
  await grow(b)
  await cosigned(b, a, c)
  // XC has an older one.
  tamper(
    c,
    `update "witnessed" set "size" = ${before.size}, "root" = x'${before.root}', "note" = '${before.note}' where "origin" = '${origin}'`,
  )
  t.ok((await seen(c)) < (await seen(a)))
  await c.node.witnessed.compare(XA)
  t.same(await open(c, 'log-unproven'), [])
  await b.node.stop()
  await a.node.witnessed.compare(XC)
  t.match(await open(a, 'log-unproven'), [{ peer: XB, subject: `${origin} at ${XC}`, detail: /cannot be reached/ }])
  await b.restart()
  await a.node.witnessed.compare(XC)
  t.same(await open(a, 'log-unproven'), [], 'it closes')
  await b.node.stop()
  await a.node.witnessed.compare(XC)
  t.same(await open(a, 'log-unproven'), [], 'what was shown once need not be shown again')
  await b.restart()
  t.same(await open(a, 'split-view'), [])
})

t.test('a neighbour is shown checkpoints of those alone whom it knows by their keys', async (t) => {
  const nonce = 'n'.repeat(43)
  const { jwk } = await publicOf(b.key('identity'))
  const thumbprint = createHash('sha256')
    .update(JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x }))
    .digest('base64url')
  const tag = (...parts: string[]) => createHash('sha256').update(parts.join('\0')).digest('base64url')
  const ask = async (...neighbours: string[]) =>
    (await c.ask(a, 'POST', '/v1/witnessed', 'application/json', JSON.stringify({ nonce, neighbours }))).body
      .checkpoints
  const [note] = await ask(tag('juxta-neighbour-v1', nonce, XC, XB, thumbprint))
  t.match(note, new RegExp(`^${origin}\n[0-9]+\n.{44}\n\n— ${origin} .*\n$`), 'under the signature of the log alone')
  for (const [what, ...parts] of [
    ['a guessed key', 'juxta-neighbour-v1', nonce, XC, XB, origin],
    ['what another was shown', 'juxta-neighbour-v1', nonce, XA, XB, thumbprint],
    ['an earlier request', 'juxta-neighbour-v1', 'm'.repeat(43), XC, XB, thumbprint],
  ] as [string, ...string[]][])
    t.same(await ask(tag(...parts)), [], what)
  for (const body of [{}, { nonce, neighbours: ['x'] }, { nonce: 'x', neighbours: [] }])
    t.equal((await c.ask(a, 'POST', '/v1/witnessed', 'application/json', JSON.stringify(body))).status, 400)
})

t.test(
  'a node whose store forked is found out by each of its neighbours, each of whom saw a log without fault',
  async (t) => {
    await cosigned(b, a)
    await b.node.stop()
    const copy = join(temporaryFolder(t), 'xb')
    cpSync(b.dir, copy, { recursive: true })
    await b.restart()
    await b.call('POST', '/v1/peers/XC/block')
    const fork = await replicaOf(t, { ...b, dir: copy })
    await fork.call('POST', '/v1/peers/XA/block')
    tamper(
      c,
      `update "peer" set "exchangeUrl" = '${fork.url}' where "country" = 'XB'`,
      `update "node" set "revision" = "revision" + 1`,
    )
    // Each goes on by itself, the one that XC sees by more.
    await grow(b)
    for (let i = 0; i < 3; i++) await grow(fork)
    await cosigned(b, a)
    await cosigned(fork, c)
    for (const node of [a, c])
      for (const kind of ['inconsistent', 'behind', 'foreign-log'])
        t.same(await open(node, kind), [], `${node.country}: no ${kind}`)

    await a.node.witnessed.compare(XC)
    t.match(await open(a, 'log-unproven'), [{ peer: XB }], 'XA is shown a log that does not reach as far')
    const finds = (node: TestNode, peer: Country): Promise<unknown> =>
      settled(`${node.country} finds it`, async () => {
        if (node === a) await node.node.witnessed.compare(peer)
        return (await open(node, 'split-view')).some(({ detail }) =>
          detail.startsWith(`this node and ${peer} were shown`),
        )
      })
    await finds(c, XA)
    await settled('XA is told', async () =>
      (await open(a, 'split-view')).some(({ detail }) => detail.startsWith('XC shows')),
    )
    for (let i = 0; i < 5; i++) await grow(b)
    await cosigned(b, a)
    await finds(a, XC)
    t.same(await open(a, 'log-unproven'), [], 'nor is it open any more what could not be proven')
    for (const node of [a, c]) {
      t.match(await open(node, 'split-view'), [{ peer: XB, subject: origin }])
      const found = (await warningsIn(node.node.store).finding(origin))!
      const claims = JSON.parse(Buffer.from(found.finding.split('.')[1]!, 'base64url').toString())
      const finding = parseFinding(claims)
      t.equal(finding.iss, node.country)
      const [one, other] = contradictionOf(finding, [parseVerifierKey(b.node.own.identity.log.vkey)])
      t.ok(one.size <= other.size)
    }
  },
)

t.test('the finding is written as a file, with the identities by which anybody verifies it', async (t) => {
  const file = join(temporaryFolder(t), 'finding.json')
  t.match(await juxta('log', 'finding', '--dir', a.dir, '--json'), {
    code: 0,
    json: { findings: [{ owner: XB, origin }] },
  })
  t.match(await juxta('log', 'finding', origin, '--dir', a.dir, '-o', file), { code: 0 })
  const { finding, identities } = parseFindingFile(readFileSync(file))
  const payload = (jws: string): Json => JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString())
  t.same(payload(finding), payload((await warningsIn(a.node.store).finding(origin))!.finding))
  t.same(
    identities.map((jws) => payload(jws)['country']),
    [XA, XB],
  )
  t.match(await juxta('log', 'finding', 'log.nobody.example/2026', '--dir', a.dir), { code: 1 })

  const trust = join(temporaryFolder(t), 'trust.json')
  const keys = await Promise.all([a, b].map(async (node) => [node.country, (await publicOf(node.key('identity'))).jwk]))
  writeFileSync(trust, JSON.stringify({ identities: Object.fromEntries(keys) }))
  const { json } = await juxta('verify', file, '--trust', trust, '--json')
  t.match(JSON.stringify(json), /"split-view"/, 'juxta verify reads it')
  t.match(JSON.stringify(json), /"against":"XB"/)
})
