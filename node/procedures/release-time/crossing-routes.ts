/** The window side for crossings: all that is known of a movement over the border, its release times door to door, and statistics over many of them. */
import { JuxtaError, noSuch } from '../../values/errors.ts'
import type { Cases } from '../../cases/cases.ts'
import { crossingsIn } from './crossing-table.ts'
import type { CrossingPlace, CrossingRow } from './crossing-table.ts'
import { referenceAsked } from '../../message/reference.ts'
import { KINDS, type By } from './release-series.ts'
import { seriesCsv, seriesPicture } from './series-output.ts'
import type { Measure } from './measures.ts'
import { mayTime, recordOf, timing } from './crossing-record.ts'
import { Crossings, type Crossing } from './crossings.ts'
import {
  comparedPeriods,
  crossingView,
  linksOf,
  monthsOf,
  releaseSeries,
  releaseTimesPicture,
  releaseTimesView,
  seriesView,
  summaryView,
  type Asked,
} from './release-times.ts'
import { readableCasesIn } from '../../cases/readable-cases.ts'
import { mayRead, readableBy, readsInPart, type Caller } from '../../http/caller.ts'
import type { WindowRoutes } from '../../http/window-auth.ts'
import { studyRoutes } from './study-routes.ts'
import { isPlaceText } from '../../values/cursor.ts'
import { isMs } from '../../values/time.ts'

type Query = Record<string, string>
const NAMES: Readonly<Record<Measure, string>> = {
  release: 'Arrival to physical release',
  'door-to-door': 'Door to door',
  'lead-time': 'Lodged before arrival',
}
const SVG = {
  type: 'image/svg+xml; charset=utf-8',
  headers: { 'content-security-policy': "default-src 'none'", 'x-content-type-options': 'nosniff' },
} as const

/** Whether it reads any type of a procedure. */
const mayReadOf = (caller: Caller, procedure: string): boolean => mayRead({ ...caller, types: null }, { procedure })

