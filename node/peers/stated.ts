/** What only the parties of an agreement can state is stated before anybody signs it. */
import { JuxtaError } from '../values/errors.ts'
import type { AgreementDocument } from './agreement.ts'

const PLACEHOLDER =
  /\b(t\.?b\.?[dnc]\.?|to be (named|stated|defined|determined|agreed|completed|done|filled in)|todo|fixme|xxx+|placeholder|lorem ipsum|n\/a)\b|\.\.\.|…|<[^>]*>|\[[^\]]*\]|_{3,}|\?{2,}/i

/** Fails with `agreement-invalid` where what only the parties can state is a placeholder still: nobody signs that. */
export function checkStated(document: AgreementDocument): void {
  const texts: [string, unknown][] = [
    ['/title', document.title],
    ['/legal_basis', document.legal_basis],
    ...document.purposes.map((v, i): [string, unknown] => [`/purposes/${i}`, v]),
    ...document.procedures.flatMap((p, i) =>
      (p.purposes ?? []).map((v, j): [string, unknown] => [`/procedures/${i}/purposes/${j}`, v]),
    ),
    ...document.agencies.map((v, i): [string, unknown] => [`/agencies/${i}`, v]),
    ...Object.entries(document.default_context ?? {}).map(([k, v]): [string, unknown] => [`/default_context/${k}`, v]),
  ]
  for (const [pointer, text] of texts)
    if (typeof text === 'string' && (text.trim() === '' || PLACEHOLDER.test(text)))
      throw new JuxtaError('agreement-invalid', 'is a placeholder: state it before anybody signs', {
        pointer,
        rule: 'placeholder',
      })
}
