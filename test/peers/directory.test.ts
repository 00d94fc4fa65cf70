/** Whom a node knows: which key opens the door, which one documents are encrypted to, which agreement allows what. */
import t from 'tap'
import { encodeVerifierKey, verifierKey } from '../../node/log/note.ts'
import { PeerDirectory } from '../../node/peers/directory.ts'
import { agreementHash, agreementText } from '../../node/peers/agreement.ts'
import type { Country } from '../../node/values/country.ts'
import type { Digest } from '../../node/values/digest.ts'
import { drafted } from '../nodes.ts'

const [XA, XB, XC] = ['XA', 'XB', 'XC'] as Country[] as [Country, Country, Country]
const NOW = 1_800_000_000
const pin = (text: string) => `sha-256:${text}` as Digest
const tls = (spki: string, more: object = {}) => ({ spki: pin(spki), from: NOW - 100, until: NOW + 100, ...more })
const named = (name: string, type: 1 | 4, as: 'origin' | 'name') => ({
  [as]: name,
  vkey: encodeVerifierKey(verifierKey(name, type, Buffer.alloc(32, 7))),
})
const key = (kid: string, use: 'sig' | 'enc', more: object = {}) => ({ kid, use, from: NOW - 100, until: NOW + 100, ...more }) // prettier-ignore

type Stored = { identity: object; state?: string }
/** A directory over what the store says at the moment. */
function directoryOf(peers: Record<string, Stored>, agreements: object[] = []) {
  const store = { revision: 0, peers, agreements }
  const directory = new PeerDirectory(
    {
      revision: async () => store.revision,
      peers: async () =>
        Object.entries(store.peers).map(([country, { identity, state = 'active' }]) => ({
          country,
          name: country,
          state,
          identity: JSON.stringify(identity),
        })),
      agreements: async () => store.agreements,
      owners: async () => ownersOf(store.peers),
    } as never,
    (jws) => JSON.parse(jws),
  )
  return { store, directory }
}
const identity = (of: string, more: object = {}) => ({
  tls: [],
  keys: [],
  log: named(`juxta.${of}.example/2026`, 1, 'origin'),
  witness: named(`juxta.${of}.example/witness`, 4, 'name'),
  ...more,
})
/** Whose each name is: of whoever stands first. */
function ownersOf(peers: Record<string, Stored>): Map<string, string> {
  const owners = new Map<string, string>()
  for (const [country, { identity }] of Object.entries(peers) as [string, any][])
    for (const [kind, name] of [
      ['note', identity.log.origin],
      ['note', identity.witness.name],
      ...identity.tls.map((e: any) => ['tls', e.spki]),
      ...identity.keys.map((e: any) => ['key', e.kid]),
    ])
      if (!owners.has(`${kind} ${name}`)) owners.set(`${kind} ${name}`, country)
  return owners
}
const fails = (ask: () => unknown): string | undefined => {
  try {
    ask()
    return undefined
  } catch (error) {
    const { rule, code } = error as { rule?: string; code: string }
    return rule ?? code
  }
}

t.test('the TLS key of a peer opens the door in its time, and no other does', async (t) => {
  const { directory, store } = directoryOf({
    XB: {
      identity: identity('xb', {
        tls: [
          tls('good'),
          tls('ended', { until: NOW }),
          tls('later', { from: NOW + 1 }),
          tls('revoked', { revoked_at: NOW }),
          tls('revoked later', { revoked_at: NOW + 1 }),
        ],
      }),
    },
    XC: { identity: identity('xc', { tls: [tls('theirs')] }) },
  })
  await directory.refresh()
  const opens = (spki: string) => directory.byPin(pin(spki), NOW * 1000).country
  t.same([opens('good'), opens('revoked later'), opens('theirs')], ['XB', 'XB', 'XC'])
  for (const spki of ['ended', 'later', 'revoked'])
    t.equal(fails(() => opens(spki)), 'pin-validity', spki) // prettier-ignore
  t.equal(fails(() => opens('unknown')), 'pin') // prettier-ignore
  store.peers['XB']!.state = 'blocked'
  t.equal(await directory.refresh(), false, 'nothing is read while nothing has changed')
  t.equal(opens('good'), 'XB')
  store.revision = 1
  let told = 0
  directory.onChange(async () => void told++)
  t.equal(await directory.refresh(), true)
  t.equal(fails(() => opens('good')), 'blocked') // prettier-ignore
  t.equal(told, 1)
})

