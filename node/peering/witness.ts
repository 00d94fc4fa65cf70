/** Witnessing between neighbours (C2SP tlog-witness): cosigning their checkpoints, having ours cosigned, and asking at start what they have seen of our log. */
import { asJuxtaError, JuxtaError } from '../errors.ts'
import type { Country } from '../ids.ts'
import { isObject, parseStrictJson } from '../json.ts'
import { cosign } from '../log/cosignature.ts'
import { proveConsistency, rootAt } from '../log/merkle.ts'
import { encodeVerifierKey, parseVerifierKey, signatureLine, type SignBytes, type VerifierKey } from '../log/note.ts'
import { nodesFromTiles } from '../log/tiles.ts'
import {
  addCheckpointRequest,
  isRefusal,
  judge,
  readAddCheckpoint,
  readWitnessAnswer,
  type Suspicion,
} from '../log/witness.ts'
import type { PeerDirectory } from '../peers/directory.ts'
import type { Clock } from '../ports/clock.ts'
import type { MessageStore, LogStore, Published } from '../ports/store.ts'
import type { Transport } from '../ports/transport.ts'

export type WitnessNeeds = {
  readonly store: { readonly log: LogStore; readonly messages: Pick<MessageStore, 'highestReceipt'> }
  readonly clock: Clock
  readonly directory: PeerDirectory
  readonly transport: Transport
  /** Our witness key (type 04) and how it signs. */
  readonly key: VerifierKey
  readonly sign: SignBytes
  alert(kind: string, peer: Country | null, detail: string): Promise<void>
}

export type WitnessReply = { status: number; type: string; body: string }

/** What a neighbour has seen of our log. `receipt`: the highest index that a receipt it holds names; null where it holds none. */
export type Seen = { size: number | null; root: string | null; receipt: number | null }

export type StartVerdict =
  | { kind: 'fine'; asked: Country[]; silent: Country[] }
  /** Neighbours have witnessed this log, and none of those has answered: nobody can say whether it lost its end. */
  | { kind: 'unknown'; silent: Country[] }
  /** Our log is shorter than, or another one than, what `peer` holds proof of. */
  | { kind: 'ahead'; peer: Country; detail: string }

const SUSPICIONS: Readonly<Record<Suspicion, string>> = {
  'split-view': 'another root at the size that was cosigned: two histories of one log',
  inconsistent: 'the proof does not lead from what was cosigned to what is shown',
  behind: 'a smaller log than the one that was cosigned: a delayed request, or a log that lost its end',
}

/** The log that a receipt names, which was verified when it was stored. */
function originOfReceipt(jws: string): string | null {
  const claims = parseStrictJson(Buffer.from(jws.split('.')[1]!, 'base64url')) as { events: Record<string, unknown> }
  const [event] = Object.values(claims.events)
  return isObject(event) && isObject(event['log']) ? String(event['log']['origin']) : null
}

