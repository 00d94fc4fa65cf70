/** Runs what the pages of the documents tell their readers to type, each page by itself, against real nodes. */
import { existsSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { temporaryFolder } from '../servers.ts'
import { ROOT } from '../shared-data.ts'
import { likeTheTree, runnable, runShell, withSparePorts, type Ran } from './shell.ts'

const SETUP = 'docs/how-to/README.md'
export const PAGES = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .map((path) => `docs/${path.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.md'))
  .sort()
/** A page that starts nodes of its own may do with them what it likes. */
const alone = (page: string): boolean => /^npm run -s demo|juxta init/m.test(runnable(page))
/** By themselves: what is about the tests, and takes hours. */
const ELSEWHERE = ['docs/tests/mutants.md', 'docs/tests/faults.md']

/** The pages that have something to type, of those that are asked for. */
export const pagesOf = (of: (page: string) => boolean): string[] =>
  PAGES.filter((page) => page !== SETUP && !ELSEWHERE.includes(page) && runnable(page) !== '' && of(page))

/** `PAGE=how-to/x` runs one page alone. */
export async function runPages(t: Test, pages: readonly string[]): Promise<void> {
  const only = process.env['PAGE']
  const wanted = pages.filter((page) => !only || page === `docs/${only}.md`)
  t.ok(only || wanted.length > 3, `${wanted.length} pages`)
  const tree = likeTheTree(temporaryFolder(t))
  if (wanted.some((page) => !alone(page))) {
    // What the first page of the how-to says is done once, and its nodes stay for the pages after it: that shell goes on until it is told to end.
    const { code, said } = await new Promise<Ran>((done) => {
      const setting = runShell(t, tree, `${runnable(SETUP)}\ntouch ready\nwait`)
      void setting.then(done)
      const looking = setInterval(() => {
        if (existsSync(join(tree, 'ready'))) done({ code: 0, said: '' })
      }, 100)
      t.teardown(() => clearInterval(looking))
    })
    t.equal(code, 0, said)
  }
  for (const page of wanted)
    await t.test(page, async (t) => {
      const dir = likeTheTree(temporaryFolder(t))
      if (!alone(page)) for (const name of ['demo', 'demo.json']) symlinkSync(join(tree, name), join(dir, name))
      const before = alone(page) ? '' : '. examples/demo-nodes.sh demo.json\n'
      const { code, said } = await runShell(t, dir, await withSparePorts(before + runnable(page)))
      t.equal(code, 0, `${page}: ${said.slice(-2500)}`)
    })
}
