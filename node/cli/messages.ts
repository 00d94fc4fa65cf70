/** What the window side does with messages, for people: send, inbox, show, retry, cancel. */
import { readFile } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { extname, resolve } from 'node:path'
import type { components } from '../generated/window.ts'
import { asJuxtaError } from '../values/errors.ts'
import { isCountry } from '../values/country.ts'
import { withClient, type Client, type Reply } from './client.ts'
import { type Command, DIR, flag, type Io, optional, required, text, texts, usage } from './command.ts'
import { toldProposal } from './proposals.ts'
import { confirmed, progressOf, styled, tinted } from './terminal.ts'
import { timeOfSeconds } from '../values/time.ts'
import { parseStrictJson } from '../values/json.ts'
import { shown } from '../values/text.ts'

type Schemas = components['schemas']

const MEDIA: Readonly<Record<string, string>> = {
  '.xml': 'application/xml',
  '.json': 'application/json',
  '.pdf': 'application/pdf',
  '.txt': 'text/plain',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
}

async function content(file: string): Promise<{ mediaType: string; data: string }> {
  return {
    mediaType: MEDIA[extname(file).toLowerCase()] ?? 'application/octet-stream',
    data: (await readFile(file)).toString('base64'),
  }
}

/** The whole history of a message, for people. */
export function printMessage(io: Pick<Io, 'out'>, m: Schemas['Message']): void {
  io.out(
    styled`${m.id}  ${m.direction === 'out' ? `to ${m.peer}` : `from ${m.peer}`}  ${m.procedure}/${m.type}  ${tinted(m.state)}`,
  )
  for (const h of m.history) io.out(styled`  ${h.at}  ${tinted(h.state, h.state.padEnd(10))} ${h.cause}`)
  for (const p of m.parts) io.out(`  part ${p.id}: ${p.mediaType}, ${p.size} bytes, ${p.digest}`)
  for (const r of m.references) io.out(`  ${r.type} ${r.value}`)
  io.out(`  manifest ${m.manifestDigest}; leaf ${m.log.index} of ${m.log.origin}`)
  if (m.receipt) {
    const claims = JSON.parse(Buffer.from(m.receipt.split('.')[1]!, 'base64url').toString('utf8')) as {
      iss: string
      iat: number
      events: Record<string, { log: { origin: string; index: number } }>
    }
    const [event] = Object.values(claims.events)
    io.out(`  receipt of ${claims.iss}, ${timeOfSeconds(claims.iat)}: leaf ${event!.log.index} of ${event!.log.origin}`)
  }
  if (m.delivery)
    io.out(
      `  attempts ${m.delivery.attempts}, next ${m.delivery.nextAttemptAt}${m.delivery.lastError ? `, last: ${m.delivery.lastError}` : ''}${m.delivery.withdrawing ? ', being withdrawn' : ''}`,
    )
}

export const send: Command = {
  usage:
    'send --dir D --to XB --procedure P --type T FILE [--attach F]… [--in-version V] [--conversation ID] [--reply-to ID] [--context FILE] [--schema NAME] [--profile NAME] [--test]',
  about:
    'Sends a document. --to may name several countries, with commas. The node signs, seals and delivers it, and keeps trying until it holds a receipt. --schema and --profile become xSchema and xProfile of its context.',
  options: {
    ...DIR,
    to: text('COUNTRIES', 'the receiver, or several with commas'),
    procedure: text('NAME', 'as pre-arrival'),
    type: text('NAME', 'of the message, as declaration'),
    attach: texts('FILE', 'goes along; once for each'),
    'in-version': text('V', 'of the procedure; that of its case, or the newest that both know, unless told'),
    conversation: text('ID', 'the case it belongs to; a new one unless told'),
    'reply-to': text('ID', 'the message it answers'),
    context: text('FILE', 'JSON of what stands beside the document'),
    schema: text('NAME', 'the procedure whose schema the document claims to satisfy'),
    profile: text('NAME', 'by which an XML document is read'),
    test: flag('a test, which means nothing'),
  },
  example: 'send --dir xa --to XB --procedure pre-arrival --type declaration --profile wco-dec-dms-2 declaration.xml',
  async run(io, [file, ...rest], values) {
    if (!file || rest.length > 0) throw usage('one FILE is needed')
    const to = required(values, 'to').split(',')
    const [version, conversation, reply, context] = [
      optional(values, 'in-version'),
      optional(values, 'conversation'),
      optional(values, 'reply-to'),
      optional(values, 'context'),
    ]
    const [xSchema, xProfile] = [optional(values, 'schema'), optional(values, 'profile')]
    const stated = { ...(xSchema === undefined ? {} : { xSchema }), ...(xProfile === undefined ? {} : { xProfile }) }
    const body = {
      to: to.length === 1 ? to[0] : to.map((country) => ({ country })),
      procedure: required(values, 'procedure'),
      type: required(values, 'type'),
      ...(version === undefined ? {} : { version }),
      document: await content(file),
      attachments: await Promise.all(((values['attach'] as string[] | undefined) ?? []).map(content)),
      ...(conversation === undefined ? {} : { conversation }),
      ...(reply === undefined ? {} : { inReplyTo: reply }),
      ...(Object.keys(stated).length === 0 && context === undefined
        ? {}
        : {
            context: {
              ...(context === undefined ? {} : (parseStrictJson(await readFile(context)) as object)),
              ...stated,
            },
          }),
      ...(values['test'] ? { test: true } : {}),
    }
    return withClient(resolve(required(values, 'dir')), async (client) => {
      const answer = await client.request('POST', '/v1/messages', body, { 'idempotency-key': randomUUID() })
      if (toldProposal(io, answer)) return 0
      const made = answer.json<Schemas['Submitted'] | Schemas['SubmittedMany']>()
      if (io.json) io.out(JSON.stringify({ ok: true, ...made }))
      else
        for (const m of 'messages' in made ? made.messages : [made])
          io.out(
            styled`${m.id}  to ${m.to ?? ''}  ${tinted(m.state)}${client.running ? '' : ' (the node is not running: it will be sent when it starts)'}`,
          )
      return 0
    })
  },
}

