/** Screens of the console of a node that holds much, in Chromium: when something is painted, and when what they show is there. */
import { chromium, type BrowserContext } from 'playwright-core'
import { call, type DemoNode } from '../node/cli/demo-nodes.ts'
import { programNamed } from '../test/servers.ts'
import { quantile, two, until } from './drive.ts'
import type { Papers } from './forgiving.ts'
import type { Both } from './growing.ts'

type Role = 'window' | 'operator' | 'auditor'
export type Opened = {
  readonly name: string
  readonly paint: readonly [p50: number, p95: number]
  readonly data: readonly [p50: number, p95: number]
  /** The slowest request for data in the median load, and how long it took. */
  readonly slowest: readonly [path: string, ms: number]
}

const TIMES = 5

async function screensOf(b: DemoNode, papers: Papers): Promise<[name: string, role: Role, path: string][]> {
  const first = async <T>(path: string, as: 'window' | 'operator' = 'window'): Promise<T | undefined> =>
    (await call<{ items: T[] }>(b, 'GET', path, undefined, as)).items[0]
  const hours = await first<{ exitOffice: string; entryOffice: string }>('/v1/opening-hours')
  const permit = await first<{ id: string; issuer: string }>('/v1/permits')
  const control = await first<{ conversation: string }>('/v1/controls')
  const agreement = await first<{ hash: string }>('/v1/agreements')
  const [old, plate, container, crossing] = [papers.messages[0]!, papers['transport-means'][0]!, papers.equipment[1]!, papers.crossing[0]!] // prettier-ignore
  return [
    ['border', 'window', '/console/border'],
    ['border, found', 'window', `/console/border?q=${encodeURIComponent(container.toLowerCase())}`],
    ['border, found many', 'window', `/console/border?q=${plate.slice(0, 4)}`],
    ['pre-arrival', 'window', `/console/pre-arrivals/${old.conversation}?peer=XA`],
    ...(control ? [['control', 'window', `/console/controls/${control.conversation}?peer=XA`] as [string, Role, string]] : []), // prettier-ignore
    ['crossings', 'window', '/console/crossings'],
    ['crossing', 'window', `/console/crossings/${encodeURIComponent(crossing)}`],
    ['hours', 'window', '/console/hours'],
    ...(hours ? [['hours of a pair', 'window', `/console/hours/${hours.exitOffice}/${hours.entryOffice}?after=PT2H`] as [string, Role, string]] : []), // prettier-ignore
    ['traders', 'window', '/console/traders'],
    ['permits', 'window', '/console/permits'],
    ...(permit ? [['permit', 'window', `/console/permits/${encodeURIComponent(permit.id)}?issuer=${permit.issuer}`] as [string, Role, string]] : []), // prettier-ignore
    ['times', 'window', '/console/times'],
    ['times by mode', 'window', '/console/times?by=mode'],
    ['assistance', 'window', '/console/assistance'],
    ['messages', 'window', '/console/messages'],
    ['messages of a reference', 'window', `/console/messages?q=${encodeURIComponent(container)}`],
    ['message', 'window', `/console/messages/${old.id}`],
    ['messages as operator', 'operator', '/console/messages'],
    ['messages parked', 'operator', '/console/messages?state=parked'],
    ['put back', 'operator', '/console/messages/put-back'],
    ['neighbours', 'operator', '/console/neighbours'],
    ['neighbour', 'operator', '/console/neighbours/XA'],
    ...(agreement ? [['agreement', 'operator', `/console/agreements/${encodeURIComponent(agreement.hash)}`] as [string, Role, string]] : []), // prettier-ignore
    ['calendar', 'operator', '/console/calendar'],
    ['webhooks', 'operator', '/console/webhooks'],
    ['node', 'operator', '/console/node'],
    ['audit', 'auditor', '/console/audit'],
  ]
}

type Looked = { readonly paint: number; readonly data: number; readonly asked: readonly (readonly [string, number])[] }

/** In the page: when it was painted first, when nothing was still to come, and what was asked for. */
const LOOK = `({
  paint: performance.getEntriesByType('paint').find((e) => e.name === 'first-contentful-paint').startTime,
  data: juxtaSettled,
  asked: performance.getEntriesByType('resource').filter((e) => e.name.includes('/v1/'))
    .map((e) => [e.name.replace(location.origin, ''), e.responseEnd - e.requestStart]),
})`

/** Before the page's own scripts: the moment from which on it is whole, until something is awaited again. */
const WATCH = `new MutationObserver(() => {
  const whole = document.querySelector('h1') !== null && document.querySelector('.coming') === null
  if (!whole) globalThis.juxtaSettled = undefined
  else globalThis.juxtaSettled ??= performance.now()
}).observe(document, { childList: true, subtree: true, attributes: true })`

/** Whole for a while, so that what is asked for after the first answer counts too. */
const SETTLED = `performance.now() - globalThis.juxtaSettled > 400`

async function contextFor(
  browser: Awaited<ReturnType<typeof chromium.launch>>,
  node: DemoNode,
  role: Role,
): Promise<BrowserContext> {
  // prettier-ignore
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en' })
  await context.addInitScript({ content: WATCH })
  const page = await context.newPage()
  await page.goto(`${node.window}/console/`)
  await page.fill('input[name=key]', node.keys[role])
  await page.click('button[type=submit]')
  await page.waitForSelector('.house')
  await page.close()
  return context
}

export async function openScreens([, b]: Both, papers: Papers, say: (text: string) => void): Promise<Opened[]> {
  const program = programNamed('chromium')
  if (!program) {
    say('chromium is not installed: no screen was opened')
    return []
  }
  const screens = await screensOf(b, papers)
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'] }) // prettier-ignore
  const opened: Opened[] = []
  try {
    say('  screen                        paint p50, p95 ms   data p50, p95 ms   slowest request')
    const contexts = new Map<Role, BrowserContext>()
    for (const [name, role, path] of screens) {
      if (!contexts.has(role)) contexts.set(role, await contextFor(browser, b, role))
      const found: Looked[] = []
      for (let i = 0; i < TIMES; i++) {
        const page = await contexts.get(role)!.newPage()
        await page.goto(`${b.window}${path}`, { waitUntil: 'commit' })
        await until(() => page.evaluate<boolean>(SETTLED), 60_000, 50)
        found.push(await page.evaluate<Looked>(LOOK))
        await page.close()
      }
      const of = (what: 'paint' | 'data'): readonly [number, number] => {
        const all = found.map((f) => f[what]).sort((x, y) => x - y)
        return [quantile(all, 0.5), all.at(-1)!]
      }
      const slow = found.map((f) => [...f.asked].sort((x, y) => y[1] - x[1])[0] ?? (['–', 0] as [string, number]))
      const slowest = slow.sort((x, y) => x[1] - y[1])[Math.floor(slow.length / 2)]!
      const one = { name, paint: of('paint'), data: of('data'), slowest }
      opened.push(one)
      say(`  ${name.padEnd(30)} ${one.paint.map((ms) => two(ms).padStart(7)).join(' ')}    ${one.data.map((ms) => two(ms).padStart(7)).join(' ')}    ${two(slowest[1])} ${slowest[0].slice(0, 90)}`) // prettier-ignore
    }
  } finally {
    await browser.close()
  }
  return opened
}
