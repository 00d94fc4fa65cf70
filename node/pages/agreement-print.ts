/** An agreement as a document that is bound and signed: numbered articles and annexes, a place for each signature, and the digest of what the nodes sign on each page. */
import { articlesOf, type Article, type Clause } from '../peers/clauses/clauses.ts'
import { filled, LANGUAGES, valueOf, type Language } from '../peers/clauses/words.ts'
import type { Digest } from '../values/digest.ts'
import { escape as html } from '../auditor/markup.ts'
import { pdfReport } from '../inspection/report-pdf.ts'
import type { Block } from '../inspection/report.ts'
import { markOf, type Standing } from './agreement-marks.ts'

export type Printed = {
  readonly document: Readonly<Record<string, unknown>>
  /** Of its canonical JSON. */
  readonly hash: Digest
  readonly language: Language
  readonly standing: Standing
}

/** A digest is not torn apart at its hyphens. */
const written = (text: string): string => html(text).replaceAll(/sha-256:[\w-]{43}/g, '<code dir="ltr">$&</code>')

const clause = ({ path, mark, text, inner }: Clause): string =>
  `<li data-path="${html(path)}"><span class="mark">${html(mark)}</span><div><p><bdi>${written(text)}</bdi></p>${inner.length === 0 ? '' : `<ol>${inner.map(clause).join('')}</ol>`}</div></li>`

const lined = (names: readonly string[]): string =>
  names.map((name) => `<p>${html(name)}<span class="line"></span></p>`).join('')

/** What is written in by hand: the date too, where it is not stated. */
const toSign = (language: Language, one?: Clause): string[] => {
  const { place, date, signature, seal } = LANGUAGES[language]
  const isDated = one?.inner.some(({ says }) => says.some((pointer) => pointer.endsWith('/date'))) ?? false
  return [place, ...(isDated ? [] : [date]), signature, seal]
}

/** Whoever is named signs beneath his name; for a party of which nobody is named there is a line for that too. */
const signatures = (clauses: readonly Clause[], { document, language }: Printed): string => {
  const words = LANGUAGES[language]
  return [
    ...clauses.map(
      (one) => `<div class="sign"><ol>${clause(one)}</ol>${isNamed(one) ? lined(toSign(language, one)) : ''}</div>`,
    ),
    ...unnamed(document).map(
      (party) =>
        `<div class="sign"><p><bdi>${html(signsFor(party, language))}</bdi></p>${lined([...words.signatory, ...toSign(language)])}</div>`,
    ),
  ].join('')
}

/** Whether a clause names somebody: silence signs nothing. */
const isNamed = ({ says }: Clause): boolean => says.length > 0

/** Parties for which the agreement names nobody who signs. */
const unnamed = ({ parties, signatories }: Printed['document']): string[] => {
  const named = (Array.isArray(signatories) ? signatories : []).map(({ party }: { party?: unknown }) => party)
  return (Array.isArray(parties) ? parties : []).map(String).filter((party) => !named.includes(party))
}

const signsFor = (party: string, language: Language): string =>
  filled(LANGUAGES[language].signsFor, { value: valueOf('parties', party, language) })

const article = ({ name, annex, number, heading, clauses }: Article, printed: Printed): string =>
  `<section${annex ? ' class="annex"' : ''}><h2><span>${html(number)}</span> ${html(heading)}</h2>${
    name === 'signatories' ? signatures(clauses, printed) : `<ol>${clauses.map(clause).join('')}</ol>`
  }</section>`

