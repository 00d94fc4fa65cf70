/** The identity of a country's node: its keys, each with the time from which and until which it counts, signed by an offline identity key. */
import { JuxtaError } from '../values/errors.ts'
import { isCountry, type Country } from '../values/country.ts'
import { isDigest, type Digest } from '../values/digest.ts'
import { isArray, isObject, Members, oneOf } from '../values/members.ts'
import { isPlain, isText } from '../values/text.ts'
import { isSeconds } from '../values/time.ts'

/** Seconds since 1970. A message first received after `revoked_at` is refused whatever its `iat` says. */
export type Validity = { readonly from: number; readonly until: number; readonly revoked_at?: number }

export type PublicJwk = {
  readonly kty: 'EC' | 'OKP'
  readonly crv: 'P-256' | 'Ed25519' | 'X25519'
  readonly x: string
  readonly y?: string
}

export type IdentityKey = Validity & {
  readonly kid: string
  readonly use: 'sig' | 'enc'
  readonly alg: 'ES256' | 'Ed25519' | 'ECDH-ES+A256KW'
  readonly jwk: PublicJwk
  /** Certificate of a signing key, base64 DER (RFC 7517 §4.7), whose SHA-256 is the `x5t#S256` of manifests. */
  readonly x5c?: readonly string[]
}

export type Identity = {
  readonly version: number
  /** Digest of the signing input of the version before; null for the first. */
  readonly prev: Digest | null
  readonly country: Country
  readonly name: string
  readonly issued_at: number
  /** SHA-256 of the SubjectPublicKeyInfo of each TLS key. */
  readonly tls: readonly (Validity & { readonly spki: Digest })[]
  readonly keys: readonly IdentityKey[]
  /** Verifier keys of C2SP signed notes. */
  readonly log: { readonly origin: string; readonly vkey: string }
  readonly witness: { readonly name: string; readonly vkey: string }
}

const isPositive = (v: unknown): v is number => Number.isSafeInteger(v) && (v as number) > 0

function validity(m: Members): Validity {
  const revoked_at = m.optional('revoked_at', isSeconds, 'seconds since 1970')
  const from = m.required('from', isSeconds, 'seconds since 1970')
  return {
    from,
    until: m.required('until', (v): v is number => isSeconds(v) && v > from, 'seconds since 1970, after from'),
    ...(revoked_at === undefined ? {} : { revoked_at }),
  }
}

const COORDINATE = (v: unknown): v is string => typeof v === 'string' && /^[A-Za-z0-9_-]{43}$/.test(v)

export function parsePublicJwk(value: unknown, pointer: string): PublicJwk {
  const m = new Members(value, pointer)
  const kty = m.required('kty', oneOf('EC', 'OKP'), 'EC or OKP')
  const crv = m.required('crv', oneOf('P-256', 'Ed25519', 'X25519'), 'P-256, Ed25519 or X25519')
  const x = m.required('x', COORDINATE, '32 bytes in base64url')
  const y = m.optional('y', COORDINATE, '32 bytes in base64url')
  m.close()
  if ((kty === 'EC') !== (crv === 'P-256') || (kty === 'EC') !== (y !== undefined))
    throw new JuxtaError('identity-invalid', 'the key type and the curve do not fit', { pointer, rule: 'curve' })
  return { kty, crv, x, ...(y === undefined ? {} : { y }) }
}

/** Of one kind: TLS keys, signing keys, encryption keys. */
export const MAX_KEYS = 32

/** What an algorithm is for, and on which curves. */
const FITTING: Readonly<Record<IdentityKey['alg'], { uses: readonly string[]; curves: readonly string[] }>> = {
  ES256: { uses: ['sig'], curves: ['P-256'] },
  Ed25519: { uses: ['sig'], curves: ['Ed25519'] },
  'ECDH-ES+A256KW': { uses: ['enc'], curves: ['P-256', 'X25519'] },
}

/** A name that is shown to people: nothing in it moves what is beside it. */
const isName = (v: unknown): v is string => isText(200)(v) && isPlain(v)

