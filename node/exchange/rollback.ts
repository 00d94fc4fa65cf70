/**
 * A log that lost its end and goes on under another name (log.md): what its country tells its neighbours, with the proof, and what they do where it holds: they send again
 * what was receipted beyond the part that is left, and has not been answered.
 */
import type { BodyOf, Told } from '../message/events.ts'
import { EVENT } from '../message/security-event.ts'
import type { Node } from '../node.ts'
import { logIn } from '../store/log.ts'
import type { Country } from '../values/country.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { sendAgain } from './aside.ts'
import { contradicts, keepOwnWord, type Heard } from './keep-event.ts'
import { logsOf, readSeen, type LogsOf } from './logs-of.ts'
import { saidOfItself } from './sets.ts'
import { warnOthers } from './warn-others.ts'

/** Messages that an alert names; all are counted. */
const NAMED = 20

/**
 * What our rollback says: of the log that `seen` (a checkpoint or receipt of ours that `peer` holds) is of, the part is left that `peer` itself has cosigned; what was
 * appended since the copy was made that was restored is no part of what it has seen. `identity` is the version that names the log which takes its place.
 */
export async function rollbackOf(
  { store, directory }: Pick<Node, 'store' | 'directory'>,
  head: { readonly shard: string; readonly origin: string },
  { peer, checkpoint: seen }: { readonly peer: Country; readonly checkpoint: string },
  identity: number,
): Promise<BodyOf<'rollback'>> {
  const lost = readSeen(seen)
  const nothing = { origin: lost.origin, size: 0, identity, seen }
  if (lost.origin !== head.origin) return nothing
  const witness = directory.get(peer).identity.witness.name
  const size = (await logIn(store).cosignedSizes(head.shard)).get(witness) ?? 0
  const left = size > 0 && size < lost.size ? await logIn(store).checkpoint(head.shard, size) : null
  return left ? { ...nothing, size: left.size, checkpoint: left.note } : nothing
}

/** What is wrong with the proof of a rollback; null where it holds. */
async function fault(
  logs: LogsOf,
  body: BodyOf<'rollback'>,
): Promise<readonly [member: string, message: string] | null> {
  const { origin, size, identity, checkpoint, seen } = body
  if (!logs.owns(origin)) return ['origin', `${origin} is no log of its sender`]
  const next = logs.named.find((i) => i.version === identity)
  const closed = logs.named.every((i) => i.origin !== origin || i.version < identity)
  if (!next || !closed)
    return ['identity', `its version ${identity} of the identity does not put another log in the place of ${origin}`]
  if (size > 0 || checkpoint !== undefined) {
    const left = checkpoint === undefined ? null : logs.checkpoint(checkpoint)
    if (left?.origin !== origin || left.size !== size)
      return ['checkpoint', `no checkpoint of ${origin} says that ${size} leaves are left`]
  }
  const had = await logs.seen(seen)
  return had.origin === origin && had.size > size
    ? null
    : ['seen', `nothing shows that ${origin} ever had more than ${size} leaves`]
}

/** Fails with `state-conflict` where the log is not one of the peer's own, no identity puts another in its place, or its sizes are not signed by the log itself. */
export async function proveRollback(node: Node, peer: Country, { event, body }: Told<'rollback'>): Promise<void> {
  const unproven = (member: string, message: string, cause?: unknown): JuxtaError =>
    new JuxtaError('state-conflict', `the rollback is not proven: ${message}`, {
      pointer: `/events/${EVENT}${event}/${member}`,
      rule: 'unproven',
      cause,
    })
  let logs = await logsOf(node, peer)
  // Asked for before it is told: the identity that names the next log is served by its country.
  if (logs.owns(body.origin) && !logs.named.some((i) => i.version === body.identity)) {
    await node.introduce.refreshIdentity(peer)
    logs = await logsOf(node, peer)
  }
  let wrong
  try {
    wrong = await fault(logs, body)
  } catch (cause) {
    const error = asJuxtaError(cause)
    if (error.fault !== 'reject') throw error
    throw unproven('seen', error.message, error)
  }
  if (wrong) throw unproven(...wrong)
}

/** Takes a peer's word that its log lost its end. A log is rolled back once. */
export async function takeRollback(node: Node, heard: Heard<Told<'rollback'>>): Promise<void> {
  const { peer, told, at } = heard
  const { origin, size } = told.body
  await proveRollback(node, peer, told)
  const lost = { shard: origin.slice(origin.lastIndexOf('/') + 1), size }
  let others: Country[] = []
  await keepOwnWord(node, heard, async (tx) => {
    const before = (await saidOfItself(tx.db, 'received', peer, told.event)).find(
      ({ body }) => body['origin'] === origin,
    )
    if (before)
      return before.body['size'] === size
        ? 'known'
        : contradicts(`${origin} was said before to have ${String(before.body['size'])} leaves left`, 'rolled-back')
    return async () => {
      const { requeued, gone } = await sendAgain(tx, peer, lost, at)
      const more = gone.length > NAMED ? ` and ${gone.length - NAMED} more` : ''
      const ended =
        gone.length > 0
          ? `; not these, whose documents were erased or whose time has ended: ${gone.slice(0, NAMED).join(', ')}${more}`
          : ''
      await node.alert(
        'peer-rollback',
        peer,
        `${peer} lost its log ${origin} from leaf ${size} on; ${requeued.length} messages that it had receipted there are sent again${ended}`,
        origin,
        tx,
      )
      others = await warnOthers(node, tx, { owner: peer, origin, warning: { rollback: heard.jws } })
    }
  })
  // Whoever else was told of it by others hears now that its country says so itself.
  await node.settle('log-warning', peer, origin)
  for (const country of [peer, ...others]) node.queue.wake(country)
}
