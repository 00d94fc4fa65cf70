/**
 * The part of verification that is about logs: checkpoints, witnesses, timestamps, and the leaves that stand under them. Longer than most files because
 * what counts as logged, witnessed and dated hangs together.
 */
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { sha256 } from '../values/digest.ts'
import type { Evidence, LogEvidence, ProvenLeaf, Subject } from '../evidence/bundle.ts'
import { readCheckpoint, type ReadCheckpoint } from '../log/checkpoint.ts'
import { checkCosignatures } from '../log/cosignature.ts'
import { commitment, leafHash, parseLeaf, type Leaf, type LeafKind } from '../log/entry.ts'
import type { Findings } from './findings.ts'
import { verifyInclusion } from '../log/merkle.ts'
import { signingInput } from '../message/manifest.ts'
import { checkNote, parseVerifierKey, type VerifierKey } from '../log/note.ts'
import { verifyTimestamp, type Timestamp } from '../log/rfc3161.ts'
import type { Trust } from './trust.ts'
import type { Parties, TrustedIdentities } from './verify.ts'
import { time } from '../values/time.ts'

/** What is known of one checkpoint of the bundle. Times in seconds since 1970. */
export type LogFacts = {
  readonly origin: string
  readonly country: Country
  readonly size: number
  readonly witnesses: readonly { readonly name: string; readonly time: number }[]
  readonly timestamps: readonly { readonly tsa: string; readonly time: number }[]
}
export type VerifiedLogs = {
  readonly facts: readonly LogFacts[]
  /** The earliest foreign time over a checkpoint that holds each subject. */
  readonly loggedBy: ReadonlyMap<Subject, number>
}

type Witness = { readonly who: string; readonly key: VerifierKey }
type CheckedLog = {
  read: ReadCheckpoint
  country: Country
  witnesses: { name: string; time: number }[]
  /** How many foreign countries, and witnesses of the trust file, have cosigned it. */
  who: number
  subjects: Set<Subject>
}

const keyFrom = (text: string): VerifierKey[] => {
  try {
    return [parseVerifierKey(text)]
  } catch {
    return []
  }
}

/** Whose log this is, as its signature shows; null with a finding where nobody's. */
function ownerOf(read: ReadCheckpoint, identities: TrustedIdentities, at: string, found: Findings): Country | null {
  let named = false
  for (const [country, versions] of identities)
    for (const { log } of versions) {
      if (log.origin !== read.checkpoint.origin) continue
      for (const key of keyFrom(log.vkey)) {
        if (key.name !== log.origin) continue
        named = true
        if (checkNote(read.note, key) === 'valid') return country
      }
    }
  if (named)
    found.say('checkpoint-signature', at, `the checkpoint is not signed by the key of ${read.checkpoint.origin}`)
  else found.say('log-unknown', at, `no trusted identity has a log named ${read.checkpoint.origin}`)
  return null
}

/** Witnesses that count for a log of `owner`: those of every other country, and those of the trust file. */
function foreignWitnesses(owner: Country, identities: TrustedIdentities, trust: Trust): Witness[] {
  const national = [...identities]
    .filter(([country]) => country !== owner)
    .flatMap(([who, versions]) =>
      versions.flatMap((v) =>
        [v.witness.vkey, ...(v.witness.more ?? [])].flatMap(keyFrom).map((key): Witness => ({ who, key })),
      ),
    )
  const named = (trust.witnesses ?? []).filter((w) => typeof w !== 'string')
  return [...national, ...named.map((key): Witness => ({ who: key.name, key }))]
}

function checkWitnesses(
  read: ReadCheckpoint,
  owner: Country,
  trust: Trust,
  identities: TrustedIdentities,
  now: number,
  at: string,
  found: Findings,
): Pick<CheckedLog, 'witnesses' | 'who'> {
  const witnesses = foreignWitnesses(owner, identities, trust)
  const { valid, invalid } = checkCosignatures(
    read.note,
    witnesses.map((w) => w.key),
  )
  for (const { name } of invalid) found.say('cosignature-invalid', at, `the cosignature of ${name} does not verify`)
  const counted = valid.filter(({ time, key }) => {
    if (time <= now) return true
    found.say('cosignature-later', at, `the cosignature of ${key.name} is of a later date`)
    return false
  })
  // A country counts once, however many witness keys its identities had, of whatever kind.
  const who = new Set(counted.map(({ key }) => witnesses.find((w) => w.key === key)!.who))
  return { witnesses: counted.map(({ key, time }) => ({ name: key.name, time })), who: who.size }
}

