/** The commands of a page as a reader types them: its blocks, one after the other, in one shell of an empty folder that has the examples in it, each held to what its line says. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sparePort } from '../servers.ts'
import { ROOT } from '../shared-data.ts'

export type Block = { readonly language: string; readonly rest: string; readonly text: string }

/** The fenced blocks of a page of the source tree. */
export const blocksOf = (page: string): Block[] =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^ *```(\S*)[ ]*(.*)\n([\s\S]*?)^ *```$/gm)].map((m) => ({
    language: m[1]!,
    rest: m[2]!,
    text: m[3]!,
  }))

/** What a line says of how it ends: `# exit 1: why` (or `# exit 0 or 2`), or of what it prints: `# → text`. */
export const SAYS = / # (?:exit (\d+(?: or \d+)*)(?!\d).*|→ (.+))$/m

/** The same commands, each of which ends the shell where it does not do what its line says; where that is nothing, it exits 0. `…` stands for anything. */
export const heldToIt = (script: string): string =>
  script.replace(/^\S.*$/gm, (line) => {
    const said = SAYS.exec(line)
    if (!said) return line
    const command = line.slice(0, said.index).trimEnd()
    const [, codes, text] = said
    if (codes !== undefined)
      return `page_code=0; ${command} || page_code=$?; [[ " ${codes} " == *" $page_code "* ]] || { echo "it exits $page_code, not ${codes}" >&2; exit 98; }`
    // A variable in the text is one of the shell's.
    const quoted = `"${text!.replace(/["`\\]/g, '\\$&').replaceAll('…', '"*"')}"`
    return `page_said=$(${command}); printf '%s\\n' "$page_said"; [[ "$page_said" == ${quoted} ]] || { printf 'that is not: %s\\n' ${quoted} >&2; exit 98; }`
  })

/** What a test runs of a page: the blocks for a shell that say nothing of why not. */
export const runnable = (page: string): string =>
  heldToIt(
    blocksOf(page)
      .filter(({ language, rest }) => language === 'sh' && rest === '')
      .map(({ text }) => text)
      .join('\n'),
  )

/** npx and npm ask the registry's client first, which takes a second for each command; what stands in their place runs the same. */
const SHIMS: Readonly<Record<string, string>> = {
  npx: `[ "$1" = juxta ] && shift && exec "${process.execPath}" "${join(ROOT, 'bin', 'juxta.js')}" "$@"; exit 127`,
  npm: `case "$*" in
  "run -s demo -- "*) shift 4; exec "${process.execPath}" "${join(ROOT, 'bin', 'juxta.js')}" demo "$@" ;;
  "run -s build") exit 0 ;;
esac; echo "npm $* is not run here" >&2; exit 127`,
}

/** A folder as the source tree looks to who types there. */
export function likeTheTree(dir: string): string {
  mkdirSync(join(dir, 'bin'), { recursive: true })
  for (const name of ['examples', 'client', 'dist', 'node_modules', 'package.json', 'openapi'])
    if (existsSync(join(ROOT, name)) && !existsSync(join(dir, name))) symlinkSync(join(ROOT, name), join(dir, name))
  // The examples call the command beside them.
  if (!existsSync(join(dir, 'bin', 'juxta.js')))
    symlinkSync(join(ROOT, 'bin', 'juxta.js'), join(dir, 'bin', 'juxta.js'))
  for (const [name, text] of Object.entries(SHIMS))
    writeFileSync(join(dir, 'bin', name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  return dir
}

export type Ran = { readonly code: number | null; readonly said: string }

/** A page that has not ended by then, in milliseconds, waits for what does not come. */
const LIMIT_MS = 1_200_000

/** Runs `script` in `dir` by bash, which stops at the first command that fails, and ends what it has started. */
export function runShell(t: { teardown(fn: () => unknown): unknown }, dir: string, script: string): Promise<Ran> {
  const shell = spawn(
    'bash',
    [
      '-c',
      `set -euo pipefail
trap 'exit 99' TERM
trap 'kill -INT $(jobs -p) 2>/dev/null || true; wait' EXIT
# Where the test is killed, what it has started here ends too.
(while kill -0 $PPID && kill -0 $$; do sleep 1; done; kill -TERM 0) >/dev/null 2>&1 & disown
${script}`,
    ],
    {
      cwd: dir,
      // A group of its own, so that all of it can be ended at once.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: `${join(dir, 'bin')}:${process.env['PATH']}`, NO_COLOR: '1' },
    },
  )
  let said = ''
  for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const end = (): void => {
    if (shell.exitCode === null && shell.signalCode === null) process.kill(-shell.pid!, 'SIGTERM')
  }
  const late = setTimeout(() => {
    said += `\nnot over after ${LIMIT_MS / 1000} s`
    end()
  }, LIMIT_MS)
  const ended = new Promise<Ran>((done) =>
    shell.once('close', (code) => {
      clearTimeout(late)
      done({ code, said })
    }),
  )
  t.teardown(() => {
    end()
    return ended
  })
  return ended
}

/** The same commands with ports that are free: those that pages name stand fast, and others of this machine may have them. */
export async function withSparePorts(script: string): Promise<string> {
  const [window, theirs, exchange, other] = await Promise.all([sparePort(), sparePort(), sparePort(), sparePort()])
  return script
    .replace('init --dir xa --country XA ', `$&--exchange-url https://127.0.0.1:${exchange} --window-port ${window} `)
    .replaceAll('7444', String(other))
    .replaceAll('7081', String(theirs))
    .replaceAll('7080', String(window))
}
