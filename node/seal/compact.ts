/**
 * The strict compact syntax of JWS (RFC 7515 §7.1) and JWE (RFC 7516 §7.1), and the closed list of algorithms and header members. All input is
 * attacker-controlled and is read here before any library sees it: exactly the members of the wire format, nothing else, in canonical base64url.
 */
import { JuxtaError } from '../values/errors.ts'
import { parseStrictJson, strictBase64url } from '../values/json.ts'
import { isObject } from '../values/members.ts'

export const SIGNATURE_ALGORITHMS = ['ES256', 'Ed25519'] as const
export const KEY_AGREEMENTS = ['ECDH-ES+A256KW', 'ECDH-ES'] as const
export const CONTENT_ENCRYPTION = 'A256GCM'

type Header = Readonly<Record<string, unknown>>

/** Members of each protected header; `true` where it must be there. */
const MEMBERS = {
  'juxta-message+jwe': { alg: true, enc: true, kid: true, epk: true, typ: true, cty: true, iss: true, aud: true },
  'juxta-manifest+jwt': { alg: true, typ: true, kid: true, 'x5t#S256': true, iat: true },
  'secevent+jwt': { alg: true, typ: true, kid: true, 'x5t#S256': true, iat: true },
  'juxta-identity+jwt': { alg: true, typ: true, kid: true },
  'juxta-node+jwt': { alg: true, typ: true, kid: true },
  'juxta-invite+jwt': { alg: true, typ: true, kid: true },
  'juxta-agreement+jwt': { alg: true, typ: true, kid: true },
  'juxta-finding+jwt': { alg: true, typ: true, kid: true },
  'juxta-inspection+jwt': { alg: true, typ: true, kid: true },
} as const satisfies Record<string, Record<string, boolean>>

export type Typ = keyof typeof MEMBERS

/** What was read strictly: its header, and each segment as it came and as bytes. */
export type Compact = {
  readonly text: string
  readonly header: Header
  readonly segments: readonly string[]
  readonly bytes: readonly Buffer[]
}

const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/
// Members that no header of ours has and that change what a library does: named apart, because their presence is an attack, not a mistake.
const DANGEROUS = ['crit', 'b64', 'zip', 'jwk', 'jku', 'x5u', 'x5c', 'x5t', 'p2s', 'p2c', 'apu', 'apv', 'iv', 'tag']

const malformed = (message: string, rule: string, pointer?: string): JuxtaError =>
  new JuxtaError('malformed', message, { rule, ...(pointer === undefined ? {} : { pointer }) })
const refused = (message: string, rule: string, pointer: string): JuxtaError =>
  new JuxtaError('algorithm-refused', message, { rule, pointer })

/** Headers of JWS that are remembered, and how long their text may be. */
const [REMEMBERED, LONGEST] = [256, 512]
const remembered = new Map<string, Header>()
/** What each of those was judged to be a header of. */
const judged = new WeakMap<Header, Typ>()

/** The header that a segment says. Whoever signs much in one second with one key begins it all with the same text, which is read and judged once; no signature is. */
function headerOf(kind: 'JWS' | 'JWE', segment: string, bytes: Buffer): Header {
  const known = kind === 'JWS' ? remembered.get(segment) : undefined
  if (known) return known
  const header = parseStrictJson(bytes, { maxDepth: 8 })
  if (!isObject(header)) throw malformed('the header is not an object', 'header')
  if (kind === 'JWS' && segment.length <= LONGEST) {
    if (remembered.size >= REMEMBERED) remembered.clear()
    // A text of its own: the segment would keep all that it is a piece of.
    remembered.set(bytes.toString('base64url'), Object.freeze(header))
  }
  return header
}

/** Splits a compact serialisation and reads its header, without judging it. Fails with `malformed`. */
export function readCompact(text: string, kind: 'JWS' | 'JWE'): Compact {
  const segments = text.split('.')
  const wanted = kind === 'JWS' ? 3 : 5
  if (segments.length !== wanted)
    throw malformed(`a compact ${kind} has ${wanted} segments, this has ${segments.length}`, 'segments')
  const bytes = segments.map((segment, i) => {
    // With ECDH-ES the encrypted key is empty (RFC 7518 §4.6); nothing else may be.
    if (segment === '' && !(kind === 'JWE' && i === 1))
      throw malformed(`segment ${i} of the ${kind} is empty`, 'base64url')
    return strictBase64url(segment)
  })
  return { text, header: headerOf(kind, segments[0]!, bytes[0]!), segments, bytes }
}

