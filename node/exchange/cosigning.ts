/** A node as the witness of its neighbours: it cosigns their checkpoints (C2SP tlog-witness), and tells each what it has seen of that one's log. */
import type { Node } from '../node.ts'
import { cosign, witnessKeys } from '../log/cosignature.ts'
import { parseVerifierKey, signatureLine, type VerifierKey } from '../log/note.ts'
import { isRefusal, judge, readAddCheckpoint, type Suspicion } from '../log/witness.ts'
import { ownLeaf } from '../store/leaves.ts'
import { logIn } from '../store/log.ts'
import type { Country } from '../values/country.ts'
import type { LogWarnings } from './log-warning.ts'
import { proveViews } from './prove-views.ts'
import { MOST_LOGS, type Seen } from './seen-of-ours.ts'
import { tallyRowsIn } from './tally-rows.ts'

export type WitnessReply = { status: number; type: string; body: string }

const SUSPICIONS: Readonly<Record<Suspicion, string>> = {
  'split-view': 'another root at the size that was cosigned: two histories of one log',
  inconsistent: 'the proof does not lead from what was cosigned to what is shown',
  behind: 'a smaller log than the one that was cosigned: a delayed request, or a log that lost its end',
}

/** How often a leaf of ours says what was cosigned of a neighbour's log. */
const LOGGED_EVERY_MS = 900_000
/** How long a request may be delayed on its way here. */
const DELAYED_MS = 60_000
/** A peer makes us ask for its identity no more often. */
const ASK_EVERY_MS = 10_000

const shardOf = (origin: string): string => origin.slice(origin.lastIndexOf('/') + 1)

/** The logs of neighbours by origin, of all identities that they ever had: what was closed is still witnessed to its end. */
type KnownLogs = ReadonlyMap<string, { readonly owner: Country; readonly keys: readonly VerifierKey[] }>

/** A log is that of the country that named it first. */
async function knownLogs(directory: Node['directory']): Promise<KnownLogs> {
  const known = new Map<string, { owner: Country; keys: VerifierKey[] }>()
  for (const { country } of directory.all())
    for (const { log } of await directory.identitiesOf(country)) {
      const there = known.get(log.origin) ?? { owner: country, keys: [] }
      there.keys.push(parseVerifierKey(log.vkey))
      known.set(log.origin, there)
    }
  return known
}

/** Tells people what is shown of a peer's log. */
function createSuspect(node: Node, logWarnings: LogWarnings) {
  const { clock } = node
  const askedAt = new Map<string, number>()
  /**
   * Two roots of one size are two histories. Where a larger checkpoint does not follow from what was cosigned its owner is asked to show its log, which it must to go on
   * being cosigned, and which proves it; not more than once a minute.
   */
  return async function suspect(
    peer: Country,
    origin: string,
    suspicion: Suspicion,
    notes: readonly [seen: string, shown: string],
  ): Promise<void> {
    const what = `shown of the log ${origin}: ${SUSPICIONS[suspicion]}`
    if (suspicion === 'split-view') return logWarnings.found(peer, origin, { notes }, what)
    await node.alert(suspicion, peer, `${what}. Cosigned:\n${notes[0]}\nshown now:\n${notes[1]}`, origin)
    if (suspicion !== 'inconsistent' || clock.now() - (askedAt.get(origin) ?? -Infinity) < DELAYED_MS) return
    askedAt.set(origin, clock.now())
    const verdict = await proveViews(node, peer, notes)
    if (verdict.kind === 'two') await logWarnings.found(peer, origin, verdict.views, what)
  }
}

