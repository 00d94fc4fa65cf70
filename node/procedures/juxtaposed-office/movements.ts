/**
 * Juxtaposed offices and the board of their movements. An office and each of its movements are cases apart, so only here is it seen where a movement
 * does not fit the office that it names. Tests are in no view.
 */
import { rowsIn, type CaseRow, type RowPlace } from '../../cases/case-rows.ts'
import type { Cases } from '../../cases/cases.ts'
import type { Asked } from '../../message/reference.ts'
import type { Country } from '../../values/country.ts'
import type { MessageId } from '../../values/id.ts'
import type { CaseName } from '../../cases/case-table.ts'
import type { Reader } from '../../cases/readable-cases.ts'
import { at } from '../../cases/define.ts'
import { strangersIn } from './competence.ts'
import {
  SIDES,
  endedBy,
  hasFound,
  isOpen,
  isOver,
  pairAt,
  standingAt,
  type Agreed,
  type Ends,
  type JuxtaposedOffice,
  type Movement,
  type MovementState,
  type Office,
  type Roster,
  type Side,
  type Stage,
  type Standing,
} from './office-state.ts'

type Named = CaseName & {
  readonly crossing: string | null
  /** What this country is there. */
  readonly side: Side
  readonly countries: Readonly<Record<Side, string>>
}

export type KnownOffice = Named & {
  readonly office: Office
  readonly standing: Standing
  /** The dossiers that count now, be they valid or not any more. */
  readonly inForce: Agreed | undefined
  /** Those that are not over. */
  readonly suspensions: Office['suspensions']
}

/** A roster that is not over: what each side has told, the newest last. */
export type KnownRoster = CaseName & { readonly by: string; readonly roster: Roster }

export type RosterPlace = readonly [conversation: MessageId, message: MessageId]

export type MovementFlag =
  | 'office-unknown'
  | 'office-not-in-force'
  | 'office-suspended'
  | 'zone-unknown'
  | 'lane-unknown'
  | 'not-on-duty'
  | 'undeclared'

export type KnownMovement = Named & {
  readonly movement: Movement
  readonly state: MovementState
  /** The case of its office; null where none is known. */
  readonly officeCase: MessageId | null
  /** As the office stands now, of a movement that is open; `undeclared`: of what nobody has declared it is not known yet what becomes of it. */
  readonly flags: readonly MovementFlag[]
  /** How it ends since the office is suspended; `told`: in its own case, or by what was said of all in the case of the office. */
  readonly ending: { readonly ends: Ends; readonly message: string; readonly told: 'movement' | 'office' } | null
}

export type MovementFilter = {
  readonly peer?: string
  readonly state?: MovementState
  /** At which something of it stands. */
  readonly stage?: Stage
  /** What some message of it names. */
  readonly naming?: Asked
}

/** Whose whole cases alone are shown; null: all. */
type Whole = Reader | null

const PROCEDURE = 'juxtaposed-office'
/** More cases of one office than anybody has. */
const CASES = 200
/** Rows that one page reads at most, whatever its filter lets through. */
const READ = 1000

/** Of what is agreed the zones count; of what is only proposed, those that are proposed. */
function flagsOf(m: Movement, of: KnownOffice | undefined, rosters: Office['rosters'], now: number): MovementFlag[] {
  const found = hasFound(m) ? (['undeclared'] as const) : []
  if (of === undefined) return ['office-unknown', ...found]
  const zones = Object.values(pairAt(of.office, now) ?? of.office.dossiers)
    .flatMap((d) => d.zones)
    .filter((z) => z.id === m.zone)
  const flags: MovementFlag[] = [...found]
  if (of.standing === 'suspended') flags.push('office-suspended')
  else if (of.standing !== 'in-force') flags.push('office-not-in-force')
  if (zones.length === 0) flags.push('zone-unknown')
  else if (!zones.some((z) => z.lanes.some((lane) => lane.id === m.lane))) flags.push('lane-unknown')
  if (strangersIn({ ...of.office, rosters }, m).length > 0) flags.push('not-on-duty')
  return flags
}

function endingOf(
  m: Movement,
  conversation: MessageId,
  of: KnownOffice | undefined,
  now: number,
): KnownMovement['ending'] {
  if (m.suspension !== null) return { ends: m.suspension.ends, message: m.suspension.id, told: 'movement' }
  if (of === undefined || !isOpen(m)) return null
  const by = endedBy(of.office, conversation, now)
  return by === undefined ? null : { ends: by.ends, message: by.id, told: 'office' }
}

const named = ({ peer, conversation, side, view }: CaseRow): Named => {
  const { crossing, countries } = view as View
  return { peer, conversation, crossing, side: side as Side, countries }
}

type View = Pick<Named, 'crossing' | 'countries'> & JuxtaposedOffice

