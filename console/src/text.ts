/** The language of the pages: texts from locale files by room, plurals, numbers and days as the language writes them. */
import { signal } from '@preact/signals'

export const LANGUAGES = { en: 'English', fr: 'Français', es: 'Español', ar: 'العربية' } as const
export type Language = keyof typeof LANGUAGES
type Room = Readonly<Record<string, string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>>>
type Values = Readonly<Record<string, string | number>>

const files = import.meta.glob<Room>('../locales/*/*.json', { import: 'default' })
const KEPT = 'juxta.language'

const isLanguage = (v: string | null | undefined): v is Language => typeof v === 'string' && Object.hasOwn(LANGUAGES, v)
const wished = (): Language => {
  const kept = localStorage.getItem(KEPT)
  if (isLanguage(kept)) return kept
  return navigator.languages.map((l) => l.split('-')[0]).find(isLanguage) ?? 'en'
}

/** The language that is shown; it changes once its texts are there. */
export const language = signal<Language>(wished())
const rooms = new Map<string, Room>()
const opened = new Set<string>()

async function read(room: string, of: Language): Promise<void> {
  if (rooms.has(`${of}/${room}`)) return
  const file = files[`../locales/${of}/${room}.json`]
  if (file) rooms.set(`${of}/${room}`, await file())
}

/** Reads the texts of a room in the language that is shown. */
export async function openRoom(room: string): Promise<void> {
  opened.add(room)
  await read(room, language.value)
}

function show(of: Language): void {
  document.documentElement.lang = of
  document.documentElement.dir = of === 'ar' ? 'rtl' : 'ltr'
  language.value = of
}

export async function openText(): Promise<void> {
  await openRoom('shell')
  show(language.value)
}

export async function choose(of: Language): Promise<void> {
  await Promise.all([...opened].map((room) => read(room, of)))
  localStorage.setItem(KEPT, of)
  show(of)
}

/** Numbers and times in the digits of the ids that stand beside them, whatever the language. */
export const locale = (): string => (language.value === 'ar' ? 'ar-u-nu-latn' : language.value)

const made = new Map<string, unknown>()
/** One formatter for each language and form: making one costs more than using it. */
export function formatter<F>(name: string, make: (locale: string) => F): F {
  const key = `${locale()} ${name}`
  const known = (made.get(key) as F | undefined) ?? make(locale())
  made.set(key, known)
  return known
}

export const formatNumber = (value: number, options: Intl.NumberFormatOptions = {}): string =>
  formatter(`number ${JSON.stringify(options)}`, (of) => new Intl.NumberFormat(of, options)).format(value)

export const formatList = (items: readonly string[]): string =>
  formatter('list', (of) => new Intl.ListFormat(of, { type: 'conjunction' })).format(items)

/** The text of a key, `room.rest`, with `{name}` filled in; a plural is chosen by `count`. A key that no file has is shown as it is. */
export function t(key: string, values: Values = {}): string {
  const dot = key.indexOf('.')
  const found = rooms.get(`${language.value}/${key.slice(0, dot)}`)?.[key.slice(dot + 1)]
  if (found === undefined) return key
  let text: string
  if (typeof found === 'string') text = found
  else {
    const rule = formatter('plural', (of) => new Intl.PluralRules(of)).select(Number(values['count']))
    text = found[rule] ?? found.other ?? key
  }
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : typeof value === 'number' ? formatNumber(value) : value
  })
}

/** Whether a room has a text, for names that come from the node: a state or type that is newer than these pages is shown as it is. */
export const hasText = (key: string): boolean =>
  Object.hasOwn(rooms.get(`${language.value}/${key.slice(0, key.indexOf('.'))}`) ?? {}, key.slice(key.indexOf('.') + 1))

/** The text of a name that comes from the node, else the name: `named('border.state', state)`. */
export const named = (prefix: string, name: string): string =>
  hasText(`${prefix}.${name}`) ? t(`${prefix}.${name}`) : name

/** A language by its tag of BCP 47, in the language of the page. */
export const languageName = (tag: string): string =>
  formatter('language', (of) => new Intl.DisplayNames(of, { type: 'language', fallback: 'code' })).of(tag) ?? tag
