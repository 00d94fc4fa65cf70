/** When to try again: the pauses of a message, and the circuit of a peer. */
import fc from 'fast-check'
import t from 'tap'
import { BACKOFF, backoff, CLOSED, failed, isOpen, mayTry, probing, type Circuit } from '../../node/exchange/retry.ts'

const NOW = 1_000_000
const after = (failures: number, now = NOW, random = 0): Circuit =>
  Array.from({ length: failures }).reduce<Circuit>((circuit) => failed(circuit, now, random), CLOSED)

t.test('pauses double up to a minute, half fixed and half by chance', async (t) => {
  t.same(
    [1, 2, 3, 4].map((n) => [backoff(n, 0), backoff(n, 1)]),
    [[250, 500], [500, 1000], [1000, 2000], [2000, 4000]], // prettier-ignore
  )
  t.same([backoff(9, 0), backoff(9, 1), backoff(1_000_000, 1)], [30_000, 60_000, 60_000])
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (n, chance) => {
      const ms = backoff(n, chance)
      return ms >= BACKOFF.firstMs / 2 && ms <= BACKOFF.capMs
    }),
  )
})

t.test('what the peer asked for is the least, and an hour the most that it may ask for', async (t) => {
  t.equal(backoff(1, 0, 20_000), 20_000)
  t.equal(backoff(9, 1, 20_000), 60_000, 'never less than the pause itself')
  t.equal(backoff(1, 0, 86_400_000), 3_600_000)
})

t.test('five failures in a row open the circuit, four do not', async (t) => {
  t.same([0, 1, 4, 5].map((n) => isOpen(after(n))), [false, false, false, true]) // prettier-ignore
  t.ok(mayTry(after(4), NOW))
  t.notOk(mayTry(after(5), NOW))
  t.equal(after(5).openUntil, NOW + 250)
})

t.test('after its pause an open circuit lets one attempt through at a time', async (t) => {
  const open = after(5)
  t.notOk(mayTry(open, open.openUntil - 1))
  t.ok(mayTry(open, open.openUntil))
  const probed = probing(open)
  t.notOk(mayTry(probed, open.openUntil + 3_600_000), 'while it is out, nobody else goes')
  t.same(failed(open, NOW + 9999, 1), open, 'what was in flight when it opened says nothing new')
  const again = failed(probed, NOW + 250, 0)
  t.same(
    [again.failures, again.openUntil, again.probing],
    [6, NOW + 250 + 500, false],
    'a probe in vain doubles the pause',
  )
  t.same(probing(CLOSED), CLOSED)
})

t.test('a pause that a wrong clock has set is over', async (t) => {
  t.ok(mayTry({ failures: 5, openUntil: NOW + 86_400_000, probing: false }, NOW))
  t.notOk(mayTry({ failures: 5, openUntil: NOW + BACKOFF.capMs, probing: false }, NOW))
})
