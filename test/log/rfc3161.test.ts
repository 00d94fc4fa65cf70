/** Timestamps against `openssl ts`, in both directions, and every way in which a token may be wrong. */
import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readCertificates, readTimestampResponse, timestampRequest, verifyTimestamp } from '../../node/log/rfc3161.ts'
import { makeTsa } from './tsa.ts'
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
    t.throws(() => readCertificates(['x']), { code: 'settings-invalid', rule: 'tsa-certificate' })
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
    let refused = 0
    let unsigned = 0
    for (let bit = 0; bit < token.length * 8; bit++) {
      const bad = Buffer.from(token)
      bad[bit >> 3]! ^= 1 << (bit & 7)
      try {
        const got = verifyTimestamp(bad, imprint, trusted)
        if (JSON.stringify(got) !== JSON.stringify(stamp)) t.fail(`bit ${bit} changes what is read`)
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
