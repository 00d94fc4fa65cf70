/** What two persons have to want: asked for by one, and done when another confirms it within a day, or refused by another. */
import type { Transaction } from 'kysely'
import { Second } from '../store/along.ts'
import type { Migration } from '../store/migrate.ts'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { Tx } from '../store/tx.ts'
import { JuxtaError } from '../values/errors.ts'
import { firstIdAt, type MessageId } from '../values/id.ts'
import { tellList } from './change-rows.ts'
import type { Irrevocable } from './irrevocable.ts'

/** What two must want: that, and what is too much for one (JUXTA_RETRY_ALONE). */
export type Proposed = Irrevocable | 'retry-many'

/** How long a proposal waits for its second person. */
export const PROPOSED_MS = 86_400_000

export type Proposal = {
  readonly id: MessageId
  /** Milliseconds since 1970, as all times here. */
  readonly at: number
  readonly expiresAt: number
  readonly action: Proposed
  /** The operation that was asked for, and its path parameters and body as JSON. */
  readonly what: string
  readonly request: string
  readonly subject: string
  /** What whoever confirms must know: the reason, the words of a key, the keys that end. */
  readonly detail: string
  /** Who proposed it: the API client, and its key. */
  readonly client: string
  readonly key: string
  readonly confirmedBy: string | null
  readonly confirmedAt: number | null
  readonly refusedBy: string | null
  readonly refusedAt: number | null
  /** Why it was refused. */
  readonly reason: string | null
  /** Of a grave act, what it is of, so that those see it and confirm it who may do it themselves; null of what an operator does. */
  readonly act: ProposedAct | null
}

/** `agency`, `person`: of whoever proposed it; `message`: what was sent, once it is confirmed. */
export type ProposedAct = {
  readonly procedure: string
  readonly type: string
  /** To whom, in the order of the request; none of what is no message. */
  readonly to: readonly string[]
  /** Null where it opens a case. */
  readonly conversation: MessageId | null
  readonly agency: string | null
  readonly person: string | null
  readonly message: MessageId | null
}

declare module '../store/tables.ts' {
  interface Tables {
    proposal: {
      id: string
      at: number
      expiresAt: number
      action: string
      what: string
      request: string
      subject: string
      detail: string
      client: string
      key: string
      confirmedBy: string | null
      confirmedAt: number | null
      refusedBy: string | null
      refusedAt: number | null
      reason: string | null
      procedure: string | null
      type: string | null
      peers: string
      conversation: string | null
      agency: string | null
      person: string | null
      message: string | null
    }
  }
}

export const proposalTables: Migration = {
  number: 11,
  name: 'proposals',
  minReader: 1,
  statements: () => [
    `create table "proposal" ("id" text primary key, "at" bigint not null, "expiresAt" bigint not null, "action" text not null,
          "what" text not null, "request" text not null, "subject" text not null, "detail" text not null, "client" text not null,
          "key" text not null, "confirmedBy" text, "confirmedAt" bigint, "refusedBy" text, "refusedAt" bigint, "reason" text,
          "procedure" text, "type" text, "peers" text not null, "conversation" text, "agency" text, "person" text, "message" text)`,
  ],
}

/** As it is listed. What was asked for is as large as a message may be, and is read of one alone. */
export type ListedProposal = Omit<Proposal, 'request'>

const LISTED = [
  ...(['id', 'at', 'expiresAt', 'action', 'what', 'subject', 'detail', 'client', 'key', 'confirmedBy'] as const),
  ...(['confirmedAt', 'refusedBy', 'refusedAt', 'reason', 'procedure', 'type', 'peers', 'conversation'] as const),
  ...(['agency', 'person', 'message'] as const),
] as const

const listed = (row: Omit<Tables['proposal'], 'request'>): ListedProposal => {
  const { procedure, type, peers, conversation, agency, person, message, ...rest } = row
  const to = peers.split(' ').filter(Boolean)
  const act = procedure === null ? null : { procedure, type, to, conversation, agency, person, message }
  return { ...rest, act } as ListedProposal
}
const proposal = (row: Tables['proposal']): Proposal => ({ ...listed(row), request: row.request })

const rowOf = ({ act, ...rest }: Proposal): Tables['proposal'] => {
  const { procedure, type, conversation, agency, person, message } = act ?? NONE
  return { ...rest, procedure, type, peers: (act?.to ?? []).join(' '), conversation, agency, person, message }
}
const NONE = { procedure: null, type: null, conversation: null, agency: null, person: null, message: null }

/** Whether it waits at `at`. What was refused, or told as over, holds no request any more: it stays so, whatever the clock says. */
export const isOpen = (
  { confirmedBy, expiresAt, request }: Pick<Proposal, 'confirmedBy' | 'expiresAt' | 'request'>,
  at: number,
): boolean => confirmedBy === null && request !== '' && expiresAt > at

/** Of those that wait still. */
const open = (db: Transaction<Tables>, id: MessageId, at: number) =>
  db
    .updateTable('proposal')
    .where('id', '=', id)
    .where('confirmedBy', 'is', null)
    .where('request', '!=', '')
    .where('expiresAt', '>', at)

