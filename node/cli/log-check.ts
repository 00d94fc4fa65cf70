/** What `juxta log check` and `juxta reconcile` ask of a log beside its arithmetic: whose it is, who has witnessed it, what was seen of it before, and what it opens. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { checkFinding, CheckFindings, type CheckFinding, type CheckOptions, type Earlier } from '../auditor/check.ts'
import type { CheckCode } from '../auditor/log-findings.ts'
import { independentWitnesses, logKeys, vouchedIdentities, type VouchedIdentities } from '../auditor/log-trust.ts'
import { parseTrust, type Trust } from '../auditor/trust.ts'
import { verdictOf } from '../auditor/findings.ts'
import { openCheckpoint, readCheckpoint, type Checkpoint } from '../log/checkpoint.ts'
import { commitment, isLeafKind, parseLeaf, type LeafKind } from '../log/entry.ts'
import { parseVerifierKey, type VerifierKey } from '../log/note.ts'
import { parseEntries, tilePath, tileWidth } from '../log/tiles.ts'
import { signingInput } from '../message/manifest.ts'
import { evidenceCrypto } from '../seal/evidence.ts'
import { identityDigest } from '../seal/identity.ts'
import type { Country } from '../values/country.ts'
import { JuxtaError } from '../values/errors.ts'
import { parseStrictJson } from '../values/json.ts'
import { isCount, Members } from '../values/members.ts'
import { isString } from '../values/text.ts'
import { optional, text, texts, usage, type Values } from './command.ts'
import { checkShards, type CheckedShard, type Shard } from './log-files.ts'

/** What whoever asks trusts, and what he has kept: checkpoints as they were written, by the name of their file. */
export type Asked = {
  readonly trust: Trust | null
  readonly keys: readonly VerifierKey[]
  readonly earlier: readonly { readonly name: string; readonly note: string }[]
}

export const TRUST_OPTIONS = {
  trust: text('FILE', 'whom you trust'),
  earlier: texts('FILE', 'a checkpoint that was kept: what the log was then'),
  'log-key': texts('VKEY', 'a verifier key of the log, where no identity vouches for it'),
}

/** Said first where there is no trust file. */
export const ARITHMETIC =
  'ARITHMETIC, NOT HONESTY: without --trust nothing says whose this log is. A log that was made up this minute passes what follows.'

const textsOf = (values: Values, name: string): string[] => (values[name] as string[] | undefined) ?? []

/** Reads what the options name. Fails with `settings-invalid` or `usage`. */
export async function readAsked(values: Values): Promise<Asked> {
  const trust = optional(values, 'trust')
  return {
    trust: trust === undefined ? null : parseTrust(await readFile(resolve(trust))),
    keys: textsOf(values, 'log-key').map((text) => {
      try {
        return parseVerifierKey(text)
      } catch (error) {
        throw usage(`--log-key ${text}: ${(error as Error).message}`)
      }
    }),
    earlier: await Promise.all(
      textsOf(values, 'earlier').map(async (name) => ({ name, note: await readFile(resolve(name), 'utf8') })),
    ),
  }
}

/** An earlier checkpoint that is one of this origin, under one of its keys; otherwise why it shows nothing. */
function readEarlier(note: string, keys: readonly VerifierKey[]): Checkpoint | string {
  try {
    return openCheckpoint(note, keys).checkpoint
  } catch (error) {
    return (error as Error).message
  }
}

const originOf = (note: string): string | null => {
  try {
    return readCheckpoint(note).checkpoint.origin
  } catch {
    return null
  }
}

export type Log = {
  /** Whose it says it is. */
  readonly country: Country
  readonly shards: readonly Shard[]
  readonly identities: readonly string[]
  /** Lines that open the first `size` leaves of a shard, in the order of the leaves: a log that is still written to has more by the time that they are read. */
  readonly opened: (shard: Shard, size: number) => AsyncIterable<{ readonly line: string; readonly n: number }>
}

/** What the trust file makes of a log's identities; null where there is no trust file. */
export const vouch = ({ identities }: Pick<Log, 'identities'>, { trust }: Asked): Promise<VouchedIdentities> | null =>
  trust && vouchedIdentities(identities, trust, { ...evidenceCrypto, identityDigest })

/** The keys of a shard that are vouched for; none where nobody vouches. */
export function vouchedKeys(
  { country, origin }: { country: Country; origin: string },
  vouched: VouchedIdentities | null,
  asked: Asked,
): VerifierKey[] {
  return [
    ...(vouched ? logKeys(vouched, country, origin) : []),
    ...asked.keys.filter((key) => key.type === 1 && key.name === origin),
  ]
}

type Demands = Partial<CheckOptions> & { findings: CheckFinding[] }

/** What is asked of a shard of `log`. */
function demandsOf(log: Log, shard: Shard, vouched: VouchedIdentities | null, asked: Asked): Demands {
  const { country } = log
  const { origin } = shard
  const keys = vouchedKeys({ country, origin }, vouched, asked)
  const findings: CheckFinding[] = []
  const newest = shard === log.shards.at(-1)
  if (!asked.trust && newest) findings.push(checkFinding('trust-missing', '--trust', ARITHMETIC))
  if (vouched && newest) findings.push(...vouched.findings(country))
  if (keys.length === 0 && asked.trust)
    findings.push(
      checkFinding(
        'log-untrusted',
        'log.vkey',
        `no identity of ${country} that the trust file vouches for names ${origin}`,
      ),
    )
  // Where nobody vouches, the key beside the log still says whether the rest of it is in order.
  const judged = keys.length > 0 ? keys : undefined
  const own = judged ?? [...(shard.vkey ? [tryKey(shard.vkey)] : [])].filter((k) => k !== null)
  const earlier: Earlier[] = []
  for (const { name, note } of asked.earlier) {
    if (originOf(note) !== origin) continue
    const read = readEarlier(note, own)
    if (typeof read === 'string') findings.push(checkFinding('earlier-foreign', name, `${name}: ${read}`))
    else earlier.push({ ...read, said: name })
  }
  return {
    findings,
    earlier,
    ...(judged ? { keys: judged } : {}),
    ...(vouched && asked.trust ? independentWitnesses(vouched, asked.trust, country) : {}),
  }
}

