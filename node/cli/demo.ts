/** `juxta demo`: neighbouring nodes on this machine, alive to look at. */
import { mkdtemp, rm, mkdir } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { styleText } from 'node:util'
import type { components } from '../http/api/window.ts'
import type { Country } from '../ids.ts'
import { optional, usage, type Command, type Io } from './command.ts'
import { call, launch, sample, startNodes, stopNodes, type DemoNode, type Line } from './demo-nodes.ts'
import { printMessage } from './messages.ts'

type Message = components['schemas']['Message']
type Submitted = components['schemas']['Submitted']

const COLOURS = ['cyan', 'magenta', 'yellow', 'green', 'blue', 'red', 'cyan', 'magenta', 'yellow', 'green'] as const

/** What a node's log line says to somebody who looks on; null for lines that are not about business. */
function tell(line: Line): string | null {
  const short = (id: unknown): string => `…${String(id).slice(-6)}`
  switch (line['kind']) {
    case 'submitted':
      return `takes ${short(line['id'])} for ${line['peer']}: ${line['procedure']}/${line['type']} — signed, logged, queued`
    case 'delivered':
      return `holds the receipt of ${line['peer']} for ${short(line['id'])} after ${line['ms']} ms (leaf ${line['index']} of their log)`
    case 'accepted':
      return `receives ${short(line['id'])} from ${line['peer']}: ${line['procedure']}/${line['type']}, ${line['bytes']} bytes — decrypted, verified, logged as leaf ${line['index']}, receipted`
    case 'attempt-failed':
      return `cannot reach ${line['peer']} for ${short(line['id'])} (attempt ${line['attempt']}): ${line['code']}; tries again in ${line['retryInMs']} ms`
    case 'peer-down':
      return `${line['peer']} does not answer: circuit open, everything waits safely`
    case 'peer-up':
      return `${line['peer']} is back: everything that waits goes out now`
    case 'event-received':
      return `hears from ${line['peer']}: ${line['event']}${line['id'] ? ` ${short(line['id'])}` : ''}`
    case 'refused':
      return `refuses ${short(line['id'])} of ${line['peer']}: ${line['problem']}`
    case 'refused-by-peer':
      return `is refused ${short(line['id'])} by ${line['peer']}: ${line['problem']}`
    case 'alert':
      return `ALERT ${line['alert']}: ${line['detail']}`
    default:
      return null
  }
}

/** One story between the first two, and with all: sent, answered, fanned out, and a neighbour that goes away and comes back. */
async function story(
  nodes: DemoNode[],
  step: (text: string) => void,
  onLine: (country: Country, line: Line) => void,
): Promise<{ sent: number; delivered: number; refused: number; shown: Message }> {
  const [a, b] = nodes as [DemoNode, DemoNode]
  const ids: { node: DemoNode; id: string }[] = []
  const post = async (node: DemoNode, body: Record<string, unknown>): Promise<Submitted> => {
    const answer = await call<Submitted | { messages: Submitted[] }>(node, 'POST', '/v1/messages', body, 'window', {
      'idempotency-key': randomUUID(),
    })
    const messages = 'messages' in answer ? answer.messages : [answer]
    for (const m of messages) ids.push({ node, id: m.id })
    return messages[0]!
  }
  const document = (file: string) => ({
    mediaType: file.endsWith('.xml') ? 'application/xml' : 'application/json',
    text: sample(file).toString('utf8'),
  })
  const get = (node: DemoNode, id: string): Promise<Message> => call<Message>(node, 'GET', `/v1/messages/${id}`)
  const until = async (node: DemoNode, id: string, states: readonly string[]): Promise<Message> => {
    for (let i = 0; i < 1200; i++) {
      const message = await get(node, id)
      if (states.includes(message.state)) return message
      await new Promise((r) => setTimeout(r, 50))
    }
    throw new Error(`message ${id} of ${node.country} did not become ${states.join(' or ')}`)
  }
  const HELD = ['delivered', 'collected', 'accepted', 'rejected']

  step(`A lorry with cheese leaves ${a.country} for ${b.country}: the declaration goes ahead of it`)
  const context = {
    xPurpose: 'pre-arrival risk analysis',
    xLegalBasis: 'agreement between the parties',
    xOffice: 'XA000101',
    xReferences: [{ type: 'mrn', value: '26XAB0417000000011' }],
  }
  const declaration = await post(a, {
    to: b.country,
    procedure: 'pre-arrival',
    type: 'declaration',
    context,
    document: document('pre-arrival-declaration.xml'),
  })
  await until(a, declaration.id, HELD)
  step(`The Single Window of ${b.country} collects it and accepts it; both are signed back`)
  await call(b, 'POST', `/v1/inbox/${declaration.id}/collected`)
  await call(b, 'POST', `/v1/inbox/${declaration.id}/answer`, { outcome: 'accepted' })
  await until(a, declaration.id, ['accepted'])
  step(`${b.country} answers with the outcome of its risk analysis`)
  const outcome = await post(b, {
    to: a.country,
    procedure: 'pre-arrival',
    type: 'risk-outcome',
    conversation: declaration.conversation,
    inReplyTo: declaration.id,
    document: document('risk-outcome.json'),
  })
  await until(b, outcome.id, HELD)
  if (nodes.length > 2) {
    step(`${a.country} proposes opening hours to all neighbours at once`)
    await post(a, {
      to: nodes.slice(1).map((n) => ({ country: n.country })),
      procedure: 'opening-hours',
      type: 'proposal',
      // Opening hours bind people: a person decides them, by name or number.
      context: { xDecidedBy: { kind: 'officer', ref: 'XA-77' } },
      document: document('opening-hours-proposal.json'),
    })
  }
  await Promise.all(ids.map(({ node, id }) => until(node, id, HELD)))

  step(`The node of ${b.country} is killed (kill -9) while ${a.country} goes on sending`)
  b.process.kill('SIGKILL')
  await new Promise((done) =>
    b.process.exitCode !== null || b.process.signalCode !== null ? done(null) : b.process.once('exit', done),
  )
  const waiting: Submitted[] = []
  for (let i = 0; i < 5; i++)
    waiting.push(
      await post(a, {
        to: b.country,
        procedure: 'release-time',
        type: 'event',
        document: document('release-time-event.json'),
      }),
    )
  await new Promise((done) => setTimeout(done, 1500))
  step(`${b.country} comes back; nothing was lost`)
  Object.assign(b, await launch(b, onLine), { alive: true })
  b.process.once('exit', () => (b.alive = false))
  await Promise.all(waiting.map((m) => until(a, m.id, HELD)))

  const states = await Promise.all(ids.map(async ({ node, id }) => (await get(node, id)).state))
  return {
    sent: ids.length,
    delivered: states.filter((s) => HELD.includes(s)).length,
    refused: states.filter((s) => s === 'refused').length,
    shown: await get(a, declaration.id),
  }
}

