/** What only the parties of an agreement can state is stated before anybody proposes it, signs it or takes it. */
import { JuxtaError } from '../values/errors.ts'
import { isDigest } from '../values/digest.ts'
import { escapePointer } from '../values/json.ts'
import type { AgreementDocument } from './agreement.ts'

const PLACEHOLDER =
  /(?<![\p{L}\p{N}])(t\.?b\.?[adnc]\.?|to be (named|stated|defined|determined|decided|agreed|confirmed|completed|done|filled in|announced)|todo|fixme|xxx+|placeholder|lorem ipsum|n\/a|à (compléter|définir|déterminer|préciser|désigner|convenir)|por (definir|determinar|designar|acordar|completar|confirmar))(?![\p{L}\p{N}])|\.\.\.|…|<[^>]*>|\[[^\]]*\]|_{3,}|\?{2,}/iu

/** Every text of a document, with the place where it stands. */
function* textsIn(value: unknown, pointer = ''): Generator<readonly [pointer: string, text: string]> {
  if (typeof value === 'string') yield [pointer, value]
  else if (typeof value === 'object' && value !== null)
    for (const [name, member] of Object.entries(value)) yield* textsIn(member, `${pointer}/${escapePointer(name)}`)
}

/** What an agreement of more than tests states, with the place where it would stand; undefined or empty where it does not. */
function* needed(d: AgreementDocument): Generator<readonly [pointer: string, stated: unknown]> {
  for (const name of ['article', 'date', 'in_force'] as const) yield [`/instrument/${name}`, d.instrument[name]]
  const ofBoth = (of: readonly { readonly party: string }[] | undefined): boolean =>
    d.parties.every((party) => of?.some((one) => one.party === party))
  yield ['/texts', d.texts?.length]
  yield ['/signatories', ofBoth(d.signatories)]
  yield ['/contacts', ofBoth(d.contacts?.filter(({ role }) => role === 'duty-desk'))]
  for (const name of ['service', 'security', 'evidence', 'liability', 'disputes', 'exit'] as const)
    yield [`/${name}`, d[name]]
  for (const [i, { data_protection: protection, suspension }] of d.procedures.entries()) {
    yield [`/procedures/${i}/data_protection`, protection]
    yield [`/procedures/${i}/data_protection/rights`, ofBoth(protection?.rights)]
    yield [`/procedures/${i}/suspension`, suspension]
  }
}

/** Fails with `agreement-invalid` where a text is a placeholder still, and where what comes with more than tests is not stated: nobody signs that. */
export function checkStated(document: AgreementDocument): void {
  for (const [pointer, text] of textsIn(document))
    if (!isDigest(text) && (text.trim() === '' || PLACEHOLDER.test(text)))
      throw new JuxtaError('agreement-invalid', 'is a placeholder: state it before anybody signs', {
        pointer,
        rule: 'placeholder',
      })
  const { name } = document.stage
  if (name === 'test') return
  for (const [pointer, stated] of needed(document))
    if (!stated)
      throw new JuxtaError('agreement-invalid', `the stage ${name} is for more than tests, and this is not stated`, {
        pointer,
        rule: 'stated',
      })
}
