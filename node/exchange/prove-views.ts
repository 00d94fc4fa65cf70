/**
 * Whether two checkpoints of one log are of one history, as its owner itself shows: by the hash tiles that it serves (C2SP tlog-tiles), from which roots and proofs are
 * computed here. Everything that it answers is attacker-controlled, and counts only as far as it hashes to what the log has signed.
 */
import type { TwoViews } from '../message/finding.ts'
import { readCheckpoint, type Checkpoint } from '../log/checkpoint.ts'
import { proveConsistency, rootAt } from '../log/merkle.ts'
import { nodesFromTiles, tilePath, type TileReader } from '../log/tiles.ts'
import type { Node } from '../node.ts'
import type { Country } from '../values/country.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { logsOf, type LogsOf } from './logs-of.ts'

/** `one`: one history; `two`: proven to be two; `unproven`: the owner shows nothing that would say which. */
export type ViewsVerdict =
  | { readonly kind: 'one' }
  | { readonly kind: 'two'; readonly views: TwoViews }
  | { readonly kind: 'unproven'; readonly why: string }

type View = { readonly note: string; readonly checkpoint: Checkpoint }

const ASK_MS = 5000
const ONE = { kind: 'one' } as const
const unproven = (why: string): ViewsVerdict => ({ kind: 'unproven', why })
const base64 = (hash: Buffer): string => hash.toString('base64')

/** The hash tiles that `owner` serves of its log, each asked for once. */
function tilesOf({ transport }: Pick<Node, 'transport'>, owner: Country, shard: string): TileReader {
  const asked = new Map<string, Promise<Buffer | null>>()
  return (tile) => {
    const path = `/log/${shard}/${tilePath(tile)}`
    const answer =
      asked.get(path) ??
      transport
        .request(owner, { method: 'GET', path, binary: true, timeoutMs: ASK_MS })
        .then(({ status, body }) => (status === 200 ? Buffer.from(body, 'latin1') : null))
    asked.set(path, answer)
    return answer
  }
}

/** What the tiles say of the first leaves of `large`, where they are those of `large` at all. */
async function within(small: View, large: View, read: TileReader): Promise<ViewsVerdict> {
  const [from, to] = [small.checkpoint, large.checkpoint]
  const notes = [small.note, large.note] as const
  if (from.size === to.size) return from.root.equals(to.root) ? ONE : { kind: 'two', views: { notes } }
  if (from.size === 0) return ONE
  const nodes = nodesFromTiles(to.size, read)
  if (!(await rootAt(to.size, nodes)).equals(to.root))
    return unproven(`what it shows of its log is not what it signed with ${to.size} leaves`)
  const prefix = await rootAt(from.size, nodes)
  if (prefix.equals(from.root)) return ONE
  const proof = (await proveConsistency(from.size, to.size, nodes)).map(base64)
  return { kind: 'two', views: { notes, prefix_root: base64(prefix), proof } }
}

/** `work`, where what it reads is there and can be read. */
async function attempt(work: () => Promise<ViewsVerdict>): Promise<ViewsVerdict> {
  try {
    return await work()
  } catch (cause) {
    const error = asJuxtaError(cause)
    if (error.fault === 'fatal') throw error
    return unproven(error.message)
  }
}

/** The newest checkpoint that the owner shows us, under its own key. */
async function shown({ transport }: Node, owner: Country, shard: string, logs: LogsOf): Promise<View> {
  const path = `/log/${shard}/checkpoint`
  const { status, body: note } = await transport.request(owner, { method: 'GET', path, timeoutMs: ASK_MS })
  if (status !== 200)
    throw new JuxtaError('answer-invalid', `it shows no checkpoint of its log: ${status}`, { rule: 'status' })
  return { note, checkpoint: logs.checkpoint(note) }
}

/**
 * Judges two signed checkpoints of one log of `owner`. Whoever keeps two histories shows each neighbour one of them: the one that we are shown is held against both, by
 * the larger of the two, and else by the newest that it signs for us. Fails with `log-invalid` or `signature-invalid` where they are no checkpoints of one log of it.
 */
export async function proveViews(node: Node, owner: Country, notes: readonly [string, string]): Promise<ViewsVerdict> {
  const logs = await logsOf(node, owner)
  const views = notes.map((note) => ({ note, checkpoint: logs.checkpoint(note) }))
  const [small, large] = views.sort((a, b) => a.checkpoint.size - b.checkpoint.size) as [View, View]
  const { origin } = large.checkpoint
  if (small.checkpoint.origin !== origin)
    throw new JuxtaError('log-invalid', 'the checkpoints are of two logs', { rule: 'origin' })
  const shard = origin.slice(origin.lastIndexOf('/') + 1)
  const read = tilesOf(node, owner, shard)
  const first = await attempt(() => within(small, large, read))
  if (first.kind !== 'unproven') return first
  return attempt(async () => {
    const newest = await shown(node, owner, shard, logs)
    if (newest.checkpoint.origin !== origin) return first
    let all: ViewsVerdict = ONE
    for (const view of [large, small]) {
      const [one, other] =
        view.checkpoint.size <= newest.checkpoint.size ? ([view, newest] as const) : ([newest, view] as const)
      const verdict = await attempt(() => within(one, other, read))
      if (verdict.kind === 'two') return verdict
      if (verdict.kind === 'unproven') all = first
    }
    return all
  })
}

/** The origin of a note, which nobody has judged yet. Fails with `log-invalid`. */
export const originOfNote = (note: string): string => readCheckpoint(note).checkpoint.origin
