/**
 * An agreement as people read it: articles and annexes with numbered clauses, each member of the signed JSON said once, and two versions beside each other. The
 * one place where this is done, for the command line, the print and the console.
 */
import { filled, LANGUAGES, limitName, procedureName, valueOf, type Language } from './words.ts'
import { standingIn } from './standing.ts'
import { en } from './words-en.ts'

export type Clause = {
  /** Where it stands, by names and not by places in lists: the same in another version. */
  readonly path: string
  /** `5.1` (`B.1` in an annex), `(a)`, `(i)`, `(A)`, `(1)`. */
  readonly mark: string
  readonly text: string
  /** JSON pointers to the members that it says. */
  readonly says: readonly string[]
  readonly inner: readonly Clause[]
}

export type Article = {
  readonly name: keyof typeof en.articles
  readonly annex: boolean
  /** `Article 5` or `Annex B`. */
  readonly number: string
  readonly heading: string
  readonly clauses: readonly Clause[]
}

type Value = Readonly<Record<string, unknown>>
const isValue = (v: unknown): v is Value => typeof v === 'object' && v !== null && !Array.isArray(v)
const isList = (v: unknown): v is readonly Value[] => Array.isArray(v) && v.length > 0 && v.every(isValue)

/** Which members stand in which article. What no article names is said in the last one. */
const ARTICLES: readonly (readonly [name: Article['name'], members: readonly string[]])[] = [
  ['subject', ['title', 'parties', 'issued_at', 'version']],
  ['instrument', ['instrument']],
  ['stage', ['stage', 'tests']],
  ['term', ['valid', 'accept_by', 'replaces', 'exit']],
  ['procedures', ['procedures']],
  ['deadlines', ['deadlines']],
  ['onward', ['onward']],
  ['aeo', ['aeo']],
  ['assistance', ['assistance']],
  ['particular', ['permit_kinds', 'permits_presented', 'default_context']],
  ['limits', ['limits']],
  ['security', ['security']],
  ['evidence', ['evidence', 'liability', 'disputes']],
  ['authentic', ['authentic']],
  ['other', []],
]
const ANNEXES: typeof ARTICLES = [
  ['texts', ['texts']],
  ['formats', ['profiles', 'code_lists']],
  ['offices', ['offices', 'office_prefixes']],
  ['service', ['service']],
  ['contacts', ['contacts']],
  ['signatories', ['signatories']],
]

/** The member by which an entry of a list is called. */
const TITLES: Readonly<Record<string, string>> = {
  onward: 'procedure',
  aeo: 'programme',
  permit_kinds: 'code',
  'permit_kinds.subtypes': 'code',
  'procedures.data_protection.rights': 'party',
}
const titleOf = (list: string): string => TITLES[list] ?? 'name'

/** By what an entry is told from others, so that one more in front is not a change of all. */
const nameOf = (entry: Value, i: number): string =>
  ['party', 'role', 'of', 'code', 'name', 'procedure', 'programme']
    .flatMap((name) => (entry[name] === undefined ? [] : [String(entry[name])]))
    .join(' ') || String(i)

/** Members whose own members are named by the parties. */
const FREE: ReadonlySet<string> = new Set([
  'deadlines',
  'deadlines.*',
  'default_context',
  'office_prefixes',
  'permit_kinds.names',
  'permit_kinds.subtypes.names',
])

const ORDER = new Map(Object.keys(en.members).map((name, i) => [name, i]))
const placeOf = (member: string): number => ORDER.get(member) ?? ORDER.size
/** Members in the order of the words; an object stands where the first of its own does. */
const ordered = (of: Value, member: string): readonly string[] => {
  const at = (name: string): number => {
    const full = member === '' ? name : `${member}.${name}`
    const first = [...ORDER.keys()].findIndex((known) => known === full || known.startsWith(`${full}.`))
    return first < 0 ? placeOf(full) : first
  }
  return Object.keys(of).sort((a, b) => at(a) - at(b))
}

const roman = (n: number): string =>
  (
    [
      [100, 'c'],
      [90, 'xc'],
      [50, 'l'],
      [40, 'xl'],
      [10, 'x'],
      [9, 'ix'],
      [5, 'v'],
      [4, 'iv'],
      [1, 'i'],
    ] as const
  ).reduce(
    ([left, text], [value, sign]) => [left % value, text + sign.repeat(Math.floor(left / value))] as [number, string],
    [n, ''] as [number, string],
  )[1]
