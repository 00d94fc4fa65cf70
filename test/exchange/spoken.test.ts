/** What a neighbour says of the versions that it knows: signed by it, for as long as it says, and asked for seldom. */
import t from 'tap'
import pino from 'pino'
import { spokenBy } from '../../node/exchange/spoken.ts'
import type { Node } from '../../node/node.ts'
import { signJws } from '../../node/seal/jws.ts'
import { makeKey, privateKey } from '../../node/seal/keys.ts'
import { signCompactWith } from '../../node/seal/local-keys.ts'
import type { Country } from '../../node/values/country.ts'

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

/** A neighbour that answers what it is told to; null: nothing comes. */
function neighbour(says: { answer: string | null; status?: number }) {
  const clock = { ms: NOW * 1000, asked: 0 }
  const key = { kid: own.kid, use: 'sig', alg: 'ES256', jwk: own.jwk, from: NOW - 10, until: NOW + 10_000 }
  const node = {
    clock: { now: () => clock.ms },
    directory: { get: () => ({ identity: { keys: [key] } }) },
    logger: pino({ level: 'silent' }),
    transport: {
      request: async () => {
        clock.asked++
        if (says.answer === null) throw new Error('away')
        return { status: says.status ?? 200, contentType: 'application/jose', retryAfter: null, body: says.answer }
      },
    },
  }
  return { clock, says, spoken: spokenBy(node as unknown as Node) }
}

t.test('it is asked once in a minute, and what it said last counts while it is away', async (t) => {
  const { clock, says, spoken } = neighbour({ answer: await described() })
  t.same(await Promise.all([spoken(XB, 'aeo'), spoken(XB, 'aeo'), spoken(XB, 'system')]), [['2', '1'], ['2', '1'], []])
  says.answer = await described({ procedures: [{ name: 'aeo', versions: ['1'] }] })
  clock.ms += 59_999
  t.same(await spoken(XB, 'aeo'), ['2', '1'])
  t.equal(clock.asked, 1)
  clock.ms += 1
  t.same(await spoken(XB, 'aeo'), ['1'])
  says.answer = null
  clock.ms += 60_000
  t.same(await spoken(XB, 'aeo'), ['1'])
  t.equal(clock.asked, 3)
})

t.test('what it has not signed, or does not hold, says nothing', async (t) => {
  const heard = async (answer: string | null, status = 200) => neighbour({ answer, status }).spoken(XB, 'aeo')
  t.same(await heard(await described()), ['2', '1'])
  t.equal(await heard(null), undefined, 'away')
  t.equal(await heard(await described(), 503), undefined, 'another status')
  t.equal(await heard(await described({}, stranger)), undefined, 'another key')
  t.equal(await heard(await described({ iss: 'XC' })), undefined, 'of another country')
  t.equal(await heard(await described({ exp: NOW })), undefined, 'over')
  for (const procedures of [undefined, {}, [{ name: 'aeo' }], [{ name: 'aeo', versions: ['newest'] }], [null]])
    t.equal(await heard(await described({ procedures })), undefined, JSON.stringify(procedures) ?? 'none')
})
