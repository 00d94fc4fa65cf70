/** How a study is told in a language: its plan, its figures and what is hidden of them. */
import { filled, valueOf, type Language } from '../../peers/clauses/words.ts'
import { durationText } from './door-to-door.ts'
import type { Measure } from './measures.ts'
import type { By, Percentiles } from './release-series.ts'
import { SMALLEST_CELL } from './small-cells.ts'
import type { PlannedStudy, StudyResult } from './studies.ts'
import { STUDY_WORDS } from './study-words.ts'

/** What a report says of a study in one language. */
export function studySpeech(language: Language) {
  const words = STUDY_WORDS[language]
  const said = (text: string, values: Readonly<Record<string, string | number>>): string =>
    filled(text, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])))
  const duration = (ms: number): string => durationText(ms, words.units)
  const least = SMALLEST_CELL
  return {
    words,
    said,
    duration,
    least,
    /** A day (`2026-04-01`), as an agreement writes it. */
    day: (of: string): string => valueOf('instrument.date', of, language),
    list: (of: readonly string[]): string => new Intl.ListFormat(language).format(of),
    measure: (of: Measure): string => words.measures[of],
    /** A count, as it may be published. */
    count: (n: number | null): string =>
      n === null ? said(words.fewCount, { from: 1, to: SMALLEST_CELL - 1 }) : String(n),
    hidden: said(words.hidden, { least }),

    /** What a row is of: codes that have words are said in them. */
    key(by: By, key: string): string {
      const known: Readonly<Record<string, string>> = by === 'mode' ? { ...words.keys, ...words.modes } : words.keys
      return Object.hasOwn(known, key) && (by === 'mode' || by === 'aeo' || key === 'unknown' || key === 'mixed') ? known[key]! : key // prettier-ignore
    },

    /** How who is in the sample was found. */
    sampling({ plan: { xSampling: s } }: PlannedStudy): string {
      if (s.method === 'all') return words.all
      return s.method === 'fraction'
        ? said(words.fraction, { n: s.perMille, seed: s.seed })
        : said(words.systematic, { n: s.every, seed: s.seed })
    },

    /** The rule for outliers, with its bounds where they are known. */
    outliers({ plan: { xOutliers: o } }: PlannedStudy, { outliers: { fences } }: StudyResult): string {
      if (o.rule === 'none') return words.noRule
      if (o.rule === 'limit') return said(words.limit, { minutes: o.minutes })
      const rule = said(words.tukey, { factor: o.factor })
      const { low, high } = fences
      return low === null || high === null
        ? rule
        : said(words.bounds, { rule, low: duration(Math.max(0, low)), high: duration(high) })
    },

    /** The figures of a row; that they are hidden, where they are. */
    figures: (times: Percentiles | null): string[] =>
      times === null
        ? [words.none, '', '', '', '']
        : [String(times.n), ...[times.mean, times.p50, times.p75, times.p90].map(duration)],
  }
}
export type StudySpeech = ReturnType<typeof studySpeech>
