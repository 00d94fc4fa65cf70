/** The window side for auditors: who did and read what, with the outcome. */
import type { components } from '../generated/window.ts'
import { messagesIn } from '../exchange/messages.ts'
import { isReserved, type Caller } from '../http/caller.ts'
import type { WindowRoutes } from '../http/window-auth.ts'
import type { Node } from '../node.ts'
import type { EvidenceRoom } from '../evidence/evidence.ts'
import { shownRecord } from '../operate/audit-proof.ts'
import { parseLeaf } from '../log/entry.ts'
import { proveInclusion } from '../log/merkle.ts'
import { nodesFromTiles } from '../log/tiles.ts'
import { notes } from '../store/checkpoints.ts'
import { logIn } from '../store/log.ts'
import { parseStrictJson } from '../values/json.ts'
import { isArray, isObject } from '../values/members.ts'
import { auditIn, type AuditFilter, type Logged, type Outcome } from '../operate/audit-table.ts'
import type { Store } from '../store/store.ts'
import { JuxtaError, noSuch } from '../values/errors.ts'
import { isMessageId, type MessageId } from '../values/id.ts'
import { parseTime } from '../values/time.ts'

type Schemas = components['schemas']

const recordView = (record: Logged): Schemas['AuditRecord'] => ({ ...shownRecord(record), leaf: record.leaf })

/**
 * Of these records those that the caller may see: what was done with a message of a procedure that is reserved for another role is there for that role alone, as the
 * message is.
 */
async function shownTo<R extends { readonly subject: string | null }>(
  caller: Caller,
  store: Store,
  records: readonly R[],
): Promise<R[]> {
  const ids = [...new Set(records.map((r) => r.subject).filter((s): s is MessageId => s !== null && isMessageId(s)))]
  const found = await messagesIn(store).proceduresOf(ids)
  const hidden = new Set(found.filter(({ procedure }) => isReserved(caller, procedure)).map(({ id }) => id))
  return records.filter(({ subject }) => subject === null || !hidden.has(subject))
}

/** Kinds of leaves that are of the log's own: what they commit to stands beside them. */
const OPENED = ['operator', 'erased', 'key', 'agreement', 'shard'] as const

/** The messages that what a leaf commits to names. */
function messagesNamed(object: string): MessageId[] {
  try {
    const said = parseStrictJson(object)
    const named = isObject(said) ? [said['message'], ...(isArray(said['messages']) ? said['messages'] : [])] : []
    return named.filter(isMessageId)
  } catch {
    // An identity, or a note.
    return []
  }
}

export const auditRoutes = ({ store }: Node, { audit }: EvidenceRoom): WindowRoutes => ({
  async listAudit({ caller, query, after, next }) {
    const limit = Number(query['limit'] ?? 100)
    const { who, what, subject, outcome, from, to } = query
    const filter: AuditFilter = {
      ...(who === undefined ? {} : { who }),
      ...(what === undefined ? {} : { what }),
      ...(subject === undefined ? {} : { subject }),
      ...(outcome === undefined ? {} : { outcome: outcome as Outcome }),
      ...(from === undefined ? {} : { from: parseTime(from) }),
      ...(to === undefined ? {} : { to: parseTime(to) }),
    }
    const page = await auditIn(store).list(filter, after(isMessageId)?.[0] ?? null, limit)
    const items = (await shownTo(caller, store, page.rows)).map(recordView)
    return { body: { items, next: next(page.next && [page.next]) } }
  },

  async proveAudit({ caller, params }) {
    const proof = await audit.prove(params['id'] as MessageId)
    const [shown] = await shownTo(caller, store, [proof.record])
    if (shown === undefined) throw noSuch('record')
    return { body: proof }
  },

  async openLeaf({ caller, params }) {
    const log = logIn(store)
    const [shard, index] = [params['shard']!, Number(params['index'])]
    const [row] = await log.leaves(shard, index, 1)
    const kept = await log.kept(shard, index)
    const kind = row?.index === index ? parseLeaf(row.data).kind : null
    const opened = OPENED.find((k) => k === kind)
    if (!row || !kept || !opened)
      throw new JuxtaError(
        'not-found',
        `leaf ${shard}/${index} is none that the log writes about itself (${OPENED.join(', ')})`,
        {
          pointer: '/path/index',
          rule: 'kind',
        },
      )
    const named = messagesNamed(kept.object).map((subject) => ({ subject }))
    if ((await shownTo(caller, store, named)).length < named.length)
      throw new JuxtaError('forbidden', 'the leaf names messages that are not for this key', { rule: 'role' })
    const at = await log.covering(shard, index)
    if (!at)
      throw new JuxtaError('log-unavailable', 'the leaf is not published yet', { rule: 'unpublished', retryAfter: 1 })
    const nodes = nodesFromTiles(at.size, (tile) => log.tile(shard, tile.level, tile.index))
    const body = {
      shard,
      index,
      kind: opened,
      leaf: row.data.toString('utf8'),
      object: kept.object,
      salt: kept.salt.toString('base64url'),
      checkpoint: notes(at),
      proof: (await proveInclusion(index, at.size, nodes)).map((hash) => hash.toString('base64')),
    }
    return { body }
  },
})
