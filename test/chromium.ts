/** A headless Chromium of a test's own, driven over the DevTools protocol. It opens no connection but those of the page. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { WebSocket } from 'undici'
import { absent, programNamed } from './servers.ts'

type Scope = { teardown(fn: () => unknown): unknown }

/** For tap's options, of tests that open pages. */
export const needsChromium = (): { skip?: string } =>
  programNamed('chromium') ? {} : absent('chromium is not installed')

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-port=0',
  '--remote-debugging-address=127.0.0.1',
]

export type Page = {
  goto(url: string): Promise<void>
  /** The value of an expression in the page, awaited, as JSON. */
  evaluate<T>(expression: string): Promise<T>
  /** Waits up to 20 s until the expression is true. */
  until(expression: string): Promise<void>
  /** Chooses files in an `<input type=file>`. */
  choose(selector: string, files: readonly string[]): Promise<void>
  screenshot(): Promise<Buffer>
  /** Addresses that the page asked for, and what it wrote to the console or failed with. */
  readonly requests: string[]
  readonly complaints: string[]
}

export async function openPage(t: Scope): Promise<Page> {
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'))
  const browser = spawn(programNamed('chromium')!, [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const gone = new Promise((done) => browser.once('exit', done))
  let close = async (): Promise<unknown> => browser.kill('SIGKILL')
  t.teardown(async () => {
    await close()
    await gone
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  })
  const address = await new Promise<string>((done, failed) => {
    createInterface({ input: browser.stderr }).on('line', (line) => {
      const found = /^DevTools listening on (ws:\S+)$/.exec(line)?.[1]
      if (found) done(found)
    })
    browser.once('exit', () => failed(new Error('chromium ended before it listened')))
  })
  const targets = (await (await fetch(`http://${new URL(address).host}/json`)).json()) as {
    type: string
    webSocketDebuggerUrl: string
  }[]
  const socket = new WebSocket(targets.find((target) => target.type === 'page')!.webSocketDebuggerUrl)
  await new Promise((done) => socket.addEventListener('open', done))
  const calls = new Map<number, { done(value: any): void; failed(error: Error): void }>()
  const page = { requests: [] as string[], complaints: [] as string[] }
  let loaded: () => void = () => undefined
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data))
    const call = calls.get(message.id)
    if (call) {
      if (message.error) call.failed(new Error(message.error.message))
      else call.done(message.result)
    } else if (message.method === 'Page.loadEventFired') loaded()
    else if (message.method === 'Network.requestWillBeSent') page.requests.push(message.params.request.url)
    else if (message.method === 'Runtime.exceptionThrown')
      page.complaints.push(message.params.exceptionDetails.exception?.description ?? 'an exception')
    else if (message.method === 'Log.entryAdded') page.complaints.push(message.params.entry.text)
  })
  let last = 0
  const ask = (method: string, params: object = {}): Promise<any> =>
    new Promise((done, failed) => {
      calls.set(++last, { done, failed })
      socket.send(JSON.stringify({ id: last, method, params }))
    })
  // Asked to, it ends with all of its processes, and nothing writes into the profile any more.
  close = () => Promise.race([ask('Browser.close'), gone, new Promise((done) => setTimeout(done, 5000))])
  for (const domain of ['Page', 'Network', 'Runtime', 'Log', 'DOM']) await ask(`${domain}.enable`)
  const evaluate = async (expression: string): Promise<any> => {
    const { result, exceptionDetails } = await ask('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }
  return {
    ...page,
    evaluate,
    async goto(url) {
      const done = new Promise<void>((resolve) => (loaded = resolve))
      await ask('Page.navigate', { url })
      await done
    },
    async until(expression) {
      for (const end = Date.now() + 20_000; !(await evaluate(expression)); await new Promise((r) => setTimeout(r, 50)))
        if (Date.now() > end) throw new Error(`never true: ${expression}; ${page.complaints.join('; ')}`)
    },
    async choose(selector, files) {
      const { root } = await ask('DOM.getDocument')
      const { nodeId } = await ask('DOM.querySelector', { nodeId: root.nodeId, selector })
      await ask('DOM.setFileInputFiles', { nodeId, files })
    },
    async screenshot() {
      const { data } = await ask('Page.captureScreenshot', { captureBeyondViewport: true })
      return Buffer.from(data, 'base64')
    },
  }
}
