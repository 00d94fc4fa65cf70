/** Every command and request in the documents, those of the how-to aside, is run as it stands there, in the order of its page, against real nodes. */
import t from 'tap'
import { PAGES, pagesOf, runPages } from './run-pages.ts'
import { temporaryFolder } from '../servers.ts'
import { blocksOf, heldToIt, runnable, runShell, SAYS } from './shell.ts'

t.test('a block for a shell is run, or says why not; a block of another kind says of which', async (t) => {
  for (const page of PAGES)
    for (const { language, rest } of blocksOf(page)) {
      t.match(language, /^(sh|text|json|xml|ts|py|html|yaml|ini)$/, `${page}: ${language}`)
      if (language === 'sh') t.match(rest, /^(not run: [a-z].{10,})?$/, page)
    }
})

t.test('a line is held to what it says of its exit and of what it prints', async (t) => {
  const dir = temporaryFolder(t)
  const run = async (line: string): Promise<number | null> => (await runShell(t, dir, heldToIt(line))).code
  for (const line of [
    '(exit 1)   # exit 1: nobody is there',
    '(exit 2)   # exit 0 or 2',
    'true   # exit 0 or 2: it may be whole already',
    'echo one two   # → one two',
    'echo /problems/gone   # → /problems/…',
    `box=XA-7; echo '"LRN-XA-7"'\necho "LRN-$box"   # → LRN-$box`,
    `echo '{"a":1}'   # → {"a":1}`,
  ])
    t.equal(await run(line), 0, line)
  for (const line of [
    'true   # exit 1: it should have been refused',
    '(exit 12)   # exit 1 or 2',
    '(exit 1)   # exit 0 or 2',
    'echo one   # → two',
    'echo nothing | grep something   # → something',
    'true   # → something',
    'echo one   # → o',
  ])
    t.not(await run(line), 0, line)
  for (const page of PAGES) {
    t.notMatch(runnable(page), SAYS, `${page}: what a line says stands behind the whole of a command`)
    t.notMatch(runnable(page), /\|\| true\s*$/m, `${page}: a command that may do anything shows nothing`)
  }
})

t.test('the commands of the documents do what they say', (t) =>
  runPages(
    t,
    pagesOf((page) => !page.startsWith('docs/how-to/')),
  ),
)