async function runDemo(
  io: Io,
  options: { countries: number; keep: boolean; dir?: string; store?: string; queue?: string },
): Promise<number> {
  const started = Date.now()
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'juxta-demo-')))
  await mkdir(dir, { recursive: true })
  const paint = (country: Country, text: string): string =>
    io.terminal ? styleText(COLOURS[country.charCodeAt(1) - 65] ?? 'white', text) : text
  const say = (text: string): void => void (io.json || io.out(text))
  const step = (text: string): void => say(`\n${io.terminal ? styleText('bold', `— ${text}`) : `— ${text}`}`)
  const onLine = (country: Country, line: Line): void => {
    const text = tell(line)
    if (text) say(`  ${paint(country, country)}  ${text}`)
  }
  const nodes: DemoNode[] = []
  const interrupted = new Promise<null>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done(null))
  })
  try {
    step(
      `${options.countries} countries, ${options.store ? 'each with a database on PostgreSQL' : 'each with an embedded store'}${options.queue ? ' and a queue on Redis' : ' and an embedded queue'}`,
    )
    const starting = startNodes(nodes, {
      dir,
      countries: options.countries,
      onLine,
      onStep: step,
      ...(options.store === undefined ? {} : { store: options.store }),
      ...(options.queue === undefined ? {} : { queue: options.queue }),
    })
    const made = await Promise.race([starting, interrupted])
    if (!made) return 1
    if (options.keep && io.json) {
      io.out(
        JSON.stringify({
          nodes: nodes.map(({ country, name, dir: own, window, exchange, pid, keys }) => ({
            country,
            name,
            dir: own,
            window,
            exchange,
            pid,
            keys,
          })),
          trust: made.trust,
        }),
      )
      await interrupted
      return 0
    }
    const told = await Promise.race([story(nodes, step, onLine), interrupted])
    if (!told) return 1
    step('One message, its whole history, and its receipt')
    if (!io.json) printMessage({ out: (line) => io.out(`  ${line}`) }, told.shown)
    const ok = told.delivered === told.sent
    if (options.keep) {
      step(`The nodes keep running (folders in ${dir}); stop with Ctrl-C`)
      for (const node of nodes)
        say(`  ${paint(node.country, node.country)}  ${node.window}/docs   key ${node.keys.window}`)
      await interrupted
    }
    const seconds = (Date.now() - started) / 1000
    step(
      `${told.sent} messages sent, ${told.delivered} delivered with a receipt, ${told.refused} refused, in ${seconds.toFixed(1)} s`,
    )
    if (io.json)
      io.out(
        JSON.stringify({
          ok,
          nodes: nodes.length,
          messages: { sent: told.sent, delivered: told.delivered, refused: told.refused },
          seconds,
        }),
      )
    return ok ? 0 : 1
  } finally {
    await stopNodes(nodes)
    if (options.dir === undefined && !options.keep) await rm(dir, { recursive: true, force: true })
  }
}

export const demo: Command = {
  usage: 'demo [--countries N] [--keep] [--dir D] [--store postgres://…] [--queue redis://…] [--json]',
  about: `Starts neighbouring nodes on this machine, peers them, exchanges real messages and shows what happens. --keep leaves them running until Ctrl-C;
--keep --json prints one line that says how to reach them; --dir keeps their folders.`,
  options: {
    countries: { type: 'string' },
    keep: { type: 'boolean' },
    dir: { type: 'string' },
    store: { type: 'string' },
    queue: { type: 'string' },
  },
  async run(io, positionals, values) {
    if (positionals.length > 0) throw usage(`unexpected: ${positionals.join(' ')}`)
    const countries = Number(optional(values, 'countries') ?? 3)
    if (!Number.isInteger(countries) || countries < 2 || countries > 10) throw usage('--countries is 2 to 10')
    const [dir, store, queue] = [optional(values, 'dir'), optional(values, 'store'), optional(values, 'queue')]
    return runDemo(io, {
      countries,
      keep: values['keep'] === true,
      ...(dir === undefined ? {} : { dir: resolve(dir) }),
      ...(store === undefined || store.startsWith('sqlite') ? {} : { store }),
      ...(queue === undefined || queue === 'embedded' ? {} : { queue }),
    })
  },
}
