/** One statement of fixed text for many rows of values, which are one value in it: JSON on SQLite, an array for each column on PostgreSQL. */
import { atOnceOf, keptPrepared, sendLater, sendTo, type Runs } from './fixed.ts'

type Type = 'text' | 'integer' | 'bigint'

/** Its rows `R` come in any order. */
export class ForEach<V extends object, R> {
  readonly #names: readonly (keyof V & string)[]
  readonly #here: string
  readonly #many: string

  /** `text` gets the table `v` that has a column for each of `types`. No row of the store may fit two of the rows of values: it is changed once. */
  constructor(types: Readonly<Record<keyof V & string, Type>>, text: (v: string) => string) {
    this.#names = Object.keys(types) as (keyof V & string)[]
    const members = this.#names.map((name, i) => `"value" ->> ${i} as "${name}"`).join(', ')
    const arrays = this.#names.map((name, i) => `$${i + 1}::${types[name]}[]`).join(', ')
    this.#here = text(`(select ${members} from json_each(?)) as v`)
    this.#many = keptPrepared(text(`unnest(${arrays}) as v(${this.#names.map((name) => `"${name}"`).join(', ')})`))
  }

  async all(db: Runs, rows: readonly V[]): Promise<R[]> {
    if (rows.length === 0) return []
    const here = atOnceOf(db)
    if (here) return here.atOnce(this.#here, [JSON.stringify(rows.map((row) => this.#cells(row)))]).rows as R[]
    return (await sendTo(db, this.#many, this.#arrays(rows))).rows as R[]
  }

  /** The same in a transaction, where nothing depends on what comes of it. */
  async run(db: Runs, rows: readonly V[]): Promise<void> {
    if (rows.length === 0) return
    if (atOnceOf(db)) await this.all(db, rows)
    else await sendLater(db, this.#many, this.#arrays(rows))
  }

  #cells(row: V): unknown[] {
    return this.#names.map((name) => row[name] ?? null)
  }

  #arrays(rows: readonly V[]): unknown[] {
    return this.#names.map((name) => rows.map((row) => row[name] ?? null))
  }
}
