/** The record of a joint control in words: what was agreed, what each agency found, whether it counts, and what proves it. Pure, and in any language the same lines in the same order. */
import type { CaseMessage } from '../../cases/case-message.ts'
import { get } from '../../cases/state-record.ts'
import { filled, valueOf, type Language } from '../../peers/clauses/words.ts'
import { parseTime, time } from '../../values/time.ts'
import type { Bodies, JointControl, Result, Side } from './control-state.ts'
import { RECORD_WORDS, type RecordWords } from './record-words.ts'

/** What shows of one message that it was signed and received: digests and ids, by which the evidence of either node is asked for it. */
export type Proof = { readonly id: string; readonly manifestDigest: string; readonly receipt: string | null }

export type RecordFacts = {
  readonly control: JointControl
  readonly countries: Readonly<Record<Side, string>>
  /** All of the case, in its order. */
  readonly messages: readonly CaseMessage[]
  readonly proofs: ReadonlyMap<string, Proof>
}

/** `exact`: an id or a digest, the same in every language. */
export type Line = { readonly name: string; readonly text: string; readonly exact?: true }
export type Part = { readonly head: string; readonly lines: readonly Line[] }

const SIDES = ['exit', 'entry'] as const
/** As the reports of an inspection write it, in every language. */
const written = (ms: number): string =>
  time(ms)
    .replace('T', ' ')
    .replace(/(?:\.000)?Z$/, ' UTC')
const utc = (text: string): string => written(parseTime(text))
const bare = (key: string): string => key.slice(key.indexOf(':') + 1)

/** What is said of one record in one language. */
class Saying {
  readonly facts: RecordFacts
  readonly words: RecordWords
  readonly #language: Language

  constructor(facts: RecordFacts, language: Language) {
    this.facts = facts
    this.words = RECORD_WORDS[language]
    this.#language = language
  }

