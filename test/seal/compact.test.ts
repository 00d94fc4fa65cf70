/** The closed list of headers, each member varied alone: nothing beside it reaches a library. */
import { randomBytes } from 'node:crypto'
import t, { type Test } from 'tap'
import { checkHeader, readCompact, type Typ } from '../../node/seal/compact.ts'

const kid = randomBytes(32).toString('base64url')
const x = randomBytes(32).toString('base64url')
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

t.test('a compact JWS has three segments of canonical base64url, a JWE five', async (t) => {
  const header = encode({ alg: 'ES256' })
  t.match(readCompact(`${header}.AA.AA`, 'JWS'), { header: { alg: 'ES256' }, segments: { length: 3 } })
  t.doesNotThrow(() => readCompact(`${header}..AA.AA.AA`, 'JWE'), 'with ECDH-ES the encrypted key is empty')
  for (const [bad, rule] of [
    [`${header}.AA`, 'segments'],
    [`${header}.AA.AA.AA`, 'segments'],
    [`${header}..AA`, 'base64url'],
    [`${header}.A A.AA`, 'base64url'],
    [`${header}.AA.AA\n`, 'base64url'],
    [`${header}.AA.A`, 'base64url'],
    [`${header}.AA.AAAAA`, 'base64url'],
    [`${header}.AA.AB`, 'base64url'],
    [`${header}.AA==.AA`, 'base64url'],
    [`${encode([])}.AA.AA`, 'header'],
    [`${Buffer.from('{"a":1,"a":1}').toString('base64url')}.AA.AA`, 'duplicate-key'],
  ] as const)
    t.throws(() => readCompact(bad, 'JWS'), { code: 'malformed', rule }, bad)
  for (const bad of [`${header}.AA.AA`, `${header}..AA..AA`, `${header}..AA.AA.AA.AA`])
    t.throws(() => readCompact(bad, 'JWE'), { code: 'malformed' }, bad)
})

type Variation = readonly [change: Record<string, unknown>, code: string, rule: string, pointer: string]

const refuses = (t: Test, typ: Typ, good: object, bad: readonly Variation[]) => {
  t.doesNotThrow(() => checkHeader({ ...good }, typ), `the faultless header of ${typ}`)
  for (const [change, code, rule, pointer] of bad)
    t.throws(() => checkHeader({ ...good, ...change }, typ), { code, rule, pointer }, JSON.stringify(change))
}
const without = (good: object, name: string): object =>
  Object.fromEntries(Object.entries(good).filter(([n]) => n !== name))

const DANGEROUS = ['crit', 'b64', 'zip', 'jwk', 'jku', 'x5u', 'x5c', 'x5t', 'p2s', 'p2c', 'apu', 'apv', 'iv', 'tag']

t.test('the header of a JWS', async (t) => {
  const good = { alg: 'ES256', typ: 'secevent+jwt', kid, iat: 1, 'x5t#S256': kid }
  refuses(t, 'secevent+jwt', good, [
    ...['none', 'HS256', 'RS256', 'ES384', 'ECDH-ES', 'es256', 7, null].map((alg): Variation => [
      { alg },
      'algorithm-refused',
      'alg',
      '/alg',
    ]),
    [{ typ: 'juxta-manifest+jwt' }, 'malformed', 'typ', '/typ'],
    [{ typ: 'SECEVENT+JWT' }, 'malformed', 'typ', '/typ'],
    [{ kid: 'x' }, 'algorithm-refused', 'kid', '/kid'],
    [{ kid: 7 }, 'algorithm-refused', 'kid', '/kid'],
    [{ more: 1 }, 'algorithm-refused', 'closed', '/more'],
    ...DANGEROUS.map((name): Variation => [{ [name]: 1 }, 'algorithm-refused', name, `/${name}`]),
  ])
  for (const name of ['alg', 'typ', 'kid', 'iat', 'x5t#S256'])
    t.throws(() => checkHeader(without(good, name) as never, 'secevent+jwt'), `without ${name}`)
  const manifest = { ...good, typ: 'juxta-manifest+jwt' }
  refuses(t, 'juxta-manifest+jwt', manifest, [[{ cty: 'x' }, 'algorithm-refused', 'closed', '/cty']])
  for (const name of ['iat', 'x5t#S256'])
    t.throws(
      () => checkHeader(without(manifest, name) as never, 'juxta-manifest+jwt'),
      { code: 'algorithm-refused', rule: 'required', pointer: `/${name}` },
      `without ${name}`,
    )
  // Read and judged before, it is judged as what it is taken for now.
  const read = () => readCompact(`${encode(manifest)}.AA.AA`, 'JWS').header
  checkHeader(read(), 'juxta-manifest+jwt')
  checkHeader(read(), 'juxta-manifest+jwt')
  t.throws(() => checkHeader(read(), 'secevent+jwt'), { code: 'malformed', rule: 'typ' })
  t.throws(() => Object.assign(read(), { alg: 'none' }), TypeError, 'what is remembered cannot be changed')
})

t.test('the header of a JWE', async (t) => {
  const epk = { kty: 'EC', crv: 'P-256', x, y: x }
  const okp = { kty: 'OKP', crv: 'X25519', x }
  const good = {
    alg: 'ECDH-ES',
    enc: 'A256GCM',
    kid,
    epk,
    typ: 'juxta-message+jwe',
    cty: 'juxta-bundle+json',
    iss: 'XA',
    aud: 'XB',
  }
  const short = randomBytes(31).toString('base64url')
  const refused = (epk: unknown, pointer = '/epk'): Variation => [{ epk }, 'algorithm-refused', 'epk', pointer]
  refuses(t, 'juxta-message+jwe', good, [
    ...['ES256', 'RSA-OAEP', 'dir', 'PBES2-HS256+A128KW', 'ECDH-1PU'].map((alg): Variation => [
      { alg },
      'algorithm-refused',
      'alg',
      '/alg',
    ]),
    [{ enc: 'A128CBC-HS256' }, 'algorithm-refused', 'enc', '/enc'],
    [{ enc: 'A128GCM' }, 'algorithm-refused', 'enc', '/enc'],
    [{ cty: 'JWT' }, 'malformed', 'cty', '/cty'],
    [{ iss: 7 }, 'malformed', 'replicated-claims', '/iss'],
    [{ aud: 7 }, 'malformed', 'replicated-claims', '/iss'],
    refused('x'),
    refused([]),
    refused({ ...epk, crv: 'P-384' }, '/epk/crv'),
    refused({ ...epk, kty: 'OKP' }, '/epk/crv'),
    refused({ ...okp, kty: 'EC' }, '/epk/crv'),
    refused({ ...epk, d: x }),
    refused({ ...okp, y: x }),
    refused({ kty: 'EC', crv: 'P-256', x }),
    refused({ ...epk, x: short }, '/epk/x'),
    refused({ ...epk, y: short }, '/epk/y'),
    refused({ ...epk, y: 7 }, '/epk/y'),
  ])
  t.doesNotThrow(() => checkHeader({ ...good, epk: okp, alg: 'ECDH-ES+A256KW' }, 'juxta-message+jwe'))
})
