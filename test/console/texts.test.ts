/** Every text of the console is in a locale file, whole in each language, and used; what the node says in prose is known in each. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import t from 'tap'
import type { Alert } from '../../node/operate/alert.ts'
import { foundByAlerts, isSentence, sentencesOf } from './found.ts'
import { ALERTS } from '../../node/operate/alerts.ts'
import { SETTINGS } from '../../node/operate/settings-table.ts'
import { ERRORS } from '../../node/values/errors.ts'
import { schemaCompiler, schemaFault } from '../../node/values/schema.ts'
import { ROOT } from '../shared-data.ts'

const LANGUAGES = ['en', 'fr', 'es', 'ar'] as const
type Text = string | Readonly<Record<string, string>>
type Room = Readonly<Record<string, Text>>

const folder = join(ROOT, 'console')
const rooms = readdirSync(join(folder, 'locales', 'en')).map((file) => file.replace(/\.json$/, ''))
const read = (language: string, room: string): Room =>
  JSON.parse(readFileSync(join(folder, 'locales', language, `${room}.json`), 'utf8')) as Room
const filled = (text: Text): string[] =>
  [
    ...new Set((typeof text === 'string' ? [text] : Object.values(text)).flatMap((s) => s.match(/\{\w+\}/g) ?? [])),
  ].sort()

t.test('each language has every text, with the same values filled in and all forms of its plural', async (t) => {
  for (const language of LANGUAGES) {
    t.same(
      readdirSync(join(folder, 'locales', language)).sort(),
      rooms.map((room) => `${room}.json`).sort(),
      `${language}: the rooms`,
    )
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    for (const room of rooms) {
      const [english, texts] = [read('en', room), read(language, room)]
      t.same(Object.keys(texts).sort(), Object.keys(english).sort(), `${language}/${room}: the keys`)
      const faults = Object.entries(texts).flatMap(([key, text]) => {
        const other = english[key]
        if (other === undefined) return []
        const found: string[] = []
        if (typeof text !== typeof other) found.push(`${key}: a plural in one language alone`)
        // The forms for none, one and two may leave the number out.
        if (filled(text).join() !== filled(other).join())
          found.push(`${key}: ${filled(text)} instead of ${filled(other)}`)
        if (typeof text !== 'string' && [...forms].sort().join() !== Object.keys(text).sort().join())
          found.push(`${key}: has the forms ${Object.keys(text)}, needs ${forms}`)
        if (
          (typeof text === 'string' ? [text] : Object.values(text)).some(
            (s) => s.trim() === '' || s !== s.normalize('NFC'),
          )
        )
          found.push(`${key}: is empty or not composed`)
        return found
      })
      t.same(faults, [], `${language}/${room}`)
    }
  }
})

t.test('no language is left in English', async (t) => {
  // What is the same word in both, a name or a sign.
  const common = (text: string): boolean => !/[a-z]{4,} [a-z]{2,} /i.test(text)
  for (const language of LANGUAGES.filter((l) => l !== 'en'))
    for (const room of rooms) {
      const english = read('en', room)
      const left = Object.entries(read(language, room))
        .filter(([key, text]) => typeof text === 'string' && text === english[key] && !common(text))
        .map(([key]) => key)
      t.same(left, [], `${language}/${room}`)
    }
})

/** The keys that a source names, those that it makes of a beginning, and text that stands in it without being in a locale file. */
function namesOf(path: string): { keys: string[]; beginnings: string[]; loose: string[] } {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const [keys, beginnings, loose]: string[][] = [[], [], []]
  const isKey = (text: string): boolean => rooms.some((room) => text.startsWith(`${room}.`)) && /^[\w.-]+$/.test(text)
  const where = (node: ts.Node): string =>
    `${path.slice(ROOT.length)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`
  /** Attributes that people read or hear. */
  const READ = /^(aria-label|title|label|placeholder|alt|hint|text|submit|intro|action|what|summary|note|unit|caption)$/
  const walk = (node: ts.Node): void => {
    const isBeginning =
      node.parent !== undefined &&
      ts.isCallExpression(node.parent) &&
      node.parent.expression.getText() === 'named' &&
      node.parent.arguments[0] === node
    if (ts.isStringLiteralLike(node) && isBeginning) beginnings!.push(`${node.text}.`)
    else if (ts.isStringLiteralLike(node) && isKey(node.text)) keys!.push(node.text)
    if (ts.isTemplateExpression(node) && isKey(node.head.text)) beginnings!.push(node.head.text)
    if (ts.isJsxText(node) && /\p{L}{2}/u.test(node.text)) loose!.push(`${where(node)}: ${node.text.trim()}`)
    if (ts.isJsxAttribute(node) && READ.test(node.name.getText()) && node.initializer) {
      const value = ts.isJsxExpression(node.initializer) ? node.initializer.expression : node.initializer
      if (value && ts.isStringLiteralLike(value) && /\p{L}{2}/u.test(value.text) && !isKey(value.text))
        loose!.push(`${where(node)}: ${value.text}`)
    }
    ts.forEachChild(node, walk)
  }
  walk(source)
  return { keys: keys!, beginnings: beginnings!, loose: loose! }
}

