/** Whether our own log still has its end, judged by what neighbours prove to have seen of it (log.md, rollback). */
import { rootAt } from '../log/merkle.ts'
import { nodesFromTiles } from '../log/tiles.ts'
import type { Node } from '../node.ts'
import { logIn } from '../store/log.ts'
import type { LogHead } from '../store/tx.ts'
import type { Country } from '../values/country.ts'
import { isObject } from '../values/members.ts'
import type { Cosigned, Proven, SeenOfOurs } from './seen-of-ours.ts'

export type StartVerdict =
  | { kind: 'fine'; asked: Country[]; silent: Country[]; short: Country[] }
  /** Neighbours have witnessed this log, and none of those shows what it has seen: nobody can say whether it lost its end. `short`: they answer, with less than they have cosigned. */
  | { kind: 'unknown'; silent: Country[]; short: Country[] }
  /** Our log is shorter than, or another one than, what `peer` holds proof of; `checkpoint` is that proof. */
  | { kind: 'ahead'; peer: Country; detail: string; size: number; checkpoint: string }

/** Of a shard, the leaf of the order by which it was opened (evidence/next-shard.ts). */
const ORDER_LEAF = 2

type Ahead = Extract<StartVerdict, { kind: 'ahead' }>

/** What `peer` holds of our log that we do not; null where we have all of it. */
async function compare({ store }: Node, peer: Country, seen: Proven, heads: ReadonlyMap<string, LogHead>) {
  const { origin, size, root, proof } = seen
  const says = (detail: string): Ahead => ({ kind: 'ahead', peer, detail, size, checkpoint: proof })
  const head = heads.get(origin)
  if (!head)
    return size > 0 ? says(`${peer} has seen ${size} leaves of ${origin}, which this store does not have`) : null
  if (size > head.size)
    return root
      ? says(`${peer} has cosigned ${size} leaves of ${origin}, which has ${head.size} here`)
      : says(`${peer} holds a receipt that names leaf ${size - 1} of ${origin}, which has ${head.size} leaves here`)
  const published = await logIn(store).published(head.shard)
  if (root === null || size === 0 || !published || size > published.size) return null
  const nodes = nodesFromTiles(published.size, ({ level, index }) => logIn(store).tile(head.shard, level, index))
  const ours = size === published.size ? published.root : await rootAt(size, nodes)
  return ours.equals(root)
    ? null
    : says(`${peer} has cosigned another history of the first ${size} leaves of ${origin}`)
}

/** Origins of logs of ours that lost their end, and that an operator has ordered to be gone on from: what neighbours have seen of them is known, and on record. */
async function givenUp({ store }: Node, shards: readonly LogHead[]): Promise<ReadonlySet<string>> {
  const given = new Set<string>()
  for (const { shard } of shards.slice(1)) {
    const order = await logIn(store).kept(shard, ORDER_LEAF)
    const said: unknown = order && JSON.parse(order.object)
    if (isObject(said) && said['action'] === 'accept-rollback') given.add(String(said['from']))
  }
  return given
}

/** Who has cosigned our log, and how much of it: of its newest shard of which anybody has cosigned anything. */
async function pastWitnesses({ store, directory }: Node): Promise<ReadonlyMap<Country, Cosigned>> {
  const witnesses = new Map<Country, Cosigned>()
  for (const { shard, origin } of (await logIn(store).shards()).reverse()) {
    const sizes = await logIn(store).cosignedSizes(shard)
    for (const { country } of sizes.size > 0 ? directory.all() : []) {
      const names = new Set((await directory.identitiesOf(country)).map((i) => i.witness.name))
      const size = Math.max(0, ...[...names].map((name) => sizes.get(name) ?? 0))
      if (size > 0) witnesses.set(country, { origin, size })
    }
    if (witnesses.size > 0) break
  }
  return witnesses
}

/** Asks every neighbour what it has seen of our log, and compares. */
export async function judgeOwnLog(node: Node, seenOfOurs: SeenOfOurs): Promise<StartVerdict> {
  const { store, directory } = node
  const witnesses = await pastWitnesses(node)
  const asked: Country[] = []
  const silent: Country[] = []
  const short: Country[] = []
  const ahead: Ahead[] = []
  const answers = await Promise.all(
    directory.all().map(async ({ country }) => {
      const seen = await seenOfOurs.ask(country, { cosigned: witnesses.get(country), closes: true })
      return [country, seen] as const
    }),
  )
  // Read after they have answered: another replica may append all the while, and what they have seen is no longer than that.
  const shards = await logIn(store).shards()
  const heads = new Map(shards.map((h) => [h.origin, h]))
  const given = await givenUp(node, shards)
  for (const [peer, seen] of answers) {
    if (!seen) {
      if (witnesses.has(peer)) silent.push(peer)
      continue
    }
    if (seen.enough) asked.push(peer)
    else short.push(peer)
    for (const proven of seen.proven) {
      if (given.has(proven.origin)) continue
      const fault = await compare(node, peer, proven, heads)
      if (fault) ahead.push(fault)
    }
  }
  // Of several, the one that has seen most.
  if (ahead.length > 0) return ahead.sort((a, b) => b.size - a.size)[0]!
  if (silent.length + short.length > 0 && !asked.some((peer) => witnesses.has(peer)))
    return { kind: 'unknown', silent, short }
  return { kind: 'fine', asked, silent, short }
}
