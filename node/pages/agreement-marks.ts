/** How an agreement stands, at the head of each page of its print: a draft, a proposal and what is in force do not look alike on paper. */
import type { components } from '../generated/window.ts'
import { parseSeconds } from '../values/time.ts'
import { filled, valueOf, type Language } from '../peers/clauses/words.ts'

const en = {
  draft: 'DRAFT: nobody has proposed it, and it binds nobody',
  proposal: 'PROPOSAL: in force only when the nodes of both parties have signed it',
  signed: 'SIGNED by the nodes of both parties',
  revoked: 'REVOKED: ends on {value}',
  replaced: 'REPLACED by another agreement: ends on {value}',
  over: 'OVER: ended on {value}',
  withdrawn: 'WITHDRAWN: it was proposed, and binds nobody',
  declined: 'DECLINED: it was proposed, and binds nobody',
}
type Marks = Readonly<Record<keyof typeof en, string>>

const MARKS: Readonly<Record<Language, Marks>> = {
  en,
  fr: {
    draft: 'PROJET : personne ne l’a proposé, et il ne lie personne',
    proposal: 'PROPOSITION : en vigueur seulement une fois signée par les nœuds des deux parties',
    signed: 'SIGNÉ par les nœuds des deux parties',
    revoked: 'DÉNONCÉ : prend fin le {value}',
    replaced: 'REMPLACÉ par un autre accord : prend fin le {value}',
    over: 'EXPIRÉ : a pris fin le {value}',
    withdrawn: 'RETIRÉ : il a été proposé, et ne lie personne',
    declined: 'REFUSÉ : il a été proposé, et ne lie personne',
  },
  es: {
    draft: 'BORRADOR: nadie lo ha propuesto, y no obliga a nadie',
    proposal: 'PROPUESTA: en vigor solo cuando la hayan firmado los nodos de ambas partes',
    signed: 'FIRMADO por los nodos de ambas partes',
    revoked: 'DENUNCIADO: termina el {value}',
    replaced: 'SUSTITUIDO por otro acuerdo: termina el {value}',
    over: 'EXPIRADO: terminó el {value}',
    withdrawn: 'RETIRADO: se propuso, y no obliga a nadie',
    declined: 'RECHAZADO: se propuso, y no obliga a nadie',
  },
  ar: {
    draft: 'مسودة: لم يقترحها أحد ولا تُلزم أحدًا',
    proposal: 'اقتراح: لا يسري إلا بعد أن توقّعه عقدتا الطرفين',
    signed: 'موقّع من عقدتي الطرفين',
    revoked: 'أُلغي: ينتهي في {value}',
    replaced: 'حلّ محله اتفاق آخر: ينتهي في {value}',
    over: 'انتهى في {value}',
    withdrawn: 'مسحوب: كان قد اقتُرح ولا يُلزم أحدًا',
    declined: 'مرفوض: كان قد اقتُرح ولا يُلزم أحدًا',
  },
}

/** `at`: until when, in seconds since 1970. Each node holds both signatures at a second of its own, and both print the same: when it was signed is not said. */
export type Standing = { readonly is: keyof Marks; readonly at?: number }
export const DRAFT: Standing = { is: 'draft' }

type View = Pick<components['schemas']['Agreement'], 'state' | 'revokedAt' | 'replacedAt'> & {
  readonly document?: object
}

const secondsOf = (at: string | null | undefined): number =>
  at === null || at === undefined ? Infinity : parseSeconds(at)

/** How an agreement stands of which a node has `view`. `now` in milliseconds since 1970. */
export function standingOf({ state, revokedAt, replacedAt, document }: View, now: number): Standing {
  if (state === 'draft' || state === 'withdrawn' || state === 'declined') return { is: state }
  if (state === 'proposed' || state === 'received') return { is: 'proposal' }
  const { valid } = (document ?? {}) as { valid?: { until?: unknown } }
  const until = typeof valid?.until === 'number' ? valid.until : Infinity
  const [revoked, replaced] = [secondsOf(revokedAt), secondsOf(replacedAt)]
  if (Math.min(revoked, replaced) < until)
    return revoked <= replaced ? { is: 'revoked', at: revoked } : { is: 'replaced', at: replaced }
  return until * 1000 <= now ? { is: 'over', at: until } : { is: 'signed' }
}

export const markOf = ({ is, at }: Standing, language: Language): string =>
  filled(MARKS[language][is], { value: at === undefined ? '' : valueOf('valid.until', at, language) })