t.test('who names what another named first is set apart, whatever its place in the alphabet', async (t) => {
  const theirs = { ...identity('xb'), tls: [tls('theirs')], keys: [key('theirs', 'sig')] }
  for (const [what, planted] of [
    ['a log', { log: theirs.log }],
    ['a witness', { witness: theirs.witness }],
    ['a TLS key', { tls: theirs.tls }],
    ['a key', { keys: theirs.keys }],
  ] as const) {
    const { directory } = directoryOf({ XB: { identity: theirs }, XC: { identity: identity('xc', planted) } })
    const { directory: turned } = directoryOf({ XC: { identity: theirs }, XB: { identity: identity('xa', planted) } })
    await directory.refresh()
    await turned.refresh()
    for (const [known, first] of [
      [directory, 'XB'],
      [turned, 'XC'],
    ] as const) {
      t.same(known.all().map((p) => p.country), [first], what) // prettier-ignore
      t.match(known.setApart()[0]?.fault, new RegExp(`which is that of ${first}`))
      t.equal(known.byPin(pin('theirs'), NOW * 1000).country, first)
    }
  }
})

t.test('a document is encrypted to the newest key that counts, a signature is of a signing key', async (t) => {
  const enc = (...keys: object[]) => directoryOf({ XB: { identity: identity('xb', { keys }) } })
  const chosen = async (...keys: object[]) => {
    const { directory } = enc(...keys)
    await directory.refresh()
    return fails(() => directory.encryptionKey(XB, NOW * 1000)) ?? directory.encryptionKey(XB, NOW * 1000).kid
  }
  const old = key('old', 'enc', { from: NOW - 90 })
  t.equal(await chosen(old, key('new', 'enc', { from: NOW - 10 }), key('sig', 'sig', { from: NOW })), 'new')
  t.equal(await chosen(key('new', 'enc', { from: NOW - 10 }), old), 'new', 'wherever it stands')
  t.equal(await chosen(old, key('new', 'enc', { from: NOW + 1 })), 'old', 'not before its time')
  t.equal(await chosen(old, key('new', 'enc', { from: NOW - 10, revoked_at: NOW - 1 })), 'old', 'nor after it')
  t.equal(await chosen(key('ended', 'enc', { until: NOW })), 'encryption-key')
  t.equal(await chosen(key('sig', 'sig')), 'encryption-key')
  const { directory } = enc(key('e', 'enc'), key('s', 'sig', { revoked_at: 1 }))
  await directory.refresh()
  t.equal(directory.signingKey(XB, 's').kid, 's', 'whether it counts is asked where the time is known')
  t.equal(fails(() => directory.signingKey(XB, 'e')), 'known') // prettier-ignore
  t.equal(fails(() => directory.signingKey(XC, 's')), 'known') // prettier-ignore
  t.same(directory.signingKeys(XB).map((k) => k.kid), ['s']) // prettier-ignore
  t.equal(fails(() => directory.encryptionKey(XC, NOW * 1000)), 'peer') // prettier-ignore
})

