/** What the node says of itself to anybody: its API, the schemas of the messages, its errors, and the page that verifies evidence. No key is needed. */
import { verifyPage } from '../auditor/verify-page.ts'
import { bodySchema, bodyTypes } from '../cases/body-schema.ts'
import { PROCEDURES } from '../procedures/procedures.ts'
import { readDocument } from '../http/operations.ts'
import type { Answer, Handler, Request } from '../http/server.ts'
import { JuxtaError } from '../values/errors.ts'
import { docsPage } from './docs-page.ts'
import { PAGE_HEADERS } from './html.ts'
import { problemKind, problemKinds, problemPage, problemsPage } from './problem-pages.ts'

const asPage = (body: string): Answer => ({ type: 'text/html; charset=utf-8', body, headers: PAGE_HEADERS })

/** A browser asks for HTML by name; a program that takes anything gets JSON. */
const wantsPage = (request: Request): boolean => (request.headers.accept ?? '').includes('text/html')

export function documentationRoutes(route: (id: string, handler: Handler) => void): void {
  const document = readDocument('window')
  const schemas = bodyTypes(PROCEDURES).map((name) => ({
    ...name,
    href: `/v1/schemas/${name.procedure}/${name.version}/${name.type}`,
  }))
  const text = JSON.stringify(document)
  const docs = docsPage(document, schemas)

  route('home', async () => ({ status: 302, headers: { location: '/docs' } }))
  route('openapi', async () => ({ type: 'application/json', body: text }))
  route('docs', async () => asPage(docs))
  route('listSchemas', async () => ({ body: { items: schemas, next: null } }))
  route('getSchema', async ({ params }) => {
    const { procedure, version, type } = params
    const name = schemas.find((s) => s.procedure === procedure && s.version === version && s.type === type)
    if (!name)
      throw new JuxtaError('not-found', `there is no schema of ${procedure}/${type} in version ${version}`, {
        rule: 'schema',
      })
    return { type: 'application/schema+json', body: JSON.stringify(bodySchema(name)) }
  })
  route('listProblems', async ({ request }) =>
    wantsPage(request) ? asPage(problemsPage()) : { body: { items: problemKinds(), next: null } },
  )
  route('getProblem', async ({ request, params }) => {
    const kind = problemKind(params['code']!)
    if (!kind) throw new JuxtaError('not-found', `there is no error ${params['code']}`)
    return wantsPage(request) ? asPage(problemPage(kind)) : { body: kind }
  })
  route('verifyPage', async () => ({
    type: 'text/html; charset=utf-8',
    body: verifyPage(),
    // The page brings its own policy; what only a header can say is added.
    headers: { 'content-security-policy': "frame-ancestors 'none'", 'x-content-type-options': 'nosniff' },
  }))
}
