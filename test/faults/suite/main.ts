/**
 * `npm run faults`: two countries as deploy/compose.yaml describes them, a steady load both ways, and one fault after the other. Prints what became of every
 * message, and writes docs/faults.md where all was run at its full length. Usage: main.js [--list] [--short] [--seconds=N] [NAME…]
 */
import { composeUp } from './compose.ts'
import { Country, introduce } from './country.ts'
import { Load, type Judged } from './load.ts'
import { pause } from './machine.ts'
import { ROWS, type Row } from './rows.ts'
import { logsAgree } from '../logs.ts'
import type { Country as Code } from '../../../node/values/country.ts'

const words = process.argv.slice(2).filter((w) => !w.startsWith('--'))
const flags = new Set(process.argv.slice(2).filter((w) => w.startsWith('--')))
const short = flags.has('--short')
const seconds = Number([...flags].find((f) => f.startsWith('--seconds='))?.slice(10) ?? (short ? 5 : 60))

const unknown = words.filter((w) => !ROWS.some((r) => r.name === w))
if (unknown.length > 0) {
  console.error(`there is no row ${unknown.join(', ')}; --list names them`)
  process.exit(2)
}
const rows = ROWS.filter((r) => (words.length > 0 ? words.includes(r.name) : !short || r.short))
if (flags.has('--list')) {
  for (const { name, fault, short } of ROWS) console.log(`${name.padEnd(26)} ${fault}${short ? ' (short form)' : ''}`)
  process.exit(0)
}

type Done = { row: Row; from: number; lifted: number; to: number; recovered: number | null; alerts: string[] }

const began = Date.now()
const tell = (text: string): void => console.log(`${((Date.now() - began) / 1000).toFixed(0).padStart(4)} s  ${text}`)

const composed = await composeUp()
const [a, b] = ['XA', 'XB'].map((code) => new Country(code as Code, composed)) as [Country, Country]
tell('both countries run')
await introduce(a, b)
tell('they know each other')

const load = new Load(a, b, 200)
await pause(1000)
const done: Done[] = []
for (const row of rows) {
  const from = Date.now()
  const lift = await row.inject({ a, b })
  tell(`${row.name}: ${row.fault}`)
  await pause(seconds * 1000 - (Date.now() - from))
  await lift()
  const lifted = Date.now()
  const last = await load.settled(lifted, short ? 10_000 : 120_000)
  const found = await Promise.all(
    [a, b].map(async (c) =>
      (await c.alerts())
        .filter((x) => Date.parse(x.lastAt) >= from)
        .map((x) => `${x.kind} at ${c.code}${x.closedAt === null ? ', open' : ', closed'}`),
    ),
  )
  done.push({ row, from, lifted, to: Date.now(), recovered: last, alerts: found.flat() })
  tell(
    `${row.name}: lifted, ${last === null ? 'some wait yet' : `all that was taken before arrived after ${((last - lifted) / 1000).toFixed(1)} s`}`,
  )
}
await load.end(120_000)
tell('the load has ended')

const whole = await load.judge(0, Infinity)
const judged: Judged[] = []
for (const [i, { from }] of done.entries())
  judged.push(await load.judge(i === 0 ? 0 : from, done[i + 1]?.from ?? Infinity))
for (const [i, { row, lifted, recovered, alerts }] of done.entries()) {
  const { messages, lost, twice, stuck, parked } = judged[i]!
  console.log(
    [
      row.fault,
      messages,
      lost.length,
      twice.length,
      stuck.length,
      parked.length,
      recovered === null ? 'later' : ((recovered - lifted) / 1000).toFixed(1),
      alerts.join('; ') || '–',
    ].join(' | '),
  )
}
const faults: string[] = [...load.faults]
for (const what of ['lost', 'twice', 'stuck', 'parked'] as const)
  if (whole[what].length > 0) faults.push(`${what}: ${whole[what].slice(0, 5).join(', ')}`)
const checks = {
  equal: (x: unknown, y: unknown, what = ''): boolean => x === y || (faults.push(`${what}: ${String(x)}`), false),
  same: (x: unknown, y: unknown, what = ''): boolean =>
    JSON.stringify(x) === JSON.stringify(y) || (faults.push(`${what}: ${JSON.stringify(x).slice(0, 500)}`), false),
}
await logsAgree(checks as never, [
  { country: a.code, dir: a.dir, environment: a.environment },
  { country: b.code, dir: b.dir, environment: b.environment },
])
for (const fault of faults) console.log(`not ok: ${fault}`)
tell(`${whole.messages} messages`)
console.log(`${done.length} passed, ${faults.length} failed`)
process.exit(faults.length > 0 ? 1 : 0)
