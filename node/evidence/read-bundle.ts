/** Reading an evidence bundle, which whoever made it may have written by hand: every member is named, typed and bounded before anything is believed. */
import { isCountry } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import { isMessageId } from '../values/id.ts'
import { parseStrictJson, strictBase64url } from '../values/json.ts'
import { isArray, isCount, isObject, Members, oneOf } from '../values/members.ts'
import { isPlain, isString, isText } from '../values/text.ts'
import { isSeconds } from '../values/time.ts'
import type { BundlePart } from '../message/bundle.ts'
import { isPartId } from '../message/manifest.ts'
import { MAX_LEAF_BYTES } from '../log/entry.ts'
import { HASH_BYTES } from '../log/merkle.ts'
import { strictBase64 } from '../log/note.ts'
import { MAX_PROOF_HASHES } from '../log/proof.ts'
import { readAuditProof } from '../operate/audit-proof.ts'
import {
  EVIDENCE_FORMAT,
  MAX_EVIDENCE_BYTES,
  RECORD_KINDS,
  type AgreementEvidence,
  type Before,
  type Evidence,
  type LogEvidence,
  type Made,
  type ProvenLeaf,
  type Subject,
} from './bundle.ts'

const MAX_JWS = 2_000_000
const MAX_DER = 400_000
/** A list of what an authority has withdrawn may be long. */
const MAX_CRL = 8_000_000
const isComponent = (v: unknown): v is string => isText(MAX_CRL)(v) && /^[A-Za-z0-9_-]+$/.test(v)

const isSubject = (v: unknown): v is Subject =>
  typeof v === 'string' && /^(manifest|receipt|agreement|(events|timestamps|records)\/(0|[1-9][0-9]{0,3}))$/.test(v)
const isSigned = oneOf('manifest', 'receipt')
const isJws = isText(MAX_JWS)
const isVersion = (v: unknown): v is string => isText(100)(v) && isPlain(v)
const list =
  (max: number) =>
  (v: unknown): v is unknown[] =>
    isArray(v) && v.length <= max
const texts =
  (max: number) =>
  (v: unknown): v is string[] =>
    list(max)(v) && v.every(isJws)

const components = (v: unknown): v is string[] => list(100)(v) && v.every(isComponent)

/** Reads the closed object at `pointer`. */
function closed<T>(value: unknown, pointer: string, read: (m: Members, pointer: string) => T): T {
  const m = new Members(value, pointer)
  const result = read(m, pointer)
  m.close()
  return result
}

/** Reads each entry of a list of closed objects. */
const closedEach = <T>(values: readonly unknown[], pointer: string, read: (m: Members, pointer: string) => T): T[] =>
  values.map((value, i) => closed(value, `${pointer}/${i}`, read))

function fromBase64(text: string, pointer: string): Buffer {
  const bytes = strictBase64(text)
  if (!bytes) throw new JuxtaError('malformed', `${pointer} is not canonical base64`, { pointer, rule: 'base64' })
  return bytes
}

const readDer = (m: Members, name: string, max = MAX_DER): Buffer =>
  fromBase64(m.required(name, isText(max), 'base64'), m.at(name))

const readProof = (m: Members): Buffer[] =>
  m.required('proof', texts(MAX_PROOF_HASHES), 'hashes in base64').map((text, i) => {
    const pointer = `${m.at('proof')}/${i}`
    const hash = fromBase64(text, pointer)
    if (hash.length !== HASH_BYTES) throw new JuxtaError('malformed', 'a hash is 32 bytes', { pointer, rule: 'length' })
    return hash
  })

const readNote = (m: Members): string => m.required('checkpoint', isText(1_000_000), 'a signed checkpoint')

function readLeaf(m: Members, pointer: string): ProvenLeaf {
  const salt = m.optional('salt', isText(200), 'base64url')
  return {
    of: m.required('of', isSubject, 'manifest, receipt, agreement, events/N, timestamps/N or records/N'),
    index: m.required('index', isCount, 'an index'),
    leaf: m.required('leaf', isText(MAX_LEAF_BYTES), 'a leaf'),
    proof: readProof(m),
    ...(salt === undefined ? {} : { salt: strictBase64url(salt, `${pointer}/salt`) }),
  }
}

function readLog(m: Members, pointer: string): LogEvidence {
  const before = m.optional('before', isObject, 'an object')
  return {
    checkpoint: readNote(m),
    ...(before && {
      before: closed(before, `${pointer}/before`, (b): Before => ({ checkpoint: readNote(b), proof: readProof(b) })),
    }),
    leaves: closedEach(m.required('leaves', list(1000), 'a list of leaves'), `${pointer}/leaves`, readLeaf),
  }
}

const readMade = (m: Members): Made => ({
  by: m.required('by', isCountry, 'a country code'),
  at: m.required('at', isSeconds, 'seconds since 1970'),
  version: m.required('version', isVersion, 'a version'),
})

const isPair = (v: unknown): v is [string, string] => texts(2)(v) && v.length === 2
const readAgreement = (m: Members): AgreementEvidence => ({
  text: m.required('text', isText(100_000), 'the agreement as it was hashed'),
  signatures: m.required('signatures', isPair, 'the JWS of both parties'),
})

