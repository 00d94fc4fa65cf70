/** On what two countries help each other, and in which form they ask: the part `assistance` of an agreement (TFA 12; Nairobi and Johannesburg Conventions). Nobody is asked under what it does not name. */
import { JuxtaError } from '../values/errors.ts'
import { oneOf, type Members } from '../values/members.ts'
import { isText } from '../values/text.ts'
import { differentOf, entries, isDay, isLanguage, only } from './clause-values.ts'

export const INSTRUMENTS = ['tfa-12', 'nairobi', 'johannesburg', 'bilateral', 'other'] as const

/** In what form an answer is asked for: to know it, or to be shown before an authority or a court. */
export const EVIDENTIAL_FORMS = ['information', 'copy', 'certified-copy', 'original', 'statement'] as const

/** An instrument under which requests may be made, with the first and the last day (UTC) on which it is in force between the two. */
export type InstrumentInForce = {
  readonly name: (typeof INSTRUMENTS)[number]
  readonly in_force_from: string
  readonly in_force_until?: string
  /** Whether what was asked under it is answered once it is in force no more; `go-on` where absent. */
  readonly open_requests?: 'go-on' | 'stop'
}

export type AssistanceClause = {
  readonly instruments: readonly InstrumentInForce[]
  /** Classifications that both know, as a request is marked; none, where absent. */
  readonly markings?: readonly string[]
  /** Languages in which a request may be made; no request states one, where absent. */
  readonly languages?: readonly string[]
  /** In which form an answer may be asked for; in none that is named, where absent. */
  readonly evidential_forms?: readonly (typeof EVIDENTIAL_FORMS)[number][]
}

/** Reads an attacker-controlled clause. Fails with `malformed` and a pointer. */
export function readAssistanceClause(m: Members): AssistanceClause {
  const clause: AssistanceClause = {
    instruments: entries(m, 'instruments', (e) => ({
      name: e.required('name', oneOf(...INSTRUMENTS), `one of ${INSTRUMENTS.join(', ')}`),
      in_force_from: e.required('in_force_from', isDay, 'a date'),
      ...only('in_force_until', e.optional('in_force_until', isDay, 'a date')),
      ...only('open_requests', e.optional('open_requests', oneOf('go-on', 'stop'), 'go-on or stop')),
    })),
    ...only('markings', m.optional('markings', differentOf(isText(50)), 'different markings')),
    ...only('languages', m.optional('languages', differentOf(isLanguage), 'different languages')),
    ...only(
      'evidential_forms',
      m.optional(
        'evidential_forms',
        differentOf(oneOf(...EVIDENTIAL_FORMS)),
        `different ones of ${EVIDENTIAL_FORMS.join(', ')}`,
      ),
    ),
  }
  for (const [i, { name, in_force_from: from, in_force_until: until }] of clause.instruments.entries()) {
    if (clause.instruments.findIndex((other) => other.name === name) !== i)
      throw new JuxtaError('malformed', 'an instrument is named once', {
        pointer: `${m.at('instruments')}/${i}/name`,
        rule: 'unique',
      })
    if (until !== undefined && until < from)
      throw new JuxtaError('malformed', 'the instrument ends before it begins', {
        pointer: `${m.at('instruments')}/${i}/in_force_until`,
        rule: 'order',
      })
  }
  return clause
}