export function createMovements({ node, book }: Cases) {
  const rows = rowsIn(node.store)
  const now = (): number => node.clock.now()

  /** The cases in which an office was described. */
  async function officesOf(id: string, whole: Whole): Promise<KnownOffice[]> {
    return (await rows.named(PROCEDURE, 'juxtaposed-office', id, null, CASES, whole)).flatMap((row) => {
      const { office } = row.view as View
      if (!office || office.id !== id) return []
      const at = now()
      const suspensions = office.suspensions.filter((s) => !isOver(s, at))
      return [{ ...named(row), office, standing: standingAt(office, at), inForce: pairAt(office, at), suspensions }]
    })
  }

  /** Who is on duty at an office, as its case says. */
  async function rostersOf({ peer, conversation }: CaseName): Promise<Office['rosters']> {
    const { fold } = await book.open(peer, conversation)
    return (fold.case?.state as JuxtaposedOffice | undefined)?.office?.rosters ?? {}
  }

  return {
    officesOf,

    /** A page of the rosters at an office that are not over: case by case, the newest first, and in each those of the exit side first. */
    async rosters(id: string, after: RosterPlace | null, limit: number, whole: Whole): Promise<KnownRoster[]> {
      const found: KnownRoster[] = []
      for (const { peer, conversation, countries } of await officesOf(id, whole)) {
        if (found.length >= limit || (after && conversation > after[0])) continue
        const told = await rostersOf({ peer, conversation })
        const all = SIDES.flatMap((side) =>
          (told[side] ?? []).map((roster) => ({ peer, conversation, by: countries[side], roster })),
        )
        const behind = conversation === after?.[0] ? all.findIndex(({ roster }) => roster.id === after[1]) + 1 : 0
        found.push(...all.slice(behind).filter(({ roster }) => at(roster.to) > now()))
      }
      return found.slice(0, limit)
    },

    /** Open movements at an office with a neighbour, the newest of them. */
    async openAt(id: string, peer: Country): Promise<{ conversation: MessageId; movement: Movement }[]> {
      const page = await rows.named(PROCEDURE, 'movements', id, null, CASES)
      return page.flatMap(({ conversation, status, view, ...row }) => {
        const { movement } = view as View
        return movement && row.peer === peer && status === 'open' ? [{ conversation, movement }] : []
      })
    },

    /** A page in the order of the offices' ids after `after`; `next` is the id to go on after. */
    async offices(
      after: string | null,
      limit: number,
      whole: Whole,
    ): Promise<{ items: KnownOffice[]; next: string | null }> {
      const ids = await rows.values('juxtaposed-office', after, limit, whole)
      const items: KnownOffice[] = []
      for (const id of ids) items.push(...(await officesOf(id, whole)))
      return { items, next: ids.length === limit ? ids.at(-1)! : null }
    },

    /** A page of the movements at an office, newest first. It may hold fewer than `limit` where `next` is there. */
    async at(
      id: string,
      after: RowPlace | null,
      limit: number,
      whole: Whole,
      filter: MovementFilter,
    ): Promise<{ items: KnownMovement[]; next: RowPlace | null }> {
      const offices = await officesOf(id, whole)
      const read = new Map<KnownOffice, Office['rosters']>()
      /** What decisions of a movement are held against, read once for a page. */
      async function rosters(of: KnownOffice | undefined, { decisions }: Movement): Promise<Office['rosters']> {
        if (of === undefined || Object.keys(decisions).length === 0) return {}
        const found = read.get(of) ?? (await rostersOf(of))
        read.set(of, found)
        return found
      }
      const items: KnownMovement[] = []
      let last = after
      for (let rowsRead = 0; rowsRead < READ; rowsRead += limit) {
        const page = await (filter.naming === undefined
          ? rows.named(PROCEDURE, 'movements', id, last, limit, whole)
          : rows.naming({ procedure: PROCEDURE, whole, shown: true }, filter.naming, last, limit))
        for (const row of page) {
          last = [row.conversation, row.peer]
          const { movement } = row.view as View
          if (!movement || movement.office !== id) continue
          const state = row.status as MovementState
          if (filter.peer !== undefined && filter.peer !== row.peer) continue
          if (filter.state !== undefined && filter.state !== state) continue
          if (filter.stage !== undefined && !Object.values(movement.subjects).some((x) => x.stage === filter.stage))
            continue
          const of = offices.find((o) => o.peer === row.peer && o.conversation === movement.officeCase)
          items.push({
            ...named(row),
            movement,
            state,
            officeCase: of?.conversation ?? null,
            flags: state === 'open' ? flagsOf(movement, of, await rosters(of, movement), now()) : [],
            ending: endingOf(movement, row.conversation, of, now()),
          })
          if (items.length === limit) return { items, next: last }
        }
        if (page.length < limit) return { items, next: null }
      }
      return { items, next: last }
    },
  }
}

export type Movements = ReturnType<typeof createMovements>
