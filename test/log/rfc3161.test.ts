/** Timestamps against `openssl ts`, in both directions, and every way in which a token may be wrong. */
import { createHash, randomBytes, sign } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readCertificates, readTimestampResponse, timestampRequest, verifyTimestamp } from '../../node/log/rfc3161.ts'
import { context, der, DerItems, parseDer, TAG } from '../../node/log/der.ts'
import { infoAt, infoOf, makeTsa, type Tsa } from './tsa.ts'
import { needsOpenssl } from '../servers.ts'

t.test('timestamps', needsOpenssl(), async (t) => {
  const BODY = 'log.xa.example/2026\n42\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n'
  const imprint = createHash('sha256').update(BODY).digest()
  const nonce = randomBytes(8)
  const tsa = makeTsa()
  const other = makeTsa()
  const trusted = readCertificates([tsa.ca])
  const token = readTimestampResponse(tsa.answer(timestampRequest(imprint, nonce)))

  t.test('a request reads as openssl would write it', async (t) => {
    writeFileSync(join(tsa.dir, 'shown.tsq'), timestampRequest(imprint, nonce))
    const text = tsa.ssl('ts -query -in shown.tsq -text')
    t.match(text, /Hash Algorithm: sha256/)
    t.match(text, /Certificate required: yes/)
    t.match(text.toLowerCase(), new RegExp(`nonce: 0x${nonce.toString('hex').replace(/^(00)+/, '')}`))
  })

  t.test('a token verifies here and in openssl', async (t) => {
    for (const pem of [tsa.ca, tsa.certificate]) {
      const stamp = verifyTimestamp(token, imprint, readCertificates([pem]), nonce)
      t.ok(Math.abs(stamp.genTime - Date.now()) < 60_000)
      t.match(stamp, { policy: '1.2.3.4.1', tsa: 'CN=Test_TSA' })
      t.ok(stamp.validUntil > Date.now() + 9 * 86_400_000)
    }
    writeFileSync(join(tsa.dir, 'body'), BODY)
    writeFileSync(join(tsa.dir, 'token'), token)
    t.match(tsa.ssl('ts -verify -data body -in token -token_in -CAfile ca.crt'), /Verification: OK/)
  })

  t.test('RSA keys, longer digests and the older certificate identifier', async (t) => {
    for (const [key, digest, certIds] of [
      ['rsa', 'sha512', 'sha1'],
      ['ec', 'sha384', 'sha384'],
    ] as const) {
      const one = makeTsa({ key, digest, certIds })
      const answer = readTimestampResponse(one.answer(timestampRequest(imprint, nonce)))
      t.match(
        verifyTimestamp(answer, imprint, readCertificates([one.ca]), nonce),
        { policy: '1.2.3.4.1' },
        `${key} ${digest}`,
      )
    }
  })

  t.test('what does not fit is named', async (t) => {
    const fails = (rule: string, message: RegExp, work: () => unknown): unknown =>
      t.throws(work, { code: 'log-invalid', rule, message })
    fails('tsa-imprint', /something else/, () =>
      verifyTimestamp(token, createHash('sha256').update('x').digest(), trusted),
    )
    fails('tsa-nonce', /this request/, () => verifyTimestamp(token, imprint, trusted, randomBytes(8)))
    fails('tsa-untrusted', /no trusted certificate/, () =>
      verifyTimestamp(token, imprint, readCertificates([other.ca])),
    )
    fails('tsa-untrusted', /no trusted certificate/, () => verifyTimestamp(token, imprint, []))
    fails('der', /a tag or length is missing/, () =>
      verifyTimestamp(Buffer.concat([token, Buffer.from([0])]), imprint, trusted),
    )
    fails('der', /ends early/, () => verifyTimestamp(token.subarray(0, -1), imprint, trusted))
    fails('tsa-size', /too long/, () => verifyTimestamp(Buffer.alloc(70_000), imprint, trusted))
    const bundle = readCertificates([`# the root first\n${other.ca}\n${tsa.ca}`])
    t.equal(bundle.length, 2)
    t.ok(verifyTimestamp(token, imprint, bundle), 'every certificate of a bundle counts')
    t.throws(() => readCertificates(['x']), { code: 'settings-invalid', rule: 'tsa-certificate' })
  })

  const DAY = 86_400_000

  t.test('a token that was made by hand, faultless and then with one fault', async (t) => {
    const verify = (by: Tsa, info: Buffer, trust = by.ca) =>
      verifyTimestamp(by.sign(info), imprint, readCertificates([trust]), nonce)
    const fails = (rule: string, message: RegExp, work: () => unknown): unknown =>
      t.throws(work, { code: 'log-invalid', rule, message })
    const now = Math.floor(Date.now() / 1000) * 1000 + 2000
    t.equal(verify(tsa, infoAt(token, now)).genTime, now, 'the control')
    fails('tsa-certificate', /not valid at the time/, () => verify(tsa, infoAt(token, now - DAY)))
    fails('tsa-certificate', /not valid at the time/, () => verify(tsa, infoAt(token, now + 11 * DAY)))
    fails('tsa-untrusted', /no trusted/, () => verify(tsa, infoAt(token, now), other.ca))
    for (const usage of ['critical,timeStamping,serverAuth', 'serverAuth'])
      fails('tsa-certificate', /not for timestamps alone/, () => verify(makeTsa({ usage }), infoAt(token, now)))
    fails('tsa-untrusted', /no trusted/, () => verify(makeTsa({ authority: false }), infoAt(token, now)))
    fails('tsa-algorithm', /less than 2048 bits/, () => verify(makeTsa({ key: 'short rsa' }), infoAt(token, now)))
    const withoutNonce = der(
      TAG.sequence,
      ...infoOf(token).flatMap((v, i) => (v.tag === TAG.integer && i > 3 ? [] : [v.raw])),
    )
    t.equal(verifyTimestamp(tsa.sign(withoutNonce), imprint, trusted).nonce, null)
    fails('tsa-nonce', /this request/, () => verify(tsa, withoutNonce))
  })

  t.test('one signature, over attributes that stand once each', async (t) => {
    const outer = new DerItems(parseDer(token, TAG.sequence))
    const type = outer.next(TAG.oid)
    const signed = new DerItems(new DerItems(outer.next(context(0))).next(TAG.sequence)).rest()
    const signer = new DerItems(new DerItems(signed.at(-1)!).next(TAG.sequence)).rest()
    const tokenOf = (signers: readonly Uint8Array[]): Buffer =>
      der(
        TAG.sequence,
        type.raw,
        der(context(0), der(TAG.sequence, ...signed.slice(0, -1).map((v) => v.raw), der(TAG.set, ...signers))),
      )
    /** Signed anew by the authority's own key, whatever the attributes. */
    const signedOver = (attributes: readonly Uint8Array[]): Buffer => {
      const signature = sign('sha256', der(TAG.set, ...attributes), tsa.privateKey)
      const at = signer.findIndex((v) => v.tag === context(0))
      const members = signer.map((v, i) =>
        i === at ? der(context(0), ...attributes) : v.tag === TAG.octets ? der(TAG.octets, signature) : v.raw,
      )
      return der(TAG.sequence, ...members)
    }
    const attributes = new DerItems(signer.find((v) => v.tag === context(0))!).rest().map((v) => v.raw)
    t.doesNotThrow(() => verifyTimestamp(tokenOf([signedOver(attributes)]), imprint, trusted), 'the control')
    for (const [rule, bad] of [
      ['tsa-attributes', tokenOf([signedOver([...attributes, attributes[0]!])])],
      ['tsa-signers', tokenOf([signedOver(attributes), signedOver(attributes)])],
      ['tsa-signers', tokenOf([])],
    ] as const)
      t.throws(() => verifyTimestamp(bad, imprint, trusted), { code: 'log-invalid', rule })
  })

  t.test('a refusal of the TSA is reported with its status', async (t) => {
    const sha512 = Buffer.from(
      timestampRequest(imprint, nonce).toString('hex').replace('608648016503040201', '608648016503040203'),
      'hex',
    )
    t.throws(() => readTimestampResponse(tsa.answer(sha512)), {
      code: 'answer-invalid',
      rule: 'tsa-status',
      message: /status 2/,
    })
  })

  t.test('no flipped bit changes what is proven', async (t) => {
    const stamp = verifyTimestamp(token, imprint, trusted)
    // The signature stands last in a token; a P-256 one is at least this long.
    const SIGNATURE = 66
    let refused = 0
    let unsigned = 0
    for (let bit = 0; bit < token.length * 8; bit++) {
      const bad = Buffer.from(token)
      bad[bit >> 3]! ^= 1 << (bit & 7)
      try {
        const got = verifyTimestamp(bad, imprint, trusted)
        if (JSON.stringify(got) !== JSON.stringify(stamp)) t.fail(`bit ${bit} changes what is read`)
        if (bit >= (token.length - SIGNATURE) * 8) t.fail(`bit ${bit} of the signature does not count`)
        unsigned++
      } catch (error) {
        if ((error as { code?: string }).code !== 'log-invalid') throw error
        refused++
      }
    }
    t.equal(refused + unsigned, token.length * 8)
    // What is left is covered by no signature: the issuer's certificate that is not needed, and repeated algorithm names.
    t.ok(refused > unsigned, `${refused} refused, ${unsigned} without meaning`)
  })
})
