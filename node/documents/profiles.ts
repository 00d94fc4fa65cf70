/** Documents through the profile that their context names in `xProfile`; each procedure brings the profiles of its own messages. */
import { notationOf, type Notation } from './admit.ts'
import { readJsonLd, type Linked } from './json-ld.ts'
import { readBy, Unmapped, type Profile } from './profile.ts'
import type { Json, Shape } from './wco-xml.ts'
import { unreadBy } from './unread.ts'
import { readXml, type Element } from './xml-tree.ts'
import { JuxtaError } from '../values/errors.ts'

export type Mapped = {
  readonly profile: Profile
  readonly body: Json
  /** Paths of what the document holds that no field takes; it is read once more for them. */
  unread(): string[]
}

const TREES = { xml: readXml, 'json-ld': readJsonLd } as const
export const SPOKEN: Readonly<Record<Notation, string>> = { xml: 'XML', 'json-ld': 'JSON-LD' }

/**
 * The fields of a document by the profile that `context.xProfile` names; undefined where it names none, and where the document is of a notation that needs none. The same bytes
 * and context give the same fields on every node of the same mapping version: nothing that only one side has configured counts.
 */
export function mapDocument(
  { mediaType, bytes }: { readonly mediaType: string; readonly bytes: Uint8Array },
  message: {
    readonly procedure: string
    readonly type: string
    readonly version?: string
    readonly context: Readonly<Record<string, unknown>>
  },
  profiles: readonly Profile[],
  shapeOf: (procedure: string, type: string, version?: string) => Shape | undefined,
): Mapped | Unmapped | undefined {
  const notation = notationOf(mediaType)
  const named = message.context['xProfile']
  if (notation === undefined || named === undefined) return undefined
  const profile = profiles.find((p) => p.name === named)
  if (profile === undefined) return new Unmapped('profile', `this node knows no profile ${String(named).slice(0, 60)}`)
  if (profile.notation !== notation)
    return new Unmapped('profile', `${profile.name} reads ${SPOKEN[profile.notation]}, not ${SPOKEN[notation]}`)
  const { procedure, type } = message
  const shape = shapeOf(procedure, type, message.version)
  if (!profile.messages.includes(`${procedure}/${type}`) || shape === undefined)
    return new Unmapped('profile', `${profile.name} maps no ${procedure}/${type}`)
  const stated = message.context['xDocument']
  // What the document states itself is never stated beside it: its bytes are the truth.
  const lacks = profile.documents?.[type]?.lacks ?? []
  const beside = Object.fromEntries(
    typeof stated === 'object' && stated !== null
      ? Object.entries(stated).filter(([name]) => /^x[A-Z]/.test(name) || lacks.includes(name))
      : [],
  )
  const read = (root: Element | Linked): Json | Unmapped => readBy(profile, root, { procedure, type }, shape, beside)
  try {
    const body = read(TREES[notation](bytes))
    return body instanceof Unmapped ? body : { profile, body, unread: () => unreadBy(TREES[notation](bytes), read) }
  } catch (error) {
    if (!(error instanceof JuxtaError)) throw error
    return new Unmapped(error.rule ?? notation, error.message)
  }
}
