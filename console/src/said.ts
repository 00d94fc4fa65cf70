/**
 * What the node says in prose, in the language that is shown. The node's own tables are English; `said/<language>/<table>.json` has each of their sentences,
 * whole, with what it says in that language. A sentence that a newer node has changed is in none, and is shown in the node's English.
 */
import { signal } from '@preact/signals'
import { inTable, tableOf, type Sentences, type Table } from './sentences.ts'
import { language } from './text.ts'

/** Which tables of the node a page needs; each is read when something of it is shown first. */
export type Speech = 'problems' | 'alerts' | 'settings'
/** What an alert has found is often why something was refused. */
const TABLES: Readonly<Record<Speech, readonly Speech[]>> = {
  problems: ['problems'],
  alerts: ['problems', 'alerts'],
  settings: ['settings'],
}
const files = import.meta.glob<Sentences>('../said/*/*.json', { import: 'default' })
const tables = signal<ReadonlyMap<string, Table>>(new Map())
const asked = new Set<string>()

/** What a sentence of the node is in the language that is shown; undefined where it is the node's English, or not read yet. */
export function said(speech: Speech, sentence: string): string | undefined {
  const key = `${language.value}/${speech}`
  const table = tables.value.get(key)
  if (table) return inTable(table, sentence)
  const read = TABLES[speech].flatMap((name) => files[`../said/${language.value}/${name}.json`] ?? [])
  if (read.length > 0 && !asked.has(key)) {
    asked.add(key)
    Promise.all(read.map((file) => file()))
      .then(
        (whole) =>
          (tables.value = new Map(tables.value).set(key, tableOf(Object.fromEntries(whole.flatMap(Object.entries))))),
      )
      .catch(() => asked.delete(key))
  }
  return undefined
}
