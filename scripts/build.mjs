// Compiles the TypeScript sources into dist/, and the documents of the APIs and of the messages from YAML into JSON, which a node reads in a hundredth of the
// time; then the command line into a few files (bundle.mjs), the documents into pages, and the console into dist/console. Each is left where no source has changed since. Plain JavaScript, so that it runs before anything is built.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(import.meta.url)

/** The files below some folders whose names match, each as a path from the root. */
const filesIn = (folders, names) =>
  folders
    .flatMap((folder) => readdirSync(`${root}${folder}`, { recursive: true }).map((path) => `${folder}/${path}`))
    .filter((path) => names.test(path))

/** Runs `make` unless `stamp`, written last, says that it was made of these files as they are. */
async function onceFrom(stamp, paths, make) {
  const wanted = paths
    .map((path) => {
      const { mtimeMs, size } = statSync(root + path)
      return `${path} ${mtimeMs} ${size}`
    })
    .sort()
    .join('\n')
  try {
    if (readFileSync(stamp, 'utf8') === wanted) return
  } catch {
    // It was never made, or not to its end.
  }
  rmSync(stamp, { force: true })
  await make()
  writeFileSync(stamp, wanted)
}

/** What the compiler says of a folder with a tsconfig.json, and what it writes. */
async function compile(folder) {
  const args = [require.resolve('typescript/bin/tsc'), '-p', folder]
  const [status] = await once(spawn(process.execPath, args, { stdio: ['ignore', 2, 2] }), 'exit')
  return status
}

async function documents(paths) {
  const { documentAt } = await import('./messages.mjs')
  for (const path of paths) {
    const made = `${root}dist/${path.replace(/\.yaml$/, '.json')}`
    mkdirSync(dirname(made), { recursive: true })
    writeFileSync(made, JSON.stringify(documentAt(path)))
  }
}

const always = ['package-lock.json', 'scripts/build.mjs', 'scripts/messages.mjs']

async function node() {
  const sources = filesIn(['node', 'client/src', 'certs-dev', 'bench', 'test', 'examples', 'openapi'], /\.(ts|yaml)$/)
  await onceFrom(`${root}dist/.built`, [...sources, 'tsconfig.json', ...always], async () => {
    const compiled = compile(root)
    await documents(sources.filter((path) => path.endsWith('.yaml')))
    const status = await compiled
    if (status !== 0) process.exit(status ?? 1)
  })
  const code = sources.filter((path) => /^(node|client)\/.*\.ts$/.test(path))
  await onceFrom(`${root}dist/.built-juxta`, [...code, 'tsconfig.json', 'scripts/bundle.mjs', ...always], async () => {
    const { bundle } = await import('./bundle.mjs')
    await bundle()
  })
}

async function documentation() {
  const { renderPages } = await import('./pages.mjs')
  await renderPages()
}

async function pagesForPeople() {
  const pages = filesIn(['console'], /\.(tsx?|mjs|json|css|svg|html)$/)
  await onceFrom(`${root}dist/.built-console`, [...pages, 'node/generated/window.ts', ...always], async () => {
    const status = await compile(`${root}console`)
    if (status !== 0) process.exit(status ?? 1)
    const { build } = await import('vite')
    await build({ configFile: `${root}console/vite.config.mjs` })
  })
}

// None needs what another makes.
await Promise.all([node(), pagesForPeople(), documentation()])
