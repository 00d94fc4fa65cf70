// Renders the documents, docs/ and what they lead to at the root of the tree, into dist/docs/, from where a node serves them at /docs; does nothing where none has changed since.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Pages that stand beside what they are about, and are part of the documents all the same. */
const BESIDE = {
  // What a node makes itself, with forms; the page of the tree is what the search reads.
  'docs/reference/api.md': '/docs/api',
  'README.md': '/docs/project/readme',
  'ARCHITECTURE.md': '/docs/project/architecture',
  'SECURITY.md': '/docs/project/security',
  'CONTRIBUTING.md': '/docs/project/contributing',
  'CHANGELOG.md': '/docs/project/changelog',
  'examples/README.md': '/docs/project/examples',
  'deploy/README.md': '/docs/project/deploy',
  'certs-dev/README.md': '/docs/project/certs-dev',
  'bench/RESULTS.md': '/docs/project/bench',
  'bench/phase4/README.md': '/docs/project/phase4',
}
/** What has a page of its own that a node makes: a list in the tree, and an address for each of its entries. */
const ENTRIES = { 'docs/reference/errors.md': '/problems/', 'docs/reference/alerts.md': '/docs/alerts/' }

const files = (folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.join(entry.parentPath.slice(root.length).replaceAll('\\', '/'), entry.name))
    .sort()

const addressOf = (path) => BESIDE[path] ?? `/${path.replace(/\.md$/, '').replace(/\/README$/, '')}`

/** Where a link of a page leads: an address of the node, one elsewhere, or undefined: into the source tree, which a node does not serve. */
export function target(from, href, pages) {
  if (/^[a-z]+:/.test(href)) return href
  const [path, fragment] = href.split('#')
  const to = path === '' ? from : posix.normalize(posix.join(posix.dirname(from), path)).replace(/\/$/, '')
  if (fragment !== undefined && ENTRIES[to] !== undefined && from !== to) return `${ENTRIES[to]}${fragment}`
  const file = pages.has(to) ? to : pages.has(`${to}/README.md`) ? `${to}/README.md` : undefined
  if (file === undefined) return to.startsWith('docs/') && /\.\w+$/.test(to) ? `/${to}` : undefined
  return `${addressOf(file)}${fragment === undefined ? '' : `#${fragment}`}`
}

async function renderer(pages) {
  const { Marked } = await import('marked')
  const { gfmHeadingId, getHeadingList } = await import('marked-gfm-heading-id')
  const escape = (text) =>
    text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c])
  let page = ''
  const marked = new Marked(gfmHeadingId(), {
    renderer: {
      html: ({ text }) => (/^\s*<!--[\s\S]*-->\s*$/.test(text) ? '' : escape(text)),
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens)
        const to = target(page, href, pages)
        return to === undefined
          ? `<span class="source" title="in the source tree">${text}</span>`
          : `<a href="${escape(to)}"${/^https?:/.test(to) ? ' rel="noreferrer"' : ''}>${text}</a>`
      },
      image: ({ href, text }) =>
        `<img src="${escape(target(page, href, pages) ?? href)}" alt="${escape(text)}" loading="lazy">`,
      code({ text, lang }) {
        const [language = '', ...rest] = (lang ?? '').split(' ')
        const why = /^not run: (.+)$/.exec(rest.join(' '))?.[1]
        return `<pre tabindex="0" class="${escape(language)}"><code>${escape(text)}</code></pre>${
          why === undefined ? '' : `<p class="apart">No test runs these lines: ${escape(why)}.</p>`
        }`
      },
      table(token) {
        const row = (cells, name) =>
          `<tr>${cells
            .map(
              ({ tokens, align }) =>
                `<${name}${align ? ` class="${align}"` : ''}>${this.parser.parseInline(tokens)}</${name}>`,
            )
            .join('')}</tr>`
        const body = token.rows.map((cells) => row(cells, 'td')).join('')
        // A head of empty cells is Markdown's, not the reader's.
        const head = token.header.some(({ text }) => text !== '') ? `<thead>${row(token.header, 'th')}</thead>` : ''
        return `<div class="wide" tabindex="0"><table>${head}<tbody>${body}</tbody></table></div>`
      },
    },
  })
  /** The words of tokens, without their marks. */
  const words = (tokens) =>
    tokens
      .flatMap((token) => {
        if (token.type === 'html') return []
        if (token.type === 'table')
          return [...token.header, ...token.rows.flat()].map(({ tokens: cell }) => words(cell))
        if (token.type === 'list') return token.items.map(({ tokens: item }) => words(item))
        return token.tokens ? [words(token.tokens)] : ['text' in token ? token.text : '']
      })
      .join(' ')
      .replace(/\s+/g, ' ')
      .trim()
  return (path) => {
    page = path
    const text = readFileSync(join(root, path), 'utf8')
    const tokens = marked.lexer(text)
    const links = []
    marked.walkTokens(tokens, (token) => void (token.type === 'link' && links.push(token.href)))
    const html = marked.parse(text)
    const headings = getHeadingList()
    const sections = []
    for (const token of tokens)
      if (token.type === 'heading')
        sections.push({ id: headings[sections.length].id, title: words(token.tokens), tokens: [] })
      else sections.at(-1)?.tokens.push(token)
    return {
      source: path,
      title: sections[0].title,
      html: html.replace(/<h1[^>]*>.*?<\/h1>\n?/s, ''),
      sections: sections.map(({ tokens: own, ...rest }) => ({ ...rest, text: words(own) })),
      links: links.map((href) => target(path, href, pages)).filter((to) => to?.startsWith('/')),
      tokens,
    }
  }
}

