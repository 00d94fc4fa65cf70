/** The procedures that a node knows, each in the versions that its cases may be pinned to: the one list from which rooms below `procedures/` learn of them. */
import type { Profile } from '../documents/profile.ts'
import type { Lookup } from './engine.ts'
import type { MessageType } from './message-type.ts'
import type { AnyProcedure } from './procedure.ts'

export class Procedures {
  /** In the order of the list; of one name, the newest version first. */
  readonly all: readonly AnyProcedure[]

  constructor(all: readonly AnyProcedure[]) {
    this.all = all
  }

  /** The procedure of that name and version; undefined where this node does not know it. */
  readonly lookup: Lookup = (name, version) => this.all.find((p) => p.name === name && p.version === version)

  /** The newest version of a procedure, in which new cases begin; undefined where the name is not known. */
  newest(name: string): AnyProcedure | undefined {
    return this.all.find((p) => p.name === name)
  }

  /** Procedures whose content is for one role alone, by that role. */
  get reserved(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      this.all.flatMap((p) => (p.reservedFor === undefined ? [] : [[p.name, p.reservedFor] as const])),
    )
  }

  /** The profiles of all procedures, by which XML is read. */
  get profiles(): readonly Profile[] {
    return this.all.flatMap((p) => p.profiles ?? [])
  }

  /** What is known of a type; undefined where procedure or type is not known. */
  type(procedure: string, type: string): MessageType | undefined {
    const types = this.newest(procedure)?.types
    return types !== undefined && Object.hasOwn(types, type) ? types[type] : undefined
  }
}
