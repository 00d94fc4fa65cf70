/**
 * Keeps the register of traders at what its cases say: each snapshot and delta once, in the order of the case, whatever order they came in. What is
 * written compares itself with what is there, so that a kill anywhere, another replica or the same message again changes nothing twice. It works beside the
 * round that follows the cases, so that a million traders hold up no other case.
 */
import { createHash, createHmac } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { CaseBook, OpenCase } from '../../cases/book.ts'
import type { Cases } from '../../cases/cases.ts'
import { messagesIn } from '../../exchange/messages.ts'
import { parseVerifierKey } from '../../log/note.ts'
import type { Node } from '../../node.ts'
import { toldIn } from '../../operate/change-rows.ts'
import { registryIn } from '../../peers/registry.ts'
import { tellMended, tellUnderWay } from './tell-under-way.ts'
import { tradersIn, type TraderStore } from './trader-table.ts'
import type { Country } from '../../values/country.ts'
import { sha256 } from '../../values/digest.ts'
import type { MessageId } from '../../values/id.ts'
import type { CaseName } from '../../cases/case-table.ts'
import type { NewTrader, Tombstone, TraderList, TraderName } from './trader-types.ts'
import { groundless } from './ground.ts'
import { linesOf } from './snapshot-lines.ts'
import {
  keyOf,
  traderKey,
  withTrader,
  type Entry,
  type Trader,
  type TraderRecord,
  type Unrecognised,
} from './trader-record.ts'
import { chainOf, type Delta, type Incomplete, type SnapshotOf, type TraderChain } from './trader-chain.ts'
import { plain, plainWords } from '../../values/plain.ts'
import { parseTime } from '../../values/time.ts'

/** Rows of one transaction while a list is filled. */
const ROWS = 500
/** After a failure, before the next attempt. */
const PAUSE_MS = 5000

export const nameOf = (t: Trader | Entry): TraderName => {
  const { id, programme, type = '', role = '' } = keyOf(t)
  return { id, programme, type, role }
}

/** Words of a name from which on it is found. */
const WORDS = 5

/** By what a trader is found as people type it; an identifier that is plain is found as it stands. */
function plainForms(id: string, { name, aliases = [] }: TraderRecord): string[] {
  const named = [id, ...aliases.map((alias) => alias.id)].flatMap((text) => (plain(text) === text ? [] : [plain(text)]))
  return [...new Set([...named, ...(name === undefined ? [] : plainWords(name, WORDS))])].filter((text) => text !== '')
}

const rowOf = (t: Trader | Entry, record: TraderRecord): NewTrader => ({
  ...nameOf(t),
  record: JSON.stringify(record),
  former: (record.grace?.length ?? 0) > 0 && record.statuses.at(-1)!.status !== 'active',
  also: [
    ...(record.aliases ?? []).map(({ id }) => ({ id, kind: 'alias' as const })),
    ...(record.successorOf ?? []).map((id) => ({ id, kind: 'succeeds' as const })),
    ...plainForms(nameOf(t).id, record).map((id) => ({ id, kind: 'plain' as const })),
  ],
})

/** 48 bits that follow from what the edition is, so that all replicas fill the same one. */
const editionOf = ({ peer, conversation }: CaseName, snapshot: SnapshotOf, rebuilds: number): number =>
  createHash('sha256')
    .update(JSON.stringify([peer, conversation, snapshot.name, rebuilds]))
    .digest()
    .readUIntBE(0, 6)

/** When nobody was recognised, as the list is to have it. That a document was erased gives nobody back his recognition. */
function recognitionIn(list: TraderList, { unrecognised, forgotten }: TraderChain): string {
  if (!forgotten) return JSON.stringify(unrecognised)
  const known = new Set(unrecognised.map((u) => u.scope))
  const kept = (JSON.parse(list.recognition) as Unrecognised[]).filter((u) => !known.has(u.scope))
  return JSON.stringify([...kept, ...unrecognised])
}

/**
 * Keys the hashes by which traders are remembered that withdrew their consent. Ed25519 is deterministic (RFC 8032): all replicas, which share the key
 * files, come to the same secret, and the store alone to none. The key is that of the first log, which later shards may leave but which is never
 * thrown away.
 */
async function tombstoneSecret({ country, directory, signer, store }: Node): Promise<Uint8Array> {
  const first = directory.read((await registryIn(store).identities(country))[0]!.jws)
  const { publicKey } = parseVerifierKey(first.log.vkey)
  return sha256(await signer.signNote(publicKey, Buffer.from('juxta: key of the tombstones of traders')))
}

const isWithdrawn = (withdrawn: ReadonlyMap<string, number>, t: Trader | Entry): boolean => {
  const at = withdrawn.get(traderKey(keyOf(t)))
  // Another ground than consent does not end with it.
  return (
    at !== undefined && t.xLegalGround === undefined && (t.xConsent === undefined || parseTime(t.xConsent.at) <= at)
  )
}

class Stopped extends Error {}

