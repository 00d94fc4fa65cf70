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
import { ROOT } from '../shared-data.ts'

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

export async function openBrowser(t: Scope, ...args: readonly string[]): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: programNamed('chromium')!,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', ...args],
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
  /**
   * Goes there, looks for barriers (axe, light and dark) and for what a phone, or where it is printed a sheet of A4, is too narrow for; keeps pictures under `name`
   * where they are asked for.
   */
  see(path: string, name: string, as?: { readonly printed?: boolean }): Promise<void>
  /** Fails where the walk so far asked for something elsewhere or complained. */
  check(): void
}

const PHONE = { width: 390, height: 844 }
/** A4 between its margins, in CSS pixels. */
const SHEET = { width: 718, height: 1000 }

/** Paths of `console/src/screens.ts`, with the room that each is of. */
const screens = [
  ...readFileSync(join(ROOT, 'console/src/screens.ts'), 'utf8').matchAll(/path: '([^']+)',\s*room: '([^']+)'/g),
].map(([, path, room]) => ({ path: path!, room: room! }))
const walked = new Set<string>()

/** The screens of these rooms at which nobody has been. */
export const unwalked = (rooms: readonly string[]): string[] =>
  screens
    .filter(({ room, path }) => {
      const form = new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`)
      // A name that is a screen of its own is no id of another.
      const own = (at: string): boolean => at === path || !screens.some((other) => other.path === at)
      return rooms.includes(room) && ![...walked].some((at) => form.test(at) && own(at))
    })
    .map(({ path }) => path)

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
  // A page is waited for until it says what it should; a machine that others use may stand still for half a minute.
  context.setDefaultTimeout(90_000)
  const page = await context.newPage()
  const foreign: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(node.window)) foreign.push(request.url())
  })
  page.on('framenavigated', (frame) => walked.add(new URL(frame.url()).pathname))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.text()} ${message.location().url}`)
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
    // Beside the page's own scripts, which its policy has no say in; half a megabyte, so that it is read where it is needed alone.
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe)
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
  /** What stands out of the page at the width that it has, the widest first. */
  const narrow = async (what: string): Promise<void> => {
    const out = await page.evaluate(() => {
      const { document, innerWidth } = globalThis as any
      if (document.documentElement.scrollWidth <= innerWidth) return []
      const of = [...document.querySelectorAll('body *')].map((e: any) => [e.getBoundingClientRect(), e] as const)
      return of
        .filter(([{ right, left }]) => right > innerWidth + 1 || left < -1)
        .map(([{ right }, e]) => `${Math.round(right)} ${e.outerHTML.slice(0, 120)}`)
    })
    t.same(out.slice(0, 3), [], what)
  }
  /** What can be used with a pointer and not with keys, or is reached by keys and not seen to be. */
  const unreached = (): Promise<string[]> =>
    page.evaluate(() => {
      const { document, getComputedStyle } = globalThis as any
      const before = document.activeElement
      const found: string[] = []
      for (const e of document.querySelectorAll('a[href],button,input,select,textarea,summary,[tabindex="0"]')) {
        // Of tabs one is reached by Tab and the others from it by arrows; of rows the same.
        if (e.disabled || !e.checkVisibility() || e.matches('[role=tab]:not([aria-selected=true])')) continue
        e.focus({ focusVisible: true })
        const style = getComputedStyle(e)
        const seen = style.outlineStyle !== 'none' && style.outlineWidth !== '0px'
        if (document.activeElement !== e || e.tabIndex < 0 || !seen) found.push(e.outerHTML.slice(0, 120))
      }
      if (before instanceof (globalThis as any).HTMLElement) before.focus({ preventScroll: true })
      return found
    })
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
    async see(path, name, { printed = false } = {}) {
      await goto(path)
      t.same(await barriers(), [], `${name}: no barrier in light`)
      await picture(`${name}-${language === 'ar' ? 'rtl' : 'light'}`)
      if (language !== 'ar') {
        t.same(await unreached(), [], `${name}: all of it is reached by keys, and seen to be`)
        await page.emulateMedia({ colorScheme: 'dark' })
        t.same(await barriers(), [], `${name}: no barrier in dark`)
        await picture(`${name}-dark`)
        await page.emulateMedia({ colorScheme: 'light' })
        await page.setViewportSize(PHONE)
        await narrow(`${name}: a phone is wide enough`)
        await picture(`${name}-phone`)
        if (printed) {
          await page.setViewportSize(SHEET)
          await page.emulateMedia({ media: 'print' })
          await narrow(`${name}: a sheet is wide enough`)
          await picture(`${name}-print`)
          if (PICTURES !== undefined) await page.pdf({ path: join(PICTURES, `${name}.pdf`), format: 'A4' })
          await page.emulateMedia({ media: null })
        }
        await page.setViewportSize({ width, height: 900 })
      }
    },
    check() {
      t.same(foreign, [], 'no request left the node')
      t.same(complaints, [], 'no page complained')
    },
  }
}