export function createWitness(needs: WitnessNeeds) {
  const { store, clock, directory, transport } = needs

  const keysOf = (origin: string): VerifierKey[] | null => {
    const owner = directory.all().find((p) => p.identity.log.origin === origin)
    return owner ? [parseVerifierKey(owner.identity.log.vkey)] : null
  }

  async function submitTo(peer: Country, published: Published, oldSize: number): Promise<void> {
    const { shard, size, note } = published
    const body = note.slice(0, note.indexOf('\n\n') + 1)
    const nodes = nodesFromTiles(size, ({ level, index }) => store.log.tile(shard, level, index))
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
        await store.log.addCosignatures(
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
      const head = (await store.log.shards()).find((s) => s.shard === shard)
      if (read.kind === 'ahead' && head && read.size <= head.size) return
      const what =
        read.kind === 'ahead'
          ? `${peer} has cosigned ${read.size} leaves of our log, which has ${head?.size ?? 0}: the log lost its end`
          : `${peer} refuses our checkpoint of ${size} leaves (${read.status}): it has cosigned another history of our log`
      await needs.alert(read.kind === 'ahead' ? 'log-behind' : 'split-view', peer, `${what}\n${note}`)
      return
    }
  }

  return {
    /** Answers a peer's `POST /add-checkpoint`. The body is attacker-controlled. */
    async addCheckpoint(peer: Country, body: Buffer): Promise<WitnessReply> {
      const read = readAddCheckpoint(body, keysOf)
      if (isRefusal(read)) return { status: read.status, type: read.type ?? 'text/plain', body: read.body }
      const { origin, size, root } = read.checkpoint
      const shown = `${read.note.text}`
      const found = await store.log.witness(origin, clock.now(), (seen) => {
        const judgement = judge(read, seen)
        const store =
          'accept' in judgement ? { size, root, note: body.toString('utf8').split('\n\n').slice(1).join('\n\n') } : null
        return { store, result: { judgement, seen } }
      })
      const { judgement } = found
      if ('refuse' in judgement) {
        const { refuse, suspicion } = judgement
        if (suspicion)
          await needs.alert(
            suspicion,
            peer,
            `${origin}: ${SUSPICIONS[suspicion]}. Cosigned:\n${found.seen?.note ?? ''}\nshown now:\n${shown}`,
          )
        return { status: refuse.status, type: refuse.type ?? 'text/plain', body: refuse.body }
      }
      const signature = await cosign(read.note.text, needs.key, Math.floor(clock.now() / 1000), needs.sign)
      return { status: 200, type: 'text/plain', body: signatureLine(signature) }
    },

    /** Submits the newest checkpoint to every neighbour that has not cosigned it; one that is away is asked again next time. */
    async submit(): Promise<void> {
      const { shard } = await store.log.head()
      const published = await store.log.published(shard)
      if (!published || published.size === 0) return
      const sizes = await store.log.cosignedSizes(shard)
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
              if (error.code === 'answer-invalid') await needs.alert('witness-answer', peer.country, error.message)
            }
          }),
      )
    },

    /** What this node can tell `peer` about the peer's own log. */
    async seenOf(peer: Country): Promise<Seen & { origin: string }> {
      const { origin } = directory.get(peer).identity.log
      const [seen, highest] = [await store.log.witnessed(origin), await store.messages.highestReceipt(peer)]
      return {
        origin,
        size: seen?.size ?? null,
        root: seen?.root.toString('base64') ?? null,
        receipt: highest && originOfReceipt(highest.receipt) === origin ? highest.index : null,
      }
    },

    /** Asks every neighbour what it has seen of our log, and compares (log.md, rollback). */
    async judgeOwnLog(): Promise<StartVerdict> {
      const head = await store.log.head()
      const published = await store.log.published(head.shard)
      const past = new Set((await store.log.cosignedSizes(head.shard)).keys())
      const asked: Country[] = []
      const silent: Country[] = []
      let ahead: StartVerdict | null = null
      await Promise.all(
        directory.all().map(async ({ country: peer, identity }) => {
          let seen: Record<string, unknown>
          try {
            const answer = await transport.request(peer, { method: 'GET', path: '/v1/witnessed', timeoutMs: 5000 })
            const body = answer.status === 200 ? parseStrictJson(answer.body) : null
            if (!isObject(body)) throw new JuxtaError('answer-invalid', 'no answer about our log')
            seen = body
          } catch {
            if (past.has(identity.witness.name)) silent.push(peer)
            return
          }
          asked.push(peer)
          if (seen['origin'] !== head.origin) return
          const [size, root, receipt] = [seen['size'], seen['root'], seen['receipt']]
          if (typeof size === 'number' && Number.isSafeInteger(size) && size > head.size)
            ahead = {
              kind: 'ahead',
              peer,
              detail: `${peer} has cosigned ${size} leaves of ${head.origin}, which has ${head.size} here`,
            }
          else if (typeof receipt === 'number' && receipt >= head.size)
            ahead = {
              kind: 'ahead',
              peer,
              detail: `${peer} holds a receipt that names leaf ${receipt} of ${head.origin}, which has ${head.size} leaves here`,
            }
          else if (typeof size === 'number' && size > 0 && published && size <= published.size) {
            const nodes = nodesFromTiles(published.size, ({ level, index }) => store.log.tile(head.shard, level, index))
            const ours = size === published.size ? published.root : await rootAt(size, nodes)
            if (ours.toString('base64') !== root)
              ahead = {
                kind: 'ahead',
                peer,
                detail: `${peer} has cosigned another history of the first ${size} leaves of ${head.origin}`,
              }
          }
        }),
      )
      if (ahead) return ahead
      const answered = directory.all().some((p) => past.has(p.identity.witness.name) && asked.includes(p.country))
      if (silent.length > 0 && !answered) return { kind: 'unknown', silent }
      return { kind: 'fine', asked, silent }
    },

    vkey: (): string => encodeVerifierKey(needs.key),
  }
}

export type Witness = ReturnType<typeof createWitness>
