/** What one procedure adds to a node beside its cases: what it keeps of them, what it sends by itself, and the operations of the window side that it answers. */
import type { OpenCase } from '../cases/book.ts'
import type { Cases } from '../cases/cases.ts'
import type { AdmitOwn, AdmitTheirs } from '../cases/enter.ts'
import type { AnyProcedure, Due } from '../cases/procedure.ts'
import type { Projection } from '../cases/runner.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { NamedMessage } from '../exchange/messages.ts'
import type { Away } from '../exchange/service-levels.ts'
import type { Caller } from '../http/caller.ts'
import type { WindowIncoming, WindowRoutes } from '../http/window-auth.ts'
import type { Peer } from '../peers/directory.ts'
import type { CaseName } from '../cases/case-table.ts'

/** What is looked for: how it begins when it is read plainly, and the messages with a reference that begins so, of those that the caller may read. */
export type Sought = {
  readonly prefix: string
  readonly named: readonly NamedMessage[]
  /** No more than anybody reads. */
  readonly limit: number
}

/** A thing that was found, with what somebody needs to choose between it and others. */
export type Found = {
  readonly kind: 'pre-arrival' | 'movement' | 'crossing' | 'trader' | 'permit'
  readonly id: string
  readonly peer: string | null
  /** By what it was found, as it is recorded, and whether that is all of it. */
  readonly by: { readonly type: string; readonly value: string; readonly plain: string }
  readonly title: string | null
  readonly state: string | null
  readonly office: string | null
  /** Milliseconds since 1970: when it is expected, began or is so since. */
  readonly at: number | null
  readonly link: string
  /** The case that it stands for, which is not found again. */
  readonly conversation?: string
}

/** What of a procedure's things begins so, as far as the caller may read it. */
export type Find = (sought: Sought, caller: Caller) => Promise<readonly Found[]>

export type Room = {
  readonly cases: Cases
  readonly exchange: Exchange
  /** What became due in a case by something else than a message is done soon. */
  soon(): void
}

/** What an operation of the window side would do so gravely that two persons must want it, and of which messages it is, for who may see and confirm it. */
export type GraveOperation = {
  readonly subject: string
  readonly does: string
  readonly of: { readonly procedure: string; readonly type: string }
  /** The conditions by which what it changes stands as it does now (http/conditions.ts): it is not done where that has changed before it is confirmed. */
  readonly on: Readonly<Record<string, string>>
}
/** By operationId; null: nothing grave, or what it refuses itself. */
export type GraveOperations = Readonly<Record<string, (incoming: WindowIncoming) => Promise<GraveOperation | null>>>

export type Opened = {
  /** The functions that answer its operations. */
  readonly routes?: WindowRoutes
  /** Of these, by which somebody acts as gravely as by a message of its table `grave`. */
  readonly grave?: GraveOperations
  /** What it keeps of its cases at its own pace. */
  readonly projections?: readonly Projection[]
  /** Whether what is kept beside a case is where the case is: what is due in it waits for that. */
  keptUp?(name: CaseName, open: OpenCase): Promise<boolean>
  /** What else becomes due in a case, from what only the whole node knows: the machine sends it. */
  due?(name: CaseName, open: OpenCase): Promise<readonly Due[]>
  /** Why a message of our own may not leave that only work in threads, or another case, can tell. */
  readonly admitOwn?: AdmitOwn
  /** Why one of a peer is refused, before it is receipted, that another case tells. */
  readonly admitTheirs?: AdmitTheirs
  /** When a neighbour, or this side towards it, is away as was said in the time that was agreed; of what overlaps a span (milliseconds since 1970). */
  away?(peer: Peer, from: number, to: number): Promise<readonly Away[]>
  /** Finds its things by what stands on the paper. */
  readonly find?: Find
  stop?(): Promise<void>
}

/**
 * The one description of a procedure: its messages and their steps in the newest version, the versions before it in which cases may be open, newest first,
 * and what it opens in a node for the cases of all of them.
 */
export type Slice = AnyProcedure & { readonly former?: readonly AnyProcedure[]; open(room: Room): Opened }

/** A procedure in each of its versions, the newest first. */
export const versionsOf = (slice: Slice): readonly AnyProcedure[] => [slice, ...(slice.former ?? [])]