const letter = (n: number): string =>
  (n > 26 ? letter(Math.floor((n - 1) / 26)) : '') + String.fromCharCode(97 + ((n - 1) % 26))
/** Each depth has marks of its own, so that what is cited is found: (a), (i), (A), (1). */
const SIGNS = [letter, roman, (n: number): string => letter(n).toUpperCase(), String]
/** The mark of the `n`th clause (from 1) at a depth. */
const markAt = (depth: number, n: number, article: string): string =>
  depth === 0 ? `${article}.${n}` : `(${SIGNS[(depth - 1) % SIGNS.length]!(n)})`

type Said = Omit<Clause, 'mark' | 'inner'> & { readonly inner: readonly Said[] }

const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** Says members in a language. `member`: its name by the words; `path`, `pointer`: where this one stands. */
class Speaker {
  readonly #language: Language
  readonly #words: (typeof LANGUAGES)[Language]

  constructor(language: Language) {
    this.#language = language
    this.#words = LANGUAGES[language]
  }

  #text(member: string, name: string, value: string): string {
    const { members, other } = this.#words
    const known = Object.hasOwn(members, member) ? members[member as keyof typeof members] : other
    return filled(known, { name, value })
  }

  /** What an object says: a clause for each of its members. */
  members(of: Value, at: { member: string; path: string; pointer: string }, without?: string): Said[] {
    return ordered(of, at.member)
      .filter((name) => name !== without)
      .flatMap((name) => {
        const member = at.member === '' ? name : `${at.member}.${FREE.has(at.member) ? '*' : name}`
        const path = at.path === '' ? name : `${at.path}/${escapePointer(name)}`
        return this.#member(of[name], name, { member, path, pointer: `${at.pointer}/${escapePointer(name)}` })
      })
  }

  #member(value: unknown, name: string, at: { member: string; path: string; pointer: string }): Said[] {
    const { member, path, pointer } = at
    const free = member === 'default_context.*'
    if (isList(value) && !free) {
      const inner = this.#entries(value, at)
      return this.#headed(member) ? [{ path, text: this.#text(member, name, ''), says: [], inner }] : inner
    }
    if (isValue(value) && !free) {
      const inner = this.members(value, at)
      if (!this.#headed(member)) return inner
      return [{ path, text: this.#text(member, this.#called(member, name, path), ''), says: [], inner }]
    }
    const text = this.#text(member, this.#called(member, name, path), valueOf(member, value, this.#language))
    return [{ path, text, says: [pointer], inner: [] }]
  }

  /** What the parties name that has words: a procedure, one of its limits, a country, a language. */
  #called(member: string, name: string, path: string): string {
    if (member === 'office_prefixes.*') return valueOf('parties', name, this.#language)
    if (/^permit_kinds\.(subtypes\.)?names\.\*$/.test(member)) return valueOf('service.languages', name, this.#language)
    if (member === 'deadlines.*') return procedureName(name, this.#language)
    return member === 'deadlines.*.*' ? limitName(path.split('/')[1]!, name, this.#language) : name
  }

  /** Whether an object or a list has a heading of its own; those that are an article have its. */
  #headed(member: string): boolean {
    return Object.hasOwn(this.#words.members, member)
  }

  #entries(list: readonly Value[], at: { member: string; path: string; pointer: string }): Said[] {
    const known = new Set<string>()
    return list.map((entry, i) => {
      const own = escapePointer(nameOf(entry, i))
      const path = `${at.path}/${known.has(own) ? `${own} ${i}` : own}`
      known.add(own)
      const pointer = `${at.pointer}/${i}`
      const title = titleOf(at.member)
      const member = `${at.member}.${title}`
      return {
        path,
        text: this.#text(member, title, valueOf(member, entry[title], this.#language)),
        says: entry[title] === undefined ? [] : [`${pointer}/${title}`],
        inner: this.members(entry, { member: at.member, path, pointer }, title),
      }
    })
  }
}

const marked = (said: readonly Said[], article: string, depth = 0): Clause[] =>
  said.map((one, i) => ({ ...one, mark: markAt(depth, i + 1, article), inner: marked(one.inner, article, depth + 1) }))

/** All articles and annexes of an agreement, which may be a draft. One that has nothing to say says what silence means, and what holds of every agreement follows what is agreed. */
export function articlesOf(document: Value, language: Language): Article[] {
  const words = LANGUAGES[language]
  const speaker = new Speaker(language)
  const named = new Set([...ARTICLES, ...ANNEXES].flatMap(([, members]) => members))
  const unknown = Object.keys(document).filter((name) => !named.has(name))
  const make =
    (annex: boolean) =>
    ([name, members]: (typeof ARTICLES)[number], i: number): Article => {
      // Clauses of annexes are cited beside those of articles.
      const n = annex ? letter(i + 1).toUpperCase() : String(i + 1)
      const own = (name === 'other' ? unknown : members).filter((member) => document[member] !== undefined)
      const said = own.flatMap((member) =>
        speaker.members({ [member]: document[member] }, { member: '', path: '', pointer: '' }),
      )
      const standing = standingIn(name, document, language).map(([key, text]): Said => ({
        path: `always/${name}/${key}`,
        text,
        says: [],
        inner: [],
      }))
      const silence: Said = { path: `silent/${name}`, text: words.silent[name], says: [], inner: [] }
      return {
        name,
        annex,
        number: filled(annex ? words.annex : words.article, { n }),
        heading: words.articles[name],
        clauses: marked([...(said.length === 0 ? [silence] : said), ...standing], n),
      }
    }
  const articles = unknown.length === 0 ? ARTICLES.filter(([name]) => name !== 'other') : ARTICLES
  return [...articles.map(make(false)), ...ANNEXES.map(make(true))]
}

export type Change = {
  readonly kind: 'added' | 'removed' | 'changed'
  readonly path: string
  /** `Article 5 Procedures`, then the clauses within which it stands. */
  readonly within: readonly string[]
  readonly before: string | null
  readonly after: string | null
}

/** `value`: what the machine keeps to, which two sentences that read alike may not share. */
type Leaf = { readonly within: readonly string[]; readonly text: string; readonly value: string }

/** Lists whose order says something: the text first, then each annex. */
const IN_ORDER = /^(\/texts\/\d+)\/name$/

/** What stands at JSON pointers, and where, in a list whose order counts. */
const valuesAt = (document: Value, pointers: readonly string[]): string =>
  JSON.stringify(
    pointers.map((pointer) => {
      const names = pointer
        .slice(1)
        .split('/')
        .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
      const value = names.reduce((of: unknown, name) => (of as Value | undefined)?.[name], document)
      return IN_ORDER.test(pointer) ? [Number(names[1]) + 1, value] : value
    }),
  ).slice(1, -1)

/** Every sentence of an agreement, by its path. A clause that has others within it is a sentence too, where it says a member. */
function sentences(document: Value, articles: readonly Article[]): Map<string, Leaf> {
  const found = new Map<string, Leaf>()
  const walk = (clauses: readonly Clause[], within: readonly string[]): void => {
    for (const { path, text, says, inner } of clauses) {
      found.set(path, { within, text, value: valuesAt(document, says) })
      walk(inner, [...within, text])
    }
  }
  for (const { number, heading, clauses } of articles) walk(clauses, [`${number}. ${heading}`])
  return found
}

/** What two versions say differently, clause by clause, in the order of the later one; what only the earlier one says follows its article. */
export function changesOf(before: Value, after: Value, language: Language): Change[] {
  const [then, now] = [before, after].map((document) => sentences(document, articlesOf(document, language))) as [
    Map<string, Leaf>,
    Map<string, Leaf>,
  ]
  const changes: Change[] = []
  for (const [path, { within, text, value }] of now) {
    const old = then.get(path)
    if (old?.text === text && old.value === value) continue
    // What reads alike is shown as the machine reads it.
    const alike = old?.text === text
    changes.push({
      kind: old === undefined ? 'added' : 'changed',
      path,
      within,
      before: old === undefined ? null : alike ? `${old.text} [${old.value}]` : old.text,
      after: alike ? `${text} [${value}]` : text,
    })
  }
  for (const [path, { within, text }] of then)
    if (!now.has(path)) changes.push({ kind: 'removed', path, within, before: text, after: null })
  const place = new Map([...articlesOf(after, language)].map(({ number, heading }, i) => [`${number}. ${heading}`, i]))
  return changes
    .map((change, i) => ({ change, at: (place.get(change.within[0]!) ?? 0) * 100_000 + i }))
    .sort((a, b) => a.at - b.at)
    .map(({ change }) => change)
}
