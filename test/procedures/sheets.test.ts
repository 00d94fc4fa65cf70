/** The sheet of each procedure: nothing of it is left open, it is about the messages and roles that the procedure has, and what it names is there. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import type { Role } from '../../node/cases/message-type.ts'
import { CODE_LISTS, CONFIDENTIAL, namesOf, PERSONAL } from '../../node/procedures/data-classes.ts'
import { LEGAL_BASES } from '../../node/procedures/legal-bases.ts'
import { LIMITS } from '../../node/procedures/pre-arrival/deadlines.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { COMMON, type Sheet } from '../../node/procedures/sheet.ts'
import { temporaryFolder } from '../servers.ts'
import { ROOT } from '../shared-data.ts'

type AnySheet = Sheet<Record<string, unknown>, Role>

const sheetOf = async (name: string): Promise<AnySheet> =>
  ((await import(new URL(`../../node/procedures/${name}/sheet.js`, import.meta.url).href)) as { sheet: AnySheet }).sheet

/** Where a text is blank or leaves something open, and where a list that may not be empty is. */
function gaps(value: unknown, at = ''): string[] {
  if (typeof value === 'string')
    return value.trim() === '' || /\b(tbd|todo|to be named)\b|\.\.\./i.test(value) ? [at] : []
  return Object.entries(value as object).flatMap(([name, inner]) => gaps(inner, `${at}/${name}`))
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
  t.same(Object.keys((await sheetOf('pre-arrival')).limits!).sort(), Object.keys(LIMITS).sort())
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

/** The elements of all data pages, each under all of its names. */
const elements = PROCEDURES.newestOfEach.flatMap(({ name }) =>
  [...readFileSync(join(ROOT, `docs/data/${name}.md`), 'utf8').matchAll(/^\| `([^`]+)` \| (\w*) \|/gm)].map(
    ([, path, wcoId]) => ({ path: path!, wcoId: wcoId!, names: namesOf(name, path!, wcoId!) }),
  ),
)

t.test('what is said of a kind of data is said of elements that are there', async (t) => {
  const known = new Set(elements.flatMap(({ names }) => names))
  const said = [...PERSONAL, ...CONFIDENTIAL, ...Object.keys(CODE_LISTS)]
  t.same(
    said.filter((name) => !known.has(name)),
    [],
  )
})

t.test('whatever names a person or an address in the WCO Data Model is said to be personal', async (t) => {
  const parties = elements.filter(({ wcoId }) => /^R\d{3}$/.test(wcoId) && wcoId !== 'R005' && wcoId !== 'R145')
  t.ok(parties.length > 10)
  for (const { path, names } of parties)
    t.ok(
      names.some((name) => PERSONAL.has(name)),
      path,
    )
})