  country(side: Side): string {
    return valueOf('parties', this.facts.countries[side], this.#language)
  }
  agency(name: string): string {
    return valueOf('procedures.agencies', name, this.#language)
  }
  /** A code by its name where this release knows it. */
  code(list: 'objective' | 'code' | 'condition' | 'party', value: string): string {
    return get(this.words[list], value) ?? value
  }
  objectives(all: readonly string[]): string {
    return all.map((o) => this.code('objective', o)).join('; ')
  }
  line(
    name: Exclude<keyof RecordWords, 'objective' | 'code' | 'condition' | 'party'>,
    text: string,
    values = {},
  ): Line {
    return { name: filled(this.words[name], values), text }
  }

  agreed(): Line[] {
    const { control: s } = this.facts
    return [
      this.line('parties', SIDES.map((side) => this.country(side)).join(' – ')),
      this.line('name', s.control ?? ''),
      this.line('place', s.place ?? this.words.none),
      this.line('start', s.start === null ? this.words.none : utc(s.start)),
      ...SIDES.flatMap((side) => {
        const began = s.started[side]
        return began === undefined ? [] : this.line('began', utc(began), { country: this.country(side) })
      }),
      this.line('objectives', this.objectives(s.objectives)),
      this.line('subjects', s.subjects.map(bare).join('; ')),
      ...Object.entries(s.without).map(([key, w]) => {
        const [side, agency] = JSON.parse(key) as [Side, string]
        return this.line('without', w.reason, {
          by: this.country(w.by),
          agency: this.agency(agency),
          of: this.country(side),
        })
      }),
      ...(s.record === null
        ? []
        : [
            {
              ...this.line('digest', s.record.digest, {
                countries: s.record.signedBy.map((side) => this.country(side)).join(', '),
              }),
              exact: true as const,
            },
          ]),
    ]
  }

  seals({ seals }: Result): Line[] {
    return Object.entries(seals).flatMap(([equipment, { before, after, parties }]) => {
      const by = (seal: string): string => {
        const party = get(parties, seal)
        return party === undefined ? seal : `${seal} (${this.code('party', party)})`
      }
      const were = Object.entries(before).map(
        ([seal, condition]) => `${by(seal)}: ${this.code('condition', condition)}`,
      )
      return [
        this.line('seals', were.join('; ') || this.words.none, { equipment }),
        this.line('left', after.map(by).join('; ') || this.words.none, { equipment }),
      ]
    })
  }

  proven({ weighing: w, samples = [] }: Result): Line[] {
    const amount = ({ value, unitCode = '' }: { value: string; unitCode?: string }): string => `${value} ${unitCode}`
    return [
      ...(w === undefined
        ? []
        : [
            this.line('weight', amount(w.grossMassMeasure)),
            ...(w.xAxles === undefined ? [] : [this.line('axles', w.xAxles.map(amount).join('; '))]),
            this.line('instrument', w.instrument),
            ...(w.certificate === undefined ? [] : [this.line('certificate', w.certificate)]),
          ]),
      ...samples.map(({ id, laboratory, laboratoryReference }) =>
        this.line('sample', [laboratory, laboratoryReference].filter(Boolean).join('; ') || this.words.none, { id }),
      ),
    ]
  }

  result(r: Result, subjects: readonly string[]): Line[] {
    const message = this.facts.messages.find((m) => m.id === r.id)
    const by = message?.context.xDecidedBy
    const { xDiscrepancies = [] } = (message?.body ?? {}) as Partial<Bodies['result']>
    return [
      this.line('subject', subjects.map(bare).join('; ')),
      this.line('time', `${utc(r.start)} – ${utc(r.end)}`),
      // Whoever it was stands in the signed message; on paper the office answers by its function.
      ...(by === undefined ? [] : [this.line('decided', `${by.function}, ${by.office}`)]),
      ...Object.entries(r.outcomes).map(([o, code]) =>
        this.line('outcome', this.code('code', code), { objective: this.code('objective', o) }),
      ),
      ...this.seals(r),
      ...this.proven(r),
      ...xDiscrepancies.flatMap(({ declared = this.words.none, found = this.words.none }) => [
        this.line('declared', declared),
        this.line('found', found),
      ]),
      ...(r.disposal === undefined ? [] : [this.line('disposal', r.disposal)]),
    ]
  }

  /** One part for each result that was stated, with all subjects that it is about. */
  results(): Part[] {
    const stated = new Map<string, { side: Side; agency: string; result: Result; subjects: string[] }>()
    for (const [key, result] of Object.entries(this.facts.control.results)) {
      const [side, agency, subject] = JSON.parse(key) as [Side, string, string]
      const known = stated.get(result.id)
      if (known) known.subjects.push(subject)
      else stated.set(result.id, { side, agency, result, subjects: [subject] })
    }
    return [...stated.values()].map(({ side, agency, result, subjects }) => ({
      head: filled(this.words.results, { agency: this.agency(agency), country: this.country(side) }),
      lines: this.result(result, subjects),
    }))
  }

  recognition(): Line[] {
    const said = SIDES.flatMap((side): Line[] => {
      const r = this.facts.control.recognition[side]
      const country = { country: this.country(side) }
      if (r === undefined) return []
      if (!r.recognised) return [this.line('refused', r.reason ?? this.words.none, country)]
      return [
        this.line('recognised', this.objectives(r.objectives), country),
        ...(r.until === undefined ? [] : [this.line('until', utc(r.until))]),
      ]
    })
    return said.length > 0 ? said : [{ name: this.words.silent, text: '' }]
  }

  proof(): Line[] {
    const { messages, proofs, countries } = this.facts
    return messages.flatMap(({ id, type, from, iat }) => {
      const proof = proofs.get(id)
      if (proof === undefined) return []
      const side = countries.exit === from ? 'exit' : 'entry'
      const exact = (name: 'id' | 'manifest' | 'receipt', text: string): Line => ({
        ...this.line(name, text),
        exact: true,
      })
      return [
        this.line('message', written(iat * 1000), { type, country: this.country(side) }),
        exact('id', id),
        exact('manifest', proof.manifestDigest),
        exact('receipt', proof.receipt ?? this.words.none),
      ]
    })
  }
}

export function recordIn(
  facts: RecordFacts,
  language: Language,
): { readonly title: string; readonly parts: readonly Part[] } {
  const said = new Saying(facts, language)
  return {
    title: filled(said.words.title, { control: facts.control.control ?? '' }),
    parts: [
      { head: said.words.control, lines: said.agreed() },
      ...said.results(),
      { head: said.words.recognition, lines: said.recognition() },
      { head: said.words.proof, lines: said.proof() },
    ],
  }
}

/** Over the places where whoever was there signs by hand. */
export const signHead = (language: Language): string => RECORD_WORDS[language].sign
