/** "Is this trader recognised here, now, and since when": what the register of traders says, for one, for many, and as a list. */
import type { Node } from '../../node.ts'
import { aeoClauses } from '../../peers/agreed-terms.ts'
import type { AeoClause } from '../../peers/aeo-clause.ts'
import type { Country } from '../../values/country.ts'
import type { MessageId } from '../../values/id.ts'
import type { CaseName } from '../../cases/case-table.ts'
import type { Incomplete } from './trader-chain.ts'
import type { CountingList, TraderName, TraderRow } from './trader-types.ts'
import { tradersIn, type TraderStore } from './trader-table.ts'
import {
  recognitionOf,
  traderKey,
  type Recognition,
  type TraderKey,
  type TraderRecord,
  type Unrecognised,
} from './trader-record.ts'

export type Question = {
  /** An identifier of the trader, or an alias. */
  readonly id: string
  /** Of the alias, as `EORI` or `TIN`: it is looked for among those alone. */
  readonly scheme?: string
  readonly granting?: string
  readonly programme?: string
  readonly type?: string
  readonly role?: string
  /** Goods of this crossing: what was before goes on for it, where its granting country named it. */
  readonly crossing?: string
}

export type KnownTrader = {
  readonly granting: Country
  readonly key: TraderKey
  readonly recognition: Recognition
  readonly record: TraderRecord
  /** Who succeeded it. */
  readonly succeededBy: readonly string[]
  /** The alias by which it was found. */
  readonly alias?: string
  readonly list: {
    readonly conversation: MessageId
    readonly sequence: number
    readonly at: number
    readonly incomplete: Incomplete | null
  }
}

/** A list that does not hold all that its granting country has said: whoever it recognises may have lost that meanwhile. */
export type IncompleteList = Incomplete & {
  readonly granting: Country
  readonly conversation: MessageId
  /** Of the last delta or snapshot that is in it; -1 where there is none. */
  readonly sequence: number
}

export type Filter = {
  readonly granting?: string
  readonly programme?: string
  readonly type?: string
  readonly role?: string
}

const keyOf = ({ id, programme, type, role }: TraderName): TraderKey => ({
  id,
  programme,
  ...(type === '' ? {} : { type }),
  ...(role === '' ? {} : { role }),
})

/** Of these lists, those that may be read. */
export type ReadableLists = <L extends CaseName>(lists: readonly L[]) => Promise<L[]>
const ALL: ReadableLists = async (lists) => [...lists]

/** What the agreement with a neighbour that holds at a time (milliseconds since 1970) says of what a country grants. */
export type Agreed = (peer: Country, granting: Country, now: number) => readonly AeoClause[]

/** The edition of a list and a name in it. */
export type TraderPlace = { readonly edition: number; readonly name: TraderName }

const hasAlias = ({ aliases = [] }: TraderRecord, scheme: string, id: string): boolean =>
  aliases.some((a) => a.scheme === scheme && a.id === id)

/** The traders that this node knows, and what its agreements make of them. */
export const recognisedTraders = ({ store, country, directory }: Pick<Node, 'store' | 'country' | 'directory'>) =>
  new RecognisedTraders(tradersIn(store), country, (peer, granting, now) =>
    aeoClauses(directory.find(peer)?.agreements ?? [], granting, now),
  )

export class RecognisedTraders {
  readonly #store: TraderStore
  /** The country whose recognition is asked for: lists that it grants itself are no answer. */
  readonly #country: Country
  readonly #agreed: Agreed
  readonly #unrecognised = new Map<number, { text: string; value: readonly Unrecognised[] }>()

  constructor(store: TraderStore, country: Country, agreed: Agreed) {
    this.#store = store
    this.#country = country
    this.#agreed = agreed
  }

