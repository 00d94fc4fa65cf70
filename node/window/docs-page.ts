/** `/docs`: the OpenAPI document as one HTML page that needs no network and no script. */

import { html, page } from './html.ts'

type Json = Record<string, unknown>
/** Where the schema of a message type is served. */
type SchemaLink = { readonly procedure: string; readonly type: string; readonly href: string }

/** Prose of the document: what stands in backticks is code, and an empty line begins a paragraph. */
const prose = (text: unknown): string =>
  html(text)
    .trim()
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\n\n/g, '</p><p>')

const STYLE = `nav{position:sticky;top:0;background:#fff;padding:.6rem 0;border-bottom:1px solid #d5dde5}article,h2{scroll-margin-top:3.5rem}h2{border-bottom:2px solid #0b5c8a;padding-top:1rem}article{border:1px solid #d5dde5;border-radius:6px;padding:.2rem 1rem 1rem;margin:1rem 0}
h3{font:600 1rem ui-monospace,monospace}h3 b{display:inline-block;min-width:3.5rem;color:#fff;background:#0b5c8a;border-radius:4px;padding:.1rem .4rem;text-align:center}h3 b.post{background:#1a7040}h3 b.put{background:#8a5a0b}
td:last-child{min-width:0}pre,td code{white-space:pre-wrap;overflow-wrap:anywhere}pre{background:#f4f7fa;padding:.6rem;border-radius:4px}nav a{margin-right:1rem}
`

/** The types of each procedure, each leading to its schema. */
const schemaTable = (links: readonly SchemaLink[]): string => {
  const procedures = [...new Set(links.map((l) => l.procedure))]
  return `<table><tr><th>procedure</th><th>what its documents say</th></tr>${procedures
    .map((procedure) => {
      const types = links.filter((l) => l.procedure === procedure)
      return `<tr><td>${html(procedure)}</td><td>${types.map((l) => `<a href="${html(l.href)}">${html(l.type)}</a>`).join(', ')}</td></tr>`
    })
    .join('')}</table>`
}

/** A schema in one line of JSON-like text, with references by name. */
function shape(schema: Json | undefined, depth = 0): string {
  if (!schema) return ''
  if (typeof schema['$ref'] === 'string') return schema['$ref'].split('/').at(-1)!
  if (schema['oneOf']) return (schema['oneOf'] as Json[]).map((s) => shape(s, depth)).join(' | ')
  if (schema['enum']) return (schema['enum'] as string[]).map((v) => JSON.stringify(v)).join(' | ')
  if (schema['type'] === 'array') return `[${shape(schema['items'] as Json, depth)}]`
  const properties = schema['properties'] as Record<string, Json> | undefined
  if (properties) {
    const required = (schema['required'] ?? []) as string[]
    const pad = '  '.repeat(depth + 1)
    return `{\n${Object.entries(properties)
      .map(([name, p]) => `${pad}${name}${required.includes(name) ? '' : '?'}: ${shape(p, depth + 1)}`)
      .join('\n')}\n${'  '.repeat(depth)}}`
  }
  if (schema['type'] === 'integer' && schema['maximum'] !== undefined)
    return `integer ${String(schema['minimum'] ?? '')} to ${String(schema['maximum'])}`
  if (schema['format'] === 'date-time') return `time${Array.isArray(schema['type']) ? ' | null' : ''}`
  return Array.isArray(schema['type']) ? (schema['type'] as string[]).join(' | ') : String(schema['type'] ?? 'any')
}

export function docsPage(document: Json, schemas: readonly SchemaLink[]): string {
  const info = document['info'] as Json
  const components = document['components'] as {
    schemas: Record<string, Json>
    parameters: Record<string, Json>
    responses: Record<string, Json>
  }
  /** A form, in which each named schema leads to where it is shown. */
  const form = (schema: Json | undefined): string =>
    html(shape(schema)).replace(/\b[A-Z]\w+\b/g, (name) =>
      Object.hasOwn(components.schemas, name) ? `<a href="#schema-${name}">${name}</a>` : name,
    )
  const sections = new Map<string, string[]>()
  for (const [path, item] of Object.entries(document['paths'] as Record<string, Record<string, Json>>))
    for (const [method, op] of Object.entries(item)) {
      const tag = ((op['tags'] ?? ['other']) as string[])[0]!
      const parameters = ((op['parameters'] ?? []) as Json[]).map((p) =>
        typeof p['$ref'] === 'string' ? components.parameters[p['$ref'].split('/').at(-1)!]! : p,
      )
      const bodies = Object.entries(
        ((op['requestBody'] as Json | undefined)?.['content'] ?? {}) as Record<string, Json>,
      )
      const answers = Object.entries(op['responses'] as Record<string, Json>).map(([status, r]) => {
        const response = typeof r['$ref'] === 'string' ? components.responses[r['$ref'].split('/').at(-1)!]! : r
        const [type, content] = Object.entries((response['content'] ?? {}) as Record<string, Json>)[0] ?? []
        return `<tr><td>${html(status)}</td><td>${prose(response['description'])}</td><td>${html(type)}</td><td><code>${form(content?.['schema'] as Json)}</code></td></tr>`
      })
      const text = `<article id="${html(op['operationId'])}"><h3><b class="${method}">${method.toUpperCase()}</b> ${html(path)}</h3>
<p>${prose(op['summary'])}${op['description'] ? `<br>${prose(op['description'])}` : ''}</p>
<p>${op['x-roles'] ? `Roles: ${html((op['x-roles'] as string[]).join(', '))}` : 'Open: no key is needed'}</p>
${parameters.length ? `<table><tr><th>parameter</th><th>in</th><th>form</th><th></th></tr>${parameters.map((p) => `<tr><td><code>${html(p['name'])}</code>${p['required'] ? ' *' : ''}</td><td>${html(p['in'])}</td><td><code>${form(p['schema'] as Json)}</code></td><td>${prose(p['description'])}</td></tr>`).join('')}</table>` : ''}
${bodies.map(([type, content]) => `<p>Body <code>${html(type)}</code></p><pre>${form(content['schema'] as Json)}</pre>`).join('')}
<table><tr><th>status</th><th>means</th><th>type</th><th>form</th></tr>${answers.join('')}</table></article>`
      sections.set(tag, [...(sections.get(tag) ?? []), text])
    }
  const described = new Map(
    ((document['tags'] ?? []) as Json[]).map((t) => [t['name'] as string, t['description'] as string]),
  )
  return page(
    String(info['title']),
    `<p>${prose(info['description'])}</p><p>For programs: <a href="/openapi.json">/openapi.json</a>, <a href="/v1/schemas">/v1/schemas</a>, <a href="/problems">/problems</a>.</p>
<nav>${[...sections.keys(), 'forms'].map((t) => `<a href="#tag-${html(t)}">${html(t)}</a>`).join('')}</nav>
${[...sections].map(([tag, list]) => `<section><h2 id="tag-${html(tag)}">${html(tag)}</h2><p>${html(described.get(tag))}</p>${tag === 'schemas' ? schemaTable(schemas) : ''}${list.join('')}</section>`).join('')}
<section><h2 id="tag-forms">forms</h2>${Object.entries(components.schemas)
      .map(
        ([name, s]) =>
          `<article id="schema-${html(name)}"><h3>${html(name)}</h3><p>${prose(s['description'])}</p><pre>${form(s)}</pre></article>`,
      )
      .join('')}</section>`,
    STYLE,
  )
}
