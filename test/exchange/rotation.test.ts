/** Rotation, as an operator does it from the command line while messages flow: publish, overlap, switch, withdraw; peers learn by themselves. */
import { registryIn } from '../../node/peers/registry.ts'
import { outboxIn } from '../../node/exchange/outbox.ts'
import { createHash, X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import t from 'tap'
import { bareSign, privateKeyOf } from '../../bench/bare.ts'
import { identity as identityOf } from '../../node/cli/identity.ts'
import { nextIdentity } from '../../node/cli/next-identity.ts'
import { readSettings } from '../../node/operate/settings.ts'
import { writeKeyFile } from '../../node/seal/file-signer.ts'
import { makeKey } from '../../node/seal/keys.ts'
import type { Values } from '../../node/cli/command.ts'
import { asJuxtaError } from '../../node/values/errors.ts'
import { newMessageId } from '../../node/values/id.ts'
import { canonicalJson } from '../../node/values/json.ts'
import { forge, put, readJws } from '../forge.ts'
import { trustOf } from '../trust-of.ts'
import { sparePort, temporaryFolder } from '../servers.ts'
import { juxta as run } from '../cli/juxta.ts'
import { drafted, agree, settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'

const juxta = (...words: string[]) => run(...words, '--json')
/** `juxta identity …` in this process, which is spared the start of another. */
async function identityCommand(node: TestNode, ...args: string[]): Promise<{ code: number; out: string; json: any }> {
  const { values, positionals } = parseArgs({
    args: [...args, '--dir', node.dir],
    allowPositionals: true,
    options: identityOf.options,
  })
  const lines: string[] = []
  const io = { out: (l: string) => void lines.push(l), error: () => undefined, json: true, terminal: false }
  try {
    const code = await identityOf.run(io, positionals, values as Values)
    return { code, out: lines.join('\n'), json: JSON.parse(lines.join('\n')) }
  } catch (error) {
    const { message, rule } = asJuxtaError(error)
    return { code: 1, out: message, json: { rule } }
  }
}
const identity = async (node: TestNode, ...args: string[]): Promise<any> => {
  const { code, out, json } = await identityCommand(node, ...args)
  if (code !== 0) throw new Error(out)
  return json
}
const pair = (t: Parameters<typeof startTestNodes>[0], countries = ['XA', 'XB']): Promise<TestNode[]> =>
  startTestNodes(t, { countries, env: async () => ({ JUXTA_WINDOW_LISTEN: `127.0.0.1:${await sparePort()}` }) })
const signedWith = async (node: TestNode, id: string): Promise<any> =>
  readJws((await node.call('GET', `/v1/messages/${id}`)).body.manifest).header
const sentFrom = async (a: TestNode, b: TestNode): Promise<string> => {
  const { status, body } = await submit(a, b)
  if (status !== 202) throw new Error(JSON.stringify(body))
  await untilState(a, body.id, 'delivered')
  return body.id
}
const keyOf = (node: TestNode, use: string): string =>
  node.node.own.identity.keys.filter((k) => k.use === use).at(-1)!.kid
const keyFile = (node: TestNode, kid: string): string =>
  readFileSync(
    join(
      node.dir,
      'keys',
      readdirSync(join(node.dir, 'keys')).find((f) => f.includes(kid))!,
    ),
    'utf8',
  )
/** The bytes that wait for `to`, once they are sealed. */
const sealedBytes = (node: TestNode, id: string): Promise<string> =>
  settled('sealed', async () => (await outboxIn(node.node.store).of(id as never))?.body ?? undefined)
const logsAgree = async (a: TestNode, b: TestNode, inVain: number): Promise<void> => {
  const dir = temporaryFolder(t)
  const trust = trustOf(dir, [a, b])
  await settled('both logs are published', async () =>
    (await Promise.all([a, b].map((n) => n.call('GET', '/v1/log')))).every(({ body }) => body.published === body.size),
  )
  for (const node of [a, b]) {
    t.match(await juxta('log', 'export', join(dir, node.country), '--dir', node.dir), { code: 0 })
    t.match(await juxta('log', 'check', join(dir, node.country), '--trust', trust), { code: 0 })
  }
  const { json } = await juxta('reconcile', join(dir, a.country), join(dir, b.country), '--json', '--trust', trust)
  // Of a message that was signed anew one manifest was sent in vain, and the log does not hide it.
  t.same(
    json.discrepancies.map((d: any) => [d.kind, d.sender]),
    Array.from({ length: inVain }, () => ['sent-unproven', a.country]),
    JSON.stringify(json.discrepancies),
  )
}

t.test(
  'signing: published first, used after the overlap, Ed25519 as well as P-256',

  async (t) => {
    const [a, b] = (await pair(t)) as [TestNode, TestNode]
    const old = keyOf(a, 'sig')
    await identity(a, 'rotate', '--use', 'signing', '--curve', 'Ed25519')
    const published = await identity(a, 'publish', '--overlap', '600')
    t.equal(published.version, 2)
    const fresh = keyOf(a, 'sig')
    t.not(fresh, old)
    t.equal((await signedWith(a, await sentFrom(a, b))).kid, old, 'the old one signs while the overlap lasts')
    a.clock.offset = b.clock.offset = 700_000
    const id = await sentFrom(a, b)
    t.match(
      await signedWith(b, id),
      { alg: 'Ed25519', kid: fresh },
      'then the new one, which the peer has fetched by itself',
    )
    t.equal((await b.call('GET', '/v1/peers/XA')).body.identityVersion, 2)
    const back = await sentFrom(b, a)
    t.equal(readJws((await untilState(b, back, 'delivered')).receipt).header['alg'], 'Ed25519', 'receipts too')
    t.match(await put(a, b, await forge(a, b, { signedBy: { ...a, key: () => keyFile(a, fresh) } })), {
      status: 202,
    })
    a.clock.offset = b.clock.offset = 0
  },
)

t.test('encryption: X25519 as well as P-256, and a peer that has not heard of it', async (t) => {
  const [a, b] = (await pair(t)) as [TestNode, TestNode]
  const old = keyOf(b, 'enc')
  await identity(b, 'rotate', '--use', 'encryption', '--curve', 'X25519')
  await identity(b, 'publish', '--overlap', '0')
  const fresh = keyOf(b, 'enc')
  await sentFrom(a, b)
  // The old decryption key is lost: the peer is told that it cannot be decrypted, looks for the newest, and seals anew.
  const file = readdirSync(join(b.dir, 'keys')).find((f) => f.includes(old))!
  renameSync(join(b.dir, 'keys', file), join(b.dir, `${file}.lost`))
  await b.restart()
  const { id } = (await submit(a, b)).body
  await untilState(a, id, 'delivered')
  t.equal((await a.call('GET', '/v1/peers/XB')).body.identityVersion, 2)
  await b.node.stop()
  const waiting = (await submit(a, b)).body.id
  const header = JSON.parse(Buffer.from((await sealedBytes(a, waiting)).split('.')[0]!, 'base64url').toString())
  t.match(header, { kid: fresh, epk: { kty: 'OKP', crv: 'X25519' } })
  await b.restart()
  await untilState(a, waiting, 'delivered')

  t.test('points of low order are refused like everything else that cannot be decrypted', async (t) => {
    for (const x of [Buffer.alloc(32), Buffer.from('01'.padEnd(64, '0'), 'hex')])
      for (const kid of [fresh]) {
        const message = await forge(a, b, {
          sealed: (h) => ({ ...h, kid, epk: { kty: 'OKP', crv: 'X25519', x: x.toString('base64url') } }),
        })
        const { status, body } = await put(a, b, message)
        t.same([status, body.type, body.rule], [400, 'urn:juxta:problem:cannot-decrypt', undefined])
      }
    const mixed = await forge(a, b, { sealed: (h) => ({ ...h, kid: fresh }) })
    t.equal((await put(a, b, mixed)).body.type, 'urn:juxta:problem:cannot-decrypt', 'a P-256 epk for an X25519 key')
  })
})

t.test(
  'TLS: pinned before it is shown, taken without a restart, and the old one withdrawn',

  async (t) => {
    const [a, b] = (await pair(t)) as [TestNode, TestNode]
    const old = a.node.own.identity.tls[0]!.spki
    await identity(a, 'rotate', '--use', 'tls')
    t.match(await identityCommand(a, 'switch'), { code: 1, json: { rule: 'unpublished' } })
    t.equal((await identity(a, 'publish')).keys.filter((k: any) => k.use === 'tls').length, 2)
    t.match(await identityCommand(a, 'withdraw', old), { code: 1, json: { rule: 'in-use' } })
    const { node } = a
    await identity(a, 'switch')
    // XB has not fetched the new version: it learns the pin when it meets it, as a client and as a server.
    await settled('the new certificate is shown', async () => {
      const steps = (await b.call('POST', '/v1/peers/XA/test')).body
      return steps.ok && (await b.call('GET', '/v1/peers/XA')).body.identityVersion === 2
    })
    await sentFrom(a, b)
    await sentFrom(b, a)
    t.equal(a.node, node, 'the node was not restarted')
    await identity(a, 'withdraw', old)
    await settled('XB was told', async () => (await b.call('GET', '/v1/peers/XA')).body.identityVersion === 3)
    await sentFrom(a, b)
    const pins = (await b.call('GET', '/v1/peers/XA')).body.keys.filter((k: any) => k.use === 'tls')
    t.same(
      pins.map((k: any) => k.revokedAt !== undefined),
      [true, false],
    )
  },
)

t.test('a signing key is withdrawn while messages wait', async (t) => {
  const [a, b] = (await pair(t)) as [TestNode, TestNode]
  await sentFrom(a, b)
  const old = keyOf(a, 'sig')
  const invited = (await a.call('POST', '/v1/peers/invite')).body
  t.match(await identityCommand(a, 'withdraw', old), { code: 1, json: { rule: 'last-key' } })

  // One that XB has, and whose receipt XA never saw; one that XB has never seen.
  await a.call('POST', '/v1/peers/XB/block')
  const known = (await submit(a, b)).body.id
  const jwe = await sealedBytes(a, known)
  const receipt = await put(a, b, { jti: known, jwe })
  t.equal(receipt.status, 202)
  const unknown = (await submit(a, b)).body.id
  await sealedBytes(a, unknown)
  const digests = await Promise.all(
    [known, unknown].map(async (id) => (await a.call('GET', `/v1/messages/${id}`)).body.manifestDigest),
  )

  await identity(a, 'rotate', '--use', 'signing')
  await identity(a, 'publish', '--overlap', '3600')
  const { version } = await identity(a, 'withdraw', old)
  t.equal(version, 3)
  t.not(a.node.own.signing.kid, old, 'the new one steps in before its overlap is over')
  await a.call('POST', '/v1/peers/XB/unblock')
  const one = await untilState(a, known, 'delivered')
  t.equal(one.receipt, receipt.body, 'XB returns the receipt of what it holds')
  t.same([one.manifestDigest, (await signedWith(a, known)).kid], [digests[0], old])
  const two = await untilState(a, unknown, 'delivered')
  const { header, claims } = readJws(two.manifest)
  t.same([header['kid'], claims['supersedes'], claims['jti']], [a.node.own.signing.kid, digests[1], unknown])
  t.ok(two.history.some((h: any) => /signed anew/.test(h.cause)))
  t.equal(
    (await b.call('GET', `/v1/messages/${unknown}/document`)).body.toString(),
    '<Declaration>cheese</Declaration>',
  )
  t.equal((await b.call('GET', '/v1/inbox?limit=100')).body.messages.length, 3, 'each once')

  await settled('XB was told', async () => (await b.call('GET', '/v1/peers/XA')).body.identityVersion === 3)
  const signing = oldSigning(a, old)
  const stolen = { ...a, key: () => keyFile(a, old), node: { ...a.node, own: { signing } } }
  const forged = await put(
    a,
    b,
    await forge(a, b, {
      signedBy: stolen as never,
      claims: (c) => ({ ...c, iat: c['iat'] - 60 }),
      header: (h) => ({ ...h, 'x5t#S256': signing.x5tS256 }),
    }),
  )
  t.match(forged.body, { type: 'urn:juxta:problem:key-unknown', rule: 'key-validity' }, 'whatever its iat says')
  t.ok(forged.body.set, 'signed and logged')
  const iat = Math.floor(Date.now() / 1000) - 60
  const set = bareSign(
    { alg: 'ES256', typ: 'secevent+jwt', kid: old, 'x5t#S256': signing.x5tS256, iat },
    JSON.stringify({
      ...{ iss: 'XA', aud: 'XB', jti: newMessageId(Date.now()), iat },
      events: {
        'urn:juxta:event:withdrawn': { message: unknown, manifest_digest: two.manifestDigest, status: 'requested' },
      },
    }),
    privateKeyOf(keyFile(a, old)),
  )
  const event = await a.ask(b, 'POST', '/v1/events', 'application/secevent+jwt', set)
  t.match({ status: event.status, ...event.body }, { status: 400, err: 'invalid_key' }, 'nor does it sign events')
  const text = canonicalJson({
    ...drafted(a.country, b.country, Math.floor(Date.now() / 1000)),
    title: 'signed with a stolen key',
  })
  const signature = bareSign(
    { alg: 'ES256', typ: 'juxta-agreement+jwt', kid: old },
    text,
    privateKeyOf(keyFile(a, old)),
  )
  const hash = encodeURIComponent(`sha-256:${createHash('sha256').update(text).digest('base64url')}`)
  const offered = JSON.stringify({ agreement: text, signatures: { XA: signature } })
  const agreement = await a.ask(b, 'PUT', `/v1/agreements/${hash}`, 'application/json', offered)
  t.match(agreement.body, { type: 'urn:juxta:problem:key-unknown' }, 'nor agreements')
  const { invite, words } = invited
  const before = await b.call('POST', '/v1/peers', { invite, trust: true, words })
  t.match(
    { status: before.status, ...before.body },
    { status: 400, rule: 'version' },
    'and no old invitation brings it back',
  )
  await agree(a, b)
  await sentFrom(b, a)
  await logsAgree(a, b, 2)
})

const oldSigning = (node: TestNode, kid: string) => {
  const key = node.node.own.identity.keys.find((k) => k.kid === kid)!
  const { fingerprint256 } = new X509Certificate(Buffer.from(key.x5c![0]!, 'base64'))
  const x5tS256 = Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString('base64url')
  return { ...key, x5tS256 }
}

t.test('versions are chained, and only the identity key makes one', async (t) => {
  const [a, b] = (await pair(t)) as [TestNode, TestNode]
  const { jws } = (await a.call('GET', '/v1/identity')).body
  const [h, p] = jws.split('.').map((x: string) =>
    JSON.parse(
      Buffer.from(x, 'base64url')
        .toString()
        .replace(/^[^{].*$/s, '{}'),
    ),
  )
  const stranger = await makeKey('Ed25519')
  const version = (claims: object, header = h, pem = a.key('identity')): string =>
    bareSign(header, JSON.stringify({ ...p, ...claims }), privateKeyOf(pem))
  const identityKey = JSON.parse((await registryIn(b.node.store).peers())[0]!.identityKey)
  const post = (identity: string, key = identityKey) => a.call('POST', '/v1/identity', { identity, identityKey: key })
  const again = await post(version({}))
  t.match([again.status, again.body.rule], [400, 'version'])
  const unchained = await post(version({ version: 2, prev: `sha-256:${'A'.repeat(43)}` }))
  t.match([unchained.status, unchained.body.rule], [400, 'chain'])
  const prev = `sha-256:${createHash('sha256').update(jws).digest('base64url')}`
  const next = (claims: object): object => ({ version: 2, prev, ...claims })
  const foreign = await post(version(next({}), { ...h, kid: stranger.kid }, stranger.pem), stranger.jwk)
  t.match([foreign.status, foreign.body.rule], [400, 'identity-key'], 'another key would cut it off from its peers')
  const another = await makeKey('ES256')
  const signing = p.keys.find((k: any) => k.use === 'sig')
  for (const [rule, claims] of [
    ['country', { country: 'XC' }],
    ['origin', { log: { ...p.log, origin: 'juxta.xa.example/2099' } }],
    [
      'sig',
      { keys: [{ ...signing, kid: another.kid, jwk: another.jwk }, ...p.keys.filter((k: any) => k.use === 'enc')] },
    ],
    ['sig', { keys: p.keys.map((k: any) => (k.use === 'sig' ? { ...k, revoked_at: 1 } : k)) }],
    ['enc', { keys: p.keys.filter((k: any) => k.use === 'sig') }],
  ] as const) {
    const wrong = await post(version(next(claims)))
    t.match([wrong.status, wrong.body.rule], [400, rule], JSON.stringify(wrong.body).slice(0, 200))
  }
  t.equal((await a.call('GET', '/v1/identity')).body.version, 1, 'nothing of it stands')
  t.equal((await post(version(next({})))).status, 200, 'what is faultless')
  const peers = await a.call('POST', '/v1/keys', { name: 'w', roles: ['window'] })
  const asWindow = { authorization: `Bearer ${peers.body.secret}` }
  t.equal((await a.call('POST', '/v1/identity', { identity: jws, identityKey }, asWindow)).status, 403)
})

t.test('many rotations: there is room for the next as long as others are over', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const first = keyOf(a, 'enc')
  const early = await sentFrom(a, b)
  const { settings } = readSettings(a.dir, {})
  const versions = async () => (await registryIn(a.node.store).identities(a.country)).map(({ jws }) => jws)
  const { origin } = a.node.own.identity.log
  const [MONTH, now, MANY] = [30 * 86_400, Math.floor(Date.now() / 1000), 36]
  // XB is away meanwhile, and catches up afterwards.
  await b.node.stop()
  let rotated = { kid: '', pem: '' }
  for (let n = MANY; n >= 0; n--) {
    rotated = await makeKey('ECDH-ES+A256KW', 'P-256')
    await writeKeyFile(join(a.dir, 'keys'), `encryption-${rotated.kid}.pem`, rotated.pem)
    const made = await nextIdentity(settings, { versions: await versions(), origin, now: now - n * MONTH })
    const { status, body } = await a.call('POST', '/v1/identity', { identity: made.jws, identityKey: made.key })
    t.equal(status, 200, JSON.stringify(body).slice(0, 200))
  }
  const { version, keys } = a.node.own.identity
  const encryption = keys.filter((k) => k.use === 'enc')
  t.same([version, encryption.length, encryption.at(-1)!.kid], [MANY + 2, 32, rotated.kid])
  t.ok(encryption.some((k) => k.kid === first), 'what was used until now stays') // prettier-ignore
  await b.restart()
  t.ok((await b.call('POST', '/v1/peers/XA/test')).body.ok)
  t.equal((await b.call('GET', '/v1/peers/XA')).body.identityVersion, version, 'without a gap')
  const sealed = await untilState(b, (await submit(b, a)).body.id, 'delivered')
  t.ok(sealed.receipt)
  const evidence = await a.call('GET', `/v1/messages/${early}/evidence`)
  t.equal(evidence.status, 200)

  // All that are there have just come: none is over.
  for (let n = 0; n < 33; n++)
    await writeKeyFile(
      join(a.dir, 'keys'),
      ...(await makeKey('ECDH-ES+A256KW', 'P-256').then((k) => [`encryption-${k.kid}.pem`, k.pem] as const)),
    )
  await t.rejects(nextIdentity(settings, { versions: await versions(), origin }), {
    code: 'state-conflict',
    rule: 'too-many',
    message: /publish the next after/,
  })
})
