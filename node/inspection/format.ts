/**
 * An inspection as files in one folder: `bundles/` (one evidence bundle a message), `leaves/` (the leaves of our log between two checkpoints, one a line),
 * `statement.json` (what was asked, and what the leaves amount to), `report.html`, `report.pdf`, and `manifest.json` with the SHA-256 of each of them, signed
 * in `manifest.jws`. All of it is attacker-controlled where it is read.
 */
import { isMessageId, type MessageId } from '../values/id.ts'
import { isCountry, type Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'
import { isArray, isBoolean, isCount, isObject, Members, oneOf } from '../values/members.ts'
import { isPlain, isText } from '../values/text.ts'
import { isSeconds } from '../values/time.ts'
import { strictBase64 } from '../log/note.ts'

export const INSPECTION_FORMAT = 'juxta-inspection@v1'
export const STATEMENT_FORMAT = 'juxta-inspection-statement@v1'
export const MANIFEST = 'manifest.json'
export const MANIFEST_JWS = 'manifest.jws'
export const STATEMENT = 'statement.json'
export const REPORT_HTML = 'report.html'
export const REPORT_PDF = 'report.pdf'

/** What is asked for. Times in seconds since 1970, `to` no longer in it; `procedure` null: all; `sample` null: none is drawn. */
export type Scope = {
  readonly peer: Country
  readonly from: number
  readonly to: number
  readonly procedure: string | null
  readonly sample: { readonly size: number; readonly seed: string; readonly seed_by: 'caller' | 'node' } | null
  /** Whether documents are in the bundles: of the sample where there is one, else of all. */
  readonly documents: boolean
}

/** `sha256`: in hexadecimal digits. */
export type PackageFile = { readonly path: string; readonly size: number; readonly sha256: string }

/** What `manifest.jws` signs, byte for byte what `manifest.json` holds. */
export type PackageManifest = {
  readonly format: typeof INSPECTION_FORMAT
  readonly id: MessageId
  /** Whose node made it, when, with which version, for which client of its API by which of its keys. */
  readonly iss: Country
  readonly iat: number
  readonly version: string
  readonly client: string
  readonly key: string
  readonly scope: Scope
  readonly files: readonly PackageFile[]
}

/** Leaves `first` (inclusive) to `end` (exclusive) of one log, and what shows that they are those. */
export type LeafRange = {
  readonly origin: string
  readonly shard: string
  readonly first: number
  readonly end: number
  /** The roots of the complete subtrees that make up the leaves before `first`, from left to right. */
  readonly edge: readonly Buffer[]
  /** Signed notes with their cosignatures, of sizes from `first` to `end`, ascending. */
  readonly checkpoints: readonly string[]
  /** Files of whole lines, one leaf each, in order. */
  readonly files: readonly string[]
  /** Of a later shard: what its first leaf commits to. */
  readonly opening: { readonly salt: Buffer; readonly object: string } | null
}

export type Direction = 'in' | 'out'
/** A message whose bundle is in the package, and where its leaf stands. */
export type ShownMessage = {
  readonly id: MessageId
  readonly file: string
  readonly origin: string
  readonly index: number
  readonly direction: Direction
  readonly procedure: string
  readonly type: string
  readonly sampled: boolean
}

/** Why a leaf of a message with this peer has no bundle here. */
export const REASONS = {
  'other-procedure': 'of a procedure that was not asked for',
  erased: 'erased when its retention had ended; the leaf is left',
  superseded: 'signed anew under another leaf before it was delivered',
  unknown: 'not known to the node that made the package',
} as const
export type Reason = keyof typeof REASONS
export type OmittedLeaf = {
  readonly origin: string
  readonly index: number
  readonly reason: Reason
  readonly message: MessageId | null
}

export type Statement = {
  readonly format: typeof STATEMENT_FORMAT
  readonly country: Country
  readonly scope: Scope
  /** Signed identities of the country, of the peer and of witnesses. */
  readonly identities: readonly string[]
  readonly logs: readonly LeafRange[]
  readonly messages: readonly ShownMessage[]
  readonly omitted: readonly OmittedLeaf[]
  /** How many more there are that whoever asked may not see: only their number is told. */
  readonly withheld: number
}

const base64 = (bytes: Buffer): string => bytes.toString('base64')

export const writeStatement = ({ logs, ...statement }: Statement): string =>
  `${JSON.stringify(
    {
      ...statement,
      logs: logs.map(({ edge, opening, ...log }) => ({
        ...log,
        edge: edge.map(base64),
        opening: opening && { salt: base64(opening.salt), object: opening.object },
      })),
    },
    null,
    1,
  )}\n`

export const writeManifest = (manifest: PackageManifest): string => `${JSON.stringify(manifest, null, 1)}\n`

const text = isText(1000)
const texts = (v: unknown): v is string[] => isArray(v) && v.every(isText(1 << 20))
const isNullable =
  <T>(is: (v: unknown) => v is T) =>
  (v: unknown): v is T | null =>
    v === null || is(v)
const isHex = (v: unknown): v is string => typeof v === 'string' && /^[0-9a-f]{64}$/.test(v)
/** A path below the folder, in the form in which packages are written: nothing else is opened. */
export const isPath = (v: unknown): v is string =>
  typeof v === 'string' &&
  v.length <= 100 &&
  /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,3}$/.test(v)

