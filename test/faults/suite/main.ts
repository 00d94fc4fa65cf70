/** `npm run faults -- [--list] [--short] [--seconds=N] [--kills=N [--seed=N]] [NAME…]`: prints what became of every message, and writes docs/faults.md. */
import { CELLS, writePage } from './page.ts'
import { killsOf } from './rows/kills.ts'
import { ROWS } from './rows/rows.ts'
import { run } from './run.ts'

const words = process.argv.slice(2).filter((w) => !w.startsWith('--'))
const flags = process.argv.slice(2).filter((w) => w.startsWith('--'))
const isShort = flags.includes('--short')

if (flags.includes('--list')) {
  for (const { name, fault, short } of ROWS) console.log(`${name.padEnd(26)} ${fault}${short ? ' (short form)' : ''}`)
  process.exit(0)
}
const unknown = words.filter((w) => !ROWS.some((r) => r.name === w))
if (unknown.length > 0) {
  console.error(`there is no row ${unknown.join(', ')}; --list names them`)
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
const rows =
  kills !== undefined
    ? [killsOf(kills, flag('seed') ?? Math.floor(Math.random() * 2 ** 32), tell)]
    : ROWS.filter((r) => (words.length > 0 ? words.includes(r.name) : !isShort || r.short))
const { results, whole, faults } = await run({ rows, seconds, patient: !isShort, tell })
console.log('\nrow | fault | lasted | messages | lost | twice | stuck | parked | recovery | alerts | ended')
for (const result of results) console.log(CELLS(result).join(' | '))
if (!isShort) writePage(results)
for (const fault of faults) console.log(`not ok: ${fault}`)
tell(`${whole.messages} messages`)
console.log(`${results.length} passed, ${faults.length} failed`)
process.exit(faults.length > 0 ? 1 : 0)
