/** `/docs/api`: the whole document on one page, where each operation can be tried. */
import t from 'tap'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { apiPage } from '../../node/pages/api-page.ts'
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
  const page = apiPage(document, schemas)
  const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]))
  for (const item of Object.values(document.paths))
    for (const { operationId } of Object.values(item)) t.ok(ids.has(operationId), operationId)
  for (const name of Object.keys(document.components.schemas)) t.ok(ids.has(`schema-${name}`), name)
  const main = page.slice(page.indexOf('<main'))
  const links = [...main.matchAll(/ href="([^"]+)"/g)].map((m) => m[1]!)
  t.ok(links.length > 50)
  t.same(
    links.filter((link) => !link.startsWith('#') || !ids.has(link.slice(1))),
    ['/openapi.json', '/v1/schemas', '/problems', ...schemas.map((s) => s.href)],
  )
  t.same(
    [...page.matchAll(/ (?:src|action)="([^"]+)"/g)].map((m) => m[1]),
    ['/docs/try-it.js', '/docs/search'],
    'nothing is fetched from elsewhere, and no script stands in the page',
  )
  t.notMatch(page, /<script>|@import|url\(| style="| on[a-z]+="/)
  for (const [path, item] of Object.entries(document.paths))
    for (const method of Object.keys(item))
      t.ok(page.includes(`data-method="${method.toUpperCase()}" data-path="${path}"`), `${method} ${path} can be tried`)
})