export class TraderFeed {
  readonly #node: Node
  readonly #book: CaseBook
  readonly #store: TraderStore
  readonly #done: (name: CaseName, error: unknown) => void
  readonly #waiting = new Map<string, CaseName>()
  /** When a list that failed is tried again, in milliseconds since 1970. */
  readonly #again = new Map<string, number>()
  #running: Promise<void> | null = null
  #stopped = false
  #secret: Promise<Uint8Array> | null = null

  /** `done`: a list has come to where its case is, or did not (`error`), and the case may go on. */
  constructor({ node, book }: Cases, done: (name: CaseName, error: unknown) => void) {
    this.#node = node
    this.#book = book
    this.#store = tradersIn(node.store)
    this.#done = done
  }

  /** Whether the list of a case is where the case is; where it is not, it is brought there, and `done` is told. */
  async keptUp(name: CaseName, { fold }: OpenCase): Promise<boolean> {
    const open = fold.case
    if (open?.procedure !== 'aeo' || open.test) return true
    const chain = chainOf(fold)
    const list = await this.#store.list(name)
    if (
      list
        ? await this.#isAt(list, chain)
        : chain.basis === null && chain.loading === null && chain.incomplete === null && chain.unrecognised.length === 0
    )
      return true
    const key = `${name.peer} ${name.conversation}`
    if ((this.#again.get(key) ?? 0) > this.#node.clock.now()) return false
    this.#waiting.set(key, name)
    this.#running ??= this.#run().finally(() => (this.#running = null))
    return false
  }

  /** What is being written is finished, and nothing more begun. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
  }

  async #isAt(list: TraderList, chain: TraderChain): Promise<boolean> {
    const { basis, deltas, loading } = chain
    if (basis && list.edition !== editionOf(list, basis, list.rebuilds)) return false
    if (basis && list.last !== (deltas.at(-1)?.id ?? null)) return false
    if (list.recognition !== recognitionIn(list, chain) || !isDeepStrictEqual(list.incomplete, chain.incomplete))
      return false
    if (!loading) return true
    const there = await this.#store.filledBy(editionOf(list, loading, list.rebuilds))
    return loading.parts.every((p) => there.has(p.id))
  }

  async #run(): Promise<void> {
    for (let next = this.#waiting.entries().next(); !next.done; next = this.#waiting.entries().next()) {
      const [key, name] = next.value
      this.#waiting.delete(key)
      let failed: unknown
      try {
        await this.#bring(name)
        await toldIn(this.#node.store).tellKept()
        this.#again.delete(key)
      } catch (error) {
        if (error instanceof Stopped) return
        failed = error
        this.#again.set(key, this.#node.clock.now() + PAUSE_MS)
      }
      this.#done(name, failed)
    }
    while (!this.#stopped && this.#waiting.size === 0 && (await this.#store.clean()));
  }

  /** Brings the list of a case, step by step, to where the case is; each step looks anew at what another replica may have done or taken. */
  async #bring(name: CaseName): Promise<void> {
    const [store, clock, book] = [this.#store, this.#node.clock, this.#book]
    for (;;) {
      this.#goesOn()
      const { fold } = await book.open(name.peer, name.conversation)
      const chain = chainOf(fold)
      const list = await store.openList(name, fold.case!.roles.granting as Country)
      // Said at once; that it is whole again, when what mends it is in the register.
      if (chain.incomplete) await this.#tell(list, chain.incomplete)
      if (chain.basis) {
        const edition = editionOf(name, chain.basis, list.rebuilds)
        if (list.edition !== edition) {
          const whole = await this.#fill(list, edition, chain.basis)
          // Dropped before, because the order of the messages was another then: it is made anew under another number.
          if (!whole) {
            await store.rebuild(list)
            continue
          }
          // One that repeats what is known ends nothing, nor does the list that is made anew of the same snapshot.
          if (list.edition !== null && chain.basis.sequence > list.sequence)
            await tellMended(this.#node, store, list, edition, chain.basis.parts.at(-1)!.id)
          await store.activate(list, { edition, sequence: chain.basis.sequence, at: clock.now() })
          continue
        }
        const at = chain.deltas.findIndex((d) => d.id === list.last)
        if (list.last !== null && at < 0) {
          await store.rebuild(list)
          continue
        }
        const next = chain.deltas[at + 1]
        if (next) {
          await this.#apply(list, next)
          continue
        }
      }
      if (chain.loading) {
        const edition = editionOf(name, chain.loading, list.rebuilds)
        if (!(await this.#fill(list, edition, chain.loading))) {
          await store.rebuild(list)
          continue
        }
      }
      const recognition = recognitionIn(list, chain)
      if (list.recognition !== recognition) await store.setRecognition(name, recognition, clock.now())
      if (!chain.incomplete) await this.#tell(list, null)
      return
    }
  }

  /** Keeps who asks, and who watches, told of what the list lacks. */
  async #tell(list: TraderList, incomplete: Incomplete | null): Promise<void> {
    if (isDeepStrictEqual(list.incomplete, incomplete)) return
    // The row last, so that who ends in between tells people again.
    await this.#alert(list, incomplete)
    await this.#store.setIncomplete(list, incomplete)
  }

  async #alert({ peer, conversation, granting, sequence }: TraderList, incomplete: Incomplete | null): Promise<void> {
    const node = this.#node
    if (incomplete === null) return node.settle('list-incomplete', peer, conversation)
    // A newer snapshot whose parts are under way is no fault.
    if (incomplete.reason === 'parts') return
    const what =
      incomplete.reason === 'gap' ? 'a delta before it is missing' : 'it does not come to the hash that it states'
    const known = sequence < 0 ? 'nothing of it is known' : `known up to sequence ${sequence}`
    await node.alert(
      'list-incomplete',
      peer,
      `the list of traders of ${granting} (case ${conversation}) is ${known}: message ${incomplete.message}, ${what}; ${granting === node.country ? `${peer} waits for a snapshot` : 'a resync is asked for'}`,
      conversation,
    )
  }

  /** Fills an edition with what is not in it yet. False: it was dropped. */
  async #fill(list: TraderList, edition: number, { parts }: SnapshotOf): Promise<boolean> {
    const store = this.#store
    await store.beginEdition(list, edition)
    const there = await store.filledBy(edition)
    for (const { id, part } of parts) {
      if (there.has(id)) continue
      let some: Trader[] = []
      for (const trader of await this.#traders(id, part)) {
        some.push(trader)
        if (some.length < ROWS) continue
        if (!(await this.#fillSome(list, edition, some, null))) return false
        some = []
      }
      if (!(await this.#fillSome(list, edition, some, id))) return false
    }
    return true
  }

  async #fillSome({ peer }: TraderList, edition: number, some: readonly Trader[], done: MessageId | null) {
    this.#goesOn()
    const withdrawn = await this.#withdrawn(peer, some)
    // Consent that was given before it was withdrawn brings nobody back.
    const rows = some
      .filter((trader) => groundless(trader) === undefined && !isWithdrawn(withdrawn, trader))
      .map((trader) => rowOf(trader, withTrader(undefined, trader)))
    return this.#store.fill(edition, rows, done)
  }

  /** The traders of a part, whose bytes were checked before the message was taken. */
  async #traders(id: MessageId, part: string): Promise<Iterable<Trader>> {
    const found = await messagesIn(this.#node.store).part(id, part)
    if (!found?.bytes) throw new Error(`the traders of message ${id} were erased before they were read`)
    const { bytes } = found
    if (part === 'document') return (JSON.parse(bytes.toString('utf8')) as { xTraders: Trader[] }).xTraders
    return (function* () {
      for (const { text } of linesOf(bytes)) yield JSON.parse(text.toString('utf8')) as Trader
    })()
  }

  async #apply(list: TraderList, { id, sequence, entries }: Delta): Promise<void> {
    const [store, clock] = [this.#store, this.#node.clock]
    const records = new Map<string, TraderRecord>()
    const ids = [...new Set(entries.map((e) => e.aeoMutualRecognitionParty.id))]
    for (const { id: trader, programme, type, role, record } of await store.find([list.edition!], ids))
      records.set(traderKey({ id: trader, programme, type, role }), JSON.parse(record) as TraderRecord)
    const withdrawn = await this.#withdrawn(list.peer, entries)
    const puts = new Map<string, NewTrader>()
    const removes = new Map<string, TraderName>()
    const tombstones: Tombstone[] = []
    for (const entry of entries) {
      const key = traderKey(keyOf(entry))
      if (entry.xAction === 'consent-withdrawn') {
        puts.delete(key)
        records.delete(key)
        removes.set(key, nameOf(entry))
        const mac = await this.#mac(key)
        tombstones.push({ mac, at: parseTime(entry.xEffectiveFrom), message: id })
        withdrawn.set(key, parseTime(entry.xEffectiveFrom))
        continue
      }
      const old = records.get(key)
      if (old === undefined && (groundless(entry) !== undefined || isWithdrawn(withdrawn, entry))) continue
      // What it was also called, it may be called no more.
      if (old?.aliases || old?.successorOf || old?.name) removes.set(key, nameOf(entry))
      const record = withTrader(old, entry)
      records.set(key, record)
      puts.set(key, rowOf(entry, record))
    }
    await tellUnderWay(this.#node, list, id, entries)
    await store.change(
      list,
      { message: id, sequence, at: clock.now() },
      { puts: [...puts.values()], removes: [...removes.values()], tombstones },
    )
  }

  /** Who of these withdrew their consent, by key, and when. */
  async #withdrawn(peer: Country, some: readonly (Trader | Entry)[]): Promise<Map<string, number>> {
    const keys = new Map<string, string>()
    for (const t of some) {
      const key = traderKey(keyOf(t))
      keys.set(await this.#mac(key), key)
    }
    const found = await this.#store.tombstones(peer, [...keys.keys()])
    return new Map(found.map(({ mac, at }) => [keys.get(mac)!, at]))
  }

  async #mac(key: string): Promise<string> {
    this.#secret ??= tombstoneSecret(this.#node)
    return createHmac('sha256', await this.#secret)
      .update(key)
      .digest('base64url')
  }

  #goesOn(): void {
    if (this.#stopped) throw new Stopped()
  }
}
