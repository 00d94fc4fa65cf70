/** The form by which a reader tries an operation on the node that serves the page: a field for each parameter, and a body to begin from. The script is try-it.js. */
import { html } from './page.ts'

export type Json = Record<string, unknown>
export type Components = {
  readonly schemas: Readonly<Record<string, Json>>
  readonly parameters: Readonly<Record<string, Json>>
  readonly responses: Readonly<Record<string, Json>>
  readonly examples?: Readonly<Record<string, Json>>
}

const named = (from: Readonly<Record<string, Json>>, value: Json): Json =>
  typeof value['$ref'] === 'string' ? from[value['$ref'].split('/').at(-1)!]! : value

/** How deep a body to begin from goes. */
const DEEP = 5

/** What a value of the schema may look like: its example, else its required members. */
function sample(components: Components, given: Json | undefined, deep = 0): unknown {
  if (given === undefined || deep > DEEP) return null
  const schema = named(components.schemas, given)
  if (schema['example'] !== undefined) return schema['example']
  if (schema['const'] !== undefined) return schema['const']
  if (Array.isArray(schema['examples'])) return schema['examples'][0]
  if (Array.isArray(schema['enum'])) return schema['enum'][0]
  const one = ((schema['oneOf'] ?? schema['anyOf'] ?? schema['allOf']) as Json[] | undefined)?.[0]
  const types = schema['type'] as string | readonly string[] | undefined
  const type = typeof types === 'string' ? types : types?.[0]
  if (type === 'array') return [sample(components, schema['items'] as Json, deep + 1)]
  const properties = schema['properties'] as Record<string, Json> | undefined
  if (properties) {
    const wanted = (schema['required'] ?? Object.keys(properties).slice(0, 1)) as string[]
    return Object.fromEntries(
      wanted.filter((name) => properties[name]).map((name) => [name, sample(components, properties[name], deep + 1)]),
    )
  }
  if (one) return sample(components, one, deep + 1)
  if (type === 'integer' || type === 'number') return schema['minimum'] ?? 1
  if (type === 'boolean') return true
  if (type === 'object') return {}
  return schema['format'] === 'date-time' ? '2026-01-01T00:00:00Z' : ''
}

function bodyOf(components: Components, content: Json): unknown {
  const examples = Object.values((content['examples'] ?? {}) as Record<string, Json>)
  if (examples[0]) return named(components.examples ?? {}, examples[0])['value']
  return content['example'] ?? sample(components, content['schema'] as Json)
}

function field(id: string, components: Components, parameter: Json): string {
  const name = String(parameter['name'])
  const schema = named(components.schemas, parameter['schema'] as Json)
  const value = parameter['example'] ?? schema['example'] ?? ''
  const own = `id="${id}" data-in="${html(parameter['in'])}" data-name="${html(name)}"${parameter['x-rest'] === true ? ' data-rest' : ''}${parameter['required'] ? ' required' : ''}`
  const choices =
    schema['type'] === 'boolean'
      ? ['true', 'false']
      : Array.isArray(schema['enum'])
        ? (schema['enum'] as string[])
        : null
  const input = choices
    ? `<select ${own}><option value=""></option>${choices.map((c) => `<option>${html(c)}</option>`).join('')}</select>`
    : `<input ${own} value="${html(parameter['required'] && name.toLowerCase() !== 'idempotency-key' ? value : '')}" autocomplete="off" spellcheck="false">`
  return `<label for="${id}"><code>${html(name)}</code>${parameter['required'] ? ' *' : ''}</label>${input}`
}

/** The form of one operation. It stays hidden where no script runs. */
export function tryForm(method: string, path: string, operation: Json, components: Components): string {
  const id = `try-${String(operation['operationId'])}`
  const parameters = ((operation['parameters'] ?? []) as Json[]).map((p) => named(components.parameters, p))
  const contents = Object.entries(
    ((operation['requestBody'] as Json | undefined)?.['content'] ?? {}) as Record<string, Json>,
  )
  const [type, content] = contents[0] ?? []
  const json = type?.endsWith('json') === true
  const text = json ? JSON.stringify(bodyOf(components, content!), null, 2) : ''
  const body =
    content === undefined
      ? ''
      : `${contents.length > 1 ? `<label for="${id}-type">Media type</label><select id="${id}-type" data-type>${contents.map(([t]) => `<option>${html(t)}</option>`).join('')}</select>` : `<input type="hidden" data-type value="${html(type)}">`}
<label for="${id}-body">Body</label><textarea id="${id}-body" data-body rows="${Math.min(14, text.split('\n').length + 1)}" spellcheck="false">${html(text)}</textarea>
<label for="${id}-file">or a file</label><input id="${id}-file" type="file" data-file>`
  const reads = method === 'get'
  return `<details class="try" hidden><summary>Try it</summary><form data-method="${method.toUpperCase()}" data-path="${html(path)}"${operation['security'] ? ' data-open' : ''}>
<div class="fields">${parameters.map((p, i) => field(`${id}-${i}`, components, p)).join('\n')}
${body}</div>
<p><button>${reads ? 'Ask this node' : 'Send to this node'}</button> <button type="button" data-stop hidden>Stop</button>${reads ? '' : ' <span class="apart">It is done, not rehearsed.</span>'}</p>
<div data-shown hidden><p>As curl:</p><pre tabindex="0" data-curl></pre><p role="status" data-status></p><pre tabindex="0" data-answer></pre></div></form></details>`
}
