/** What one procedure adds to a node beside its cases: what it keeps of them, what it sends by itself, and the operations of the window side that it answers. */
import type { OpenCase } from '../cases/book.ts'
import type { Cases } from '../cases/cases.ts'
import type { AdmitOwn } from '../cases/enter.ts'
import type { AnyProcedure, Due } from '../cases/procedure.ts'
import type { Projection } from '../cases/runner.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { WindowRoutes } from '../http/window-auth.ts'
import type { CaseName } from '../cases/case-table.ts'

export type Room = {
  readonly cases: Cases
  readonly exchange: Exchange
  /** What became due in a case by something else than a message is done soon. */
  soon(): void
}

export type Opened = {
  /** The functions that answer its operations. */
  readonly routes?: WindowRoutes
  /** What it keeps of its cases at its own pace. */
  readonly projections?: readonly Projection[]
  /** Whether what is kept beside a case is where the case is: what is due in it waits for that. */
  keptUp?(name: CaseName, open: OpenCase): Promise<boolean>
  /** What else becomes due in a case, from what only the whole node knows: the machine sends it. */
  due?(name: CaseName, open: OpenCase): Promise<readonly Due[]>
  /** Why a message of our own may not leave that only work in threads can tell. */
  readonly admitOwn?: AdmitOwn
  stop?(): Promise<void>
}

/** The one description of a procedure: its messages and their steps, and what it opens in a node. */
export type Slice = AnyProcedure & { open(room: Room): Opened }
