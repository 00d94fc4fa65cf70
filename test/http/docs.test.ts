/** `/docs`: the whole document on one page, which leads nowhere else. */
import t from 'tap'
import { docsPage } from '../../node/window/docs-page.ts'
import { readDocument } from '../../node/http/operations.ts'

t.test('every operation and every schema is there, and every link of the page leads to a place on it', async (t) => {
  const document = readDocument('window') as {
    paths: Record<string, Record<string, { operationId: string }>>
    components: { schemas: object }
  }
  const page = docsPage(document)
  const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]))
  for (const item of Object.values(document.paths))
    for (const { operationId } of Object.values(item)) t.ok(ids.has(operationId), operationId)
  for (const name of Object.keys(document.components.schemas)) t.ok(ids.has(`schema-${name}`), name)
  const links = [...page.matchAll(/ href="([^"]+)"/g)].map((m) => m[1]!)
  t.ok(links.length > 50)
  t.same(
    links.filter((link) => !link.startsWith('#') || !ids.has(link.slice(1))),
    [],
  )
  t.notMatch(page, /<script|<link|<img| src=|@import|url\(/, 'nothing is fetched')
})