/** Judges the header of a JWS or JWE of type `typ`. Fails with `malformed` (typ) or `algorithm-refused` (all else). */
export function checkHeader(header: Header, typ: Typ): void {
  if (judged.get(header) === typ) return
  if (header['typ'] !== typ) throw malformed(`typ is not ${typ}`, 'typ', '/typ')
  const sealed = typ === 'juxta-message+jwe'
  const algorithms: readonly string[] = sealed ? KEY_AGREEMENTS : SIGNATURE_ALGORITHMS
  if (typeof header['alg'] !== 'string' || !algorithms.includes(header['alg']))
    throw refused(`alg must be one of ${algorithms.join(', ')}`, 'alg', '/alg')
  for (const name of DANGEROUS)
    if (Object.hasOwn(header, name)) throw refused(`the header member ${name} is not accepted`, name, `/${name}`)
  const members: Readonly<Record<string, boolean>> = MEMBERS[typ]
  for (const name of Object.keys(header))
    if (!Object.hasOwn(members, name))
      throw refused(`the header member ${name.slice(0, 32)} is not accepted`, 'closed', `/${name}`)
  for (const name of Object.keys(members))
    if (!Object.hasOwn(header, name)) throw refused(`the header member ${name} is missing`, 'required', `/${name}`)
  if (typeof header['kid'] !== 'string' || !THUMBPRINT.test(header['kid']))
    throw refused('kid must be an RFC 7638 thumbprint', 'kid', '/kid')
  if (sealed) checkSealedHeader(header)
  else if (Object.isFrozen(header)) judged.set(header, typ)
}

/** What has a second signature. */
export type SecondTyp = 'juxta-manifest+jwt' | 'secevent+jwt'
const SECOND = ['alg', 'typ', 'kid', 'iat']

/** Judges the header of a second signature of a JWS of type `typ`: exactly `alg` (ML-DSA-65), `typ`, `kid` and `iat`. Fails as `checkHeader`. */
export function checkSecondHeader(header: Header, typ: unknown): void {
  const { typ: said, kid } = header
  if (said !== typ) throw malformed('typ is not that of the first signature', 'typ', '/typ')
  if (header['alg'] !== 'ML-DSA-65') throw refused('alg must be ML-DSA-65', 'alg', '/alg')
  for (const name of Object.keys(header))
    if (!SECOND.includes(name))
      throw refused(`the header member ${name.slice(0, 32)} is not accepted`, 'closed', `/${name}`)
  if (typeof kid !== 'string' || !THUMBPRINT.test(kid))
    throw refused('kid must be an RFC 7638 thumbprint', 'kid', '/kid')
  if (!Number.isSafeInteger(header['iat'])) throw malformed('iat must be in the header', 'iat', '/iat')
}

function checkSealedHeader(header: Header): void {
  if (header['enc'] !== CONTENT_ENCRYPTION) throw refused(`enc must be ${CONTENT_ENCRYPTION}`, 'enc', '/enc')
  if (header['cty'] !== 'juxta-bundle+json') throw malformed('cty is not juxta-bundle+json', 'cty', '/cty')
  if (typeof header['iss'] !== 'string' || typeof header['aud'] !== 'string')
    throw malformed('iss and aud must be in the header', 'replicated-claims', '/iss')
  const epk = header['epk']
  if (!isObject(epk)) throw refused('epk must be a JWK', 'epk', '/epk')
  const wanted =
    epk['crv'] === 'P-256' ? ['kty', 'crv', 'x', 'y'] : epk['crv'] === 'X25519' ? ['kty', 'crv', 'x'] : null
  const kty = epk['crv'] === 'P-256' ? 'EC' : 'OKP'
  if (!wanted || epk['kty'] !== kty) throw refused('epk must be on P-256 or X25519', 'epk', '/epk/crv')
  const names = Object.keys(epk)
  if (names.length !== wanted.length || !wanted.every((n) => names.includes(n)))
    throw refused('epk has other members than a public key', 'epk', '/epk')
  for (const name of ['x', 'y'])
    if (Object.hasOwn(epk, name)) {
      const value = epk[name]
      if (typeof value !== 'string' || strictBase64url(value, `/epk/${name}`).length !== 32)
        throw refused('epk is not a key of 32-byte coordinates', 'epk', `/epk/${name}`)
    }
}
