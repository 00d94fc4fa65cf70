/** The chain of a country's identities, as the trust file pins it: what vouches for a log. */
import t from 'tap'
import { parseTrust } from '../../node/auditor/trust.ts'
import { logKeys, vouchedIdentities } from '../../node/auditor/log-trust.ts'
import { identityDigest } from '../../node/seal/identity.ts'
import { crypto, trustFile, xa, xb } from './world.ts'

t.test('versions follow one another; a gap, a fork, and what nobody vouches for are said', async (t) => {
  const one = xa.identity
  const two = await xa.sign({ version: 2, prev: identityDigest(one) })
  const stray = await xa.sign({ version: 2, prev: identityDigest(xb.identity) })
  const three = await xa.sign({ version: 3, prev: identityDigest(two) })
  const trust = parseTrust(trustFile())
  const faults = async (...all: string[]): Promise<string[]> =>
    (await vouchedIdentities(all, trust, { ...crypto, identityDigest }))
      .findings(xa.country)
      .filter((f) => f.weight === 'invalid')
      .map((f) => f.text)
  t.same(await faults(three, one, two, one), [])
  t.match(await faults(one, three), [/version 2 is missing/])
  t.match(await faults(one, stray), [/version 2 does not follow/])
  t.match((await faults(one, two, stray)).join(), /two identities of version 2/)
  const forged = one.slice(0, -8) + 'AAAAAAAA'
  t.match(await faults(forged), [/not signed by the key of the trust file/])
  const vouched = await vouchedIdentities([forged, 'cheese', xb.identity], trust, { ...crypto, identityDigest })
  t.same(logKeys(vouched, xa.country, xa.log.key.key.name), [])
  t.equal(logKeys(vouched, xb.country, xb.log.key.key.name).length, 1)
  t.same(logKeys(vouched, xb.country, xa.log.key.key.name), [], 'no country vouches for the log of another')
})
