/** `juxta sandbox`: a neighbour for tests, peered with the development node of whoever builds a Single Window, which answers as it is told. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { join, resolve } from 'node:path'
import { pino } from 'pino'
import { assemble, type RunningNode } from '../assemble.ts'
import { behaviourOf, readScript, type Script } from '../neighbour/behaviour.ts'
import { agreedWith, waited } from '../neighbour/meet.ts'
import { Sandbox, type Told } from '../neighbour/sandbox.ts'
import { folder, readText } from '../operate/node-folder.ts'
import { readSettings } from '../operate/settings.ts'
import { draftAgreement, trialTerms } from '../procedures/draft-agreement.ts'
import { asJuxtaError, JuxtaError } from '../values/errors.ts'
import { isCountry, type Country } from '../values/country.ts'
import { invite as inviteBy } from '../window/peer-routes.ts'
import { withClient, type Client } from './client.ts'
import { optional, required, text, usage, type Command } from './command.ts'
import { makeNode } from './make-node.ts'

const AGREEING_SECONDS = 60

export type SandboxOrder = {
  readonly dir: string
  readonly country: Country
  /** The folder of the node that it is a neighbour of; that node runs. */
  readonly peerDir: string
  readonly script: Script
  readonly exchangeUrl?: string
  readonly windowPort?: number
  readonly tell?: (told: Told) => void
}

/** Fails where a folder is not of a development node: what a sandbox signs and lies about has no place at any other. */
function checkDevelopment(dir: string): void {
  if (!existsSync(folder(dir).developmentAuthorityKey))
    throw new JuxtaError(
      'settings-invalid',
      `${dir} is not the folder of a node of --profile dev: a sandbox is for tests alone`,
      {
        rule: 'development',
      },
    )
}

/** Each takes the invitation of the other, where it does not know it yet. */
async function introduce(node: RunningNode, client: Client, peer: Country): Promise<void> {
  const { items } = (await client.request('GET', '/v1/peers')).json<{ items: { country: string }[] }>()
  const known = items.some((p) => p.country === node.country) && node.directory.find(peer)
  if (known) return
  const ours = await inviteBy(node)
  await client.request('POST', '/v1/peers', { invite: ours.invite, trust: true, words: ours.words })
  const theirs = (await client.request('POST', '/v1/peers/invite')).json<{ invite: string; words: string }>()
  await node.introduce.accept(theirs.invite, theirs.words)
}

/** The agreement that the sandbox proposes, accepted there. */
async function agree(node: RunningNode, client: Client, peer: Country): Promise<void> {
  const now = Math.floor(node.clock.now() / 1000)
  const draft = draftAgreement(node.country, peer, now, trialTerms([node.country, peer], 'a sandbox', now))
  const accepted = waited(AGREEING_SECONDS, async () => {
    const { items } = (await client.request('GET', '/v1/agreements')).json<{
      items: { hash: string; peer: string; state: string }[]
    }>()
    const ours = items.filter((a) => a.peer === node.country)
    const waits = ours.find((a) => a.state === 'received')
    if (waits) await client.request('POST', `/v1/agreements/${encodeURIComponent(waits.hash)}/accept`)
    return ours.some((a) => a.state === 'in-force') ? true : null
  })
  const [hash] = await Promise.all([agreedWith(node, peer, draft, AGREEING_SECONDS), accepted])
  if (hash === null)
    throw new JuxtaError('unreachable', `no agreement with ${peer} came into force`, { rule: 'agreement' })
}

/** A sandbox that runs, peered and agreed with the node of `peerDir`. */
export async function openSandbox(
  order: SandboxOrder,
): Promise<{ node: RunningNode; peer: Country; stop(): Promise<void> }> {
  const { dir, country, peerDir, script } = order
  checkDevelopment(peerDir)
  const { settings: theirs } = readSettings(peerDir, {})
  const peer = theirs.country
  if (peer === country) throw usage(`the node at ${peerDir} is of ${peer} too: --as names another country`)
  if (!existsSync(join(dir, 'juxta.env')))
    await makeNode({
      dir,
      country,
      name: `Sandbox of ${country}`,
      exchangeUrl: order.exchangeUrl ?? 'https://127.0.0.1:7544',
      windowPort: order.windowPort ?? 7181,
      development: true,
      more: { JUXTA_LOG_LEVEL: 'warn' },
    })
  checkDevelopment(dir)
  const { settings } = readSettings(dir, {})
  if (settings.country !== country) throw usage(`${dir} is the sandbox of ${settings.country}`)
  const played = new Sandbox(script, order.tell)
  const node = await assemble({
    settings,
    logger: pino({ level: 'silent' }),
    between: played.between,
    onFatal: (error) => {
      console.error(error.message)
      process.exit(70)
    },
  })
  const stop = async (): Promise<void> => {
    played.end()
    await node.stop()
  }
  try {
    await node.start()
    await withClient(peerDir, async (client) => {
      if (!client.running)
        throw new JuxtaError('unreachable', `the node at ${peerDir} does not run: juxta start --dir ${peerDir}`, {
          rule: 'running',
        })
      await introduce(node, client, peer)
      await agree(node, client, peer)
    })
  } catch (error) {
    await stop()
    throw error
  }
  played.begin(node, peer, (message) => send(node, message))
  return { node, peer, stop }
}

