/** The procedures that a node knows, each in the versions that its cases may be pinned to: the one list from which rooms below `procedures/` learn of them. */
import type { Profile } from '../documents/profile.ts'
import type { Lookup } from './engine.ts'
import type { MessageType, MessageTypeName } from './message-type.ts'
import type { AnyProcedure } from './procedure.ts'

export class Procedures {
  /** In the order of the list; of one name, the newest version first. */
  readonly all: readonly AnyProcedure[]

  constructor(all: readonly AnyProcedure[]) {
    this.all = all
  }

  /** The procedure of that name and version; undefined where this node does not know it. */
  readonly lookup: Lookup = (name, version) => this.all.find((p) => p.name === name && p.version === version)

  /** Each procedure once, in its newest version. */
  get newestOfEach(): readonly AnyProcedure[] {
    return this.all.filter((p) => this.newest(p.name) === p)
  }

  /** The newest version of a procedure; undefined where the name is not known. */
  newest(name: string): AnyProcedure | undefined {
    return this.all.find((p) => p.name === name)
  }

  /** The versions of a procedure that this node knows, the newest first. */
  versions(name: string): readonly string[] {
    return this.all.flatMap((p) => (p.name === name ? [p.version] : []))
  }

  /** What is reserved for a role, by that role: procedures as a whole, and types of message (`procedure/type`) whose content is. */
  get reserved(): Readonly<Record<string, string>> {
    const named = (name: string, role: string | undefined) => (role === undefined ? [] : [[name, role] as const])
    return Object.fromEntries(
      this.all.flatMap((p) => [
        ...named(p.name, p.reservedFor),
        ...Object.entries(p.types).flatMap(([type, t]) => named(`${p.name}/${type}`, t.reservedFor)),
      ]),
    )
  }

  /** The profiles of all procedures, by which XML is read: versions may share theirs. */
  get profiles(): readonly Profile[] {
    return [...new Set(this.all.flatMap((p) => p.profiles ?? []))]
  }

  /** What is known of a type in a version; undefined where procedure, version or type is not known. */
  typeOf({ procedure, version, type }: MessageTypeName): MessageType | undefined {
    const types = this.lookup(procedure, version)?.types
    return types !== undefined && Object.hasOwn(types, type) ? types[type] : undefined
  }

  /** The same in the newest version that has the type, where no message says of which it is. */
  type(procedure: string, type: string): MessageType | undefined {
    return this.versions(procedure)
      .map((version) => this.typeOf({ procedure, version, type }))
      .find((known) => known !== undefined)
  }
}
