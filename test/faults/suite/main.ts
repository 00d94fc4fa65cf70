/**
 * `npm run faults -- [--list] [--short] [--seconds=N] [--kills=N [--seed=N]] [--plain] [NAME…]`: prints what became of every message, and writes docs/tests/faults.md.
 * `--plain`: two processes with a line of ours in front of each, where no network namespaces can be made; it writes nothing.
 */
import { countriesUp } from './country.ts'
import { CELLS, writePage } from './page.ts'
import { PLAIN, plainUp } from './plain.ts'
import { killsOf } from './rows/kills.ts'
import { ROWS } from './rows/rows.ts'
import { run } from './run.ts'

const words = process.argv.slice(2).filter((w) => !w.startsWith('--'))
const flags = process.argv.slice(2).filter((w) => w.startsWith('--'))
const isShort = flags.includes('--short')
const isPlain = flags.includes('--plain')
const all = isPlain ? PLAIN : ROWS

if (flags.includes('--list')) {
  for (const { name, fault, short } of all) console.log(`${name.padEnd(26)} ${fault}${short ? ' (short form)' : ''}`)
  process.exit(0)
}
const unknown = words.filter((w) => !all.some((r) => r.name === w))
if (unknown.length > 0) {
  console.error(`there is no row ${unknown.join(', ')}; --list${isPlain ? ' --plain' : ''} names them`)
  process.exit(2)
}
const flag = (name: string): number | undefined => {
  const found = flags.find((f) => f.startsWith(`--${name}=`))
  return found === undefined ? undefined : Number(found.slice(name.length + 3))
}
const seconds = flag('seconds') ?? (isShort ? 5 : 60)
const kills = flag('kills')

const began = Date.now()
const tell = (text: string): void => console.log(`${((Date.now() - began) / 1000).toFixed(0).padStart(5)} s  ${text}`)
const wanted = (row: { name: string; short?: true }): boolean =>
  words.length > 0 ? words.includes(row.name) : !isShort || row.short === true
const order = { seconds, patient: !isShort, tell }
const long = (count: number) => [killsOf(count, flag('seed') ?? Math.floor(Math.random() * 2 ** 32), tell)]
const { results, whole, faults } = isPlain
  ? await run({ ...order, up: plainUp, rows: PLAIN.filter(wanted) })
  : await run({ ...order, up: countriesUp, rows: kills === undefined ? ROWS.filter(wanted) : long(kills) })
console.log('\nrow | fault | lasted | messages | lost | twice | stuck | parked | recovery | alerts | ended')
for (const result of results) console.log(CELLS(result).join(' | '))
if (!isShort && !isPlain) writePage(results)
for (const fault of faults) console.log(`not ok: ${fault}`)
tell(`${whole.messages} messages`)
console.log(`${results.length} passed, ${faults.length} failed`)
if (isPlain) {
  const left = ROWS.filter(({ name }) => !PLAIN.some((row) => row.name === name)).map(({ name }) => name)
  console.log(
    `not run, because they need network namespaces, replicas, servers or disks of their own: ${left.join(', ')}`,
  )
}
process.exit(faults.length > 0 ? 1 : 0)
