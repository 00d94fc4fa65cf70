/** The states that a case keeps to go back to. */
import t from 'tap'
import type { Node } from '../../node/cases/order.ts'
import { States } from '../../node/cases/states.ts'
import { EMPTY, step } from '../../node/cases/step.ts'
import { counted, lookup, says, type Said } from './talk.ts'

t.test('of a long case few are kept, and each can be come back to', async (t) => {
  const order: Pick<Node, 'message' | 'checked'>[] = []
  const states = new States(order as Node[], lookup)
  let snapshot = EMPTY
  for (let n = 1; n <= 5000; n++) {
    const node = { message: says(n, 'XA', n === 1 ? 'open' : 'fact', []), checked: undefined }
    order.push(node)
    snapshot = step(snapshot, node, lookup).snapshot
    states.set(n, snapshot)
  }
  t.equal(states.last, snapshot)
  const cost = (size: number): number => {
    counted.steps = 0
    t.equal((states.at(size).case!.state as Said).said.length, size)
    return counted.steps
  }
  for (const [back, from, most] of [
    [0, 0, 0],
    [7, 0, 0],
    [100, 0, 31],
    [1000, 20, 255],
    [4001, 500, 2047],
  ] as const) {
    const steps = cost(5000 - back)
    t.ok(steps >= from && steps <= most, `${steps} steps to go back by ${back}`)
  }
  t.equal(states.at(0), EMPTY)
})
