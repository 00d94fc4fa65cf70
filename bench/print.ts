/** A result of the bench as lines for people. */
import { two } from './drive.ts'
import { LOAD, type Result, type Side } from './measure.ts'

const left = (text: string, width: number): string => text.padEnd(width)
const right = (n: number, width: number): string => two(n).padStart(width)

/** Sizes of groups up to which a tenth, a half and nine tenths of them are, by the upper bounds of the histogram. */
function sizes(groups: Readonly<Record<string, number>>): string {
  const all = Object.entries(groups)
  const sum = all.reduce((n, [, count]) => n + count, 0)
  if (sum === 0) return 'not told'
  const upTo = (q: number): string => {
    let n = 0
    for (const [bound, count] of all) if ((n += count) >= q * sum) return bound
    return '+Inf'
  }
  return `half ≤ ${upTo(0.5)}, nine tenths ≤ ${upTo(0.9)} (${all.map(([bound, n]) => `≤${bound}: ${n}`).join(', ')})`
}

const sideLines = (name: string, side: Side): string[] => [
  `  ${left(name, 9)} ${right(side.commits, 6)} commits, ${two(side.grouped)} statements in groups, ${two(side.alone)} by themselves; ${two(1 / side.commits)} messages a commit`,
  `  ${left('', 9)} writes a commit: ${sizes(side.groups)}; the log's lock held ${two(side.lock.heldShare * 100)} % of the time, waited for ${two(side.lock.waitedMs)} ms a commit`,
]

export function linesOf(r: Result): string[] {
  const floor = r.floor.cryptoMs + r.floor.postMs
  const least = r.floor.leastCryptoMs + r.floor.postMs
  const parts = [...new Set([...Object.keys(r.sender.parts), ...Object.keys(r.receiver.parts)])]
  const micros = (side: Side, part: string): number => (side.parts[part] ?? 0) * 1000
  const cost = (part: string): number => micros(r.sender, part) + micros(r.receiver, part)
  const servers = Object.entries(r.servers).map(([name, ms]) => `, ${name} ${two(ms)}`)
  return [
    '',
    `${r.bytes} bytes, ${r.messages} messages: ${two(r.perSecond)} messages/s, ${(r.ofFloor * 100).toFixed(0)} % of the floor`,
    `  CPU       ${two(r.cpuMs)} ms a message (sender ${two(r.sender.cpuMs)}, receiver ${two(r.receiver.cpuMs)}${servers.join('')}; the driver ${two(r.driverCpuMs)} besides)`,
    `  floor     ${two(floor)} ms (crypto ${two(r.floor.cryptoMs)} + empty POST ${two(r.floor.postMs)}; a POST of the sealed size takes ${two(r.floor.fullPostMs)}), before and after; with the agreement that costs Node the least ${two(least)}: ${((least / r.cpuMs) * 100).toFixed(0)} %`,
    `  latency   p50 ${two(r.full.p50Ms)}, p99 ${two(r.full.p99Ms)} ms at full speed; p50 ${two(r.loaded.p50Ms)}, p99 ${two(r.loaded.p99Ms)} ms at ${LOAD * 100} % of it (${two(r.loaded.perSecond)}/s; taken after ${two(r.loaded.taken.p50Ms)} and ${two(r.loaded.taken.p99Ms)}); alone ${two(r.alone.p50Ms)} and ${two(r.alone.p99Ms)}`,
    ...sideLines('sender', r.sender),
    ...sideLines('receiver', r.receiver),
    `  ${left('µs of CPU a message', 46)} sender receiver`,
    ...parts
      .sort((x, y) => cost(y) - cost(x))
      .map(
        (part) => `    ${left(part, 44)} ${right(micros(r.sender, part), 6)}   ${right(micros(r.receiver, part), 6)}`,
      ),
  ]
}
