/** One case between XA and XB, told from both sides: what each says, what is forbidden to it and by which rule, and that both hold the same case. */
import type t from 'tap'
import { json, settled, submit, untilState, type TestNode } from '../nodes.ts'
import { officer } from '../officer.ts'
import type { CaseMessage } from '../../node/cases/case-message.ts'
import { statedIn } from '../../node/cases/stated-times.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { isDateText, isTimeText, parseDate, parseTime } from '../../node/values/time.ts'

export type More = { ref?: string; context?: object; conversation?: string; attachments?: object[]; test?: boolean }
const HELD = ['delivered', 'collected', 'accepted', 'rejected']
/** A message that nobody has sent. */
export const NOBODY = '019ab000-0000-7000-8000-00000000dead'
const PERSON = { xDecidedBy: officer('X-1') }

/** Nobody states what has not happened: the clocks of nodes go on until what a document says has. */
export function untilHappened(nodes: readonly TestNode[], procedure: string, type: string, body: object): void {
  const version = PROCEDURES.newest(procedure)!.version
  for (const { text, time } of statedIn({ procedure, version, type, body } as CaseMessage)) {
    const from = isDateText(text) ? parseDate(text) : isTimeText(text) ? parseTime(text) : 0
    const late = time.is === 'fact' ? from - nodes[0]!.clock.now() : 0
    if (late > 0) for (const { clock } of nodes) clock.offset += late
  }
}

export class Story {
  conversation: string | undefined
  readonly nodes: { XA: TestNode; XB: TestNode }
  readonly procedure: string
  readonly test: Pick<typeof t, 'same' | 'ok'>

  constructor(test: Pick<typeof t, 'same' | 'ok'>, procedure: string, [a, b]: [TestNode, TestNode]) {
    this.test = test
    this.procedure = procedure
    this.nodes = { XA: a, XB: b }
  }

  #send(from: 'XA' | 'XB', type: string, document: object, { ref, context, conversation, attachments, test }: More) {
    const known = conversation ?? this.conversation
    untilHappened(Object.values(this.nodes), this.procedure, type, document)
    return submit(this.nodes[from], this.nodes[from === 'XA' ? 'XB' : 'XA'], {
      procedure: this.procedure,
      type,
      context: { xSchema: this.procedure, ...PERSON, ...context },
      document: json(document),
      ...(known === undefined ? {} : { conversation: known }),
      ...(ref === undefined ? {} : { inReplyTo: ref }),
      ...(attachments === undefined ? {} : { attachments }),
      ...(test === undefined ? {} : { test }),
    })
  }

  async says(from: 'XA' | 'XB', type: string, document: object = {}, more: More = {}): Promise<string> {
    const { status, body } = await this.#send(from, type, document, more)
    if (status !== 202) throw new Error(`${from} ${type}: ${JSON.stringify(body)}`)
    this.conversation ??= body.conversation as string
    await untilState(this.nodes[from], body.id, ...HELD)
    return body.id as string
  }

  async fails(from: 'XA' | 'XB', type: string, document: object, rule: string, pointer: string, more: More = {}) {
    const { status, body } = await this.#send(from, type, document, more)
    this.test.same([body.rule, body.pointer], [rule, pointer], `${from} ${type} meets ${rule}`)
    this.test.ok(status === 409 || status === 422, `${status}: ${body.detail}`)
  }

  /** Waits until the case holds so on both sides, with the same hash; the case of XB. */
  both(what: string, holds: (state: any) => unknown): Promise<any> {
    return settled(what, async () => {
      const [one, two] = [await this.state('XA'), await this.state('XB')]
      return one.hash === two.hash && holds(one.state) && holds(two.state) && two
    })
  }

  state(at: 'XA' | 'XB' = 'XB'): Promise<any> {
    return this.nodes[at].call('GET', `/v1/cases/${this.conversation}`).then(({ body }) => body)
  }

  /** Nothing that was refused has reached the other side, and both hold the same case. */
  async ends(): Promise<void> {
    const both = await settled('both hold the same case', async () => {
      const [one, two] = [await this.state('XA'), await this.state('XB')]
      return one.hash === two.hash && [one, two]
    })
    for (const c of both)
      this.test.same(
        c.messages.filter((m: any) => m.status !== 'applied'),
        [],
      )
  }
}
