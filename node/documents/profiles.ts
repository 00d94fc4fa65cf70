/** Documents through the profile that their context names in `xProfile`; each procedure brings the profiles of its own messages. */
import { Unmapped, type Profile } from './profile.ts'
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

/**
 * The fields of an XML document by the profile that `context.xProfile` names; undefined where it names none. The same bytes and context give the same
 * fields on every node of the same mapping version: nothing that only one side has configured counts.
 */
export function mapXml(
  bytes: Uint8Array,
  message: {
    readonly procedure: string
    readonly type: string
    readonly version?: string
    readonly context: Readonly<Record<string, unknown>>
  },
  profiles: readonly Profile[],
  shapeOf: (procedure: string, type: string, version?: string) => Shape | undefined,
): Mapped | Unmapped | undefined {
  const named = message.context['xProfile']
  if (named === undefined) return undefined
  const profile = profiles.find((p) => p.name === named)
  if (profile === undefined) return new Unmapped('profile', `this node knows no profile ${String(named).slice(0, 60)}`)
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
  const read = (root: Element): Json | Unmapped => profile.read(root, { procedure, type }, shape, beside)
  try {
    const body = read(readXml(bytes))
    return body instanceof Unmapped ? body : { profile, body, unread: () => unreadBy(readXml(bytes), read) }
  } catch (error) {
    if (!(error instanceof JuxtaError)) throw error
    return new Unmapped(error.rule ?? 'xml', error.message)
  }
}
