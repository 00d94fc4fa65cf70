/** Every command and request in the documents, those of the how-to aside, is run as it stands there, in the order of its page, against real nodes. */
import t from 'tap'
import { PAGES, pagesOf, runPages } from './run-pages.ts'
import { blocksOf } from './shell.ts'

t.test('a block for a shell is run, or says why not; a block of another kind says of which', async (t) => {
  for (const page of PAGES)
    for (const { language, rest } of blocksOf(page)) {
      t.match(language, /^(sh|text|json|xml|ts|py|html|yaml|ini)$/, `${page}: ${language}`)
      if (language === 'sh') t.match(rest, /^(not run: [a-z].{10,})?$/, page)
    }
})

t.test('the commands of the documents do what they say', { timeout: 900_000 }, (t) =>
  runPages(
    t,
    pagesOf((page) => !page.startsWith('docs/how-to/')),
  ),
)
