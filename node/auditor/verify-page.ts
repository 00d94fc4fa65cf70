/**
 * The page that verifies evidence in a browser, offline: one HTML file that holds the compiled modules of the verifier and of what they import, each as a
 * `data:` URL in an import map. Nothing is transformed but the names of imports, so what runs there is what `juxta verify` runs.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { JuxtaError } from '../values/errors.ts'
import { REPORT_STYLE } from './report-page.ts'

const here = dirname(fileURLToPath(import.meta.url))
const root = dirname(here)
const IMPORTS =
  /^(\s*(?:import|export)\b[^'"`;]*?\bfrom\s*|\s*import\s*)(['"])([^'"\n]+)\2|(\bimport\(\s*)(['"])([^'"\n]+)\5/gm

type Exported = string | Readonly<Record<string, string>>
/** What stands in a browser for a module that needs Node. */
const IN_BROWSER: Readonly<Record<string, string>> = { 'seal/ml-dsa.js': 'seal/ml-dsa-in-browser.js' }

/** The file of a package for a browser, as its `exports` name it. */
function packageFile(specifier: string): string {
  const [, name, path] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier)!
  for (let dir = here; ; dir = dirname(dir)) {
    const manifest = join(dir, 'node_modules', name!, 'package.json')
    if (existsSync(manifest)) {
      const { exports } = JSON.parse(readFileSync(manifest, 'utf8')) as { exports: Record<string, Exported> }
      const found = exports[`.${path ?? ''}`]!
      return join(dirname(manifest), typeof found === 'string' ? found : (found['default'] ?? found['import'])!)
    }
    if (dir === dirname(dir)) throw new JuxtaError('internal', `the package ${name!} is not there`)
  }
}

const inBrowser = (file: string): string => {
  const other = IN_BROWSER[relative(root, file).replaceAll('\\', '/')]
  return other === undefined ? file : join(root, other)
}

/** Module name → text, of the entry and all that it imports. */
function collect(entry: string): Map<string, string> {
  const modules = new Map<string, string>()
  const nameOf = (file: string): string => `juxta:${relative(root, file).replaceAll('\\', '/').replaceAll('../', '')}`
  const add = (file: string): string => {
    const name = nameOf(file)
    if (modules.has(name)) return name
    modules.set(name, '')
    const source = readFileSync(file, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/gm, '')
    modules.set(
      name,
      source.replace(IMPORTS, (_all, from, _q, specifier, call, _q2, dynamic) => {
        const wanted = (specifier ?? dynamic) as string
        const target = wanted.startsWith('.')
          ? inBrowser(join(dirname(file), wanted))
          : wanted === 'node:crypto'
            ? join(here, 'web-crypto.js')
            : wanted.startsWith('node:')
              ? null
              : packageFile(wanted)
        if (target === null) throw new JuxtaError('internal', `${file} imports ${wanted}, which no browser has`)
        return `${(from ?? call) as string}${JSON.stringify(add(target))}`
      }),
    )
    return name
  }
  add(entry)
  return modules
}

const hashed = (script: string): string => `'sha256-${createHash('sha256').update(script).digest('base64')}'`

function makePage(): string {
  const modules = collect(join(here, 'verify-in-browser.js'))
  const imports = Object.fromEntries(
    [...modules].map(([name, text]) => [name, `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`]),
  )
  const map = JSON.stringify({ imports })
  const start = `import "${[...modules.keys()][0]}"`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src ${hashed(map)} ${hashed(start)} data:">
<title>Verify evidence</title><style>
${REPORT_STYLE}
#drop{border:2px dashed #555;padding:1rem 2rem;margin:1rem 0}dt{font-weight:bold}label{display:block;margin:.5rem 0}
</style></head><body><h1>Verify evidence</h1>
<p>Drop evidence bundles and your trust file (<code>trust.json</code>) anywhere on this page, or choose them. They stay in this page: it loads nothing and
sends nothing, and it works without a network. Keep it as a file to have the same check for as long as you keep the evidence.</p>
<div id="drop"><label>Bundles and trust file <input id="files" type="file" multiple></label>
<label>As of (empty: now) <input id="at" type="text" placeholder="2026-01-31T12:00:00Z"></label>
<dl><dt>Trust file</dt><dd id="trust">none yet</dd><dt>Bundles</dt><dd id="bundles">none yet</dd></dl></div>
<div id="result" aria-live="polite"></div>
<script type="importmap">${map}</script>
<script type="module">${start}</script>
</body></html>
`
}

let page: string | null = null

/** Made once, from the compiled modules beside this one. */
export const verifyPage = (): string => (page ??= makePage())