const tryKey = (text: string): VerifierKey | null => {
  try {
    return parseVerifierKey(text)
  } catch {
    return null
  }
}

/** Checkpoints given as seen before that are of no shard of this log. */
function foreignOnes(log: Log, asked: Asked): CheckFinding[] {
  const origins = new Set(log.shards.map((s) => s.origin))
  return asked.earlier.flatMap(({ name, note }) => {
    const origin = originOf(note)
    if (origin !== null && origins.has(origin)) return []
    const what = origin === null ? 'is no signed checkpoint' : `is of ${origin}, which is no shard of this log`
    return [checkFinding('earlier-foreign', name, `${name} ${what}`)]
  })
}

/** `more`: what is asked beside. Checks all shards of a log, what it opens, and what was seen of it before. */
export async function checkWholeLog(
  log: Log,
  asked: Asked,
  more: (shard: Shard) => Pick<Partial<CheckOptions>, 'onLeaf' | 'earlier'> = () => ({}),
): Promise<CheckedShard[]> {
  const vouched = await vouch(log, asked)
  const checked = await checkShards(log.shards, (shard) => {
    const demands = demandsOf(log, shard, vouched, asked)
    const { earlier = [], ...beside } = more(shard)
    return { ...demands, ...beside, earlier: [...(demands.earlier ?? []), ...earlier] }
  })
  return Promise.all(
    checked.map(async ({ shard, report }, i) => {
      const found = new CheckFindings()
      await checkOpened(log.shards[i]!, log.opened(log.shards[i]!, report.entries), report.kinds, report.entries, found)
      const findings = [
        ...report.findings,
        ...found.findings,
        ...(i === checked.length - 1 ? foreignOnes(log, asked) : []),
      ]
      return { shard, report: { ...report, findings, more: report.more + found.more, verdict: verdictOf(findings) } }
    }),
  )
}

const OPENED: readonly LeafKind[] = ['key', 'agreement', 'peer-checkpoint', 'shard', 'erased', 'operator']
export const OPENED_FILE = 'opened.jsonl'

export type OpenedLeaf = { readonly index: number; readonly salt: Buffer; readonly object: string }

/** Reads a line that opens a leaf. Fails with `log-invalid`. */
export function readOpened(line: string): OpenedLeaf {
  try {
    const m = new Members(parseStrictJson(line))
    const opened = {
      index: m.required('index', isCount, 'the index of a leaf'),
      salt: Buffer.from(m.required('salt', isString, 'a salt in base64url'), 'base64url'),
      object: m.required('object', isString, 'a text'),
    }
    m.close()
    return opened
  } catch (cause) {
    throw new JuxtaError('log-invalid', `it opens no leaf: ${(cause as Error).message}`, { rule: 'opened', cause })
  }
}

/** What a leaf of `kind` commits to of an object: of what is signed its signing input. */
const committed = (kind: LeafKind, { salt, object }: OpenedLeaf): string =>
  commitment(kind, salt, kind === 'event' || kind === 'refused' ? signingInput(object) : object)

/** Whether what a shard opens is what its leaves commit to. The lines come in the order of the leaves, so that each bundle of entries is read once. */
async function checkOpened(
  { source }: Shard,
  lines: ReturnType<Log['opened']>,
  kinds: Readonly<Partial<Record<LeafKind, number>>>,
  size: number,
  found: CheckFindings,
): Promise<void> {
  const counts: Partial<Record<LeafKind, number>> = {}
  let bundle = { index: -1, entries: [] as Buffer[] }
  let last = -1
  for await (const { line, n } of lines) {
    const at = `${OPENED_FILE}#${n}`
    const say = (code: CheckCode, text: string): void => found.say(code, at, `line ${n}: ${text}`)
    try {
      const opened = readOpened(line)
      if (opened.index <= last) throw new JuxtaError('log-invalid', 'it is not in the order of the leaves')
      last = opened.index
      if (opened.index >= size) {
        say('opening-differs', `leaf ${opened.index} is not in the log`)
        continue
      }
      const index = Math.floor(opened.index / 256)
      if (bundle.index !== index) {
        const id = { level: 'entries', index, width: tileWidth('entries', index, size) } as const
        const bytes = await source.entries(id)
        if (!bytes) throw new JuxtaError('log-invalid', `${tilePath(id)} is missing`)
        bundle = { index, entries: parseEntries(bytes, id.width) }
      }
      const leaf = parseLeaf(bundle.entries[opened.index % 256]!)
      if (isLeafKind(leaf.kind)) counts[leaf.kind] = (counts[leaf.kind] ?? 0) + 1
      if (committed(leaf.kind, opened) !== leaf.c)
        say('opening-differs', `leaf ${opened.index} ("${leaf.kind}") does not commit to it`)
    } catch (error) {
      if (!(error instanceof JuxtaError)) throw error
      say('opening-malformed', error.message)
    }
  }
  const closed = OPENED.filter((kind) => (kinds[kind] ?? 0) > (counts[kind] ?? 0))
  if (closed.length > 0)
    found.say(
      'unopened',
      OPENED_FILE,
      `what these leaves commit to is not shown: ${closed.map((k) => `${k} ${kinds[k]! - (counts[k] ?? 0)}`).join(', ')}`,
    )
}
