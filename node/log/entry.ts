/** A leaf of the message log: canonical JSON that commits to an object without telling anybody what it is. */
import { hash } from 'node:crypto'
import { JuxtaError } from '../values/errors.ts'
import { isCountry, type Country } from '../values/country.ts'
import { digestOf, isDigest, sha256, type Digest } from '../values/digest.ts'
import { canonicalJson, parseStrictJson } from '../values/json.ts'
import { Members } from '../values/members.ts'
import { isString } from '../values/text.ts'

/** What a leaf records; the class of its commitment follows from it, so that both countries log the same `c` for the same thing. */
const CLASS = {
  sent: 'message',
  received: 'message',
  'receipt-issued': 'receipt',
  'receipt-received': 'receipt',
  refused: 'set',
  event: 'set',
  key: 'key',
  agreement: 'agreement',
  timestamp: 'timestamp',
  'peer-checkpoint': 'peer-checkpoint',
  shard: 'shard',
  erased: 'erased',
  operator: 'operator',
} as const

export type LeafKind = keyof typeof CLASS
export const isLeafKind = (v: unknown): v is LeafKind => typeof v === 'string' && Object.hasOwn(CLASS, v)
export const classOf = (kind: LeafKind): string => CLASS[kind]

export type Leaf = { readonly kind: LeafKind; readonly peer: Country; readonly mid: string; readonly c: Digest }

export const MAX_LEAF_BYTES = 256

/** `SHA-256("juxta-commit-v1\0" ‖ class ‖ "\0" ‖ salt ‖ SHA-256(object))`. */
export const commitment = (kind: LeafKind, salt: Uint8Array, object: Uint8Array | string): Digest =>
  digestOf('juxta-commit-v1\0', CLASS[kind], '\0', salt, sha256(object))

/** The bytes of a leaf: RFC 8785 JSON with members c, kind, mid, peer, v. `mid` is 16 random bytes in base64url. */
export function encodeLeaf(leaf: { kind: string; peer: string; mid: string; c: string }): Buffer {
  const data = Buffer.from(canonicalJson({ c: leaf.c, kind: leaf.kind, mid: leaf.mid, peer: leaf.peer, v: 1 }))
  if (data.length > MAX_LEAF_BYTES) throw new JuxtaError('internal', `a leaf is longer than ${MAX_LEAF_BYTES} bytes`)
  return data
}

const isMid = (v: unknown): v is string => typeof v === 'string' && /^[A-Za-z0-9_-]{21}[AQgw]$/.test(v)

/** Reads an attacker-controlled leaf; only its canonical form is accepted. Fails with `log-invalid`. */
export function parseLeaf(data: Uint8Array | string): Leaf {
  try {
    const text = typeof data === 'string' ? data : Buffer.from(data).toString('utf8')
    if (Buffer.byteLength(text) > MAX_LEAF_BYTES) throw new JuxtaError('log-invalid', 'the leaf is too long')
    const m = new Members(parseStrictJson(text))
    m.required('v', (v): v is number => v === 1, '1')
    const leaf: Leaf = {
      kind: m.required('kind', isLeafKind, 'a kind of leaf'),
      peer: m.required('peer', isCountry, 'a country code'),
      mid: m.required('mid', isMid, '16 bytes in base64url'),
      c: m.required('c', isDigest, 'a sha-256 digest'),
    }
    m.close()
    if (encodeLeaf(leaf).toString('utf8') !== text || !isString(text))
      throw new JuxtaError('log-invalid', 'the leaf is not in its canonical form')
    return leaf
  } catch (cause) {
    if (cause instanceof JuxtaError && cause.code === 'log-invalid') throw cause
    throw new JuxtaError('log-invalid', 'the leaf is not one of this format', { cause })
  }
}

const LEAF_PREFIX = Buffer.from([0])

/** RFC 6962 §2.1: `SHA-256(0x00 ‖ data)`. */
export const leafHash = (data: Uint8Array): Buffer => hash('sha256', Buffer.concat([LEAF_PREFIX, data]), 'buffer')
