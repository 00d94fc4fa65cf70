/** How the words of a command are read. */
import t from 'tap'
import { flag, runCommand, text, texts, type Command, type Values } from '../../node/cli/command.ts'

const KEYS = ['-RM1ezq0Kk_enA1QWGxz-oxFE_2ZfY6EcNlyDOlVR4Y', '--M1ezq0Kk_enA1QWGxz-oxFE_2ZfY6EcNlyDOlVR4Y']

t.test('a key or a digest that begins with a dash is no option', async (t) => {
  const seen: { positionals: string[]; values: Values }[] = []
  const command: Command = {
    usage: 'x',
    about: 'x',
    options: { key: text('K', 'x'), keys: texts('K', 'x'), r: { ...flag('x'), short: 'R' } },
    example: 'x',
    run: async (_io, positionals, values) => (seen.push({ positionals, values }), 0),
  }
  const said: string[] = []
  const run = (...argv: string[]) =>
    runCommand('x', command, argv, {
      out: (line) => void said.push(`${line}`),
      error: (line) => void said.push(`${line}`),
    })
  for (const key of KEYS) {
    t.equal(await run('first', key, '--key', key, '--keys', key, '--keys', 'plain', '-R', 'last'), 0, said.join())
    t.same(seen.pop(), {
      positionals: ['first', key, 'last'],
      values: { key, keys: [key, 'plain'], r: true },
    })
  }
  t.equal(await run('-Q'), 3, 'what no command knows is said')
  t.equal(await run('--unknown-option-that-is-rather-long'), 3)
})