/** As a Single Window of the sandbox would. */
async function send(node: RunningNode, message: Readonly<Record<string, unknown>>): Promise<void> {
  const { statusCode, payload } = await node.window.inject({
    method: 'POST',
    url: '/v1/messages',
    headers: {
      authorization: `Bearer ${readText(node.paths.localKey).trim()}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    payload: JSON.stringify(message),
  })
  if (statusCode >= 300) throw new Error(payload)
}

async function scriptIn(file: string): Promise<Script> {
  const { parse } = await import('yaml')
  const written = await readFile(resolve(file), 'utf8')
  let value: unknown
  try {
    value = parse(written)
  } catch (error) {
    throw new JuxtaError('malformed', `${file} is neither JSON nor YAML: ${asJuxtaError(error).message}`, {
      rule: 'script',
    })
  }
  return readScript(value)
}

export const sandbox: Command = {
  usage:
    'sandbox --dir SANDBOX --peer-with NODE [--as XB] [--behaves WORD[:VALUE],…] [--script F] [--exchange-url https://h:p] [--window-port N]',
  about: `A neighbour for tests, of the same make as a node, which runs until it is interrupted. It makes its folder where there is none, peers with the node of --profile dev
in the folder NODE, which runs, and signs an agreement with it for everything. What comes it answers as it is told:

  accepts (the default), collects, takes, answers-late[:S], rejects[:RULE[:POINTER]], refuses:PROBLEM, silent[:S], receipts-late[:S], loses-receipts,
  goes-away[:S], duplicates, hostile[:LIE]

--script: a file of JSON or YAML with rules for single messages, and messages of its own. docs/how-to/sandbox.md has each with the state in which a message ends.`,
  options: {
    dir: text('DIR', 'the folder of the sandbox; made where it is not there'),
    'peer-with': text('DIR', 'the folder of the development node that it is a neighbour of'),
    as: text('COUNTRY', 'as which it plays; XB unless told'),
    behaves: text('WORD[:VALUE],…', 'how it answers; accepts unless told'),
    script: text('FILE', 'rules for single messages, and messages of its own: JSON or YAML'),
    'exchange-url': text('URL', 'where the node reaches it; https://127.0.0.1:7544 unless told'),
    'window-port': text('PORT', 'of its own side for a Single Window; 7181 unless told'),
  },
  example: 'sandbox --dir sandbox --peer-with xa --behaves answers-late:3,duplicates',
  async run(io, positionals, values) {
    if (positionals.length > 0) throw usage(`unexpected: ${positionals.join(' ')}`)
    const country = optional(values, 'as') ?? 'XB'
    if (!isCountry(country)) throw usage('--as is a country of two capital letters')
    const [behaves, file] = [optional(values, 'behaves'), optional(values, 'script')]
    if (behaves !== undefined && file !== undefined) throw usage('--behaves or --script, not both')
    const url = optional(values, 'exchange-url')
    const port = optional(values, 'window-port')
    if (port !== undefined && !/^[0-9]{1,5}$/.test(port)) throw usage('--window-port is a number')
    const dir = resolve(required(values, 'dir'))
    const opened = await openSandbox({
      dir,
      country,
      peerDir: resolve(required(values, 'peer-with')),
      script: file === undefined ? behaviourOf(behaves ?? 'accepts') : await scriptIn(file),
      ...(url === undefined ? {} : { exchangeUrl: url }),
      ...(port === undefined ? {} : { windowPort: Number(port) }),
      tell: (told) =>
        io.out(
          io.json ? JSON.stringify(told) : `${told.procedure}/${told.type} ${told.message}: ${country} ${told.does}`,
        ),
    })
    const { node, peer } = opened
    const window = node.window.listeningOrigin
    io.out(
      io.json
        ? JSON.stringify({ ok: true, country, peer, dir, window })
        : `${country} is a neighbour of ${peer} now, and has agreed with it. Its own side: ${window}, juxta inbox --dir ${dir}. It ends with Ctrl-C.`,
    )
    await new Promise<void>((done) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done())
    })
    await opened.stop()
    return 0
  },
}
