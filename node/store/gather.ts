/** Reads of one kind that are asked for in the same turn of the event loop: one statement at its end makes them all, so that none is older than its question. */
import { judge, meaningOf } from './faults.ts'
import { AT_ONCE } from './limits.ts'

type Asked<Q, A> = { readonly question: Q; resolve(answer: A): void; reject(error: unknown): void }

/**
 * A read that is made together with those like it. `read` gets the questions of one turn and answers one result for each, in order; nothing of it is kept. Where
 * the store refuses one of them each is read by itself, so that nobody gets the fault of another; any other error is the answer to all.
 */
export function gathered<Q, A>(read: (questions: readonly Q[]) => Promise<readonly A[]>): (question: Q) => Promise<A> {
  const asked: Asked<Q, A>[] = []

  async function answer(some: readonly Asked<Q, A>[]): Promise<void> {
    try {
      const answers = await read(some.map(({ question }) => question))
      some.forEach((one, i) => one.resolve(answers[i] as A))
    } catch (error) {
      if (some.length > 1 && meaningOf(judge(error)) === 'refused') for (const one of some) await answer([one])
      else for (const one of some) one.reject(error)
    }
  }

  function ask(): void {
    while (asked.length > 0) void answer(asked.splice(0, AT_ONCE))
  }

  return (question) =>
    new Promise((resolve, reject) => {
      // After all that this turn has brought in from the network.
      if (asked.length === 0) setImmediate(ask)
      asked.push({ question, resolve, reject })
    })
}
