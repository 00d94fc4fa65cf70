/** Quotas by a clock of the test: what is let in, what is turned away and for how long, and that one caller's is not another's. */
import t from 'tap'
import { LIMITS, Quota, readLimits, type Shed } from '../../node/operate/quotas.ts'
import { JuxtaError } from '../../node/values/errors.ts'

function made(more: Partial<Record<keyof (typeof LIMITS)['peer'], number>>) {
  const clock = { now: 0 }
  const shed: Shed[] = []
  const quota = new Quota(
    'peer',
    { ...LIMITS.peer, ...more },
    (one) => shed.push(one),
    () => clock.now,
  )
  return { clock, shed, quota }
}

/** `taken`, or which quota is used up and for how many seconds. */
function outcome(work: () => unknown): string {
  try {
    work()
    return 'taken'
  } catch (error) {
    if (!(error instanceof JuxtaError)) throw error
    return `${error.code} ${error.rule} ${error.retryAfter}`
  }
}

t.test('requests a second: two seconds’ worth at once after a rest, then as they come in', async (t) => {
  const { clock, quota, shed } = made({ requests: 10 })
  const ask = (name = 'XB'): string => outcome(() => quota.enter(name).leave())
  t.same(new Set(Array.from({ length: 20 }, () => ask())), new Set(['taken']))
  t.equal(ask(), 'busy requests 1')
  t.equal(ask('XC'), 'taken', 'another has its own')
  clock.now += 99
  t.equal(ask(), 'busy requests 1', 'not yet')
  clock.now += 1
  t.equal(ask(), 'taken')
  t.equal(ask(), 'busy requests 1')
  clock.now -= 5000
  t.equal(ask(), 'busy requests 1', 'a clock that goes back gives nothing and takes nothing')
  t.equal(shed.length, 4)
  t.match(shed[0], { whose: 'peer', name: 'XB', what: 'requests', detail: 'more than 10 requests a second' })
})

t.test('requests at once: a place is free again when one is over, and once only', async (t) => {
  const { quota } = made({ concurrent: 2 })
  const first = quota.enter('XB')
  quota.enter('XB')
  t.equal(outcome(() => quota.enter('XB')), 'busy concurrent 1') // prettier-ignore
  first.leave()
  first.leave()
  t.equal(outcome(() => quota.enter('XB')), 'taken') // prettier-ignore
  t.equal(outcome(() => quota.enter('XB')), 'busy concurrent 1', 'leaving twice frees one place') // prettier-ignore
})

t.test(
  'bytes: the largest body passes after a rest; what comes faster waits, and what would wait long is turned away',
  async (t) => {
    const { clock, quota } = made({ bytes: 1_048_576 })
    const visit = quota.enter('XB')
    visit.expects(16 * 1_048_576)
    for (let mib = 0; mib < 16; mib++) t.equal(visit.read(1_048_576), 0)
    t.equal(visit.read(1_048_576), 1000, 'read on after a second')
    t.equal(visit.read(4 * 1_048_576), 5000)
    t.equal(outcome(() => visit.read(1)), 'busy bytes 6') // prettier-ignore
    t.equal(outcome(() => quota.enter('XB').expects(1_048_576)), 'busy bytes 6', 'said before a byte is read') // prettier-ignore
    clock.now += 6000
    t.equal(visit.read(1_048_576), 0)
  },
)

t.test('an hour’s leaves may come at once, and then one by one', async (t) => {
  const { clock, quota } = made({ leaves: 3600 })
  quota.take('XB', 'leaves', 3600)
  t.equal(outcome(() => quota.take('XB', 'leaves', 2)), 'busy leaves 2') // prettier-ignore
  clock.now += 2000
  t.equal(outcome(() => quota.take('XB', 'leaves', 2)), 'taken') // prettier-ignore
  t.equal(outcome(() => quota.hold('XB', 'agreements', 19, 1)), 'taken') // prettier-ignore
  t.equal(outcome(() => quota.hold('XB', 'agreements', 20, 1)), 'busy agreements 3600') // prettier-ignore
})

t.test(
  'expensive work is paid for when it is done: whoever has used up more than he has waits until that is good',
  async (t) => {
    const { clock, quota, shed } = made({ work: 6000 })
    const payer = quota.payer('XB')
    payer.spent(5999)
    t.equal(payer.wait(), 0, 'a millisecond is left')
    payer.spent(4001)
    t.equal(payer.wait(), 40_010, 'a tenth of it comes in a second')
    t.equal(outcome(() => quota.affords('XB')), 'busy work 41') // prettier-ignore
    t.equal(payer.refused().retryAfter, 41)
    t.match(shed[0], { name: 'XB', what: 'work', detail: 'more than 6000 milliseconds of expensive work a minute' })
    t.equal(outcome(() => quota.affords('XC')), 'taken') // prettier-ignore
    clock.now += 40_010
    t.equal(outcome(() => quota.affords('XB')), 'taken') // prettier-ignore
  },
)

t.test('whoever invents callers fills no memory: those of long ago are forgotten', async (t) => {
  const { quota } = made({ requests: 1 })
  for (let i = 0; i < 2; i++) quota.enter('first').leave()
  t.equal(outcome(() => quota.enter('first')), 'busy requests 1') // prettier-ignore
  for (let i = 0; i < 10_000; i++) quota.enter(`caller ${i}`).leave()
  t.equal(outcome(() => quota.enter('first')), 'taken') // prettier-ignore
})

t.test('a setting names limits; the others keep their defaults', async (t) => {
  t.same(readLimits('peer', ''), LIMITS.peer)
  t.same(readLimits('peer', 'requests=50, leaves=100'), { ...LIMITS.peer, requests: 50, leaves: 100 })
  for (const wrong of ['requests', 'requests=', 'requests=-1', 'requests=5;bytes=70000', 'speed=5', '__proto__=5', ','])
    t.match(readLimits('peer', wrong), /^must be limits such as requests=50/, wrong)
  t.equal(readLimits('key', 'requests=0'), 'requests must be from 1 to 1000000000000')
  t.equal(readLimits('key', 'bytes=65535'), 'bytes must be from 65536 to 1000000000000')
  t.match(readLimits('address', 'leaves=5'), /out of requests, bytes, concurrent/)
})
