// The data set of each message: its elements, with their identifiers in the WCO Data Model, from the schemas that a node validates by.
import { code, from, opening, table } from './write.mjs'

const { bodySchema } = await from('cases/body-schema.js')

const nameOf = (ref) => ref.split('/').at(-1)
const isElement = (schema) => schema.properties !== undefined
const anchorOf = (name) => `the-element-${name.toLowerCase().replaceAll('.', '')}`

/** What a value may be, in words. */
function form(schema, defs, seen) {
  if (schema.$ref) {
    const name = nameOf(schema.$ref)
    const target = defs[name]
    if (!isElement(target)) return form({ ...target, ...schema, $ref: undefined }, defs, seen)
    seen.add(name)
    return `[${name.replace(/^elements\./, '')}](#${anchorOf(name)})`
  }
  if (schema.const !== undefined) return code(JSON.stringify(schema.const))
  if (schema.enum) return schema.enum.map((value) => code(value)).join(', ')
  if (schema.oneOf && !schema.type) return schema.oneOf.map((one) => form(one, defs, seen)).join(' or ')
  const type = [schema.type ?? 'any'].flat().filter((name) => name !== 'null')[0]
  if (type === 'array') return `list of ${form(schema.items ?? {}, defs, seen)}`
  if (type === 'object') return 'the elements below it'
  if (schema.format === 'date-time') return 'time'
  if (type === 'integer' && schema.maximum !== undefined) return `${schema.minimum ?? 0} to ${schema.maximum}`
  if (type === 'string' && schema.maxLength !== undefined)
    return `text of ${schema.minLength ?? 0} to ${schema.maxLength}`
  if (type === 'string' && schema.pattern) return `text like ${code(schema.pattern)}`
  return { string: 'text', boolean: 'yes or no', integer: 'whole number' }[type] ?? type
}

/** A row for each element of a schema, those within it indented by their path. */
function rows(schema, defs, seen, path = '') {
  return Object.entries(schema.properties ?? {}).flatMap(([name, own]) => {
    const target = own.$ref ? { ...defs[nameOf(own.$ref)], ...own } : own
    const list = target.type === 'array'
    const inner = list ? (own.items ?? target.items ?? {}) : own
    const here = `${path}${name}${list ? '[]' : ''}`
    const row = [
      code(here),
      target['x-wco-id'] ?? '',
      schema.required?.includes(name) ? 'must' : 'may',
      form(own, defs, seen),
      target.description ?? '',
    ]
    return [row, ...(inner.$ref ? [] : rows(inner, defs, seen, `${here}.`))]
  })
}

const HEAD = ['element', 'WCO', 'occurs', 'form', 'says']
const shown = (schema, defs, seen) => {
  const own = rows(schema, defs, seen)
  const either = schema.oneOf?.map(({ required }) => required?.map(code).join(' and ')).filter(Boolean)
  const text = own.length === 0 ? form({ ...schema, properties: undefined }, defs, seen) : table(HEAD, own)
  return either?.length ? `${text}\n\nOne of: ${either.join('; ')}.` : text
}

export function dataPage({ name, version, types }) {
  const seen = new Set()
  const defs = {}
  const sections = Object.keys(types).map((type) => {
    const schema = bodySchema({ procedure: name, version, type })
    Object.assign(defs, schema.$defs)
    return `## ${type}\n\n${schema.description ? `${schema.description}.\n\n` : ''}${shown(schema, defs, seen)}\n`
  })
  // Elements within elements are found while those are shown; a set is walked to its end also where it grows.
  const elements = []
  for (const element of seen) {
    const bare = element.replace(/^elements\./, '')
    const schema = defs[element]
    elements.push(
      `## The element ${element}\n\n${schema.description ? `${schema.description}.` : `What several messages call ${bare}.`}\n\n${shown(schema, defs, seen)}\n`,
    )
  }
  return `${
    opening(
      `Data of ${name}`,
      `The data set of each message of [${name}](../procedures/${name}.md), version ${version}. The second column is the identifier in the WCO Data Model; names that begin with \`x\` are ours, where the model has no element. A node serves the same as JSON Schema at \`/v1/schemas/${name}/${version}/{type}\`.`,
    ) + [...sections, ...elements].join('\n')
  }`.trimEnd()
}
