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

/** An algorithm key pair (RFC 9964 §3): the raw public key of ML-DSA-65. */
export type AkpJwk = { readonly kty: 'AKP'; readonly alg: 'ML-DSA-65'; readonly pub: string }

export type IdentityKey = Validity & {
  readonly kid: string
  readonly use: 'sig' | 'enc'
  readonly alg: 'ES256' | 'Ed25519' | 'ECDH-ES+A256KW'
  readonly jwk: PublicJwk
  /** Certificate of a signing key, base64 DER (RFC 7517 §4.7), whose SHA-256 is the `x5t#S256` of manifests. */
  readonly x5c?: readonly string[]
}

/** A key of second signatures (message/second.ts). A use of its own, so that nothing that looks for a signing key ever takes it for one. */
export type SecondKey = Validity & {
  readonly kid: string
  readonly use: 'second'
  readonly alg: 'ML-DSA-65'
  readonly jwk: AkpJwk
  readonly x5c?: undefined
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
  readonly keys: readonly (IdentityKey | SecondKey)[]
  /** Verifier keys of C2SP signed notes. */
  readonly log: { readonly origin: string; readonly vkey: string }
  /** `more`: ML-DSA-44 keys (type 06) of the same name, by which it cosigns beside `vkey`. */
  readonly witness: { readonly name: string; readonly vkey: string; readonly more?: readonly string[] }
}

type AnyKey = IdentityKey | SecondKey
/** What signs manifests, receipts and events by itself. */
export const isSigning = (key: AnyKey): key is IdentityKey => key.use === 'sig'
export const isEncryption = (key: AnyKey): key is IdentityKey => key.use === 'enc'
export const isSecond = (key: AnyKey): key is SecondKey => key.use === 'second'

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

const isMlDsa65 = (v: unknown): v is string =>
  typeof v === 'string' && /^[A-Za-z0-9_-]{2603}$/.test(v) && Buffer.from(v, 'base64url').toString('base64url') === v

function parseAkpJwk(value: unknown, pointer: string): AkpJwk {
  const m = new Members(value, pointer)
  const jwk = {
    kty: m.required('kty', oneOf('AKP'), 'AKP'),
    alg: m.required('alg', oneOf('ML-DSA-65'), 'ML-DSA-65'),
    pub: m.required('pub', isMlDsa65, '1952 bytes in base64url'),
  }
  m.close()
  return jwk
}

/** Of one kind: TLS keys, signing keys, encryption keys, keys of second signatures. */
export const MAX_KEYS = 32
/** ML-DSA-44 keys of a witness: the one in use, and those that it followed. */
export const MAX_WITNESS_KEYS = 4

/** Of each key on one of these curves. */
export const KEY_BITS = 256

/** What an algorithm is for, and on which curves. */
const FITTING: Readonly<Record<IdentityKey['alg'], { uses: readonly string[]; curves: readonly string[] }>> = {
  ES256: { uses: ['sig'], curves: ['P-256'] },
  Ed25519: { uses: ['sig'], curves: ['Ed25519'] },
  'ECDH-ES+A256KW': { uses: ['enc'], curves: ['P-256', 'X25519'] },
}

const fits = ({ use, alg, jwk }: IdentityKey): boolean =>
  FITTING[alg].uses.includes(use) && FITTING[alg].curves.includes(jwk.crv)

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

const ORIGIN = 'a name of small letters, digits and . _ ~ : / -'

function parseLog(value: unknown): Identity['log'] {
  const m = new Members(value, '/log')
  const log = {
    origin: m.required('origin', isOrigin, ORIGIN),
    vkey: m.required('vkey', isText(400), 'a verifier key'),
  }
  m.close()
  return log
}

const isKeysOfWitness = (v: unknown): v is string[] =>
  Array.isArray(v) &&
  v.length > 0 &&
  v.length <= MAX_WITNESS_KEYS &&
  v.every(isText(3000)) &&
  new Set(v).size === v.length

function parseWitness(value: unknown): Identity['witness'] {
  const m = new Members(value, '/witness')
  const name = m.required('name', isOrigin, ORIGIN)
  const vkey = m.required('vkey', isText(400), 'a verifier key')
  const more = m.optional('more', isKeysOfWitness, `1 to ${MAX_WITNESS_KEYS} verifier keys, none twice`)
  m.close()
  return { name, vkey, ...(more === undefined ? {} : { more }) }
}

function parseKey(value: unknown, i: number): IdentityKey | SecondKey {
  const e = new Members(value, `/keys/${i}`)
  const kid = e.required('kid', isText(64), 'a thumbprint')
  const use = e.required('use', oneOf('sig', 'enc', 'second'), 'sig, enc or second')
  const jwk = e.required('jwk', isObject, 'a JWK')
  const x5c = use === 'second' ? undefined : e.optional('x5c', isCertificates, '1 to 8 certificates')
  const read: IdentityKey | SecondKey =
    use === 'second'
      ? {
          ...{ kid, use, alg: e.required('alg', oneOf('ML-DSA-65'), 'ML-DSA-65') },
          ...{ jwk: parseAkpJwk(jwk, `/keys/${i}/jwk`), ...validity(e) },
        }
      : {
          ...{ kid, use, alg: e.required('alg', oneOf('ES256', 'Ed25519', 'ECDH-ES+A256KW'), 'of the closed list') },
          ...{ jwk: parsePublicJwk(jwk, `/keys/${i}/jwk`), ...(x5c === undefined ? {} : { x5c }), ...validity(e) },
        }
  e.close()
  return read
}

/** Claims of an attacker-controlled identity. Fails with `malformed` or `identity-invalid` and a pointer. */
export function parseIdentity(value: unknown): Identity {
  const m = new Members(value)
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
    keys: m.required('keys', isArray, 'an array').map(parseKey),
    log: parseLog(m.required('log', isObject, 'an object')),
    witness: parseWitness(m.required('witness', isObject, 'an object')),
  }
  m.close()
  const { tls, keys } = identity
  checkEntries(
    'tls',
    tls.map((k) => k.spki),
  )
  for (const use of ['sig', 'enc', 'second'] as const)
    checkEntries(
      'keys',
      keys.filter((k) => k.use === use).map((k) => k.kid),
    )
  checkEntries(
    'keys',
    keys.map((k) => k.kid),
    3 * MAX_KEYS,
  )
  for (const [i, key] of keys.entries())
    if (key.use !== 'second' && !fits(key))
      throw new JuxtaError('identity-invalid', `${key.alg} is not for this use or curve`, {
        pointer: `/keys/${i}/alg`,
        rule: 'algorithm',
      })
  return identity
}

/** Whether a key counts at `at` (seconds) when it is first seen at `now` (seconds). */
export const keyCounts = (key: Validity, at: number, now: number): boolean =>
  key.from <= at && at < key.until && (key.revoked_at === undefined || now < key.revoked_at)