export function crossingRoutes(room: Cases): WindowRoutes {
  const { clock, store } = room.node
  const crossings = new Crossings(room)
  const rows = crossingsIn(store)
  /** What a key may not read does not exist for it. */
  const found = async (caller: Caller, id: string): Promise<Crossing> => {
    const crossing = await crossings.gather(
      id,
      (procedure, type) => (type === undefined ? mayReadOf(caller, procedure) : mayRead(caller, { procedure, type })),
      async (name) => {
        if (!readsInPart(caller)) return null
        const ids = await readableCasesIn(store).messages(readableBy(caller), name)
        return (message) => ids.has(message)
      },
    )
    if (crossing === undefined) throw noSuch('crossing')
    return crossing
  }
  const asked = (caller: Caller, query: Query): Asked => {
    timing(caller)
    const by = (query['by'] ?? 'month') as By
    const kinds = KINDS.filter((kind) => query[kind] !== undefined)
    const [kind] = kinds
    if (kinds.length > 1 || (kind !== undefined && by !== 'day' && by !== 'month' && by !== kind))
      throw new JuxtaError(
        'request-invalid',
        `one of ${KINDS.join(', ')} at a time, so that no small cell can be worked out`,
        {
          pointer: `/query/${kinds.at(-1)!}`,
          rule: 'one-kind',
        },
      )
    const only = kind === undefined ? undefined : { kind, value: query[kind]! }
    const measure = (query['measure'] ?? 'release') as Measure
    return { measure, by, only, ...monthsOf({ from: query['from'], to: query['to'] }, clock.now()) }
  }
  const titled = ({ measure, by, from, to, only }: Asked): string =>
    `${NAMES[measure]} by ${by}, ${from === to ? from : `${from} to ${to}`}${only ? `, ${only.kind} ${only.value}` : ''}`

  return {
    async listCrossings({ caller, query, after, next }) {
      const limit = Number(query['limit'] ?? 100)
      const reference = query['reference'] === undefined ? undefined : referenceAsked(query['reference'])
      const items: CrossingRow[] = []
      const [seenAt, crossing] = after(isMs, isPlaceText) ?? []
      let before: CrossingPlace | null = seenAt === undefined || crossing === undefined ? null : { seenAt, crossing }
      let more = true
      // What has a reference is looked for once, however many pages of it are read.
      const places = reference && (await rows.named(reference, readableBy(caller), before))
      let read = 0
      // Pages are read on until there are enough that the key may see.
      while (items.length < limit && more) {
        const page: CrossingRow[] = places
          ? await rows.at(places.slice(read, read + limit))
          : await rows.newest(before, limit)
        read += limit
        more = places ? read < places.length : page.length === limit
        for (const row of page) {
          if (items.length === limit) break
          before = { seenAt: row.seenAt, crossing: row.crossing }
          if (recordOf(row).whose.some((one) => mayRead(caller, one))) items.push(row)
        }
      }
      const end = items.length === limit && before ? next([before.seenAt, before.crossing]) : null
      return { body: { items: items.map((row) => shown(row, caller)), next: end } }
    },

    getCrossing: async ({ caller, params }) => ({ body: crossingView(await found(caller, params['id']!)) }),

    async getReleaseTimes({ caller, params }) {
      timing(caller)
      const crossing = await found(caller, params['id']!)
      return { body: releaseTimesView(crossing.crossing, await crossings.timed(crossing)) }
    },
    async getReleaseTimesPicture({ caller, params }) {
      timing(caller)
      return { ...SVG, body: releaseTimesPicture(await crossings.timed(await found(caller, params['id']!))) }
    },

    async releaseTimes({ caller, query }) {
      const question = asked(caller, query)
      return {
        body: seriesView(question, await releaseSeries(rows, crossings, question, (one) => mayRead(caller, one))),
      }
    },
    async releaseTimesFile({ caller, query }) {
      const question = asked(caller, query)
      return {
        type: 'text/csv; charset=utf-8; header=present',
        headers: {
          'content-disposition': 'attachment; filename="release-times.csv"',
          'x-content-type-options': 'nosniff',
        },
        body: seriesCsv(
          await releaseSeries(rows, crossings, question, (one) => mayRead(caller, one)),
          question.by,
          question.measure,
        ),
      }
    },
    async releaseTimesCompared({ caller, query }) {
      const after = asked(caller, { ...query, by: 'month' })
      const span = { from: query['beforeFrom']!, to: query['beforeTo'] ?? query['beforeFrom']! }
      const before = { ...after, ...monthsOf(span, clock.now(), '/query/beforeTo') }
      return { body: await comparedPeriods(rows, crossings, before, after, (one) => mayRead(caller, one)) }
    },
    ...studyRoutes(room),
    async releaseTimesChart({ caller, query }) {
      const question = asked(caller, query)
      return {
        ...SVG,
        body: seriesPicture(
          await releaseSeries(rows, crossings, question, (one) => mayRead(caller, one)),
          titled(question),
        ),
      }
    },
  }
}

const NO_TIMES = { times: 0, releaseMs: null, ms: null, leadMs: null, dayOnly: [], closedMs: 0 }

/** What a key may not read of a crossing is left out of its line: of one in which something is hidden, all that its messages come to together. */
export function shown(row: CrossingRow, caller: Caller) {
  const view = summaryView(row)
  const { whose } = recordOf(row)
  const own = whose.filter((one) => mayRead(caller, one))
  if (own.length < whose.length) {
    const sorted = (values: string[]): string[] => [...new Set(values)].sort()
    const [crossing, ...linked] = sorted(own.map((one) => one.crossing))
    return {
      ...view,
      crossing: crossing!,
      linked,
      procedures: sorted(own.map((one) => one.procedure)),
      peers: sorted(own.map((one) => one.peer)),
      offices: {},
      ...{ start: null, leaves: null, mode: null, channel: null, regime: null, aeo: null, chapter: null, agency: null },
      ...NO_TIMES,
      links: linksOf(crossing!),
    }
  }
  return mayTime(caller) ? view : { ...view, start: null, ...NO_TIMES }
}