const sources = readdirSync(join(folder, 'src'), { recursive: true })
  .map(String)
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => namesOf(join(folder, 'src', path)))

t.test('what a page says is in a locale file, and what is there is said', async (t) => {
  const known = new Set(rooms.flatMap((room) => Object.keys(read('en', room)).map((key) => `${room}.${key}`)))
  const keys = new Set(sources.flatMap((s) => s.keys))
  const beginnings = [...new Set(sources.flatMap((s) => s.beginnings))]
  t.same(
    sources.flatMap((s) => s.loose),
    [],
    'no text of its own in a source',
  )
  t.same(
    [...keys].filter((key) => !known.has(key)),
    [],
    'no key that no file has',
  )
  t.same(
    beginnings.filter((beginning) => ![...known].some((key) => key.startsWith(beginning))),
    [],
    'no beginning of a key that no file has',
  )
  // A title in the navigation has its question with it; the noscript text goes into the page when it is built.
  const used = (key: string): boolean =>
    keys.has(key) ||
    beginnings.some((beginning) => key.startsWith(beginning)) ||
    (key.endsWith('.question') && keys.has(key.slice(0, -'.question'.length))) ||
    key === 'shell.noscript' ||
    // Of screens that are being built.
    key.startsWith('shell.nav.')
  t.same(
    [...known].filter((key) => !used(key)),
    [],
    'no text that nobody says',
  )
})

/** Sentences of the node that people read in the console, by the table of `console/said/` that has them in other languages. */
type Speech = 'problems' | 'alerts' | 'settings'
type Table = object
const source = readFileSync(join(folder, 'src', 'sentences.ts'), 'utf8')
const compiled = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } }) // prettier-ignore
const { inTable, tableOf } = (await import(
  `data:text/javascript,${encodeURIComponent(compiled.outputText)}`
)) as unknown as {
  tableOf(sentences: Record<string, string>): Table
  inTable(table: Table, sentence: string): string | undefined
}
const saidIn = (language: string, speech: Speech): Record<string, string> =>
  JSON.parse(readFileSync(join(folder, 'said', language, `${speech}.json`), 'utf8')) as Record<string, string>

/** The sentences by which these rooms refuse something, or say how it stands; what is filled in is `{1}`, `{2}`. */
const REFUSE =
  /^(JuxtaError|conflict|fault|refuse|refused|wrong|foreign|unsupported|fail|beyond|invalid|malformed|no|good|bad|part|deny)$/
const ROOMS =
  /^(cases|procedures|window|peers|http|exchange\/(agree|agreement-ends|agreement-known|submit|forward|outgoing|case-version|suspend|legal-holds)\.|evidence\/retain\.|operate\/proposals\.)/
/** What no page of the console asks for, one of our own faults, or what an alert has found, which is kept as it was told. */
const UNMET =
  /^(http\/(local-socket|mtls|operations|problems|server)|window\/(console-files|documentation-routes)|peers\/(identity-names|newest-identity|own-identity)|cases\/(case-alerts|judge-xml))\./

