/**
 * What is counted of movements. Each has its stratum, which is all by which movements are told apart in statistics, and its figures; both stand in its row, beside its
 * record, so that statistics over very many read nothing else.
 */
import type { Passage } from '../opening-hours/common-hours.ts'
import type { OfficePair } from '../opening-hours/office-pairs.ts'
import type { About } from '../../http/caller.ts'
import type { Country } from '../../values/country.ts'
import type { CrossingRecord, MayRead } from './crossing-record.ts'
import type { CrossingTable } from './crossing-table.ts'
import type { Measure } from './measures.ts'

/** What of a record is counted, in this order. */
const FIGURES = ['releaseMs', 'ms', 'leadMs', 'arrivedAt', 'releaseDays', 'doorDays', 'leadDays'] as const
type Figure = (typeof FIGURES)[number]

/** The figure of each measure, and that which is 1 where its day alone is known. */
export const FIGURE = {
  release: { ms: 'releaseMs', days: 'releaseDays' },
  'door-to-door': { ms: 'ms', days: 'doorDays' },
  'lead-time': { ms: 'leadMs', days: 'leadDays' },
} as const satisfies Readonly<Record<Measure, { ms: Figure; days: Figure }>>

const figuresOf = ({ releaseMs, ms, leadMs, arrivedAt, dayOnly }: CrossingRecord): (number | null)[] => {
  const isDay = (measure: Measure): number | null => (dayOnly.includes(measure) ? 1 : null)
  const found: Readonly<Record<Figure, number | null>> = {
    ...{ releaseMs, ms, leadMs, arrivedAt },
    ...{ releaseDays: isDay('release'), doorDays: isDay('door-to-door'), leadDays: isDay('lead-time') },
  }
  return FIGURES.map((name) => found[name])
}

/** By what movements are told apart in statistics. */
export const STRATA = ['mode', 'channel', 'regime', 'aeo', 'chapter', 'agency'] as const

type Stratum = Pick<CrossingRecord, 'offices' | 'leaves' | (typeof STRATA)[number]> & {
  /** Whose messages its clock times were said in, each kind of them once. */
  readonly said: readonly Omit<About, 'procedure' | 'type'>[]
}

/** Movements of one day that are alike but for their figures. */
export type Movements = Omit<Stratum, 'said'> & {
  /** When their day began (UTC), in milliseconds since 1970. */
  readonly day: number
  /** Those of them that have this figure. */
  figure(name: Figure): number[]
}

/** The columns that statistics read of a record. */
export function countedOf(record: CrossingRecord): { readonly stratum: string; readonly figures: string } {
  const { offices, leaves, mode, channel, regime, aeo, chapter, agency } = record
  const said = new Map<string, Stratum['said'][number]>()
  for (const { direction, agency, ownerClient, ownerAgency } of record.whose) {
    const one = { direction, agency, ownerClient, ownerAgency }
    said.set(JSON.stringify(one), one)
  }
  const stratum: Stratum = {
    ...{ offices, leaves, mode, channel, regime, aeo, chapter, agency },
    said: [...said].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one),
  }
  return { stratum: JSON.stringify(stratum), figures: JSON.stringify(figuresOf(record)).slice(1, -1) }
}

/**
 * The movements whose first clock time lies in [from, to) and that the caller may have among figures over many: their clock times are of the procedure release-time,
 * whichever they were said in, and between agencies they are of those whose messages they were said in.
 */
export async function* movementsIn(
  rows: CrossingTable,
  from: number,
  to: number,
  may: MayRead,
): AsyncGenerator<Movements> {
  const read = reading(may)
  for await (const { day, stratum, figures } of rows.counted(from, to)) {
    const { readable, of } = read(stratum)
    if (!readable) continue
    const all = JSON.parse(`[${figures}]`) as (number | null)[]
    yield { ...of, day, figure: (name) => figureOf(all, name) }
  }
}

/** One movement, by the name of its crossing. */
export type Movement = Omit<Movements, 'day'> & {
  readonly crossing: string
  /** Its first clock time, in milliseconds since 1970. */
  readonly startAt: number
  /** Whether the caller may count it. */
  readonly readable: boolean
}

/** All of them one by one, of a time that holds no more than are read at once: a sample is drawn of all, whoever asks. */
export async function eachIn(rows: CrossingTable, from: number, to: number, may: MayRead): Promise<Movement[]> {
  const read = reading(may)
  return (await rows.each(from, to)).map(({ crossing, startAt, stratum, figures }) => {
    const { readable, of } = read(stratum)
    const all = JSON.parse(`[${figures}]`) as (number | null)[]
    return { ...of, crossing, startAt, readable, figure: (name: Figure) => figureOf(all, name) }
  })
}

type ReadStratum = { readonly of: Omit<Stratum, 'said'>; readonly readable: boolean }

/** What a stratum says, and whether the caller may count it. Each is read once. */
function reading(may: MayRead): (stratum: string) => ReadStratum {
  const strata = new Map<string, ReadStratum>()
  return (stratum) => {
    let found = strata.get(stratum)
    if (found === undefined) {
      const { said, ...of } = JSON.parse(stratum) as Stratum
      found = { of, readable: said.every((one) => may({ ...one, procedure: 'release-time', type: 'event' })) }
      strata.set(stratum, found)
    }
    return found
  }
}

function figureOf(all: readonly (number | null)[], name: Figure): number[] {
  const found: number[] = []
  for (let i = FIGURES.indexOf(name); i < all.length; i += FIGURES.length) if (all[i] !== null) found.push(all[i]!)
  return found
}

/** When each recorded movement that the caller may count between two offices (`exit`: the country of the exit office), in the direction and mode of a passage, reached the border. A mode that was not recorded fits each. */
export async function arrivalsOf(
  rows: CrossingTable,
  pair: OfficePair,
  exit: Country,
  p: Passage,
  from: number,
  to: number,
  may: MayRead,
): Promise<number[]> {
  const found: number[] = []
  for await (const { offices, leaves, mode, figure } of movementsIn(rows, from, to, may)) {
    const named = Object.values(offices)
    if (mode !== null && mode !== p.modeCode) continue
    if (!named.every((office) => office === pair.exitOffice || office === pair.entryOffice) || named.length === 0)
      continue
    if ((leaves === exit) === (p.direction === 'exit')) for (const at of figure('arrivedAt')) found.push(at)
  }
  return found
}
