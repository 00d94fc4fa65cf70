/** The sheet of each procedure: nothing of it is left open, it is about the messages and roles that the procedure has, and what it names is there. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import ts from 'typescript'
import type { Role } from '../../node/cases/message-type.ts'
import { bodySchema } from '../../node/cases/body-schema.ts'
import { schemaDocument } from '../../node/cases/schemas.ts'
import { shapeOf, type Shape } from '../../node/cases/shape.ts'
import type { Places } from '../../node/documents/places.ts'
import {
  classesOf,
  CODE_LISTS,
  COMMERCIAL,
  CONFIDENTIAL,
  namesOf,
  PERSONAL,
  PLAIN,
} from '../../node/procedures/data-classes.ts'
import { LEGAL_BASES } from '../../node/procedures/legal-bases.ts'
import { LIMITS } from '../../node/procedures/pre-arrival/deadlines.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { COMMON, number, span, type Sheet } from '../../node/procedures/sheet.ts'
import { temporaryFolder } from '../servers.ts'
import { ROOT } from '../shared-data.ts'

type AnySheet = Sheet<Record<string, unknown>, Role>

const sheetOf = async (name: string): Promise<AnySheet> =>
  ((await import(new URL(`../../node/procedures/${name}/sheet.js`, import.meta.url).href)) as { sheet: AnySheet }).sheet

/** Where a text is blank or leaves something open, and where a list that may not be empty is. */
function gaps(value: unknown, at = ''): string[] {
  if (typeof value === 'string')
    return value.trim() === '' || /\b(tbd|todo|to be named)\b|\.\.\./i.test(value) ? [at] : []
  return Object.entries(value ?? {}).flatMap(([name, inner]) => gaps(inner, `${at}/${name}`))
}

/** Of some lists it is said that there is nothing: no deadline, no further precondition. */
const MAY_BE_EMPTY = ['deadlines', 'preconditions']

t.test('every procedure has its sheet, with nothing left open', async (t) => {
  for (const { name, types, roleOrder } of PROCEDURES.newestOfEach) {
    const sheet = await sheetOf(name)
    t.same(gaps(sheet), [], name)
    for (const [field, value] of Object.entries(sheet))
      if (typeof value === 'object' && !MAY_BE_EMPTY.includes(field))
        t.not(Object.keys(value).length, 0, `${name}: ${field}`)
    t.same(Object.keys(sheet.effects).sort(), Object.keys(types).sort(), `${name}: what each message does`)
    t.same(Object.keys(sheet.roles).sort(), [...roleOrder].sort(), `${name}: its roles`)
    t.ok(Object.hasOwn(COMMON.markings, sheet.security.marking), `${name}: its marking`)
  }
  t.same(gaps({ a: { b: ' ' }, c: 'to be named', d: 'said' }), ['/a/b', '/c'], 'what is looked for is found')
  t.same(Object.keys((await sheetOf('pre-arrival')).limits!.source).sort(), Object.keys(LIMITS).sort())
})

const NUMBER =
  '(?:[0-9][0-9.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|ninety|hundred|thousand|million)'
/** A span of time that somebody has typed, anywhere in a sheet; in a term any number at all. */
const SPAN = new RegExp(`\\b${NUMBER}[ -](?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\\b`, 'i')
const COUNT = new RegExp(`\\b${NUMBER}\\b`, 'i')

