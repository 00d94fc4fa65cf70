/** What only the parties of an agreement can state is stated before anybody proposes it, signs it or takes it. */
import { JuxtaError } from '../values/errors.ts'
import { digestOf, isDigest } from '../values/digest.ts'
import type { AgreementDocument } from './agreement.ts'
import { textsIn } from './clause-values.ts'

/** What stands where a text is still to come, as words without accents and marks; each counts only where it is the whole text. */
const LATER = [
  't ?b ?[acdn]( t ?b ?[acdn])?|n a|n n|x|xxx+|fixme|placeholder|lorem ipsum( dolor sit amet)?|pending|to follow',
  '(to be|not yet) (added|agreed|announced|completed|confirmed|decided|defined|designated|determined|done|filled in|inserted|named|provided|specified|stated)',
  'a (completer|confirmer|convenir|decider|definir|designer|determiner|fixer|indiquer|preciser|remplir|venir)|non (defini|precise)e?',
  '(por|a) (acordar|completar|concretar|confirmar|decidir|definir|designar|determinar|especificar|fijar|indicar)|pendiente( de \\p{L}+)?',
  'س?[تي](حدد|عين|ستكمل|تفق عليها?)|س?يتم (تحديد|تعيين|استكمال|الاتفاق علي)(ه|ها)|لم [تي]حدد بعد|قيد (التحديد|الاعداد)|للتحديد',
].join('|')
/** Who is to state it, or when; and that somebody should. */
const WHO =
  '(between|by) (the )?(two |both )?(parties|sides|ministr(y|ies)|minister|authorit(y|ies))|(entre|par|por|con) (les|las?|los|le|el)? ?(deux|dos)? ?(parties|partes|ministere|ministerio|ministre|ministro|autorite|autoridad)'
const WHOLE = new RegExp(
  `^(${LATER})( (later|plus tard|ulterieurement|mas (tarde|adelante)|لاحقا|فيما بعد|${WHO}))?$|^(insert|fill in|enter|state) (the )?\\p{L}+ here$`,
  'u',
)
/** Longer is none of them. */
const LONGEST = 60
/** What is asked for in brackets. */
const ASKED =
  '(name|names|function|title|date|place|address|article|minister|ministry|country|number|amount|signature|nom|fonction|titre|lieu|pays|adresse|ministre|ministere|ministère|numero|numéro|nombre|cargo|fecha|lugar|pais|país|direccion|dirección|ministro|ministerio|الاسم|الوظيفة|التاريخ|المكان|الوزير|الوزارة|الرقم)'
/** What a form leaves to be written in: a line, a dot, a text that breaks off, brackets around nothing or around what is asked for. */
const BLANK = new RegExp(
  [
    '_{3}|[●☐□]|<<[^<>]{0,60}>>|\\{\\{[^{}]{0,60}\\}\\}|\\$\\{[^{}]{0,60}\\}',
    `[[<{][\\s.]{0,9}[\\]>}]|[[<{](the |le |la |el )?${ASKED}( \\p{L}+){0,3}[\\]>}]`,
    '\\bxx+\\.xx+\\b|^(\\[[^\\][]*\\]|<[^<>]*>|\\{[^{}]*\\})$|(\\.{3}|…|\\?\\?)$',
  ].join('|'),
  'iu',
)
/** What somebody has noted for himself, in capitals. */
const NOTE = /(^|[^\p{L}\p{N}])(TB[ACDN]|FIXM[E]|X{4,})($|[^\p{L}\p{N}])|^TOD[O]\s*[:\-–—]/u
/** What stands in brackets after a text that is only a part of what is to be stated. */
const ASIDE = /\(([^()]{1,60})\)/gu
/** `*` is a value there. */
const ANY = /^\/(procedures|aeo)\/\d+\/(types|purposes|agencies|programme|roles|benefits)(\/\d+)?$/

