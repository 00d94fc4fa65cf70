/** Two customs administrations at a border, each through the window side of its own real node: what the stories of pre-arrival are told with. */
import { untilState, settled, submit, json, type Answer, type TestNode } from '../nodes.ts'
import { officer } from '../officer.ts'

export const PERSON = { xDecidedBy: officer('B-77') }
export const HELD = ['delivered', 'collected', 'accepted', 'rejected']

export const box = (id: string) => ({ transportEquipment: { id } })
export const minutes = (n: number): string => new Date(Date.now() + n * 60_000).toISOString()

/** A lorry with its containers, which arrives in `inMinutes`. */
export const lorry = (lrn: string, containers: readonly string[], inMinutes = 300, more: object = {}) => ({
  functionCode: '9',
  functionalReferenceId: lrn,
  borderTransportMeans: { id: 'XA 1234', modeCode: '3' },
  goodsShipment: { consignment: { containerCode: '1', transportEquipment: containers.map((id) => ({ id })) } },
  xOfficeOfFirstEntry: 'XB000214',
  xEstimatedArrival: minutes(inMinutes),
  ...more,
})

export type More = { context?: object; conversation?: string; inReplyTo?: string; test?: boolean }

/** One message; the answer of the window side, whatever it is. */
export const tell = (
  from: TestNode,
  to: TestNode,
  type: string,
  body: object = {},
  { context = {}, ...more }: More = {},
): Promise<Answer> =>
  submit(from, to, {
    type,
    document: json(body),
    context: {
      xSchema: 'pre-arrival',
      xPurpose: 'border management',
      ...(type.startsWith('control-') ? PERSON : {}),
      ...context,
    },
    ...more,
  })

export class Border {
  readonly a: TestNode
  readonly b: TestNode
  readonly conversation: string

  private constructor(a: TestNode, b: TestNode, conversation: string) {
    this.a = a
    this.b = b
    this.conversation = conversation
  }

  /** Begins a case with `body` as its first message; it is in the case on both sides. */
  static async open(
    from: TestNode,
    to: TestNode,
    type: string,
    body: object,
    more: More = {},
    nodes: readonly [TestNode, TestNode] = [from, to],
  ): Promise<Border> {
    const { status, body: sent } = await tell(from, to, type, body, more)
    if (status !== 202) throw new Error(JSON.stringify(sent))
    await untilState(from, sent.id, ...HELD)
    return new Border(nodes[0], nodes[1], sent.conversation)
  }

  #ends(from: 'XA' | 'XB'): [TestNode, TestNode] {
    return from === 'XA' ? [this.a, this.b] : [this.b, this.a]
  }

  /** A message that the case allows, once both sides hold it; its id. */
  async says(from: 'XA' | 'XB', type: string, body: object = {}, more: More = {}): Promise<string> {
    const [own, other] = this.#ends(from)
    const { status, body: sent } = await tell(own, other, type, body, { conversation: this.conversation, ...more })
    if (status !== 202) throw new Error(`${from} ${type}: ${status} ${JSON.stringify(sent)}`)
    await untilState(own, sent.id, ...HELD)
    return sent.id
  }

  /** What the window side answers to a message that the case does not allow. */
  async fails(from: 'XA' | 'XB', type: string, body: object = {}, more: More = {}): Promise<Answer['body']> {
    const [own, other] = this.#ends(from)
    const answer = await tell(own, other, type, body, { conversation: this.conversation, ...more })
    return { status: answer.status, rule: answer.body.rule, pointer: answer.body.pointer, wco: answer.body.wcoPointer }
  }

  case(node: TestNode): Promise<any> {
    return node.call('GET', `/v1/cases/${this.conversation}`).then((r) => r.body)
  }

  view(node: TestNode): Promise<any> {
    return node.call('GET', `/v1/pre-arrivals/${this.conversation}`).then((r) => r.body)
  }

  /** Waits until both nodes hold the same case of `count` messages; the case. */
  same(count?: number): Promise<any> {
    return settled('both nodes hold the same case', async () => {
      const [ours, theirs] = await Promise.all([this.case(this.a), this.case(this.b)])
      const whole = count === undefined || (ours.messages.length === count && theirs.messages.length === count)
      return whole && ours.hash === theirs.hash && ours
    })
  }
}

/** What `/v1/pre-arrivals` lists for a query, as soon as it is `count`. */
export const listed = (node: TestNode, query: string, count: number): Promise<any[]> =>
  settled(`${node.country} lists ${count} for ${query}`, async () => {
    const { status, body } = await node.call('GET', `/v1/pre-arrivals?${query}`)
    if (status !== 200) throw new Error(JSON.stringify(body))
    return body.items.length === count && body.items
  })

/** Waits for something on the board; the item. */
export const onBoard = (node: TestNode, cause: string, conversation: string): Promise<any> =>
  settled(`${node.country} has ${cause} on its board`, async () => {
    const { status, body } = await node.call('GET', '/v1/pre-arrivals/board')
    if (status !== 200) throw new Error(JSON.stringify(body))
    return body.items.find((i: any) => i.cause === cause && i.case.conversation === conversation)
  })

export const offBoard = (node: TestNode, cause: string, conversation: string): Promise<boolean> =>
  settled(`${cause} is gone from the board of ${node.country}`, async () => {
    const { body } = await node.call('GET', '/v1/pre-arrivals/board')
    return !body.items.some((i: any) => i.cause === cause && i.case.conversation === conversation)
  })
