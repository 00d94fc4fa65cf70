/** What the XSD set of its profile says of an XML document: to our own caller before it leaves, and to its sender as a signed `rejected` once it has come. */
import { isXml } from '../documents/admit.ts'
import type { XsdSet } from '../documents/xsd.ts'
import { asJuxtaError } from '../values/errors.ts'
import { fault, type CaseFault } from './case-message.ts'
import type { Document } from './content.ts'

/** The first fault, with line and element; undefined where it is valid, no XML, names no profile, or no set is configured for its profile. */
export type JudgeXml = (document: Document, context: Readonly<Record<string, unknown>>) => CaseFault | undefined

export const judgeXml =
  (sets: ReadonlyMap<string, XsdSet>): JudgeXml =>
  ({ mediaType, bytes }, context) => {
    const profile = context['xProfile']
    const set = typeof profile === 'string' && isXml(mediaType) ? sets.get(profile) : undefined
    if (set === undefined) return undefined
    try {
      const faults = set.validate(bytes)
      const [first] = faults
      if (first === undefined) return undefined
      const more = faults.length === 1 ? '' : ` (and ${faults.length - 1} more)`
      return fault('xsd', first.pointer, `line ${first.line}: ${first.reason}${more}`)
    } catch (error) {
      const { fault: kind, message } = asJuxtaError(error)
      if (kind !== 'reject') throw error
      return fault('xml', '/document', message)
    }
  }
