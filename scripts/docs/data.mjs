// The data set of each message: its elements, with their identifiers in the WCO Data Model, from the schemas that a node validates by.
import { code, from, opening, table } from './write.mjs'

const { bodySchema } = await from('cases/body-schema.js')
const { CODE_LISTS, classesOf, namesOf } = await from('procedures/data-classes.js')
const { schemaDocument } = await from('cases/schemas.js')

const nameOf = (ref) => ref.split('/').at(-1)
const bareOf = (element) => element.replace(/^elements\./, '')
const isElement = (schema) => schema.properties !== undefined
const anchorOf = (name) => `the-element-${name.toLowerCase().replaceAll('.', '')}`

/** What a time says, and how far it may be from the signature of its message. */
function stated({ 'x-fact': fact, 'x-plan': plan }) {
  if (fact) return `that has been, within ${code(fact)}`
  return plan && `planned, within ${code(plan)}`
}

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
  const clock = { 'date-time': 'time', 'date-or-time': 'time or day', date: 'day' }[schema.format]
  if (clock) return [clock, stated(schema)].filter(Boolean).join(', ')
  if (type === 'integer' && schema.maximum !== undefined) return `${schema.minimum ?? 0} to ${schema.maximum}`
  if (type === 'string' && schema.maxLength !== undefined)
    return `text of ${schema.minLength ?? 0} to ${schema.maxLength}`
  if (type === 'string' && schema.pattern) return `text like ${code(schema.pattern)}`
  return { string: 'text', boolean: 'yes or no', integer: 'whole number' }[type] ?? type
}

/** What an element is about, and from which list its codes are. */
function kindOf(names) {
  const found = names.find((name) => Object.hasOwn(CODE_LISTS, name))
  return [found === undefined ? '' : CODE_LISTS[found], ...classesOf(names).filter((name) => name !== 'plain')]
}

/** A row for each element of a schema, those within it indented by their path; `within` is what the path begins in: a message or an element. */
function rows(schema, procedure, defs, seen, within, path = '') {
  return Object.entries(schema.properties ?? {}).flatMap(([name, own]) => {
    const target = own.$ref ? { ...defs[nameOf(own.$ref)], ...own } : own
    const list = target.type === 'array'
    const inner = list ? (own.items ?? target.items ?? {}) : own
    const here = `${path}${name}${list ? '[]' : ''}`
    const wcoId = target['x-wco-id'] ?? inner['x-wco-id']
    const [codes, ...kinds] = kindOf(namesOf(procedure, within, here, wcoId, inner.$ref && bareOf(nameOf(inner.$ref))))
    const row = [
      code(here),
      target['x-wco-id'] ?? '',
      schema.required?.includes(name) ? 'must' : 'may',
      form(own, defs, seen),
      codes,
      kinds.join(', '),
      target.description ?? '',
    ]
    return [row, ...(inner.$ref ? [] : rows(inner, procedure, defs, seen, within, `${here}.`))]
  })
}

const HEAD = ['element', 'WCO', 'occurs', 'form', 'codes', 'kind', 'says']
const shown = (schema, procedure, defs, seen, within) => {
  const own = rows(schema, procedure, defs, seen, within)
  const either = schema.oneOf?.map(({ required }) => required?.map(code).join(' and ')).filter(Boolean)
  const text = own.length === 0 ? form({ ...schema, properties: undefined }, defs, seen) : table(HEAD, own)
  return either?.length ? `${text}\n\nOne of: ${either.join('; ')}.` : text
}

/** The elements of a procedure: of each message, and what several of them share, each with its schema. */
function elementsOf({ name, version, types }) {
  const [seen, defs] = [new Set(), {}]
  const messages = Object.keys(types).map((type) => {
    const schema = bodySchema({ procedure: name, version, type })
    Object.assign(defs, schema.$defs)
    return [type, schema]
  })
  return { messages, seen, defs }
}

const SHARED = schemaDocument('elements').$defs
/** What is said beside a body: of every message. */
const BESIDE = ['Context', 'DecidedBy']

/** The elements of a procedure that are about persons, of a trade, and confidential, by their paths; those of the context of its messages too. */
export function classedIn(procedure) {
  const { messages, seen, defs } = elementsOf(procedure)
  const all = messages.flatMap(([type, schema]) => rows(schema, procedure.name, defs, seen, type))
  const add = (name, schema, known, among) => {
    for (const [path, ...rest] of rows(schema, procedure.name, known, among, name))
      all.push([code(`${name}.${path.slice(1, -1)}`), ...rest])
  }
  for (const element of seen) add(bareOf(element), defs[element], defs, seen)
  for (const name of BESIDE) add(name, SHARED[name], SHARED, new Set())
  const of = (kind) =>
    [...new Set(all.filter((row) => row[5].split(', ').includes(kind)).map(([path]) => path.slice(1, -1)))].sort()
  return { personal: of('personal'), commercial: of('commercial'), confidential: of('confidential') }
}

export function dataPage(procedure) {
  const { name, version } = procedure
  const { messages, seen, defs } = elementsOf(procedure)
  const sections = messages.map(
    ([type, schema]) =>
      `## ${type}\n\n${schema.description ? `${schema.description}.\n\n` : ''}${shown(schema, name, defs, seen, type)}\n`,
  )
  // Elements within elements are found while those are shown; a set is walked to its end also where it grows.
  const elements = []
  for (const element of seen) {
    const bare = bareOf(element)
    const schema = defs[element]
    elements.push(
      `## The element ${element}\n\n${schema.description ? `${schema.description}.` : `What several messages call ${bare}.`}\n\n${shown(schema, name, defs, seen, bare)}\n`,
    )
  }
  return `${
    opening(
      `Data of ${name}`,
      `The data set of each message of [${name}](../procedures/${name}.md), version ${version}. The second column is the identifier in the WCO Data Model; names that begin with \`x\` are ours, where the model has no element. Code lists are named from knowledge of the field, and their editions are the agreement's; \`personal\` is what is about a person where a party is one, and free text, which may name anybody; \`commercial\` what a trade keeps secret; \`confidential\` what is for those alone who must know it. A time *that has been* is no later than its message was signed, by more than clocks may differ (\`future\`); one further back than its span (ISO 8601) stays in the case, is shown as doubted and enters no figure. One that is *planned* is no further before and ahead of it than its two spans (\`past\`, \`too-far-ahead\`). A node serves the same as JSON Schema at \`/v1/schemas/${name}/${version}/{type}\`.`,
    ) + [...sections, ...elements].join('\n')
  }`.trimEnd()
}
