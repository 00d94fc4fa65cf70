/** Media types (RFC 6838, RFC 9110 §8.3) as they may cross the door: judged where a document is handed in by the rule by which its receiver judges them. */

export const MAX_MEDIA_TYPE = 255

const NAME = '[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}'
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const QUOTED = '"(?:[ !#-\\[\\]-~]|\\\\[ -~])*"'
const MEDIA_TYPE = new RegExp(`^${NAME}/${NAME}(?: *; *${TOKEN}=(?:${TOKEN}|${QUOTED}))*$`)
const PARAMETER = new RegExp(`; *(${TOKEN})=(${TOKEN}|${QUOTED})`, 'g')

/** What a media type must be, as the end of a sentence. */
export const MEDIA_TYPE_RULE = `must be type/subtype with parameters in printable ASCII, at most ${MAX_MEDIA_TYPE} octets`

export const isMediaType = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_MEDIA_TYPE && MEDIA_TYPE.test(value)

/** `type/subtype` in lower case, whatever follows it. */
export const essenceOf = (mediaType: string): string => mediaType.split(';')[0]!.trim().toLowerCase()

/** The `charset` of a media type in lower case; undefined where it names none. */
export function charsetOf(mediaType: string): string | undefined {
  for (const [, name, value] of mediaType.matchAll(PARAMETER))
    if (name!.toLowerCase() === 'charset')
      return (value!.startsWith('"') ? value!.slice(1, -1).replace(/\\(.)/g, '$1') : value!).toLowerCase()
  return undefined
}
