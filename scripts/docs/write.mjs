// What the pages that are made from the code are written with: Markdown, and the compiled modules.
export const from = (path) => import(new URL(`../../dist/node/${path}`, import.meta.url).href)

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ')
export const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')
export const code = (text) => `\`${text}\``
export const opening = (title, text) =>
  `# ${title}\n\n${text} Written by \`npm run docs\` from the code; a test fails where it is stale.\n\n`
/** Prose of the OpenAPI document, of which a line break is none. */
export const prose = (text) => (text ?? '').trim().replace(/(?<!\n)\n(?!\n)/g, ' ')
