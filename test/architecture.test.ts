/** The rules of the house, checked on the files themselves: who may import whom, what files may be called, what must never be committed. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, posix } from 'node:path'
import t from 'tap'
import { PROCEDURES } from '../node/procedures/procedures.ts'
import { SCHEMA } from '../node/schema.ts'
import { ROOT } from './shared-data.ts'

/** The house from the ground up: a folder may import any folder before it in this list, and never one after it. */
const LAYERS = [
  'generated',
  'values',
  'message',
  'seal',
  'log',
  'threads',
  'documents',
  'store',
  'operate',
  'peers',
  'adapters',
  'http',
  'node',
  'cases',
  'exchange',
  'webhooks',
  'evidence',
  'procedures',
  'schema',
  'auditor',
  'inspection',
  'pages',
  'window',
  'assemble',
  'neighbour',
  'cli',
  'main',
]
/** A package that only one folder may import. */
const ONLY: Readonly<Record<string, string>> = { jose: 'seal', '@noble': 'seal', fastify: 'http', pdfkit: 'inspection' }

type Sources = ReadonlyMap<string, string>

const placeOf = (path: string): string => path.split('/')[1]!.replace(/\.ts$/, '')
const layerOf = (place: string): number => LAYERS.indexOf(place)

function importsOf(text: string): string[] {
  const found = text.matchAll(
    /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/gm,
  )
  return [...found].map((m) => (m[1] ?? m[2])!)
}

/** Every breach of the dependency rule in `sources` (path below the root → text), one sentence each. */
function breaches(sources: Sources): string[] {
  const faults: string[] = []
  for (const [path, text] of sources) {
    const place = placeOf(path)
    const layer = layerOf(place)
    if (layer < 0) faults.push(`${path}: node/${place} is in no layer`)
    if (/(^|[/-])(utils?|helpers?|common|manager)\.ts$/.test(path)) faults.push(`${path}: the name says nothing`)
    for (const specifier of importsOf(text)) {
      const owner = ONLY[specifier.split('/')[0]!]
      if (owner !== undefined && owner !== place) faults.push(`${path}: only ${owner}/ imports ${specifier}`)
      if (!specifier.startsWith('.')) continue
      const target = posix.join(posix.dirname(path), specifier)
      if (!target.startsWith('node/')) {
        if (layer < layerOf('cli')) faults.push(`${path}: ${target} is outside node/`)
        continue
      }
      const other = placeOf(target)
      if (layerOf(other) > layer) faults.push(`${path}: node/${place} may not import ${target}`)
    }
  }
  return faults
}

/** The first cycle of files found, as a path of imports, those of types too; empty where there is none. */
function cycle(sources: Sources): string[] {
  const done = new Set<string>()
  const walk = (path: string, way: readonly string[]): string[] => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path]
    if (done.has(path)) return []
    for (const specifier of importsOf(sources.get(path) ?? '')) {
      if (!specifier.startsWith('.')) continue
      const found = walk(posix.join(posix.dirname(path), specifier), [...way, path])
      if (found.length > 0) return found
    }
    done.add(path)
    return []
  }
  for (const path of sources.keys()) {
    const found = walk(path, [])
    if (found.length > 0) return found
  }
  return []
}

/**
 * Where a file outside the folder of a procedure names one of its message types, one sentence each. A word that is also a value of the file's own
 * procedure is that; the command line is a client of the API, and names types as any Single Window does.
 */
function strangers(sources: Sources, schemas: ReadonlyMap<string, string>): string[] {
  const faults: string[] = []
  for (const [path, text] of sources) {
    const own = /^node\/procedures\/([^/]+)\//.exec(path)?.[1] ?? ''
    if (path.startsWith('node/generated/') || path.startsWith('node/cli/')) continue
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    for (const { name, types } of PROCEDURES.newestOfEach)
      for (const type of name === own ? [] : Object.keys(types)) {
        if (new RegExp(`\\b${type}\\b`).test(schemas.get(own) ?? '')) continue
        // A single word says something only where it is a type; one with hyphens is nothing else.
        const named = type.includes('-')
          ? new RegExp(`['"\`/]${type}['"\`]`)
          : new RegExp(`(\\btype\\s*[!=]==\\s*|\\btype:\\s*|\\bwhat:\\s*)'${type}'|'${name}/${type}'`)
        if (named.test(code)) faults.push(`${path}: names the message type ${type} of ${name}`)
      }
  }
  return faults
}

