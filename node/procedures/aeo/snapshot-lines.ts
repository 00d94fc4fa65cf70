/** The traders of an attached part of a snapshot, one JSON text a line, read one after the other. Attacker-controlled. */
import { parseStrictJson } from '../../values/json.ts'
import { asJuxtaError } from '../../values/errors.ts'
import { fault, type CaseFault } from '../../cases/case-message.ts'
import { documentOf, validator } from '../../cases/schemas.ts'
import { unstated, type StatedGrounds } from './ground.ts'
import type { Trader } from './trader-record.ts'
import { schemaFault } from '../../values/schema.ts'

const NEWLINE = 0x0a

/** Lines that are not empty, with their number from 1 on. */
export function* linesOf(bytes: Buffer): Generator<{ line: number; text: Buffer }> {
  for (let from = 0, line = 1; from < bytes.length; line++) {
    const end = bytes.indexOf(NEWLINE, from)
    const text = bytes.subarray(from, end < 0 ? bytes.length : end)
    if (text.length > 0) yield { line, text }
    from = end < 0 ? bytes.length : end + 1
  }
}

/** Each trader as that version of the procedure has it, or why a line is none: `rule`, and `pointer` into the line. */
export function* snapshotLines(
  bytes: Buffer,
  version: string,
  stated: StatedGrounds | undefined,
): Generator<{ line: number; found: Trader | CaseFault }> {
  const check = validator(documentOf('aeo', version), 'Trader')!
  for (const { line, text } of linesOf(bytes)) yield { line, found: read(text) }

  function read(text: Buffer): Trader | CaseFault {
    let value: unknown
    try {
      value = parseStrictJson(text)
    } catch (error) {
      const { pointer = '', message } = asJuxtaError(error)
      return fault('json', pointer, message)
    }
    if (!check(value)) {
      const { pointer, rule, reason } = schemaFault(check, value)
      return fault('schema', pointer, `${rule}: ${reason}`)
    }
    const trader = value as Trader
    return unstated(trader, stated) ?? trader
  }
}
