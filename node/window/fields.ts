/** The fields of one document: JSON as it is, XML and JSON-LD as the profile that its context names maps it. */
import { isJson, notationOf } from '../documents/admit.ts'
import { Unmapped, type Profile } from '../documents/profile.ts'
import { mapDocument } from '../documents/profiles.ts'
import { parseStrictJson } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import type { MessageRow } from '../exchange/message-rows.ts'
import { shapeOf } from '../cases/shape.ts'

export type Fields = {
  profile: string | null
  mapping: string | null
  fields: Record<string, unknown> | null
  /** Of a document that was mapped. */
  unread?: string[]
  note?: { rule: string; pointer: string; reason: string }
}

/** Of a document that followed its message. */
export const UNREAD: Fields = {
  profile: null,
  mapping: null,
  fields: null,
  note: { rule: 'large-document', pointer: '/document', reason: 'a document that followed its message is not read' },
}

export function fieldsOf(
  { contextJson, ...message }: Pick<MessageRow, 'procedure' | 'type' | 'version' | 'contextJson'>,
  { mediaType, bytes }: { mediaType: string; bytes: Buffer },
  profiles: readonly Profile[],
): Fields {
  const none = (rule: string, reason: string): Fields => ({
    profile: null,
    mapping: null,
    fields: null,
    note: { rule, pointer: '/document', reason },
  })
  if (notationOf(mediaType) === undefined) {
    if (!isJson(mediaType)) return none('media-type', `nothing is known of ${mediaType}`)
    const value = parseStrictJson(bytes)
    return isObject(value) ? { profile: null, mapping: null, fields: value } : none('type', 'the JSON is no object')
  }
  const context: unknown = contextJson === null ? {} : JSON.parse(contextJson)
  const mapped = mapDocument(
    { mediaType, bytes },
    { ...message, context: isObject(context) ? context : {} },
    profiles,
    shapeOf,
  )
  if (mapped === undefined) return none('profile', 'the context names no xProfile, and without one nothing is guessed')
  if (mapped instanceof Unmapped) return none(mapped.rule, mapped.text)
  const { profile, body } = mapped
  return { profile: profile.name, mapping: profile.mapping, fields: body, unread: mapped.unread() }
}
