/** Second signatures between two real nodes: none where one side has no key, then of every manifest and receipt; what lacks one, or has a wrong one, is refused by name. */
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import t from 'tap'
import { identity as identityOf } from '../../node/cli/identity.ts'
import type { Values } from '../../node/cli/command.ts'
import { checkSecond, makeSecond, secondsIn } from '../../node/exchange/second-signatures.ts'
import { signSecond } from '../../node/seal/second.ts'
import { messagesIn } from '../../node/exchange/messages.ts'
import { signSecondWith } from '../../node/seal/local-keys.ts'
import { readMlDsaPem } from '../../node/seal/ml-dsa.ts'
import { sealBundle } from '../../node/seal/sealing.ts'
import { makeSecondKey } from '../../node/seal/second-keys.ts'
import type { JwsHeader } from '../../node/seal/signer.ts'
import { isSecond } from '../../node/message/identity.ts'
import { parseEvidence } from '../../node/evidence/read-bundle.ts'
import { offersHybrid } from '../../node/peers/tls-groups.ts'
import { forge, put } from '../forge.ts'
import { settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'
import { sparePort } from '../servers.ts'
import { rowsOf } from '../tamper.ts'

async function identity(node: TestNode, ...args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args, '--dir', node.dir],
    allowPositionals: true,
    options: identityOf.options,
  })
  const io = { out: () => undefined, error: () => undefined, json: true, terminal: false }
  await identityOf.run(io, positionals, values as Values)
}
const listed = (node: TestNode) => node.node.own.identity.keys.filter(isSecond)
const sent = async (a: TestNode, b: TestNode): Promise<string> => {
  const { body } = await submit(a, b)
  await untilState(a, body.id, 'delivered')
  return body.id
}
const kept = (node: TestNode) => rowsOf(node, 'select * from "secondSignature"')

