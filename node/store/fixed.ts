/** Statements of fixed text: built and compiled once for a store, at their first use, and then run with values only. */
import {
  CompiledQuery,
  sql,
  type DatabaseConnection,
  type DialectAdapter,
  type Expression,
  type Kysely,
  type QueryExecutor,
  type SqlBool,
} from 'kysely'
import type { Dialect } from './dialect.ts'
import type { Tables } from './tables.ts'

/** Where a statement runs: what single reads are made of, or a transaction. */
export type Runs = Pick<Kysely<Tables>, 'getExecutor'>

/** What came of a statement: its rows, and how many it has changed. */
export type Outcome = { readonly rows: unknown[]; readonly changed: number }

/** An adapter of a dialect whose connection answers at once, without a promise: it runs a text that is kept prepared for good. */
export type AtOnce = DialectAdapter & {
  atOnce(text: string, values: readonly unknown[]): Outcome
  /** What has to be waited for before what was read is told; null where there is nothing. */
  readonly pending: Promise<void> | null
}

const adapterOf = (db: Runs): DialectAdapter => db.getExecutor().adapter

/** The connection of `db`, where it answers at once; null where it is on a network. */
export function atOnceOf(db: Runs): AtOnce | null {
  const adapter = adapterOf(db)
  return 'atOnce' in adapter ? (adapter as AtOnce) : null
}

/** A connection on a network, on which the statements of a transaction are sent one behind the other. */
export type Lane = DatabaseConnection & {
  /** Sends it at once; what went before on this connection runs before it. */
  send(text: string, values: readonly unknown[]): Promise<{ rows: unknown[]; rowCount: number | null }>
  /** The same where nobody waits for what comes of it: where it fails the transaction fails. */
  later(text: string, values: readonly unknown[]): void
}

const lanes = new WeakMap<QueryExecutor, Lane>()

/** Lets what runs in the transaction `db` be sent without waiting for what was sent before. */
export async function openLane(db: Runs): Promise<void> {
  const executor = db.getExecutor()
  await executor.provideConnection(async (connection) => {
    if ('later' in connection) lanes.set(executor, connection as Lane)
  })
}

const laneOf = (db: Runs): Lane | undefined => lanes.get(db.getExecutor())

/** Runs a text over a network and waits for what comes of it. */
export async function sendTo(db: Runs, text: string, values: readonly unknown[]): Promise<Outcome> {
  const lane = laneOf(db)
  if (lane) {
    const { rows, rowCount } = await lane.send(text, values)
    return { rows, changed: rowCount ?? 0 }
  }
  const { rows, numAffectedRows } = await db.getExecutor().executeQuery(CompiledQuery.raw(text, [...values]))
  return { rows, changed: Number(numAffectedRows ?? 0) }
}

/** The same without waiting where that can be: fulfilled when it is on its way, in its order. */
export async function sendLater(db: Runs, text: string, values: readonly unknown[]): Promise<void> {
  const lane = laneOf(db)
  if (lane) lane.later(text, values)
  else await sendTo(db, text, values)
}

export const dialectOf = (db: Runs): Dialect => (atOnceOf(db) ? 'sqlite' : 'postgres')

const names = new Map<string, string>()

/** A text that PostgreSQL keeps prepared on each connection that has sent it: parsed once, and planned no more often than its values make a difference. */
export function keptPrepared(text: string): string {
  if (!names.has(text)) names.set(text, `fixed${names.size}`)
  return text
}

/** The name under which it does; undefined of what is not of fixed text. */
export const preparedName = (text: string): string | undefined => names.get(text)

/** The place of a value in a statement that is being built, and what its value becomes there. */
class Place {
  readonly name: string
  readonly as: (value: unknown) => unknown

  constructor(name: string, as: (value: unknown) => unknown = (value) => value) {
    this.name = name
    this.as = as
  }
}

/** In it each value is its place. */
const places = new Proxy({}, { get: (_, name) => new Place(String(name)) })

const asJson = (value: unknown): string => JSON.stringify(value)

/** `column` has one of `values` (text or numbers): a condition whose text does not depend on how many they are. */
export function oneOf(db: Runs, column: string, values: readonly (string | number)[]): Expression<SqlBool> {
  const list: unknown = values
  if (dialectOf(db) === 'postgres') return sql<SqlBool>`${sql.ref(column)} = any(${list})`
  const json = list instanceof Place ? new Place(list.name, asJson) : asJson(list)
  return sql<SqlBool>`${sql.ref(column)} in (select "value" from json_each(${json}))`
}

type Compiles<R> = { compile(): CompiledQuery<R> }

/** One statement with places for the values `V`, whose rows are `R`. What it is about is typed as any other statement. */
export class Fixed<V extends object, R> {
  readonly #make: (db: Kysely<Tables>, values: V) => Compiles<R>
  readonly #made = new WeakMap<DialectAdapter, CompiledQuery<R>>()

  constructor(make: (db: Kysely<Tables>, values: V) => Compiles<R>) {
    this.#make = make
  }

  async all(db: Runs, values: V): Promise<R[]> {
    return (await this.#run(db, values)).rows as R[]
  }

  async first(db: Runs, values: V): Promise<R | undefined> {
    return (await this.all(db, values))[0]
  }

  /** Answers how many rows it has changed. */
  async change(db: Runs, values: V): Promise<number> {
    return (await this.#run(db, values)).changed
  }

  /** In a transaction, where nothing depends on what comes of it: over a network nobody waits for it but who ends the transaction. */
  async run(db: Runs, values: V): Promise<void> {
    const { made, bound } = this.#bind(db, values)
    const there = atOnceOf(db)
    if (there) there.atOnce(made.sql, bound)
    else await sendLater(db, made.sql, bound)
  }

  async #run(db: Runs, values: V): Promise<Outcome> {
    const { made, bound } = this.#bind(db, values)
    const there = atOnceOf(db)
    if (!there) return sendTo(db, made.sql, bound)
    const outcome = there.atOnce(made.sql, bound)
    if (there.pending) await there.pending
    return outcome
  }

  #bind(db: Runs, values: V): { made: CompiledQuery<R>; bound: unknown[] } {
    const adapter = adapterOf(db)
    let made = this.#made.get(adapter)
    if (made === undefined) {
      this.#made.set(adapter, (made = this.#make(db as Kysely<Tables>, places as V).compile()))
      keptPrepared(made.sql)
    }
    const bound = made.parameters.map((p) =>
      p instanceof Place ? p.as((values as Record<string, unknown>)[p.name]) : p,
    )
    return { made, bound }
  }
}

/**
 * A statement of fixed text: `fixed((db, v: { id: string }) => db.selectFrom('message').select('state').where('id', '=', v.id))`. A value stands for
 * itself alone: what depends on it in any other way, if only on its being null, is another statement; lists stand in `oneOf`.
 */
export const fixed = <V extends object, R>(make: (db: Kysely<Tables>, values: V) => Compiles<R>): Fixed<V, R> =>
  new Fixed(make)
