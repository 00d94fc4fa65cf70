/** Peering, as two operators see it: words, versions of an identity, certificates that are wrong, and whose turn it is. */
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { CertificateFault } from '../../certs-dev/authority.ts'
import { makeKey } from '../../node/seal/keys.ts'
import { bareSign, privateKeyOf } from '../../bench/bare.ts'
import { tlsCertificate } from '../certificates.ts'
import { forge, put, readJws } from '../forge.ts'
import { gone, pretend } from '../pretend.ts'
import { introduce, startTestNodes, type TestNode } from '../nodes.ts'

/** Gives `node` another TLS certificate for its key, and takes it into use without a restart. */
async function shows(node: TestNode, fault?: CertificateFault, keyPem = node.key('tls')): Promise<void> {
  writeFileSync(join(node.dir, 'certificates', 'tls.pem'), await tlsCertificate(node, fault, keyPem))
  writeFileSync(join(node.dir, 'keys', 'tls.pem'), keyPem)
  // What neighbours would refuse is not taken into use: it is shown from a start on.
  await (fault === undefined ? node.node.reload() : node.restart())
}
const test = async (node: TestNode, peer: TestNode): Promise<any> =>
  (await node.call('POST', `/v1/peers/${peer.country}/test`)).body
const failedStep = (result: any): any => result.steps.find((s: any) => !s.ok)

t.test('words, self and strangers', async (t) => {
  const [a, b] = (await startTestNodes(t, { peered: false })) as [TestNode, TestNode]
  const { invite, words } = (await a.call('POST', '/v1/peers/invite')).body
  t.match(words, /^([a-z]{5}-[a-z]{5}|[a-z]{5})( ([a-z]{5}-[a-z]{5}|[a-z]{5})){7}$/)
  const looked = (await b.call('POST', '/v1/peers', { invite })).body
  t.match(looked, { country: 'XA', words, trusted: false })
  t.same((await b.call('GET', '/v1/peers')).body.items, [], 'looking trusts nobody')
  const wrong = await b.call('POST', '/v1/peers', { invite, trust: true, words: words.split(' ').reverse().join(' ') })
  t.same([wrong.status, wrong.body.rule], [400, 'words'])
  const self = await a.call('POST', '/v1/peers', { invite, trust: true, words })
  t.same([self.status, self.body.rule], [400, 'self'])
  const [h, p, s] = (invite as string).split('.')
  const bent = `${h}.${Buffer.from(Buffer.from(p!, 'base64url').toString().replace('127.0.0.1', '127.0.0.2')).toString('base64url')}.${s}`
  const forged = await b.call('POST', '/v1/peers', { invite: bent, trust: true, words })
  t.equal(forged.status, 400, JSON.stringify(forged.body))
  t.same((await b.call('GET', '/v1/peers')).body.items, [])
  await introduce(a, b)
  const result = await test(a, b)
  t.same([result.ok, failedStep(result).check], [false, 'agreement'], 'all is well but the agreement')
})

