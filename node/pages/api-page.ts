/** `/docs/api`: the OpenAPI document as one page. It reads without a script; with the node's own one each operation can be tried on this node. */
import { html, page } from './page.ts'
import { tryForm, type Components, type Json } from './try-form.ts'
import { addTo } from '../values/groups.ts'

/** Where the schema of a message type is served. */
type SchemaLink = { readonly procedure: string; readonly type: string; readonly href: string }

/** Prose of the document: what stands in backticks is code, and an empty line begins a paragraph. */
const prose = (text: unknown): string =>
  html(text)
    .trim()
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\n\n/g, '</p><p>')

/** The types of each procedure, each leading to its schema. */
const schemaTable = (links: readonly SchemaLink[]): string => {
  const procedures = [...new Set(links.map((l) => l.procedure))]
  return `<table><thead><tr><th>procedure</th><th>what its documents say</th></tr></thead><tbody>${procedures
    .map((procedure) => {
      const types = links.filter((l) => l.procedure === procedure)
      return `<tr><td>${html(procedure)}</td><td>${types.map((l) => `<a href="${html(l.href)}">${html(l.type)}</a>`).join(', ')}</td></tr>`
    })
    .join('')}</tbody></table>`
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

export function apiPage(document: Json, schemas: readonly SchemaLink[]): string {
  const info = document['info'] as Json
  const components = document['components'] as Components
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
      const id = String(op['operationId'])
      const text = `<article id="${html(id)}"><h3 id="${html(id.toLowerCase())}"><b class="${method}">${method.toUpperCase()}</b> ${html(path)}</h3>
<p>${prose(op['summary'])}${op['description'] ? `<br>${prose(op['description'])}` : ''}</p>
<p>${op['x-roles'] ? `Roles: ${html((op['x-roles'] as string[]).join(', '))}` : 'Open: no key is needed'}</p>
${parameters.length ? `<table><thead><tr><th>parameter</th><th>in</th><th>form</th><th>says</th></tr></thead><tbody>${parameters.map((p) => `<tr><td><code>${html(p['name'])}</code>${p['required'] ? ' *' : ''}</td><td>${html(p['in'])}</td><td><code>${form(p['schema'] as Json)}</code></td><td>${prose(p['description'])}</td></tr>`).join('')}</tbody></table>` : ''}
${bodies.map(([type, content]) => `<p>Body <code>${html(type)}</code></p><pre tabindex="0">${form(content['schema'] as Json)}</pre>`).join('')}
<table><thead><tr><th>status</th><th>means</th><th>type</th><th>form</th></tr></thead><tbody>${answers.join('')}</tbody></table>
${tryForm(method, path, op, components)}</article>`
      addTo(sections, tag, text)
    }
  const described = new Map(
    ((document['tags'] ?? []) as Json[]).map((t) => [t['name'] as string, t['description'] as string]),
  )
  const body = `<p>${prose(info['description'])}</p><p>For programs: <a href="/openapi.json">/openapi.json</a>, <a href="/v1/schemas">/v1/schemas</a>, <a href="/problems">/problems</a>.</p>
<section id="with" class="with" hidden><h2>Try it</h2><p>Each operation below can be tried on this node. <label for="key">API key</label> <input id="key" type="password" autocomplete="off" spellcheck="false" size="50"></p>
<p class="apart">The key stays in this page alone, and goes with it. Without one, the session of the console counts, where you are signed in there.</p></section>
<noscript><p class="apart">Without a script this page is for reading; the examples of the other pages are for a terminal.</p></noscript>
<p class="tags">${[...sections.keys(), 'forms'].map((t) => `<a href="#tag-${html(t)}">${html(t)}</a>`).join(' ')}</p>
${[...sections].map(([tag, list]) => `<section><h2 id="tag-${html(tag)}">${html(tag)}</h2><p>${html(described.get(tag))}</p>${tag === 'schemas' ? schemaTable(schemas) : ''}${list.join('')}</section>`).join('')}
<section><h2 id="tag-forms">forms</h2>${Object.entries(components.schemas)
    .map(
      ([name, s]) =>
        `<article id="schema-${html(name)}"><h3>${html(name)}</h3><p>${prose(s['description'])}</p><pre tabindex="0">${form(s)}</pre></article>`,
    )
    .join('')}</section>`
  return page({ title: 'The API', at: '/docs/api', script: '/docs/try-it.js', body })
}
