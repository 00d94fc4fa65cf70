/** From the words of the command line to a command, in whatever process: the exit code is the answer. */
import { runCommand, type Io } from './command.ts'
import { COMMANDS, GROUPS } from './commands.ts'
import { meant } from './nearest.ts'
import { coloured, paint, rendered, styled, type Styled } from './terminal.ts'
import { VERSION } from '../values/version.ts'

const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length))

/** All commands, by who uses them. */
function overview(): Styled {
  let text = styled`usage: juxta <command> [options]`
  for (const [whom, rows] of Object.entries(GROUPS)) {
    text = styled`${text}\n\n${paint('bold', whom)}`
    for (const [name, { about }] of Object.entries(rows))
      text = styled`${text}\n  ${paint('cyan', name)}${' '.repeat(width - name.length)}  ${about}`
  }
  return styled`${text}\n\nEvery command has --help, with an example, and --json; exit 0 done, 1 no or failed, 2 incomplete, 3 wrong usage. juxta --version says which release this is.`
}

/** Runs `juxta` with `words`; what it says goes to `write`, with nothing in it by which a neighbour's words would steer a terminal. */
export async function juxta(
  words: readonly string[],
  to: { out(line: string): void; error(line: string): void } = {
    out: (line) => console.log(line),
    error: (line) => console.error(line),
  },
): Promise<number> {
  const [outside, faults] = [process.stdout, process.stderr].map((stream) => coloured(stream, process.env))
  const write: Pick<Io, 'out' | 'error'> = {
    out: (line) => to.out(rendered(line, outside!)),
    error: (line) => to.error(rendered(line, faults!)),
  }
  // `juxta help send` is `juxta send --help`.
  const [name, ...argv] = words[0] === 'help' && words.length > 1 ? [words[1]!, '--help'] : words
  const found = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (found) return runCommand(name!, await found.load(), argv, write)
  if (name === '--version') write.out(styled`juxta ${VERSION}`)
  else if (name === undefined || name === '--help' || name === 'help') write.out(overview())
  else {
    const meaning = meant(name, Object.keys(COMMANDS))
    write.error(styled`juxta: there is no command ${name}${meaning}\njuxta help lists them all`)
    return 3
  }
  return name === undefined ? 3 : 0
}
