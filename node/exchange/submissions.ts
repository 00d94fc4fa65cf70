/** Submissions in the store: message, leaf, what waits for the peer and the idempotency key in one commit, once for each key. */
import type { Transaction } from 'kysely'
import { fixed, oneOf } from '../store/fixed.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { Along } from '../store/along.ts'
import { looking, type Write } from '../store/commit.ts'
import type { NewLeaf, Tx } from '../store/tx.ts'
import type { Digest } from '../values/digest.ts'
import type { MessageId } from '../values/id.ts'
import { confirmSent } from '../operate/proposals.ts'
import type { Reference } from '../message/reference.ts'
import { ENCRYPTED, insertMessages, knownIds, type MessageRow, type PartRow } from './message-rows.ts'
import { nameLarge } from './large-parts.ts'
import { toEnqueue, type Claim } from './enqueue.ts'
import { keepSecond } from './second-signatures.ts'

export type Submission = {
  message: Omit<MessageRow, 'shard' | 'logIndex' | 'receiptJti' | 'sealedDigest' | 'attempts'>
  parts: PartRow[]
  references: Reference[]
  leaf: NewLeaf
  /** Where it is sealed already. */
  sealed?: Sealed | null
}

/**
 * The digest of what is sealed, the second signature in it, and who has claimed it where it goes on its way at once, from memory. `body`: what is sealed, where it
 * waits in the store.
 */
export type Sealed = {
  readonly digest: Digest
  readonly second: string | null
  readonly claim: Claim | null
  readonly body: string | null
}

/** `fingerprint`: of the request that used the key; `answer`: what it was answered, as JSON. */
export type Idempotency = { client: string; key: string; fingerprint: string; answer: string }

/** `confirms`: it is what a second person, `by`, confirms of a grave act. */
type Taken = {
  submissions: Submission[]
  idempotency: Idempotency | null
  at: number
  confirms?: Confirms | null
}
export type Confirms = { readonly id: MessageId; readonly by: string; readonly at: number }
/** `replayed`: the key was used before; nothing was written. False where what it confirms waits no more. */
type TakeResult = { replayed: Pick<Idempotency, 'fingerprint' | 'answer'> | null } | false

const QUEUED = { state: 'queued', cause: 'submitted' } as const
const SEALED = { state: 'sealed', cause: ENCRYPTED } as const

const answeredBefore = fixed((db, v: { clients: readonly string[]; keys: readonly string[] }) =>
  db
    .selectFrom('idempotency')
    .select(['client', 'key', 'fingerprint', 'answer'])
    .where(oneOf(db, 'client', v.clients))
    .where(oneOf(db, 'key', v.keys)),
)

const nameOf = ({ client, key }: Pick<Idempotency, 'client' | 'key'>): string => `${client}\n${key}`

/** What was answered under the keys of `items` before, and which of their messages are there. */
async function there(db: Transaction<Tables>, items: readonly Taken[]) {
  const asked = items.flatMap((i) => (i.idempotency ? [i.idempotency] : []))
  const ids = items.flatMap(({ submissions }) => submissions.map(({ message }) => message.id))
  const before = {
    clients: [...new Set(asked.map((a) => a.client))],
    keys: asked.map((a) => a.key),
  }
  const [rows, known] = await Promise.all([asked.length > 0 ? answeredBefore.all(db, before) : [], knownIds(db, ids)])
  return {
    answered: new Map<string, Pick<Idempotency, 'fingerprint' | 'answer'>>(rows.map((row) => [nameOf(row), row])),
    known,
  }
}

/** The proposal is confirmed with what it sends, and the key under which it was submitted is kept as long as that. */
async function confirmed(tx: Tx, confirms: Confirms, [first]: readonly Submission[]): Promise<boolean> {
  if (first === undefined || !(await confirmSent(tx, confirms, first.message.id))) return false
  await tx.db.updateTable('idempotency').set({ message: first.message.id }).where('message', '=', confirms.id).execute()
  return true
}

const take: Write<Taken, TakeResult> = looking(there, async (tx, items, { answered, known }) => {
  const results: TakeResult[] = []
  const fresh: Taken[] = []
  for (const item of items) {
    if (item.confirms && !(await confirmed(tx, item.confirms, item.submissions))) {
      results.push(false)
      continue
    }
    const replayed = (item.idempotency && answered.get(nameOf(item.idempotency))) ?? null
    results.push({ replayed })
    if (replayed) continue
    if (item.idempotency) answered.set(nameOf(item.idempotency), item.idempotency)
    fresh.push(item)
  }
  const idempotency = fresh.flatMap(({ idempotency, submissions: [first], at }) =>
    idempotency && first ? [{ at, message: first.message.id, ...idempotency }] : [],
  )
  const submissions = fresh.flatMap((item) =>
    item.submissions.map((s) => ({
      at: item.at,
      causes: s.sealed ? [QUEUED, SEALED] : [QUEUED],
      ...s,
      message: {
        sealedDigest: s.sealed?.digest ?? null,
        receiptJti: null,
        attempts: 0,
        ...s.message,
        state: s.sealed ? ('sealed' as const) : ('queued' as const),
      },
    })),
  )
  for (const { parts } of submissions) await nameLarge(tx.db, parts)
  await insertMessages(tx, submissions, known, (inserted) => [
    toEnqueue(
      inserted.map(({ message: { id, peer, priority, exp }, sealed, at }) => ({
        kind: 'message',
        message: id,
        peer,
        priority,
        attempts: 0,
        expiresAt: exp * 1000,
        at,
        body: sealed?.body ?? null,
        claim: sealed?.claim ?? null,
      })),
    ),
    { table: 'idempotency', rows: idempotency },
  ])
  for (const { message, sealed } of submissions) if (sealed) await keepSecond(tx.db, message.id, sealed.second)
  return results
})

export const submissionsIn = inStore(({ read, commit }: Store) => ({
  /** Takes all of a submission, or answers what was answered under its key before. `along`: is written with it. */
  take: (item: Taken, along: Along | null = null): Promise<TakeResult> => commit(take, item, along),

  /** What was answered under a key; null where it is not known, or was erased with its message. */
  async answered(client: string, key: string): Promise<Idempotency | null> {
    const row = await read
      .selectFrom('idempotency')
      .select(['client', 'key', 'fingerprint', 'answer'])
      .where('client', '=', client)
      .where('key', '=', key)
      .executeTakeFirst()
    return row ?? null
  },
}))