/** Where the window side refuses something and names no rule, one sentence each. What is a fault of the node itself has none. */
function unruled(sources: Sources): string[] {
  const faults: string[] = []
  for (const [path, text] of sources)
    for (const rest of /^node\/(window|webhooks)\//.test(path) ? text.split('new JuxtaError(').slice(1) : []) {
      let [depth, end] = [1, 0]
      for (; depth > 0 && end < rest.length; end++) depth += rest[end] === '(' ? 1 : rest[end] === ')' ? -1 : 0
      const call = rest.slice(0, end)
      if (!/^\s*'internal'/.test(call) && !/\brule\b/.test(call)) faults.push(`${path}: ${call.trim().split('\n')[0]}`)
    }
  return faults
}

// In two halves, so that this file does not find itself.
const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
  ['a private key', new RegExp('-----BEGIN [A-Z ]*PRIVATE' + ' KEY-----\\s*[A-Za-z0-9+/]{16}')],
  ['a note of unfinished work', new RegExp('\\b(TO' + 'DO|FIX' + 'ME)\\b')],
  [
    'a host of a package registry',
    new RegExp(
      '\\b(registry\\.[a-z]+js|registry\\.yarn' + 'pkg|pypi\\.(org|io)|proxy\\.go' + 'lang|deb\\.deb' + 'ian)\\b',
    ),
  ],
  ['two versions of which nobody has chosen', /^(<{7}|>{7}) /m],
  ['a path of one machine', new RegExp('(^|[\\s\'"`(=:])/(work|home|ro' + 'ot)/', 'm')],
]
const forbidden = (path: string, text: string): string[] =>
  FORBIDDEN.filter(([, pattern]) => pattern.test(text)).map(([what]) => `${path}: ${what}`)

const node: Sources = new Map(
  readdirSync(join(ROOT, 'node'), { recursive: true })
    .map((f) => posix.join('node', String(f).replaceAll('\\', '/')))
    .filter((f) => f.endsWith('.ts'))
    .map((f) => [f, readFileSync(join(ROOT, f), 'utf8')]),
)

t.test('a folder of node/ imports only folders below it', async (t) => {
  t.ok(node.size > 20, 'the sources were found')
  t.same(breaches(node), [])
})

t.test('no file imports itself through others', async (t) => t.same(cycle(node), []))

t.test('whatever the window side refuses, it names the rule that was broken', async (t) => t.same(unruled(node), []))

const schemas = new Map(
  PROCEDURES.newestOfEach.map(({ name }) => [
    name,
    readFileSync(join(ROOT, 'node/procedures', name, 'messages.yaml'), 'utf8'),
  ]),
)

t.test('a message type is named in the folder of its procedure alone', async (t) =>
  t.same(strangers(node, schemas), []),
)

t.test('a procedure is one folder: its schema, its steps, its one description and its sheet', async (t) => {
  const folders = readdirSync(join(ROOT, 'node/procedures'), { withFileTypes: true }).filter((f) => f.isDirectory())
  t.same(
    folders.map((f) => f.name).sort(),
    PROCEDURES.newestOfEach.map((p) => p.name).sort(),
    'each folder is in the list',
  )
  for (const { name } of folders)
    for (const file of ['messages.yaml', 'slice.ts', 'sheet.ts'])
      t.ok(existsSync(join(ROOT, 'node/procedures', name, file)), `${name}/${file}`)
  for (const { name, version, differs } of PROCEDURES.all.filter((p) => p.version !== '1')) {
    t.ok(
      existsSync(join(ROOT, 'node/procedures', name, `messages-${version}.yaml`)),
      `${name} says what differs in ${version}`,
    )
    t.ok(differs, `${name} says to people what differs in ${version}`)
    t.ok(PROCEDURES.lookup(name, '1'), `cases of the first version of ${name} go on`)
  }
})

t.test('a procedure is told from both sides, and README says what it is for', async (t) => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  for (const { name } of PROCEDURES.newestOfEach) {
    const told = `test/procedures/${name}.test.ts`
    const story = existsSync(join(ROOT, told)) ? readFileSync(join(ROOT, told), 'utf8') : ''
    t.ok(story.includes(`neverApplied('${name}'`), `${told}: neverApplied`)
    const example = `examples/${name}`
    t.ok(readme.includes(`\n| \`${name}\` |`) && readme.includes(`[${example}](${example})`), `README: ${name}`)
    t.ok(existsSync(join(ROOT, example)), example)
  }
})

t.test('each migration is listed, with a number of its own that follows on the one before', async (t) => {
  t.same(
    SCHEMA.map((m) => m.number),
    SCHEMA.map((_, i) => i + 1),
  )
  const made = [...node].flatMap(([path, text]) => (/^export const \w+: Migration = /m.test(text) ? [path] : []))
  const listed = importsOf(node.get('node/schema.ts')!).map((s) => posix.join('node', s))
  t.same(
    made.filter((path) => !listed.includes(path)),
    [],
  )
  t.ok(made.length > 5, 'the migrations were found')
})

