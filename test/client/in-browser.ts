/**
 * The client in a page of a Single Window: bundled by Vite as its developer would, in Chromium, at a real node. The page asks its own origin for everything; the server
 * behind it hands the node what is below /juxta with the key that no browser sees, and the rest of /v1 and /console as it came, for people who sign in.
 */
import { createHmac } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, request, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { build } from 'vite'
import { openBrowser } from '../console/walk.ts'
import { settled, type TestNode } from '../nodes.ts'
import { register } from '../webhooks/receiver.ts'

const PAGE = `
import { createJuxta, JuxtaProblem, JuxtaUnreachable, verifyWebhook, WebhookVerificationError } from '@juxta/client'
const message = (document) => ({
  to: 'XB', procedure: 'pre-arrival', type: 'declaration', context: { xSchema: 'pre-arrival' }, document,
})
const text = (of) => ({ mediaType: 'application/json', text: JSON.stringify({ functionalReferenceId: of }) })
const of = (asked) => asked.then(() => 'done', (error) => error)
Object.assign(window, {
  createJuxta, JuxtaProblem, JuxtaUnreachable, verifyWebhook, WebhookVerificationError, message, text, of,
  juxta: createJuxta({ url: '/juxta', firstPauseMs: 5 }),
})
`
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript' }

type Told = { readonly headers: IncomingHttpHeaders; readonly body: string }

