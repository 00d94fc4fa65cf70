/**
 * Authorised economic operators (SAFE Pillar 2): the granting country's list in snapshots and deltas, and its recognition by the other. The case
 * holds the chain of hashes and the traders that deltas have touched since the last snapshot; the list itself is a register (trader-register.ts).
 */
import { fault, isFault, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import type { components } from '../../generated/procedures/aeo.ts'
import { digestOf, type Digest } from '../../values/digest.ts'
import { canonicalJson } from '../../values/json.ts'
import { defineProcedure } from '../../cases/define.ts'
import { asks, states } from '../../cases/message-type.ts'
import { WHILE_OPEN, type Case, type Due, type Procedure } from '../../cases/procedure.ts'
import { get, put, unique, type Rec } from '../../cases/state-record.ts'
import { groundless, groundsIn, groundsOf, notAgreed, unstated } from './ground.ts'
import { snapshotLines } from './snapshot-lines.ts'
import { statusOf, touchedCount, withStatuses, type Touched } from './touched.ts'
import { keyOf, nextStatus, traderKey, type Entry, type Status, type Trader, type TraderKey } from './trader-record.ts'

export type Bodies = components['schemas']

type Snapshot = {
  readonly id: string
  readonly parts: number
  readonly sequence: number
  readonly count: number
  readonly hash: string
  /** Digests of the parts that are there, by number, and how many traders are in them. */
  readonly there: Rec<string>
  readonly counted: number
  /** When the earliest of its parts was signed, in seconds since 1970. */
  readonly since: number
}

export type Aeo = {
  /** Of the last delta or complete snapshot applied; -1 before the first snapshot. */
  readonly sequence: number
  readonly hash: string | null
  readonly count: number
  /** When the earliest part of the last complete snapshot was signed, in seconds since 1970: what was said before has been said anew. */
  readonly since: number | null
  /** A snapshot whose parts are still coming. */
  readonly loading: Snapshot | null
  /** Why the receiving side must ask for a resync, and of which message it knows; the deltas after it change nothing. */
  readonly broken: { readonly reason: 'gap' | 'hash'; readonly by: string; readonly asked: boolean } | null
  /** Touched by deltas since the last snapshot. */
  readonly traders: Touched
  /** What the receiving side has applied, and when its risk engine took it. */
  readonly applied: { readonly sequence: number; readonly tookAt: string | null } | null
  /** Recognition suspended by key, or of the whole programme under `*`: since when. */
  readonly unrecognised: Rec<string | null>
  /** When the suspension of each of these was signed, in seconds since 1970. */
  readonly suspendedAt: Rec<number>
  readonly queries: Rec<boolean>
}

const EMPTY: Aeo = {
  sequence: -1,
  hash: null,
  count: 0,
  since: null,
  loading: null,
  broken: null,
  traders: {},
  applied: null,
  unrecognised: {},
  suspendedAt: {},
  queries: {},
}

/** So many traders may be touched by deltas before a snapshot must come: what a case holds is bounded. */
export const TOUCHED_AT_MOST = 100_000

/** The hash after a delta. */
export const deltaHash = (before: string, entries: readonly Entry[]): Digest => digestOf(before, canonicalJson(entries))
/** The digest of a part of a snapshot, and the hash of a snapshot from those of its parts in their order. */
export const partHash = (traders: readonly Trader[]): Digest => digestOf(canonicalJson(traders))
export const snapshotHash = (parts: readonly string[]): Digest => digestOf(parts.join('\n'))

type Said<B> = CaseMessage & { readonly body: B }

function loadPart(s: Aeo, m: Said<Bodies['snapshot']>): Aeo | CaseFault {
  const { xSnapshot, xPart, xParts, xSequence, xCount, xHash, xTraders, xAttachment } = m.body
  if (xPart > xParts) return fault('part', '/document/xPart', 'there are not that many parts')
  const ground = notAgreed(m, groundsIn(m.body.xLegalGrounds))
  if (ground) return ground
  const started = s.loading?.id === xSnapshot ? s.loading : undefined
  if (started === undefined && s.sequence > xSequence)
    return fault('sequence', '/document/xSequence', 'later deltas than this snapshot were applied')
  if (
    started &&
    (started.parts !== xParts || started.hash !== xHash || started.sequence !== xSequence || started.count !== xCount)
  )
    return fault('snapshot', '/document/xSnapshot', 'the parts of the snapshot say different things')
  if (started && get(started.there, String(xPart)) !== undefined)
    return fault('part', '/document/xPart', 'this part is there')
  const digest = xTraders ? partHash(xTraders) : xAttachment!.digest
  const there = xTraders ? xTraders.length : m.body.xPartCount!
  if (m.body.xPartHash !== undefined && m.body.xPartHash !== digest)
    return fault('part-hash', '/document/xPartHash', 'the part does not have the digest that it states')
  const base: Snapshot = started ?? {
    id: xSnapshot,
    parts: xParts,
    sequence: xSequence,
    count: xCount,
    hash: xHash,
    there: {},
    counted: 0,
    since: m.iat,
  }
  const since = Math.min(base.since, m.iat)
  const loading = { ...base, since, there: put(base.there, String(xPart), digest), counted: base.counted + there }
  if (Object.keys(loading.there).length < xParts) return { ...s, loading }
  const parts = Array.from({ length: xParts }, (_, i) => loading.there[String(i + 1)]!)
  if (snapshotHash(parts) !== xHash || loading.counted !== xCount)
    return { ...s, loading: null, broken: { reason: 'hash', by: m.id, asked: false } }
  return {
    ...s,
    sequence: xSequence,
    hash: xHash,
    count: xCount,
    since,
    loading: null,
    broken: null,
    traders: {},
  }
}

function applyDelta(s: Aeo, m: Said<Bodies['delta']>): Aeo | CaseFault {
  const { xSequence, xHash, xEntries } = m.body
  if (xSequence <= s.sequence) return fault('sequence', '/document/xSequence', 'this delta or a later one was applied')
  const ground = notAgreed(m, groundsOf(xEntries))
  if (ground) return ground
  if (s.broken) return s
  if (xSequence !== s.sequence + 1 || s.hash === null)
    return { ...s, broken: { reason: 'gap', by: m.id, asked: false } }
  const touched = new Map<string, Status>()
  for (const [i, entry] of xEntries.entries()) {
    const key = traderKey(keyOf(entry))
    const was = touched.get(key) ?? statusOf(s.traders, key)
    const status = nextStatus(was, entry.xAction)
    if (status === undefined)
      return fault('status', `/document/xEntries/${i}/xAction`, `${entry.xAction} does not follow ${was}`)
    touched.set(key, status)
  }
  const traders = withStatuses(s.traders, touched)
  if (touchedCount(traders) > TOUCHED_AT_MOST)
    return fault('snapshot-due', '/document/xEntries', `more than ${TOUCHED_AT_MOST} traders since the last snapshot`)
  if (deltaHash(s.hash, xEntries) !== xHash) return { ...s, broken: { reason: 'hash', by: m.id, asked: false } }
  return { ...s, sequence: xSequence, hash: xHash, traders }
}

const within = (pointer: string, found: CaseFault | undefined): CaseFault | undefined =>
  found && fault(found.rule, pointer + found.pointer, found.reason)

/** Nobody is in the list without a ground; and a successor names whom it succeeds. */
function check(m: CaseMessage): CaseFault | undefined {
  const body = m.body as Partial<Bodies['snapshot'] & Bodies['delta']>
  if (m.type === 'snapshot')
    for (const [i, trader] of (body.xTraders ?? []).entries()) {
      const found = within(`/document/xTraders/${i}`, unstated(trader, body.xLegalGrounds))
      if (found) return found
    }
  if (m.type !== 'delta') return undefined
  for (const [i, e] of (body.xEntries ?? []).entries()) {
    const needs = ['granted', 'changed', 'reinstated'].includes(e.xAction)
    const found = needs ? within(`/document/xEntries/${i}`, groundless(e)) : undefined
    if (found) return found
    if (
      e.xAction === 'succeeded' &&
      e.xSuccessorOf !== undefined &&
      e.xSuccessorOf.includes(e.aeoMutualRecognitionParty.id)
    )
      return fault('successor', `/document/xEntries/${i}/xSuccessorOf`, 'nobody succeeds itself')
  }
  return undefined
}

/** A part whose traders stand in the document is held like one whose traders are attached: by digest and count. */
function keep(m: CaseMessage): CaseMessage {
  const body = m.body as Bodies['snapshot'] | null
  if (m.type !== 'snapshot' || body?.xTraders === undefined) return m
  const { xTraders, ...rest } = body
  const xAttachment = { part: 'document', digest: partHash(xTraders) }
  return { ...m, body: { ...rest, xAttachment, xPartCount: xTraders.length } }
}

/** The traders of an attachment: of the stated digest and count, each as its schema has it, none without a ground that the document states. */
function attached(m: CaseMessage, part: (id: string) => Buffer | undefined): CaseFault | undefined {
  const { xAttachment, xPartCount, xLegalGrounds } = m.body as Partial<Bodies['snapshot']>
  if (m.type !== 'snapshot' || xAttachment === undefined) return undefined
  const bytes = part(xAttachment.part)
  if (xAttachment.part === 'document')
    // What `keep` has made of a document that was checked; nobody may call a document without traders so.
    return bytes !== undefined && Array.isArray((JSON.parse(bytes.toString('utf8')) as { xTraders?: unknown }).xTraders)
      ? undefined
      : fault('attachment', '/document/xAttachment/part', 'the traders do not stand in the document')
  if (bytes === undefined)
    return fault('attachment', '/document/xAttachment/part', `the message has no part ${xAttachment.part}`)
  if (digestOf(bytes) !== xAttachment.digest)
    return fault('attachment-digest', '/document/xAttachment/digest', 'the attachment has another digest')
  let count = 0
  for (const { line, found } of snapshotLines(bytes, m.version, xLegalGrounds)) {
    if (isFault(found))
      return fault(found.rule, '/document/xAttachment', `line ${line}${found.pointer}: ${found.reason}`)
    count++
  }
  return count === xPartCount
    ? undefined
    : fault('count', '/document/xPartCount', `the attachment holds ${count} traders`)
}

const scopeOf = (keys: readonly TraderKey[] | undefined): string[] => (keys ? unique(keys.map(traderKey)) : ['*'])

function deadlines({ state: s, roles }: Case<Aeo>): Due[] {
  const applied = s.applied?.sequence ?? -1
  if (s.broken === null && s.sequence > applied)
    return [
      {
        key: `applied:${s.sequence}`,
        at: 0,
        owner: roles.receiving!,
        kind: 'send',
        what: 'applied',
        body: { xSequence: s.sequence },
      },
    ]
  if (s.broken === null || s.broken.asked) return []
  const body = { xReason: s.broken.reason, ...(s.sequence < 0 ? {} : { xLastSequence: s.sequence }) }
  const { by } = s.broken
  return [{ key: `resync:${by}`, at: 0, owner: roles.receiving!, kind: 'send', what: 'resync', ref: by, body }]
}

const without = <V>(all: Rec<V>, keys: readonly string[]): Rec<V> =>
  Object.fromEntries(Object.entries(all).filter(([key]) => !keys.includes(key)))

const takesAway = ({ xEntries }: Partial<Bodies['delta']>): boolean =>
  Array.isArray(xEntries) && xEntries.some((e) => e?.xAction === 'suspended' || e?.xAction === 'revoked')

export const aeo: Procedure<Aeo> = defineProcedure<Bodies, Aeo>({
  name: 'aeo',
  version: '1',
  agencies: ['customs'],
  roles: ['granting', 'receiving'],
  opens: ['snapshot', 'delta', 'resync', 'query', 'recognition-suspended'],
  initial: () => EMPTY,
  // A recognition that is suspended was suspended by a message that no snapshot repeats.
  needed: ({ state: { since, loading, suspendedAt } }) => {
    const signed = [since ?? [], loading?.since ?? [], Object.values(suspendedAt)].flat()
    return signed.length === 0 ? undefined : { from: Math.min(...signed) * 1000, until: WHILE_OPEN }
  },
  check,
  keep,
  attached,
  deadlines,
  grave: {
    delta: {
      does: 'traders are suspended or revoked',
      some: { is: takesAway, when: 'where it suspends or revokes' },
    },
    'recognition-suspended': { does: 'traders of the other side are recognised no more' },
  },
  messages: {
    snapshot: { ...states('granting'), priority: 7, step: loadPart },
    delta: {
      ...states('granting'),
      by: { person: (body) => takesAway(body), when: 'where it suspends or revokes' },
      step: applyDelta,
    },
    status: {
      ...states('granting'),
      by: 'machine',
      step: (s, m) => {
        if (m.ref === undefined || get(s.queries, m.ref) === undefined)
          return fault('no-query', '/ref', 'it answers no query of this case')
        if (s.queries[m.ref]) return fault('answered', '/ref', 'the query has its answer')
        return { ...s, queries: put(s.queries, m.ref, true) }
      },
    },
    applied: {
      ...states('receiving'),
      by: 'machine',
      step: (s, m) => {
        const { xSequence, xRiskEngineTookAt } = m.body
        if (xSequence > s.sequence)
          return fault('sequence', '/document/xSequence', 'nothing of that number was applied')
        if (
          s.applied &&
          (xSequence < s.applied.sequence || (xSequence === s.applied.sequence && s.applied.tookAt !== null))
        )
          return fault('applied', '/document/xSequence', 'it was said before')
        return { ...s, applied: { sequence: xSequence, tookAt: xRiskEngineTookAt ?? null } }
      },
    },
    query: { ...asks('receiving'), step: (s, m) => ({ ...s, queries: put(s.queries, m.id, false) }) },
    resync: {
      ...asks('receiving'),
      by: 'machine',
      step: (s) => (s.broken ? { ...s, broken: { ...s.broken, asked: true } } : s),
    },
    'recognition-suspended': {
      ...states('receiving'),
      by: 'person',
      step: (s, m) => {
        const scope = scopeOf(m.body.xKeys)
        const again = scope.findIndex((key) => get(s.unrecognised, key) !== undefined)
        if (again >= 0)
          return fault('suspended', m.body.xKeys ? `/document/xKeys/${again}` : '/type', 'recognition is suspended')
        const since = m.body.xEffectiveFrom ?? null
        return {
          ...s,
          unrecognised: scope.reduce((all, key) => put(all, key, since), s.unrecognised),
          suspendedAt: scope.reduce((all, key) => put(all, key, m.iat), s.suspendedAt),
        }
      },
    },
    'recognition-restored': {
      ...states('receiving'),
      by: 'person',
      step: (s, m) => {
        const scope = scopeOf(m.body.xKeys)
        const missing = scope.findIndex((key) => get(s.unrecognised, key) === undefined)
        if (missing >= 0)
          return fault(
            'recognised',
            m.body.xKeys ? `/document/xKeys/${missing}` : '/type',
            'recognition is not suspended',
          )
        return {
          ...s,
          unrecognised: without(s.unrecognised, scope),
          suspendedAt: without(s.suspendedAt, scope),
        }
      },
    },
  },
})
