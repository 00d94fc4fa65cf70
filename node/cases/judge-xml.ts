/** What the XSD set of its profile says of an XML document: to our own caller before it leaves, and to its sender as a signed `rejected` once it has come. */
import { isXml } from '../documents/admit.ts'
import type { XsdJudge } from '../documents/xsd-judge.ts'
import type { Payer } from '../threads/workshop.ts'
import { asJuxtaError } from '../values/errors.ts'
import { fault, type CaseFault } from './case-message.ts'
import type { Document } from './content.ts'

/**
 * The first fault, with line and element; undefined where it is valid, no XML, names no profile, or no set is configured for its profile. Fails with `busy` where
 * others wait for the same, and where the time of `payer` is used up, unless `patient`.
 */
export type JudgeXml = (
  document: Document,
  context: Readonly<Record<string, unknown>>,
  payer: Payer,
  patient?: boolean,
) => Promise<CaseFault | undefined>

export const judgeXml =
  ({ digests, validate }: Pick<XsdJudge, 'digests' | 'validate'>): JudgeXml =>
  async ({ mediaType, bytes }, context, payer, patient) => {
    const profile = context['xProfile']
    if (typeof profile !== 'string' || !isXml(mediaType) || !digests.has(profile)) return undefined
    try {
      const faults = await validate(profile, bytes, payer, patient)
      const [first] = faults
      if (first === undefined) return undefined
      const more = faults.length === 1 ? '' : ` (and ${faults.length - 1} more)`
      return fault('xsd', first.pointer, `line ${first.line}: ${first.reason}${more}`)
    } catch (error) {
      const { fault: kind, message, rule } = asJuxtaError(error)
      if (kind !== 'reject') throw error
      return fault(rule === 'too-expensive' ? rule : 'xml', '/document', message)
    }
  }