async function singleWindow(t: Test, folder: string, node: TestNode) {
  const { port } = node.node.window.server.address() as AddressInfo
  const posts: (string | undefined)[] = []
  const told: Told[] = []
  const state = { url: '', port: 0, posts, told, cut: false }
  const server = createServer((asked, answer) => {
    const { method = '', url = '/', headers } = asked
    if (url === '/told') {
      let body = ''
      asked.setEncoding('utf8').on('data', (some: string) => (body += some))
      return void asked.on('end', () => (told.push({ headers, body }), answer.writeHead(204).end()))
    }
    if (!/^(\/juxta\/v1|\/v1|\/console)\//.test(url)) {
      const file = join(folder, url === '/' ? '/index.html' : url)
      if (!existsSync(file)) return void answer.writeHead(404).end()
      answer.writeHead(200, {
        'content-type': TYPES[extname(file)] ?? 'text/plain',
        // Where the page may connect to is left to the rules between origins.
        'content-security-policy': "default-src 'self'; connect-src *",
      })
      return void answer.end(readFileSync(file))
    }
    const ours = url.startsWith('/juxta/')
    if (method === 'POST' && url.endsWith('/v1/messages')) posts.push(headers['idempotency-key'] as string | undefined)
    const far = request(
      {
        ...{ host: '127.0.0.1', port, method, path: ours ? url.slice('/juxta'.length) : url },
        headers: { ...headers, ...(ours ? { authorization: `Bearer ${node.localKey}` } : {}) },
      },
      (got) => {
        if (state.cut && method === 'POST') {
          state.cut = false
          return void asked.socket.destroy()
        }
        answer.writeHead(got.statusCode!, got.headers)
        got.pipe(answer)
      },
    )
    far.on('error', () => asked.socket.destroy())
    answer.on('close', () => far.destroy())
    asked.pipe(far)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.teardown(() => (server.closeAllConnections(), server.close()))
  state.port = (server.address() as AddressInfo).port
  return Object.assign(state, { url: `http://127.0.0.1:${state.port}` })
}

/** `folder` has the client installed. */
export async function inBrowser(t: Test, folder: string, a: TestNode, b: TestNode): Promise<void> {
  mkdirSync(join(folder, 'page'))
  writeFileSync(join(folder, 'page', 'main.js'), PAGE)
  writeFileSync(
    join(folder, 'page', 'index.html'),
    '<!doctype html><title>A Single Window</title><script type="module" src="/main.js"></script>',
  )
  await build({ root: join(folder, 'page'), configFile: false, logLevel: 'error', cacheDir: join(folder, '.vite') })
  const window = await singleWindow(t, join(folder, 'page', 'dist'), a)
  const browser = await openBrowser(t, '--host-resolver-rules=MAP window.example 127.0.0.1')
  const complaints: string[] = []
  const open = async (origin: string): Promise<Page> => {
    const page = await browser.newPage()
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(origin)
    await settled('the page runs', () => page.evaluate<boolean>('window.juxta !== undefined'))
    return page
  }
  /** What an expression of the page comes to. */
  const inPage = <T>(page: Page, body: string): Promise<T> => page.evaluate<T>(`(async () => { ${body} })()`)
  const page = await open(window.url)

  await t.test('it lists, submits, and hears of it by the feed and as a stream of events', async (t) => {
    const found = await inPage<Record<string, unknown>>(
      page,
      `
      const peers = []
      for await (const { country } of juxta.items('/v1/peers')) peers.push(country)
      const { next } = await juxta.GET('/v1/changes', { params: { query: { after: 'now' } } })
      const source = new EventSource('/juxta/v1/changes?kind=message&after=' + encodeURIComponent(next))
      const streamed = []
      const whole = new Promise((done) => source.addEventListener('message', ({ data, lastEventId }) => {
        streamed.push([JSON.parse(data), lastEventId])
        if (JSON.parse(data).state === 'delivered') done()
      }))
      const { id } = await juxta.send(message(text('LRN-1')))
      const fed = []
      for await (const { change, cursor } of juxta.changes({ after: next, kind: 'message' })) {
        fed.push([change, cursor])
        if (change.state === 'delivered') break
      }
      await whole
      source.close()
      const { state } = await juxta.GET('/v1/messages/{id}', { params: { path: { id } } })
      return { peers, state, id, fed: fed.map(([{ message }]) => message), same: JSON.stringify(fed.map(([c]) => c)) === JSON.stringify(streamed.map(([c]) => c)), cursors: streamed.every(([, id]) => id !== '') }
    `,
    )
    t.match(found, { peers: ['XB'], state: 'delivered', same: true, cursors: true })
    t.same([...new Set(found['fed'] as string[])], [found['id']])
  })

  await t.test('a submission whose answer was lost goes out once', async (t) => {
    const before = window.posts.length
    window.cut = true
    const [first, again, more, newest] = await inPage<[string, string, number, string]>(
      page,
      `
      const listed = async () => {
        const all = []
        for await (const { id } of juxta.items('/v1/messages', { params: { query: { direction: 'out', limit: 1 } } })) all.push(id)
        return all
      }
      const before = await listed()
      const sent = await juxta.send(message(text('LRN-2')), { key: 'one-key' })
      const again = await juxta.send(message(text('LRN-2')), { key: 'one-key' })
      const after = await listed()
      return [sent.id, again.id, after.length - before.length, after[0]]
    `,
    )
    t.same(window.posts.slice(before), ['one-key', 'one-key', 'one-key'], 'asked three times under one key')
    t.same([again, more, newest], [first, 1, first], 'and sent once')
  })

  await t.test('documents go up in pieces and come down as a stream', async (t) => {
    const [size, same, lines] = await inPage<[number, boolean, number]>(
      page,
      `
      const bytes = new Uint8Array(700_000).map((_, n) => (n * 7) % 251)
      const document = await juxta.upload(new Blob([bytes], { type: 'application/octet-stream' }), { chunkBytes: 300_000 })
      const { id } = await juxta.send({ ...message(document), context: undefined, procedure: 'pre-arrival' })
      const read = await juxta.document(id)
      const parts = []
      for await (const part of read) parts.push(part)
      const back = new Uint8Array(await new Blob(parts).arrayBuffer())
      return [back.length, back.every((octet, n) => octet === bytes[n]), read.length]
    `,
    )
    t.same([size, same, lines], [700_000, true, 700_000])
  })

  await t.test(
    'a webhook that the node has signed verifies, as WebCrypto has it, and a changed one does not',
    async (t) => {
      const as = { authorization: `Bearer ${a.localKey}` }
      const { secret } = await register(a, as, `${window.url}/told`)
      await inPage(page, `return juxta.send(message(text('LRN-3')))`)
      const { headers, body } = await settled('a webhook', async () => window.told[0])
      const key = Buffer.from(String(secret).slice('whsec_'.length), 'base64')
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
      const mac = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
      t.ok(String(headers['webhook-signature']).split(' ').includes(mac))
      const judged = await inPage<unknown[]>(
        page,
        `
      const [secret, headers, body, signed] = ${JSON.stringify([secret, headers, body, signed])}
      const octets = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
      const key = await crypto.subtle.importKey('raw', octets(secret.slice(6)), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
      const holds = await Promise.all(headers['webhook-signature'].split(' ').map((one) => crypto.subtle.verify('HMAC', key, octets(one.split(',')[1]), new TextEncoder().encode(signed))))
      const event = verifyWebhook(['whsec_' + btoa('another secret of some length'), secret], new Headers(headers), body)
      const refused = await of((async () => verifyWebhook(secret, headers, body.replace('message', 'massage')))())
      return [holds.some(Boolean), event.type.split('.')[0], refused instanceof WebhookVerificationError]
    `,
      )
      t.same(judged, [true, 'message', true])
    },
  )

  await t.test('who is signed in at the node needs no key; problems are problems', async (t) => {
    const found = await inPage<unknown[]>(
      page,
      `
      const own = createJuxta({ url: '' })
      const nobody = await of(own.GET('/v1/messages'))
      await own.POST('/console/session', { body: { key: ${JSON.stringify(a.localKey)} } })
      const sent = await own.send(message(text('LRN-4')))
      const wrong = await of(own.GET('/v1/messages', { params: { query: { limit: 0 } } }))
      return [nobody instanceof JuxtaProblem, nobody.status, typeof sent.id, wrong.code, wrong.pointer]
    `,
    )
    t.same(found, [true, 401, 'string', 'request-invalid', '/query/limit'])
  })

  await t.test('a page of another origin reads nothing of the node and changes nothing there', async (t) => {
    const { port } = b.node.window.server.address() as AddressInfo
    const count = async (): Promise<number> => ((await b.call('GET', '/v1/messages?direction=out')).body as { items: unknown[] }).items.length // prettier-ignore
    const before = await count()
    const found = await inPage<unknown[]>(
      page,
      `
      const other = createJuxta({ url: 'http://127.0.0.1:${port}', key: ${JSON.stringify(b.localKey)}, attempts: 1 })
      const [read, sent] = [await of(other.GET('/v1/messages')), await of(other.send({ ...message(text('LRN-5')), to: 'XA' }))]
      return [read instanceof JuxtaUnreachable, sent instanceof JuxtaUnreachable]
    `,
    )
    t.same(found, [true, true])
    t.equal(await count(), before)
  })

  await t.test('on an origin without TLS too, where browsers have no randomUUID', async (t) => {
    const plain = await open(`http://window.example:${window.port}`)
    t.same(await inPage<unknown[]>(plain, `return [isSecureContext, (await juxta.send(message(text('LRN-6')))).to]`), [
      false,
      'XB',
    ])
    const key = window.posts.at(-1)!
    t.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
  t.same(complaints, [])
}
