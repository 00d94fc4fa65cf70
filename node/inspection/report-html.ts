/** The report of an inspection as one HTML page that loads nothing and runs nothing. */
import { apart, escape, exact, facts, moment, REPORT_STYLE, table } from '../auditor/markup.ts'
import type { Block, Cell, ReportDocument } from './report.ts'

const cell = ({ text, exact: isExact }: Cell): string =>
  isExact ? exact(text) : text.split('\n').map(apart).join('<br>')

function block(b: Block): string {
  switch (b.is) {
    case 'text':
      return `<p>${apart(b.text)}</p>`
    case 'facts':
      return facts(b.rows.map(([name, value]) => [name, cell(value)]))
    case 'table':
      return table(
        b.caption,
        b.columns,
        Array.from(b.rows, (row) => row.map(cell)),
      )
    case 'form': {
      const one = `<div class="sign">${b.fields.map((field) => `<p>${escape(field)}: <span class="line"></span></p>`).join('')}</div>`
      return `<h3>${escape(b.lead)}</h3>${one.repeat(b.times)}`
    }
  }
}

const STYLE = `.lead{border:2px solid var(--line);border-radius:.5rem;padding:.2rem 1rem;background:var(--raised)}.sign{border:1px solid var(--line);border-radius:.4rem;padding:.2rem 1rem;margin:.8rem 0}.sign p{display:flex;gap:.6rem;align-items:flex-end}.line{flex:1;border-block-end:1px solid var(--ink);block-size:1.6rem}`

/** What it says by itself, beside what is reported. `{value}`: when. */
const ENGLISH = { made: 'Made on {value}', short: 'In short' }

export const htmlReport = (
  { title, subtitle, at, language = 'en', lead, sections }: ReportDocument,
  { made, short }: typeof ENGLISH = ENGLISH,
): string => `<!doctype html>
<html lang="${escape(language)}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${escape(title)}</title><style>
${REPORT_STYLE}
${STYLE}
</style></head><body><header><h1>${escape(title)}</h1><p class="quiet">${escape(subtitle)}. ${escape(made).replace('{value}', `<bdi>${moment(at)}</bdi>`)}.</p></header>
<main><section class="lead" aria-label="${escape(short)}">${lead.map((line) => `<p>${apart(line)}</p>`).join('')}</section>
${sections.map(({ head, blocks }, i) => `<section aria-labelledby="s${i}"><h2 id="s${i}">${escape(head)}</h2>${blocks.map(block).join('\n')}</section>`).join('\n')}
</main></body></html>
`
