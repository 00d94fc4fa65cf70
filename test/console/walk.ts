/**
 * Two real nodes with a day at their border behind them, and a browser that walks the console of one: what a page asks for elsewhere, complains of, or keeps from
 * people who cannot see or point, fails the test that walked there. With JUXTA_PICTURES=folder each page is kept as people see it: light, dark, right to left.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { tellDay } from '../../node/cli/demo-day.ts'
import { startNodes, stopNodes, type DemoNode } from '../../node/cli/demo-nodes.ts'
import { programNamed, temporaryFolder } from '../servers.ts'

type Scope = {
  teardown(fn: () => unknown): unknown
  same(found: unknown, wanted: unknown, message: string): boolean
}

/** It is no setting of a node, which would not start with it. */
const PICTURES = process.env['JUXTA_PICTURES']
delete process.env['JUXTA_PICTURES']

const quiet = { onLine: () => undefined, onStep: () => undefined }

/** The nodes of XA and XB, in processes of their own. `day: false`: peered and agreed, with nothing said yet. */
export async function borderOf(t: Scope, { day = true } = {}): Promise<readonly [DemoNode, DemoNode]> {
  const nodes: DemoNode[] = []
  t.teardown(() => stopNodes(nodes))
  await startNodes(nodes, { dir: temporaryFolder(t), countries: 2, logLevel: 'info', ...quiet })
  if (day) await tellDay({ nodes, step: () => undefined, result: () => undefined, onLine: () => undefined })
  return nodes as [DemoNode, DemoNode]
}

export async function openBrowser(t: Scope): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: programNamed('chromium')!,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  })
  t.teardown(() => browser.close())
  return browser
}

export type Language = 'en' | 'fr' | 'es' | 'ar'
export type Walk = {
  readonly page: Page
  /** What the pages asked for beyond their own node, and what they complained of: both stay empty. */
  readonly foreign: readonly string[]
  readonly complaints: readonly string[]
  /** Signs in with the key of a role of the node. */
  signIn(role: keyof DemoNode['keys']): Promise<void>
  /** Opens an address of the node and waits until what it shows is there. */
  goto(path: string): Promise<void>
  /** Waits until nothing on the page is still to come. */
  settled(): Promise<void>
  /** Goes there, looks for barriers (axe, light and dark), and keeps pictures under `name` where they are asked for. */
  see(path: string, name: string): Promise<void>
  /** Fails where the walk so far asked for something elsewhere or complained. */
  check(): void
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export async function walk(
  t: Scope,
  browser: Browser,
  node: DemoNode,
  { language = 'en', width = 1280 }: { language?: Language; width?: number } = {},
): Promise<Walk> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    locale: language,
    timezoneId: 'Europe/Paris',
    colorScheme: 'light',
    reducedMotion: 'reduce',
  })
  t.teardown(() => context.close())
  // Beside the page's own scripts, which its policy has no say in.
  await context.addInitScript(axe)
  const page = await context.newPage()
  const foreign: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(node.window)) foreign.push(request.url())
  })
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message))

  const settled = async (): Promise<void> => {
    await page.waitForSelector('h1')
    await page.waitForFunction(() => (globalThis as any).document.querySelector('.coming') === null)
  }
  const goto = async (path: string): Promise<void> => {
    await page.goto(`${node.window}${path}`)
    await settled()
  }
  /** What axe finds, in words, each with the element that it found first. */
  const barriers = async (): Promise<string[]> => {
    return page.evaluate(async () => {
      const { violations } = await (globalThis as any).axe.run((globalThis as any).document, {
        resultTypes: ['violations'],
      })
      return violations.map((v: any) => `${v.id}: ${v.help} — ${v.nodes[0].html} ${v.nodes[0].failureSummary}`)
    })
  }
  const picture = async (name: string): Promise<void> => {
    if (PICTURES === undefined) return
    mkdirSync(PICTURES, { recursive: true })
    await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true })
  }
  return {
    page,
    foreign,
    complaints,
    settled,
    goto,
    async signIn(role) {
      await goto('/console/')
      await page.fill('input[name=key]', node.keys[role])
      await page.click('button[type=submit]')
      await page.waitForSelector('.house')
    },
    async see(path, name) {
      await goto(path)
      t.same(await barriers(), [], `${name}: no barrier in light`)
      await picture(`${name}-${language === 'ar' ? 'rtl' : 'light'}`)
      if (language !== 'ar') {
        await page.emulateMedia({ colorScheme: 'dark' })
        t.same(await barriers(), [], `${name}: no barrier in dark`)
        await picture(`${name}-dark`)
        await page.emulateMedia({ colorScheme: 'light' })
      }
    },
    check() {
      t.same(foreign, [], 'no request left the node')
      t.same(complaints, [], 'no page complained')
    },
  }
}
