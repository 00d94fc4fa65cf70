// Compiles the TypeScript sources into dist/, and the documents of the APIs and of the messages from YAML into JSON, which a node reads in a hundredth of the
// time, and the documents into pages; does nothing where no source has changed since. Plain JavaScript, so that it runs before anything is built.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(import.meta.url)
/** What has gone into dist/: every source with its time and size. It is written last, so that a build that failed is made again. */
const stamp = `${root}dist/.built`

const sources = ['node', 'client/src', 'certs-dev', 'bench', 'test', 'examples', 'openapi']
  .flatMap((folder) => readdirSync(`${root}${folder}`, { recursive: true }).map((path) => `${folder}/${path}`))
  .filter((path) => /\.(ts|yaml)$/.test(path))
const inputs = [...sources, 'tsconfig.json', 'package-lock.json', 'scripts/build.mjs'].map((path) => {
  const { mtimeMs, size } = statSync(root + path)
  return `${path} ${mtimeMs} ${size}`
})
const wanted = inputs.sort().join('\n')

function built() {
  try {
    return readFileSync(stamp, 'utf8') === wanted
  } catch {
    return false
  }
}

async function documents() {
  const { parse } = await import('yaml')
  for (const path of sources.filter((path) => path.endsWith('.yaml'))) {
    const made = `${root}dist/${path.replace(/\.yaml$/, '.json')}`
    mkdirSync(dirname(made), { recursive: true })
    writeFileSync(made, JSON.stringify(parse(readFileSync(root + path, 'utf8'), { merge: true, maxAliasCount: -1 })))
  }
}

if (!built()) {
  rmSync(stamp, { force: true })
  const { status } = spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', root], {
    stdio: ['ignore', 2, 2],
  })
  await documents()
  if (status !== 0) process.exit(status ?? 1)
  writeFileSync(stamp, wanted)
}

const { renderPages } = await import('./pages.mjs')
await renderPages()
