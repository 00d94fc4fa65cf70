/** The other end of a workshop, in the thread itself. */
import { parentPort } from 'node:worker_threads'
import { asJuxtaError } from '../values/errors.ts'
import type { Fault } from './workshop.ts'

/** Answers each piece with what `work` makes of it, one after the other. */
export function serve<I, O>(work: (input: I) => O): void {
  const port = parentPort!
  port.on('message', (input: I) => {
    const begun = performance.now()
    const took = (): number => performance.now() - begun
    try {
      const value = work(input)
      port.postMessage({ value, took: took() })
    } catch (error) {
      const { code, message, pointer, rule } = asJuxtaError(error)
      port.postMessage({ fault: { code, message, pointer, rule } satisfies Fault, took: took() })
    }
  })
  port.postMessage({ ready: true })
}
