/** A transport that learns new pins: where a peer shows a TLS key that is not pinned, its identity is looked at again, and the request made once more. */
import { JuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import type { Transport } from '../peers/transport.ts'

export const learningPins = (transport: Transport, lookAgain: (peer: Country) => Promise<boolean>): Transport => ({
  ...transport,
  async request(peer, request) {
    try {
      return await transport.request(peer, request)
    } catch (error) {
      const stale = error instanceof JuxtaError && error.code === 'tls-failed' && error.rule === 'PIN'
      if (!stale || !(await lookAgain(peer))) throw error
      return transport.request(peer, request)
    }
  },
})
