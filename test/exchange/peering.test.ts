/** Peering, as two operators see it: words, versions of an identity, certificates that are wrong, and whose turn it is. */
import { createPublicKey } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { issueCertificate, type CertificateFault } from '../../certs-dev/authority.ts'
import { makeKey } from '../../node/seal/keys.ts'
import { introduce, startTestNodes, type TestNode } from '../nodes.ts'

/** Gives `node` another TLS certificate for its key, and takes it into use without a restart. */
async function shows(node: TestNode, fault?: CertificateFault, keyPem = node.key('tls')): Promise<void> {
  const read = (name: string): string => readFileSync(join(node.dir, 'development-authority', name), 'utf8')
  const authority = {
    country: node.country,
    certificatePem: read('authority.pem'),
    privateKeyPem: read('authority-key.pem'),
  }
  const { certificatePem } = await issueCertificate(authority, {
    country: node.country,
    name: 'Customs',
    use: 'tls',
    publicKeyPem: createPublicKey(keyPem).export({ type: 'spki', format: 'pem' }) as string,
    ...(fault === undefined ? {} : { fault }),
  })
  writeFileSync(join(node.dir, 'certificates', 'tls.pem'), certificatePem)
  writeFileSync(join(node.dir, 'keys', 'tls.pem'), keyPem)
  await node.node.reload()
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
