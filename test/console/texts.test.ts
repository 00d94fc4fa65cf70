/** Every text of the console is in a locale file, whole in each language, and used. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import t from 'tap'
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
