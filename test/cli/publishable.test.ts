/** What neighbours would refuse is named by `doctor`, `start --check` and `identity publish` alike, before any neighbour is told of it. */
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { createPublicKey, randomBytes, webcrypto } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'libsql'
import t from 'tap'
import { makeNode } from '../../node/cli/make-node.ts'
import { sparePort, temporaryFolder } from '../servers.ts'
import { juxta } from './juxta.ts'

x509.cryptoProvider.set(webcrypto as never)

const CURVE = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY = 86_400_000
const [SERVER, CLIENT] = [x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]

type Issuer = { readonly certificate: x509.X509Certificate; readonly keys: webcrypto.CryptoKeyPair }
type Order = {
  readonly key?: webcrypto.CryptoKey
  readonly issuer?: Issuer
  /** Days from now. */
  readonly from?: number
  readonly until?: number
  readonly country?: string
  readonly purposes?: x509.ExtendedKeyUsage[]
  readonly hosts?: readonly string[]
  readonly authority?: boolean
}

const generate = (algorithm: object = CURVE): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(algorithm as never, true, ['sign', 'verify'])

/** A certificate as an authority could make it, whatever is wrong with it. */
async function certificate(name: string, order: Order): Promise<Issuer> {
  const keys = await generate()
  const { key = keys.publicKey, issuer, from = -1, until = 20, country = 'XA', authority = false } = order
  const subject = `CN=${name}, C=${country}`
  const made = await x509.X509CertificateGenerator.create({
    serialNumber: `1${randomBytes(8).toString('hex')}`,
    subject,
    issuer: issuer?.certificate.subject ?? subject,
    notBefore: new Date(Date.now() + from * DAY),
    notAfter: new Date(Date.now() + until * DAY),
    publicKey: key as never,
    signingKey: (issuer?.keys ?? keys).privateKey as never,
    signingAlgorithm: CURVE,
    extensions: [
      new x509.BasicConstraintsExtension(authority, undefined, true),
      ...(order.purposes ? [new x509.ExtendedKeyUsageExtension(order.purposes)] : []),
      ...(order.hosts
        ? [new x509.SubjectAlternativeNameExtension(order.hosts.map((value) => ({ type: 'ip' as const, value })))]
        : []),
    ],
  })
  return { certificate: made, keys }
}

const pem = ({ certificate }: Issuer): string => `${certificate.toString('pem')}\n`

/** The key of a file in the folder, as a certificate is asked for. */
const keyIn = (path: string): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey(
    'spki',
    createPublicKey(readFileSync(path)).export({ type: 'spki', format: 'der' }),
    CURVE,
    true,
    ['verify'],
  )

