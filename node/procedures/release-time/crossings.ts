/**
 * Crossings: what all cases say about one movement over the border. A crossing is named in the context of messages of any procedure; messages that state
 * two to be one (`xCrossingLinked`) merge them. A row per crossing is kept beside the cases and made again whenever a message about it came in.
 */
import type { Came } from '../../cases/entered.ts'
import type { Projection } from '../../cases/runner.ts'
import type { OpenCase } from '../../cases/book.ts'
import { findingIn } from '../../cases/case-finding.ts'
import type { Cases } from '../../cases/cases.ts'
import { aboutCrossings } from './about-crossings.ts'
import { crossingsIn } from './crossing-table.ts'
import type { CaseName } from '../../cases/case-table.ts'
import type { CaseMessage } from '../../cases/case-message.ts'
import { defined } from '../../cases/state-record.ts'
import type { Interval } from '../opening-hours/intervals.ts'
import { openHoursOf, zonesOf } from './crossing-hours.ts'
import {
  derivedEvent,
  modeIn,
  ownTakenBack,
  takingBack,
  undoingOf,
  withDerived,
  type Stated,
  type Undoing,
} from './derived-events.ts'
import { doorToDoor, type DoorToDoor } from './door-to-door.ts'
import { isLeadDayOnly, leadTimeOf, releasesOf, startOf, type Release } from './measures.ts'
import type { components } from '../../generated/procedures/release-time-2.ts'
import { flagsOfEvent, outOfOrder, timeOf, type ReleaseTime, type TimeEvent } from './release-time.ts'
import type { CrossingRecord, WhoseCrossing } from './crossing-record.ts'
import { countedOf } from './movements.ts'
import { Strata, type StrataOf } from './strata.ts'
import { readableCasesIn } from '../../cases/readable-cases.ts'
import { OfficePairs } from '../opening-hours/office-pairs.ts'

type Bodies = components['schemas']

const CASES = 1000
/** More names than one movement has; beyond, somebody merges what is not one. */
const NAMES = 200
const NOT_COUNTED = { stratum: null, figures: null }

export type CrossingCase = CaseName & {
  readonly procedure: string
  readonly open: OpenCase
  /** Those of its messages that are about the crossing. */
  readonly messages: readonly CaseMessage[]
}

export type Crossing = {
  /** The least of its names. */
  readonly crossing: string
  readonly names: readonly string[]
  readonly cases: readonly CrossingCase[]
}

export type TimedCrossing = {
  readonly events: readonly { readonly id: string; readonly event: TimeEvent; readonly outOfOrder: boolean }[]
  readonly doors: DoorToDoor | undefined
  readonly releases: readonly Release[]
  readonly leadMs: number | null
  /** Of its lodgement or arrival the day alone is known. */
  readonly leadDayOnly: boolean
  readonly strata: StrataOf
  /** When both offices were open; undefined where their hours are not known. */
  readonly openHours: readonly Interval[] | undefined
  readonly offices: Readonly<Record<string, string>>
  readonly leaves: string | null
  readonly mode: string | null
}

export class Crossings implements Projection {
  readonly name = 'crossings'
  readonly shows = true
  readonly #room: Cases
  readonly #cases: ReturnType<typeof findingIn>
  readonly #rows: ReturnType<typeof crossingsIn>
  readonly #pairs: OfficePairs
  /** How far each case was looked at. */
  readonly #looked = new WeakMap<OpenCase['fold'], { readonly size: number; readonly sorted: number }>()

  constructor(room: Cases) {
    this.#room = room
    this.#cases = findingIn(room.node.store)
    this.#rows = crossingsIn(room.node.store)
    this.#pairs = new OfficePairs(room)
  }

  /**
   * All that is about a crossing, of the procedures and types that `may` lets through, and of each case what `seen` does (null: all of it); undefined where nothing
   * is. Test cases are left out.
   */
  async gather(
    crossing: string,
    may: (procedure: string, type?: string) => boolean,
    seen: (name: CaseName) => Promise<((message: string) => boolean) | null> = async () => null,
  ): Promise<Crossing | undefined> {
    const names = new Set([crossing])
    const opened = new Map<string, CaseName & { procedure: string; open: OpenCase }>()
    const shows = new Map<string, ((message: string) => boolean) | null>()
    for (const name of names) {
      for (const named of await this.#cases.naming('crossing', name, CASES)) {
        const key = `${named.peer} ${named.conversation}`
        if (opened.has(key) || !may(named.procedure)) continue
        const open = await this.#room.book.open(named.peer, named.conversation)
        if (open.fold.case?.test === true) continue
        opened.set(key, { ...named, open })
        shows.set(key, await seen(named))
      }
      for (const [key, { open }] of opened)
        for (const { by, names: linked } of aboutCrossings(open.fold).linked)
          if ((shows.get(key)?.(by) ?? true) && linked.some((c) => names.has(c)))
            for (const c of linked) if (names.size < NAMES) names.add(c)
    }
    const cases: Crossing['cases'][number][] = []
    for (const [key, c] of opened) {
      const of = shows.get(key)
      const about = aboutCrossings(c.open.fold).about(names)
      const messages = about.filter((m) => !m.test && may(c.procedure, m.type) && (of?.(m.id) ?? true))
      if (messages.length > 0) cases.push({ ...c, messages })
    }
    if (cases.length === 0) return undefined
    cases.sort((a, b) => (a.conversation < b.conversation ? -1 : 1))
    const all = [...names].sort()
    return { crossing: all[0]!, names: all, cases }
  }

