/** The logs of a bundle: whose each checkpoint is, who cosigned it, and which leaves stand under it and say what the bundle says of them. */
import type { Country } from '../values/country.ts'
import { signingInput } from '../message/manifest.ts'
import type { Before, Evidence, ProvenLeaf, Subject } from '../evidence/bundle.ts'
import { readCheckpoint, type ReadCheckpoint } from '../log/checkpoint.ts'
import { checkCosignatures } from '../log/cosignature.ts'
import { commitment, leafHash, parseLeaf, type Leaf, type LeafKind } from '../log/entry.ts'
import { verifyInclusion, type Range } from '../log/merkle.ts'
import { checkNote, type Note, type VerifierKey } from '../log/note.ts'
import type { CheckedLog, SignedCheckpoint, StandingLeaf } from './checked-log.ts'
import { erasedManifest } from './erasures.ts'
import type { LogViews } from './consistency.ts'
import type { FindingCode, Findings } from './findings.ts'
import type { IdentityBook } from './identities.ts'
import type { Parties } from './parties.ts'
import type { Cosigned } from './witnesses.ts'

/** Why a text is no checkpoint of a log that is known. */
export type Unsigned = { readonly code: FindingCode; readonly text: string }
/** What all files of a call have in common. */
export type Shared = {
  readonly book: IdentityBook
  readonly views: LogViews
  readonly notes: Map<string, SignedCheckpoint | Unsigned>
}
/** One file of a call. */
export type InFile = Shared & { readonly file: number; readonly found: Findings }

/** Whose log signed an attacker-controlled checkpoint; null with a finding where nobody's is shown. Each text is judged once. */
export function openSigned(text: string, at: string, { book, notes, found }: InFile): SignedCheckpoint | null {
  let known = notes.get(text)
  if (known === undefined) notes.set(text, (known = ownerOf(text, book)))
  if ('owner' in known) return known
  found.say(known.code, at, known.text, { bytes: text })
  return null
}

function ownerOf(text: string, book: IdentityBook): SignedCheckpoint | Unsigned {
  let read: ReadCheckpoint
  try {
    read = readCheckpoint(text)
  } catch (error) {
    return { code: 'checkpoint-malformed', text: (error as Error).message }
  }
  const { origin } = read.checkpoint
  const keys = book.logKeys(origin)
  for (const { country, key } of keys) if (checkNote(read.note, key) === 'valid') return { read, owner: country }
  return keys.length > 0
    ? { code: 'checkpoint-signature', text: `the checkpoint is not signed by the key of ${origin}` }
    : { code: 'log-unknown', text: `no trusted identity has a log named ${origin}` }
}

type Expected = { object: string | Uint8Array; kinds: readonly LeafKind[]; peer: Country | null }

/** The agreement and its signatures as the log of `owner` commits to them: its own first. */
function agreementObject({ agreement }: Evidence, owner: Country, peer: Country): string | null {
  if (!agreement) return null
  const [first, second] = agreement.signatures
  const [ours, theirs] = owner < peer ? [first, second] : [second, first]
  return JSON.stringify({ agreement: agreement.text, signatures: { [owner]: ours, [peer]: theirs } })
}

/** What a leaf of `owner`'s log about `of` has to say; null where the bundle has no such subject. */
function expected(of: Subject, owner: Country, evidence: Evidence, parties: Parties | null): Expected | null {
  const [list, number] = of.split('/')
  const n = Number(number)
  if (list === 'timestamps') {
    const stamp = evidence.timestamps[n]
    return stamp ? { object: stamp.token, kinds: ['timestamp'], peer: null } : null
  }
  if (list === 'records') {
    const record = evidence.records[n]
    return record ? { object: record.object, kinds: [record.kind], peer: null } : null
  }
  if (!parties) return null
  const { claims, input, receipt, events } = parties
  const peer = owner === claims.iss ? claims.aud : owner === claims.aud ? claims.iss : null
  if (peer === null) return null
  if (of === 'manifest') return { object: input, kinds: [owner === claims.iss ? 'sent' : 'received'], peer }
  if (of === 'agreement') {
    const object = agreementObject(evidence, owner, peer)
    return object === null ? null : { object, kinds: ['agreement'], peer }
  }
  const receiptKind: LeafKind = owner === claims.aud ? 'receipt-issued' : 'receipt-received'
  if (of === 'receipt') {
    if (evidence.receipt === null) return null
    return {
      object: signingInput(evidence.receipt),
      kinds: receipt && !receipt.received ? ['refused', 'event'] : [receiptKind],
      peer,
    }
  }
  const [jws, event] = [evidence.events[n], events[n]]
  if (jws === undefined || event === undefined) return null
  // A receipt among the later events is an earlier one, of a receiver whose log lost its end since.
  return { object: signingInput(jws), kinds: event?.event === 'received' ? [receiptKind] : ['event', 'refused'], peer }
}

