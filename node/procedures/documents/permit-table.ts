/** The ledgers of permits: entries are appended under the log's lock, which every commit of the node holds, so that no two are ever decided at once. */
import { inStore, type Store } from '../../store/store.ts'
import { tellList } from '../../operate/change-rows.ts'
import { insertAll, insertRows } from '../../store/insert-rows.ts'
import type { Country } from '../../values/country.ts'
import type { MessageId } from '../../values/id.ts'
import type { Direction } from '../../message/lifecycle.ts'
import type { CaseName } from '../../cases/case-table.ts'
import type { Said } from './permit-said.ts'
import type { NewLeaf, Tx } from '../../store/tx.ts'
import { sumOf, type QuotaShare, type QuotaSum } from './quotas.ts'
import { beginning, plain } from '../../values/plain.ts'

/** A message that names a permit and that its issuer has not entered yet. */
export type Unentered = CaseName & { readonly id: MessageId; readonly direction: Direction }
/** `message`: what it was made of, unique for the permit. `body` is the entry as JSON (ledger.ts). */
export type PermitEntryRow = { readonly message: string; readonly body: string }
/** A permit of ours as it is shown, and what it takes of quotas where it is or was of one. */
export type ShownPermit = {
  readonly agency: string
  readonly issuer: Country
  readonly body: string
  readonly shares?: readonly QuotaShare[]
}
/** What is decided: the entries that follow, and with them, in the same commit, the leaf, the cases that are to be looked at and what is shown. */
export type Decided = {
  readonly entries: readonly PermitEntryRow[]
  readonly wake: readonly CaseName[]
  readonly leaf?: NewLeaf
  /** The permit as it is shown from now on; null where its agency has not put it into the register. */
  readonly shown: ShownPermit | null
  /** What is shown otherwise of what was said of it. */
  readonly said: readonly Said[]
}
export type Decide = (
  entries: readonly string[],
  /** By quota, what other permits take of it. */
  ofQuota: ReadonlyMap<string, readonly QuotaSum[]>,
  /** Of the permit against which it is counted. */
  ofOther: readonly string[],
) => Decided

/** What is entered: what users say, and what the agency itself has said in one case and holds for all. */
const FROM_USERS = ['reservation', 'use', 'use-cancelled', 'interception', 'endorsement', 'extension']
const FROM_ISSUER = ['endorsement', 'reservation-withdrawn', 'revocation', 'replacement']

/** A row of more messages, or entries, stays. */
export const BY_SIZE = { key: ['message', 'kind'], by: 'size' } as const

type SaidOf = { readonly permit: string; readonly issuer: string; readonly own: 0 | 1; readonly size: number }
export const saidRow = ({ body, ...said }: Said, of: SaidOf) => ({ ...said, ...of, body: JSON.stringify(body) })

type Over = { readonly quotas?: readonly string[]; readonly other?: string | undefined }
type Entering = { permit: string; at: number; decide: Decide; over: Over }

const entriesOf = (db: Pick<Tx['db'], 'selectFrom'>, permit: string) =>
  db.selectFrom('permitEntry').select(['seq', 'body']).where('permit', '=', permit).orderBy('seq').execute()

/** What permits other than `permit` take of a quota at `now`. */
const takenOf = async (
  db: Pick<Tx['db'], 'selectFrom'>,
  { quota, permit, now }: { quota: string; permit: string; now: number },
): Promise<QuotaSum[]> => {
  const rows = await db
    .selectFrom('permitQuota')
    .select((e) => {
      const of = (granted: 'granted' | 'grantedPart', taken: 'taken' | 'takenPart') =>
        e.case().when('until', '>=', now).then(e.ref(granted)).else(e.ref(taken)).end()
      return [
        'total',
        'unitCode',
        e.cast<string>(e.fn.sum(of('granted', 'taken')), 'text').as('whole'),
        e.cast<string>(e.fn.sum(of('grantedPart', 'takenPart')), 'text').as('part'),
        e.fn.max<number>('until').as('until'),
      ]
    })
    .where('quota', '=', quota)
    .where('permit', '!=', permit)
    .groupBy(['total', 'unitCode'])
    .execute()
  return rows.map(({ total, unitCode, whole, part, until }) => {
    return { value: total, unitCode, amount: sumOf(whole, part), isGranted: Number(until) >= now }
  })
}

