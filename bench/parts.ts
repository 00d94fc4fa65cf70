/** Where a node's processor was: the samples of a CPU profile (Chrome DevTools protocol, `Profiler.Profile`) by the parts of the way of a message. */
import { readFileSync } from 'node:fs'
import { sourceOf } from './source-of.ts'

/** Line and column from 0. */
type Frame = {
  readonly functionName: string
  readonly url: string
  readonly lineNumber: number
  readonly columnNumber: number
}
type ProfileNode = { readonly id: number; readonly callFrame: Frame; readonly children?: readonly number[] }
type Profile = {
  readonly nodes: readonly ProfileNode[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** The first that fits the nearest frame that any fits says where a sample belongs: what a part calls of Node or of V8 belongs to it. */
const PARTS: readonly (readonly [part: string, fits: RegExp])[] = [
  ['seal', /\/node\/seal\/|\/node_modules\/(jose|@peculiar|@noble)\//],
  ['log', /\/node\/log\//],
  ['store', /\/node\/store\/|-rows\.[jt]s$|\/node_modules\/(libsql|@libsql|kysely|pg|pg-[a-z]+|postgres-[a-z]+)\//],
  ['cases', /\/node\/(cases|procedures)\//],
  ['receipts', /\/node\/exchange\/(answers|settlements|signed-events|ended)\.[jt]s$/],
  ['queue', /\/node_modules\/(bullmq|ioredis|redis-[a-z]+|msgpackr)\//],
  ['metrics, records and log lines', /\/node\/operate\/|\/node_modules\/(prom-client|pino|sonic-boom|thread-stream)\//],
  [
    'request and validation',
    /\/node\/(message|documents|window|http|values|peers)\/|\/node_modules\/(ajv|libxml2-wasm|canonicalize)\//,
  ],
  ['exchange', /\/node\/(exchange|evidence|adapters)\/|\/node\/[\w-]+\.[jt]s$/],
  [
    'TLS, HTTP and sockets',
    /\/node_modules\/(undici|fastify|find-my-way|light-my-request|avvio)\/|^node:(_?http|_?https|net|_?tls|internal\/(http|tls|net|streams|stream_base|js_stream|deps\/undici))/,
  ],
]
const BY_NAME = new Map([
  ['(garbage collector)', 'collector of garbage'],
  ['(program)', 'outside of JavaScript: TLS, disk, kernel'],
])
const REST = 'the event loop and the rest'

/** The share of each part in the time in which the main thread was not idle, the largest first. */
export function partsOf(profile: Profile): Map<string, number> {
  const [byId, parents] = [new Map<number, ProfileNode>(), new Map<number, number>()]
  for (const node of profile.nodes) {
    byId.set(node.id, node)
    for (const child of node.children ?? []) parents.set(child, node.id)
  }
  const partOf = (id: number): string | null => {
    const { functionName } = byId.get(id)!.callFrame
    if (functionName === '(idle)') return null
    const named = BY_NAME.get(functionName)
    if (named !== undefined) return named
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const { url: file, lineNumber, columnNumber } = byId.get(at)!.callFrame
      const url = sourceOf(file, lineNumber, columnNumber)
      const fits = PARTS.find(([, pattern]) => pattern.test(url))
      if (fits) return fits[0]
    }
    return REST
  }
  const known = new Map<number, string | null>(profile.nodes.map(({ id }) => [id, partOf(id)]))
  const micros = new Map<string, number>()
  profile.samples.forEach((id, i) => {
    const part = known.get(id)
    if (part) micros.set(part, (micros.get(part) ?? 0) + Math.max(0, profile.timeDeltas[i] ?? 0))
  })
  const sum = [...micros.values()].reduce((x, y) => x + y, 0)
  return new Map([...micros].map(([part, n]) => [part, n / sum] as const).sort((x, y) => y[1] - x[1]))
}

export const partsIn = (file: string): Map<string, number> => partsOf(JSON.parse(readFileSync(file, 'utf8')) as Profile)