/** Checks one leaf against what it is said to be about, and its proof against the checkpoint; null where it does not stand there. */
function checkLeaf(
  entry: ProvenLeaf,
  log: SignedCheckpoint,
  evidence: Evidence,
  parties: Parties | null,
  at: string,
  { views, file, found }: InFile,
): StandingLeaf | null {
  const { origin, size, root } = log.read.checkpoint
  const hash = leafHash(Buffer.from(entry.leaf))
  const seen: [Range, Buffer][] = []
  const stands = verifyInclusion(hash, entry.index, size, entry.proof, root, (range, h) => seen.push([range, h]))
  if (stands) for (const [range, h] of seen) views.see(origin, log.owner, range, h, { file, at })
  else
    found.say('leaf-not-included', at, `leaf ${entry.index} is not proven to stand under the checkpoint of ${origin}`, {
      bytes: `leaf hash ${hash.toString('base64')}, root ${root.toString('base64')}, size ${size}`,
    })
  let leaf: Leaf | null = null
  try {
    leaf = parseLeaf(entry.leaf)
  } catch (error) {
    found.say('leaf-malformed', at, (error as Error).message, { bytes: entry.leaf })
  }
  const opened = leaf !== null && opens(entry, leaf, log, evidence, parties, stands, at, found)
  if (opened && stands)
    found.say('logged', at, `${entry.of}: leaf ${entry.index} of ${origin} ("${leaf!.kind}")`, { bytes: entry.leaf })
  return stands ? { entry, leaf, opened } : null
}

function opens(
  entry: ProvenLeaf,
  leaf: Leaf,
  { owner, read }: SignedCheckpoint,
  evidence: Evidence,
  parties: Parties | null,
  stands: boolean,
  at: string,
  found: Findings,
): boolean {
  const wanted = expected(entry.of, owner, evidence, parties)
  const said = parties?.receipt?.received?.log
  const inReceipt = said?.origin === read.checkpoint.origin && said.index === entry.index
  const differs = (text: string, bytes = entry.leaf): boolean => {
    // What a receiver put in the place of what its receipt names is a contradiction of its own (contradictions.ts).
    if (!inReceipt || entry.of !== 'manifest' || owner !== parties?.claims.aud)
      found.say('leaf-differs', at, text, { bytes })
    return false
  }
  const closed = (): false => {
    if (stands)
      found.say('leaf-unopened', at, `leaf ${entry.index} stands in the log; what it says can no longer be shown`)
    return false
  }
  if (!wanted && !parties) {
    const isLeft = entry.of === 'manifest' && (leaf.kind === 'sent' || leaf.kind === 'received')
    if (isLeft && erasedManifest(evidence, read.checkpoint.origin, entry.index) >= 0) return true
    return evidence.manifest === '' ? closed() : false
  }
  if (!wanted) return differs(`the log of ${owner} can have no leaf about ${entry.of} of this bundle`)
  if (!wanted.kinds.includes(leaf.kind) || (wanted.peer !== null && leaf.peer !== wanted.peer))
    return differs(`the leaf is "${leaf.kind}" with ${leaf.peer}, which does not fit ${entry.of}`)
  const salt = entry.salt ?? evidence.salt
  if (!salt) {
    // The receipt names the leaf itself, so it says what that is about without being opened.
    const named = parties?.receipt?.ours === true && inReceipt && said.leaf === entry.leaf
    if (entry.of === 'manifest' && named) return true
    return closed()
  }
  const c = commitment(leaf.kind, salt, wanted.object)
  return leaf.c === c || differs(`the leaf does not commit to ${entry.of}`, `leaf ${leaf.c}, computed ${c}`)
}

