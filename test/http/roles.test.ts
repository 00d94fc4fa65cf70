/** Who may call what on the window side stands beside each operation; an operation that says nothing does not start. */
import t from 'tap'
import { compileOperations, readDocument, readOperations } from '../../node/http/operations.ts'

type Json = Record<string, any>

const OPEN = [
  'hoursCalendar',
  'hoursCalendarFile',
  'hoursWeek',
  'hoursNow',
  'hoursPoster',
  'listSchemas',
  'getSchema',
  'listProblems',
  'getProblem',
  'home',
  'consolePage',
  'consoleScreen',
  'consoleAsset',
  'getConsoleSession',
  'openConsoleSession',
  'endConsoleSession',
  'beginSignIn',
  'finishSignIn',
  'livez',
  'readyz',
  'metrics',
  'openapi',
  'verifyPage',
  'docs',
  'docsPage',
]

const operationsOf = (document: Json): Json[] =>
  Object.values(document['paths'] as Json).flatMap((item) => Object.values(item as Json))

t.test('every operation is open or names the roles that may call it', async (t) => {
  const operations = readOperations('window')
  t.ok(operations.size > 70)
  for (const operation of operations.values()) t.equal(operation.open, operation.roles.length === 0, operation.id)
  t.same(
    [...operations.values()].filter((o) => o.open).map((o) => o.id),
    OPEN,
    'nothing else needs no key',
  )
  t.same(operations.get('submitMessage')!.roles, ['window', 'assistance'])
  t.same(operations.get('eraseDocuments')!.roles, ['operator'])
})

t.test('silence, an empty list, an unknown role, and roles of an open operation are refused at start', async (t) => {
  for (const [name, spoil] of [
    ['no x-roles', (o: Json) => delete o['x-roles']],
    ['an empty list', (o: Json) => (o['x-roles'] = [])],
    ['an unknown role', (o: Json) => (o['x-roles'] = ['window', 'everybody'])],
    ['a word instead of a list', (o: Json) => (o['x-roles'] = 'window')],
    ['a security of its own that is not empty', (o: Json) => (delete o['x-roles'], (o['security'] = [{ key: [] }]))],
    ['open, with roles', (o: Json) => (o['security'] = [])],
  ] as const) {
    const document = structuredClone(readDocument('window'))
    const operation = operationsOf(document).find((o) => o['operationId'] === 'submitMessage')!
    compileOperations('window', document)
    spoil(operation)
    t.throws(() => compileOperations('window', document), { code: 'internal', message: /^submitMessage / }, name)
  }
})
