// The operations of the window side by what they are about, from its OpenAPI document; and those of a procedure.
import { readdirSync, readFileSync } from 'node:fs'
import { code, from, opening, prose, table } from './write.mjs'

const { readDocument } = await from('http/operations.js')
const document = readDocument('window')

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
)
const who = (o) => o['x-roles']?.join(', ') ?? 'anybody, without a key'

export const apiPage = () =>
  opening(
    'The API',
    'Every operation of the window side, where Single Windows, operators and auditors call. A node serves the same with forms to try each at `/docs/api`, and the OpenAPI document at `/openapi.json`; its source is [openapi/window.yaml](../../openapi/window.yaml).',
  ) +
  document.tags
    .map(({ name, description }) => {
      const own = operations.filter(({ tags }) => tags[0] === name)
      return `## ${name}\n\n${description}.\n\n${own
        .map(
          (o) =>
            `### ${o.operationId}\n\n${code(`${o.method} ${o.path}`)} · ${who(o)}\n\n${o.summary}.${o.description ? ` ${prose(o.description)}` : ''}`,
        )
        .join('\n\n')}`
    })
    .join('\n\n')

/** An operation by its operationId. Fails where there is none. */
export function operationOf(id) {
  const found = operations.find(({ operationId }) => operationId === id)
  if (found === undefined) throw new Error(`no operation ${id}`)
  return found
}

/** The operations that the routes of a procedure answer. */
export function operationsOf(procedure, root) {
  const folder = `${root}node/procedures/${procedure}/`
  const text = readdirSync(folder)
    .filter((name) => name.endsWith('-routes.ts'))
    .map((name) => readFileSync(folder + name, 'utf8'))
    .join('\n')
  const own = operations.filter(({ operationId }) => new RegExp(`^ +(async )?${operationId}[:(]`, 'm').test(text))
  if (own.length === 0) return 'It has no operations of its own; its cases are read with those of all procedures.'
  return table(
    ['operation', 'says', 'roles'],
    own.map((o) => [
      `[${code(`${o.method} ${o.path}`)}](../reference/api.md#${o.operationId.toLowerCase()})`,
      o.summary,
      who(o),
    ]),
  )
}