function refusals(): string[] {
  const found = new Set<string>()
  const node = join(ROOT, 'node')
  for (const path of readdirSync(node, { recursive: true }).map(String)) {
    if (!path.endsWith('.ts') || !ROOMS.test(path) || UNMET.test(path)) continue
    const file = ts.createSourceFile(path, readFileSync(join(node, path), 'utf8'), ts.ScriptTarget.Latest, true)
    const add = (texts: readonly string[]): void => texts.filter(isSentence).forEach((text) => found.add(text))
    const walk = (at: ts.Node): void => {
      if (ts.isCallExpression(at) || ts.isNewExpression(at)) {
        const called = at.expression.getText()
        if (REFUSE.test(called)) at.arguments?.forEach((argument) => add(sentencesOf(argument)))
        if (called === 'noSuch')
          add(sentencesOf(at.arguments?.[0] as ts.Expression).map((what) => `there is no such ${what}`))
      }
      if (ts.isPropertyAssignment(at) && /^(reason|detail|does)$/.test(at.name.getText()))
        add(sentencesOf(at.initializer))
      // Which group of keys a line has is told by a sentence that is made there.
      if (ts.isReturnStatement(at) && path === 'peers/tls-groups.ts') add(sentencesOf(at.expression))
      ts.forEachChild(at, walk)
    }
    walk(file)
  }
  return [...found]
}

/** What Ajv says of values that break a schema, as the node hands it on. */
function broken(): string[] {
  const judge = schemaCompiler({ strict: false })
  const cases: readonly (readonly [object | boolean, unknown])[] = [
    ...['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'].map((type) => [{ type }, type === 'string' ? 1 : 'x'] as const), // prettier-ignore
    [{ required: ['name'] }, {}],
    [{ additionalProperties: false }, { other: 1 }],
    [{ unevaluatedProperties: false }, { other: 1 }],
    [{ pattern: '^a$' }, 'b'],
    [{ enum: [1, 2] }, 3],
    [{ const: 1 }, 2],
    [{ minLength: 2 }, 'a'],
    [{ maxLength: 2 }, 'abc'],
    [{ minItems: 2 }, [1]],
    [{ maxItems: 1 }, [1, 2]],
    [{ uniqueItems: true }, [1, 1]],
    [{ minimum: 2 }, 1],
    [{ maximum: 2 }, 3],
    [{ oneOf: [true, true] }, 1],
    [{ not: {} }, 1],
  ]
  return cases.map(([schema, value]) => {
    const validate = judge.compile(schema)
    t.notOk(validate(value), JSON.stringify(schema))
    return schemaFault(validate, value).reason
  })
}

const SAID: Readonly<Record<Speech, readonly string[]>> = {
  problems: [...Object.values(ERRORS).map(({ title }) => title), ...refusals()],
  alerts: [
    ...Object.values(ALERTS).flatMap((alert: Alert) => [alert.means, alert.mend, ...(alert.closes ? [alert.closes] : [])]), // prettier-ignore
    ...foundByAlerts(join(ROOT, 'node')),
  ],
  settings: Object.values(SETTINGS).map(({ doc }) => doc),
}
/** What must stand in a sentence whatever its language: commands, settings, paths, and what is filled in. */
const kept = (text: string): string[] =>
  [...(text.match(/\{\d\}|juxta [a-z]+|JUXTA_\w+|(?:GET|POST|PUT) \/v1\/[\w/{}]+|--[a-z-]+/g) ?? [])].sort()

