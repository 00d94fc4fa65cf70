/** Which data are to be kept beyond their time, as either party of an agreement has ordered: each order once, by its newest word. */
import { sql, type Expression, type ExpressionBuilder, type SqlBool, type Transaction } from 'kysely'
import { inStore, type Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { Country } from '../values/country.ts'
import type { Digest } from '../values/digest.ts'
import type { MessageId } from '../values/id.ts'

/** What is kept: documents with their contexts, and so what was signed about them too; or that alone. */
export const KEPT = ['documents', 'manifests'] as const
export type Kept = (typeof KEPT)[number]

/** An order to keep data of a procedure exchanged with a peer: of one conversation, or of all. Times in seconds since 1970. */
export type LegalHold = {
  readonly id: MessageId
  /** Who ordered it, and with whom the data were exchanged. */
  readonly by: Country
  readonly peer: Country
  /** The agreement that says who may order it. */
  readonly agreement: Digest
  readonly procedure: string
  readonly conversation: MessageId | null
  readonly keeps: Kept
  readonly authority: string
  readonly reason: string
  readonly until: number | null
  /** When it was ordered, and by which client of this node. */
  readonly since: number
  readonly setBy: string | null
  readonly liftedAt: number | null
  readonly liftedBy: string | null
  readonly liftReason: string | null
  /** Of its newest word: when that was signed, and its id. */
  readonly said: number
  readonly jti: string
}

declare module '../store/tables.ts' {
  interface Tables {
    /** `conversation` is empty where all of the procedure is held. */
    legalHold: {
      id: string
      by: string
      peer: string
      agreement: string
      procedure: string
      conversation: string
      keeps: string
      authority: string
      reason: string
      until: number | null
      since: number
      setBy: string | null
      liftedAt: number | null
      liftedBy: string | null
      liftReason: string | null
      said: number
      jti: string
    }
  }
}

/** The statements that make it. */
export const LEGAL_HOLD_TABLE = [
  `create table "legalHold" ("id" text not null, "by" text not null, "peer" text not null, "agreement" text not null,
      "procedure" text not null, "conversation" text not null, "keeps" text not null, "authority" text not null, "reason" text not null,
      "until" bigint, "since" bigint not null, "setBy" text, "liftedAt" bigint, "liftedBy" text, "liftReason" text,
      "said" bigint not null, "jti" text not null, primary key ("id", "by"))`,
  `create index "legalHoldOf" on "legalHold" ("conversation", "peer", "procedure")`,
]

/** Whether an order of either party keeps `what` of the message of a row from being erased at `now` (milliseconds). */
export const isHeld = (e: ExpressionBuilder<Tables, 'message'>, what: Kept, now: number): Expression<SqlBool> =>
  e.exists(
    e
      .selectFrom('legalHold as h')
      .select(e.lit(1).as('there'))
      .where(sql<SqlBool>`"h"."conversation" in ('', "message"."conversation")`)
      .whereRef('h.peer', '=', 'message.peer')
      .whereRef('h.procedure', '=', 'message.procedure')
      .where('h.liftedAt', 'is', null)
      .where((f) => f.or([f('h.until', 'is', null), f('h.until', '>', Math.floor(now / 1000))]))
      // Without what was signed about it no document is worth anything: an order to keep documents keeps both.
      .where('h.keeps', 'in', what === 'documents' ? ['documents'] : [...KEPT]),
  )

const held = (row: Tables['legalHold']): LegalHold =>
  ({ ...row, conversation: row.conversation === '' ? null : row.conversation }) as LegalHold

/** Keeps the newest word of an order. */
export async function putHold(db: Transaction<Tables>, hold: LegalHold): Promise<void> {
  const row = { ...hold, conversation: hold.conversation ?? '' }
  const { id: _id, by: _by, ...newer } = row
  await db
    .insertInto('legalHold')
    .values(row)
    .onConflict((c) => c.columns(['id', 'by']).doUpdateSet(newer))
    .execute()
}

export async function findHold(
  db: Pick<Transaction<Tables>, 'selectFrom'>,
  id: MessageId,
  by: Country,
): Promise<LegalHold | null> {
  const row = await db.selectFrom('legalHold').selectAll().where('id', '=', id).where('by', '=', by).executeTakeFirst()
  return row ? held(row) : null
}

export const legalHoldsIn = inStore(({ read }: Store) => ({
  find: (id: MessageId, by: Country): Promise<LegalHold | null> => findHold(read, id, by),

  /** Newest first; `before`: ordered before this one. */
  async list(before: MessageId | null, limit: number): Promise<LegalHold[]> {
    let query = read.selectFrom('legalHold').selectAll().orderBy('id', 'desc').orderBy('by', 'desc').limit(limit)
    if (before !== null) query = query.where('id', '<', before)
    return (await query.execute()).map(held)
  },
}))
