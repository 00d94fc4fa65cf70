/** Where the real messages and test vectors of others lie. Tests that need them are skipped, saying so, where the folder is absent; with CI=true its absence is a failure. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's root folder, from dist/test/. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const folder = join(ROOT, '..', 'shared', 'data')

/** The path of `parts` below ../shared/data. */
export const shared = (...parts: string[]): string => join(folder, ...parts)

/** For tap's options: `{ skip: 'reason' }` where ../shared is absent, and nothing otherwise. */
export function needsShared(): { skip?: string } {
  if (existsSync(folder)) return {}
  if (process.env['CI'] === 'true') throw new Error('CI=true and ../shared/data is absent')
  return { skip: '../shared/data is absent' }
}