t.test('what the node says is known in each language, and nothing that it does not say any more', async (t) => {
  const schemas = broken()
  for (const language of LANGUAGES.filter((l) => l !== 'en'))
    for (const speech of Object.keys(SAID) as Speech[]) {
      const sentences = saidIn(language, speech)
      const table = tableOf(sentences)
      const wanted = [...SAID[speech], ...(speech === 'problems' ? schemas : [])]
      t.same(
        [...new Set(wanted)].filter((sentence) => inTable(table, sentence) === undefined),
        [],
        `${language}/${speech}: sentences that are missing`,
      )
      t.same(
        Object.keys(sentences).filter((sentence) => {
          const alone = tableOf({ [sentence]: sentences[sentence]! })
          return !wanted.some((one) => inTable(alone, one) !== undefined)
        }),
        [],
        `${language}/${speech}: sentences that nobody says`,
      )
      t.same(
        Object.entries(sentences)
          .filter(([sentence, says]) => kept(sentence).join() !== kept(says).join() || says !== says.normalize('NFC'))
          .map(([sentence]) => sentence),
        [],
        `${language}/${speech}: commands, settings and what is filled in are as in the sentence`,
      )
    }
})

t.test('a sentence is found with what is filled into it, and what no table has is told apart', async (t) => {
  const table = tableOf({
    'the key {1} {2}': 'la clé {1} {2}',
    'the key may not read {1}': 'la clé ne peut pas lire {1}',
    'lacks the role {1}': 'n’a pas le rôle {1}',
    'may be sent {2} by {1} (1.5)': '{1} (1.5) {2}',
    'must be string': 'doit être un texte',
  })
  for (const [sentence, says] of [
    ['the key may not read aeo', 'la clé ne peut pas lire aeo'],
    ['the key night lacks the role operator', 'la clé night n’a pas le rôle operator'],
    ['/document/xZone: must be string', '/document/xZone: doit être un texte'],
    ['/xZone must be string', '/xZone doit être un texte'],
    ['must be string or else', undefined],
    ['/xZone something else', undefined],
    ['may be sent a by b (1x5)', undefined],
    ['constructor', undefined],
  ] as const)
    t.equal(inTable(table, sentence), says, sentence)
})

t.test('what an alert has found is told with why, in the language that is shown', async (t) => {
  const fr = tableOf({ ...saidIn('fr', 'problems'), ...saidIn('fr', 'alerts') })
  for (const [sentence, says] of [
    [
      'a time is over in case 7: declaration not lodged',
      'un délai est passé dans le dossier 7 : déclaration non déposée',
    ],
    [
      'the last signing key of XB ends in less than 7 days: 2026-02-01',
      'la dernière clé de signature de XB prend fin dans moins de 7 jours : 2026-02-01',
    ],
    [
      'XB does not count as received what it has receipted: 2 messages',
      'XB ne compte pas comme reçu ce dont il a donné récépissé : 2 messages',
    ],
    [
      'XB does not count as received what it has receipted: 2 messages, m-1, m-2',
      'XB ne compte pas comme reçu ce dont il a donné récépissé : 2 messages, m-1, m-2',
    ],
    [
      'what is stored of XB cannot be read: /xZone: must be string',
      'ce qui est enregistré de XB ne peut être lu : /xZone: doit être un texte',
    ],
    ['nothing that a node says', undefined],
  ] as const)
    t.equal(inTable(fr, sentence), says, sentence)
})

t.test('what the audit trail names has its words', async (t) => {
  const { paths } = JSON.parse(readFileSync(join(ROOT, 'dist/openapi/window.json'), 'utf8')) as {
    paths: Record<string, Record<string, { operationId?: string; 'x-roles'?: unknown }>>
  }
  const operations = Object.values(paths)
    .flatMap((path) => Object.values(path))
    .flatMap(({ operationId, ...more }) => (operationId !== undefined && more['x-roles'] ? [operationId] : []))
  const recorded = readdirSync(join(ROOT, 'node'), { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => [
      ...readFileSync(join(ROOT, 'node', path), 'utf8').matchAll(
        /(?:byCommand\(|askedOf\(incoming, |recorded\([^']*?, |ACCEPTS = |client: 'retention', what: )'([^']+)'/g,
      ),
    ])
    .map(([, what]) => what!.replace(/\W+/g, '-'))
  t.ok(operations.length > 80 && recorded.length > 4, 'they are found')
  t.same(
    Object.keys(read('en', 'audit'))
      .filter((key) => key.startsWith('did.'))
      .sort(),
    [...new Set([...operations, ...recorded])].map((what) => `did.${what}`).sort(),
  )
})