/** Whoever sees it hears that it is there, or what became of it. */
const told = (tx: Tx, { id, client, act }: Proposal, at: number): Promise<void> =>
  tellList(tx, { list: 'proposals', subject: id, peer: null, at, proposed: { client, act } })

/** Keeps one, in a transaction of its caller. */
export async function keepProposal(tx: Tx, row: Proposal): Promise<void> {
  const kept = await tx.db
    .insertInto('proposal')
    .values(rowOf(row))
    .onConflict((c) => c.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  // A commit of which nobody heard that it was done has told it.
  if (kept) await told(tx, row, row.at)
}

type Settled = Partial<Pick<Tables['proposal'], 'confirmedBy' | 'confirmedAt' | 'refusedBy' | 'refusedAt' | 'reason' | 'message' | 'request'>> // prettier-ignore

/** Settles one that waits still; false where it does not. */
async function settle(tx: Tx, id: MessageId, at: number, settled: Settled): Promise<boolean> {
  const row = await open(tx.db, id, at).set(settled).returningAll().executeTakeFirst()
  if (row) await told(tx, proposal(row), at)
  return row !== undefined
}

type Confirmation = { readonly id: MessageId; readonly by: string; readonly at: number }

/** That a second person confirms what is sent by it, in the transaction that sends it; what was kept of it is in the message from now on. False where it waits no more. */
export async function confirmSent(tx: Tx, { id, by, at }: Confirmation, message: MessageId): Promise<boolean> {
  if (await settle(tx, id, at, { confirmedBy: by, confirmedAt: at, message, request: '' })) return true
  // A commit of which nobody heard that it was done is tried again.
  const there = await tx.db.selectFrom('proposal').select('message').where('id', '=', id).executeTakeFirst()
  return there?.message === message
}

/** Another has settled it meanwhile, or its time is over. */
export const settledBefore = (): JuxtaError =>
  new JuxtaError('state-conflict', 'somebody has settled the proposal already, or its time is over', { rule: 'open' })

/** A second person who confirms it where it is done. Fails there with `state-conflict` where it waits no more. */
export function confirming({ id, by, at }: Confirmation): Second {
  let said = false
  return new Second(async (tx) => {
    const row = await tx.db.selectFrom('proposal').selectAll().where('id', '=', id).executeTakeFirst()
    // A commit of which nobody heard that it was done is tried again.
    if (said && row?.confirmedBy === by && Number(row.confirmedAt) === at) return () => Promise.resolve()
    if (!row || !isOpen(proposal(row), at)) throw settledBefore()
    return async () => void (said = await settle(tx, id, at, { confirmedBy: by, confirmedAt: at }))
  })
}

export const proposalsIn = inStore(({ read, transact }: Store) => ({
  propose: (row: Proposal): Promise<void> => transact((tx) => keepProposal(tx, row)),

  async find(id: MessageId): Promise<Proposal | null> {
    const row = await read.selectFrom('proposal').selectAll().where('id', '=', id).executeTakeFirst()
    return row ? proposal(row) : null
  },

  /** Newest first; `before`: older than this one; `openAt`: those alone that wait then; `conversation`: of this case. */
  async list(
    { before, openAt, conversation }: { before: MessageId | null; openAt?: number; conversation?: string },
    limit: number,
  ): Promise<ListedProposal[]> {
    let query = read.selectFrom('proposal').select(LISTED).orderBy('id', 'desc').limit(limit)
    if (before !== null) query = query.where('id', '<', before)
    // All wait equally long, so that those which wait are the newest.
    if (openAt !== undefined)
      query = query
        .where('id', '>=', firstIdAt(openAt - PROPOSED_MS))
        .where('expiresAt', '>', openAt)
        .where('confirmedBy', 'is', null)
        .where('request', '!=', '')
    if (conversation !== undefined) query = query.where('conversation', '=', conversation)
    return (await query.execute()).map(listed)
  },

  /** Refuses it: what was asked for is not kept beyond that. False where somebody has settled it already, or its time is over. */
  refuse(id: MessageId, by: string, at: number, reason: string): Promise<boolean> {
    let refused = false
    return transact(
      async (tx) => (refused ||= await settle(tx, id, at, { refusedBy: by, refusedAt: at, reason, request: '' })),
    )
  },

  /** Ends up to `limit` that nobody has settled in their time, which was over at `now`: what they hold is not kept. Answers how many. */
  end: (now: number, limit: number): Promise<number> =>
    transact(async (tx) => {
      const rows = await tx.db
        .updateTable('proposal')
        .set({ request: '' })
        .where('id', 'in', (q) =>
          q
            .selectFrom('proposal')
            .select('id')
            .where('id', '<', firstIdAt(now - PROPOSED_MS))
            .where('confirmedBy', 'is', null)
            .where('request', '!=', '')
            .orderBy('id')
            .limit(limit),
        )
        .returningAll()
        .execute()
      for (const row of rows) await told(tx, proposal(row), now)
      return rows.length
    }),
}))
