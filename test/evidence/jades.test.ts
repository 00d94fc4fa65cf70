/** The unsigned half of a JAdES signature and the lists of an authority, read and written. EU DSS judges the same in test/foreign/dss.sh. */
import { randomBytes, X509Certificate } from 'node:crypto'
import t from 'tap'
import { createAuthority, issueCertificate } from '../../certs-dev/authority.ts'
import {
  archiveImprint,
  readComponent,
  signatureImprint,
  writeJades,
  writeTimestamp,
  writeTimestampValues,
  writeValues,
} from '../../node/evidence/jades.ts'
import { isCrlOf, readCrl, readNames } from '../../node/log/crl.ts'
import { sha256 } from '../../node/values/digest.ts'
import { crlOf } from '../authority.ts'

t.test('components are read as they were written, and nothing else', async (t) => {
  const [token, certificate, crl, ocsp] = [1, 2, 3, 4].map((n) => randomBytes(40 + n)) as [
    Buffer,
    Buffer,
    Buffer,
    Buffer,
  ]
  const certificates = [certificate]
  const revocation = [
    { type: 'crl' as const, der: crl },
    { type: 'ocsp' as const, der: ocsp },
  ]
  const read = (texts: readonly string[]) => texts.map((text) => readComponent(text, ''))
  t.same(read([writeTimestamp('sigTst', token)]), [{ kind: 'sigTst', token }])
  t.same(read(writeValues({ certificates, revocation })), [
    { kind: 'xVals', certificates, revocation: [] },
    { kind: 'rVals', certificates: [], revocation },
  ])
  t.same(read(writeTimestampValues({ certificates, revocation })), [{ kind: 'tstVD', certificates, revocation }])
  t.same(writeValues({ certificates: [], revocation: [] }), [])
  t.same(writeTimestampValues({ certificates: [], revocation: [] }), [])
  const val = token.toString('base64')
  for (const [what, component] of [
    ['another kind', { sigPSt: {} }],
    ['two in one', { sigTst: { tstTokens: [{ val }] }, arcTst: { tstTokens: [{ val }] } }],
    ['none', {}],
    ['no object', []],
    ['no token', { sigTst: { tstTokens: [] } }],
    ['two tokens', { sigTst: { tstTokens: [{ val }, { val }] } }],
    ['another encoding', { sigTst: { tstTokens: [{ val, encoding: 'x' }] } }],
    ['no base64', { xVals: [{ x509Cert: { val: '?' } }] }],
    ['another certificate', { xVals: [{ otherCert: { val } }] }],
    ['no list', { xVals: { val } }],
    ['another member', { rVals: { crlVals: [], more: 1 } }],
    ['no values', { tstVD: { xVals: 1 } }],
  ] as const)
    t.throws(
      () => readComponent(Buffer.from(JSON.stringify(component)).toString('base64url'), '/etsiU/0'),
      { code: 'malformed', pointer: /^\/etsiU\/0/ },
      what,
    )
  t.throws(() => readComponent('?', '/etsiU/0'), { code: 'malformed' })
})

t.test('what a timestamp dates is said by ETSI TS 119 182-1', async (t) => {
  t.same(signatureImprint('aa.bb.cc'), sha256('cc'))
  t.same(
    archiveImprint('aa.bb.cc', ['dd', 'ee']),
    sha256('bb.aa.cc.ddee'),
    'payload, header, signature, what stands before',
  )
  t.same(JSON.parse(writeJades('aa.bb.cc', ['dd'])), {
    payload: 'bb',
    protected: 'aa',
    header: { etsiU: ['dd'] },
    signature: 'cc',
  })
})

t.test('a list of an authority', async (t) => {
  const [authority, other] = [
    await createAuthority({ country: 'XA', name: 'Customs' }),
    await createAuthority({ country: 'XB', name: 'Customs' }),
  ]
  const issue = async () =>
    (await issueCertificate(authority, { country: 'XA', name: 'Customs', use: 'signing' })).certificatePem
  const [certificate, good] = [await issue(), await issue()]
  const since = new Date(Math.floor(Date.now() / 1000) * 1000 - 5000)
  const signer = { certificate: authority.certificatePem, key: authority.privateKeyPem }
  const bytes = await crlOf(signer, [{ certificate, since }])
  const crl = readCrl(bytes)
  const serial = (pem: string) => readNames(new X509Certificate(pem).raw).serial
  t.same([...crl.withdrawn], [[serial(certificate), since.getTime()]])
  t.notOk(crl.withdrawn.has(serial(good)))
  t.ok(Math.abs(crl.thisUpdate - Date.now()) < 60_000 && crl.nextUpdate! > crl.thisUpdate)
  t.ok(isCrlOf(crl, new X509Certificate(authority.certificatePem)))
  t.notOk(isCrlOf(crl, new X509Certificate(other.certificatePem)), 'of another authority')
  t.notOk(isCrlOf(crl, new X509Certificate(certificate)), 'of somebody it has issued')
  t.same(readCrl(await crlOf(signer)).withdrawn.size, 0)
  const lies = readCrl(await crlOf({ certificate: authority.certificatePem, key: other.privateKeyPem }))
  t.notOk(isCrlOf(lies, new X509Certificate(authority.certificatePem)), 'in its name, by another key')
  for (let i = 0; i < bytes.length; i += 7) {
    const bad = Buffer.from(bytes)
    bad[i]! ^= 0x10
    let read
    try {
      read = readCrl(bad)
    } catch {
      continue
    }
    t.notOk(isCrlOf(read, new X509Certificate(authority.certificatePem)), `byte ${i}`)
  }
  for (const end of [0, 1, 20, bytes.length - 1])
    t.throws(() => readCrl(bytes.subarray(0, end)), { code: 'log-invalid' })
  const partial = await crlOf(signer, [], ['2.5.29.27'])
  t.throws(() => readCrl(partial), { code: 'log-invalid', rule: 'crl' }, 'a list of changes alone')
})

t.test('where an issuer says that its lists are', async (t) => {
  const authority = await createAuthority({ country: 'XA', name: 'Customs' })
  const of = async (lists: readonly string[]) => {
    const { certificatePem } = await issueCertificate(authority, { country: 'XA', name: 'x', use: 'signing', lists })
    return readNames(new X509Certificate(certificatePem).raw).lists
  }
  t.same(await of([]), [])
  t.same(await of(['http://crl.example/a.crl', 'ldap://x', 'https://crl.example/b', 'http://crl.example/ü']), [
    'http://crl.example/a.crl',
  ])
})
