// Compiles the TypeScript sources into dist/ when they are newer than what is there, and lays the schemas beside what reads them. Plain JavaScript, so that it runs before anything is built.
import { spawnSync } from 'node:child_process'
import { cpSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createRequire } from 'node:module'

const root = fileURLToPath(new URL('..', import.meta.url))
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
const { status } = spawnSync(process.execPath, [tsc, '-p', root], { stdio: ['ignore', 2, 2] })
cpSync(`${root}node`, `${root}dist/node`, {
  recursive: true,
  filter: (path) => statSync(path).isDirectory() || path.endsWith('.yaml'),
})
process.exit(status ?? 1)
