/** kill -9 of a node whose changes are followed from a terminal: after it is there again nothing was missed, and nothing is told twice. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { juxtaAlone } from '../cli/juxta.ts'
import { ROOT } from '../shared-data.ts'
import { stores } from '../servers.ts'
import { chance, flow, killAndRestart, pause, startPair, untilDelivered } from './processes.ts'

type Line = { id?: string; kind?: string; message?: string; state?: string; next?: string }
const linesOf = (text: string): Line[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line)

for (const kind of stores())
  t.test(kind.name, kind.options, async (t) => {
    const random = chance(t)
    const [a, b] = await startPair(t, kind.name === 'sqlite' ? {} : { store: process.env['JUXTA_TEST_POSTGRES']! })
    const follower = spawn(process.execPath, [join(ROOT, 'bin', 'juxta.js'), 'changes', '--follow', '--json', '--dir', a.dir]) // prettier-ignore
    t.teardown(() => follower.kill())
    let told = ''
    follower.stdout.setEncoding('utf8').on('data', (text: string) => (told += text))
    let over = false
    const flowing = flow(a, b, () => !over, 3, 30)
    for (let kills = 0; kills < 3; kills++) {
      await pause(500 + random() * 700)
      await killAndRestart(a, random() * 200)
      if (kills === 1) await killAndRestart(b, 0)
    }
    over = true
    const ids = await flowing
    await untilDelivered(a, ids)
    const all = linesOf((await juxtaAlone('changes', '--json', '--dir', a.dir)).out).filter((line) => line.id)
    const seen = (): Line[] => linesOf(told.slice(0, told.lastIndexOf('\n') + 1)).filter((line) => line.id)
    for (const end = Date.now() + 30_000; seen().length < all.length && Date.now() < end;) await pause(50)
    t.same(
      seen()
        .slice(0, all.length)
        .map((line) => line.id),
      all.map((line) => line.id),
      `${all.length} changes`,
    )
    t.equal(new Set(seen().map((line) => line.id)).size, seen().length, 'each once')
    const delivered = new Set(seen().filter((line) => line.state === 'delivered').map((line) => line.message)) // prettier-ignore
    t.same(
      ids.filter((id) => !delivered.has(id)),
      [],
      `${ids.length} messages are told to be delivered`,
    )
    const { code, out } = await juxtaAlone('changes', '--kind', 'alert', '--after', 'nonsense', '--dir', a.dir)
    t.match({ code, out }, { code: 1, out: /after is no cursor/ })
  })