t.test('each fault, by three commands', async (t) => {
  const dir = join(temporaryFolder(t), 'xa')
  await makeNode({
    dir,
    country: 'XA',
    name: 'Customs of XA',
    exchangeUrl: `https://127.0.0.1:${await sparePort()}`,
    windowPort: await sparePort(),
    development: true,
  })
  const at = (name: string): string => join(dir, 'certificates', name)
  const signingKey = readdirSync(join(dir, 'keys')).find((f) => f.startsWith('signing-'))!
  const [tls, signing] = [await keyIn(join(dir, 'keys', 'tls.pem')), await keyIn(join(dir, 'keys', signingKey))]
  const root = await certificate('root', { authority: true })
  const middle = await certificate('middle', { authority: true, issuer: root })
  const ended = await certificate('ended', { authority: true, issuer: root, from: -30 })
  const good = { key: tls, issuer: middle, purposes: [SERVER, CLIENT], hosts: ['127.0.0.1'] }
  const rsa = await generate({
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  })

  const put = async (files: { tls?: Order; signing?: Order; authority?: Issuer[] }): Promise<void> => {
    writeFileSync(at('authority.pem'), (files.authority ?? [root, middle]).map(pem).join(''))
    writeFileSync(at('tls.pem'), pem(await certificate('tls', { ...good, ...files.tls })))
    writeFileSync(
      at('signing.pem'),
      pem(await certificate('signing', { key: signing, issuer: middle, ...files.signing })),
    )
  }
  /** What each of the commands says of the faults, by their checks. */
  const said = async (): Promise<Record<string, { code: number; faults: string[] }>> => {
    const names = ({ findings }: any): string[] =>
      findings.filter((f: any) => !f.ok && f.check !== 'identity').map((f: any) => `${f.check}: ${f.detail}`)
    const doctor = await juxta('doctor', '--dir', dir, '--json')
    const check = await juxta('start', '--check', '--dir', dir, '--json')
    const publish = await juxta('identity', 'publish', '--dir', dir, '--json')
    return {
      doctor: { code: doctor.code, faults: names(doctor.json) },
      check: { code: check.code, faults: names(check.json) },
      publish: { code: publish.code, faults: publish.json.faults ?? [] },
    }
  }
  const version = async (): Promise<number> => (await juxta('identity', 'show', '--dir', dir, '--json')).json.version

  await put({})
  for (const [command, { code, faults }] of Object.entries(await said()))
    t.same([code === 0 || command === 'doctor', faults], [true, []], `${command} finds nothing in what is good`)
  const before = await version()

  const database = new Sqlite(join(dir, 'juxta.db'))
  t.teardown(() => database.close())
  const faults: [string, () => Promise<unknown>, RegExp][] = [
    [
      'an intermediate that has expired',
      () => put({ tls: { issuer: ended, until: 20 }, authority: [root, ended] }).then(() => renewEnded()),
      /tls certificate: its issuer "CN=ended.* valid from/,
    ],
    [
      'a root that has expired',
      async () => put({ authority: [await certificate('root', { authority: true, until: -0.5, from: -30 }), middle] }),
      /tls certificate: .*(issuer|has issued)/,
    ],
    [
      'no TLS client among its purposes',
      () => put({ tls: { purposes: [SERVER] } }),
      /tls certificate: its extended key usage lacks/,
    ],
    ['an RSA key', () => put({ tls: { key: rsa.publicKey } }), /tls certificate: its key is RSA, and must be P-256/],
    [
      'an RSA key that signs',
      () => put({ signing: { key: rsa.publicKey } }),
      /signing certificate: its key is RSA, and must be P-256 or Ed25519/,
    ],
    [
      'another curve',
      async () => put({ tls: { key: (await generate({ name: 'ECDSA', namedCurve: 'P-384' })).publicKey } }),
      /tls certificate: its key is EC secp384r1/,
    ],
    ['one that is not valid yet', () => put({ tls: { from: 1 } }), /tls certificate: not valid before/],
    ['one that has expired', () => put({ signing: { until: -0.5, from: -30 } }), /signing certificate: expired/],
    [
      'one of another key',
      async () => put({ tls: { key: (await generate()).publicKey } }),
      /tls certificate: .*is not of a private key/,
    ],
    ['no name of a host', () => put({ tls: { hosts: [] } }), /tls certificate: it does not name 127\.0\.0\.1/],
    [
      'the name of another host',
      () => put({ tls: { hosts: ['10.0.0.1'] } }),
      /tls certificate: it does not name 127\.0\.0\.1/,
    ],
    ['another country', () => put({ tls: { country: 'XB' } }), /tls certificate: is for the country XB/],
    [
      'an authority that did not issue it',
      async () => put({ authority: [await certificate('x', { authority: true })] }),
      /tls certificate: no certificate of authority\.pem/,
    ],
    [
      'a next certificate that has expired',
      async () => {
        await put({})
        writeFileSync(at('tls-next.pem'), pem(await certificate('next', { ...good, until: -0.5, from: -30 })))
        writeFileSync(join(dir, 'keys', 'tls-next.pem'), readFileSync(join(dir, 'keys', 'tls.pem')), { mode: 0o600 })
      },
      /next tls certificate: expired/,
    ],
    [
      'a clock that is behind',
      async () => {
        rmSync(at('tls-next.pem'))
        await put({})
        database.exec('update "apiKey" set "createdAt" = "createdAt" + 900000')
      },
      /clock: .*seconds later/,
    ],
  ]
  /** The intermediate under which a good certificate was issued has ended meanwhile. */
  async function renewEnded(): Promise<void> {
    const late = await x509.X509CertificateGenerator.create({
      serialNumber: '17',
      subject: ended.certificate.subject,
      issuer: root.certificate.subject,
      notBefore: new Date(Date.now() - 30 * DAY),
      notAfter: new Date(Date.now() - DAY),
      publicKey: ended.keys.publicKey as never,
      signingKey: root.keys.privateKey as never,
      signingAlgorithm: CURVE,
      extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
    })
    writeFileSync(at('authority.pem'), pem(root) + pem({ certificate: late, keys: ended.keys }) + pem(middle))
  }
  for (const [what, spoil, says] of faults) {
    await spoil()
    for (const [command, { code, faults }] of Object.entries(await said()))
      t.ok(code === 1 && faults.some((fault) => says.test(fault)), `${command} names ${what}: ${faults.join('; ')}`)
  }
  t.equal(await version(), before, 'and nothing was published meanwhile')
  const told = await juxta('identity', 'publish', '--clock-is-right', '--dir', dir, '--json')
  t.equal(told.code, 0, 'unless it was wrong before, and somebody says that it is right now')
  database.exec('update "apiKey" set "createdAt" = "createdAt" - 900000')
  t.equal((await juxta('identity', 'publish', '--dir', dir, '--json')).code, 0, 'what is mended is')
  t.equal(await version(), before + 2)
})