/** The texts of a compiled sheet in which a number is typed where it is to be the constant by which the code reckons. */
function typed(code: string): string[] {
  const found: string[] = []
  const isTerm = (node: ts.Node): boolean =>
    ts.isPropertyAssignment(node) && node.name.getText() === 'term' ? true : node.parent !== undefined && isTerm(node.parent) // prettier-ignore
  const visit = (node: ts.Node): void => {
    const text = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)
    // A term quotes elements by their names.
    if (text && (isTerm(node) ? COUNT : SPAN).test(node.text.replace(/`[^`]*`/g, ''))) found.push(node.text)
    if (ts.isNumericLiteral(node)) found.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('sheet.js', code, ts.ScriptTarget.Latest, true))
  return found
}

t.test('a term is the constant by which the code reckons, and no number that somebody typed', (t) => {
  for (const { name } of PROCEDURES.newestOfEach) {
    const code = readFileSync(new URL(`../../node/procedures/${name}/sheet.js`, import.meta.url), 'utf8')
    t.match(code, /\bterm\b|deadlines: \[\]/, name)
    t.same(typed(code), [], name)
  }
  t.same(
    typed("const s = { term: '90 days', then: `in six hours ${x} or 30 minutes`, what: 'all of Article 108', law: `${y} or twelve-month` }"), // prettier-ignore
    ['90 days', 'in six hours ', ' or 30 minutes', ' or twelve-month'],
  )
  t.same(typed('const s = { term: `${span(90)} after three calls of \\`xAnswer2By\\`` }'), [
    '90',
    ' after three calls of `xAnswer2By`',
  ])
  t.same(typed("const s = { term: 'at once' + span(x), then: `${span(LIMITS.x2)} later`, what: 'as `x2` says' }"), [])
  t.end()
})

t.test('minutes are said in the largest unit that they are whole of', (t) => {
  t.same([1, 30, 60, 90, 1440, 2880, 1500, 0].map(span), [
    ...['1 minute', '30 minutes', '1 hour', '90 minutes', '1 day', '2 days', '25 hours', '0 minutes'],
  ])
  t.equal(number(100_000), '100,000')
  t.end()
})

t.test('no refusal escapes its sheet: a rule that cannot be told from the sources ends the build', async (t) => {
  type Found = readonly { readonly refusals: readonly { rule: string; at: readonly string[]; reason: string }[] }[]
  type Refusals = { refusalsIn(files: readonly string[], made: object, more: object): Found }
  const { refusalsIn } = (await import(pathToFileURL(join(ROOT, 'scripts/docs/refusals.mjs')).href)) as Refusals
  const folder = temporaryFolder(t)
  const made = { file: join(folder, 'made.ts'), name: 'fault', type: 'CaseFault' }
  writeFileSync(
    made.file,
    'export class CaseFault { constructor(readonly rule: string, readonly pointer: string, readonly reason: string) {} }\nexport const fault = (rule: string, pointer: string, reason: string): CaseFault => new CaseFault(rule, pointer, reason)\n',
  )
  let count = 0
  const found = (source: string): string[] | string => {
    const file = join(folder, `step${count++}.ts`)
    writeFileSync(file, `import { fault, CaseFault } from './made.ts'\n${source}\n`)
    try {
      const all = refusalsIn([file], made, { noLib: true }).flatMap(({ refusals }) => refusals)
      return all.map(({ rule, at, reason }) => `${rule} ${at.join()} ${reason}`)
    } catch (error) {
      return (error as Error).message
    }
  }
  t.same(found("export const a = fault('late', '/type', 'it is late')"), ['late /type it is late'])
  t.same(
    found("export const a = (n: number) => fault(n > 1 ? 'many' : 'one', n > 1 ? '/a' : '/b', `there are ${n}`)"),
    ['many /a,/b there are …', 'one /a,/b there are …'],
  )
  t.same(
    found(
      "const no = (rule: string, reason: string, pointer = '/ref') => fault(rule, pointer, reason)\nexport const a = [no('x', 'y'), no('z', 'w', '/type')]",
    ),
    ['x /ref y', 'z /type w'],
    'by a function of their own',
  )
  t.same(
    found(
      "const step = ({ rule, why }: { rule: string; why: string }) => (n: number) => (n > 1 ? fault(rule, '/type', why) : n)\nexport const a = step({ rule: 'x', why: 'y' })",
    ),
    ['x /type y'],
    'by what makes a step',
  )
  t.same(found("export const a = (rule: 'x' | 'y') => fault(rule, '', 'z')"), ['x  z', 'y  z'], 'by its type')
  t.same(found("export const a = (f: CaseFault) => fault(f.rule, '', 'z')"), [], 'one that is handed on')
  for (const computed of [
    "export const a = (n: number) => fault(`x${n}`, '', 'y')",
    "export const a = (o: { r: string }) => fault(o.r, '', 'y')",
    "const no = (rule: string) => fault(rule, '', 'y')\nexport const a = (n: string) => no(n)",
    "export const a = ['x'].map((rule: string) => fault(rule, '', 'y'))",
  ])
    t.match(found(computed), /rule of a refusal is computed/, computed)
  t.match(found('export const all = [fault]'), /is handed on/)
})

t.test('every legal basis says whether it was looked up, and stands in a sheet', async (t) => {
  const sheets = await Promise.all(PROCEDURES.newestOfEach.map(({ name }) => sheetOf(name)))
  const named = new Set(sheets.flatMap(({ law }) => law))
  t.same([...named].sort(), Object.keys(LEGAL_BASES).sort())
  for (const { reference, lookedUp } of Object.values(LEGAL_BASES)) t.not(lookedUp, '', reference)
})

type Schema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly 'x-wco-id'?: string
}
type Member = {
  readonly procedure: string
  readonly within: string
  readonly path: string
  readonly wcoId: string
  readonly form: string
  readonly isText: boolean
  readonly names: readonly string[]
}

/** What a text may be is stated whole: a code of a list, or a time. */
const isClosed = (s: Schema): boolean =>
  s.enum !== undefined || s.const !== undefined || ['date', 'date-time', 'date-or-time'].includes(s.format ?? '')

/** Every member that a schema of a message can hold, found wherever it stands: in lists, in choices, and in the elements that it refers to. */
function membersIn(procedure: string, schemas: Readonly<Record<string, Schema>>): Member[] {
  const found: Member[] = []
  for (const [type, root] of Object.entries(schemas)) {
    const defs = (root as { $defs?: Record<string, Schema> }).$defs ?? {}
    const walked = new Set<string>()
    const bare = (name: string): string => name.replace(/^elements\./, '')
    const walk = (own: Schema, within: string, path: string, of: { wcoId: string; form: string }): void => {
      const name = own.$ref?.split('/').at(-1)
      const target: Schema = name === undefined ? own : { ...defs[name], ...own }
      const [wcoId, form] = [target['x-wco-id'] ?? of.wcoId, name === undefined ? of.form : bare(name)]
      if (path !== '')
        found.push({
          ...{ procedure, within, path, wcoId, form, names: namesOf(procedure, within, path, wcoId, form) },
          isText: [target.type].flat().includes('string') && !isClosed(target),
        })
      const element = name !== undefined && target.properties !== undefined
      if (element && walked.has(name)) return
      if (element) walked.add(name)
      const [inside, at] = element ? [bare(name), ''] : [within, path]
      for (const choice of ['oneOf', 'anyOf', 'allOf'] as const)
        for (const one of (target as Record<string, Schema[] | undefined>)[choice] ?? [])
          walk(one, inside, at, { wcoId, form })
      if (target.items) walk(target.items, inside, `${at}[]`, { wcoId, form: '' })
      for (const [key, inner] of Object.entries(target.properties ?? {}))
        walk(inner, inside, at === '' ? key : `${at}.${key}`, { wcoId: '', form: '' })
    }
    walk(root, type, '', { wcoId: '', form: '' })
  }
  return found
}

const SHARED = schemaDocument('elements')!['$defs'] as Record<string, Schema>
const members = PROCEDURES.all.flatMap(({ name, version, types }) =>
  membersIn(name, {
    ...Object.fromEntries(
      Object.keys(types).map((type) => [type, bodySchema({ procedure: name, version, type }) as Schema]),
    ),
    // What is said beside a body.
    Context: { ...SHARED['Context'], $defs: SHARED } as Schema,
  }),
)
const told = ({ procedure, within, path }: Member): string => `${procedure}: ${within}.${path}`
/** Each of the members once of which a rule is broken. */
const those = (broken: (m: Member) => boolean): string[] => [...new Set(members.filter(broken).map(told))]

t.test('what is said of a kind of data is said of elements that are there', async (t) => {
  const known = new Set(members.flatMap(({ names }) => names))
  const said = [...PERSONAL, ...COMMERCIAL, ...CONFIDENTIAL, ...PLAIN, ...Object.keys(CODE_LISTS)]
  t.same(
    said.filter((name) => !known.has(name)),
    [],
  )
})

t.test('of each text that a message or its context can hold it is said of whom it is', async (t) => {
  t.ok(members.filter(({ isText }) => isText).length > 500)
  t.same(
    those(({ isText, names }) => isText && classesOf(names).length === 0),
    [],
    'none is of a class by default',
  )
  t.same(
    those(({ names }) => classesOf(names).includes('plain') && classesOf(names).length > 1),
    [],
    'what is of nobody and of no trade is nothing else',
  )
  // A name that stands in all kinds of elements would be a default.
  for (const name of ['id', 'name', 'ref', 'text', 'value', 'description'])
    for (const list of [PERSONAL, COMMERCIAL, CONFIDENTIAL, PLAIN]) t.notOk(list.has(name), name)
  const schema: Schema = {
    properties: {
      a: { items: { properties: { xNew: { type: 'string' } } } },
      b: { oneOf: [{ properties: { xOther: { type: ['string', 'null'] } } }] } as Schema,
      c: { $ref: '#/$defs/Part' },
      d: { type: 'string', enum: ['x'] },
      e: { type: 'string', format: 'date-time' },
      f: { type: 'array', items: { type: 'string' } },
    },
  }
  const all = membersIn('p', {
    m: { ...schema, $defs: { Part: { properties: { xDeep: { type: 'string' } } } } } as Schema,
  })
  t.same(
    all.filter(({ isText }) => isText).map(told),
    ['p: m.a[].xNew', 'p: m.b.xOther', 'p: Part.xDeep', 'p: m.f[]'],
    'what is looked for is found',
  )
  t.same(classesOf(namesOf('p', 'm', 'a[].xNew')), [])
  // The most particular of its names decides.
  t.same(classesOf(namesOf('opening-hours', 'Amount', 'value')), ['plain'], 'what is charged is told to everybody')
  t.same(classesOf(namesOf('pre-arrival', 'Amount', 'value')), ['commercial'])
  t.same(classesOf(namesOf('pre-arrival', 'do-not-load', 'xReasonCodes[]')), ['confidential'])
  t.same(classesOf(namesOf('joint-control', 'decline', 'xReasonCode')), ['plain'])
  t.same(classesOf(namesOf('assistance', 'request', 'xMatter')), ['personal', 'confidential'])
})

/** A provision is quoted there, and nobody. */
const LAW = /^(xLegalBasis|xLegalGround\.ref)$/

t.test('free text may name anybody, unless it quotes a law', async (t) => {
  t.ok(members.some(({ path }) => LAW.test(path)))
  t.ok(members.some(({ form }) => form === 'Text'))
  t.same(
    those(({ form, names, path }) => form === 'Text' && !LAW.test(path) && !classesOf(names).includes('personal')),
    [],
  )
})

t.test('whatever names a person or an address in the WCO Data Model is said to be personal', async (t) => {
  const parties = members.filter(({ wcoId }) => /^R\d{3}$/.test(wcoId) && wcoId !== 'R005' && wcoId !== 'R145')
  t.ok(parties.length > 10)
  for (const party of parties) t.ok(classesOf(party.names).includes('personal'), told(party))
})

t.test('what a document of a profile says is a member of the message that it is', (t) => {
  /** Whether a path of members leads somewhere in the body of a message. */
  const leads = (shape: Shape | undefined, path: readonly string[]): boolean => {
    if (shape?.kind === 'list') return leads(shape.of, path)
    const [name, ...rest] = path
    if (name === undefined || name === '') return shape !== undefined
    if (shape?.kind === 'measure') return name === 'value' || name === shape.unit
    return shape?.kind === 'object' && leads(shape.members[name], rest)
  }
  const pathsOf = (places: Places, below: readonly string[] = []): string[][] =>
    places.flatMap(([, member, as]) => {
      const path = [...below, ...(member === '' ? [] : member.split('/'))]
      return as !== undefined && 'rows' in as ? pathsOf(as.rows, path) : [path]
    })
  let count = 0
  for (const { name, messages, documents = {} } of PROCEDURES.profiles)
    for (const message of messages) {
      const [procedure, type] = message.split('/') as [string, string]
      const paths = pathsOf(documents[type]?.places ?? [])
      count += paths.length
      t.same(paths.filter((path) => !leads(shapeOf(procedure, type), path)).map((path) => path.join('.')), [], `${name}: ${message}`) // prettier-ignore
    }
  t.ok(count > 100)
  t.end()
})
