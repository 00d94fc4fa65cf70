/** On what ground a trader is published: his consent, or another one that the agreement names. Without either there is no record of him. */
import { fault, type CaseFault, type CaseMessage } from '../../cases/case-message.ts'
import type { components } from '../../generated/procedures/aeo.ts'
import type { Entry, Trader } from './trader-record.ts'

/** The grounds that a snapshot states. */
export type StatedGrounds = NonNullable<components['schemas']['snapshot']['xLegalGrounds']>

/** Why there can be no record of a trader: nothing says on what ground, or two things do. The pointer leads into the trader. */
export function groundless(t: Trader | Entry): CaseFault | undefined {
  if (t.xConsent !== undefined && t.xLegalGround !== undefined)
    return fault('ground', '/xLegalGround', 'a trader is published on one ground')
  return t.xConsent === undefined && t.xLegalGround === undefined
    ? fault('ground', '/xConsent', 'no record without consent or another legal ground')
    : undefined
}

/** The same of a trader of a snapshot, whose document also says on which grounds, so that each side judges them without reading its parts. */
export function unstated(t: Trader, stated: StatedGrounds | undefined): CaseFault | undefined {
  const kind = t.xLegalGround?.kind
  const is = kind === undefined || stated?.some((g) => g.xProgramme === t.xProgramme && g.kind === kind)
  return groundless(t) ?? (is ? undefined : fault('ground', '/xLegalGround', 'the document does not state this ground'))
}

/** Why the agreement does not let traders that the sender grants be published so; the pointers are those of `of`, in its order. */
export function notAgreed(
  m: CaseMessage,
  of: readonly { readonly pointer: string; readonly xProgramme: string; readonly kind: string }[],
): CaseFault | undefined {
  const ours = (m.terms?.aeo ?? []).filter((clause) => clause.of === m.from)
  const wrong = of.find(
    ({ xProgramme, kind }) =>
      !ours.some(
        ({ programme, grounds = [] }) =>
          (programme === '*' || programme === xProgramme) && grounds.some((ground) => ground === kind),
      ),
  )
  return (
    wrong &&
    fault(
      'ground-not-agreed',
      wrong.pointer,
      `the agreement does not let traders be published on the ground ${wrong.kind}`,
    )
  )
}

/** The grounds of a snapshot as their places in it. */
export const groundsIn = (stated: StatedGrounds = []) =>
  stated.map((ground, i) => ({ ...ground, pointer: `/document/xLegalGrounds/${i}/kind` }))

/** The grounds of the entries of a delta as their places in it. */
export const groundsOf = (entries: readonly Entry[]) =>
  entries.flatMap(({ xProgramme, xLegalGround: ground }, i) =>
    ground === undefined
      ? []
      : [{ xProgramme, kind: ground.kind, pointer: `/document/xEntries/${i}/xLegalGround/kind` }],
  )
