/** The list of procedures that this node knows: a new one is its folder and a line here. Cases are pinned to a version, so that one which open cases use stays. */
import { createActs, rejecting } from '../cases/acts.ts'
import { createRows } from '../cases/case-rows.ts'
import type { Cases } from '../cases/cases.ts'
import { Judging } from '../cases/judging.ts'
import { Procedures } from '../cases/procedures.ts'
import { Runner } from '../cases/runner.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { Away } from '../exchange/service-levels.ts'
import type { WindowRoutes } from '../http/window-auth.ts'
import type { Peer } from '../peers/directory.ts'
import { aeoSlice } from './aeo/slice.ts'
import { assistanceSlice } from './assistance/slice.ts'
import { documentsSlice } from './documents/slice.ts'
import { jointControlSlice } from './joint-control/slice.ts'
import { juxtaposedOfficeSlice } from './juxtaposed-office/slice.ts'
import { answerByMachine } from './machine.ts'
import { openingHoursSlice } from './opening-hours/slice.ts'
import { preArrivalSlice } from './pre-arrival/slice.ts'
import { releaseTimeSlice } from './release-time/slice.ts'
import { versionsOf, type Find, type GraveOperations, type Slice } from './slice.ts'
import { systemSlice } from './system/slice.ts'

export const SLICES: readonly Slice[] = [
  preArrivalSlice,
  openingHoursSlice,
  aeoSlice,
  jointControlSlice,
  juxtaposedOfficeSlice,
  releaseTimeSlice,
  documentsSlice,
  assistanceSlice,
  systemSlice,
]

export const PROCEDURES = new Procedures(SLICES.flatMap(versionsOf))

/** What the procedures of a node are at work with. */
export type ProcedureRoom = {
  readonly runner: Runner
  readonly routes: readonly WindowRoutes[]
  readonly grave: GraveOperations
  /** What of all procedures' things is found, each procedure's together. */
  readonly find: Find
  /** When a neighbour, or this side towards it, is away as was said in the time that was agreed; of what overlaps a span (milliseconds since 1970). */
  away(peer: Peer, from: number, to: number): Promise<readonly Away[]>
  /** Brings all to where the log is. Fails where the store does. */
  round(): Promise<void>
  stop(): Promise<void>
}

/** Operations that answer from rows which the runner writes. */
const isList = (operation: string): boolean =>
  /^(list|check|getPreArrivalBoard$|getPermit$|releaseTimes)/.test(operation)

/** Lists show what had come when they were asked for. */
const listing = (routes: WindowRoutes, runner: Runner): WindowRoutes =>
  Object.fromEntries(
    Object.entries(routes).map(([operation, answer]): [string, typeof answer] => [
      operation,
      isList(operation)
        ? async (incoming) => {
            await runner.upToDate()
            return answer(incoming)
          }
        : answer,
    ]),
  )

/** `listsWaitMs`: how long a list waits for what came before it was asked for, where that is another time. */
export function openProcedures(
  slices: readonly Slice[],
  cases: Cases,
  exchange: Exchange,
  listsWaitMs?: number,
): ProcedureRoom {
  const { events } = cases.node
  const opened = slices.map((slice) => slice.open({ cases, exchange, soon: () => runner.soon() }))
  for (const [i, { admitOwn, admitTheirs }] of opened.entries()) {
    if (admitOwn) cases.admitOwn.set(slices[i]!.name, admitOwn)
    if (admitTheirs) cases.admitTheirs.set(slices[i]!.name, admitTheirs)
  }
  const acting = answerByMachine(cases.node, exchange)
  const acts = createActs(cases, {
    ...acting,
    async keptUp(...asked) {
      for (const slice of opened) if ((await slice.keptUp?.(...asked)) === false) return false
      return true
    },
    async due(...asked) {
      const dues = []
      for (const slice of opened) dues.push(...((await slice.due?.(...asked)) ?? []))
      return dues
    },
  })
  const judging = new Judging(cases, rejecting(acting))
  const projections = [createRows(cases), ...opened.flatMap((slice) => slice.projections ?? []), acts]
  const runner: Runner = new Runner(cases.node, projections, undefined, listsWaitMs)
  // A case moves on as soon as something came into it; the round finds what another replica took.
  events.listen(({ kind }) => {
    if (kind === 'accepted') judging.soon()
    if (kind === 'accepted' || kind === 'delivered' || kind === 'event-received') runner.soon()
  })
  return {
    runner,
    routes: opened.flatMap((slice) => (slice.routes === undefined ? [] : [listing(slice.routes, runner)])),
    grave: Object.assign({}, ...opened.map(({ grave }) => grave)) as GraveOperations,
    async find(sought, caller) {
      await runner.upToDate()
      const found = await Promise.all(opened.map(async ({ find }) => (await find?.(sought, caller)) ?? []))
      return found.flat()
    },
    away: async (...asked) =>
      (await Promise.all(opened.map(async ({ away }) => (await away?.(...asked)) ?? []))).flat(),
    async round() {
      await Promise.all([judging.round(), runner.round()])
    },
    async stop() {
      await judging.stop()
      await runner.stop().catch(() => undefined)
      for (const slice of opened) await slice.stop?.()
    },
  }
}
