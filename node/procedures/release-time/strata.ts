/** By what movements are told apart in a study, as the messages about one of them say it: nobody is named. */
import type { CaseMessage } from '../../cases/case-message.ts'
import type { CrossingRecord } from './crossing-record.ts'
import { timeOf, type TimeEvent } from './release-time.ts'

export type StrataOf = Pick<CrossingRecord, 'regime' | 'aeo' | 'chapter' | 'agency'>

type Json = Readonly<Record<string, unknown>>
const isJson = (v: unknown): v is Json => typeof v === 'object' && v !== null && !Array.isArray(v)
const listIn = (v: unknown, ...path: readonly string[]): readonly unknown[] => {
  const found = path.reduce<unknown>((at, step) => (isJson(at) ? at[step] : undefined), v)
  return Array.isArray(found) ? found : []
}

/** The chapters of the goods items of a declaration. */
function chaptersIn(body: unknown): string[] {
  const items = [[], ['xDeclaration']].flatMap((at) => [
    ...listIn(body, ...at, 'goodsShipment', 'governmentAgencyGoodsItem'),
    ...listIn(body, ...at, 'xHouseConsignment').flatMap((house) => listIn(house, 'governmentAgencyGoodsItem')),
  ])
  const codes = items.flatMap((item) => listIn(item, 'commodity', 'classification'))
  return codes.flatMap((code) => {
    const id = isJson(code) ? code['id'] : undefined
    return typeof id === 'string' && /^\d{4,}$/.test(id) ? [id.slice(0, 2)] : []
  })
}

export class Strata {
  #chapters: readonly string[] = []
  #aeo: boolean | null = null

  /** A message of another procedure that counts: what is declared anew takes the place of what was. */
  hear({ body }: Pick<CaseMessage, 'body'>): void {
    const chapters = chaptersIn(body)
    if (chapters.length > 0) this.#chapters = chapters
    const parties = listIn(body, 'declaration', 'aeoMutualRecognitionParty')
    if (parties.length > 0) this.#aeo = parties.some((party) => isJson(party) && party['xRecognised'] === true)
  }

  /** With what its own clock times say, which goes before. */
  of(events: readonly TimeEvent[]): StrataOf {
    const counting = events.filter((e) => timeOf(e) !== null)
    const said = counting.flatMap(({ chapter }) => chapter ?? [])
    const chapters = new Set(said.length > 0 ? said : this.#chapters)
    const [first] = chapters
    const agencies = new Set(counting.flatMap(({ agency }) => agency ?? []))
    return {
      regime: counting.find(({ regime }) => regime !== undefined)?.regime ?? null,
      aeo: counting.find(({ aeo }) => aeo !== undefined)?.aeo ?? this.#aeo,
      chapter: chapters.size > 1 ? 'mixed' : (first ?? null),
      agency: agencies.size === 0 ? null : [...agencies].sort().join('+'),
    }
  }
}
