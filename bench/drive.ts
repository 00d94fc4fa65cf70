/** What the benches share: sending a document, waiting for its receipt, and what the node's own history says that it took. */
import { randomUUID } from 'node:crypto'
import { call, startNodes, type DemoNode } from '../node/cli/demo-nodes.ts'

type Message = { state: string; history: { state: string; at: string }[] }

export const text = async (node: DemoNode, path: string): Promise<string> =>
  (await fetch(`${node.window}${path}`)).text()

/** Messages of `node` whose receipt it holds: those to one country. */
export async function deliveredTo(node: DemoNode, country: string): Promise<number> {
  const lines = (await text(node, '/metrics')).matchAll(/^juxta_messages_delivered_total\{(.*)\} (\S+)$/gm)
  return [...lines].reduce((sum, [, labels, n]) => sum + (labels!.includes(`peer="${country}"`) ? Number(n) : 0), 0)
}

/** A well-formed declaration of so many bytes, or of the fewest that one has. */
export const document = (bytes: number): string => {
  const frame = '<Declaration xmlns="urn:wco:datamodel:WCO:DEC-DMS:2"><ID></ID><!----></Declaration>'
  const line = '<GoodsItem><Description>Cheese &amp; butter, 20 boxes</Description></GoodsItem>'
  const fill = line.repeat(Math.ceil(bytes / line.length)).slice(0, Math.max(0, bytes - frame.length))
  return frame.replace('<!---->', `<!--${fill}-->`)
}

export const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN

export async function submit(a: DemoNode, b: DemoNode, body: string, type = 'declaration'): Promise<string> {
  const answer = await fetch(`${a.window}/v1/messages?to=${b.country}&procedure=pre-arrival&type=${type}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${a.keys.window}`,
      'content-type': 'application/xml',
      'idempotency-key': randomUUID(),
    },
    body,
  })
  if (answer.status !== 202) throw new Error(`a submission was answered ${answer.status}: ${await answer.text()}`)
  return ((await answer.json()) as { id: string }).id
}

export async function until(reached: () => Promise<boolean>, ms = 120_000, everyMs = 60): Promise<void> {
  for (const end = Date.now() + ms; !(await reached()); await new Promise((r) => setTimeout(r, everyMs)))
    if (Date.now() > end) throw new Error(`the messages were not delivered within ${ms / 1000} seconds`)
}

/** Milliseconds from submission to the receipt held, as the node's own history tells. */
export async function latencies(a: DemoNode, ids: readonly string[]): Promise<number[]> {
  const found: number[] = []
  for (const id of ids) {
    const { history } = await call<Message>(a, 'GET', `/v1/messages/${id}`)
    const at = (state: string): number => Date.parse(history.find((h) => h.state === state)!.at)
    found.push(at('delivered') - at('queued'))
  }
  return found.sort((x, y) => x - y)
}

export const two = (n: number): string => (n >= 100 ? n.toFixed(0) : n >= 10 ? n.toFixed(1) : n.toFixed(2))

type Starting = Parameters<typeof startNodes>[1]

/** Starts two nodes in `dir` that are peers, as processes of their own that say nothing; each is in `nodes` as soon as it runs, so that whoever fails can end it. */
export const startTwo = (
  nodes: DemoNode[],
  dir: string,
  {
    store,
    queue,
    ...more
  }: Omit<Partial<Starting>, 'store' | 'queue'> & { store?: string | undefined; queue?: string | undefined } = {},
): Promise<unknown> =>
  startNodes(nodes, {
    dir,
    countries: 2,
    logLevel: 'info',
    onLine: () => undefined,
    onStep: () => undefined,
    ...more,
    ...(store === undefined ? {} : { store }),
    ...(queue === undefined ? {} : { queue }),
  })