  /** What is known of each, in their order; nothing is known of an unknown one, and of one that withdrew its consent. */
  async ask(questions: readonly Question[], now: number, may: ReadableLists = ALL): Promise<KnownTrader[][]> {
    const lists = (await this.#store.counting()).filter((l) => l.granting !== this.#country)
    return this.#ask(await may(lists), questions, now)
  }

  /** The lists of others that lack something, of one granting country or of all. */
  async incomplete(granting: string | undefined, may: ReadableLists = ALL): Promise<IncompleteList[]> {
    const lists = (await this.#store.incomplete()).filter(
      (l) => l.granting !== this.#country && (granting ?? l.granting) === l.granting,
    )
    return (await may(lists)).map((l) => ({
      granting: l.granting,
      conversation: l.conversation,
      sequence: l.sequence,
      ...l.incomplete!,
    }))
  }

  /** The same of one list, whoever grants it: what a granting country answers to a query. */
  async askOf(
    conversation: MessageId,
    peer: Country,
    questions: readonly Question[],
    now: number,
  ): Promise<KnownTrader[][]> {
    const lists = (await this.#store.counting()).filter((l) => l.conversation === conversation && l.peer === peer)
    return this.#ask(lists, questions, now)
  }

  async #ask(counting: readonly CountingList[], questions: readonly Question[], now: number): Promise<KnownTrader[][]> {
    const lists = new Map(counting.map((l) => [l.edition, l]))
    const editions = [...lists.keys()]
    const ids = [...new Set(questions.map((q) => q.id))]
    const rows = await this.#store.find(editions, ids)
    const byId = new Map<string, { row: TraderRow; alias?: string }[]>()
    const add = (id: string, found: { row: TraderRow; alias?: string }): void => {
      const there = byId.get(id)
      if (there) there.push(found)
      else byId.set(id, [found])
    }
    for (const row of rows) add(row.id, { row })
    const direct = new Set(byId.keys())
    const missing = [...new Set(questions.filter((q) => q.scheme !== undefined || !byId.has(q.id)).map((q) => q.id))]
    if (missing.length > 0) {
      const aliases = await this.#store.also(editions, missing, 'alias')
      if (aliases.length > 0) {
        const named = await this.#store.find(editions, [...new Set(aliases.map((a) => a.id))])
        for (const alias of aliases) {
          const row = named.find((r) => r.edition === alias.edition && traderKey(keyOf(r)) === traderKey(keyOf(alias)))
          if (row) add(alias.also, { row, alias: alias.also })
        }
      }
    }
    const successors = await this.#successors([...byId.values()].flat().map(({ row }) => row))
    return questions.map((q) =>
      (byId.get(q.id) ?? [])
        .filter(({ row }) => this.#fits(lists.get(row.edition)!, row, q))
        .map(({ row, alias }) => ({ row, alias, known: this.#known(lists.get(row.edition)!, row, now, q.crossing) }))
        .filter(({ alias, known }) =>
          q.scheme === undefined
            ? alias === undefined || !direct.has(q.id)
            : alias !== undefined && hasAlias(known.record, q.scheme, alias),
        )
        .map(({ row, alias, known }) => ({
          ...known,
          succeededBy: successors(row),
          ...(alias === undefined ? {} : { alias }),
        })),
    )
  }

  /** Who succeeded whom, of those of `rows` that were succeeded. */
  async #successors(rows: readonly TraderRow[]): Promise<(row: TraderRow) => string[]> {
    const ended = rows.filter((row) => row.record.includes('"succeeded"'))
    const found = await this.#store.also(
      [...new Set(ended.map((row) => row.edition))],
      [...new Set(ended.map((row) => row.id))],
      'succeeds',
    )
    return (row) => [...new Set(found.filter((s) => s.edition === row.edition && s.also === row.id).map((s) => s.id))]
  }

  /** Traders that are called something that begins so when it is read plainly, each once a list, with what they are called. */
  async beginning(
    prefix: string,
    limit: number,
    now: number,
    may: ReadableLists,
  ): Promise<(KnownTrader & { called: string })[]> {
    const lists = await may((await this.#store.counting()).filter((l) => l.granting !== this.#country))
    const found: (KnownTrader & { called: string })[] = []
    for (const list of lists) {
      const called = new Map<string, string>()
      for (const named of await this.#store.beginning(list.edition, prefix, limit)) {
        const there = called.get(named.id)
        if (there === undefined || named.called < there) called.set(named.id, named.called)
      }
      const questions = [...called.keys()].map((id) => ({ id }))
      for (const known of (await this.#ask([list], questions, now)).flat())
        found.push({ ...known, called: called.get(known.key.id)! })
    }
    return found.sort((a, b) => (a.called < b.called ? -1 : a.called > b.called ? 1 : 0)).slice(0, limit)
  }

  /** A page of all that is known, by list and key; `next` is null at the end. */
  async page(
    filter: Filter,
    from: TraderPlace | null,
    limit: number,
    now: number,
    crossing?: string,
    may: ReadableLists = ALL,
  ): Promise<{ items: KnownTrader[]; next: TraderPlace | null }> {
    const all = (await this.#store.counting()).filter(
      (l) => l.granting !== this.#country && (filter.granting ?? l.granting) === l.granting,
    )
    const lists = (await may(all)).sort((a, b) => a.edition - b.edition)
    const found: { list: CountingList; row: TraderRow }[] = []
    for (const list of lists) {
      if (from && list.edition < from.edition) continue
      let place: TraderName | null = from?.edition === list.edition ? from.name : null
      for (let more = true; more && found.length < limit;) {
        const rows = await this.#store.page(list.edition, place, limit, filter)
        more = rows.length === limit
        place = rows.at(-1) ?? place
        for (const row of rows) if (this.#fits(list, row, filter)) found.push({ list, row })
      }
      if (found.length >= limit) break
    }
    const page = found.slice(0, limit)
    const successors = await this.#successors(page.map(({ row }) => row))
    const last = page.length === limit ? page.at(-1)!.row : undefined
    return {
      items: page.map(({ list, row }) => ({
        ...this.#known(list, row, now, crossing),
        succeededBy: successors(row),
      })),
      next: last ? { edition: last.edition, name: last } : null,
    }
  }

  #fits(list: CountingList, row: TraderRow, q: Filter): boolean {
    return (
      // Another list of the same country counts for this programme.
      list.programmes.has(row.programme) &&
      (q.granting ?? list.granting) === list.granting &&
      (q.programme ?? row.programme) === row.programme &&
      (q.type ?? row.type) === row.type &&
      (q.role ?? row.role) === row.role
    )
  }

  #known(
    list: CountingList,
    row: TraderRow,
    now: number,
    crossing?: string,
  ): Omit<KnownTrader, 'succeededBy' | 'alias'> {
    const key = keyOf(row)
    const record = JSON.parse(row.record) as TraderRecord
    return {
      granting: list.granting,
      key,
      record,
      recognition: recognitionOf(
        key,
        record,
        this.#unrecognisedOf(list),
        this.#agreed(list.peer, list.granting, now),
        now,
        crossing,
      ),
      list: {
        conversation: list.conversation,
        sequence: list.sequence,
        at: list.at,
        incomplete: list.incomplete,
      },
    }
  }

  #unrecognisedOf({ edition, recognition }: CountingList): readonly Unrecognised[] {
    const kept = this.#unrecognised.get(edition)
    if (kept?.text === recognition) return kept.value
    const value = JSON.parse(recognition) as Unrecognised[]
    this.#unrecognised.set(edition, { text: recognition, value })
    return value
  }
}
