/** What the node says of itself to anybody: its API, the schemas of the messages, its errors, and the page that verifies evidence. No key is needed. */
import { verifyPage } from '../auditor/verify-page.ts'
import { bodySchema, bodyTypes } from '../cases/body-schema.ts'
import type { Procedures } from '../cases/procedures.ts'
import { readDocument } from '../http/operations.ts'
import type { Answer } from '../http/server.ts'
import type { WindowIncoming, WindowRoutes } from '../http/window-auth.ts'
import { JuxtaError } from '../values/errors.ts'
import { docsPage } from './docs-page.ts'
import { PAGE_HEADERS } from './html.ts'
import { problemKind, problemKinds, problemPage, problemsPage } from './problem-pages.ts'

const asPage = (body: string): Answer => ({ type: 'text/html; charset=utf-8', body, headers: PAGE_HEADERS })

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
  let docs: string | undefined

  return {
    home: async () => ({ status: 302, headers: { location: '/docs' } }),
    openapi: async () => ({ type: 'application/json', body: (text ??= JSON.stringify(document)) }),
    docs: async () => asPage((docs ??= docsPage(document, schemas))),
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
      if (!kind) throw new JuxtaError('not-found', `there is no error ${incoming.params['code']}`)
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
