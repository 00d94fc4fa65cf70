/** What exports show of the logs of others: checkpoints that their countries have witnessed, by which one knows what was known when, and what was cut off. */
import type { Earlier } from '../auditor/check.ts'
import type { VouchedIdentities } from '../auditor/log-trust.ts'
import { DIFFERENCES, type DifferenceKind } from '../auditor/log-findings.ts'
import type { Weight } from '../auditor/findings.ts'
import { readCheckpoint } from '../log/checkpoint.ts'
import { checkNote, parseVerifierKey, type VerifierKey } from '../log/note.ts'
import type { Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'
import { Members } from '../values/members.ts'
import { isString } from '../values/text.ts'
import { readOpened, vouchedKeys, type Asked, type Log } from './log-check.ts'
import { linesOf, type ExportedShard } from './log-files.ts'
import { parseTime } from '../values/time.ts'

export type ExportedLog = Log & { readonly shards: readonly ExportedShard[]; readonly dir: string }

/** A finding about two logs that is of no single leaf. */
export type LogFinding = {
  readonly kind: DifferenceKind
  readonly weight: Weight
  readonly against: Country | null
  readonly text: string
}
export const logFinding = (kind: DifferenceKind, against: Country | null, text: string): LogFinding => ({
  kind,
  weight: DIFFERENCES[kind].weight,
  against,
  text,
})

/** Of one log: what one country has seen of it. */
type Seen = {
  readonly by: Country
  readonly origin: string
  readonly size: number
  readonly root: Buffer
  /** Milliseconds since 1970, by the word of who has seen it; null where it is not said. */
  readonly at: number | null
}

const MOST_NOTES = 200_000
/** Clocks of two countries may differ by so much. */
const SKEW_MS = 120_000

function readWitnessed(line: string): { note: string; at: number } {
  const m = new Members(parseStrictJson(line))
  const note = m.required('note', isString, 'a signed checkpoint')
  const at = parseTime(m.required('at', isString, 'a time'), '/at')
  m.close()
  return { note, at }
}

/** All notes about others that an export shows: what was witnessed last, and what its log says was witnessed before. */
async function* notesOf(log: ExportedLog): AsyncGenerator<{ note: string; at: number | null }> {
  for await (const { line, n } of linesOf(log.dir, 'witnessed.jsonl'))
    try {
      yield readWitnessed(line)
    } catch (cause) {
      const text = `${log.dir}/witnessed.jsonl, line ${n}, shows no checkpoint: ${(cause as Error).message}`
      throw new JuxtaError('log-invalid', text, { rule: 'line', cause })
    }
  for (const shard of log.shards)
    for await (const { line } of log.opened(shard, Infinity)) {
      let object: string
      try {
        ;({ object } = readOpened(line))
      } catch {
        // Told by the check of that log.
        continue
      }
      if (/^[^\n]+\n[0-9]+\n[^\n]+\n\n— /.test(object)) yield { note: object, at: null }
    }
}

/** Who owns which log, and the keys that count for it. */
type Owned = ReadonlyMap<string, { readonly owner: ExportedLog; readonly keys: readonly VerifierKey[] }>

export function logsOf(logs: readonly ExportedLog[], vouched: VouchedIdentities | null, asked: Asked): Owned {
  const owned = new Map<string, { owner: ExportedLog; keys: VerifierKey[] }>()
  for (const owner of logs)
    for (const { origin, vkey } of owner.shards) {
      const keys = vouchedKeys({ country: owner.country, origin }, vouched, asked)
      if (keys.length === 0)
        try {
          // Nobody vouches for it, which is said; what others have seen is held against it all the same.
          keys.push(parseVerifierKey(vkey))
        } catch {
          continue
        }
      owned.set(origin, { owner, keys })
    }
  return owned
}

/** Reads what `by` shows of the logs in `owned`, each checkpoint once, if it is signed by the log. Fails with `log-invalid` where it shows too many. */
async function seenBy(by: ExportedLog, owned: Owned, findings: LogFinding[]): Promise<Seen[]> {
  const seen = new Map<string, Seen>()
  let foreign = 0
  for await (const { note, at } of notesOf(by)) {
    try {
      const read = readCheckpoint(note)
      const { origin, size, root } = read.checkpoint
      const log = owned.get(origin)
      if (!log || log.owner.country === by.country) continue
      const key = `${origin} ${size} ${root.toString('base64')}`
      if (seen.has(key)) continue
      if (!log.keys.some((k) => checkNote(read.note, k) === 'valid'))
        throw new JuxtaError('signature-invalid', `not signed by ${origin}`)
      seen.set(key, { by: by.country, origin, size, root, at })
    } catch (error) {
      if (!(error instanceof JuxtaError)) throw error
      if (foreign++ < 10)
        findings.push(
          logFinding(
            'witnessed-foreign',
            by.country,
            `${by.country} shows a checkpoint that counts for nothing: ${error.message}`,
          ),
        )
    }
    if (seen.size > MOST_NOTES)
      throw new JuxtaError('log-invalid', `${by.dir} shows more than ${MOST_NOTES} checkpoints of others`, {
        rule: 'too-many',
      })
  }
  return [...seen.values()]
}

export type Witnessed = {
  /** By origin: what must be a beginning of the log. */
  readonly earlier: (origin: string) => readonly Earlier[]
  /** How many leaves of a log's shard the other party is shown to have seen; Infinity of a shard after which it has seen another. */
  readonly known: (log: ExportedLog, other: ExportedLog, shardNo: number) => number
  /** Whether anything of the log was seen by the other party. */
  readonly any: (log: ExportedLog, other: ExportedLog) => boolean
  /** Whether somebody has seen more of the log than its export holds. */
  readonly older: (log: ExportedLog) => boolean
  readonly findings: readonly LogFinding[]
}

/** What somebody has seen of a log beyond its export: an older export, one whose end was cut off, or a log that says itself that it lost its end. */
function judgeLonger(
  log: ExportedLog,
  shardNo: number,
  { by, size, at, origin }: Seen,
  claimed: number,
  parties: readonly ExportedLog[],
): LogFinding {
  const { country, shards } = log
  const after = shards[shardNo + 1]
  const what = `${by} has seen ${size} entries of ${origin}; the export of ${country} holds ${claimed}`
  if (after) {
    let lost = 0
    try {
      const opening = readCheckpoint(after.opening?.object ?? '').checkpoint
      if (opening.origin === origin) lost = opening.size
    } catch {
      // It commits to something else than a checkpoint, which the check says.
    }
    return size <= lost
      ? logFinding('export-older', country, `${what}; its next shard says that the log lost its end`)
      : logFinding('witnessed-cut', country, `${what}, though that shard is closed`)
  }
  const made = parseTime(shards[shardNo]!.head.at)
  if (at === null || made <= at + SKEW_MS)
    return logFinding('export-older', country, `${what}: it is older than that, or its end was cut off`)
  const later = `${what}, though by its own word it was made later than that was seen`
  // Who is compared has an interest in it: its word for the time is not enough.
  return parties.some((party) => party.country === by)
    ? logFinding('cut-claimed', country, later)
    : logFinding('witnessed-cut', country, later)
}

/** What all exports of a call show of the logs of the two that are compared. */
export async function witnessedBy(
  all: readonly ExportedLog[],
  parties: readonly ExportedLog[],
  owned: Owned,
): Promise<Witnessed> {
  const findings: LogFinding[] = []
  const seen: Seen[] = []
  for (const by of all) seen.push(...(await seenBy(by, owned, findings)))
  const longer = new Map<string, Seen>()
  const within: Seen[] = []
  const sizes = new Map<string, number>()
  for (const log of parties)
    for (const { source, origin } of log.shards)
      try {
        sizes.set(origin, readCheckpoint((await source.checkpoint()) ?? '').checkpoint.size)
      } catch {
        // Said by the check of that log.
      }
  for (const one of seen) {
    const size = sizes.get(one.origin)
    if (size === undefined) continue
    if (one.size <= size) {
      within.push(one)
      continue
    }
    // The longest that each has seen says enough, and what says when the most.
    const key = `${one.by} ${one.origin}`
    const there = longer.get(key)
    if (!there || (one.at !== null && there.at === null) || (one.at === there.at && one.size > there.size))
      longer.set(key, one)
  }
  const older = new Set<string>()
  for (const one of longer.values()) {
    const { owner } = owned.get(one.origin)!
    const shardNo = owner.shards.findIndex((s) => s.origin === one.origin)
    findings.push(judgeLonger(owner, shardNo, one, sizes.get(one.origin)!, parties))
    older.add(owner.country)
  }
  const largest = new Map<string, number>()
  for (const { by, origin, size } of seen)
    largest.set(`${by} ${origin}`, Math.max(largest.get(`${by} ${origin}`) ?? 0, size))
  const most = (origin: string, by: Country): number | undefined => largest.get(`${by} ${origin}`)
  const beginnings = new Map<string, Earlier[]>()
  for (const { origin, size, root, by } of within) {
    const list = beginnings.get(origin) ?? []
    list.push({ size, root, said: `witnessed by ${by}` })
    beginnings.set(origin, list)
  }
  return {
    earlier: (origin) => beginnings.get(origin) ?? [],
    known(log, other, shardNo) {
      const later = log.shards.slice(shardNo + 1).some((s) => (most(s.origin, other.country) ?? 0) > 0)
      return later ? Infinity : (most(log.shards[shardNo]!.origin, other.country) ?? 0)
    },
    any: (log, other) => log.shards.some((s) => most(s.origin, other.country) !== undefined),
    older: (log) => older.has(log.country),
    findings,
  }
}
