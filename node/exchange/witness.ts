/** Witnessing between neighbours (C2SP tlog-witness): cosigning their checkpoints, having ours cosigned, and asking at start what they have seen of our log. */
import { tallyRowsIn } from './tally-rows.ts'
import { logIn } from '../store/log.ts'
import { registryIn } from '../peers/registry.ts'
import { asJuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import { cosign } from '../log/cosignature.ts'
import { proveConsistency, rootAt } from '../log/merkle.ts'
import { openCheckpoint } from '../log/checkpoint.ts'
import { encodeVerifierKey, parseVerifierKey, signatureLine, type VerifierKey } from '../log/note.ts'
import { nodesFromTiles } from '../log/tiles.ts'
import {
  addCheckpointRequest,
  isRefusal,
  judge,
  readAddCheckpoint,
  readWitnessAnswer,
  type Suspicion,
} from '../log/witness.ts'
import type { Node } from '../node.ts'
import type { Identity } from '../message/identity.ts'
import { ownLeaf } from '../store/leaves.ts'
import type { Published } from '../store/checkpoints.ts'
import type { LogHead } from '../store/tx.ts'

export type WitnessReply = { status: number; type: string; body: string }

/** What a neighbour has seen of our log. `receipt`: the highest index that a receipt it holds names; null where it holds none. */
export type Seen = {
  origin: string
  size: number | null
  root: string | null
  receipt: number | null
  checkpoint: string | null
}

export type StartVerdict =
  | { kind: 'fine'; asked: Country[]; silent: Country[] }
  /** Neighbours have witnessed this log, and none of those has answered: nobody can say whether it lost its end. */
  | { kind: 'unknown'; silent: Country[] }
  /** Our log is shorter than, or another one than, what `peer` holds proof of; `checkpoint` is that proof, or what it said. */
  | { kind: 'ahead'; peer: Country; detail: string; size: number; checkpoint: string }

const SUSPICIONS: Readonly<Record<Suspicion, string>> = {
  'split-view': 'another root at the size that was cosigned: two histories of one log',
  inconsistent: 'the proof does not lead from what was cosigned to what is shown',
  behind: 'a smaller log than the one that was cosigned: a delayed request, or a log that lost its end',
}

/** How often a leaf of ours says what was cosigned of a neighbour's log. */
const LOGGED_EVERY_MS = 900_000

const shardOf = (origin: string): string => origin.slice(origin.lastIndexOf('/') + 1)

export function createWitness(node: Node) {
  const { store, clock, directory, transport, signer, settings } = node
  /** Our witness key (cosignature type 04). */
  const key = parseVerifierKey(node.own.identity.witness.vkey)
  /** How many neighbours must have cosigned our log, and within which time after it has grown. */
  const quorum = { size: settings.witnessQuorum, ageMs: settings.witnessSeconds * 1000 }

  /** The log keys of all identities that a country ever had, by origin: what was closed is still witnessed to its end. */
  const known = new Map<string, VerifierKey[]>()
  const read = async (country: Country): Promise<Identity[]> =>
    (await registryIn(store).identities(country)).map(({ jws }) => directory.read(jws))
  async function learn(): Promise<void> {
    known.clear()
    for (const { country } of directory.all())
      for (const { log } of await read(country))
        known.set(log.origin, [...(known.get(log.origin) ?? []), parseVerifierKey(log.vkey)])
  }
  directory.onChange(async () => void (await learn()))

  const askedFor = new Map<Country, number>()
  /** The keys of the log that a request speaks of, asked for where nobody knows them; at most every ten seconds. */
  async function knowLog(peer: Country, body: Buffer): Promise<void> {
    const text = body.toString('utf8', 0, 8192)
    const origin = text.slice(text.indexOf('\n\n') + 2).split('\n')[0]!
    if (known.size === 0) await learn()
    if (known.has(origin) || clock.now() - (askedFor.get(peer) ?? 0) < 10_000) return
    askedFor.set(peer, clock.now())
    await node.introduce.refreshIdentity(peer).catch(() => false)
    await learn()
  }

  /** What a neighbour says it has seen of our newest log; null where it does not answer. */
  async function ask(peer: Country): Promise<Partial<Record<keyof Seen, unknown>> | null> {
    try {
      const answer = await transport.request(peer, { method: 'GET', path: '/v1/witnessed', timeoutMs: 5000 })
      const body = answer.status === 200 ? parseStrictJson(answer.body) : null
      return isObject(body) ? body : null
    } catch {
      return null
    }
  }

  async function submitTo(peer: Country, published: Published, oldSize: number): Promise<void> {
    const { shard, size, note } = published
    const body = note.slice(0, note.indexOf('\n\n') + 1)
    const nodes = nodesFromTiles(size, ({ level, index }) => logIn(store).tile(shard, level, index))
    const theirs = parseVerifierKey(directory.get(peer).identity.witness.vkey)
    let from = oldSize
    for (let tries = 0; tries < 3; tries++) {
      const proof = from > 0 && from < size ? await proveConsistency(from, size, nodes) : []
      const answer = await transport.request(peer, {
        method: 'POST',
        path: '/add-checkpoint',
        contentType: 'text/plain',
        body: addCheckpointRequest(from, proof, note),
        timeoutMs: 10_000,
      })
      const read = readWitnessAnswer(answer, { oldSize: from, size, body }, size, [theirs])
      if (read.kind === 'cosigned') {
        await logIn(store).addCosignatures(
          shard,
          size,
          read.cosignatures.map(({ key, time, signature }) => ({
            witness: key.name,
            line: signatureLine(signature),
            time,
          })),
        )
        return
      }
      if (read.kind === 'other-size') {
        from = read.size
        continue
      }
      // Another replica may have published and submitted more meanwhile: that is not a witness ahead of our log.
      const head = (await logIn(store).shards()).find((s) => s.shard === shard)
      if (read.kind === 'ahead' && head && read.size <= head.size) return
      const what =
        read.kind === 'ahead'
          ? `${peer} has cosigned ${read.size} leaves of our log, which has ${head?.size ?? 0}: the log lost its end`
          : `${peer} refuses our checkpoint of ${size} leaves (${read.status}): it has cosigned another history of our log`
      // Both checkpoints, ours and the one that it cosigned, are the proof: whoever reads the alert holds it.
      const seen = (await ask(peer))?.checkpoint
      const other = typeof seen === 'string' ? `\ncosigned by ${peer}:\n${seen}` : ''
      await node.alert(read.kind === 'ahead' ? 'log-behind' : 'split-view', peer, `${what}\nshown:\n${note}${other}`)
      return
    }
  }

  async function submitShard(published: Published, sizes: ReadonlyMap<string, number>): Promise<void> {
    await Promise.all(
      directory
        .all()
        .filter((p) => p.state === 'active')
        .map(async (peer) => {
          const cosigned = sizes.get(peer.identity.witness.name) ?? 0
          if (cosigned >= published.size) return
          try {
            await submitTo(peer.country, published, cosigned)
          } catch (cause) {
            const error = asJuxtaError(cause)
            if (error.fault === 'fatal') throw error
            if (error.code === 'answer-invalid') await node.alert('witness-answer', peer.country, error.message)
          }
        }),
    )
  }

  /** Since when the newest growth of our log waits for a quorum, by what this process has seen; null where it does not. */
  let waitingSince: number | null = null
  async function watchQuorum(): Promise<void> {
    const { size, ageMs } = quorum
    const { shard, origin } = await logIn(store).head()
    const published = await logIn(store).published(shard)
    if (size === 0 || !published || directory.all().every((p) => p.state !== 'active')) return
    const sizes = [...(await logIn(store).cosignedSizes(shard)).values()].sort((a, b) => b - a)
    const reached = sizes[size - 1] ?? 0
    if (reached >= published.size) waitingSince = null
    else if (waitingSince === null) waitingSince = clock.now()
    else if (clock.now() - waitingSince >= ageMs && reached <= waitingFrom) {
      await node.alert(
        'quorum-old',
        null,
        `${origin}: for ${Math.round(ageMs / 1000)} s fewer than ${size} neighbours have cosigned more than ${reached} of its leaves`,
      )
    }
    if (reached > waitingFrom) {
      waitingFrom = reached
      if (waitingSince !== null) waitingSince = clock.now()
    }
  }
  let waitingFrom = 0

  /** What `peer` holds of our log that we do not; null where we have all of it. */
  async function compare(
    peer: Country,
    seen: NonNullable<Awaited<ReturnType<typeof ask>>>,
    heads: ReadonlyMap<string, LogHead>,
  ): Promise<Extract<StartVerdict, { kind: 'ahead' }> | null> {
    const { origin, size, root, receipt, checkpoint } = seen
    const number = (n: unknown): number => (typeof n === 'number' && Number.isSafeInteger(n) ? n : -1)
    const head = heads.get(String(origin))
    const most = Math.max(number(size), number(receipt) + 1)
    const says = (detail: string) => ({
      kind: 'ahead' as const,
      peer,
      detail,
      size: most,
      checkpoint: provenBy(checkpoint, String(origin)) ?? JSON.stringify({ origin, size, root, receipt }),
    })
    if (!head)
      return most > 0
        ? says(`${peer} has seen ${most} leaves of ${String(origin)}, which this store does not have`)
        : null
    if (number(size) > head.size)
      return says(`${peer} has cosigned ${String(size)} leaves of ${head.origin}, which has ${head.size} here`)
    if (number(receipt) >= head.size)
      return says(
        `${peer} holds a receipt that names leaf ${String(receipt)} of ${head.origin}, which has ${head.size} leaves here`,
      )
    const published = await logIn(store).published(head.shard)
    if (number(size) <= 0 || !published || number(size) > published.size) return null
    const nodes = nodesFromTiles(published.size, ({ level, index }) => logIn(store).tile(head.shard, level, index))
    const ours = size === published.size ? published.root : await rootAt(number(size), nodes)
    return ours.toString('base64') === root
      ? null
      : says(`${peer} has cosigned another history of the first ${String(size)} leaves of ${head.origin}`)
  }

  /** A checkpoint that a neighbour shows as ours, where it is: signed by a key that our own identities name; null otherwise. */
  function provenBy(checkpoint: unknown, origin: string): string | null {
    const keys = own.get(origin)
    if (typeof checkpoint !== 'string' || !keys) return null
    try {
      openCheckpoint(checkpoint, keys)
      return checkpoint
    } catch {
      return null
    }
  }
  const own = new Map<string, VerifierKey[]>()

  return {
    /** Answers a peer's `POST /add-checkpoint`. The body is attacker-controlled. */
    async addCheckpoint(peer: Country, body: Buffer): Promise<WitnessReply> {
      await knowLog(peer, body)
      const read = readAddCheckpoint(body, (origin) => known.get(origin) ?? null)
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
        if (suspicion)
          await node.alert(
            suspicion,
            peer,
            `${origin}: ${SUSPICIONS[suspicion]}. Cosigned:\n${found.seen?.note ?? ''}\nshown now:\n${shown}`,
            origin,
          )
        return { status: refuse.status, type: refuse.type ?? 'text/plain', body: refuse.body }
      }
      const signature = await cosign(read.note.text, key, Math.floor(clock.now() / 1000), (bytes) =>
        signer.signNote(key.publicKey, bytes),
      )
      return { status: 200, type: 'text/plain', body: signatureLine(signature) }
    },

    /** Submits the newest checkpoint of every shard to each neighbour that has not cosigned it; one that is away is asked again next time. */
    async submit(): Promise<void> {
      for (const { shard } of await logIn(store).shards()) {
        const published = await logIn(store).published(shard)
        if (published && published.size > 0) await submitShard(published, await logIn(store).cosignedSizes(shard))
      }
      await watchQuorum()
    },
    /** What this node can tell `peer` about the peer's own log. */
    async seenOf(peer: Country): Promise<Seen> {
      const { origin } = directory.get(peer).identity.log
      const seen = await logIn(store).witnessed(origin)
      const highest = await tallyRowsIn(store).highestReceipt(peer, shardOf(origin))
      return {
        origin,
        size: seen?.size ?? null,
        root: seen?.root.toString('base64') ?? null,
        receipt: highest?.index ?? null,
        checkpoint: seen?.note ?? null,
      }
    },

    /** Asks every neighbour what it has seen of our log, and compares (log.md, rollback). */
    async judgeOwnLog(): Promise<StartVerdict> {
      for (const { log } of await read(node.country)) own.set(log.origin, [parseVerifierKey(log.vkey)])
      const head = await logIn(store).head()
      const past = new Set((await logIn(store).cosignedSizes(head.shard)).keys())
      const asked: Country[] = []
      const silent: Country[] = []
      const witnessesOf = new Map<Country, string[]>()
      for (const { country } of directory.all())
        witnessesOf.set(
          country,
          (await read(country)).map((i) => i.witness.name),
        )
      const hasWitnessed = (peer: Country): boolean => witnessesOf.get(peer)!.some((name) => past.has(name))
      const ahead: Extract<StartVerdict, { kind: 'ahead' }>[] = []
      const answers = await Promise.all(
        directory.all().map(async ({ country }) => [country, await ask(country)] as const),
      )
      // Read after they have answered: another replica may append all the while, and what they have seen is no longer than that.
      const heads = new Map((await logIn(store).shards()).map((h) => [h.origin, h]))
      for (const [peer, seen] of answers) {
        if (!seen) {
          if (hasWitnessed(peer)) silent.push(peer)
          continue
        }
        asked.push(peer)
        const fault = await compare(peer, seen, heads)
        if (fault) ahead.push(fault)
      }
      // Of several, the one that has seen most.
      if (ahead.length > 0) return ahead.sort((a, b) => b.size - a.size)[0]!
      if (silent.length > 0 && !asked.some(hasWitnessed)) return { kind: 'unknown', silent }
      return { kind: 'fine', asked, silent }
    },

    vkey: (): string => encodeVerifierKey(key),
  }
}

export type Witness = ReturnType<typeof createWitness>