export function createCosigning(node: Node, logWarnings: LogWarnings) {
  const { store, clock, directory, signer } = node
  /** The keys that we cosign with: Ed25519, and of those of ML-DSA-44, which followed one another, the newest that is held here. */
  const keys = (): VerifierKey[] => {
    const [first, ...more] = witnessKeys(node.own.identity.witness)
    return [first!, ...more.filter((key) => signer.hasNoteKey(key.publicKey)).slice(-1)]
  }
  let known: KnownLogs | null = null
  directory.onChange(async () => void (known = null))

  const suspect = createSuspect(node, logWarnings)
  const askedFor = new Map<Country, number>()
  /** Knows the log that a request speaks of; its owner's identity is asked for where nobody knows it, seldom. */
  async function logsFor(peer: Country, body: Buffer): Promise<KnownLogs> {
    const text = body.toString('utf8', 0, 8192)
    const origin = text.slice(text.indexOf('\n\n') + 2).split('\n')[0]!
    known ??= await knownLogs(directory)
    if (known.has(origin) || clock.now() - (askedFor.get(peer) ?? 0) < ASK_EVERY_MS) return known
    askedFor.set(peer, clock.now())
    await node.introduce.refreshIdentity(peer).catch(() => false)
    return (known = await knownLogs(directory))
  }

  /** Since when nothing but less than was cosigned is shown of a log, and how much that was. */
  const behindSince = new Map<string, { at: number; cosigned: number }>()
  /**
   * Two replicas of one country show what they have side by side, so that the smaller may come last: of a log that lost its end it comes again and again,
   * while nothing more is cosigned by any replica of ours.
   */
  function stays(origin: string, cosigned: number, now: number): boolean {
    const since = behindSince.get(origin)
    if (since?.cosigned === cosigned) return now - since.at >= DELAYED_MS
    behindSince.set(origin, { at: now, cosigned })
    return false
  }

  /** A log is cosigned for its owner alone, whoever has signed what is shown; null where it is the peer's own, or nobody's. */
  async function refuseForeign(
    peer: Country,
    log: { readonly name: string; readonly owner: Country } | null,
  ): Promise<WitnessReply | null> {
    if (!log || log.owner === peer) return null
    const detail = `${peer} asks this node to cosign ${log.name}, which is the log of ${log.owner}`
    await node.alert('foreign-log', peer, detail, log.name)
    return { status: 403, type: 'text/plain', body: 'this log is that of another country\n' }
  }

  return {
    /** Answers a peer's `POST /add-checkpoint`. The body is attacker-controlled. */
    async addCheckpoint(peer: Country, body: Buffer): Promise<WitnessReply> {
      const logs = await logsFor(peer, body)
      let log: { readonly name: string; readonly owner: Country } | null = null
      const read = readAddCheckpoint(body, (name) => {
        const known = logs.get(name)
        log = known ? { name, owner: known.owner } : null
        return known?.keys ?? null
      })
      const foreign = await refuseForeign(peer, log)
      if (foreign) return foreign
      if (isRefusal(read)) return { status: read.status, type: read.type ?? 'text/plain', body: read.body }
      const { origin, size, root } = read.checkpoint
      const now = clock.now()
      const shown = body.toString('utf8').split('\n\n').slice(1).join('\n\n')
      const found = await logIn(store).witness(origin, now, (seen) => {
        const judgement = judge(read, seen)
        const result = { judgement, seen }
        if (!('accept' in judgement)) return { store: null, result }
        // Now and then our own log says so too: each time, it and theirs would keep each other growing for ever.
        const due = judgement.grown && now - (seen?.loggedAt ?? 0) >= LOGGED_EVERY_MS
        return {
          store: { size, root, note: shown, loggedAt: due ? now : (seen?.loggedAt ?? 0) },
          ...(due ? { leaf: ownLeaf('peer-checkpoint', peer, shown) } : {}),
          result,
        }
      })
      const { judgement } = found
      if ('refuse' in judgement) {
        const { refuse, suspicion } = judgement
        if (suspicion && (suspicion !== 'behind' || stays(origin, found.seen?.size ?? 0, now)))
          await suspect(peer, origin, suspicion, [found.seen?.note ?? '', shown])
        return { status: refuse.status, type: refuse.type ?? 'text/plain', body: refuse.body }
      }
      behindSince.delete(origin)
      await node.settle('behind', peer, origin)
      const time = Math.floor(clock.now() / 1000)
      let lines = ''
      for (const key of keys()) {
        const sign = (bytes: Uint8Array): Promise<Uint8Array> => signer.signNote(key.publicKey, bytes)
        lines += signatureLine(await cosign(read.note.text, key, time, sign))
      }
      return { status: 200, type: 'text/plain', body: lines }
    },

    /** What this node can show `peer` of the peer's own logs, the newest first. */
    async seenOf(peer: Country): Promise<Seen> {
      const named = (await directory.identitiesOf(peer)).map(({ log }) => log.origin)
      const checkpoints: string[] = []
      const receipts: string[] = []
      for (const origin of [...new Set(named.reverse())]) {
        if (Math.max(checkpoints.length, receipts.length) === MOST_LOGS) break
        const seen = await logIn(store).witnessed(origin)
        if (seen) checkpoints.push(seen.note)
        const highest = await tallyRowsIn(store).highestReceipt(peer, shardOf(origin))
        if (highest) receipts.push(highest.receipt)
      }
      return { checkpoints, receipts }
    },

    keys,
  }
}
