/** What a neighbour says of the versions that it knows: signed by it, for as long as it says, and asked for seldom. */
import t from 'tap'
import pino from 'pino'
import { spokenBy } from '../../node/exchange/spoken.ts'
import type { Node } from '../../node/node.ts'
import { signJws } from '../../node/seal/jws.ts'
import { makeKey, privateKey } from '../../node/seal/keys.ts'
import { signCompactWith } from '../../node/seal/local-keys.ts'
import type { Country } from '../../node/values/country.ts'
import { settled } from '../nodes.ts'

const XB = 'XB' as Country
const NOW = 1_700_000_000
const [own, stranger] = await Promise.all([makeKey('ES256'), makeKey('ES256')])
const described = (more: object = {}, by = own): Promise<string> =>
  signJws(
    { signCompact: async (header, payload) => signCompactWith(await privateKey(by.pem, by.alg), header, payload) },
    { kid: by.kid, alg: 'ES256' },
    'juxta-node+jwt',
    JSON.stringify({ iss: XB, exp: NOW + 600, procedures: [{ name: 'aeo', versions: ['2', '1'] }], ...more }),
  )

/** A neighbour that answers what it is told to; null: it is away. `silent`: nothing comes until it is told to speak. */
function neighbour(says: { answer: string | null; status?: number; silent?: Promise<void> }) {
  const clock = { ms: NOW * 1000, asked: 0 }
  const key = { kid: own.kid, use: 'sig', alg: 'ES256', jwk: own.jwk, from: NOW - 10, until: NOW + 10_000 }
  const node = {
    clock: { now: () => clock.ms },
    directory: { get: () => ({ identity: { keys: [key] } }) },
    logger: pino({ level: 'silent' }),
    transport: {
      request: async () => {
        clock.asked++
        await says.silent
        if (says.answer === null) throw new Error('away')
        return { status: says.status ?? 200, contentType: 'application/jose', retryAfter: null, body: says.answer }
      },
    },
  }
  const spoken = spokenBy(node as unknown as Node)
  const aeo = (...wanted: string[]) => spoken(XB, 'aeo', wanted.length === 0 ? ['1', '2'] : wanted)
  return { clock, says, spoken, aeo }
}

/** What it says then comes only when it is told to. */
function silence(): { silent: Promise<void>; speak: () => void } {
  let speak = (): void => undefined
  const silent = new Promise<void>((resolve) => (speak = resolve))
  return { silent, speak }
}

t.test('it is asked once in a minute, and what it said last counts while it is away', async (t) => {
  const { clock, says, spoken, aeo } = neighbour({ answer: await described() })
  t.same(await Promise.all([aeo(), aeo(), spoken(XB, 'system', ['1'])]), [['2', '1'], ['2', '1'], []])
  says.answer = await described({ procedures: [{ name: 'aeo', versions: ['1'] }] })
  clock.ms += 59_999
  t.same(await aeo(), ['2', '1'])
  t.equal(clock.asked, 1)
  clock.ms += 1
  t.same(await aeo(), ['2', '1'], 'nobody waits for what is new')
  t.same(await settled('it was heard', async () => (await aeo())!.length === 1 && aeo()), ['1'])
  says.answer = null
  clock.ms += 60_000
  t.same(await aeo(), ['1'])
  t.same(await aeo('2'), ['1'], 'away')
  t.equal(clock.asked, 3)
})

t.test(
  'a silent neighbour holds up nobody to whom it has said enough, and others for a second',

  async (t) => {
    // A node has more to do than to wait for this.
    const awake = setInterval(() => undefined, 100)
    t.teardown(() => clearInterval(awake))
    const { clock, says, aeo } = neighbour({
      answer: await described({ procedures: [{ name: 'aeo', versions: ['1'] }] }),
    })
    t.same(await aeo(), ['1'])
    const first = silence()
    says.silent = first.silent
    clock.ms += 60_000
    t.same(await aeo(), ['1'], 'it is asked beside what it said before')
    t.equal(clock.asked, 2)
    t.same(await aeo('2'), ['1'], 'and waited for where that says no, not for ever')
    const second = silence()
    says.silent = second.silent
    says.answer = await described()
    clock.ms += 60_000
    const renewed = aeo('2')
    second.speak()
    t.same(await renewed, ['2', '1'], 'nobody is refused by what it said before it was renewed')
    first.speak()

    const never = silence()
    const unheard = neighbour({ answer: await described(), silent: never.silent })
    t.equal(await unheard.aeo(), undefined, 'it never said anything')
    const began = performance.now()
    for (let i = 0; i < 3; i++) t.equal(await unheard.aeo(), undefined)
    t.ok(performance.now() - began < 500, 'one question is waited for once')
    never.speak()
    t.same(await settled('what comes late counts', async () => (await unheard.aeo()) ?? false), ['2', '1'])
    t.equal(unheard.clock.asked, 1)
  },
)

t.test('what it has not signed, or does not hold, says nothing', async (t) => {
  const heard = async (answer: string | null, status = 200) => neighbour({ answer, status }).aeo()
  t.same(await heard(await described()), ['2', '1'])
  t.equal(await heard(null), undefined, 'away')
  t.equal(await heard(await described(), 503), undefined, 'another status')
  t.equal(await heard(await described({}, stranger)), undefined, 'another key')
  t.equal(await heard(await described({ iss: 'XC' })), undefined, 'of another country')
  t.equal(await heard(await described({ exp: NOW })), undefined, 'over')
  for (const procedures of [undefined, {}, [{ name: 'aeo' }], [{ name: 'aeo', versions: ['newest'] }], [null]])
    t.equal(await heard(await described({ procedures })), undefined, JSON.stringify(procedures) ?? 'none')
})
