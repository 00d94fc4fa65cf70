/** JSON Schema (2020-12) at the door: one compiler whose formats are our values, and one way to say what is wrong and where. */
import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020.js'
import { isMediaType, MEDIA_TYPE_RULE } from './media-type.ts'
import { clipped } from './text.ts'
import { dateFault, isDateText, isDayOrTimeText, isTimeText, timeFault } from './time.ts'

/** Formats that mean something; another one is an error where a schema is compiled. */
const FORMATS = {
  'date-time': isTimeText,
  date: isDateText,
  'date-or-time': isDayOrTimeText,
  'media-type': isMediaType,
  int64: { type: 'number', validate: Number.isSafeInteger },
  // Beside a pattern of ours, or of what is only ever answered.
  uuid: true,
  'uri-reference': true,
  binary: true,
} as const
const REASONS: Readonly<Record<string, (text: string) => string | undefined>> = {
  'date-time': timeFault,
  date: dateFault,
  'date-or-time': (text) => (isDayOrTimeText(text) ? undefined : timeFault(text)),
  'media-type': () => MEDIA_TYPE_RULE,
}

/**
 * The first fault ends the judgement: what is answered names one field and one rule. All schemas are our own: that they are schemas is for the tests to
 * say, and costs no start.
 */
export const schemaCompiler = (options: Options): Ajv2020 =>
  new Ajv2020({ allErrors: false, formats: FORMATS, meta: false, validateSchema: false, ...options })

export type SchemaFault = {
  /** JSON pointer (RFC 6901) into the value; empty for the whole. */
  readonly pointer: string
  /** The keyword that was broken, or of a format the rule of its value. */
  readonly rule: string
  /** The end of a sentence that begins with the pointer. */
  readonly reason: string
}

const escape = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

const valueAt = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], value)

/** What `validate` has found in `value`. */
export function schemaFault({ errors }: ValidateFunction, value: unknown): SchemaFault {
  const error = errors?.[0]
  const params = (error?.params ?? {}) as Record<string, string | undefined>
  const member = params['missingProperty'] ?? params['additionalProperty'] ?? params['unevaluatedProperty']
  const at = error?.instancePath ?? ''
  const reason = error?.keyword === 'format' ? REASONS[params['format'] ?? '']?.(String(valueAt(value, at))) : undefined
  return {
    pointer: clipped(member === undefined ? at : `${at}/${escape(member)}`, 300),
    rule: error?.keyword ?? 'schema',
    reason: clipped(reason ?? error?.message ?? 'does not satisfy its schema', 300),
  }
}
