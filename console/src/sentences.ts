/** How a sentence of the node is found among those that are known, also where numbers and names are filled into it. Pure, so that a test holds it against the node's own tables. */

/** `{1}`, `{2}` stand for what is filled in, in the sentence and in what it says. */
export type Sentences = Readonly<Record<string, string>>
type Form = { readonly form: RegExp; readonly says: string }
export type Table = { readonly whole: Sentences; readonly forms: readonly Form[] }

const GAP = /\{(\d)\}/
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const fixed = (sentence: string): number => sentence.replace(/\{\d\}/g, '').length

/** What is filled in is something, but for what is put after the last word. */
const gaps = (sentence: string): string => {
  const form = sentence
    .split(/\{\d\}/)
    .map(escaped)
    .join('(.+?)')
  return /\w\{\d\}$/.test(sentence) ? form.replace(/\(\.\+\?\)$/, '(.*?)') : form
}

/** Of two forms that a sentence has, the one that says more by itself is meant. */
export const tableOf = (whole: Sentences): Table => ({
  whole,
  forms: Object.entries(whole)
    .filter(([sentence]) => GAP.test(sentence))
    .sort(([a], [b]) => fixed(b) - fixed(a))
    .map(([sentence, says]) => ({
      form: new RegExp(`^${gaps(sentence)}$`, 's'),
      says,
    })),
})

/** What a sentence of the node is in a table; undefined where it is not there. What is filled in may be a sentence too. */
export function inTable({ whole, forms }: Table, sentence: string): string | undefined {
  if (Object.hasOwn(whole, sentence)) return whole[sentence]
  for (const { form, says } of forms) {
    const filled = form.exec(sentence)?.slice(1)
    if (filled)
      return says.replace(/\{(\d)\}/g, (_, n: string) => {
        const value = filled[Number(n) - 1] ?? ''
        return inTable({ whole, forms }, value) ?? value
      })
  }
  // What a schema says begins with the member that it says it of.
  const [, member, then, rest] = /^(\/\S*?)(:? )(.+)$/s.exec(sentence) ?? []
  const known = rest === undefined ? undefined : inTable({ whole, forms }, rest)
  return known === undefined ? undefined : `${member}${then}${known}`
}
