/** The record of a joint control as a document that both sides sign: the two working languages beside each other, with the digests and receipts that prove it. */
import { escape as html } from '../auditor/markup.ts'
import { pdfReport } from '../inspection/report-pdf.ts'
import { colonOf, type Block, type Cell } from '../inspection/report.ts'
import { filled, LANGUAGES, type Language } from '../peers/clauses/words.ts'
import { recordIn, signHead, type Line, type RecordFacts } from '../procedures/joint-control/record.ts'

export type PrintedRecord = { readonly facts: RecordFacts; readonly languages: readonly [Language, Language] }

/** A line in both languages: the lines of a record are the same ones in each. */
type Both = readonly [Line, Line]

function both({ facts, languages: [one, other] }: PrintedRecord) {
  const [left, right] = [recordIn(facts, one), recordIn(facts, other)]
  return {
    titles: [left.title, right.title] as const,
    parts: left.parts.map(({ head, lines }, i) => ({
      heads: [head, right.parts[i]!.head] as const,
      lines: lines.map((line, at): Both => [line, right.parts[i]!.lines[at]!]),
    })),
  }
}

const directionOf = (language: Language): string => `lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"`

const row = ([left, right]: Both, [one, other]: readonly [Language, Language]): string => {
  const cell = ({ name, text, exact }: Line, language: Language): string =>
    `<td ${directionOf(language)}><span class="name">${html(name)}</span>${exact || text === '' ? '' : ` <bdi>${html(text)}</bdi>`}</td>`
  const same = left.exact ? `<tr><td class="exact" colspan="2"><code dir="ltr">${html(left.text)}</code></td></tr>` : ''
  return `<tr>${cell(left, one)}${cell(right, other)}</tr>${same}`
}

const STYLE = `:root{color-scheme:light}*{box-sizing:border-box}
body{font:10pt/1.45 "DejaVu Serif",Georgia,serif;max-width:52rem;margin:0 auto;padding:1.5rem 1rem;color:#000;background:#fff;overflow-wrap:anywhere}
table{inline-size:100%;border-collapse:collapse;table-layout:fixed;margin:0 0 1rem}caption{display:none}
td,th{border-block-end:1px solid #999;padding:.3rem .5rem;vertical-align:top;text-align:start}th{font-size:1.1rem;border-block-end:2px solid #000}
h1{font-size:1.35rem;margin:0}.name{display:block;color:#333;font-size:.85em}.exact{padding-block-start:0}tr:has(+tr .exact) td{border:0}
code{font:7.5pt/1.5 "DejaVu Sans Mono",monospace}tr{break-inside:avoid}thead{break-after:avoid}
.sign p{display:flex;gap:1rem;align-items:flex-end;min-block-size:2.4rem;margin:.2rem 0}.line{flex:1;border-block-end:1px solid #000}
@media print{body{max-width:none;padding:0}}`

const foot = (digest: string): string =>
  `@page{size:A4;margin:18mm 16mm 22mm 18mm;@bottom-left{content:"${digest}";font:7pt "DejaVu Sans Mono",monospace}@bottom-right{content:counter(page) " / " counter(pages);font:7pt "DejaVu Sans Mono",monospace}}`

const signature = (language: Language): string =>
  `<td class="sign" ${directionOf(language)}>${(['place', 'signature', 'seal'] as const)
    .map((name) => `<p>${html(LANGUAGES[language][name])}<span class="line"></span></p>`)
    .join('')}</td>`

/** A page that loads nothing and runs nothing. */
export function printedRecord(printed: PrintedRecord): string {
  const { languages, facts } = printed
  const { titles, parts } = both(printed)
  const heads = (texts: readonly [string, string], tag: string): string =>
    texts.map((text, i) => `<th ${directionOf(languages[i]!)}><${tag}>${html(text)}</${tag}></th>`).join('')
  const table = (texts: readonly [string, string], body: string): string =>
    `<table><thead><tr>${heads(texts, 'span')}</tr></thead><tbody>${body}</tbody></table>`
  return `<!doctype html>
<html ${directionOf(languages[0])}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${html(titles[0])}</title><style>
${STYLE}
${foot(facts.control.record?.digest ?? '')}
</style></head><body><table><thead><tr>${heads(titles, 'h1')}</tr></thead></table>
<main>${parts
    .map(({ heads: texts, lines }) => table(texts, lines.map((line) => row(line, languages)).join('\n')))
    .join('\n')}
${table([signHead(languages[0]), signHead(languages[1])], `<tr>${languages.map(signature).join('')}</tr>`)}</main></body></html>
`
}

/** The same as PDF. */
export function recordFile(printed: PrintedRecord): Promise<Buffer> {
  const { languages, facts } = printed
  const { titles, parts } = both(printed)
  const rtl = languages.map((language) => language === 'ar')
  const said = ({ name, text }: Line, i: number): Cell => {
    const called = text === '' ? name : `${name}${colonOf(languages[i])}`
    return { text: text === '' ? called : `${called} ${text}`, name: called.length, rtl: rtl[i]! }
  }
  const digest = facts.control.record?.digest ?? ''
  return pdfReport(
    {
      title: titles[0],
      subtitle: titles[1],
      at: 0,
      language: languages[0],
      languages,
      lead: [],
      sections: [
        ...parts.map(({ heads, lines }) => ({
          head: heads[0],
          blocks: [
            {
              is: 'table',
              caption: '',
              columns: heads.map((head, i) => ({ head, share: 0.5, rtl: rtl[i]! })),
              rows: lines.flatMap(([left, right]) =>
                left.exact
                  ? [
                      [said({ ...left, text: '' }, 0), said({ ...right, text: '' }, 1)],
                      [{ text: left.text, exact: true as const }, { text: '' }],
                    ]
                  : [[said(left, 0), said(right, 1)]],
              ),
            } satisfies Block,
          ],
        })),
        {
          head: languages.map(signHead).join(' · '),
          blocks: [
            {
              is: 'form',
              lead: '',
              fields: (['place', 'signature', 'seal'] as const).map((name) =>
                languages.map((language) => LANGUAGES[language][name]).join(' · '),
              ),
              times: 2,
            },
          ],
        },
      ],
    },
    null,
    (n, all) => [digest, `${filled(LANGUAGES[languages[0]].page, { n: String(n) })} / ${all}`],
  )
}
