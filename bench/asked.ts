/** What people and systems ask a node again and again: searches, lists, feeds, single things and proofs; and how long the answers take. */
import type { DemoNode } from '../node/cli/demo-nodes.ts'
import { quantile } from './drive.ts'

/** What of the store the questions are about. */
export type Sample = {
  /** The sender and the receiver. */
  readonly a: DemoNode
  readonly b: DemoNode
  /** Messages of all times, as the sender knows them. */
  readonly sent: readonly { readonly id: string; readonly conversation: string; readonly lrn: string }[]
  /** Between which times they were sent, in milliseconds since 1970. */
  readonly from: number
  readonly to: number
  /** Cursors of the receiver's inbox, from all of it. */
  readonly cursors: readonly string[]
  /** Leaves of the sender's log that are published. */
  readonly shard: string
  readonly leaves: number
}

type Role = 'window' | 'operator' | 'auditor'
type Question = readonly [node: 'a' | 'b', role: Role, name: string, path: (s: Sample, n: number) => string]

const HOUR = 3_600_000
const iso = (ms: number): string => new Date(ms).toISOString()
const pick = <T>(all: readonly T[], n: number): T => all[(n * 7919) % all.length]!
/** A time in the stretch, and an hour after it. */
const hour = ({ from, to }: Sample, n: number, first: string, last: string): string => {
  const at = from + ((n * 7919) % 1000) * ((to - from) / 1000)
  return `${first}=${iso(at)}&${last}=${iso(at + HOUR)}`
}
const search = (name: string, query: Question[3], node: 'a' | 'b' = 'a'): Question => [
  node,
  'window',
  `messages?${name}`,
  (s, n) => `/v1/messages?${query(s, n)}`,
]
const arrivals = (name: string, query: Question[3]): Question => [
  'b',
  'window',
  `pre-arrivals?${name}`,
  (s, n) => `/v1/pre-arrivals?${query(s, n)}`,
]
const audit = (name: string, query: Question[3]): Question => [
  'a',
  'auditor',
  `audit?${name}`,
  (s, n) => `/v1/audit?${query(s, n)}`,
]

/** Those that find nothing, or what is rare, are asked too: they look through most. */
export const QUESTIONS: readonly Question[] = [
  search('', () => ''),
  search('peer', (s) => `peer=${s.b.country}`),
  search('direction', () => 'direction=out'),
  search('direction, none', () => 'direction=in'),
  search('procedure', () => 'procedure=pre-arrival'),
  search('procedure, none', () => 'procedure=release-time'),
  search('type', () => 'type=declaration'),
  search('type, none', () => 'type=amendment'),
  search('procedure, type, none', () => 'procedure=pre-arrival&type=amendment'),
  search('state', () => 'state=delivered'),
  search('state, none', () => 'state=parked'),
  search('state received', () => 'state=received', 'b'),
  search('peer, state, none', (s) => `peer=${s.b.country}&state=refused`),
  search('conversation', (s, n) => `conversation=${pick(s.sent, n).conversation}`),
  search('reference', (s, n) => `reference=lrn:${pick(s.sent, n).lrn}`),
  search('reference, any type', (s, n) => `reference=${pick(s.sent, n).lrn}`),
  search('test, none', () => 'test=true'),
  search('hour', (s, n) => hour(s, n, 'since', 'until')),
  search('peer, hour', (s, n) => `peer=${s.b.country}&${hour(s, n, 'since', 'until')}`),
  ['a', 'window', 'message', (s, n) => `/v1/messages/${pick(s.sent, n).id}`],
  ['a', 'window', 'document', (s, n) => `/v1/messages/${pick(s.sent, n).id}/document`],
  ['a', 'auditor', 'evidence', (s, n) => `/v1/messages/${pick(s.sent, n).id}/evidence`],
  ['b', 'window', 'inbox', () => '/v1/inbox'],
  ['b', 'window', 'inbox?after', (s, n) => `/v1/inbox?after=${encodeURIComponent(pick(s.cursors, n))}`],
  ['a', 'window', 'inbox, none', () => '/v1/inbox'],
  ['a', 'window', 'cases', () => '/v1/cases?procedure=pre-arrival'],
  ['b', 'window', 'cases?peer', (s) => `/v1/cases?procedure=pre-arrival&peer=${s.a.country}`],
  ['b', 'window', 'cases, none', () => '/v1/cases?procedure=release-time'],
  ['b', 'window', 'case', (s, n) => `/v1/cases/${pick(s.sent, n).conversation}`],
  ['b', 'operator', 'set-aside', () => '/v1/set-aside'],
  arrivals('', () => ''),
  arrivals('peer', (s) => `peer=${s.a.country}`),
  arrivals('side', () => 'side=entry'),
  arrivals('side, none', () => 'side=exit'),
  arrivals('state', () => 'state=expected'),
  arrivals('state late', () => 'state=late'),
  arrivals('state, none', () => 'state=do-not-load'),
  arrivals('office', () => 'office=XB000214'),
  arrivals('office, none', () => 'office=XB999999'),
  arrivals('mode, none', () => 'mode=4'),
  arrivals('day', (s, n) => hour(s, n, 'since', 'until')),
  arrivals('lrn', (s, n) => `reference=lrn:${pick(s.sent, n).lrn}`),
  ['b', 'window', 'board', () => '/v1/pre-arrivals/board'],
  audit('', () => ''),
  audit('who', () => 'who=window'),
  audit('what', () => 'what=submitMessage'),
  audit('what, none', () => 'what=createNothing'),
  audit('subject', (s, n) => `subject=${pick(s.sent, n).id}`),
  audit('outcome, none', () => 'outcome=failed'),
  audit('who, outcome, none', () => 'who=window&outcome=failed'),
  audit('hour', (s, n) => hour(s, n, 'from', 'to')),
  ['a', 'operator', 'alerts', () => '/v1/alerts'],
  ['b', 'operator', 'alerts?all', () => '/v1/alerts?all=true'],
  ['a', 'operator', 'queues', () => '/v1/queues'],
  ['a', 'operator', 'log', () => '/v1/log'],
  ['a', 'auditor', 'checkpoint', (s) => `/log/${s.shard}/checkpoint`],
  ['a', 'auditor', 'proof of a leaf', (s, n) => `/log/${s.shard}/proof/${(n * 7919) % s.leaves}`],
  ['a', 'operator', 'metrics', () => '/metrics'],
  ['a', 'operator', 'readyz', () => '/readyz'],
]

export type Answered = { readonly name: string; readonly p95Ms: number }

/** Asks each question `times` times, one after the other. Fails where one is answered with an error. */
export async function ask(sample: Sample, times: number): Promise<Answered[]> {
  const found: Answered[] = []
  for (const [which, role, name, path] of QUESTIONS) {
    const node = sample[which]
    const took: number[] = []
    for (let n = 0; n < times; n++) {
      const started = performance.now()
      const answer = await fetch(`${node.window}${path(sample, n)}`, {
        headers: { authorization: `Bearer ${node.keys[role]}` },
      })
      const body = await answer.text()
      took.push(performance.now() - started)
      if (!answer.ok) throw new Error(`${name} was answered ${answer.status}: ${body.slice(0, 300)}`)
    }
    found.push({
      name,
      p95Ms: quantile(
        took.sort((x, y) => x - y),
        0.95,
      ),
    })
  }
  return found
}
