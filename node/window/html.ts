/** What the pages of the window side share: one look, no script, and nothing that is fetched from elsewhere. */

export const html = (text: unknown): string =>
  String(text ?? '').replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:64rem;padding:1rem 1.5rem;color:#1b2733;background:#fff}
a{color:#0b5c8a}h1{margin-bottom:0}code{font-size:.92em}
table{border-collapse:collapse;width:100%;font-size:.9rem}td,th{text-align:left;vertical-align:top;border-top:1px solid #e4eaf0;padding:.25rem .6rem .25rem 0}`

export const page = (title: string, body: string, style = ''): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${html(title)}</title><style>
${STYLE}
${style}</style></head><body><h1>${html(title)}</h1>${body}</body></html>`

export const PAGE_HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const