/** Whether a text states nothing. Its patterns are anchored or end where they match: the time goes with the length of the text. */
export function isPlaceholder(text: string): boolean {
  if (BLANK.test(text.trim()) || NOTE.test(text)) return true
  return isLater(text) || [...text.matchAll(ASIDE)].some(([, aside]) => isLater(aside!))
}
function isLater(text: string): boolean {
  const words = /[\p{L}\p{N}]/u.test(text) && text.match(/[\p{L}\p{M}\p{N}]+/gu)
  if (!words) return true
  const said = words.join(' ')
  // In capitals: in Spanish it is a word.
  return said === 'todo'.toUpperCase() || (said.length <= LONGEST && WHOLE.test(plain(said)))
}
const plain = (said: string): string => said.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()

/** A sign that is not seen, or ends a line; those that join letters belong to some scripts. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/u
/** A letter of one script in a word of another, which reads like one of its own. */
const MIXED =
  /\p{Script=Latin}\p{M}*[\p{Script=Cyrillic}\p{Script=Greek}]|[\p{Script=Cyrillic}\p{Script=Greek}]\p{M}*\p{Script=Latin}/u

/** What reads alike is written alike, or two texts differ that nobody can tell apart. */
function checkWriting(text: string, pointer: string): void {
  const bad = (why: string): JuxtaError => new JuxtaError('agreement-invalid', why, { pointer, rule: 'text' })
  if (UNSEEN.test(text)) throw bad('has a sign that is not seen, or more than one line')
  if (text !== text.trim() || / {2}/.test(text)) throw bad('has a space too many')
  if (text !== text.normalize('NFC')) throw bad('is not in normalisation form C of Unicode')
  if (MIXED.test(text)) throw bad('has a word in letters of two scripts')
}

/** Of a text or an annex without a single byte. */
const OF_NOTHING = digestOf('')

/** What an agreement of more than tests states, with the place where it would stand; undefined or empty where it does not. */
function* needed(d: AgreementDocument): Generator<readonly [pointer: string, stated: unknown]> {
  for (const name of ['article', 'date', 'in_force'] as const) yield [`/instrument/${name}`, d.instrument[name]]
  const ofBoth = (of: readonly { readonly party: string }[] | undefined): boolean =>
    d.parties.every((party) => of?.some((one) => one.party === party))
  yield ['/texts', d.texts?.length]
  yield ['/signatories', ofBoth(d.signatories)]
  yield ['/contacts', ofBoth(d.contacts?.filter(({ role }) => role === 'duty-desk'))]
  for (const name of ['service', 'security', 'evidence', 'liability', 'disputes', 'authentic', 'exit'] as const)
    yield [`/${name}`, d[name]]
  for (const [i, { data_protection: protection, suspension }] of d.procedures.entries()) {
    yield [`/procedures/${i}/data_protection`, protection]
    yield [`/procedures/${i}/data_protection/rights`, ofBoth(protection?.rights)]
    yield [`/procedures/${i}/suspension`, suspension]
  }
}

/**
 * What must be stated before anybody signs. Fails with `agreement-invalid` where a text is still a placeholder, where an effect in law is named before the stage live,
 * and where something is missing that the stages parallel and live must state.
 */
export function checkStated(document: AgreementDocument): void {
  for (const [pointer, text] of textsIn(document)) {
    if (isDigest(text) ? text === OF_NOTHING : !(text === '*' && ANY.test(pointer)) && isPlaceholder(text))
      throw new JuxtaError('agreement-invalid', 'is a placeholder: state it before anybody signs', {
        pointer,
        rule: 'placeholder',
      })
    checkWriting(text, pointer)
  }
  const { name } = document.stage
  const effective = document.procedures.findIndex(({ effects = [] }) => effects.length > 0)
  if (name !== 'live' && effective >= 0)
    throw new JuxtaError('agreement-invalid', `nothing has an effect in law under the stage ${name}`, {
      pointer: `/procedures/${effective}/effects`,
      rule: 'effects',
    })
  if (name === 'test') return
  for (const [pointer, stated] of needed(document))
    if (!stated)
      throw new JuxtaError('agreement-invalid', `the stage ${name} is for more than tests, and this is not stated`, {
        pointer,
        rule: 'stated',
      })
}