export const inbox: Command = {
  usage: 'inbox --dir D [--after CURSOR] [--follow]',
  about: 'Lists what came, oldest first; --follow goes on until it is interrupted. Reading changes nothing.',
  options: {
    ...DIR,
    after: text('CURSOR', 'what came after it; everything unless told'),
    follow: flag('goes on until it is interrupted'),
  },
  example: 'inbox --dir xb --follow',
  async run(io, _positionals, values) {
    return withClient(resolve(required(values, 'dir')), async (client) => {
      let after = optional(values, 'after')
      for (;;) {
        const wait: string = values['follow'] ? '&wait=30' : ''
        const page: { messages: Schemas['InboxMessage'][]; next: string } = (
          await client.request(
            'GET',
            `/v1/inbox?limit=200${wait}${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`,
          )
        ).json()
        for (const m of page.messages)
          io.out(
            io.json
              ? JSON.stringify(m)
              : styled`${m.receivedAt}  ${m.id}  from ${m.from}  ${m.procedure}/${m.type}  ${tinted(m.state)}`,
          )
        after = page.next
        if (page.messages.length === 0 && !values['follow']) break
      }
      if (!io.json && !values['follow']) io.out(`(next: ${after})`)
      return 0
    })
  },
}

export const show: Command = {
  usage: 'show ID --dir D [--document]',
  about:
    'One message with its whole history; --document writes the exact bytes of the document to stdout; a terminal shows what would steer it as escapes.',
  options: { ...DIR, document: flag('the bytes of the document, and nothing else') },
  example: 'show 0197f3a0-5c1e-7000-8000-000000000001 --dir xa',
  async run(io, [id], values) {
    if (!id) throw usage('an ID is needed')
    return withClient(resolve(required(values, 'dir')), async (client) => {
      if (values['document']) {
        const { body } = await client.request('GET', `/v1/messages/${id}/document`)
        const written = io.terminal ? shown(body.toString('utf8')) : body
        await new Promise<void>((done) => process.stdout.write(written, () => done()))
        return 0
      }
      const message = (await client.request('GET', `/v1/messages/${id}`)).json<Schemas['Message']>()
      if (io.json) io.out(JSON.stringify(message))
      else printMessage(io, message)
      return 0
    })
  },
}

type Acted = { id: string; ok: boolean; state?: string; withdrawing?: boolean; problem?: string; message?: string }

const STATES = ['parked', 'sealed', 'queued'] as const

/** Does `action` to each message; one that fails does not keep the others from their turn. 0 all done, 1 none, 2 some. */
async function actOn(io: Io, client: Client, action: 'retry' | 'cancel', ids: readonly string[]): Promise<number> {
  const done: Acted[] = []
  const progress = progressOf(io, action === 'retry' ? 'trying again' : 'withdrawing')
  for (const id of ids) {
    progress.at(done.length, ids.length)
    let acted: Acted
    try {
      const m = (await client.request('POST', `/v1/messages/${id}/${action}`)).json<Schemas['Message']>()
      acted = { id, ok: true, state: m.state, withdrawing: m.delivery?.withdrawing ?? false }
    } catch (error) {
      const { code, message } = asJuxtaError(error)
      acted = { id, ok: false, problem: code, message }
    }
    done.push(acted)
    if (io.json) continue
    if (acted.ok) io.out(`${id}  ${acted.state}${acted.withdrawing ? ', the receiver is being asked' : ''}`)
    else io.error(`${id}  ${acted.message}`)
  }
  progress.end()
  const failed = done.filter((d) => !d.ok).length
  if (io.json) io.out(JSON.stringify({ ok: failed === 0, items: done }))
  return failed === 0 ? 0 : failed === done.length ? 1 : 2
}

