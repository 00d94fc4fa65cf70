/**
 * The unsigned half of a JAdES signature (ETSI TS 119 182-1 §5.3): timestamps over its signature value and over all that stands before them, and the
 * certificates and revocation data by which it can still be judged when their issuers are gone. Written as the `etsiU` array of flattened JSON serialisation,
 * each component base64url encoded, which is what its imprints are computed over.
 */
import { sha256 } from '../values/digest.ts'
import { JuxtaError } from '../values/errors.ts'
import { parseStrictJson, strictBase64url } from '../values/json.ts'
import { isArray, isObject, Members } from '../values/members.ts'
import { isText } from '../values/text.ts'
import { strictBase64 } from '../log/note.ts'
import type { Revocation } from './bundle.ts'

/** Certificates and revocation data, all DER. */
export type ValidationData = {
  readonly certificates: readonly Buffer[]
  readonly revocation: readonly Revocation[]
}

/** `sigTst`: a token over the signature value; `arcTst`: one over all before it; `tstVD`, `xVals`, `rVals`: what they are judged by. */
export type Component =
  | { readonly kind: 'sigTst' | 'arcTst'; readonly token: Buffer }
  | ({ readonly kind: 'xVals' | 'rVals' | 'tstVD' } & ValidationData)

const base64 = (der: Buffer): { val: string } => ({ val: der.toString('base64') })
const xVals = (certificates: readonly Buffer[]): object[] => certificates.map((der) => ({ x509Cert: base64(der) }))
function rVals(revocation: readonly Revocation[]): object {
  const of = (type: Revocation['type']): object[] => revocation.filter((r) => r.type === type).map((r) => base64(r.der))
  const [crls, ocsps] = [of('crl'), of('ocsp')]
  return { ...(crls.length > 0 && { crlVals: crls }), ...(ocsps.length > 0 && { ocspVals: ocsps }) }
}

const encode = (component: object): string => Buffer.from(JSON.stringify(component)).toString('base64url')
export const writeTimestamp = (kind: 'sigTst' | 'arcTst', token: Buffer): string =>
  encode({ [kind]: { tstTokens: [base64(token)] } })

/** `xVals` and `rVals` of a signature, as far as there are any. */
export const writeValues = ({ certificates, revocation }: ValidationData): string[] => [
  ...(certificates.length > 0 ? [encode({ xVals: xVals(certificates) })] : []),
  ...(revocation.length > 0 ? [encode({ rVals: rVals(revocation) })] : []),
]

/** `tstVD`: by what the timestamps before it are judged, once their authority is gone. */
export const writeTimestampValues = ({ certificates, revocation }: ValidationData): string[] =>
  certificates.length + revocation.length === 0
    ? []
    : [
        encode({
          tstVD: {
            ...(certificates.length > 0 && { xVals: xVals(certificates) }),
            ...(revocation.length > 0 && { rVals: rVals(revocation) }),
          },
        }),
      ]

/** What a `sigTst` dates (§5.3.4): the SHA-256 of the base64url text of the signature value. */
export const signatureImprint = (jws: string): Buffer => sha256(jws.slice(jws.lastIndexOf('.') + 1))

/** What an `arcTst` dates (§5.3.6.3): payload, protected header and signature value with a dot after each, then the components before it, one after the other. */
export function archiveImprint(jws: string, before: readonly string[]): Buffer {
  const [header, payload, signature] = jws.split('.')
  return sha256(`${payload}.${header}.${signature}.${before.join('')}`)
}

/** The signature with its unsigned half, in flattened JSON serialisation (RFC 7515 §7.2.2). */
export function writeJades(jws: string, etsiU: readonly string[]): string {
  const [header, payload, signature] = jws.split('.')
  return JSON.stringify({ payload, protected: header, header: { etsiU }, signature }, null, 1)
}

const MAX_VALUES = 100
const isValue = isText(8_000_000)
const isList = (v: unknown): v is unknown[] => isArray(v) && v.length <= MAX_VALUES

function readPkiObject(value: unknown, pointer: string): Buffer {
  const m = new Members(value, pointer)
  const der = strictBase64(m.required('val', isValue, 'DER in base64'))
  m.close()
  if (!der) throw new JuxtaError('malformed', 'val is not canonical base64', { pointer, rule: 'base64' })
  return der
}

const readCertificates = (value: unknown, pointer: string): Buffer[] => {
  if (!isList(value)) throw new JuxtaError('malformed', 'xVals is a list', { pointer, rule: 'type' })
  return value.map((one, i) => {
    const m = new Members(one, `${pointer}/${i}`)
    const der = readPkiObject(m.required('x509Cert', isObject, 'a certificate'), m.at('x509Cert'))
    m.close()
    return der
  })
}

function readRevocation(value: unknown, pointer: string): Revocation[] {
  const m = new Members(value, pointer)
  const of = (name: string, type: Revocation['type']): Revocation[] =>
    (m.optional(name, isList, 'a list') ?? []).map((one, i) => ({
      type,
      der: readPkiObject(one, `${m.at(name)}/${i}`),
    }))
  const revocation = [...of('crlVals', 'crl'), ...of('ocspVals', 'ocsp')]
  m.close()
  return revocation
}

function readToken(value: unknown, pointer: string): Buffer {
  const m = new Members(value, pointer)
  const tokens = m.required('tstTokens', isList, 'a list of tokens')
  m.close()
  if (tokens.length !== 1) throw new JuxtaError('malformed', 'a timestamp has one token', { pointer, rule: 'count' })
  return readPkiObject(tokens[0], `${pointer}/tstTokens/0`)
}

/** One attacker-controlled component of an `etsiU` array. Fails with `malformed`; other kinds than those written here are refused. */
export function readComponent(text: string, pointer: string): Component {
  const object = parseStrictJson(strictBase64url(text, pointer), { maxDepth: 8 })
  const members = isObject(object) ? Object.entries(object) : []
  const [kind, value] = members[0] ?? ['', null]
  if (members.length === 1)
    switch (kind) {
      case 'sigTst':
      case 'arcTst':
        return { kind, token: readToken(value, `${pointer}/${kind}`) }
      case 'xVals':
        return { kind, certificates: readCertificates(value, `${pointer}/xVals`), revocation: [] }
      case 'rVals':
        return { kind, certificates: [], revocation: readRevocation(value, `${pointer}/rVals`) }
      case 'tstVD': {
        const m = new Members(value, `${pointer}/tstVD`)
        const [x, r] = [m.optional('xVals', isList, 'a list'), m.optional('rVals', isObject, 'an object')]
        m.close()
        return {
          kind,
          certificates: x ? readCertificates(x, m.at('xVals')) : [],
          revocation: r ? readRevocation(r, m.at('rVals')) : [],
        }
      }
    }
  throw new JuxtaError('malformed', 'a component of etsiU is not of a known kind', { pointer, rule: 'etsiU' })
}