/** Opens the checkpoint that was cosigned before the message came, and proves that it was. */
function openBefore(
  before: Before,
  log: SignedCheckpoint,
  leaves: readonly StandingLeaf[],
  at: string,
  inFile: InFile,
): SignedCheckpoint | null {
  const signed = openSigned(before.checkpoint, `${at}/checkpoint`, inFile)
  if (!signed) return null
  const { views, file, found } = inFile
  const [from, to] = [signed.read.checkpoint, log.read.checkpoint]
  views.point(from, signed.owner, { file, at: `${at}/checkpoint` })
  const bad = (text: string): null => {
    found.say('before-invalid', at, text, {
      bytes: `${before.checkpoint}${before.proof.map((h) => h.toString('base64')).join('\n')}`,
    })
    return null
  }
  if (signed.owner !== log.owner || from.origin !== to.origin)
    return bad('the checkpoint before the message is of another log')
  if (!views.proves(from, to, log.owner, before.proof, { file, at: `${at}/proof` }))
    return bad(`it is not proven that the log of ${from.size} leaves is the beginning of the one of ${to.size}`)
  const first = leaves.find((l) => l.opened && l.entry.of === 'manifest')
  if (first && first.entry.index < from.size)
    return bad('the message stands under the checkpoint that shall come before it')
  return signed
}

/** Checks all logs of the bundle, and tells what they commit to. */
export function checkLogs(evidence: Evidence, parties: Parties | null, inFile: InFile): (CheckedLog | null)[] {
  const { found, views, file } = inFile
  const logs = evidence.logs.map(({ checkpoint, before, leaves }, i): CheckedLog | null => {
    const at = `/logs/${i}/checkpoint`
    const signed = openSigned(checkpoint, at, inFile)
    if (!signed) return null
    const { origin, size } = signed.read.checkpoint
    found.say('checkpoint', at, `${origin}, size ${size}: signed by ${signed.owner}`, { bytes: signed.read.note.text })
    views.point(signed.read.checkpoint, signed.owner, { file, at })
    const standing = leaves.flatMap(
      (leaf, j) => checkLeaf(leaf, signed, evidence, parties, `/logs/${i}/leaves/${j}`, inFile) ?? [],
    )
    return {
      ...signed,
      at,
      leaves: standing,
      subjects: new Set(standing.filter((l) => l.opened).map((l) => l.entry.of)),
      before: before ? openBefore(before, signed, standing, `/logs/${i}/before`, inFile) : null,
    }
  })
  for (const [i, { from, to, proof }] of evidence.consistency.entries()) {
    const [a, b] = [logs[from], logs[to]]
    const at = `/consistency/${i}`
    if (!a || !b) continue
    const holds =
      a.owner === b.owner &&
      views.proves(a.read.checkpoint, b.read.checkpoint, a.owner, proof, { file, at: `${at}/proof` })
    if (!holds)
      found.say(
        'consistency-invalid',
        at,
        `it is not proven that the checkpoint of logs/${from} is the beginning of the one of logs/${to}`,
        {
          bytes: `${a.read.note.text}${b.read.note.text}`,
        },
      )
  }
  return logs
}

const cosignatures = new WeakMap<Note, Map<readonly VerifierKey[], Cosigned[]>>()

/** The cosignatures under a checkpoint by any of `keys` that count at `now`; those that name one and fail are findings. */
export function cosignaturesOf(
  { read: { note } }: SignedCheckpoint,
  keys: readonly VerifierKey[],
  now: number,
  at: string,
  found: Findings,
): Cosigned[] {
  const kept = cosignatures.get(note) ?? new Map<readonly VerifierKey[], Cosigned[]>()
  cosignatures.set(note, kept)
  const before = kept.get(keys)
  if (before) return before
  const { valid, invalid } = checkCosignatures(note, keys)
  for (const { name, id, signature } of invalid)
    found.say('cosignature-invalid', at, `the cosignature of ${name} does not verify`, {
      bytes: `key id ${id}, signature ${signature.toString('base64')}\n${note.text}`,
    })
  const counted = valid.filter(({ time, key }) => {
    if (time <= now) return true
    found.say('cosignature-later', at, `the cosignature of ${key.name} is of a later date`)
    return false
  })
  if (invalid.length === 0 && counted.length === valid.length) kept.set(keys, counted)
  return counted
}
