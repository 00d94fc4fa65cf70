/** The documents as a node serves them: every link leads somewhere, every page has its place in the list, words are found, and nothing comes from elsewhere. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ALERTS } from '../../node/operate/alerts.ts'
import { ERRORS } from '../../node/values/errors.ts'
import { startTestNodes, type TestNode } from '../nodes.ts'
import { ROOT } from '../shared-data.ts'

/** What other rooms of a node serve; what leads there is looked at by their own tests. */
const ELSEWHERE = /^\/(console\/|v1\/schemas|openapi\.json|verify$)/

type Asked = { status: number; type: string; headers: Record<string, unknown>; text: string }

const idsOf = (page: string): Set<string> => new Set([...page.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]!))

t.test('the documents of a node', async (t) => {
  const [a] = (await startTestNodes(t)) as [TestNode]
  const ask = async (url: string, accept = 'text/html'): Promise<Asked> => {
    const { statusCode, headers, payload } = await a.node.window.inject({ method: 'GET', url, headers: { accept } })
    if (statusCode === 429) {
      // So many pages at once are more than one address may ask for.
      await new Promise((done) => setTimeout(done, 500))
      return ask(url, accept)
    }
    return { status: statusCode, type: String(headers['content-type']), headers, text: payload }
  }

  t.test('every link leads to a page, and to a place on it', async (t) => {
    const pages = new Map<string, string>()
    const links: { from: string; href: string }[] = []
    const waiting = ['/docs', '/docs/search?q=receipt']
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (pages.has(at)) continue
      const { status, type, headers, text } = await ask(at)
      t.equal(status, 200, at)
      pages.set(at, text)
      if (!type.startsWith('text/html')) continue
      t.equal(headers['x-content-type-options'], 'nosniff', at)
      t.match(String(headers['content-security-policy']), /default-src 'none'; script-src 'self'; style-src 'self'/, at)
      for (const [, name, to] of text.matchAll(/ (src|href|action)="([^"]+)"/g)) {
        const href = to!.replaceAll('&amp;', '&')
        if (name !== 'href' || !/^https?:/.test(href)) t.match(href, /^[/#]/, `${at}: ${href} is of this node`)
        if (!href.startsWith('/') && !href.startsWith('#')) continue
        const path = href.startsWith('#') ? at : href.split('#')[0]!
        links.push({ from: at, href: href.startsWith('#') ? `${at}${href}` : href })
        if (!ELSEWHERE.test(path)) waiting.push(path)
      }
    }
    t.ok(pages.size > 100, `${pages.size} pages`)
    const ids = new Map([...pages].map(([path, text]) => [path, idsOf(text)]))
    for (const { from, href } of links) {
      const [path, id] = href.split('#')
      if (id !== undefined && ids.has(path!)) t.ok(ids.get(path!)!.has(id), `${from} leads to ${href}`)
    }
    for (const kind of Object.keys(ALERTS)) t.equal((await ask(`/docs/alerts/${kind}`)).status, 200, kind)
    for (const code of Object.keys(ERRORS)) t.equal((await ask(`/problems/${code}`)).status, 200, code)
  })

  t.test('every file of docs/ is a page that the list leads to', async (t) => {
    const index = (await ask('/docs')).text
    const files = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).filter((f) =>
      f.endsWith('.md'),
    )
    t.ok(files.length > 40)
    for (const file of files) {
      const path = file
        .replaceAll('\\', '/')
        .replace(/\.md$/, '')
        .replace(/(^|\/)README$/, '')
      if (path === '' || path.startsWith('decisions/')) continue
      const address = path === 'reference/api' ? '/docs/api' : `/docs/${path}`
      t.ok(index.includes(`href="${address}"`), `${file} is in docs/README.md`)
    }
  })

  t.test('words are found in any case and with or without marks; a name leads to its page first', async (t) => {
    const first = async (q: string): Promise<string | undefined> =>
      / class="found"><li><a href="([^"]+)"/.exec((await ask(`/docs/search?q=${encodeURIComponent(q)}`)).text)?.[1]
    t.equal(await first('split-view'), '/docs/alerts/split-view')
    t.equal(await first('CASE-CONFLICT'), '/problems/case-conflict')
    t.equal(await first('wítnesses'), '/docs/proof/witnesses')
    t.equal(await first('nowhere-does-this-stand'), undefined)
    const odd = (await ask(`/docs/search?q=${encodeURIComponent('"><script>alert(1)</script>')}`)).text
    t.notMatch(odd, '<script>alert', 'what was looked for is text')
    t.match((await ask('/docs/search')).text, /Type one word/)
  })

  t.test(
    'what is no page is not found, to people and to programs, and no path leads out of the documents',
    async (t) => {
      for (const path of ['cheese', 'alerts/cheese', 'alerts/constructor', 'constructor', '__proto__', 'files/x.png'])
        t.equal((await ask(`/docs/${path}`)).status, 404, path)
      for (const path of ['..%2f..%2fpackage.json', '%2e%2e/%2e%2e/package.json', 'proof/..%2f..%2f..%2fpackage.json'])
        t.not((await ask(`/docs/${path}`)).status, 200, path)
      t.match((await ask('/docs/cheese')).text, /There is no page <code>cheese<\/code>/)
      t.match((await ask('/docs/cheese', '*/*')).type, /^application\/problem\+json/)
    },
  )
})

t.test('every relative link of the tree leads to a file', async (t) => {
  const dist = JSON.parse(readFileSync(join(ROOT, 'dist', 'docs', 'pages.json'), 'utf8')) as {
    pages: Record<string, { source: string }>
  }
  const { existsSync } = await import('node:fs')
  const { dirname } = await import('node:path')
  for (const { source } of Object.values(dist.pages)) {
    const text = readFileSync(join(ROOT, source), 'utf8').replace(/```[\s\S]*?```|`[^`\n]*`/g, '')
    for (const [, href] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(href!) || href!.startsWith('#')) continue
      t.ok(existsSync(join(ROOT, dirname(source), href!.split('#')[0]!)), `${source}: ${href}`)
    }
  }
})
