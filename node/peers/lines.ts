/** How requests to each neighbour fare on their way, as far as they tell whether the line to it is sound: how many were lost, and how many answered late. */
import { asJuxtaError } from '../values/errors.ts'
import type { Country } from '../values/country.ts'
import type { Transport } from './transport.ts'

/** Milliseconds after which an answer is late. */
const LATE_MS = 1000
/** What is larger takes its time on a sound line too, in bytes. */
const LARGE = 65_536

export type Fared = { readonly requests: number; readonly lost: number; readonly late: number }
const NONE: Fared = { requests: 0, lost: 0, late: 0 }

export type Lines = Transport & {
  /** How requests to `peer` have fared since this was asked last. */
  faredTo(peer: Country): Fared
}

export function lines(transport: Transport): Lines {
  const fared = new Map<Country, Fared>()
  const count = (peer: Country, of: Partial<Fared>): void => {
    const { requests, lost, late } = fared.get(peer) ?? NONE
    fared.set(peer, { requests: requests + 1, lost: lost + (of.lost ?? 0), late: late + (of.late ?? 0) })
  }
  return {
    ...transport,
    async request(peer, request) {
      const began = performance.now()
      try {
        const answer = await transport.request(peer, request)
        const isLate = performance.now() - began > LATE_MS && (request.body?.length ?? 0) <= LARGE
        count(peer, { late: isLate ? 1 : 0 })
        return answer
      } catch (error) {
        if (asJuxtaError(error).rule === 'reach') count(peer, { lost: 1 })
        throw error
      }
    },
    faredTo(peer) {
      const since = fared.get(peer) ?? NONE
      fared.delete(peer)
      return since
    },
  }
}
