/** What somebody who mistyped a command or an option may have meant. */

/** How many letters are to be put in, left out, changed or swapped with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let least = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, rows[i - 2]![j - 2]! + 1)
      row.push(least)
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}

/** The one of `words` that is nearest to `said`: it begins so, or a third of its letters are wrong at most. */
export function nearest(said: string, words: readonly string[]): string | undefined {
  if (said.length < 2 || said.length > 40) return undefined
  const begun = words.filter((word) => word.startsWith(said))
  if (begun.length === 1) return begun[0]
  const near = words
    .map((word) => ({ word, wrong: distance(said, word) }))
    .filter(({ word, wrong }) => wrong <= Math.max(1, Math.floor(word.length / 3)))
    .sort((a, b) => a.wrong - b.wrong)
  return near[0]?.word
}

/** The same as the end of a sentence. */
export function meant(said: string, words: readonly string[]): string {
  const near = nearest(said, words)
  return near === undefined ? '' : `; is ${near} meant?`
}