export const cancel: Command = {
  usage: 'cancel ID… --dir D',
  about:
    'Withdraws messages: at once before any attempt, after one with the signed answer of the receiver. Exit 0 all, 1 none, 2 some.',
  options: DIR,
  example: 'cancel 0197f3a0-5c1e-7000-8000-000000000001 --dir xa',
  async run(io, ids, values) {
    if (ids.length === 0) throw usage('an ID is needed')
    return withClient(resolve(required(values, 'dir')), (client) => actOn(io, client, 'cancel', ids))
  },
}

/** How often a count that has changed since the look is looked at again, where nobody is asked in between. */
const LOOKS = 5

type Seen = { count: number; more: boolean; alone: boolean; retried?: number; sample: Schemas['MessageSummary'][] }

function printSeen(io: Io, { count, more, sample }: Seen): void {
  for (const m of sample)
    io.out(
      styled`${m.id}  to ${m.peer}  ${m.procedure}/${m.type}  ${tinted(m.state)} since ${m.createdAt}, until ${m.expiresAt}`,
    )
  if (count > sample.length) io.out(`… and ${count - sample.length}${more ? ' and more' : ''}`)
}

/** Puts back all that `filter` names, after a look at how many they are. */
async function retryMany(io: Io, client: Client, filter: Record<string, unknown>, yes: boolean): Promise<number> {
  const ask = (more: Record<string, unknown>): Promise<Reply> =>
    client.request('POST', '/v1/messages/retry', { ...filter, ...more })
  for (let look = 1; ; look++) {
    const seen = (await ask({ preview: true })).json<Seen>()
    if (!io.json && look === 1) printSeen(io, seen)
    const question = `Try these ${seen.count} messages again now? Type yes: `
    if (seen.count === 0 || !(yes || (await confirmed(io, question)))) {
      const { sample: items, ...counted } = seen
      if (io.json) io.out(JSON.stringify({ ok: true, preview: true, ...counted, items }))
      else
        io.out(seen.count === 0 ? 'Nothing waits there.' : `${seen.count} messages; with --yes they are tried again.`)
      return 0
    }
    try {
      const answer = await ask({ expected: seen.count })
      if (toldProposal(io, answer)) return 0
      const { retried = 0, count } = answer.json<Seen>()
      if (io.json) io.out(JSON.stringify({ ok: retried === count, retried, count }))
      else io.out(`${retried} of ${count} messages are tried again.`)
      return retried === count ? 0 : retried === 0 ? 1 : 2
    } catch (error) {
      // Others went on meanwhile: whoever has said yes to all of them means those of now too.
      if (asJuxtaError(error).rule !== 'count' || !yes || look === LOOKS) throw error
    }
  }
}

export const retry: Command = {
  usage: 'retry ID… --dir D | retry --peer XB [--state parked|sealed|queued] --dir D [--yes]',
  about: `Tries messages again now; parked ones are put back. With --peer or --state it is all that wait there: without --yes they are only
counted and shown, and on a terminal you are asked; more than JUXTA_RETRY_ALONE wait for a second person. Exit 0 all (or the preview, or the proposal), 1 none, 2 some.`,
  options: {
    ...DIR,
    peer: text('COUNTRY', 'all that waits for this neighbour'),
    state: text('parked|sealed|queued', 'all that is in this state'),
    yes: flag('do it, without being asked'),
  },
  example: 'retry --dir xa --peer XB --state parked',
  async run(io, ids, values) {
    const [peer, state] = [optional(values, 'peer'), optional(values, 'state')]
    const many = peer !== undefined || state !== undefined
    if (many === ids.length > 0) throw usage('name messages, or choose them with --peer and --state')
    if (peer !== undefined && !isCountry(peer)) throw usage('--peer is a country')
    if (state !== undefined && !STATES.some((s) => s === state)) throw usage(`--state is ${STATES.join(', ')}`)
    const filter = { ...(peer === undefined ? {} : { peer }), states: state === undefined ? STATES : [state] }
    return withClient(resolve(required(values, 'dir')), (client) =>
      many ? retryMany(io, client, filter, values['yes'] === true) : actOn(io, client, 'retry', ids),
    )
  },
}
