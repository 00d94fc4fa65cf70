/** The files of the console as a browser gets them: small, compressed once, kept for ever, and under a policy that lets nothing else in. */
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startTestNodes, type TestNode } from '../nodes.ts'
import { ROOT } from '../shared-data.ts'

const FIRST_LOAD_BYTES = 150 * 1024

const [node] = (await startTestNodes(t, { countries: ['XA'] })) as [TestNode]
const get = (url: string, headers: Record<string, string> = {}) =>
  node.node.window.inject({ method: 'GET', url, headers: { host: 'node.example', ...headers } })
const page = (await get('/console/')).body
/** What a page asks for by itself, and all that this asks for in turn without being told to. */
async function firstLoad(): Promise<string[]> {
  const found = new Set([...page.matchAll(/(?:src|href)="(\/console\/assets\/[^"]+)"/g)].map((m) => m[1]!))
  for (const url of found)
    if (url.endsWith('.js'))
      for (const [, name] of (await get(url)).body.matchAll(/(?:from|import)\s*["']\.\/([^"']+)["']/g))
        found.add(`/console/assets/${name}`)
  return [...found]
}

t.test('the first load is small, compressed as well', async (t) => {
  const urls = await firstLoad()
  t.ok(urls.length >= 3)
  let bytes = gzipSync(page).length
  // The texts of the longest language come before anything is shown.
  const texts = Math.max(
    ...['en', 'fr', 'es', 'ar'].map(
      (l) => gzipSync(readFileSync(join(ROOT, `console/locales/${l}/shell.json`))).length,
    ),
  )
  for (const url of urls) bytes += (await get(url, { 'accept-encoding': 'gzip' })).rawPayload.length
  t.comment(`${bytes + texts} bytes`)
  t.ok(bytes + texts <= FIRST_LOAD_BYTES, `${bytes + texts} of ${FIRST_LOAD_BYTES} bytes`)
})

t.test('a file comes as its reader takes it, and the same each way', async (t) => {
  for (const url of ['/console/', ...(await firstLoad())]) {
    const plain = await get(url)
    const [br, gzip] = [
      await get(url, { 'accept-encoding': 'gzip, br' }),
      await get(url, { 'accept-encoding': 'br;q=0, gzip' }),
    ]
    t.equal(plain.headers['content-encoding'], undefined)
    t.match([br.headers['content-encoding'], gzip.headers['content-encoding']], ['br', 'gzip'], url)
    t.ok(brotliDecompressSync(br.rawPayload).equals(plain.rawPayload))
    t.ok(gunzipSync(gzip.rawPayload).equals(plain.rawPayload))
    t.equal(br.headers.vary, 'accept-encoding')
    t.equal(
      plain.headers['cache-control'],
      url === '/console/' ? 'no-cache' : 'public, max-age=31536000, immutable',
      'what changes is asked for again, what changes its name is kept',
    )
  }
})

t.test('every page says what it lets in, and holds no script and no style of its own', async (t) => {
  for (const url of [
    '/console/',
    '/console/messages',
    '/console/messages/01a2263d?tab=evidence',
    ...(await firstLoad()),
  ]) {
    const { headers, statusCode } = await get(url)
    t.equal(statusCode, 200, url)
    t.equal(
      headers['content-security-policy'],
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    )
    t.match(headers, {
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': /camera=\(\)/,
    })
  }
  t.notMatch(page, /<style|style="|<script(?![^>]*src=)|\son\w+=/)
  t.match(
    page,
    /<noscript><p lang="en".*<p lang="fr".*<p lang="es".*<p lang="ar" dir="rtl"/s,
    'who has no script is told so',
  )
})

t.test('a file that is none of the console is not there, whatever its name', async (t) => {
  for (const name of ['nothing.js', 'index.html', '..%2findex.html', '..%2f..%2fnode%2fmain.js', 'main.js.gz'])
    t.ok([400, 404].includes((await get(`/console/assets/${name}`)).statusCode), name)
})

t.test('the bare address leads a browser to the console, and a program to the documents', async (t) => {
  t.match(await get('/', { accept: 'text/html,application/xhtml+xml' }), {
    statusCode: 302,
    headers: { location: '/console/' },
  })
  t.match(await get('/', { accept: '*/*' }), { statusCode: 302, headers: { location: '/docs' } })
})