/** The parts of the documents, as their first page lists them. */
function contents(tokens, pages) {
  const parts = []
  for (const token of tokens) {
    if (token.type === 'heading' && token.depth === 2) parts.push({ title: token.text, pages: [] })
    if (token.type !== 'list' || parts.length === 0) continue
    for (const item of token.items) {
      const link = item.tokens.flatMap((t) => t.tokens ?? []).find((t) => t.type === 'link')
      const to = link && target('docs/README.md', link.href, pages)
      if (to) parts.at(-1).pages.push({ href: to, title: link.text })
    }
  }
  return parts
}

export async function renderPages() {
  const tree = files('docs')
  const pages = new Set([...tree.filter((path) => path.endsWith('.md')), ...Object.keys(BESIDE)])
  const assets = files('node/pages').filter((path) => /\.(css|js|svg)$/.test(path))
  const inputs = [...pages, ...tree, ...assets, 'scripts/pages.mjs', 'package-lock.json']
  const wanted = [...new Set(inputs)].map((path) => `${path} ${statSync(join(root, path)).mtimeMs}`).join('\n')
  const stamp = join(root, 'dist', 'docs', '.rendered')
  try {
    if (readFileSync(stamp, 'utf8') === wanted) return
  } catch {}
  const out = join(root, 'dist', 'docs')
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const render = await renderer(pages)
  const made = {}
  const from = {}
  let parts = []
  for (const path of pages) {
    const { tokens, links, ...page } = render(path)
    made[addressOf(path)] = page
    if (path === 'docs/README.md') parts = contents(tokens, pages)
    // What a page says of an error or an alert is told on the page of that one.
    if (/^docs\/(how-to|start)\//.test(path))
      for (const to of new Set(links))
        if (/^\/(problems|docs\/alerts)\//.test(to))
          (from[to] ??= []).push({ href: addressOf(path), title: page.title })
  }
  writeFileSync(join(out, 'pages.json'), JSON.stringify({ parts, from, pages: made }))
  for (const path of [...tree.filter((path) => !path.endsWith('.md')), ...assets]) {
    const to = join(out, 'files', path.replace(/^docs\//, '').replace(/^node\/pages\//, ''))
    mkdirSync(dirname(to), { recursive: true })
    cpSync(join(root, path), to)
  }
  writeFileSync(stamp, wanted)
}
