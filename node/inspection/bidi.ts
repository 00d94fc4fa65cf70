/** A line as it is set from left to right, where what is written from right to left stands in it (Unicode Standard Annex 9). */

type Levels = { readonly levels: Uint8Array }
type Bidi = {
  getEmbeddingLevels(text: string, direction: 'ltr' | 'rtl'): Levels
  getMirroredCharactersMap(text: string, levels: Uint8Array, start: number, end: number): ReadonlyMap<number, string>
}

/** A stretch of one direction, in the order in which it is read; `from`: where in the paragraph it begins. */
export type Run = { readonly text: string; readonly rtl: boolean; readonly from: number }

/** Puts the stretches of lines in the order in which they stand, from the left. No stretch goes over `cut`, where another weight begins: it is one paragraph all the same. */
export type SetLine = (start: number, end: number, cut?: number) => readonly Run[]

/** A paragraph in which nothing is written from the right. */
export const fromLeft =
  (paragraph: string): SetLine =>
  (start, end, cut = start) =>
    [[start, Math.min(cut, end)] as const, [Math.max(cut, start), end] as const].flatMap(([from, to]) =>
      from < to ? [{ text: paragraph.slice(from, to), rtl: false, from }] : [],
    )

const reversed = (text: string): string => [...text].reverse().join('')
/** A day and a time of ISO 8601, whose parts stand in one order wherever it is written. */
const MOMENT = /\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?: UTC)?)?/g

/** A font sets letters of these scripts from the right by itself. */
const SET_BY_FONT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u

/** `rtl`: whether the paragraph is one of a language from the right. `name`: so much of it is what the rest is called: it ends in the direction of the paragraph. */
export type SetParagraph = (paragraph: string, rtl: boolean, name?: number) => SetLine

/** Loaded where a text from right to left is set: no node needs it to start. */
export async function loadBidi(): Promise<SetParagraph> {
  const name: string = 'bidi-js'
  const { default: make } = (await import(name)) as { default: () => Bidi }
  const bidi = make()
  return (paragraph, rtl, name = 0) => {
    const moments = paragraph.replace(MOMENT, (moment) => 'x'.repeat(moment.length))
    const judged = name === 0 ? moments : `${moments.slice(0, name - 1)}${rtl ? 'ا' : 'x'}${moments.slice(name)}`
    const all = bidi.getEmbeddingLevels(judged, rtl ? 'rtl' : 'ltr')
    return (start, end, cut) => {
      const mirrored = bidi.getMirroredCharactersMap(paragraph, all.levels, start, end - 1)
      const runs: { level: number; text: string; from: number }[] = []
      for (let i = start; i < end; i++) {
        const [level, char] = [all.levels[i]!, mirrored.get(i) ?? paragraph[i]!]
        const last = runs.at(-1)
        if (last?.level === level && i !== cut) last.text += char
        else runs.push({ level, text: char, from: i })
      }
      // L2: from the deepest level out, whatever stands at it or deeper is turned round.
      for (let level = Math.max(0, ...runs.map((run) => run.level)); level > 0; level--)
        for (let from = 0; from < runs.length; from++) {
          let to = from
          while (to < runs.length && runs[to]!.level >= level) to++
          if (to > from + 1) runs.splice(from, to - from, ...runs.slice(from, to).reverse())
          from = to
        }
      return runs.map(({ level, text, from }) => {
        const rtl = level % 2 === 1
        return { text: rtl && !SET_BY_FONT.test(text) ? reversed(text) : text, rtl, from }
      })
    }
  }
}