/**
 * Each checkpoint must have its quorum, or show nothing that another one of the same log, which has it, does not show: what a timestamp authority has
 * dated may never have been cosigned, where the log had grown before a witness was asked.
 */
function checkQuorum(logs: readonly (CheckedLog | null)[], trust: Trust, found: Findings): void {
  const quorum = trust.quorum ?? 1
  const isEnough = (log: CheckedLog): boolean => log.who >= quorum
  const shows = (other: CheckedLog, log: CheckedLog): boolean =>
    other.read.checkpoint.origin === log.read.checkpoint.origin &&
    [...log.subjects].every((of) => of.startsWith('timestamps/') || other.subjects.has(of))
  for (const [i, log] of logs.entries()) {
    if (!log) continue
    const at = `/logs/${i}/checkpoint`
    if (isEnough(log)) found.say('quorum', at, `cosigned by ${log.who} foreign witnesses; ${quorum} asked for`)
    else if (log.subjects.size === 0 || !logs.some((other) => other && isEnough(other) && shows(other, log)))
      found.say('quorum-missing', at, `cosigned by ${log.who} foreign witnesses of the ${quorum} asked for`)
  }
}

type Expected = { object: string | Uint8Array; kinds: readonly LeafKind[]; peer: Country | null }

/** What a leaf of `owner`'s log about `of` has to say; null where the bundle has no such subject. */
function expected(of: Subject, owner: Country, evidence: Evidence, parties: Parties): Expected | null {
  const { claims, input, receipt, events } = parties
  const peer = owner === claims.iss ? claims.aud : owner === claims.aud ? claims.iss : null
  const [list, n] = of.split('/')
  if (list === 'records') {
    const record = evidence.records[Number(n)]
    return record ? { object: record.object, kinds: [record.kind], peer: null } : null
  }
  if (list === 'timestamps') {
    const stamp = evidence.timestamps[Number(n)]
    return stamp ? { object: stamp.token, kinds: ['timestamp'], peer: null } : null
  }
  if (list === 'records') {
    const record = evidence.records[Number(n)]
    return record ? { object: record.object, kinds: [record.kind], peer: null } : null
  }
  if (peer === null) return null
  if (of === 'agreement') {
    if (!evidence.agreement) return null
    const { text, signatures } = evidence.agreement
    const [ours, theirs] = owner < peer ? signatures : [signatures[1], signatures[0]]
    const object = JSON.stringify({ agreement: text, signatures: { [owner]: ours, [peer]: theirs } })
    return { object, kinds: ['agreement'], peer }
  }
  if (of === 'manifest') return { object: input, kinds: [owner === claims.iss ? 'sent' : 'received'], peer }
  if (of === 'receipt') {
    if (evidence.receipt === null) return null
    const issued = owner === claims.aud
    const refused: LeafKind[] = ['refused', 'event']
    const kinds: LeafKind[] = receipt && !receipt.received ? refused : [issued ? 'receipt-issued' : 'receipt-received']
    return { object: signingInput(evidence.receipt), kinds, peer }
  }
  const [jws, event] = [evidence.events[Number(n)], events[Number(n)]]
  if (jws === undefined || event === undefined) return null
  // A receipt among the later events is an earlier one, of a receiver whose log lost its end since.
  const earlier: LeafKind = owner === claims.aud ? 'receipt-issued' : 'receipt-received'
  return { object: signingInput(jws), kinds: event?.event === 'received' ? [earlier] : ['event', 'refused'], peer }
}

