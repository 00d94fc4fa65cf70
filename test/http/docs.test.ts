/** `/docs`: the whole document on one page, which leads nowhere else. */
import t from 'tap'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { docsPage } from '../../node/window/docs-page.ts'
import { bodyTypes } from '../../node/cases/body-schema.ts'
import { readDocument } from '../../node/http/operations.ts'

t.test('every operation and every schema is there, and every link of the page leads to a place on it', async (t) => {
  const document = readDocument('window') as {
    paths: Record<string, Record<string, { operationId: string }>>
    components: { schemas: object }
  }
  const schemas = bodyTypes(PROCEDURES).map((name) => ({
    ...name,
    href: `/v1/schemas/${name.procedure}/${name.version}/${name.type}`,
  }))
  const page = docsPage(document, schemas)
  const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]))
  for (const item of Object.values(document.paths))
    for (const { operationId } of Object.values(item)) t.ok(ids.has(operationId), operationId)
  for (const name of Object.keys(document.components.schemas)) t.ok(ids.has(`schema-${name}`), name)
  const links = [...page.matchAll(/ href="([^"]+)"/g)].map((m) => m[1]!)
  t.ok(links.length > 50)
  t.same(
    links.filter((link) => !link.startsWith('#') || !ids.has(link.slice(1))),
    ['/openapi.json', '/v1/schemas', '/problems', ...schemas.map((s) => s.href)],
  )
  t.notMatch(page, /<script|<link|<img| src=|@import|url\(/, 'nothing is fetched')
})
