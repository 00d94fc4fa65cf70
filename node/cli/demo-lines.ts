/** What a node's log line says to somebody who looks on at the demo. */
import type { Line } from './demo-nodes.ts'

const short = (id: unknown): string => `…${String(id).slice(-6)}`

/** A sentence; null for lines that are not about business. */
export function tell(line: Line): string | null {
  switch (line['kind']) {
    case 'submitted':
      return `takes ${short(line['id'])} for ${line['peer']}: ${line['procedure']}/${line['type']} — signed, logged, queued`
    case 'delivered':
      return `holds the receipt of ${line['peer']} for ${short(line['id'])} after ${line['ms']} ms (leaf ${line['index']} of their log)`
    case 'accepted':
      return `receives ${short(line['id'])} from ${line['peer']}: ${line['procedure']}/${line['type']}, ${line['bytes']} bytes — decrypted, verified, logged as leaf ${line['index']}, receipted`
    case 'attempt-failed':
      return `cannot reach ${line['peer']} for ${short(line['id'])} (attempt ${line['attempt']}): ${line['code']}; tries again in ${line['retryInMs']} ms`
    case 'peer-down':
      return `${line['peer']} does not answer: circuit open, everything waits safely`
    case 'peer-up':
      return `${line['peer']} is back: everything that waits goes out now`
    case 'event-received':
      return `hears from ${line['peer']}: ${line['event']}${line['id'] ? ` ${short(line['id'])}` : ''}`
    case 'refused':
      return `refuses ${short(line['id'])} of ${line['peer']}: ${line['problem']}`
    case 'refused-by-peer':
      return `is refused ${short(line['id'])} by ${line['peer']}: ${line['problem']}`
    case 'alert':
      return `ALERT ${line['alert']}: ${line['detail']}`
    default:
      return null
  }
}
