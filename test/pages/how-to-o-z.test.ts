/** The commands of the how-to pages, of those from o to z. */
import t from 'tap'
import { pagesOf, runPages } from './run-pages.ts'

t.test('the commands of the how-to do what they say', (t) =>
  runPages(
    t,
    pagesOf((page) => /^docs\/how-to\/[o-z]/.test(page)),
  ),
)
