/** What a profile is: how the documents of one type in one version map to the fields of a procedure's messages. Without a named profile nothing is guessed. */
import type { Notation } from './admit.ts'
import type { Linked } from './json-ld.ts'
import type { Element } from './xml-tree.ts'
import type { Places } from './places.ts'
import type { Json, Shape } from './wco-xml.ts'

/** Why a document does not map: it arrives all the same, with this as its note. */
export class Unmapped {
  readonly rule: string
  readonly reason: string
  readonly line: number

  constructor(rule: string, reason: string, line = 0) {
    this.rule = rule
    this.reason = reason
    this.line = line
  }

  /** The reason with its place. */
  get text(): string {
    return this.line > 0 ? `line ${this.line}: ${this.reason}` : this.reason
  }
}

export type MessageName = { readonly procedure: string; readonly type: string }
/** Members that the document type lacks (`x…`, and those that it names as `lacks`), as the context states them in `xDocument`. */
export type Beside = Readonly<Record<string, unknown>>

/** One document of a profile that is made of tables. */
export type DocumentPlaces = {
  /** Names of the root elements that are such a message; it is written with the first. */
  readonly roots: readonly string[]
  readonly places: Places
  /** Why the document is no such message, or says less than it would be taken for. */
  readonly refuse?: (root: Element, own: Json, beside: Beside) => Unmapped | undefined
  /** Members that the document has no place for and the context states (`xDocument`), beside those that begin with `x`. */
  readonly lacks?: readonly string[]
}

/** What a document is to its profile, by its notation. */
export type Roots = { readonly xml: Element; readonly 'json-ld': Linked }

export type ProfileOf<N extends Notation> = {
  readonly name: string
  /** The version of the mapping, which grows with each change of what it makes of a document. */
  readonly mapping: string
  readonly title: string
  /** The notation of its documents. */
  readonly notation: N
  /** Messages by `procedure/type`. */
  readonly messages: readonly string[]
  /** By message type, where the profile is made of tables of places. */
  readonly documents?: Readonly<Record<string, DocumentPlaces>>
  read(root: Roots[N], message: MessageName, shape: Shape, beside: Beside): Json | Unmapped
  /** The document of what `read` reads. */
  write?(body: Json, message: MessageName, shape: Shape): string
}

export type Profile = ProfileOf<'xml'> | ProfileOf<'json-ld'>

/** What `profile` reads of `root`, which is of its notation. */
export const readBy = (
  profile: Profile,
  root: Element | Linked,
  message: MessageName,
  shape: Shape,
  beside: Beside,
): Json | Unmapped =>
  profile.notation === 'xml'
    ? profile.read(root as Element, message, shape, beside)
    : profile.read(root as Linked, message, shape, beside)
