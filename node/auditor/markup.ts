/** The look of all reports: text that cannot become markup, marks that are told apart without colour, and a style for screens, paper, dark and light. */
import { shown } from '../values/text.ts'
import { timeOfSeconds } from '../values/time.ts'
import type { Verdict, Weight } from './findings.ts'
import { GLOSSARY } from './glossary.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
/** Text of anybody as markup: what would steer the text around it is shown as an escape. */
export const escape = (text: string): string => shown(text).replace(/[&<>"']/g, (c) => ESCAPES[c]!)

/** The same where it may be of another direction than what stands beside it. */
export const apart = (text: string): string => `<bdi>${escape(text)}</bdi>`

/** A hash, a key or words, which may be broken where the line ends. */
export const exact = (text: string): string => `<code dir="ltr">${escape(text)}</code>`

/** `2026-01-31 12:00:00 UTC`; null: not shown. */
export const utc = (seconds: number | null): string =>
  seconds === null
    ? 'not shown'
    : timeOfSeconds(seconds)
        .replace('T', ' ')
        .replace(/(?:\.000)?Z$/, ' UTC')

export const moment = (seconds: number | null): string =>
  seconds === null ? 'not shown' : `<time datetime="${timeOfSeconds(seconds)}">${utc(seconds)}</time>`

/** A circle with a tick, a triangle with a mark of exclamation, an octagon with a cross: shapes before colours. */
const SHAPES: Readonly<Record<Verdict, string>> = {
  valid: '<circle cx="16" cy="16" r="14"/><path d="M9 16.5l5 5 9.5-11"/>',
  incomplete: '<path class="g" d="M16 3l14 26H2z"/><path d="M16 12v8M16 24v.5"/>',
  invalid: '<path class="g" d="M10 2h12l8 8v12l-8 8H10l-8-8V10z"/><path d="M11 11l10 10M21 11L11 21"/>',
}
export const mark = (verdict: Verdict): string =>
  `<svg class="mark ${verdict}" viewBox="0 0 32 32" aria-hidden="true" focusable="false">${SHAPES[verdict]}</svg>`

export const WEIGHT_WORDS: Readonly<Record<Weight, string>> = {
  invalid: 'Does not hold',
  incomplete: 'Missing',
  note: 'Note',
  ok: 'Proven',
}

export type Fact = readonly [name: string, markup: string]
export const facts = (rows: readonly Fact[]): string =>
  `<dl class="facts">${rows.map(([name, markup]) => `<div><dt>${escape(name)}</dt><dd>${markup}</dd></div>`).join('')}</dl>`

export type Column = { readonly head: string; readonly number?: boolean }
/** `caption` is read out before the table. */
export const table = (caption: string, columns: readonly Column[], rows: readonly (readonly string[])[]): string =>
  `<div class="wide" role="region" aria-label="${escape(caption)}" tabindex="0"><table><caption>${escape(caption)}</caption><thead><tr>${columns
    .map(({ head, number }) => `<th scope="col"${number ? ' class="number"' : ''}>${escape(head)}</th>`)
    .join('')}</tr></thead><tbody>${rows
    .map(
      (cells) =>
        `<tr>${cells.map((cell, i) => (i === 0 ? `<th scope="row">${cell}</th>` : `<td${columns[i]?.number ? ' class="number"' : ''}>${cell}</td>`)).join('')}</tr>`,
    )
    .join('\n')}</tbody></table></div>`

export const glossary = (level = 2): string =>
  `<section aria-labelledby="glossary"><h${level} id="glossary">What the words mean</h${level}><dl class="glossary">${GLOSSARY.map(
    ({ word, means }) => `<dt>${escape(word)}</dt><dd>${escape(means)}</dd>`,
  ).join('')}</dl></section>`

export const REPORT_STYLE = `:root{color-scheme:light dark;--ink:#16202b;--quiet:#4d5b69;--ground:#fff;--raised:#f4f6f8;--line:#c3ccd5;--link:#0b5c8a;--valid:#17692f;--incomplete:#7d5200;--invalid:#a4161a;--valid-ground:#e8f5ec;--incomplete-ground:#fdf3dc;--invalid-ground:#fdeaea}
@media (prefers-color-scheme:dark){:root{--ink:#e8edf2;--quiet:#a7b4c1;--ground:#12181f;--raised:#1b232c;--line:#46535f;--link:#7cc4ef;--valid:#6fd08c;--incomplete:#f0bd55;--invalid:#ff9a94;--valid-ground:#14301d;--incomplete-ground:#33280f;--invalid-ground:#3b1819}}
*{box-sizing:border-box}
body{font:16px/1.55 system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;max-width:60rem;margin:0 auto;padding:1.5rem 1rem 4rem;color:var(--ink);background:var(--ground);overflow-wrap:anywhere}
h1{font-size:1.8rem;line-height:1.2;margin:0 0 .3rem}h2{font-size:1.3rem;margin:2.2rem 0 .6rem;line-height:1.3}h3{font-size:1.05rem;margin:1.4rem 0 .4rem}
a{color:var(--link)}a:focus-visible,button:focus-visible,input:focus-visible,summary:focus-visible,.wide:focus-visible,[tabindex="-1"]:focus-visible{outline:3px solid var(--link);outline-offset:2px}
code{font:.875em/1.5 ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
.quiet{color:var(--quiet)}
.verdict{display:flex;gap:1rem;align-items:flex-start;border:2px solid;border-radius:.5rem;padding:1rem;margin:1rem 0}
.verdict p{margin:0}.verdict strong{display:block;font-size:1.2rem;line-height:1.3}
.verdict .said{color:var(--ink)}
.verdict.valid{background:var(--valid-ground)}.verdict.incomplete{background:var(--incomplete-ground)}.verdict.invalid{background:var(--invalid-ground)}
.valid{color:var(--valid);border-color:var(--valid)}.incomplete{color:var(--incomplete);border-color:var(--incomplete)}.invalid{color:var(--invalid);border-color:var(--invalid)}
.mark{inline-size:2.6rem;block-size:2.6rem;flex:none}.mark circle,.mark .g{fill:none;stroke:currentColor;stroke-width:2.5}.mark path{fill:none;stroke:currentColor;stroke-width:3.2;stroke-linecap:round;stroke-linejoin:round}
td .mark,th .mark{inline-size:1.3em;block-size:1.3em;vertical-align:-.3em}
.facts{margin:.6rem 0;border-block-start:1px solid var(--line)}.facts>div{display:grid;grid-template-columns:minmax(9rem,16rem) 1fr;gap:.1rem 1rem;border-block-end:1px solid var(--line);padding:.35rem 0}
dt{font-weight:600}dd{margin:0}.facts dt{color:var(--quiet);font-weight:500}
.findings{list-style:none;padding:0;margin:.4rem 0}.findings>li{border-inline-start:.3rem solid var(--line);padding:.25rem .8rem;margin:.5rem 0}
.findings>li.invalid{border-color:var(--invalid)}.findings>li.incomplete{border-color:var(--incomplete)}.findings>li.ok{border-color:var(--valid)}.findings>li{color:var(--ink)}
.findings p{margin:0}.against{font-weight:600}
details{margin:.2rem 0}summary{cursor:pointer;color:var(--quiet);font-size:.9rem;inline-size:fit-content;padding:.15rem 0}details pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--raised);padding:.6rem;border-radius:.3rem;margin:.3rem 0}
.wide{overflow-x:auto;margin:.8rem 0}table{border-collapse:collapse;inline-size:100%;font-size:.94rem}caption{text-align:start;font-weight:600;padding:.3rem 0}
th,td{border-block-end:1px solid var(--line);padding:.4rem .7rem .4rem 0;text-align:start;vertical-align:top}thead th{color:var(--quiet);font-weight:600}tbody th{font-weight:500;min-inline-size:9rem}thead th{overflow-wrap:normal}.number{font-variant-numeric:tabular-nums;text-align:end;white-space:nowrap}
.glossary dt{margin-block-start:.6rem}.glossary dd{margin-inline-start:0}
@media (max-width:34rem){table{min-inline-size:30rem}.facts>div{grid-template-columns:1fr}.verdict{padding:.8rem;gap:.7rem}.mark{inline-size:2rem;block-size:2rem}h1{font-size:1.5rem}}
@media print{:root{color-scheme:light;--ink:#000;--quiet:#333;--ground:#fff;--raised:#fff;--line:#999;--valid:#17692f;--incomplete:#7d5200;--invalid:#a4161a;--valid-ground:#fff;--incomplete-ground:#fff;--invalid-ground:#fff}
body{max-width:none;padding:0;font-size:10.5pt}.noprint{display:none!important}h1,h2,h3,caption{break-after:avoid}.verdict,.facts>div,.findings>li,tr,.sign{break-inside:avoid}.wide{overflow:visible}section.file{break-before:page}section.file.first{break-before:auto}details:not([open]){display:none}a{color:inherit}}
@page{margin:18mm 16mm}`
