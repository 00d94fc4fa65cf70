/** The frame of every page of the documents: one look, the list of all pages beside it, a search that needs no script, and nothing that is fetched from elsewhere. */
import { readTree } from './tree.ts'

export const html = (text: unknown): string =>
  String(text ?? '').replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)

export const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const

export type Framed = {
  readonly title: string
  readonly body: string
  /** The address of the page, which the list marks. */
  readonly at: string
  /** What was looked for. */
  readonly looked?: string
  /** A script of the node, by its address. */
  readonly script?: string
}

const list = (at: string): string =>
  readTree()
    .parts.map(({ title, pages }) => {
      const here = pages.some(({ href }) => href === at)
      return `<details${here ? ' open' : ''}><summary>${html(title)}</summary><ul>${pages
        .map(
          (p) =>
            `<li><a href="${html(p.href)}"${p.href === at ? ' aria-current="page"' : ''}>${html(p.title)}</a></li>`,
        )
        .join('')}</ul></details>`
    })
    .join('')

export const page = ({ title, body, at, looked = '', script }: Framed): string =>
  `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>${html(title)} · Juxta</title><link rel="icon" href="/docs/icon.svg"><link rel="stylesheet" href="/docs/pages.css">${script === undefined ? '' : `<script type="module" src="${html(script)}"></script>`}</head>
<body><a class="skip" href="#text">To the text</a>
<header><a class="home" href="/docs">Juxta</a><a href="/docs/api">API</a><a href="/problems">Errors</a><a href="/console/">Console</a>
<form action="/docs/search" role="search"><label for="q">Search the documents</label><input id="q" name="q" type="search" maxlength="200" value="${html(looked)}"><button>Search</button></form></header>
<div class="frame"><nav aria-label="Documents">${list(at)}</nav>
<main id="text" tabindex="-1"><h1>${html(title)}</h1>
${body}</main></div></body></html>`
