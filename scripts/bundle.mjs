// Puts the compiled code of the command line, with the packages that it uses, into a few files in dist/juxta: a process that reads some forty files and not fifteen
// hundred starts in half the time. bin/juxta.js runs them; dist/node stays as it is, for tests that import it and for a look at it.
import { readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const to = join(dist, 'juxta')

/** What stays a package of its own: it has native code, WebAssembly or files beside it, or tests stand between it and the node. */
const APART = ['libsql', 'libxml2-wasm', 'pdfkit', 'pg', 'bullmq', 'ioredis']

export async function bundle() {
  const made = await rolldown({
    input: { main: join(dist, 'node/main.js') },
    cwd: root,
    platform: 'node',
    external: (id) => APART.some((name) => id === name || id.startsWith(`${name}/`)),
    // Each module does at its start what it does by itself.
    treeshake: false,
    plugins: [
      {
        name: 'where it was',
        // The bench measures what it loads itself.
        resolveId(name, from) {
          const path = name.startsWith('.') && from ? join(dirname(from), name) : ''
          return path.startsWith(join(dist, 'bench')) ? { id: relative(to, path), external: true } : null
        },
        // A file that lies beside a module is looked for where the module was.
        load(path) {
          if (!path.startsWith(dist)) return null
          const place = `new URL(${JSON.stringify(relative(to, path))}, import.meta.url).href`
          const code = readFileSync(path, 'utf8').replaceAll('import.meta.url', place)
          return { code, map: readFileSync(`${path}.map`, 'utf8') }
        },
      },
    ],
  })
  rmSync(to, { recursive: true, force: true })
  await made.write({
    dir: to,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    sourcemap: true,
    sourcemapExcludeSources: true,
  })
  await made.close()
}
