/** The client as others install it: one tarball, in an empty folder, without a network; used by plain JavaScript, compiled by TypeScript at its strictest, and in a page of a browser. */
import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { needsChromium } from '../chromium.ts'
import { startTestNodes, type TestNode } from '../nodes.ts'
import { temporaryFolder } from '../servers.ts'
import { ROOT } from '../shared-data.ts'
import { inBrowser } from './in-browser.ts'

const run = (cwd: string, command: string, ...args: string[]): Promise<{ code: number; text: string }> =>
  new Promise((done) =>
    execFile(command, args, { cwd, timeout: 120_000 }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code ?? 1) : 0, text: stdout + stderr }),
    ),
  )

const PROGRAM = `
import { createJuxta, JuxtaProblem } from '@juxta/client'
const juxta = createJuxta({ url: process.argv[2], key: process.argv[3] })
for await (const peer of juxta.items('/v1/peers')) console.log('peer', peer.country)
const { id } = await juxta.send({ to: 'XB', procedure: 'pre-arrival', type: 'declaration', document: { mediaType: 'application/xml', text: '<D/>' } })
console.log('sent', (await juxta.GET('/v1/messages/{id}', { params: { path: { id } } })).id === id)
await juxta.GET('/v1/messages/{id}', { params: { path: { id: 'no' } } }).catch((e) => console.log('problem', e instanceof JuxtaProblem, e.pointer))
`
const TYPED = `
import { createJuxta, verifyWebhook, type components, type JuxtaProblem } from '@juxta/client'
const juxta = createJuxta({ url: 'http://127.0.0.1:1', key: 'k' })
export const state: Promise<components['schemas']['MessageState']> = juxta
  .GET('/v1/messages/{id}', { params: { path: { id: 'x' } } })
  .then((message) => message.state)
export const one: Promise<string> = juxta
  .send({ to: 'XB', procedure: 'p', type: 't', document: { mediaType: 'text/plain', text: '' } })
  .then((sent) => sent.id)
export async function* peers(): AsyncGenerator<string> {
  for await (const peer of juxta.items('/v1/peers')) yield peer.country
}
export const pointer = (problem: JuxtaProblem): string | undefined => problem.pointer
export const event = verifyWebhook(['a', 'b'], new Headers(), '')
// @ts-expect-error an operation that is not there
void juxta.GET('/v1/nothing')
// @ts-expect-error a path without its parameter
void juxta.GET('/v1/messages/{id}')
// @ts-expect-error a query that is not there
void juxta.GET('/v1/messages', { params: { query: { color: 'red' } } })
export const event_state: string | undefined = event.data.state
export async function* states(): AsyncGenerator<string | undefined> {
  for await (const { change } of juxta.changes({ kind: 'message' })) yield change.state
}
// @ts-expect-error what is no list
void juxta.items('/v1/log')
// @ts-expect-error a feed, which has no end
void juxta.items('/v1/changes')
// @ts-expect-error a submission without its type
void juxta.send({ to: 'XB', procedure: 'p', document: { mediaType: 'text/plain', text: '' } })
`

t.test('one tarball, installed offline, works in plain JavaScript, compiles, and runs in a browser', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const url = `http://127.0.0.1:${(a.node.window.server.address() as AddressInfo).port}`
  const dir = temporaryFolder(t)
  // Of what it depends on, all of it: nothing else is there.
  const needed = new Set<string>()
  const need = (folder: string): void => {
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>
    }
    for (const name of Object.keys(dependencies).filter((name) => !needed.has(name))) {
      needed.add(name)
      need(join(ROOT, 'node_modules', name))
    }
  }
  need(join(ROOT, 'client'))
  const [tarballs, empty] = [join(dir, 'tarballs'), join(dir, 'empty')]
  for (const folder of [tarballs, empty]) mkdirSync(folder)
  const packed = await run(join(ROOT, 'client'), 'npm', 'pack', '--silent', '--pack-destination', tarballs)
  t.equal(packed.code, 0, packed.text)
  const folders = [...needed].map((name) => join(ROOT, 'node_modules', name))
  const others = await run(
    dir,
    'npm',
    'pack',
    '--silent',
    '--ignore-scripts',
    '--pack-destination',
    tarballs,
    ...folders,
  )
  t.equal(others.code, 0, others.text)
  const files = readdirSync(tarballs).map((name) => join(tarballs, name))
  t.equal(files.length, needed.size + 1)

  writeFileSync(join(empty, 'package.json'), '{"private":true,"type":"module"}')
  const installed = await run(
    empty,
    'npm',
    'install',
    '--offline',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    ...files,
  )
  t.equal(installed.code, 0, installed.text)
  writeFileSync(join(empty, 'program.mjs'), PROGRAM)
  const ran = await run(empty, process.execPath, 'program.mjs', url, a.localKey)
  t.same(ran, { code: 0, text: 'peer XB\nsent true\nproblem true /path/id\n' })

  writeFileSync(join(empty, 'typed.ts'), TYPED)
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  // For browsers, and with the declarations of the packages judged too.
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: [],
  }
  writeFileSync(join(empty, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['typed.ts'] }))
  t.same(await run(empty, process.execPath, tsc), { code: 0, text: '' })

  await t.test('in a page', needsChromium(), (t) => inBrowser(t, empty, a, b))
})

t.test('the core imports nothing of Node', async (t) => {
  const folder = join(ROOT, 'client', 'src')
  for (const name of readdirSync(folder))
    t.notMatch(readFileSync(join(folder, name), 'utf8'), /from 'node:|import\('node:|\bprocess\.|\bBuffer\b/, name)
})