/** A log or a witness, as it stands in lines of notes and beside those of other countries: in no two ways that look alike. */
const isOrigin = (v: unknown): v is string => typeof v === 'string' && /^[a-z0-9][a-z0-9._~:/-]{0,199}$/.test(v)

const isCertificates = (v: unknown): v is string[] =>
  Array.isArray(v) && v.length > 0 && v.length <= 8 && v.every(isText(20_000))

/** Fails with `identity-invalid` where there are more keys of a kind than may be, or one stands twice. */
function checkEntries(what: string, ids: readonly string[], most = MAX_KEYS): void {
  const wrong = (why: string, rule: string): JuxtaError =>
    new JuxtaError('identity-invalid', why, { pointer: `/${what}`, rule })
  if (ids.length > most) throw wrong(`more than ${MAX_KEYS} keys of a kind`, 'too-many')
  if (new Set(ids).size < ids.length) throw wrong('a key stands twice', 'twice')
}

/** Claims of an attacker-controlled identity. Fails with `malformed` or `identity-invalid` and a pointer. */
export function parseIdentity(value: unknown): Identity {
  const m = new Members(value)
  const named = <A extends string, B extends string>(name: string, a: A, b: B): Record<A | B, string> => {
    const inner = new Members(m.required(name, isObject, 'an object'), `/${name}`)
    const read = {
      [a]: inner.required(a, isOrigin, 'a name of small letters, digits and . _ ~ : / -'),
      [b]: inner.required(b, isText(400), 'a verifier key'),
    } as Record<A | B, string>
    inner.close()
    return read
  }
  const identity: Identity = {
    version: m.required('version', isPositive, 'a version from 1'),
    prev: m.required('prev', (v): v is Digest | null => v === null || isDigest(v), 'a digest or null'),
    country: m.required('country', isCountry, 'a country code'),
    name: m.required('name', isName, 'a name'),
    issued_at: m.required('issued_at', isSeconds, 'seconds since 1970'),
    tls: m.required('tls', isArray, 'an array').map((entry, i) => {
      const e = new Members(entry, `/tls/${i}`)
      const read = { spki: e.required('spki', isDigest, 'a digest'), ...validity(e) }
      e.close()
      return read
    }),
    keys: m.required('keys', isArray, 'an array').map((entry, i) => {
      const e = new Members(entry, `/keys/${i}`)
      const x5c = e.optional('x5c', isCertificates, '1 to 8 certificates')
      const read: IdentityKey = {
        kid: e.required('kid', isText(64), 'a thumbprint'),
        use: e.required('use', oneOf('sig', 'enc'), 'sig or enc'),
        alg: e.required('alg', oneOf('ES256', 'Ed25519', 'ECDH-ES+A256KW'), 'an algorithm of the closed list'),
        jwk: parsePublicJwk(e.required('jwk', isObject, 'a JWK'), `/keys/${i}/jwk`),
        ...(x5c === undefined ? {} : { x5c }),
        ...validity(e),
      }
      e.close()
      return read
    }),
    log: named('log', 'origin', 'vkey'),
    witness: named('witness', 'name', 'vkey'),
  }
  m.close()
  const { tls, keys } = identity
  checkEntries(
    'tls',
    tls.map((k) => k.spki),
  )
  for (const use of ['sig', 'enc'] as const)
    checkEntries(
      'keys',
      keys.filter((k) => k.use === use).map((k) => k.kid),
    )
  checkEntries(
    'keys',
    keys.map((k) => k.kid),
    2 * MAX_KEYS,
  )
  for (const [i, { use, alg, jwk }] of keys.entries())
    if (!FITTING[alg].uses.includes(use) || !FITTING[alg].curves.includes(jwk.crv))
      throw new JuxtaError('identity-invalid', `${alg} is not for this use or curve`, {
        pointer: `/keys/${i}/alg`,
        rule: 'algorithm',
      })
  return identity
}

/** Whether a key counts at `at` (seconds) when it is first seen at `now` (seconds). */
export const keyCounts = (key: Validity, at: number, now: number): boolean =>
  key.from <= at && at < key.until && (key.revoked_at === undefined || now < key.revoked_at)
