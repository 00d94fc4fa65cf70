/** On what a request that changes something is done (RFC 9110, sections 13.1.1 and 13.1.2), so that of two who have read the same the second does not undo what the first has done. */
import { JuxtaError } from '../values/errors.ts'

const NAMES = ['if-match', 'if-none-match'] as const
type Name = (typeof NAMES)[number]

/** What a condition names: any that is there, or one of these. */
type Tags = '*' | readonly string[]

export type Conditions = {
  /** Fails where what stands there is not as was said. `tag`: its entity tag, null where nothing stands there. */
  check(tag: string | null): void
}

const TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g
const TAGS = new RegExp(`^${TAG.source}(?:[ \\t]*,[ \\t]*${TAG.source})*$`)

/** Attacker-controlled: a list of entity tags, or an asterisk. */
function tagsIn(text: string, name: Name): Tags {
  const said = text.trim()
  if (said === '*') return said
  if (!TAGS.test(said))
    throw new JuxtaError(
      'request-invalid',
      'this header has the ETag of an answer, in quotes as it is written there, or *',
      {
        pointer: `/header/${name}`,
        rule: 'entity-tag',
      },
    )
  const tags = [...said.matchAll(TAG)].map(([tag]) => tag)
  // A weak one is never the same where something is to be changed; where nothing is to be there, it is.
  return name === 'if-match' ? tags : tags.map((tag) => tag.replace(/^W\//, ''))
}

const isThere = (tag: string | null, tags: Tags): boolean => tag !== null && (tags === '*' || tags.includes(tag))

/** `by`: whether the conditions are those of the request, or what it stood on when it was proposed to another person. Fails with `request-invalid`. */
export function readConditions(
  headers: Readonly<Record<string, string | undefined>>,
  by: 'request' | 'proposal' = 'request',
): Conditions {
  const said = NAMES.flatMap((name) => {
    const text = headers[name]
    return text === undefined ? [] : [{ name, tags: tagsIn(text, name) }]
  })
  return {
    check(tag) {
      const broken = said.find(({ name, tags }) => isThere(tag, tags) !== (name === 'if-match'))
      if (broken === undefined) return
      if (by === 'proposal')
        throw new JuxtaError('state-conflict', 'it has changed since this was proposed', { rule: 'changed' })
      const pointer = `/header/${broken.name}`
      throw broken.name === 'if-match'
        ? new JuxtaError('precondition-failed', 'it has changed since it was read', { pointer, rule: 'changed' })
        : new JuxtaError('precondition-failed', 'it is there already', { pointer, rule: 'new' })
    },
  }
}

/** The conditions by which what had this tag (null: nothing was there) stands as it did. */
export const asItWas = (tag: string | null): Readonly<Record<string, string>> =>
  tag === null ? { 'if-none-match': '*' } : { 'if-match': tag }

/** The headers of a request without its conditions. */
export const withoutConditions = <T extends Readonly<Record<string, string | undefined>>>(headers: T): T =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !NAMES.some((one) => one === name))) as T
