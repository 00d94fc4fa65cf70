/** A desk between the demo's nodes: says something from one country to another, waits until both hold it, and counts what was sent. Only what any Single Window could do. */
import { randomUUID } from 'node:crypto'
import type { components } from '../generated/window.ts'
import { JuxtaError } from '../values/errors.ts'
import { call, sample, type DemoNode } from './demo-nodes.ts'

export type Message = components['schemas']['Message']
export type Submitted = components['schemas']['Submitted']

/** What is said: `document` is a sample's file name or the JSON of the message type; `by` is the person who decides, where one must. */
export type Saying = {
  readonly procedure: string
  readonly type: string
  readonly document: string | object
  readonly context?: Readonly<Record<string, unknown>>
  readonly by?: string
  readonly in?: Submitted
  readonly answers?: Submitted
}

const HELD = ['delivered', 'collected', 'accepted', 'rejected']

export const documentOf = (document: string | object): { mediaType: string; text: string } =>
  typeof document === 'string'
    ? {
        mediaType: document.endsWith('.xml') ? 'application/xml' : 'application/json',
        text: sample(document).toString('utf8'),
      }
    : { mediaType: 'application/json', text: JSON.stringify(document) }

export class DemoDesk {
  readonly #sent: { node: DemoNode; id: string }[] = []

  /** Submits and does not wait. */
  async post(from: DemoNode, to: readonly DemoNode[], saying: Saying): Promise<Submitted> {
    const { procedure, type, document, context, by } = saying
    const body = {
      to: to.length === 1 ? to[0]!.country : to.map(({ country }) => ({ country })),
      procedure,
      type,
      document: documentOf(document),
      ...(context === undefined && by === undefined
        ? {}
        : {
            context: {
              ...context,
              ...(by === undefined
                ? {}
                : {
                    xDecidedBy: {
                      kind: 'officer',
                      ref: by,
                      function: 'duty officer',
                      office: 'XB000214',
                      legalGround: 'Customs Act, section 12',
                    },
                  }),
            },
          }),
      ...(saying.in === undefined ? {} : { conversation: saying.in.conversation }),
      ...(saying.answers === undefined ? {} : { inReplyTo: saying.answers.id }),
    }
    const headers = { 'idempotency-key': randomUUID() }
    const answer = await call<Submitted | { messages: Submitted[] }>(
      from,
      'POST',
      '/v1/messages',
      body,
      'window',
      headers,
    )
    const messages = 'messages' in answer ? answer.messages : [answer]
    for (const { id } of messages) this.#sent.push({ node: from, id })
    return messages[0]!
  }

  /** Submits and waits for the receipt: from then on the message is in the case on both sides. */
  async say(from: DemoNode, to: DemoNode, saying: Saying): Promise<Submitted> {
    const sent = await this.post(from, [to], saying)
    await this.until(from, sent.id, HELD)
    return sent
  }

  get(node: DemoNode, id: string): Promise<Message> {
    return call<Message>(node, 'GET', `/v1/messages/${id}`)
  }

  until(node: DemoNode, id: string, states: readonly string[] = HELD): Promise<Message> {
    return this.wait(`message ${id} of ${node.country} is ${states.join(' or ')}`, async () => {
      const message = await this.get(node, id)
      return states.includes(message.state) && message
    })
  }

  /** Asks again and again, for a minute at the most. A resource that is not there yet is asked for again. */
  async wait<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
    for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((r) => setTimeout(r, 50))) {
      const found = await look().catch((error: unknown) => {
        if (error instanceof JuxtaError && error.message.includes('/problems/not-found')) return undefined
        throw error
      })
      if (found !== undefined && found !== false) return found
    }
    throw new JuxtaError('internal', `waited in vain until ${what}`)
  }

  /** Waits for all that was submitted, and counts. */
  async settle(): Promise<{ sent: number; delivered: number; refused: number }> {
    const states = await Promise.all(
      this.#sent.map(async ({ node, id }) => (await this.until(node, id, [...HELD, 'refused'])).state),
    )
    return {
      sent: states.length,
      delivered: states.filter((s) => HELD.includes(s)).length,
      refused: states.filter((s) => s === 'refused').length,
    }
  }
}
