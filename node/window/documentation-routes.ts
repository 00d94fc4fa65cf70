/** What the node says of itself to anybody: its API, the schemas of the messages, its errors, and the page that verifies evidence. No key is needed. */
import { verifyPage } from '../auditor/verify-page.ts'
import { bodySchema, bodyTypes } from '../cases/body-schema.ts'
import type { Procedures } from '../cases/procedures.ts'
import { readDocument } from '../http/operations.ts'
import type { Answer } from '../http/server.ts'
import type { WindowIncoming, WindowRoutes } from '../http/window-auth.ts'
import { JuxtaError, noSuch } from '../values/errors.ts'
import { apiPage } from '../pages/api-page.ts'
import { documentPage, search, searchPage } from '../pages/document-page.ts'
import { html, page, PAGE_HEADERS } from '../pages/page.ts'
import { alertPage, catalogued, problemKind, problemKinds, problemPage, problemsPage } from '../pages/problem-pages.ts'
import { pageFile } from '../pages/tree.ts'

const asPage = (body: string, status = 200): Answer => ({
  status,
  type: 'text/html; charset=utf-8',
  body,
  headers: PAGE_HEADERS,
})

/** A browser asks for HTML by name; a program that takes anything gets JSON. */
const wantsPage = ({ headers }: WindowIncoming): boolean => (headers['accept'] ?? '').includes('text/html')

export function documentationRoutes(procedures: Procedures): WindowRoutes {
  const document = readDocument('window')
  const schemas = bodyTypes(procedures).map((name) => ({
    ...name,
    href: `/v1/schemas/${name.procedure}/${name.version}/${name.type}`,
  }))
  // Both are made when somebody first asks: a start is not to wait for them.
  let text: string | undefined
  let api: string | undefined

  return {
    home: async (incoming) => ({ status: 302, headers: { location: wantsPage(incoming) ? '/console/' : '/docs' } }),
    openapi: async () => ({ type: 'application/json', body: (text ??= JSON.stringify(document)) }),
    docs: async () => asPage(documentPage('/docs')!),
    async docsPage(incoming) {
      const path = incoming.params['page']!
      if (path === 'api') return asPage((api ??= apiPage(document, schemas)))
      if (path === 'search') {
        const looked = incoming.query['q'] ?? ''
        return asPage(searchPage(looked, search(looked, catalogued())))
      }
      const file = pageFile(path)
      if (file) return { ...file, headers: PAGE_HEADERS }
      const [, kind] = /^alerts\/([a-z-]+)$/.exec(path) ?? []
      const found = kind === undefined ? documentPage(`/docs/${path}`) : alertPage(kind)
      if (found !== undefined) return asPage(found)
      if (!wantsPage(incoming))
        throw new JuxtaError('not-found', `there is no page ${path}`, { pointer: '/path/page', rule: 'known' })
      const body = `<p>There is no page <code>${html(path)}</code> here. <a href="/docs">All pages</a>, or look for its words above.</p>`
      return asPage(page({ title: 'No such page', at: '', body }), 404)
    },
    listSchemas: async () => ({ body: { items: schemas, next: null } }),
    async getSchema({ params }) {
      const { procedure, version, type } = params
      const name = schemas.find((s) => s.procedure === procedure && s.version === version && s.type === type)
      if (!name)
        throw new JuxtaError('not-found', `there is no schema of ${procedure}/${type} in version ${version}`, {
          rule: 'schema',
        })
      return { type: 'application/schema+json', body: JSON.stringify(bodySchema(name)) }
    },
    listProblems: async (incoming) =>
      wantsPage(incoming) ? asPage(problemsPage()) : { body: { items: problemKinds(), next: null } },
    async getProblem(incoming) {
      const kind = problemKind(incoming.params['code']!)
      if (!kind) throw noSuch('error', 'code')
      return wantsPage(incoming) ? asPage(problemPage(kind)) : { body: kind }
    },
    verifyPage: async () => ({
      type: 'text/html; charset=utf-8',
      body: verifyPage(),
      // The page brings its own policy; what only a header can say is added.
      headers: { 'content-security-policy': "frame-ancestors 'none'", 'x-content-type-options': 'nosniff' },
    }),
  }
}