/** A crash before the commit leaves nothing; after it, whoever looks at the case next finds the decision and sends what follows from it. */
async function enter(tx: Tx, { permit, at, decide, over }: Entering): Promise<boolean> {
  const { quotas = [], other } = over
  const there = await entriesOf(tx.db, permit)
  const ofQuota = new Map<string, readonly QuotaSum[]>()
  for (const quota of quotas) ofQuota.set(quota, await takenOf(tx.db, { quota, permit, now: at }))
  const ofOther = other === undefined ? [] : await entriesOf(tx.db, other)
  const { entries, wake, leaf, shown, said } = decide(
    there.map((row) => row.body),
    ofQuota,
    ofOther.map((row) => row.body),
  )
  const last = there.length === 0 ? 0 : Number(there.at(-1)!.seq)
  for (const [i, { message, body }] of entries.entries())
    await tx.db
      .insertInto('permitEntry')
      .values({ permit, seq: last + 1 + i, message, body, at })
      .execute()
  if (shown !== null) {
    const { shares, issuer, ...row } = shown
    await tx.db
      .insertInto('permitShown')
      .values({ permit, plain: plain(permit), ...row })
      .onConflict((c) => c.column('permit').doUpdateSet(row))
      .execute()
    const size = last + entries.length
    await insertAll(tx.db, [
      { table: 'permitKnown', rows: [{ permit, issuer, own: 1 }], there: 'stays' },
      { table: 'permitSaid', rows: said.map((one) => saidRow(one, { permit, issuer, own: 1, size })), there: BY_SIZE },
    ])
    if (shares !== undefined) {
      await tx.db.deleteFrom('permitQuota').where('permit', '=', permit).execute()
      const rows = shares.map((share) => ({ permit, ...share }))
      if (rows.length > 0) await insertRows(tx.db, 'permitQuota', rows)
    }
    const of = { procedure: 'documents', doing: 'contents', agency: row.agency } as const
    if (entries.length > 0) await tellList(tx, { list: 'permits', subject: permit, peer: null, at, of })
  }
  for (const { peer, conversation } of wake)
    await tx.db
      .insertInto('caseDue')
      .values({ peer, conversation, at, actedTo: 0 })
      .onConflict((c) => c.columns(['peer', 'conversation']).doUpdateSet({ at }))
      .execute()
  if (leaf) tx.append(leaf)
  return entries.length > 0
}

/**
 * The issuer's ledger of each of its permits, over all who use it. Entries are never changed and never taken back: an entry that is there is the
 * decision, whoever has made it.
 */
export const permitsIn = inStore(({ read, decide: decided }: Store) => {
  return {
    /** In their order. */
    entries: async (permit: string): Promise<string[]> => (await entriesOf(read, permit)).map((row) => row.body),

    /** Messages of procedure `documents` that name the permit, are no test and have no entry, in the order of the log. */
    async unentered(permit: string): Promise<Unentered[]> {
      const rows = await read
        .selectFrom('reference')
        .innerJoin('message', 'message.id', 'reference.message')
        .leftJoin('permitEntry', (j) =>
          j.onRef('permitEntry.message', '=', 'message.id').onRef('permitEntry.permit', '=', 'reference.value'),
        )
        .select(['message.id', 'message.peer', 'message.conversation', 'message.direction'])
        .where('reference.value', '=', permit)
        .where('reference.type', '=', 'permit')
        .where('message.procedure', '=', 'documents')
        .where('message.test', '=', 0)
        .where('permitEntry.seq', 'is', null)
        .where((e) =>
          e.or([
            e.and([e('message.direction', '=', 'in'), e('message.type', 'in', FROM_USERS)]),
            e.and([e('message.direction', '=', 'out'), e('message.type', 'in', FROM_ISSUER)]),
          ]),
        )
        .orderBy('message.shard')
        .orderBy('message.logIndex')
        .execute()
      return rows.map((row) => ({
        id: row.id as MessageId,
        peer: row.peer as Country,
        conversation: row.conversation as MessageId,
        direction: row.direction as Direction,
      }))
    },

    /**
     * Asks `decide` for the entries that follow those that are there, under the log's lock, so that of two replicas the second sees what the first
     * has decided. Called again where the commit is tried again. `over`: the quotas of the permit, over whose other permits it is decided, and the one against which it is counted.
     */
    async enter(permit: string, at: number, decide: Decide, over: Over = {}): Promise<void> {
      await decided((tx) => enter(tx, { permit, at, decide, over }))
    },

    /** Numbers of permits of ours that begin so when they are read plainly; those of one agency, or of all (null). */
    async beginning(prefix: string, limit: number, agency: string | null): Promise<string[]> {
      const { from, to } = beginning(prefix)
      let query = read.selectFrom('permitShown').select('permit').where('plain', '>=', from).where('plain', '<', to)
      if (agency !== null) query = query.where('agency', '=', agency)
      return (await query.orderBy('plain').orderBy('permit').limit(limit).execute()).map((row) => row.permit)
    },

    /** Permits of ours among `ids`, as lists show them; those of one agency, or of all (null). */
    async shown(ids: readonly string[], agency: string | null): Promise<ReadonlyMap<string, string>> {
      if (ids.length === 0) return new Map()
      let query = read.selectFrom('permitShown').select(['permit', 'body']).where('permit', 'in', ids)
      if (agency !== null) query = query.where('agency', '=', agency)
      const rows = await query.execute()
      return new Map(rows.map((row) => [row.permit, row.body]))
    },
  }
})

export type PermitTable = ReturnType<typeof permitsIn>
