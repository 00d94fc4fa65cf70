/** What the shells themselves make of the completion that is written for them. */
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { COMMANDS } from '../../node/cli/commands.ts'
import { absent, programNamed, temporaryFolder } from '../servers.ts'
import { juxta } from './juxta.ts'

const needs = (shell: string): { skip?: string } => (programNamed(shell) ? {} : absent(`${shell} is not installed`))

const run = (command: string, ...args: string[]): Promise<string> =>
  new Promise((done) =>
    execFile(command, args, { timeout: 120_000, env: { ...process.env, TERM: 'xterm' } }, (_error, stdout, stderr) =>
      done(stdout + stderr),
    ),
  )

type Scope = { teardown(fn: () => unknown): unknown }
async function scriptFor(t: Scope, shell: string): Promise<string> {
  const file = join(temporaryFolder(t), shell === 'zsh' ? '_juxta' : `juxta.${shell}`)
  const { out, code } = await juxta('completion', shell)
  if (code !== 0) throw new Error(out)
  writeFileSync(file, out)
  return file
}

/** What is typed, and what must be offered for it. */
const CASES: readonly (readonly [string, readonly string[]])[] = [
  ['juxta al', ['alerts']],
  ['juxta help qu', ['queues']],
  ['juxta peer un', ['unblock']],
  ['juxta alerts --sev', ['--severity']],
  ['juxta alerts --severity ', ['critical', 'info', 'warning']],
  ['juxta audit --outcome re', ['refused']],
  ['juxta send --pro', ['--procedure', '--profile']],
  ['juxta completion f', ['fish']],
]

t.test('bash', needs('bash'), async (t) => {
  const file = await scriptFor(t, 'bash')
  const complete = async (line: string): Promise<string[]> => {
    const words = line.split(' ').map((word) => `'${word}'`)
    const said = await run(
      'bash',
      '--norc',
      '-c',
      `set -u; source ${file}; COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _juxta; printf '%s\\n' "\${COMPREPLY[@]}"`,
    )
    return said
      .split('\n')
      .filter((word) => word !== '')
      .sort()
  }
  for (const [line, offered] of CASES) t.same(await complete(line), offered, line)
  t.same(await complete('juxta '), [...Object.keys(COMMANDS), 'help'].sort(), 'every command')
})

t.test('fish', needs('fish'), async (t) => {
  const file = await scriptFor(t, 'fish')
  for (const [line, offered] of CASES) {
    const said = await run('fish', '--no-config', '-c', `source ${file}; complete -C '${line}'`)
    const found = said.split('\n').map((row) => row.split('\t')[0]!)
    t.same(found.filter((word) => word !== '').sort(), offered, line)
  }
  const all = await run('fish', '--no-config', '-c', `source ${file}; complete -C 'juxta '`)
  for (const [name, { about }] of Object.entries(COMMANDS)) t.ok(all.includes(`${name}\t${about}`), name)
})

t.test('zsh', needs('zsh'), async (t) => {
  const file = await scriptFor(t, 'zsh')
  // A terminal of its own, into which keys are typed: nothing else completes as zsh does. What the line has become is printed by a key.
  const typed = (line: string): Promise<string> =>
    run(
      'zsh',
      '-fc',
      `zmodload zsh/zpty
zpty z zsh -fi
say() { zpty -w z "$1"; }
until_said() { local text; while zpty -r z text "*$1*"; do print -r -- "$text"; return; done; }
say 'unsetopt zle_bracketed_paste; PROMPT=; autoload -Uz compinit && compinit -D -u; source ${file}; zstyle ":completion:*" list-prompt ""; LISTMAX=0'
say 'line() { print -r -- "[[$BUFFER]]"; zle kill-buffer; }; zle -N line; bindkey "^X" line; bindkey "^I" complete-word; print REA""DY'
until_said READY >/dev/null
zpty -n -w z '${line}'$'\\t\\x18'
until_said '\\]\\]'
zpty -d z`,
    )
  const become = async (line: string): Promise<string | undefined> => /\[\[(.*?)\]\]/.exec(await typed(line))?.[1]
  for (const [line, [only, ...others]] of CASES) {
    if (others.length > 0) continue
    const whole = `${line.slice(0, line.lastIndexOf(' ') + 1)}${only} `
    t.equal((await become(line))?.trimEnd(), whole.trimEnd(), line)
  }
  t.match(await typed('juxta alerts --severity '), /critical[^]*info[^]*warning/, 'the values of an option')
})