t.test('second signatures', async (t) => {
  const [a, b] = (await startTestNodes(t, {
    postQuantum: ['XA'],
    env: async () => ({ JUXTA_WINDOW_LISTEN: `127.0.0.1:${await sparePort()}` }),
  })) as [TestNode, TestNode]

  await t.test('where one side lists no key nothing changes', async (t) => {
    t.equal(listed(a).length, 1)
    await sent(a, b)
    await sent(b, a)
    t.same([kept(a), kept(b)], [[], []])
    const { status, headers } = await put(a, b, await forge(a, b))
    t.equal(status, 202)
    t.equal(headers['content-type'], 'application/secevent+jwt')
  })

  const before = await forge(a, b)
  await identity(b, 'rotate', '--use', 'second')
  await identity(b, 'publish', '--overlap', '0')
  await settled('XA knows the key', async () => (await sent(a, b)) && kept(a).length > 0)

  await t.test('where both list one, manifest and receipt have a second signature, kept on both sides', async (t) => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const id = await sent(from, to)
      const { manifest, receipt } = (await from.call('GET', `/v1/messages/${id}`)).body
      for (const node of [from, to])
        for (const [first, by] of [
          [manifest, from],
          [receipt, to],
        ] as const) {
          const second = await secondsIn(node.node.store).of(id as never, first)
          t.ok(second, `${node.country} has the second signature of ${by.country}`)
          await checkSecond((by === from ? to : from).node, by.country, first, second)
          const [header] = second!.split('.')
          t.same(Object.keys(JSON.parse(Buffer.from(header!, 'base64url').toString())), ['alg', 'typ', 'kid', 'iat'])
        }
    }
  })

  await t.test('evidence holds both', async (t) => {
    const id = await sent(a, b)
    const evidence = await settled('the leaves are published', async () => {
      const { status, body } = await a.call('GET', `/v1/messages/${id}/evidence`)
      return status === 200 && parseEvidence(typeof body === 'string' ? body : JSON.stringify(body))
    })
    t.same(
      evidence.second?.map((s) => s.of),
      ['manifest', 'receipt'],
    )
  })

  await t.test(
    'doctor is told which key agreement of TLS was negotiated: the hybrid where this Node has it',
    async (t) => {
      const { steps } = (await a.call('POST', '/v1/peers/XB/test')).body
      const { detail } = steps.find((s: { check: string }) => s.check === 'key-agreement')
      t.match(
        detail,
        offersHybrid() ? /^X25519MLKEM768: / : /^X25519: this Node \(OpenSSL 3\.[0-4]\.[0-9]+\) does not offer/,
      )
    },
  )

  await t.test('a message that lacks one, or has a wrong one, is refused by name, and comes again', async (t) => {
    const refused = async (name: string, second: ((manifest: string) => Promise<string>) | undefined, rule: string) => {
      const { status, body } = await put(a, b, await forge(a, b, second ? { second } : {}))
      t.match(
        { status, body },
        { status: 422, body: { type: 'urn:juxta:problem:second-signature', rule, retryable: true } },
        name,
      )
      t.notOk(body.set, 'unsigned')
    }
    const kid = listed(a)[0]!.kid
    const stranger = await makeSecondKey()
    const other = await makeSecond(a.node, b.country, before.manifest)
    const good = async (manifest: string) => (await makeSecond(a.node, b.country, manifest))!
    const changed = (at: 0 | 1 | 2, change: (s: string) => string) => async (manifest: string) =>
      (await good(manifest))
        .split('.')
        .map((s, i) => (i === at ? change(s) : s))
        .join('.')
    const header = (change: object) =>
      changed(0, (s) =>
        Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(s, 'base64url').toString()), ...change })).toString(
          'base64url',
        ),
      )
    await refused('none', undefined, 'missing')
    await refused('of another manifest', async () => other!, 'malformed')
    await refused(
      'a flipped signature',
      changed(2, (s) => `${s.startsWith('A') ? 'B' : 'A'}${s.slice(1)}`),
      'signature-invalid',
    )
    await refused(
      'a cut signature',
      changed(2, (s) => s.slice(0, -4)),
      'signature-invalid',
    )
    await refused('the first once more', async (manifest) => manifest, 'algorithm-refused')
    await refused('another header', header({ typ: 'secevent+jwt' }), 'malformed')
    await refused('one member more', header({ crit: [] }), 'algorithm-refused')
    const now = Math.floor(Date.now() / 1000)
    const { seed } = readMlDsaPem(stranger.pem)!
    const his = { signCompact: async (h: JwsHeader, payload: string) => signSecondWith(seed, h, payload) }
    await refused('a key that nobody lists', (m) => signSecond(his, stranger.kid, m, now), 'key-unknown')
    await refused('a key that is another’s', (m) => signSecond(his, kid, m, now), 'signature-invalid')
    await refused('of tomorrow', (m) => signSecond(a.node.signer, kid, m, now + 86_400), 'key-unknown')
    const { status, body } = await put(a, b, await forge(a, b, { second: good }))
    t.equal(status, 202)
    t.same(Object.keys(body), ['set', 'second'])
  })

  await t.test('what was sealed before is sealed anew with one', async (t) => {
    await b.node.stop()
    const { id } = (await submit(a, b)).body
    await settled('sealed', async () =>
      rowsOf(a, 'select * from "outbox"').some((r) => r['id'] === id && typeof r['body'] === 'string'),
    )
    const { store, directory, clock } = a.node
    const { manifest, salt } = (await messagesIn(store).message(id))!
    const parts = new Map(
      (await messagesIn(store).parts(id, true)).map((p) => [p.part, { salt: p.salt!, bytes: p.bytes! }]),
    )
    const key = directory.encryptionKey(b.country, clock.now())
    const jwe = await sealBundle({ manifest, salt: salt!, parts }, key, a.country, b.country)
    await store.apart(async (db) => {
      await db.updateTable('outbox').set({ body: jwe }).where('id', '=', id).execute()
      await db.deleteFrom('secondSignature').where('message', '=', id).execute()
    })
    await b.restart()
    await untilState(a, id, 'delivered')
    t.ok(await secondsIn(store).of(id, manifest))
  })

  await t.test('a receipt without the one that is due is no receipt', async (t) => {
    const id = await sent(a, b)
    const { receipt } = (await a.call('GET', `/v1/messages/${id}`)).body
    await t.rejects(checkSecond(a.node, b.country, receipt, null), { code: 'second-signature', rule: 'missing' })
  })

  await t.test('an identity is not published whose key of second signatures does not lie here', async (t) => {
    const file = join(a.dir, 'keys', `second-${listed(a)[0]!.kid}.pem`)
    renameSync(file, `${file}.away`)
    await t.rejects(identity(a, 'publish'), { message: /no key of second signatures/ })
    renameSync(`${file}.away`, file)
    await a.node.signer.reload()
  })

  await t.test('a key that was withdrawn makes none any more, and both go on without', async (t) => {
    await identity(b, 'withdraw', listed(b)[0]!.kid)
    await settled('XA knows', async () =>
      a.node.directory.get(b.country).identity.keys.some((k) => k.use === 'second' && k.revoked_at !== undefined),
    )
    const count = kept(a).length
    await sent(a, b)
    t.equal(kept(a).length, count)
  })
})
