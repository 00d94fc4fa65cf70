/** What people look for as they type it, and what systems read from beginning to end: how long a node that holds much takes to answer. */
import type { DemoNode } from '../node/cli/demo-nodes.ts'
import { quantile } from './drive.ts'
import { cpuMs } from './flow.ts'

/** What stands on papers of all times, and some messages. */
export type Papers = {
  readonly mrn: readonly string[]
  readonly lrn: readonly string[]
  readonly crossing: readonly string[]
  readonly equipment: readonly string[]
  readonly 'transport-means': readonly string[]
  readonly messages: readonly { readonly id: string; readonly conversation: string }[]
}

/** `cpuMs`: what the process of the node took for one; `said`: what else is to be known of it. */
export type Took = {
  readonly name: string
  readonly p50Ms: number
  readonly p95Ms: number
  readonly mostMs: number
  readonly cpuMs: number | null
  readonly said?: string
}

type Role = 'window' | 'operator' | 'auditor'
type Show = (one: Took) => void

const TIMES = 60
const pick = <T>(all: readonly T[], n: number): T => all[n % all.length]!

async function get(node: DemoNode, path: string, role: Role): Promise<{ ms: number; body: string }> {
  const started = performance.now()
  const answer = await fetch(`${node.window}${path}`, { headers: { authorization: `Bearer ${node.keys[role]}` } })
  const body = await answer.text()
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${body.slice(0, 300)}`)
  return { ms: performance.now() - started, body }
}

async function time(name: string, node: DemoNode, role: Role, paths: readonly string[], said?: string): Promise<Took> {
  const took: number[] = []
  const before = cpuMs(node.pid)
  for (const path of paths) took.push((await get(node, path, role)).ms)
  const cpu = (cpuMs(node.pid) - before) / paths.length
  took.sort((x, y) => x - y)
  return {
    name,
    p50Ms: quantile(took, 0.5),
    p95Ms: quantile(took, 0.95),
    mostMs: took.at(-1)!,
    cpuMs: cpu,
    ...(said === undefined ? {} : { said }),
  }
}

const typed = {
  small: (text: string) => text.toLowerCase().replaceAll(/[ -]/g, ''),
  spaced: (text: string) => text.replaceAll(/[ -]/g, '').replaceAll(/(.{3})/g, '$1 '),
} as const

/** As people type what they read, or half of it. */
const SEARCHES: readonly (readonly [name: string, asked: (p: Papers, n: number) => string])[] = [
  ['container', (p, n) => pick(p.equipment, n)],
  ['container, small and without its spaces', (p, n) => typed.small(pick(p.equipment, n))],
  ['container, other spaces', (p, n) => typed.spaced(pick(p.equipment, n))],
  ['container, its first eight', (p, n) => typed.small(pick(p.equipment, n)).slice(0, 8)],
  ['containers of an owner (a quarter of all)', (p, n) => pick(p.equipment, n).slice(0, 4)],
  ['MRN', (p, n) => pick(p.mrn, n)],
  ['MRN, small', (p, n) => pick(p.mrn, n).toLowerCase()],
  ['MRN, its first four (all)', (p, n) => pick(p.mrn, n).slice(0, 4)],
  ['plate', (p, n) => pick(p['transport-means'], n)],
  ['plate, small and without its spaces', (p, n) => typed.small(pick(p['transport-means'], n))],
  ['plate, its first four', (p, n) => typed.small(pick(p['transport-means'], n)).slice(0, 4)],
  ['LRN', (p, n) => pick(p.lrn, n)],
  ['LRN, its first three (all)', (p, n) => pick(p.lrn, n).slice(0, 3)],
  ['crossing', (p, n) => pick(p.crossing, n)],
  ['id of a message', (p, n) => pick(p.messages, n).id],
  ['what is not there', (_, n) => `ZZ ${n} nowhere ${n * 7919}`],
]

export async function askSearches(node: DemoNode, papers: Papers, show: Show): Promise<void> {
  for (const [name, asked] of SEARCHES) {
    const paths = Array.from({ length: TIMES }, (_, n) => `/v1/search?q=${encodeURIComponent(asked(papers, n))}`)
    const { body } = await get(node, paths[0]!, 'window')
    const { items, more } = JSON.parse(body) as { items: unknown[]; more: boolean }
    show(await time(`search: ${name}`, node, 'window', paths, `${items.length}${more ? ' and more' : ''} found`))
  }
}

/** Lists and feeds, by their first page. */
const FEEDS: readonly (readonly [name: string, path: string, role: Role])[] = [
  ['changes', '/v1/changes?', 'window'],
  ['changes of alerts', '/v1/changes?kind=alert&', 'operator'],
  ['inbox', '/v1/inbox?', 'window'],
  ['messages', '/v1/messages?', 'operator'],
  ['messages parked', '/v1/messages?state=parked&', 'operator'],
  ['messages of a peer that go out', '/v1/messages?peer=XA&direction=out&', 'window'],
  ['cases', '/v1/cases?procedure=pre-arrival&', 'window'],
  ['pre-arrivals', '/v1/pre-arrivals?', 'window'],
  ['pre-arrivals expected', '/v1/pre-arrivals?state=expected&', 'window'],
  ['pre-arrivals closed', '/v1/pre-arrivals?state=closed&', 'window'],
  ['crossings', '/v1/crossings?', 'window'],
  ['movements at an office', '/v1/movements?office=XB000214&', 'window'],
  ['audit trail', '/v1/audit?', 'auditor'],
]
/** Pages of 500 that are walked through at most: where there are more, the end is that of these. */
const WALKED = 2000

export async function askFeeds(node: DemoNode, papers: Papers, show: Show): Promise<void> {
  for (const [name, path, role] of FEEDS) {
    const cursors: string[] = []
    for (let after = ''; cursors.length < WALKED;) {
      const { body } = await get(node, `${path}limit=500${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`, role) // prettier-ignore
      const page = JSON.parse(body) as { next: string | null } & Record<string, unknown[]>
      const rows = (page['items'] ?? page['messages'] ?? page['entries'] ?? []).length
      if (page.next === null || page.next === after || (rows === 0 && /changes|inbox/.test(path))) break
      cursors.push((after = page.next))
    }
    const all = ['', ...cursors]
    const some = Math.min(20, Math.ceil(all.length / 3))
    const middle = Math.floor((all.length - some) / 2)
    const parts = { beginning: all.slice(0, some), middle: all.slice(middle, middle + some), end: all.slice(-some) }
    for (const [where, after] of Object.entries(parts)) {
      const paths = Array.from({ length: Math.max(20, after.length) }, (_, n) => pick(after, n)).map((cursor) => `${path}limit=100${cursor === '' ? '' : `&after=${encodeURIComponent(cursor)}`}`) // prettier-ignore
      show(await time(`${name}, ${where}`, node, role, paths, `${all.length} pages of 500`))
    }
  }
  const of = (path: (n: number) => string): string[] => Array.from({ length: TIMES }, (_, n) => path(n))
  show(await time('a message', node, 'window', of((n) => `/v1/messages/${pick(papers.messages, n).id}`))) // prettier-ignore
  show(await time('a case', node, 'window', of((n) => `/v1/cases/${pick(papers.messages, n).conversation}`))) // prettier-ignore
  show(await time('board', node, 'window', of(() => '/v1/pre-arrivals/board'))) // prettier-ignore
}
