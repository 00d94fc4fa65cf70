/**
 * One day at a border, told with what two neighbours really say to each other: hours agreed, a trader recognised, a lorry announced while a node dies
 * and comes back, controlled by both at once, its certificate written off, released, and its time from door to door.
 */
import type { Country } from '../values/country.ts'
import { DAY, time } from '../values/time.ts'
import { agreeHours, recogniseTrader } from './demo-agreed.ts'
import { controlTogether, writeOff } from './demo-border.ts'
import { DemoDesk, type Message } from './demo-desk.ts'
import { announce, arrive, clockTime, release, showTimes } from './demo-lorry.ts'
import { launch, type DemoNode, type Line } from './demo-nodes.ts'
import { about, EXIT_OFFICE, type Scene, type Voice } from './demo-scene.ts'

export type Told = {
  readonly sent: number
  readonly delivered: number
  readonly refused: number
  readonly shown: Message
}

export type Teller = Voice & {
  readonly nodes: readonly DemoNode[]
  onLine(country: Country, line: Line): void
}

export async function tellDay({ nodes, step, result, onLine }: Teller): Promise<Told> {
  const [a, b] = nodes as [DemoNode, DemoNode]
  // Yesterday: what a message tells has happened.
  const dawn = new Date().setUTCHours(7, 0, 0, 0) - DAY
  const at = (minutes: number): string => time(dawn + minutes * 60_000)
  const scene: Scene = { a, b, desk: new DemoDesk(), step, result, at }
  const { desk } = scene

  await agreeHours(scene)
  await recogniseTrader(scene)
  const declaration = await announce(scene)

  step(`The node of ${b.country} is killed (kill -9) while ${a.country} goes on sending`)
  b.process.kill('SIGKILL')
  await new Promise((done) =>
    b.process.exitCode !== null || b.process.signalCode !== null ? done(null) : b.process.once('exit', done),
  )
  const waiting = [
    await clockTime(scene, a, 'queue-in', 0),
    await clockTime(scene, a, 'arrival', 18),
    await clockTime(scene, a, 'release', 31),
    await desk.post(a, [b], {
      procedure: 'pre-arrival',
      type: 'exit',
      in: declaration,
      context: about(EXIT_OFFICE),
      document: { exitOffice: { id: EXIT_OFFICE }, exitDateTime: at(33) },
    }),
  ]
  await new Promise((done) => setTimeout(done, 1500))
  step(`${b.country} comes back; nothing was lost`)
  Object.assign(b, await launch(b, onLine), { alive: true })
  b.process.once('exit', () => (b.alive = false))
  await Promise.all(waiting.map((m) => desk.until(a, m.id)))

  await arrive(scene, declaration)
  await controlTogether(scene)
  await writeOff(scene)
  await release(scene, declaration)
  await showTimes(scene)
  if (nodes.length > 2) {
    step(`${a.country} tells all neighbours at once of its maintenance tonight: one submission, one status`)
    await desk.post(a, nodes.slice(1), {
      procedure: 'system',
      type: 'maintenance',
      document: { xFrom: at(64 * 60), xTo: at(65 * 60), xText: 'new release; messages wait and arrive afterwards' },
    })
  }
  return { ...(await desk.settle()), shown: await desk.get(a, declaration.id) }
}