const readPart = (m: Members, pointer: string): BundlePart => ({
  salt: strictBase64url(m.required('salt', isText(200), 'base64url'), `${pointer}/salt`),
  bytes: strictBase64url(m.required('data', isString, 'base64url'), `${pointer}/data`),
})

function readParts(parts: Record<string, unknown>): ReadonlyMap<string, BundlePart> {
  for (const id of Object.keys(parts))
    if (!isPartId(id))
      throw new JuxtaError('malformed', 'a part has an id that is not allowed', { pointer: '/parts', rule: 'part-id' })
  return new Map(Object.entries(parts).map(([id, part]) => [id, closed(part, `/parts/${id}`, readPart)]))
}

/** What a bundle need not have; a member that is absent stays so. */
function readOptional(
  m: Members,
): Pick<Evidence, 'second' | 'audit' | 'certificates' | 'signatureTimestamps' | 'parts'> {
  const second = m.optional('second', list(4), 'a list of second signatures')
  const audit = m.optional('audit', list(1000), 'a list of proofs of records')
  const certificates = m.optional('certificates', isObject, 'an object')
  const stamps = m.optional('signature_timestamps', list(2), 'what is unsigned of manifest and receipt')
  const parts = m.optional('parts', isObject, 'an object')
  return {
    ...(second && {
      second: closedEach(second, '/second', (s) => ({
        of: s.required('of', isSigned, 'manifest or receipt'),
        jws: s.required('jws', isJws, 'a JWS'),
      })),
    }),
    ...(audit && { audit: audit.map((proof) => readAuditProof(proof)) }),
    ...(certificates && {
      certificates: closed(certificates, '/certificates', (c) => ({
        revocation: closedEach(c.required('revocation', list(100), 'a list'), '/certificates/revocation', (r) => ({
          type: r.required('type', oneOf('crl', 'ocsp'), 'crl or ocsp'),
          der: readDer(r, 'der', MAX_CRL),
        })),
      })),
    }),
    ...(stamps && {
      signatureTimestamps: closedEach(stamps, '/signature_timestamps', (s) => ({
        of: s.required('of', isSigned, 'manifest or receipt'),
        etsiU: s.required('etsiU', components, 'components in base64url'),
      })),
    }),
    ...(parts && { parts: readParts(parts) }),
  }
}

const orNull =
  <T>(accept: (v: unknown) => v is T) =>
  (v: unknown): v is T | null =>
    v === null || accept(v)

/** Reads an attacker-controlled bundle. Fails with `malformed` and a pointer; whether it proves anything is for `verifyEvidence`. */
export function parseEvidence(input: Uint8Array | string): Evidence {
  if (input.length > MAX_EVIDENCE_BYTES) throw new JuxtaError('too-large', 'the evidence bundle is too large')
  const m = new Members(parseStrictJson(input, { maxDepth: 8 }))
  m.required('format', (v): v is string => v === EVIDENCE_FORMAT, EVIDENCE_FORMAT)
  const saltText = m.required('salt', orNull(isText(200)), 'base64url or null')
  const salt = saltText === null ? null : strictBase64url(saltText, '/salt')
  if (salt && salt.length !== 32)
    throw new JuxtaError('malformed', 'the salt is 32 bytes', { pointer: '/salt', rule: 'length' })
  const logs = closedEach(m.required('logs', list(100), 'a list of logs'), '/logs', readLog)
  const isLog = (v: unknown): v is number => isCount(v) && v < logs.length
  const ofLog = 'the number of one of the logs'
  const agreement = m.required('agreement', orNull(isObject), 'an object or null')
  const evidence: Evidence = {
    made: closed(m.required('made', isObject, 'an object'), '/made', readMade),
    message: m.required('message', isMessageId, 'a message id'),
    manifest: m.required('manifest', orNull(isJws), 'a JWS or null') ?? '',
    salt,
    receipt: m.required('receipt', orNull(isJws), 'a JWS or null'),
    events: m.required('events', texts(1000), 'a list of JWS'),
    agreement: agreement && closed(agreement, '/agreement', readAgreement),
    identities: m.required('identities', texts(1000), 'a list of JWS'),
    logs,
    consistency: closedEach(m.required('consistency', list(200), 'a list of proofs'), '/consistency', (c) => ({
      from: c.required('from', isLog, ofLog),
      to: c.required('to', isLog, ofLog),
      proof: readProof(c),
    })),
    timestamps: closedEach(m.required('timestamps', list(100), 'a list of timestamps'), '/timestamps', (s) => ({
      log: s.required('log', isLog, ofLog),
      token: readDer(s, 'token'),
    })),
    records: closedEach(m.required('records', list(1000), 'a list of records'), '/records', (r) => ({
      kind: r.required('kind', oneOf(...RECORD_KINDS), `one of ${RECORD_KINDS.join(', ')}`),
      object: r.required('object', isText(MAX_JWS), 'the exact text'),
    })),
    ...readOptional(m),
  }
  m.close()
  const { manifest, receipt, events } = evidence
  if (manifest === '' && (salt !== null || receipt !== null || events.length > 0 || evidence.agreement !== null))
    throw new JuxtaError('malformed', 'a bundle without a manifest holds nothing that belongs to one', {
      pointer: '/manifest',
      rule: 'erased',
    })
  return evidence
}
