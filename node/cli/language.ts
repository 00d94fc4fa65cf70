/** In which language a command prints what people read and sign: those of an agreement. */
import { isLanguage, LANGUAGES, type Language } from '../peers/clauses/words.ts'
import { optional, text, usage, type Values } from './command.ts'

const ALL = Object.keys(LANGUAGES).join(', ')

export const LANGUAGE = { language: text('LANGUAGE', 'en (as where nothing is said), fr, es or ar') }

export function languageIn(values: Values): Language {
  const language = optional(values, 'language') ?? 'en'
  if (!isLanguage(language)) throw usage(`--language is one of ${ALL}`)
  return language
}

/** Two of them, named side by side; undefined where none are named. */
export function languagesIn(values: Values): string | undefined {
  const named = optional(values, 'languages')
  const all = named?.split(',') ?? []
  if (named !== undefined && !(all.length === 2 && all[0] !== all[1] && all.every(isLanguage)))
    throw usage(`--languages are two of ${ALL}, as fr,es`)
  return named
}