const STYLE = `:root{color-scheme:light}*{box-sizing:border-box}
body{font:11pt/1.5 "DejaVu Serif",Georgia,serif;max-width:46rem;margin:0 auto;padding:2rem 1rem;color:#000;background:#fff;overflow-wrap:anywhere}
header{border-block-end:2px solid #000;margin-block-end:1.5rem;padding-block-end:1rem}h1{font-size:1.7rem;line-height:1.25;margin:0 0 .8rem}
@media screen{.standing{font:700 .8rem/1.5 "DejaVu Sans",sans-serif}}@media print{.standing{display:none}}
h2{font-size:1.15rem;margin:1.8rem 0 .5rem;break-after:avoid;break-inside:avoid}h2 span{font-weight:400;display:block;font-size:.85em}
ol{list-style:none;margin:0;padding:0}ol ol{margin-inline-start:.2rem}li{display:grid;grid-template-columns:3rem 1fr;gap:.4rem;margin:.3rem 0}li p{margin:0}li li{grid-template-columns:2.4rem 1fr}.mark{font-variant-numeric:tabular-nums}li p:not(:last-child){break-after:avoid}
section:not(.annex)+.annex{break-before:page}
code{font:.8rem/1.6 "DejaVu Sans Mono",monospace;white-space:nowrap}
.sign{break-inside:avoid;border:1px solid #555;padding:.6rem 1rem;margin:1rem 0}.sign>p{display:flex;gap:1rem;align-items:flex-end;min-block-size:2.6rem;margin:.3rem 0}.line{flex:1;border-block-end:1px solid #000}
@media print{body{max-width:none;padding:0}}`

/** Fonts and sizes of what stands at the head and at the foot of each page; `hash` and the words have no character that ends a string of CSS. */
const edges = ({ hash, language, standing }: Printed): string => {
  const count = `"${filled(LANGUAGES[language].page, { n: '' })}" counter(page) " / " counter(pages)`
  const font = 'font:7.5pt "DejaVu Sans Mono",monospace;color:#222'
  const [start, end] = language === 'ar' ? ['right', 'left'] : ['left', 'right']
  return `@page{size:A4;margin:22mm 20mm 24mm 24mm;@top-${start}{content:"${markOf(standing, language)}";font:700 8pt "DejaVu Sans",sans-serif;white-space:nowrap}@bottom-${start}{content:"${hash}";${font};white-space:nowrap}@bottom-${end}{content:${count};${font};white-space:nowrap}}`
}

/** What the parties have called it; where that is still to come, what it is. */
const titleOf = ({ document: { title }, language }: Printed): string =>
  typeof title === 'string' && title.trim() !== '' ? title : LANGUAGES[language].heading

/** A page that loads nothing and runs nothing. */
export function printedAgreement(printed: Printed): string {
  const { document, hash, language } = printed
  const words = LANGUAGES[language]
  return `<!doctype html>
<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${html(titleOf(printed))}</title><style>
${STYLE}
${edges(printed)}
</style></head><body><header><p class="standing">${html(markOf(printed.standing, language))}</p><p>${html(words.heading)}</p><h1><bdi>${html(titleOf(printed))}</bdi></h1><p>${html(filled(words.digest, { value: '' }).trim())}<br><code dir="ltr">${html(hash)}</code></p></header>
<main>${articlesOf(document, language)
    .map((one) => article(one, printed))
    .join('\n')}</main></body></html>
`
}

function* blocks(clauses: readonly Clause[], within = 1): Generator<Block> {
  for (const { mark, text, inner } of clauses) {
    yield { is: 'text', text, mark, within, leads: inner.length > 0 }
    yield* blocks(inner, within + 1)
  }
}

/** The same as PDF. */
export function agreementFile(printed: Printed): Promise<Buffer> {
  const { document, hash, language } = printed
  const { heading, digest, page, signatory } = LANGUAGES[language]
  const { issued_at: at } = document
  const form = (fields: readonly string[], lead = ''): Block => ({ is: 'form', lead, fields, times: 1 })
  return pdfReport(
    {
      title: titleOf(printed),
      subtitle: heading,
      mark: markOf(printed.standing, language),
      at: typeof at === 'number' ? at : 0,
      language,
      lead: [filled(digest, { value: '' }).trim(), hash],
      sections: articlesOf(document, language).map(({ name, number, heading: head, clauses }) => ({
        head: `${number}. ${head}`,
        blocks:
          name === 'signatories'
            ? [
                ...clauses.flatMap((one): Block[] => [
                  // Nobody signs on a page on which nothing else stands.
                  ...[...blocks([one])].map((b) => ({ ...b, leads: true })),
                  ...(isNamed(one) ? [form(toSign(language, one))] : []),
                ]),
                ...unnamed(document).map((party) =>
                  form([...signatory, ...toSign(language)], signsFor(party, language)),
                ),
              ]
            : [...blocks(clauses)],
      })),
    },
    null,
    (n, all) => [hash, `${filled(page, { n: String(n) })} / ${all}`],
  )
}