/** Checks one leaf against what it is said to be about, and its proof against the checkpoint. */
function checkLeaf(
  entry: ProvenLeaf,
  log: { read: ReadCheckpoint; country: Country },
  evidence: Evidence,
  parties: Parties | null,
  at: string,
  found: Findings,
): boolean {
  const { checkpoint } = log.read
  const included = verifyInclusion(
    leafHash(Buffer.from(entry.leaf)),
    entry.index,
    checkpoint.size,
    entry.proof,
    checkpoint.root,
  )
  if (!included)
    found.say(
      'leaf-not-included',
      at,
      `leaf ${entry.index} is not proven to stand under the checkpoint of ${checkpoint.origin}`,
    )
  let leaf: Leaf
  try {
    leaf = parseLeaf(entry.leaf)
  } catch (error) {
    found.say('leaf-malformed', at, (error as Error).message)
    return false
  }
  if (!parties) return false
  const wanted = expected(entry.of, log.country, evidence, parties)
  const differs = (text: string): boolean => {
    found.say('leaf-differs', at, text)
    return false
  }
  if (!wanted) return differs(`the log of ${log.country} can have no leaf about ${entry.of} of this bundle`)
  if (!wanted.kinds.includes(leaf.kind) || (wanted.peer !== null && leaf.peer !== wanted.peer))
    return differs(`the leaf is "${leaf.kind}" with ${leaf.peer}, which does not fit ${entry.of}`)
  const salt = entry.salt ?? evidence.salt
  if (!salt || leaf.c !== commitment(leaf.kind, salt, wanted.object))
    return differs(`the leaf does not commit to ${entry.of}`)
  const said = parties.receipt?.received?.log
  if (entry.of === 'manifest' && leaf.kind === 'received' && said && said.origin === checkpoint.origin)
    if (said.index !== entry.index || said.leaf !== entry.leaf) {
      found.say(
        'receipt-leaf-differs',
        at,
        `the receipt names leaf ${said.index}, but the log of the receiver has another there`,
      )
      return false
    }
  if (included) found.say('logged', at, `${entry.of}: leaf ${entry.index} of ${checkpoint.origin} ("${leaf.kind}")`)
  return included
}

/** The leaf inside the receipt must commit to this message and lie in a log of the receiver's. */
function checkReceiptLeaf(evidence: Evidence, parties: Parties, identities: TrustedIdentities, found: Findings): void {
  const said = parties.receipt?.received?.log
  if (!said) return
  const { claims, input } = parties
  try {
    const leaf = parseLeaf(said.leaf)
    if (
      leaf.kind !== 'received' ||
      leaf.peer !== claims.iss ||
      (evidence.salt && leaf.c !== commitment('received', evidence.salt, input))
    )
      throw new JuxtaError('log-invalid', 'the leaf in the receipt does not commit to this message')
    if (!identities.get(claims.aud)?.some((i) => i.log.origin === said.origin))
      throw new JuxtaError('log-invalid', `${said.origin} is no log of ${claims.aud}`)
  } catch (error) {
    found.say('receipt-leaf-differs', '/receipt', (error as Error).message)
  }
}

/** Two signed checkpoints of one log and one size with different roots are proof against the log, whatever else is in order. */
function checkSplit(logs: readonly (CheckedLog | null)[], found: Findings): void {
  const roots = new Map<string, Buffer>()
  for (const [i, log] of logs.entries()) {
    if (!log) continue
    const { origin, size, root } = log.read.checkpoint
    const before = roots.get(`${size} ${origin}`)
    if (before && !before.equals(root))
      found.say('split-view', `/logs/${i}/checkpoint`, `${origin} signed two roots for size ${size}`)
    roots.set(`${size} ${origin}`, root)
  }
}

type Counted = { log: number; stamp: Timestamp; time: number }