t.test('an agreement counts for its two parties, the newest first, and by its name where one is named', async (t) => {
  const made = (title: string, peer: Country, more: object = {}, row: object = {}) => {
    const document = { ...drafted(XA, peer, NOW - 1000), title, ...more }
    const text = agreementText(document)
    return { hash: agreementHash(text), peer, state: 'in-force', document: text, inForceAt: NOW - 900, revokedAt: null, ourSuspension: null, theirSuspension: null, ...row } // prettier-ignore
  }
  const [older, newer, proposed, revoked, ended, elsewhere] = [
    made('older', XB),
    made('newer', XB, { issued_at: NOW - 500 }),
    made('proposed', XB, { issued_at: NOW - 100 }, { state: 'proposed', inForceAt: null }),
    made('revoked', XB, { issued_at: NOW - 200 }, { state: 'revoked', revokedAt: NOW - 50 }),
    made('ended', XB, { issued_at: NOW - 300, valid: { from: NOW - 2000, until: NOW - 10 } }),
    made('elsewhere', XC),
  ]
  const { directory, store } = directoryOf({ XB: { identity: identity('xb') }, XC: { identity: identity('xc') } }, [
    older,
    ended,
    newer,
    proposed,
    revoked,
    elsewhere,
  ])
  await directory.refresh()
  const question = {
    procedure: 'pre-arrival',
    version: '1',
    type: 'declaration',
    iss: XB,
    iat: NOW,
    exp: NOW + 60,
    now: NOW,
    bytes: 10,
  } as never
  const { versions } = JSON.parse(older.document).procedures.find((p: any) => p.name === 'pre-arrival')
  const asked = { ...(question as object), version: versions[0] } as never
  t.equal(directory.allow(XB, asked).hash, newer.hash)
  t.equal(directory.allowUnder(XB, older.hash, asked).hash, older.hash, 'the one that is named')
  t.equal(fails(() => directory.allowUnder(XB, proposed.hash, asked)), 'unknown') // prettier-ignore
  t.equal(fails(() => directory.allowUnder(XB, revoked.hash, asked)), 'ended') // prettier-ignore
  t.equal(fails(() => directory.allowUnder(XB, elsewhere.hash, asked)), 'unknown', 'that of two others is none') // prettier-ignore
  t.equal(fails(() => directory.allowUnder(XC, newer.hash, asked)), 'unknown') // prettier-ignore
  t.equal(fails(() => directory.allow('XD' as Country, asked)), 'none') // prettier-ignore
  // What is suspended under one agreement goes on under no other, and what says that it was signed before that comes for three days.
  const DAY = 86_400
  const word = JSON.stringify({ by: XB, procedures: [{ name: 'pre-arrival', from: NOW }], said: NOW, jti: 'x' })
  const suspending = { ...made('suspending', XB, { issued_at: NOW - 400 }), theirSuspension: word }
  const gone = { ...suspending, state: 'revoked', revokedAt: NOW + 1 }
  for (const [agreements, rule, more] of [
    [[older, suspending], 'suspended', {}],
    [[older, gone], null, { now: NOW + 2 }],
    [[older, suspending], null, { iat: NOW - 1 }],
    [[older, suspending], null, { iat: NOW - 1, now: NOW + 3 * DAY }],
    [[older, suspending], 'suspended', { iat: NOW - 1, now: NOW + 3 * DAY + 1 }],
    [[older, suspending], null, { opened: { signed: NOW - 1, held: NOW + 3 * DAY }, now: NOW + 9 * DAY }],
    [[older, suspending], 'suspended', { opened: { signed: NOW - 1, held: NOW + 3 * DAY + 1 } }],
    [[older, suspending], 'suspended', { opened: { signed: NOW, held: NOW } }],
  ] as const) {
    const { directory } = directoryOf({ XB: { identity: identity('xb') } }, [...agreements])
    await directory.refresh()
    const q = { ...(asked as object), ...more } as never
    for (const ask of [() => directory.allowUnder(XB, older.hash, q), () => directory.allow(XB, q)])
      t.equal(rule === null ? ask().hash !== undefined : fails(ask), rule ?? true, JSON.stringify(more))
  }
  // What another replica has written is read before anybody is turned away.
  const late = made('late', XB, { issued_at: NOW - 400 })
  store.agreements = [late]
  store.revision = 2
  const find = () => directory.allowUnder(XB, late.hash, asked).hash
  t.equal(fails(find), 'unknown')
  t.equal(await directory.upToDate(find), late.hash)
  await t.rejects(
    directory.upToDate(() => directory.allowUnder(XB, older.hash, asked)),
    { code: 'no-agreement', rule: 'unknown' },
  )
  await t.rejects(
    directory.upToDate(() => {
      throw new TypeError('another')
    }),
    TypeError,
  )
})