t.test('peer test names the certificate that fails, which check, and whose turn it is', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  t.equal((await test(a, b)).ok, true)
  const faults: [CertificateFault, RegExp][] = [
    ['expired', /expired/],
    ['not-yet-valid', /not valid yet/],
    ['wrong-usage', /not made for TLS/],
    ['other-authority', /authority/],
    ['wrong-country', /is for (ZZ|another country)/],
  ]
  for (const [fault, says] of faults) {
    await shows(a, fault)
    const ours = failedStep(await test(a, b))
    t.match(ours, { check: 'peer-accepts-us', detail: says, turn: 'ours' }, `${fault}: XA learns that its own is wrong`)
    const theirs = failedStep(await test(b, a))
    t.match(theirs, { detail: says, turn: 'theirs' }, `${fault}: XB learns that XA's is wrong`)
  }
  const other = await makeKey('ES256')
  const key = a.key('tls')
  await shows(a, undefined, other.pem)
  t.match(failedStep(await test(a, b)), { detail: /pinned to no peer/ })
  t.match(failedStep(await test(b, a)), { check: 'PIN', turn: 'theirs' })
  await shows(a, undefined, key)
  t.equal((await test(a, b)).ok, true, 'a good certificate is taken without a restart')
  t.equal((await test(b, a)).ok, true)
  b.clock.offset = 400_000
  t.match(failedStep(await test(a, b)), { check: 'clock', detail: /differ by 400 seconds/ })
  b.clock.offset = 0
  await b.call('POST', '/v1/peers/XA/block')
  t.match(failedStep(await test(a, b)), { detail: /blocked/ })
  await b.call('POST', '/v1/peers/XA/unblock')
  t.equal((await test(a, b)).ok, true)
  await b.node.stop()
  t.match(failedStep(await test(a, b)), { check: 'reach', detail: /ECONNREFUSED/, turn: 'theirs' })
  await b.restart()
})

t.test(
  'what a peer publishes as its next identity is its own, the next, and signed with the key that was compared',
  async (t) => {
    const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
    const { jws } = (await a.call('GET', '/v1/identity')).body
    const { header, claims } = readJws(jws)
    const prev = `sha-256:${createHash('sha256').update(jws).digest('base64url')}`
    const next = (change: object = {}, pem = a.key('identity')): string =>
      bareSign(header, JSON.stringify({ ...claims, version: 2, prev, ...change }), privateKeyOf(pem))
    await a.node.stop()
    let published: string[] = []
    let asked = 0
    const server = await pretend(a, (request) => {
      const answer = (body: object) => ({ status: 200, type: 'application/json', body: JSON.stringify(body) })
      if (request === 'GET /v1/ping') return answer({ country: 'XA', peer: 'XB', time: new Date().toISOString() })
      if (!request.startsWith('GET /v1/identity')) return { status: 503 }
      asked++
      return answer({ identities: published })
    })
    t.teardown(() => gone(server))
    const version = async (): Promise<number> => (await b.call('GET', '/v1/peers/XA')).body.identityVersion
    const stranger = await makeKey('Ed25519')
    for (const [name, identity] of [
      ['of another country', next({ country: 'XC' })],
      ['of the version that is known', next({ version: 1 })],
      ['after one that nobody has seen', next({ version: 3 })],
      ['after another one', next({ prev: `sha-256:${'A'.repeat(43)}` })],
      ['signed with another key', next({}, stranger.pem)],
    ] as const) {
      published = [identity]
      t.match(failedStep(await test(b, a)), { check: 'identity', turn: 'theirs' }, name)
      t.equal(await version(), 1)
    }
    published = []
    const unknown = await forge(a, b, { header: (h) => ({ ...h, kid: Buffer.alloc(32, 7).toString('base64url') }) })
    b.clock.offset = 60_000
    asked = 0
    for (let i = 0; i < 5; i++) t.match((await put(a, b, unknown)).body, { type: 'urn:juxta:problem:key-unknown' })
    t.equal(asked, 1, 'what it sends makes nobody ask again and again')
    published = [next()]
    await test(b, a)
    t.equal(await version(), 2, 'what is faultless is taken')
  },
)

t.test('an invitation takes the place of no peer, and its own words are the ones that count', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const [other] = (await startTestNodes(t, { countries: ['XA'], peered: false })) as [TestNode]
  const { invite, words } = (await other.call('POST', '/v1/peers/invite')).body
  const taken = await b.call('POST', '/v1/peers', { invite, trust: true, words })
  t.match({ status: taken.status, ...taken.body }, { status: 400, rule: 'identity-key' })
  const known = (await b.call('GET', '/v1/peers/XA')).body
  t.equal(known.words, (await a.call('POST', '/v1/peers/invite')).body.words)
  t.not(known.words, words)
})