function checkTimestamps(
  evidence: Evidence,
  logs: readonly (CheckedLog | null)[],
  trust: Trust,
  now: number,
  found: Findings,
): Counted[] {
  if (trust.tsa.length === 0) {
    if (evidence.timestamps.length > 0)
      found.say('timestamp-unchecked', '/timestamps', 'the trust file names no timestamp authority')
    return []
  }
  const stamps = evidence.timestamps.map(({ log, token }, i): Counted | null => {
    const read = logs[log]?.read
    if (!read) return null
    try {
      const stamp = verifyTimestamp(token, sha256(read.note.text), trust.tsa)
      const time = Math.floor(stamp.genTime / 1000)
      if (time <= now) return { log, stamp, time }
      found.say('timestamp-later', `/timestamps/${i}`, 'the timestamp is of a later date')
    } catch (error) {
      found.say('timestamp-invalid', `/timestamps/${i}`, (error as Error).message)
    }
    return null
  })
  // A token whose certificate has run out still counts if one that counts was made in time over a leaf that commits to it.
  const counted = new Set(stamps.flatMap((s, i) => (s && s.stamp.validUntil >= now * 1000 ? [i] : [])))
  for (let before = -1; before !== counted.size;) {
    before = counted.size
    for (const [i, s] of stamps.entries())
      for (const j of counted) {
        const later = stamps[j]!
        if (s && later.stamp.genTime <= s.stamp.validUntil && logs[later.log]!.subjects.has(`timestamps/${i}`))
          counted.add(i)
      }
  }
  return stamps.flatMap((s, i) => {
    if (!s) return []
    const at = `/timestamps/${i}`
    const what = `${s.stamp.tsa}: ${time(s.stamp.genTime)}`
    if (s.stamp.validUntil >= now * 1000) found.say('timestamp', at, what)
    else if (counted.has(i))
      found.say('timestamp-renewed', at, `${what}; its certificate has run out, a later timestamp covers it`)
    else found.say('timestamp-expired', at, `${what}; its certificate has run out and no later timestamp covers it`)
    return counted.has(i) ? [s] : []
  })
}

/** Checks all logs of the bundle and reports what each subject's leaves prove. */
export function verifyLogs(
  evidence: Evidence,
  parties: Parties | null,
  trust: Trust,
  identities: TrustedIdentities,
  now: number,
  found: Findings,
): VerifiedLogs {
  const logs = evidence.logs.map(({ checkpoint, leaves }: LogEvidence, i): CheckedLog | null => {
    const at = `/logs/${i}/checkpoint`
    let read: ReadCheckpoint
    try {
      read = readCheckpoint(checkpoint)
    } catch (error) {
      found.say('checkpoint-malformed', at, (error as Error).message)
      return null
    }
    const country = ownerOf(read, identities, at, found)
    if (country === null) return null
    found.say('checkpoint', at, `${read.checkpoint.origin}, size ${read.checkpoint.size}: signed by ${country}`)
    const witnesses = checkWitnesses(read, country, trust, identities, now, at, found)
    const proven = leaves.filter((leaf, j) =>
      checkLeaf(leaf, { read, country }, evidence, parties, `/logs/${i}/leaves/${j}`, found),
    )
    return { read, country, ...witnesses, subjects: new Set(proven.map((leaf) => leaf.of)) }
  })
  checkQuorum(logs, trust, found)
  checkSplit(logs, found)
  if (parties) checkReceiptLeaf(evidence, parties, identities, found)
  const stamps = checkTimestamps(evidence, logs, trust, now, found)
  const holds = (of: Subject): boolean => logs.some((l) => l?.subjects.has(of))
  if (!holds('manifest')) found.say('manifest-not-logged', '/logs', 'no log is shown to hold the message')
  if (evidence.receipt !== null && !holds('receipt'))
    found.say('receipt-not-logged', '/logs', 'no log is shown to hold the receipt')
  for (const i of evidence.events.keys())
    if (!holds(`events/${i}`)) found.say('event-not-logged', `/events/${i}`, 'no log is shown to hold this event')
  const dated = stamps.some((s) => logs[s.log]!.subjects.has('manifest'))
  if (trust.tsa.length > 0 && !dated)
    found.say('timestamp-missing', '/timestamps', 'no timestamp counts over a checkpoint that holds the message')
  const loggedBy = new Map<Subject, number>()
  const facts: LogFacts[] = []
  for (const [i, log] of logs.entries()) {
    if (!log) continue
    const timestamps = stamps.filter((s) => s.log === i).map((s) => ({ tsa: s.stamp.tsa, time: s.time }))
    const times = [...log.witnesses, ...timestamps].map((w) => w.time)
    for (const of of log.subjects)
      if (times.length > 0) loggedBy.set(of, Math.min(loggedBy.get(of) ?? Infinity, ...times))
    const { origin, size } = log.read.checkpoint
    facts.push({ origin, country: log.country, size, witnesses: log.witnesses, timestamps })
  }
  return { facts, loggedBy }
}
