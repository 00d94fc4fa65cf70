// The sheet of a procedure (docs/procedures/): what its tables say, and what its sheet.ts says beside them, in the form of a utility block of the WCO.
import { readdirSync, readFileSync } from 'node:fs'
import { operationsOf, operationOf } from './api.mjs'
import { classedIn } from './data.mjs'
import { refusalsOf } from './refusals.mjs'
import { code, from, opening, table } from './write.mjs'

const { PROCEDURES } = await from('procedures/procedures.js')
const { COMMON } = await from('procedures/sheet.js')
const { LEGAL_BASES } = await from('procedures/legal-bases.js')
const { METRICS } = await from('operate/metrics.js')
const { SETTINGS } = await from('operate/settings-table.js')
const { ACTING } = await from('cases/decided-by.js')
const { documentOf, resolveSchema, schemaDocument } = await from('cases/schemas.js')

/** Who answers for a type of message, in words. */
export const answersFor = ({ by }) =>
  typeof by === 'object'
    ? `a person, by name, ${by.when}`
    : { machine: 'a machine', person: 'a person, by name', either: 'either' }[by]

/** What a reader of the newest version of a procedure is to know of those beside it. */
export const versionsBeside = (name) =>
  PROCEDURES.versions(name)
    .slice(0, -1)
    .map((version, i, all) => {
      const before = all[i + 1] ?? PROCEDURES.versions(name).at(-1)
      return `Version ${before} goes on beside ${version}, which differs: ${PROCEDURES.lookup(name, version).differs}`
    })
    .join(' ')

const list = (items) => items.map((item) => `- ${item}`).join('\n')
export const sentences = (...texts) => texts.filter(Boolean).join(' ')
const sender = ({ from }) => (from === 'both' || from.length > 1 ? 'both' : from[0])

const messages = ({ name, types }, { effects }) =>
  table(
    ['message', 'from', 'is', 'does', 'who answers for it', 'priority', 'clock time'],
    Object.entries(types).map(([type, t]) => [
      `[${code(type)}](../data/${name}.md#${type})`,
      sender(t),
      t.decides ? 'a fact' : 'a request',
      effects[type],
      answersFor(t),
      t.priority === 5 ? '' : t.priority,
      t.clock ? code(t.clock.code) : t.takesBack ? `takes back ${t.takesBack.codes.map(code).join(', ')}` : '',
    ]),
  )

const WIDTH = 56
/** Who sends what to whom: a fact with a whole line, a request with a broken one; what may open a case with a point. */
function diagram({ types, opens, roleOrder: [left, right] }) {
  const rows = Object.entries(types).map(([type, t]) => {
    const stroke = t.decides ? '─' : '╌'
    const by = sender(t)
    const [tail, head] = [by === left ? stroke : '◀', by === right ? stroke : '▶']
    const said = ` ${opens.includes(type) ? '● ' : ''}${type} `
    return ` │ ${tail}${stroke}${said}${stroke.repeat(WIDTH - said.length - 3)}${head} │`
  })
  return `\`\`\`text\n${left}${' '.repeat(WIDTH + 4 - left.length)}${right}\n${rows.join('\n')}\n\`\`\``
}

function states(sheet) {
  const wide = Math.max(...Object.keys(sheet.states).map((name) => name.length)) + 2
  const lines = Object.entries(sheet.states).flatMap(([name, all]) =>
    all.map((line, i) => `${(i === 0 ? name : '').padEnd(wide)}${line}`),
  )
  return `\`\`\`text\n${lines.join('\n')}\n\`\`\``
}

/** What the steps of a procedure refuse, each rule with its places and why. */
function rules({ name }, root) {
  const found = new Map()
  for (const { rule, at, reason } of refusalsOf(name, root)) {
    const known = found.get(`${rule} ${reason}`) ?? [rule, new Set(), reason]
    for (const pointer of at) known[1].add(pointer)
    found.set(`${rule} ${reason}`, known)
  }
  return table(
    ['rule', 'at', 'because'],
    [...found.values()]
      .sort(([a, , x], [b, , y]) => (`${a} ${x}` < `${b} ${y}` ? -1 : 1))
      .map(([rule, at, reason]) => [code(rule), [...at].sort().map(code).join(', '), reason]),
  )
}

function deadlines(sheet) {
  const own =
    sheet.deadlines.length === 0
      ? 'None.'
      : table(
          ['what', 'term', 'source', 'then'],
          sheet.deadlines.map((d) => [d.what, d.term, d.source, d.then]),
        )
  if (!sheet.limits) return own
  const limits = table(
    ['limit', 'minutes where an agreement says nothing', 'source'],
    Object.entries(sheet.limits.source).map(([limit, source]) => [
      code(limit),
      sheet.limits.minutes[limit] ?? 'none',
      source,
    ]),
  )
  return `${own}\n\nAn agreement may set these under \`deadlines\`; a case keeps those of the agreement under which it was opened, so that both sides reckon with the same.\n\n${limits}`
}

