/**
 * The page that verifies evidence in a browser, offline: one HTML file that holds the compiled modules of the verifier and of what they import, each as a
 * `data:` URL in an import map. Nothing is transformed but the names of imports, so what runs there is what `juxta verify` runs.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { JuxtaError } from '../values/errors.ts'
import { VERSION } from '../values/version.ts'
import { glossary, REPORT_STYLE } from './markup.ts'

const here = dirname(fileURLToPath(import.meta.url))
const root = dirname(here)
const IMPORTS =
  /^(\s*(?:import|export)\b[^'"`;]*?\bfrom\s*|\s*import\s*)(['"])([^'"\n]+)\2|(\bimport\(\s*)(['"])([^'"\n]+)\5/gm

type Exported = string | Readonly<Record<string, string>>
/** What stands in a browser for a module that needs Node. */
const IN_BROWSER: Readonly<Record<string, string>> = {
  'seal/ml-dsa.js': 'seal/ml-dsa-in-browser.js',
  'seal/native.js': 'seal/native-in-browser.js',
}

const WEB: Readonly<Record<string, string>> = { 'node:crypto': 'web-crypto.js', 'node:buffer': 'web-bytes.js' }

/** What a package exports under a path, and what stands for `*` where the path is one of many. */
function exportOf(exports: Readonly<Record<string, Exported>>, path: string): [Exported, string] {
  if (exports[path] !== undefined) return [exports[path], '']
  const name = Object.keys(exports).find((n) => n.endsWith('*') && path.startsWith(n.slice(0, -1)))!
  return [exports[name]!, path.slice(name.length - 1)]
}

/** The file of a package for a browser, as its `exports` name it: the package that `from` has, which may be another one than we have. */
function packageFile(specifier: string, from: string): string {
  const [, name, path] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier)!
  for (let dir = dirname(from); ; dir = dirname(dir)) {
    const manifest = join(dir, 'node_modules', name!, 'package.json')
    if (existsSync(manifest)) {
      const { exports } = JSON.parse(readFileSync(manifest, 'utf8')) as { exports: Record<string, Exported> }
      const [found, rest] = exportOf(exports, `.${path ?? ''}`)
      const file = typeof found === 'string' ? found : (found['default'] ?? found['import'])!
      return join(dirname(manifest), file.replace('*', rest))
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
          : WEB[wanted] !== undefined
            ? join(here, WEB[wanted])
            : wanted.startsWith('node:')
              ? null
              : packageFile(wanted, file)
        if (target === null) throw new JuxtaError('internal', `${file} imports ${wanted}, which no browser has`)
        return `${(from ?? call) as string}${JSON.stringify(add(target))}`
      }),
    )
    return name
  }
  add(entry)
  return modules
}

const FORM_STYLE = `.step{border:1px solid var(--line);border-radius:.5rem;padding:1rem;margin:1rem 0;background:var(--raised)}.step h2{margin:0 0 .4rem;font-size:1.1rem}.step p{margin:.3rem 0}
label{font-weight:600;display:block;margin:.5rem 0 .2rem}input{font:inherit;color:inherit;max-width:100%}input[type=text]{background:var(--ground);border:1px solid var(--line);border-radius:.3rem;padding:.4rem .6rem;inline-size:18rem}
.drop{border:2px dashed var(--line);border-radius:.4rem;padding:.8rem;margin-block-start:.6rem}.drop.over{border-color:var(--link)}
button{font:inherit;font-weight:600;color:var(--ground);background:var(--link);border:0;border-radius:.4rem;padding:.6rem 1.6rem;cursor:pointer}.file-list{padding-inline-start:1.2rem;margin:.4rem 0}
#status:empty{display:none}#status{font-weight:600}@media print{.step.noprint{display:none}}`

/** Three steps, in the order in which somebody who verifies thinks: whom he trusts, what he has, and as of when he asks. */
const FORM = `<form id="form">
<section class="step noprint" aria-labelledby="step-trust"><h2 id="step-trust">1. Whom you trust</h2>
<p>Choose your own trust file: the identity keys that you have compared with each country by phone. Never take one that came together with the evidence.</p>
<label for="trust-file">Trust file (trust.json)</label><input id="trust-file" type="file" accept=".json,application/json" aria-describedby="trust">
<div id="trust" aria-live="polite"><p class="quiet">None is chosen yet.</p></div></section>
<section class="step noprint" aria-labelledby="step-files"><h2 id="step-files">2. What is to be verified</h2>
<p>Evidence bundles, and signed findings where you have any. All are compared with each other.</p>
<label for="files">Evidence files</label><input id="files" type="file" multiple aria-describedby="bundles">
<div class="drop" id="drop">Or drop them here.</div>
<div id="bundles" aria-live="polite"><p class="quiet">None is chosen yet.</p></div></section>
<section class="step noprint" aria-labelledby="step-at"><h2 id="step-at">3. As of when</h2>
<label for="at">Date and time with its zone (empty: now)</label><input id="at" type="text" placeholder="2026-01-31T12:00:00Z" aria-describedby="at-help" autocomplete="off" spellcheck="false">
<p id="at-help" class="quiet">What is dated later does not count.</p>
<p><button id="verify" type="submit">Verify</button></p></section>
</form>`

const hashed = (script: string): string => `'sha256-${createHash('sha256').update(script).digest('base64')}'`

function makePage(): string {
  const modules = collect(join(here, 'verify-in-browser.js'))
  const imports = Object.fromEntries(
    [...modules].map(([name, text]) => [name, `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`]),
  )
  const map = JSON.stringify({ imports })
  const start = `import "${[...modules.keys()][0]}"`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src ${hashed(map)} ${hashed(start)} data:; base-uri 'none'; form-action 'none'">
<title>Verify evidence</title><style>
${REPORT_STYLE}
${FORM_STYLE}
</style></head><body><header><h1>Verify evidence</h1>
<p>This page tells what evidence bundles prove, and against whom. The files stay here: it loads nothing, sends nothing, and works without a network. Keep
it as a file to have the same check for as long as you keep the evidence.</p></header>
<main>${FORM}
<p id="status" role="status" aria-live="polite"></p>
<div id="result"></div>
${glossary()}</main>
<footer class="quiet"><p>juxta ${VERSION}. The same check on the command line: <code>juxta verify FILE… --trust trust.json</code></p></footer>
<noscript><p class="verdict invalid">This page verifies with a script that stands inside of it. Scripts are switched off in this browser.</p></noscript>
<script type="importmap">${map}</script>
<script type="module">${start}</script>
</body></html>
`
}

let page: string | null = null

/** Made once, from the compiled modules beside this one. */
export const verifyPage = (): string => (page ??= makePage())
