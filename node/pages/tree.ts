/** The documents as the build has rendered them (scripts/pages.mjs): every page with its address, how they are listed, and which say something of an error or an alert. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export type Link = { readonly href: string; readonly title: string }
/** What stands between one heading and the next, as plain words. */
export type Section = { readonly id: string; readonly title: string; readonly text: string }
export type DocumentPage = {
  readonly title: string
  /** Of the file in the source tree. */
  readonly source: string
  readonly html: string
  readonly sections: readonly Section[]
}
export type Tree = {
  readonly parts: readonly { readonly title: string; readonly pages: readonly Link[] }[]
  /** By the address of an error or an alert. */
  readonly from: Readonly<Record<string, readonly Link[]>>
  readonly pages: Readonly<Record<string, DocumentPage>>
}

const folder = new URL('../../docs/', import.meta.url)
let tree: Tree | undefined

/** Read when somebody first asks: a start does not wait for it. */
export const readTree = (): Tree => (tree ??= JSON.parse(readFileSync(new URL('pages.json', folder), 'utf8')) as Tree)

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
}

/** A file that pages are made of or lead to: the sheet, the script, a picture, a schema. `path` is attacker-controlled. */
export function pageFile(path: string): { readonly type: string; readonly body: Buffer } | undefined {
  if (!/^[a-z0-9]([a-z0-9.-]*\/)*[a-z0-9.-]+$/i.test(path) || path.includes('..')) return undefined
  const type = MEDIA_TYPES[path.split('.').at(-1)!]
  if (type === undefined) return undefined
  try {
    return { type, body: readFileSync(fileURLToPath(new URL(`files/${path}`, folder))) }
  } catch {
    return undefined
  }
}
