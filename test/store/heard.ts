/**
 * Loaded into a process before all else (`--import`): every statement that it sends to a database is kept once, with the values of one use and the file that
 * sent it, in a file of the folder `$JUXTA_TEST_RECORD`. `npm test` loads it where that is set.
 */
import Sqlite from 'libsql'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { sourceOf } from '../../bench/source-of.ts'

export type Heard = { dialect: 'sqlite' | 'postgres'; sql: string; values: unknown[]; from: string }

/** What two uses of a statement share: the lists in them are of any length. */
export const shapeOf = (sql: string): string =>
  sql
    .replace(/\$\d+/g, '?')
    .replace(/\(\?(?:, \?)*\)/g, '(…)')
    .replace(/\(…\)(?:, \(…\))+/g, '(…)')
    .replace(/\((?:[^()]*\?[^()]*)\)(?:, \((?:[^()]*\?[^()]*)\))+/g, (all) => (all.startsWith('(select') ? all : '(…)'))

const ROOT = new URL('../../..', import.meta.url).href
const folder = process.env['JUXTA_TEST_RECORD']
// What is made up anew in each run would be judged anew in each run; http/filters asks for all of it.
if (folder !== undefined && !process.argv[1]?.endsWith('/http/generated.test.js')) {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${process.pid}-${Date.now()}.jsonl`)
  const seen = new Set<string>()
  const hear = (dialect: Heard['dialect'], sql: string, values: readonly unknown[]): void => {
    if (!/^\s*(select|insert|update|delete|with)\b/i.test(sql)) return
    const shape = `${dialect} ${shapeOf(sql)}`
    if (seen.has(shape)) return
    seen.add(shape)
    const before = Error.stackTraceLimit
    Error.stackTraceLimit = 60
    const stack = new Error().stack ?? ''
    Error.stackTraceLimit = before
    const frames = [...stack.matchAll(/(\/[^\s:]*\/dist\/[\w/.-]+\.js):(\d+):(\d+)/g)].flatMap(
      ([, file, line, column]) => {
        const source = sourceOf(pathToFileURL(file!).href, Number(line) - 1, Number(column) - 1)
        const [, name] = /^(?:dist\/)?((?:node|test)\/[\w/.-]+)\.[jt]s$/.exec(source.slice(ROOT.length)) ?? []
        return name === undefined ? [] : [`${name}.ts`]
      },
    )
    const from =
      frames.find(
        (f) =>
          !/^(test\/store\/heard|node\/store\/(sqlite|postgres|commit|tx|insert-rows|column-types|fixed|gather|store))\.ts$/.test(
            f,
          ),
      ) ?? ''
    const kept = values.map((v) => (Buffer.isBuffer(v) ? { hex: v.toString('hex').slice(0, 64) } : v))
    appendFileSync(file, `${JSON.stringify({ dialect, sql, values: kept, from } satisfies Heard)}\n`)
  }

  const { prototype } = Sqlite as unknown as { prototype: { prepare(sql: string): unknown } }
  const { prepare } = prototype
  prototype.prepare = function (sql) {
    hear('sqlite', sql, [])
    return prepare.call(this, sql)
  }
  const client = pg.Client.prototype as unknown as { query(this: unknown, ...args: unknown[]): unknown }
  const { query } = client
  client.query = function (...args) {
    const [asked, more] = args
    const { text, values = more } = (typeof asked === 'string' ? { text: asked } : asked) as {
      text?: string
      values?: unknown
    }
    if (text !== undefined) hear('postgres', text, Array.isArray(values) ? values : [])
    return query.apply(this, args)
  }
}
