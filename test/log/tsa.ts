/** A timestamp authority of a test's own, made with `openssl ts`. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { context, der, DerItems, parseDer, TAG, type Der } from '../../node/log/der.ts'

/** The members of the TSTInfo (RFC 3161 §2.4.2) inside a token. */
export function infoOf(token: Uint8Array): Der[] {
  const outer = new DerItems(parseDer(token, TAG.sequence))
  outer.next(TAG.oid)
  const signed = new DerItems(new DerItems(outer.next(context(0))).next(TAG.sequence))
  signed.next(TAG.integer)
  signed.next(TAG.set)
  const content = new DerItems(signed.next(TAG.sequence))
  content.next(TAG.oid)
  return new DerItems(parseDer(new DerItems(content.next(context(0))).next(TAG.octets).body, TAG.sequence)).rest()
}

/** The TSTInfo of a token, at another time (milliseconds since 1970). */
export function infoAt(token: Uint8Array, time: number): Buffer {
  const text = new Date(time).toISOString().replace(/[-:T]|\.\d+/g, '')
  const members = infoOf(token).map((v) => (v.tag === TAG.time ? der(TAG.time, Buffer.from(text)) : v.raw))
  return der(TAG.sequence, ...members)
}

export type Tsa = {
  dir: string
  ca: string
  certificate: string
  answer(request: Uint8Array): Buffer
  /** A token over a TSTInfo (DER) that the authority would not have written, with its certificate all the same. */
  sign(info: Uint8Array): Buffer
  readonly privateKey: string
  ssl(args: string): string
}

const KEYS = {
  ec: '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1',
  rsa: '-newkey rsa:2048',
  'short rsa': '-newkey rsa:1024',
}

/** `usage`: the extended key usage of the signing certificate. `authority`: whether the issuer's certificate is one of an authority. */
export function makeTsa({
  key = 'ec',
  usage = 'critical,timeStamping',
  digest = 'sha256',
  certIds = 'sha256',
  days = 10,
  authority = true,
}: {
  key?: keyof typeof KEYS
  usage?: string
  digest?: string
  certIds?: string
  days?: number
  authority?: boolean
} = {}): Tsa {
  const dir = mkdtempSync(join(tmpdir(), 'tsa-'))
  const ssl = (args: string): string =>
    execFileSync('openssl', args.split(' '), { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  writeFileSync(
    join(dir, 'tsa.cnf'),
    `[req]
distinguished_name = dn
[dn]
[ca_ext]
basicConstraints = critical,CA:${authority}
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = none
[tsa_ext]
basicConstraints = CA:false
extendedKeyUsage = ${usage}
subjectKeyIdentifier = none
authorityKeyIdentifier = none
[tsa]
default_tsa = one
[one]
serial = ${join(dir, 'serial')}
signer_cert = ${join(dir, 'tsa.crt')}
certs = ${join(dir, 'ca.crt')}
signer_key = ${join(dir, 'tsa.private')}
signer_digest = ${digest}
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = ${certIds}
accuracy = secs:1
ordering = no
tsa_name = yes
`,
  )
  writeFileSync(join(dir, 'serial'), '0A\n')
  ssl(
    `req -x509 -config tsa.cnf ${KEYS[key]} -nodes -keyout ca.private -out ca.crt -subj /CN=Test_CA -days 1000 -extensions ca_ext`,
  )
  ssl(`req -new -config tsa.cnf ${KEYS[key]} -nodes -keyout tsa.private -out tsa.csr -subj /CN=Test_TSA`)
  ssl(
    `x509 -req -in tsa.csr -CA ca.crt -CAkey ca.private -CAcreateserial -days ${days} -extfile tsa.cnf -extensions tsa_ext -out tsa.crt`,
  )
  return {
    dir,
    ssl,
    ca: readFileSync(join(dir, 'ca.crt'), 'utf8'),
    certificate: readFileSync(join(dir, 'tsa.crt'), 'utf8'),
    answer(request) {
      writeFileSync(join(dir, 'request.tsq'), request)
      ssl('ts -reply -config tsa.cnf -queryfile request.tsq -out response.tsr')
      return readFileSync(join(dir, 'response.tsr'))
    },
    privateKey: readFileSync(join(dir, 'tsa.private'), 'utf8'),
    sign(info) {
      writeFileSync(join(dir, 'info.der'), info)
      ssl(
        'cms -sign -binary -nodetach -cades -nosmimecap -md sha256 -econtent_type 1.2.840.113549.1.9.16.1.4 -in info.der ' +
          '-signer tsa.crt -inkey tsa.private -outform DER -out info.cms',
      )
      return readFileSync(join(dir, 'info.cms'))
    },
  }
}
