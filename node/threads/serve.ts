/** The other end of a workshop, in the thread itself. */
import { parentPort } from 'node:worker_threads'
import { asJuxtaError } from '../values/errors.ts'
import type { Fault } from './workshop.ts'

/** Answers each piece with what `work` makes of it, one after the other. */
export function serve<I, O>(work: (input: I) => O): void {
  const port = parentPort!
  port.on('message', (input: I) => {
    try {
      port.postMessage({ value: work(input) })
    } catch (error) {
      const { code, message, pointer, rule } = asJuxtaError(error)
      port.postMessage({ fault: { code, message, pointer, rule } satisfies Fault })
    }
  })
  port.postMessage({ ready: true })
}
