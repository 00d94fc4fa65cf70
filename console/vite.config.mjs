// How the pages are built: into dist/console, hashed, nothing inline, and each file compressed once so that the node compresses nothing.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const out = fileURLToPath(new URL('../dist/console', import.meta.url))
const LANGUAGES = ['en', 'fr', 'es', 'ar']

/** Whoever has no script is told so, in each language. */
const withoutScript = () =>
  LANGUAGES.map((language) => {
    const { noscript } = JSON.parse(readFileSync(`${here}locales/${language}/shell.json`, 'utf8'))
    return `<p lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">${noscript}</p>`
  }).join('')

const compressed = {
  name: 'compressed',
  apply: 'build',
  closeBundle() {
    mkdirSync(`${out}/assets`, { recursive: true })
    for (const path of ['index.html', ...readdirSync(`${out}/assets`).map((f) => `assets/${f}`)]) {
      if (!/\.(html|js|css|svg|json)$/.test(path)) continue
      const bytes = readFileSync(`${out}/${path}`)
      writeFileSync(`${out}/${path}.gz`, gzipSync(bytes, { level: 9 }))
      writeFileSync(
        `${out}/${path}.br`,
        brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
      )
    }
  },
}

export default {
  root: here,
  base: '/console/',
  logLevel: 'warn',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [
    { name: 'without-script', transformIndexHtml: (html) => html.replace('%noscript%', withoutScript()) },
    compressed,
  ],
  build: {
    outDir: out,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
}
