/** The procedures that a node knows, each in the versions that its cases may be pinned to: the one list from which rooms below `procedures/` learn of them. */
import type { Profile } from '../documents/profile.ts'
import type { Lookup } from './engine.ts'
import type { MessageType, MessageTypeName } from './message-type.ts'
import type { AnyProcedure } from './procedure.ts'

export class Procedures {
  /** In the order of the list; of one name, the newest version first. */
  readonly all: readonly AnyProcedure[]
  /** Each procedure once, in its newest version. */
  readonly newestOfEach: readonly AnyProcedure[]
  /** What is reserved for a role, by that role: procedures as a whole, and types of message (`procedure/type`) whose content is. */
  readonly reserved: Readonly<Record<string, string>>
  /** The profiles of all procedures, by which XML is read: versions may share theirs. */
  readonly profiles: readonly Profile[]
  readonly #byName = new Map<string, readonly AnyProcedure[]>()

  constructor(all: readonly AnyProcedure[]) {
    this.all = all
    for (const procedure of all) this.#byName.set(procedure.name, [...this.#named(procedure.name), procedure])
    this.newestOfEach = [...this.#byName.values()].map(([newest]) => newest!)
    const named = (name: string, role: string | undefined) => (role === undefined ? [] : [[name, role] as const])
    this.reserved = Object.fromEntries(
      all.flatMap((p) => [
        ...named(p.name, p.reservedFor),
        ...Object.entries(p.types).flatMap(([type, t]) => named(`${p.name}/${type}`, t.reservedFor)),
      ]),
    )
    this.profiles = [...new Set(all.flatMap((p) => p.profiles ?? []))]
  }

  #named(name: string): readonly AnyProcedure[] {
    return this.#byName.get(name) ?? []
  }

  /** The procedure of that name and version; undefined where this node does not know it. */
  readonly lookup: Lookup = (name, version) => this.#named(name).find((p) => p.version === version)

  /** The newest version of a procedure; undefined where the name is not known. */
  newest(name: string): AnyProcedure | undefined {
    return this.#named(name)[0]
  }

  /** The versions of a procedure that this node knows, the newest first. */
  versions(name: string): readonly string[] {
    return this.#named(name).map((p) => p.version)
  }

  /** What is known of a type in a version; undefined where procedure, version or type is not known. */
  typeOf({ procedure, version, type }: MessageTypeName): MessageType | undefined {
    return typeIn(this.lookup(procedure, version), type)
  }

  /** The same in the newest version that has the type, where no message says of which it is. */
  type(procedure: string, type: string): MessageType | undefined {
    for (const version of this.#named(procedure)) {
      const known = typeIn(version, type)
      if (known !== undefined) return known
    }
    return undefined
  }
}

const typeIn = (procedure: AnyProcedure | undefined, type: string): MessageType | undefined =>
  procedure !== undefined && Object.hasOwn(procedure.types, type) ? procedure.types[type] : undefined