  /** Its clock times, recorded and derived, door to door. */
  async timed({ crossing, names, cases }: Crossing): Promise<TimedCrossing> {
    const recorded: [string, TimeEvent][] = []
    const stated: Stated[] = []
    const undoings: Undoing[] = []
    const told = new Strata()
    let leaves: string | null = null
    let mode: string | null = null
    for (const { open, messages, procedure } of cases) {
      const { fold } = open
      const roles = fold.case?.roles
      if (procedure === 'release-time') {
        const there = new Set(messages.map((m) => m.id))
        const events = (fold.case?.state as ReleaseTime | undefined)?.events
        for (const m of messages) {
          if (m.type !== 'event' || fold.outcome(m.id)?.status !== 'applied') continue
          const id = (m.body as Bodies['event']).xEventId
          const event = events?.get(id)
          // What a message that is not among these has corrected is not told either.
          if (event !== undefined)
            recorded.push([id, { ...event, corrections: event.corrections.filter((c) => there.has(c.message)) }])
        }
        continue
      }
      leaves ??= roles?.exit ?? null
      let here: Stated[] = []
      for (const m of messages) {
        mode ??= modeIn(m) ?? null
        if (fold.outcome(m.id)?.status !== 'applied') continue
        told.hear(m)
        const { clock, takesBack } = this.#room.procedures.typeOf(m) ?? {}
        const [event, undoing] = [derivedEvent(m, clock), undoingOf(m, takesBack)]
        if (undoing) {
          here = takingBack(here, undoing)
          undoings.push(undoing)
        }
        if (event) here.push({ m, event })
      }
      stated.push(...here)
    }
    const own = recorded.map(([id, event]) => [id, ownTakenBack(event, undoings)] as const)
    const derived = await this.#placed(stated, own, leaves)
    const kept = withDerived(
      own.map(([, e]) => e),
      derived,
    )
    const ids = new Map(own.map(([id, e]) => [e, id]))
    const entries = kept
      .map((e) => [ids.get(e) ?? e.message, { ...e, crossing }] as const)
      .sort(([, a], [, b]) => (a.message < b.message ? -1 : 1))
    const wrong = new Map<string, ReadonlySet<string>>()
    for (const side of new Set(entries.map(([, { from }]) => from)))
      wrong.set(side, outOfOrder(entries.filter(([, { from }]) => from === side)))
    const events = entries.map(([id, event]) => ({ id, event, outOfOrder: wrong.get(event.from)!.has(id) }))
    events.sort((a, b) => (timeOf(a.event) ?? Infinity) - (timeOf(b.event) ?? Infinity) || (a.id < b.id ? -1 : 1))
    const offices: Record<string, string> = {}
    for (const { event } of events) if (event.office !== undefined) offices[event.from] ??= event.office
    const first = events.find(({ event }) => timeOf(event) !== null)?.event
    leaves ??= first?.from ?? null
    mode = kept.find((e) => e.mode !== undefined)?.mode ?? mode
    const all = kept.map((e) => ({ ...e, crossing }))
    const plain = doorToDoor(crossing, all)
    const openHours = plain && (await openHoursOf(this.#pairs, plain, offices, leaves, mode, names))
    const doors = openHours === undefined ? plain : doorToDoor(crossing, all, openHours)
    return {
      events,
      doors,
      releases: releasesOf(all),
      leadMs: leadTimeOf(all, leaves),
      leadDayOnly: isLeadDayOnly(all, leaves),
      strata: told.of(all),
      openHours,
      offices,
      leaves,
      mode,
    }
  }

  /** What other messages state of clock times: where they name a day it is that of their office, as far as its zone is known by the hours of both. */
  async #placed(
    stated: readonly Stated[],
    own: readonly (readonly [string, TimeEvent])[],
    leaves: string | null,
  ): Promise<TimeEvent[]> {
    const events = stated.map(({ event }) => event)
    if (events.every(({ day }) => day === undefined)) return events
    const offices: Record<string, string> = {}
    for (const { from, office } of [...own.map(([, e]) => e), ...events])
      if (office !== undefined) offices[from] ??= office
    const zones = await zonesOf(this.#pairs, offices, leaves)
    const clock = (m: CaseMessage) => this.#room.procedures.typeOf(m)?.clock
    return stated.flatMap(({ m, event }) => {
      if (event.day === undefined) return [event]
      const placed = derivedEvent(m, clock(m), (country) => zones[country])
      return placed === undefined ? [] : [defined({ ...placed, takenBack: event.takenBack })]
    })
  }

  /** What is for one role alone is no clock time of a movement that others see. */
  #isReserved(procedure = ''): boolean {
    return Object.hasOwn(this.#room.procedures.reserved, procedure)
  }

  /** Whose messages a crossing is made of, each kind of them once. */
  async #whose({ cases }: Crossing): Promise<WhoseCrossing[]> {
    const ids = cases.flatMap((c) => c.messages.map((m) => m.id))
    const whose = await readableCasesIn(this.#room.node.store).whose(ids)
    const kinds = new Map<string, WhoseCrossing>()
    for (const { open, messages } of cases) {
      const about = aboutCrossings(open.fold)
      for (const { id } of messages) {
        const kind = { ...whose.get(id)!, crossing: about.of(id)! }
        kinds.set(JSON.stringify(Object.values(kind)), kind)
      }
    }
    return [...kinds.values()]
  }

  /** Makes the row of a crossing anew, and those of the names that it was merged with. Can be done again at any time. */
  async keep(crossing: string): Promise<void> {
    const found = await this.gather(crossing, (procedure) => !this.#isReserved(procedure))
    if (found === undefined) return
    const { events, doors, releases, leadMs, leadDayOnly, strata, offices, leaves, mode } = await this.timed(found)
    const release = releases.find(({ side }) => side === this.#sideOf(offices, releases))
    const times = events.flatMap(({ event }) => timeOf(event) ?? [])
    const arrived = events.find(({ event }) => event.code === 'queue-in' || event.code === 'arrival')
    const record: CrossingRecord = {
      whose: await this.#whose(found),
      procedures: [...new Set(found.cases.map((c) => c.procedure))].sort(),
      peers: [...new Set(found.cases.map((c) => c.peer))].sort(),
      linked: found.names.filter((name) => name !== found.crossing),
      times: times.length,
      releaseMs: release === undefined || release.dayOnly ? null : release.ms,
      ms: doors === undefined || doors.dayOnly ? null : doors.ms,
      leadMs,
      dayOnly: [
        ...(release?.dayOnly ? ['release' as const] : []),
        ...(doors?.dayOnly ? ['door-to-door' as const] : []),
        ...(leadDayOnly ? ['lead-time' as const] : []),
      ],
      closedMs: doors?.closedMs ?? 0,
      byActor: doors?.byActor ?? {},
      offices,
      leaves,
      arrivedAt: arrived ? timeOf(arrived.event) : null,
      mode,
      channel: events.find(({ event }) => event.channel !== undefined)?.event.channel ?? null,
      ...strata,
      flags: events.flatMap(({ id, event, outOfOrder }) => flagsOfEvent(id, event, outOfOrder)),
    }
    const row = {
      root: found.crossing,
      seenAt: this.#room.node.clock.now(),
      startAt: startOf(
        events.map(({ event }) => event),
        this.#room.node.country,
      ),
      // Two replicas may make the row at once: the one that has seen more counts.
      revision: found.cases.reduce((all, c) => all + c.messages.length, 0),
      summary: JSON.stringify(record),
    }
    const counted = times.length === 0 ? NOT_COUNTED : countedOf(record)
    for (const name of found.names)
      await this.#rows.put({ ...row, ...(name === row.root ? counted : NOT_COUNTED), crossing: name })
  }

  /** What came into a case: the crossings that it is about are kept anew. */
  async look({ peer, conversation }: CaseName, ids: readonly string[], came?: Came): Promise<void> {
    const open = await this.#room.book.open(peer, conversation, came)
    const { fold } = open
    if (fold.case?.test === true || this.#isReserved(fold.first?.procedure)) return
    const { size, sorted } = fold
    const looked = this.#looked.get(fold)
    const since = looked?.sorted === sorted ? fold.messagesAfter(looked.size) : fold.messages
    // With those that may have waited for what came.
    const fresh = new Set<string>(ids)
    for (const m of since) if (m.heads.some((head) => fresh.has(head))) fresh.add(m.id)
    const about = aboutCrossings(fold)
    const crossings = new Set([...fresh].flatMap((id) => about.of(id) ?? []))
    for (const crossing of crossings) await this.keep(crossing)
    this.#looked.set(fold, { size, sorted })
  }

  /** Whose release is counted: that of the office that the movement is counted for. */
  #sideOf(offices: Readonly<Record<string, string>>, releases: readonly Release[]): string | undefined {
    const { country } = this.#room.node
    const named = Object.keys(offices)
    const sides = named.length > 0 ? named : releases.map(({ side }) => side)
    return sides.includes(country) ? country : sides[0]
  }

  /** The office of this country at a crossing, for statistics. */
  officeOf(offices: Readonly<Record<string, string>>): string {
    return offices[this.#room.node.country] ?? Object.values(offices)[0] ?? 'unknown'
  }
}