t.test('the checks find what they look for', async (t) => {
  const bad = (path: string, text: string): string[] => breaches(new Map([[path, text]]))
  t.same(bad('node/seal/jws.ts', "import { x } from '../log/entry.ts'"), [
    'node/seal/jws.ts: node/seal may not import node/log/entry.ts',
  ])
  t.same(bad('node/message/a.ts', "import type {\n  X,\n} from '../store/store.ts'"), [
    'node/message/a.ts: node/message may not import node/store/store.ts',
  ])
  t.same(bad('node/values/id.ts', "import { x } from '../main.ts'"), [
    'node/values/id.ts: node/values may not import node/main.ts',
  ])
  t.same(bad('node/log/a.ts', "import * as jose from 'jose'"), ['node/log/a.ts: only seal/ imports jose'])
  t.same(bad('node/cli/a.ts', "const f = await import('fastify')"), ['node/cli/a.ts: only http/ imports fastify'])
  t.same(bad('node/http/a.ts', "import { x } from '../../bench/bench.ts'"), [
    'node/http/a.ts: bench/bench.ts is outside node/',
  ])
  t.same(bad('node/extra/a.ts', ''), ['node/extra/a.ts: node/extra is in no layer'])
  t.same(bad('node/log/utils.ts', ''), ['node/log/utils.ts: the name says nothing'])
  t.same(bad('node/http/a.ts', "import { x } from '../seal/jws.ts'\nexport * from '../values/id.ts'"), [])
  const ring: Sources = new Map([
    ['node/log/a.ts', "import './b.ts'"],
    ['node/log/b.ts', "export * from './a.ts'"],
  ])
  t.same(cycle(ring), ['node/log/a.ts', 'node/log/b.ts', 'node/log/a.ts'])
  const types: Sources = new Map([...ring, ['node/log/b.ts', "import type { A } from './a.ts'"]])
  t.same(cycle(types), ['node/log/a.ts', 'node/log/b.ts', 'node/log/a.ts'], 'types too')
  const refusing = (text: string): string[] => unruled(new Map([['node/window/a.ts', text]]))
  t.match(refusing("throw new JuxtaError('gone', f('it'))\nconst rule = 1"), [/'gone'/])
  t.same(refusing("throw new JuxtaError('gone', f('it'), {\n  rule: 'a' })"), [])
  const names = (path: string, text: string): string[] => strangers(new Map([[path, text]]), schemas)
  t.match(names('node/cases/a.ts', "if (m.type === 'revocation') return"), [/revocation of documents/])
  t.match(names('node/procedures/aeo/a.ts', "send({ what: 'do-not-load' })"), [/do-not-load of pre-arrival/])
  t.match(names('node/procedures/aeo/a.ts', "const SOURCES = { 'pre-arrival/exit': 1 }"), [/exit of pre-arrival/])
  t.same(names('node/procedures/documents/a.ts', "if (m.type === 'revocation') return"), [])
  t.same(forbidden('k', '-----BEGIN EC PRIVATE' + ` KEY-----\n${'A'.repeat(64)}`), ['k: a private key'])
  t.same(forbidden('n', '// TO' + 'DO later'), ['n: a note of unfinished work'])
  t.same(forbidden('r', 'https://registry.npm' + 'js.org/x'), ['r: a host of a package registry'])
  t.same(forbidden('c', `a\n${'<'.repeat(7)} HEAD\nb`), ['c: two versions of which nobody has chosen'])
  t.same(forbidden('p', 'cd "/ho' + 'me/somebody/x"'), ['p: a path of one machine'])
})

/** What git tracks or would track; outside a work tree of git, every file but what is installed and built. */
function sources(): string[] {
  try {
    const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return list.split('\0').filter((f) => f !== '' && f !== 'node_modules')
  } catch {
    const made = ['node_modules', 'dist', '.git', '.tap']
    const below = (folder: string): string[] =>
      readdirSync(join(ROOT, folder), { withFileTypes: true })
        .filter((entry) => !made.includes(entry.name))
        .flatMap((entry) => {
          const path = posix.join(folder, entry.name)
          return entry.isDirectory() ? below(path) : [path]
        })
    return below('.')
  }
}

t.test('nothing is committed that must not be', async (t) => {
  const tracked = sources()
  const faults: string[] = []
  for (const path of tracked) {
    let text: string
    try {
      text = readFileSync(join(ROOT, path), 'utf8')
    } catch {
      continue // removed, and the removal not yet committed
    }
    faults.push(...forbidden(path, text))
    if (path === 'package-lock.json' && text.includes('"resolved"'))
      faults.push(`${path}: names where packages came from`)
  }
  t.ok(tracked.length > 20, 'the tracked files were found')
  t.same(faults, [])
})