const { SPOKEN } = await from('documents/profiles.js')
const profiles = ({ profiles: known = [] }) =>
  known.length === 0
    ? 'Documents are JSON of the schemas; XML and JSON-LD are carried and not read.'
    : `Documents are JSON of the schemas, or read by one of the profiles: ${known.map((p) => `${code(p.name)} (${SPOKEN[p.notation]})`).join(', ')} ([what each reads](../reference/profiles.md)).`

function deciding({ types }) {
  const by = (wanted) =>
    Object.entries(types)
      .filter(([, t]) => (typeof t.by === 'object' ? 'person' : t.by) === wanted)
      .map(([type, t]) => code(type) + (typeof t.by === 'object' ? ` (${t.by.when})` : ''))
      .join(', ')
  return [
    ['A person, by name', by('person')],
    ['A machine by itself', by('machine')],
    ['Either', by('either')],
  ]
    .filter(([, types]) => types !== '')
    .map(([who, types]) => `- ${who}: ${types}.`)
    .join('\n')
}

/** Which messages name agencies, and where: as the case holds them against the agreement. */
function acting({ name, version, types }) {
  const file = documentOf(name, version)
  const rows = Object.keys(types).flatMap((type) => {
    const { schema } = resolveSchema(file, schemaDocument(file).$defs[type])
    const members = ACTING.filter((member) => Object.hasOwn(schema.properties ?? {}, member))
    return members.length === 0 ? [] : [[code(type), members.map(code).join(', ')]]
  })
  return rows.length === 0
    ? 'No body of its messages names an agency: that of the context acts.'
    : table(['message', 'agencies in its body'], rows)
}

/** What two persons must want where a node is set so, of the table of its procedure. */
const grave = ({ grave: acts = {} }) =>
  Object.keys(acts).length === 0
    ? 'No act of it is grave: one person is enough for each.'
    : `Grave acts, which [two persons](../how-to/two-persons.md) must want where \`JUXTA_TWO_PERSONS\` names \`grave\`:\n\n${table(
        ['message', 'where', 'because'],
        Object.entries(acts).map(([type, { does, some }]) => [code(type), some?.when ?? 'always', does]),
      )}`

const law = ({ law: names }) =>
  table(
    ['reference', 'looked up'],
    names.map((name) => {
      const { reference, lookedUp } = LEGAL_BASES[name]
      return [reference, lookedUp.startsWith('no') ? `**${lookedUp}**` : lookedUp]
    }),
  )

/** Where an indicator is read. Fails where the node has neither such an operation nor such a metric. */
function readAt(name) {
  if (Object.hasOwn(METRICS, name)) return `[${code(name)}](../reference/metrics.md)`
  const { method, path } = operationOf(name)
  return `[${code(`${method} ${path}`)}](../reference/api.md#${name.toLowerCase()})`
}

/** Fails where a sheet names a setting that is none. */
function checkSettings(name, text) {
  for (const [setting] of text.matchAll(/JUXTA_[A-Z_]+/g))
    if (!Object.hasOwn(SETTINGS, setting)) throw new Error(`${name}: no setting ${setting}`)
  return text
}

const classes = (procedure) => {
  const { personal, commercial, confidential } = classedIn(procedure)
  const shown = (all) => (all.length === 0 ? 'none' : all.map(code).join(', '))
  return list([
    `About a person, where a party, driver or owner is one, or free text names one: ${shown(personal)}.`,
    `Of a trade: ${shown(commercial)}.`,
    `Confidential: ${shown(confidential)}.`,
  ])
}

/** The tests in which the procedure is told from both sides, each with what its first lines say of it. */
function tests({ name }, root) {
  const folder = `${root}test/procedures/`
  const rows = readdirSync(folder)
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => {
      const text = readFileSync(folder + file, 'utf8')
      if (file !== `${name}.test.ts` && !text.includes(`/procedures/${name}/`)) return []
      const said = /^\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? ''
      return [[code(`test/procedures/${file}`), said.replace(/\s*\n? \* ?/g, ' ').trim()]]
    })
  return table(['test', 'shows'], rows)
}

