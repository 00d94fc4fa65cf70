/** What a node knows of the log of one neighbour is kept until each other one has heard of it: the proof that it has two histories, or that it lost its end. */
import type { Node } from '../node.ts'
import { inStore } from '../store/store.ts'
import type { Tx } from '../store/tx.ts'
import type { Country } from '../values/country.ts'
import { DAY } from '../values/time.ts'
import { enqueue } from './enqueue.ts'

/** Our own finding (JWS) that a log has two histories; or the event of its country that says that it lost its end, with its proof. */
export type LogWarning = { readonly finding: string } | { readonly rollback: string }

/** What a log is warned of: once of each kind, however many proofs there are, so that whoever signs one history after the other makes nobody send without end. */
type Found = { readonly owner: Country; readonly origin: string; readonly warning: LogWarning }

const WAITS_MS = 7 * DAY
/** Whoever did not believe a warning, as he knew neither the log nor its country, is told again after this time. */
const AGAIN_MS = DAY

const FORK = 'fork/'
const aboutOf = ({ origin, warning }: Found): string => `${'finding' in warning ? FORK : 'rollback/'}${origin}`

type Teller = Pick<Node, 'directory' | 'clock'>

/** Lets each active neighbour be told that has not heard of it yet, in the transaction `db`. Answers whom: whoever commits it wakes their queues. */
export async function tellWarnings({ directory, clock }: Teller, db: Tx['db']): Promise<Country[]> {
  const warnings = await db.selectFrom('logWarning').selectAll().execute()
  if (warnings.length === 0) return []
  const at = clock.now()
  const heard = await db.selectFrom('logWarned').selectAll().execute()
  const told = new Set(
    heard
      .filter((row) => row.believed !== 0 || Number(row.at) > at - AGAIN_MS)
      .map(({ about, peer }) => `${about} ${peer}`),
  )
  const active = directory.all().filter(({ state }) => state === 'active')
  const waiting = warnings.flatMap(({ about, owner, body }) =>
    active
      .filter(({ country }) => country !== owner && !told.has(`${about} ${country}`))
      .map(({ country: peer }) => {
        return { kind: 'warning', peer, about, body, priority: 1, expiresAt: at + WAITS_MS, at } as const
      }),
  )
  await enqueue(db, waiting)
  return [...new Set(waiting.map(({ peer }) => peer))]
}

/**
 * Keeps what was found of a log, in the transaction of what it was found by, and lets every neighbour be told but its owner and `by`, from whom it was heard. Answers
 * whom, as `tellWarnings` does.
 */
export async function warnOthers(
  node: Teller,
  { db }: Pick<Tx, 'db'>,
  found: Found,
  by: Country | null = null,
): Promise<Country[]> {
  const about = aboutOf(found)
  const at = node.clock.now()
  const { owner, warning } = found
  const made = await db
    .insertInto('logWarning')
    .values({ about, owner, body: JSON.stringify(warning), at })
    .onConflict((c) => c.doNothing())
    .returning('about')
    .executeTakeFirst()
  if (by !== null) await noteWarned(db, { about, peer: by, believed: 1, at })
  return made ? tellWarnings(node, db) : []
}

async function noteWarned(
  db: Tx['db'],
  row: { about: string; peer: Country; believed: 0 | 1; at: number },
): Promise<void> {
  const { believed, at } = row
  await db
    .insertInto('logWarned')
    .values(row)
    .onConflict((c) => c.columns(['about', 'peer']).doUpdateSet({ believed, at }))
    .execute()
}

export const warningsIn = inStore(({ read, apart }) => ({
  /** What was found of the log `origin`, that it has two histories: our own finding (JWS), and whose log it is; null where nothing was. */
  async finding(origin: string): Promise<{ readonly owner: Country; readonly finding: string } | null> {
    const row = await read
      .selectFrom('logWarning')
      .select(['owner', 'body'])
      .where('about', '=', `${FORK}${origin}`)
      .executeTakeFirst()
    return row ? { owner: row.owner as Country, finding: (JSON.parse(row.body) as { finding: string }).finding } : null
  },

  /** The logs that have two histories, each once. */
  async forked(): Promise<{ readonly owner: Country; readonly origin: string; readonly at: number }[]> {
    const rows = await read.selectFrom('logWarning').select(['about', 'owner', 'at']).orderBy('about').execute()
    return rows
      .filter(({ about }) => about.startsWith(FORK))
      .map(({ about, owner, at }) => ({ owner: owner as Country, origin: about.slice(FORK.length), at }))
  },

  any: async (): Promise<boolean> =>
    (await read.selectFrom('logWarning').select('about').limit(1).executeTakeFirst()) !== undefined,

  /** A peer has heard of a warning; what waited for it goes. `believed`: it took it. */
  told: (id: string, row: { about: string; peer: Country; believed: 0 | 1; at: number }): Promise<void> =>
    apart(async (db) => {
      await noteWarned(db, row)
      await db.deleteFrom('outbox').where('id', '=', id).execute()
    }),
}))
