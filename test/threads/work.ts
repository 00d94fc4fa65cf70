/** What a thread of the tests does: as long, as much or as wrongly as it is told. */
import { isMainThread, threadId, workerData } from 'node:worker_threads'
import { serve } from '../../node/threads/serve.ts'
import { JuxtaError } from '../../node/values/errors.ts'

if (!isMainThread) {
  if (workerData === 'broken') throw new Error('cannot begin')
  serve((what: string): string => {
    if (what === 'for ever') for (;;);
    if (what === 'memory') {
      const kept: number[][] = []
      for (;;) kept.push(new Array<number>(100_000).fill(kept.length))
    }
    if (what === 'wrong') throw new JuxtaError('schema-invalid', 'no good', { pointer: '/a', rule: 'r' })
    return `${what} in ${threadId}`
  })
}
