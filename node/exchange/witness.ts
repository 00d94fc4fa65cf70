/** Our log at its witnesses: its newest checkpoints are shown to every neighbour, whose cosignatures are kept; a quorum that is old is told. */
import { logIn } from '../store/log.ts'
import { asJuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import { rootAt } from '../log/merkle.ts'
import { witnessKeys } from '../log/cosignature.ts'
import { encodeVerifierKey } from '../log/note.ts'
import { nodesFromTiles } from '../log/tiles.ts'
import type { Node } from '../node.ts'
import type { Published } from '../store/checkpoints.ts'
import { askWitness, type FinalAnswer } from './ask-witness.ts'
import { createCosigning } from './cosigning.ts'
import type { LogWarnings } from './log-warning.ts'
import { judgeOwnLog, type StartVerdict } from './judge-own-log.ts'
import type { PublicWitnesses } from './public-witnesses.ts'
import { createSeenOfOurs } from './seen-of-ours.ts'

/** How many witnesses must have cosigned our log, and within which time after it has grown; what ends that is `settled` here. */
function createQuorum(node: Node) {
  const { store, clock, directory, settings } = node
  const quorum = { size: settings.witnessQuorum, ageMs: settings.witnessSeconds * 1000 }
  /** Since when the newest growth of our log waits for a quorum, by what this process has seen; null where it does not. */
  let waitingSince: number | null = null
  let waitingFrom: number | null = null
  return async function watchQuorum(): Promise<void> {
    const { size, ageMs } = quorum
    const { shard, origin } = await logIn(store).head()
    const published = await logIn(store).published(shard)
    const asked = settings.witnesses !== null || directory.all().some((p) => p.state === 'active')
    if (size === 0 || !published || !asked) return
    const sizes = [...(await logIn(store).cosignedSizes(shard)).values()].sort((a, b) => b - a)
    const reached = sizes[size - 1] ?? 0
    waitingFrom ??= reached
    if (reached >= published.size || reached > waitingFrom) await node.settle('quorum-old', null)
    if (reached >= published.size) waitingSince = null
    else if (waitingSince === null) waitingSince = clock.now()
    else if (clock.now() - waitingSince >= ageMs && reached <= waitingFrom) {
      await node.alert(
        'quorum-old',
        null,
        `${origin}: for ${Math.round(ageMs / 1000)} s fewer than ${size} witnesses have cosigned more than ${reached} of its leaves`,
      )
    }
    if (reached > waitingFrom) {
      waitingFrom = reached
      if (waitingSince !== null) waitingSince = clock.now()
    }
  }
}

/**
 * Not let in or not known (yet, or any more), told to come back, or something between us is not well: it is asked again, and a quorum that grows old is told.
 */
const isLater = (status: number): boolean => [401, 403, 404, 429].includes(status) || status >= 500

/** Whether a checkpoint of ours is of another history than this store holds. */
async function isForeign(
  store: Node['store'],
  { size, root }: { size: number; root: Buffer | null },
  shard: string,
): Promise<boolean> {
  const published = await logIn(store).published(shard)
  if (!published || root === null || size === 0 || size > published.size) return false
  const nodes = nodesFromTiles(published.size, ({ level, index }) => logIn(store).tile(shard, level, index))
  return !(size === published.size ? published.root : await rootAt(size, nodes)).equals(root)
}

/** `beyond`: the witnesses of the settings. */
export function createWitness(
  node: Node,
  logWarnings: LogWarnings,
  beyond: Pick<PublicWitnesses, 'confirm'> = { confirm: async () => false },
) {
  const { store, directory, transport } = node
  const cosigning = createCosigning(node, logWarnings)
  const seenOfOurs = createSeenOfOurs(node)
  const watchQuorum = createQuorum(node)
  /** Who has seen less than it has cosigned: it is shown our log again, though we hold its cosignature. */
  const forgetful = new Set<Country>()

  /** A witness says that it has cosigned more than there is, or another history: only what it shows under our own key proves that. */
  async function suspect(
    peer: Country,
    { shard, size, note }: Published,
    said: Exclude<FinalAnswer, { kind: 'cosigned' }>,
  ): Promise<void> {
    const seen = (await seenOfOurs.ask(peer))?.proven
    // Read after it has answered: another replica may have published and submitted more meanwhile.
    const head = (await logIn(store).shards()).find((s) => s.shard === shard)
    if (!head || (said.kind === 'ahead' && said.size <= head.size)) return
    const shown = seen?.find((p) => p.origin === head.origin && p.root !== null)
    if (shown && shown.size > head.size) {
      const what = `${peer} has cosigned ${shown.size} leaves of our log, which has ${head.size}: the log lost its end`
      await node.alert('log-behind', peer, `${what}\nshown:\n${note}\ncosigned by ${peer}:\n${shown.proof}`)
    } else if (shown && said.kind === 'split-view' && (await isForeign(store, shown, shard))) {
      const what = `${peer} refuses our checkpoint of ${size} leaves (${said.status}): it has cosigned another history of our log`
      // Both checkpoints, ours and the one that it cosigned, are the proof: whoever reads the alert holds it.
      await node.alert('split-view', peer, `${what}\nshown:\n${note}\ncosigned by ${peer}:\n${shown.proof}`)
    } else
      await node.alert(
        'witness-claim',
        peer,
        `${peer} does not cosign our checkpoint of ${size} leaves and shows nothing under our own key that would be a reason`,
      )
  }

  async function submitTo(peer: Country, published: Published, oldSize: number): Promise<void> {
    const read = await askWitness(store, published, {
      keys: witnessKeys(directory.get(peer).identity.witness),
      oldSize,
      isLater,
      ask: (body) =>
        transport.request(peer, {
          method: 'POST',
          path: '/add-checkpoint',
          contentType: 'text/plain',
          body,
          timeoutMs: 10_000,
        }),
    })
    if (read === null) return
    if (read.kind !== 'cosigned') return suspect(peer, published, read)
    await node.settleOnce('witness-claim', peer)
    await node.settleOnce('witness-answer', peer)
  }

  async function submitShard(published: Published, sizes: ReadonlyMap<string, number>): Promise<void> {
    await Promise.all(
      directory
        .all()
        .filter((p) => p.state === 'active')
        .map(async (peer) => {
          const cosigned = sizes.get(peer.identity.witness.name) ?? 0
          if (cosigned >= published.size && !forgetful.delete(peer.country)) return
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

  return {
    addCheckpoint: cosigning.addCheckpoint,
    seenOf: cosigning.seenOf,

    /** Submits the newest checkpoint of every shard to each neighbour that has not cosigned it; one that is away is asked again next time. */
    async submit(): Promise<void> {
      for (const { shard } of await logIn(store).shards()) {
        const published = await logIn(store).published(shard)
        if (published && published.size > 0) await submitShard(published, await logIn(store).cosignedSizes(shard))
      }
      await watchQuorum()
    },

    /** Asks every neighbour what it has seen of our log, and compares (log.md, rollback). */
    async judgeOwnLog(): Promise<StartVerdict> {
      const verdict = await judgeOwnLog(node, seenOfOurs)
      if (verdict.kind !== 'ahead') for (const peer of verdict.short) forgetful.add(peer)
      const { kind } = verdict
      return kind === 'unknown' && (await beyond.confirm()) ? { ...verdict, kind: 'fine', asked: [] } : verdict
    },

    vkey: (): string => encodeVerifierKey(cosigning.keys()[0]!),
  }
}

export type Witness = ReturnType<typeof createWitness>
