/** The document of a message as the JSON of its type: JSON as it is, XML and JSON-LD through the profile that the context names; nothing is guessed. */
import { isJson, notationOf } from '../documents/admit.ts'
import { Unmapped, type Profile } from '../documents/profile.ts'
import { mapDocument } from '../documents/profiles.ts'
import { isObject } from '../values/members.ts'
import { fault } from './case-message.ts'
import { shapeOf } from './shape.ts'
import type { ReadBody } from './content.ts'

export const readBodyBy =
  (profiles: readonly Profile[]): ReadBody =>
  (document, message) => {
    const { mediaType, bytes } = document
    if (notationOf(mediaType) !== undefined) {
      const mapped = mapDocument(document, message, profiles, shapeOf)
      return mapped instanceof Unmapped ? fault(mapped.rule, '/document', mapped.text) : mapped?.body
    }
    if (!isJson(mediaType)) return undefined
    // Parsed strictly before it was taken; here only for its content.
    const body: unknown = JSON.parse(bytes.toString('utf8'))
    return isObject(body) ? body : undefined
  }
