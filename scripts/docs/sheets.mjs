// The parts of the sheet of a procedure (docs/procedures/) that the code knows. What people say of it stands beside them in the same file, and is left as it is.
import { readdirSync, readFileSync } from 'node:fs'
import { operationsOf } from './api.mjs'
import { code, from, table } from './write.mjs'

const { LIMITS } = await from('procedures/pre-arrival/deadlines.js')
/** Who answers for a type of message, in words. */
export const answersFor = ({ by }) =>
  typeof by === 'object'
    ? `a person, by name, ${by.when}`
    : { machine: 'a machine', person: 'a person, by name', either: 'either' }[by]

const messages = ({ name, types }) =>
  table(
    ['message', 'from', 'is', 'who answers for it', 'priority', 'clock time'],
    Object.entries(types).map(([type, t]) => [
      `[${code(type)}](../data/${name}.md#${type})`,
      t.from === 'both' ? 'both' : t.from.length > 1 ? 'both' : t.from[0],
      t.decides ? 'a fact' : 'a request',
      answersFor(t),
      t.priority === 5 ? '' : t.priority,
      t.clock ? code(t.clock.code) : '',
    ]),
  )

/** What the steps of a procedure refuse, as they say it: the texts stand where the rule is kept. */
function rules({ name }, root) {
  const folder = `${root}node/procedures/${name}/`
  const found = new Map()
  const add = (rule, pointer, reason) => {
    if (/^[a-z][a-z0-9-]*$/.test(rule ?? '') && reason) found.set(`${rule} ${reason}`, [rule, pointer ?? '', reason])
  }
  const string = `(?:'((?:[^'\\\\]|\\\\.)*)'|"([^"]*)"|\`([^\`]*)\`)`
  const call = new RegExp(`\\b(fault|refuse)\\(\\s*${string}\\s*,\\s*${string}(?:\\s*,\\s*${string})?`, 'g')
  for (const file of readdirSync(folder).filter((f) => f.endsWith('.ts'))) {
    const text = readFileSync(folder + file, 'utf8')
    for (const m of text.matchAll(call)) {
      const [a, b, c] = [2, 5, 8].map((i) => m[i] ?? m[i + 1] ?? m[i + 2])
      if (m[1] === 'fault') add(a, b, c)
      else if (!a.startsWith('/')) add(a, c ?? '/type', b)
    }
    for (const m of text.matchAll(/rule: '([a-z-]+)',\s*reason: '([^']+)'/g)) add(m[1], '/type', m[2])
  }
  const plain = (text) => text.replace(/\$\{[^}]+\}/g, '…')
  return table(
    ['rule', 'at', 'because'],
    [...found.values()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([rule, at, reason]) => [code(rule), code(plain(at)), plain(reason)]),
  )
}

const limits = () =>
  table(
    ['limit', 'minutes where an agreement says nothing'],
    Object.entries(LIMITS).map(([name, minutes]) => [code(name), minutes]),
  )

const profiles = ({ profiles: known = [] }) =>
  known.length === 0
    ? 'Documents are JSON of the schemas above; XML is carried and not read.'
    : `Documents are JSON of the schemas above, or XML read by one of the profiles ${known.map((p) => code(p.name)).join(', ')}.`

const MADE = { messages, rules, limits, profiles, operations: ({ name }, root) => operationsOf(name, root) }

/** The sheet of a procedure with what is made in it made anew. */
export const sheet = (procedure, root) =>
  readFileSync(`${root}docs/procedures/${procedure.name}.md`, 'utf8')
    .replace(
      /<!-- made: (\w+) -->\n[\s\S]*?<!-- end -->/g,
      (_all, what) => `<!-- made: ${what} -->\n\n${MADE[what](procedure, root)}\n\n<!-- end -->`,
    )
    .trimEnd()