const list = <T>(m: Members, name: string, read: (item: Members, pointer: string) => T): T[] =>
  m.required(name, isArray, 'a list').map((value, i) => {
    const pointer = `${m.at(name)}/${i}`
    const item = new Members(value, pointer)
    const read1 = read(item, pointer)
    item.close()
    return read1
  })

const bytes = (value: string, pointer: string): Buffer => {
  const read = strictBase64(value)
  if (!read) throw new JuxtaError('malformed', `${pointer} is not base64`, { pointer, rule: 'base64' })
  return read
}

function readScope(value: unknown, pointer: string): Scope {
  const m = new Members(value, pointer)
  const sample = m.required('sample', isNullable(isObject), 'an object or null')
  const readSample = (of: Record<string, unknown>): Scope['sample'] => {
    const s = new Members(of, m.at('sample'))
    const read = {
      size: s.required('size', isCount, 'a number'),
      seed: s.required('seed', isText(200), 'a text'),
      seed_by: s.required('seed_by', oneOf('caller', 'node'), 'caller or node'),
    }
    s.close()
    return read
  }
  const scope: Scope = {
    peer: m.required('peer', isCountry, 'a country'),
    from: m.required('from', isSeconds, 'a time'),
    to: m.required('to', isSeconds, 'a time'),
    procedure: m.required('procedure', isNullable(text), 'a text or null'),
    sample: sample === null ? null : readSample(sample),
    documents: m.required('documents', isBoolean, 'true or false'),
  }
  m.close()
  return scope
}

const formatOf = <F extends string>(m: Members, format: F): F =>
  m.required('format', (v): v is F => v === format, format)

/** Fails with `malformed`. */
export function parseManifest(input: Uint8Array | string): PackageManifest {
  const m = new Members(parseStrictJson(input))
  const manifest: PackageManifest = {
    format: formatOf(m, INSPECTION_FORMAT),
    id: m.required('id', isMessageId, 'a UUID'),
    iss: m.required('iss', isCountry, 'a country'),
    iat: m.required('iat', isSeconds, 'a time'),
    version: m.required('version', text, 'a text'),
    client: m.required('client', text, 'a text'),
    key: m.required('key', text, 'a text'),
    scope: readScope(m.required('scope', isObject, 'an object'), '/scope'),
    files: list(m, 'files', (f) => ({
      path: f.required('path', isPath, 'a path'),
      size: f.required('size', isCount, 'a size'),
      sha256: f.required('sha256', isHex, 'a SHA-256'),
    })),
  }
  m.close()
  return manifest
}

function readRange(r: Members, pointer: string): LeafRange {
  const opening = r.required('opening', isNullable(isObject), 'an object or null')
  const readOpening = (of: Record<string, unknown>): LeafRange['opening'] => {
    const o = new Members(of, `${pointer}/opening`)
    const read = {
      salt: bytes(o.required('salt', text, 'base64'), `${pointer}/opening/salt`),
      object: o.required('object', isText(1 << 20), 'a text'),
    }
    o.close()
    return read
  }
  return {
    origin: r.required('origin', (v): v is string => text(v) && isPlain(v), 'the name of a log'),
    shard: r.required('shard', text, 'a shard'),
    first: r.required('first', isCount, 'an index'),
    end: r.required('end', isCount, 'an index'),
    edge: r.required('edge', texts, 'hashes').map((h) => bytes(h, `${pointer}/edge`)),
    checkpoints: r.required('checkpoints', texts, 'checkpoints'),
    files: r.required('files', (v): v is string[] => isArray(v) && v.every(isPath), 'paths'),
    opening: opening === null ? null : readOpening(opening),
  }
}

/** Fails with `malformed`. */
export function parseStatement(input: Uint8Array | string): Statement {
  const m = new Members(parseStrictJson(input))
  const statement: Statement = {
    format: formatOf(m, STATEMENT_FORMAT),
    country: m.required('country', isCountry, 'a country'),
    scope: readScope(m.required('scope', isObject, 'an object'), '/scope'),
    identities: m.required('identities', texts, 'identities'),
    logs: list(m, 'logs', readRange),
    messages: list(m, 'messages', (s) => ({
      id: s.required('id', isMessageId, 'a UUID'),
      file: s.required('file', isPath, 'a path'),
      origin: s.required('origin', text, 'the name of a log'),
      index: s.required('index', isCount, 'an index'),
      direction: s.required('direction', oneOf('in', 'out'), 'in or out'),
      procedure: s.required('procedure', text, 'a text'),
      type: s.required('type', text, 'a text'),
      sampled: s.required('sampled', isBoolean, 'true or false'),
    })),
    omitted: list(m, 'omitted', (o) => ({
      origin: o.required('origin', text, 'the name of a log'),
      index: o.required('index', isCount, 'an index'),
      reason: o.required('reason', (v): v is Reason => typeof v === 'string' && Object.hasOwn(REASONS, v), 'a reason'),
      message: o.required('message', isNullable(isMessageId), 'a UUID or null'),
    })),
    withheld: m.required('withheld', isCount, 'a number'),
  }
  m.close()
  return statement
}
