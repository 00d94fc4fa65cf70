/** The document of a message as the JSON of its type: JSON as it is, XML through the profile that the context names; nothing is guessed. */
import { isObject } from '../json.ts'
import { isJson, type ReadBody } from './content.ts'

export const readBody: ReadBody = ({ mediaType, bytes }) => {
  if (!isJson(mediaType)) return undefined
  // Parsed strictly before it was taken; here only for its content.
  const body: unknown = JSON.parse(bytes.toString('utf8'))
  return isObject(body) ? body : undefined
}
