/** What an office may handle, as its hours say: the closed lists of its competence. */
import { inUnit } from '../../values/units.ts'
import type { components } from '../../generated/procedures/opening-hours.ts'

type Schemas = components['schemas']
type Request = Schemas['out-of-hours-request']

/** What is brought to an office, as far as it is known; what is not is no reason to refuse. */
export type Brought = {
  readonly [M in 'modeCode' | 'currentCode' | 'classificationId' | 'goodsMeasure']?: Request[M] | undefined
}

/** Where it stands in a request. */
export type Beyond = '/modeCode' | '/currentCode' | '/classificationId' | '/goodsMeasure/grossMassMeasure'

const isIn = (list: readonly string[] | undefined, value: string | undefined): boolean =>
  list === undefined || value === undefined || list.includes(value)

/** The first element for which an office of this competence may not be asked; undefined where it may handle all of it. */
export function beyond(competence: Schemas['Competence'] | undefined, brought: Brought): Beyond | undefined {
  if (competence === undefined) return undefined
  if (!isIn(competence.modeCode, brought.modeCode)) return '/modeCode'
  if (!isIn(competence.currentCode, brought.currentCode)) return '/currentCode'
  const { classificationId: goods } = brought
  if (goods !== undefined && competence.classificationId?.some((code) => goods.startsWith(code)) === false)
    return '/classificationId'
  const [most, mass] = [competence.goodsMeasure?.grossMassMeasure, brought.goodsMeasure?.grossMassMeasure]
  if (most !== undefined && mass !== undefined && inUnit(mass, 'KGM')! > inUnit(most, 'KGM')!)
    return '/goodsMeasure/grossMassMeasure'
  return undefined
}