/** The sheet of a procedure; fails where it names an operation, a metric or a setting that is none. */
export async function sheetPage(procedure, root) {
  const { name, version, agencies, roleOrder, opens, reservedFor } = procedure
  const { sheet } = await from(`procedures/${name}/sheet.js`)
  const sections = {
    'Name, version, owner': list([
      sentences(`Name: ${code(name)}, version ${version}.`, versionsBeside(name)),
      `Owner: ${sheet.owner}. A version is changed by the agreement of both.`,
      `Agencies whose acts its messages are: ${agencies.map(code).join(', ')}.`,
    ]),
    'Business case': `${sheet.need}\n\n${sheet.benefit}`,
    'Legal basis': `${COMMON.legalBasis} What was looked up, and where: [legal bases](../legal-bases.md).\n\n${law(sheet)}`,
    'Roles, and who owns which fact': list([
      ...roleOrder.map((role) => `**${role}**, ${sheet.roles[role].is}, owns ${sheet.roles[role].owns}.`),
      ...(sheet.facts ?? []),
    ]),
    'Which agencies act': `${list(COMMON.agencies)}\n\n${acting(procedure)}`,
    'Trigger and preconditions': `${sheet.trigger} A case is opened by ${opens.map(code).join(', ')}.\n\n${list([...COMMON.preconditions, ...sheet.preconditions])}`,
    Process: `${sheet.process.join('\n\n')}\n\n${states(sheet)}`,
    Exchange: `A fact has a whole line, a request a broken one; ● may open a case.\n\n${diagram(procedure)}\n\n${messages(procedure, sheet)}\n\n${sentences(COMMON.exchange, sheet.exchange)}`,
    Data: `Every element of every message, with its identifier in the WCO Data Model, whether it must be there and from which list its codes are: [data of ${name}](../data/${name}.md). ${profiles(procedure)}\n\n${sheet.data}\n\n${classes(procedure)}`,
    'Rules, and the faults that name them': `${COMMON.rules}\n\n${rules(procedure, root)}`,
    Deadlines: `${COMMON.timers}\n\n${deadlines(sheet)}`,
    'Who decides, and what proves it': `${sentences(sheet.decides, COMMON.proof)}\n\n${deciding(procedure)}\n\n${grave(procedure)}`,
    'Purpose, recipients, retention, onward use': list([
      `Purpose: ${sheet.purpose}`,
      `Recipients: ${sheet.recipients}`,
      `Retention: ${sentences(COMMON.retention, sheet.retention)}`,
      `Onward use: ${sentences(sheet.onward, COMMON.onward)}`,
    ]),
    Contingency: sentences(COMMON.contingency, sheet.contingency),
    'Service level': sentences(COMMON.service, sheet.service),
    'Security class': `**${sheet.security.marking}**: ${sheet.security.why}. ${sentences(COMMON.markings[sheet.security.marking], COMMON.security)}${reservedFor === undefined ? '' : ` Its content is for the role ${code(reservedFor)} alone.`}`,
    Indicators: table(
      ['indicator', 'read at'],
      sheet.indicators.map(({ what, from: source }) => [what, readAt(source)]),
    ),
    'What is read': `${operationsOf(name, root)}\n\nEvery case, of any procedure: [\`GET /v1/cases/{conversation}\`](../reference/api.md#getcase), with its hash, which is the same on both sides.`,
    'What countries choose': table(
      ['what', 'said by'],
      sheet.options.map(({ what, by }) => [what, by]),
    ),
    'Conformance tests': `${tests(procedure, root)}\n\nWhether another implementation speaks the wire format: [conformance](../how-to/conformance.md).`,
    'Open points': list(sheet.open),
  }
  return checkSettings(
    name,
    (
      opening(
        sheet.title,
        `The procedure ${code(name)} on one sheet, in the form of a utility block of the WCO. [How it is done, step by step](../how-to/${name}.md); [a runnable example](../../examples/${name}).`,
      ) +
      Object.entries(sections)
        .map(([head, text]) => `## ${head}\n\n${text}`)
        .join('\n\n')
    ).trimEnd(),
  )
}

/** Which references were held against a text, and in the sheets of which procedures they stand. */
export async function legalBasesPage(procedures) {
  const sheets = await Promise.all(
    procedures.map(async ({ name }) => [name, (await from(`procedures/${name}/sheet.js`)).sheet]),
  )
  return (
    opening(
      'Legal bases, and what was looked up',
      'The sheets of the procedures name where each stands in law. This list says which of these references were held against a text, and which were not: those are from knowledge of the field, and a lawyer of the two countries looks them up before an agreement rests on them.',
    ) +
    table(
      ['reference', 'sheet', 'looked up', 'where'],
      Object.entries(LEGAL_BASES).map(([key, { reference, lookedUp, where = '' }]) => [
        reference,
        sheets
          .filter(([, { law }]) => law.includes(key))
          .map(([name, { title }]) => `[${title}](procedures/${name}.md)`)
          .join(', '),
        lookedUp,
        where,
      ]),
    )
  )
}
