/** The commands of the how-to pages, of those from a to n. */
import t from 'tap'
import { pagesOf, runPages } from './run-pages.ts'

t.test('the commands of the how-to do what they say', (t) =>
  runPages(
    t,
    pagesOf((page) => /^docs\/how-to\/[a-n]/.test(page)),
  ),
)
