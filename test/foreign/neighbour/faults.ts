/** `juxta conform` at the neighbour of Python: as it is it conforms, and of each planted fault the clause that it breaks is named and no other. Run by test/foreign/neighbour.sh. */
import { copyFileSync, renameSync } from 'node:fs'
import { introducedKit } from '../../neighbour/judged.ts'
import { settled } from '../../nodes.ts'
import type { Clause } from '../../../node/neighbour/clauses.ts'
import { startForeign } from './foreign.ts'

/** Each fault, by the name by which neighbour.py has it, and what it breaks. */
const PLANTED: Readonly<Record<string, readonly Clause[]>> = {
  'events-cursor': ['EVT-4'],
  tls12: ['TLS-1'],
  'no-client-certificate': ['TLS-2'],
  'receipt-digest': ['MSG-2'],
  'sealed-digest': ['MSG-3'],
  replay: ['MSG-5', 'MSG-6', 'MSG-7', 'MSG-8', 'ROT-2', 'ROT-3', 'WDR-1'],
  crit: ['CHK-3', 'CHK-5'],
  signature: ['CHK-7'],
  audience: ['CHK-9', 'CHK-10'],
  exp: ['CHK-12'],
  'content-type': ['ERR-1', 'MSG-1'],
  'unsigned-refusal': ['ERR-3'],
  'checkpoint-fork': ['LOG-2'],
  'believes-any-receipt': ['SND-3'],
  hasty: ['SND-5'],
  // Who is not shown his own log by those who witnessed it takes nothing new.
  witnessed: ['SND-1', 'WIT-3'],
  tally: ['TLY-1'],
  doubles: ['SND-4'],
  // Whoever never asks for the newest identity believes nothing that is signed or shown after it.
  'known-keys': ['EVT-5', 'ROT-1', 'ROT-2', 'ROT-3'],
  withdrawn: ['ROT-2'],
  superseded: ['ROT-3'],
  'same-seal': ['ROT-4'],
  'any-revocation': ['EVT-5', 'ROT-2'],
  'any-form': ['CHK-16'],
}

const [python = 'python3', ...words] = process.argv.slice(2)
/** `1/2`: every second fault, from the first on. */
const [, part, parts] = /^(\d+)\/(\d+)$/.exec(words[0] ?? '')?.map(Number) ?? []
const isWanted = (fault: string, at: number): boolean =>
  parts === undefined ? words.length === 0 || words.includes(fault) : at % parts === part! - 1
let [passed, failed] = [0, 0]
const check = (what: string, holds: boolean, found: unknown): void => {
  console.log(`${holds ? 'ok' : 'not ok'} - ${what}`)
  if (holds) passed++
  else failed++
  if (!holds) console.log(`    ${JSON.stringify(found, null, 1)}`)
}

const ending: (() => unknown)[] = []
const scope = { teardown: (fn: () => unknown) => void ending.unshift(fn) }
try {
  const foreign = await startForeign(scope, python, 'XB')
  const kit = await introducedKit(scope, {
    url: foreign.url,
    invitation: async () => foreign.invite,
    async takes(invite) {
      copyFileSync(invite, `${foreign.awaits}.new`)
      renameSync(`${foreign.awaits}.new`, foreign.awaits)
    },
    async operates() {
      await settled('an agreement is in force', async () => (await foreign.state()).agreement !== null)
      await foreign.tell('send 1')
    },
  })
  const right = await kit.judge()
  check('without a fault it conforms to every clause', right.code === 0, right)
  for (const [at, [fault, clauses]] of Object.entries(PLANTED).entries()) {
    if (!isWanted(fault, at)) continue
    await foreign.tell(`fault ${fault}`)
    const { code, outcomes, json } = await kit.judge('--sends', '30')
    await foreign.tell(`mend ${fault}`)
    const named = [...outcomes.fail].sort()
    const holds = code === 1 && named.join() === [...clauses].sort().join()
    const broken = (json?.clauses ?? []).filter((c: any) => c.outcome === 'fail')
    check(`${fault} breaks ${clauses.join(', ')} and nothing else`, holds, {
      code,
      named,
      broken,
      json: json?.clauses ? '' : json,
    })
  }
} catch (error) {
  check('the trials come to their end', false, String(error))
} finally {
  for (const end of ending) await end()
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
