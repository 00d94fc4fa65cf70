/** How requests to neighbours fare on their way is counted for each neighbour, and asked for once. */
import t from 'tap'
import { lines } from '../../node/peers/lines.ts'
import type { PeerAnswer, PeerRequest, Transport } from '../../node/peers/transport.ts'
import { JuxtaError } from '../../node/values/errors.ts'
import type { Country } from '../../node/values/country.ts'

const [XB, XC] = ['XB', 'XC'] as Country[] as [Country, Country]
const PING: PeerRequest = { method: 'GET', path: '/v1/ping' }

t.test(
  'what is lost, and what is late for its size, is counted for each neighbour until it is asked for',
  async (t) => {
    let answer: () => Promise<PeerAnswer> = async () => ({ status: 503, contentType: '', retryAfter: null, body: '' })
    const to = lines({ request: () => answer() } as unknown as Transport)
    await to.request(XB, PING)
    await to.request(XC, PING)
    for (const [code, rule] of [
      ['unreachable', 'reach'],
      ['unreachable', 'stopping'],
      ['tls-failed', 'PIN'],
    ] as const) {
      answer = () => Promise.reject(new JuxtaError(code, 'no', { rule }))
      await t.rejects(to.request(XB, PING), { code })
    }
    t.same(to.faredTo(XB), { requests: 2, lost: 1, late: 0 }, 'what this node itself refuses is not lost on the line')
    t.same(to.faredTo(XB), { requests: 0, lost: 0, late: 0 })
    t.same(to.faredTo(XC), { requests: 1, lost: 0, late: 0 })
    answer = () => new Promise((done) => setTimeout(() => done({ status: 200 } as PeerAnswer), 1100))
    await Promise.all([
      to.request(XB, { ...PING, body: 'x' }),
      to.request(XB, { ...PING, body: Buffer.alloc(100_000) }),
    ])
    t.same(to.faredTo(XB), { requests: 2, lost: 0, late: 1 })
  },
)
