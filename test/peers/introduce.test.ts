/** How a neighbour becomes one, and how its newer identities are learned: on a store without a network, against a peer that publishes what it likes. */
import { createHash } from 'node:crypto'
import t from 'tap'
import { bareSign, privateKeyOf } from '../../bench/bare.ts'
import { encodeVerifierKey, verifierKey } from '../../node/log/note.ts'
import { createIntroduce } from '../../node/peers/introduce.ts'
import { PeerDirectory } from '../../node/peers/directory.ts'
import { storeIdentity } from '../../node/peers/identity-names.ts'
import { registryIn } from '../../node/peers/registry.ts'
import type { PeerAnswer, PeerRequest } from '../../node/peers/transport.ts'
import { makeKey, type MadeKey } from '../../node/seal/keys.ts'
import { JuxtaError } from '../../node/values/errors.ts'
import type { Country } from '../../node/values/country.ts'
import { ShiftedClock } from '../nodes.ts'
import { stores } from '../servers.ts'
import { emptyStore, XA, XB } from '../exchange/stored.ts'

const XE = 'XE' as Country
const [theirs, stranger] = await Promise.all([makeKey('ES256'), makeKey('ES256')])
const digestOf = (jws: string): string => `sha-256:${createHash('sha256').update(jws).digest('base64url')}`
const signed = ({ kid, pem }: MadeKey, typ: string, claims: object): string =>
  bareSign({ alg: 'ES256', typ, kid }, JSON.stringify(claims), privateKeyOf(pem))

const logNamed = (origin: string) => ({
  origin,
  vkey: encodeVerifierKey(verifierKey(origin, 1, Buffer.alloc(32, 7))),
})

function identity(version: number, prev: string | null, change: object = {}, by = theirs): string {
  return signed(by, 'juxta-identity+jwt', {
    version,
    prev,
    country: 'XE',
    name: 'Customs of XE',
    issued_at: 1_700_000_000,
    tls: [],
    keys: [],
    log: logNamed(`juxta.xe.example/${2025 + version}`),
    witness: { name: 'w', vkey: encodeVerifierKey(verifierKey('w', 4, Buffer.alloc(32, 7))) },
    ...change,
  })
}
const invite = (jws: string, by = theirs): string =>
  signed(by, 'juxta-invite+jwt', {
    identity_key: by.jwk,
    identity: jws,
    exchange: 'https://xe.example:7443',
    tls_authority: 'PEM',
    issued_at: 1_700_000_000,
  })

async function node(t: Parameters<typeof emptyStore>[0]) {
  const { store } = await emptyStore(t, stores()[0]!)
  await store.apart((db) => db.deleteFrom('peer').execute())
  const clock = new ShiftedClock()
  const directory = new PeerDirectory(registryIn(store), (jws) =>
    JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString()),
  )
  await directory.refresh(true)
  const asked: string[] = []
  let forgotten = 0
  const told = { publishes: [] as unknown[], status: 200, atOnce: 100 }
  const transport = {
    async request(peer: Country, { path, at }: PeerRequest): Promise<PeerAnswer> {
      asked.push(`${peer} ${path}${at ? ` ${at.exchangeUrl}` : ''}`)
      // What was told once is not told again: it asks for what follows.
      const identities = told.publishes.splice(0, told.atOnce)
      const body = JSON.stringify({ identities, ...(told.publishes.length > 0 ? { more: true } : {}) })
      return { status: told.status, contentType: 'application/json', retryAfter: null, body }
    },
    forget: async () => void forgotten++,
    close: async () => undefined,
  }
  const alerts: string[][] = []
  const alert = async (kind: string, peer: string, detail: string): Promise<void> =>
    void alerts.push([kind, peer, detail])
  const introduce = createIntroduce({ country: XA, store, clock, directory, transport, alert })
  const version = (): number | undefined => directory.find(XE)?.identity.version
  return { store, clock, directory, introduce, alerts, asked, told, version, forgotten: () => forgotten }
}

t.test('an invitation is trusted by the words that two people compared, and takes nobody’s place', async (t) => {
  const { introduce, directory, version } = await node(t)
  const first = identity(1, null)
  const { words, known } = await introduce.read(invite(first))
  t.equal(known, false)
  t.equal(directory.find(XE), undefined, 'reading changes nothing')
  await t.rejects(introduce.accept(invite(first), words.replace(/[a-z]/, (c) => (c === 'b' ? 'd' : 'b'))), { rule: 'words' } as never) // prettier-ignore
  await t.rejects(introduce.accept(invite(first), words.split(' ').slice(1).join(' ')), { rule: 'words' } as never)
  t.equal(directory.find(XE), undefined)
  await introduce.accept(invite(first), `  ${words.toUpperCase().replaceAll(' ', '\n ')} `)
  t.equal(version(), 1, 'as people write them')
  const second = identity(2, digestOf(first))
  await t.rejects(introduce.accept(invite(identity(2, digestOf('another')))), { rule: 'chain' } as never)
  t.equal(version(), 1)
  await introduce.accept(invite(second))
  t.equal(version(), 2)
  await t.rejects(introduce.accept(invite(first)), { rule: 'version' } as never, 'what was revoked stays so')
  t.equal(version(), 2)
  const other = invite(identity(3, null, {}, stranger), stranger)
  await t.rejects(introduce.accept(other), { rule: 'identity-key' } as never)
  t.equal(version(), 2)
  await t.rejects(introduce.read(invite(identity(1, null, { country: 'XA' }))), { rule: 'self' } as never)
  const forged = invite(first).split('.')
  forged[2] = invite(identity(4, null)).split('.')[2]!
  await t.rejects(introduce.read(forged.join('.')), { code: 'signature-invalid' })
  await t.rejects(introduce.read(invite(identity(1, null, {}, stranger))), { code: 'key-unknown' })
})

t.test('an invitation of a known peer leaves no version out: what is between is asked for where it says', async (t) => {
  const { introduce, told, asked, version, store } = await node(t)
  const chain = [identity(1, null)]
  for (let n = 2; n <= 6; n++) chain.push(identity(n, digestOf(chain.at(-1)!)))
  const [first, second, third, fourth, fifth, sixth] = chain as [string, string, string, string, string, string]
  await introduce.accept(invite(first))
  const url = async (): Promise<string[]> =>
    (await registryIn(store).peers()).filter((p) => p.country === XE).map((p) => p.exchangeUrl)
  const versions = async (): Promise<number[]> => (await registryIn(store).identities(XE)).map((i) => i.version)
  for (const [what, publishes, status] of [
    ['it is not reached', [], 503],
    ['it has none of them', [], 200],
    ['it has not all of them', [second], 200],
  ] as const) {
    Object.assign(told, { publishes: [...publishes], status })
    await t.rejects(introduce.accept(invite(fourth)), {
      rule: 'chain',
      message: /Ask XE to run its node there/,
    })
    t.same(await versions(), status === 200 && publishes.length > 0 ? [1, 2] : [1], what)
  }
  t.match(asked, ['XE /v1/identity?after=1 https://xe.example:7443'])
  Object.assign(told, { publishes: [third, identity(4, digestOf(third), { name: 'Other' })], status: 200 })
  await t.rejects(introduce.accept(invite(fifth)), { rule: 'chain' } as never, 'it follows another')
  t.same([version(), await url()], [4, ['https://xe.example:7443']])

  const again = await node(t)
  await again.introduce.accept(invite(first))
  Object.assign(again.told, { publishes: [second, third, fourth, fifth, sixth], atOnce: 2 })
  const { known } = await again.introduce.accept(invite(fifth))
  t.same([known, again.version()], [true, 6], 'the chain is read to its end, some at a time')
  t.same(again.asked.length, 3)

  const forked = await node(t)
  await forked.introduce.accept(invite(first))
  Object.assign(forked.told, { publishes: [second, third, fourth] })
  await t.rejects(forked.introduce.accept(invite(identity(3, digestOf(second), { name: 'Other' }))), { rule: 'fork' } as never) // prettier-ignore
  t.same(forked.alerts.map(([kind]) => kind), ['identity-conflict']) // prettier-ignore
})

t.test('what belongs to another country, or to this one, is taken by no identity of a third', async (t) => {
  const { introduce, told, alerts, version, store } = await node(t)
  const spki = `sha-256:${'A'.repeat(43)}`
  const validity = { from: 1, until: 2_000_000_000 }
  const key = { kid: stranger.kid, use: 'sig', alg: 'ES256', jwk: stranger.jwk, ...validity }
  const witness = (name: string) => ({ name, vkey: encodeVerifierKey(verifierKey(name, 4, Buffer.alloc(32, 9))) })
  for (const [n, country] of ['XA', 'XB'].entries()) {
    const of = country.toLowerCase()
    const claims = JSON.parse(Buffer.from(identity(1, null).split('.')[1]!, 'base64url').toString())
    const theirs = {
      ...claims,
      country,
      log: logNamed(`juxta.${of}.example/2026`),
      witness: witness(`juxta.${of}.example/witness`),
      ...(n === 1 ? { tls: [{ spki, ...validity }], keys: [key] } : {}),
    }
    const jws = signed(stranger, 'juxta-identity+jwt', theirs)
    await store.transact((tx) => storeIdentity(tx, theirs as never, jws))
    if (country === 'XB')
      await store.apart((db) =>
        db
          .insertInto('peer')
          .values({
            country,
            name: 'x',
            state: 'active',
            identity: jws,
            identityVersion: 1,
            identityKey: '{}',
            exchangeUrl: 'https://x',
            tlsAuthority: 'x',
            createdAt: 1,
          })
          .execute(),
      )
  }
  const first = identity(1, null)
  const bad: [string, object, string][] = [
    ['the log of another', { log: logNamed('juxta.xb.example/2026') }, '/log/origin'],
    ['our own log', { log: logNamed('juxta.xa.example/2026') }, '/log/origin'],
    ['the witness of another', { witness: witness('juxta.xb.example/witness') }, '/witness/name'],
    ['our own witness', { witness: witness('juxta.xa.example/witness') }, '/witness/name'],
    ['the TLS key of another', { tls: [{ spki, ...validity }] }, '/tls/0/spki'],
    ['the key of another', { keys: [key] }, '/keys/0/kid'],
  ]
  for (const [what, change, pointer] of bad)
    await t.rejects(introduce.accept(invite(identity(1, null, change))), { code: 'identity-invalid', rule: 'taken', pointer }, what) // prettier-ignore
  t.same(new Set(alerts.splice(0).map(([kind, peer]) => `${kind} ${peer}`)), new Set(['identity-conflict XE']))
  await introduce.accept(invite(first))
  for (const [what, change, pointer] of bad) {
    told.publishes = [identity(2, digestOf(first), change)]
    await t.rejects(introduce.refreshIdentity(XE), { rule: 'taken', pointer } as never, what)
    t.same(alerts.splice(0).map(([kind, peer]) => [kind, peer]), [['identity-conflict', 'XE']]) // prettier-ignore
    t.equal(version(), 1, what)
  }
  const log = logNamed('juxta.xe.example/2027')
  for (const [what, change] of [
    ['a verifier key that is none', { log: { ...log, vkey: 'v' } }],
    ['a verifier key of another name', { log: { ...log, origin: 'juxta.xe.example/2028' } }],
    ['the key of a witness as that of a log', { log: { origin: 'w', vkey: witness('w').vkey } }],
    ['the key of a log as that of a witness', { witness: { name: log.origin, vkey: log.vkey } }],
  ] as const) {
    told.publishes = [identity(2, digestOf(first), change)]
    await t.rejects(introduce.refreshIdentity(XE), { rule: 'verifier-key' } as never, what)
  }
  t.equal(version(), 1)
})

t.test('a name is of whoever was first, whichever replica hears of it, and what was said of it stays', async (t) => {
  const { introduce, told, alerts, version, store, directory } = await node(t)
  const key = { kid: stranger.kid, use: 'sig', alg: 'ES256', jwk: stranger.jwk, from: 1, until: 2_000_000_000 }
  const first = identity(1, null, { keys: [key] })
  await introduce.accept(invite(first))
  const rival = { ...JSON.parse(Buffer.from(first.split('.')[1]!, 'base64url').toString()), country: 'XB' }
  // Both at once, as two replicas would: neither has read what the other stores.
  const both = await Promise.allSettled(
    ['XC', 'XD'].map((country) =>
      store.transact((tx) =>
        storeIdentity(
          tx,
          { ...rival, country, keys: [], log: logNamed('l/1'), witness: { name: 'l/2', vkey: '' } } as never,
          'a.b',
        ),
      ),
    ),
  ).catch(() => [])
  t.same(both.map((b) => b.status).sort(), ['fulfilled', 'rejected'])
  await t.rejects(
    store.transact((tx) => storeIdentity(tx, rival, 'a.b')),
    { rule: 'taken' } as never,
  )
  t.same(await registryIn(store).identities(XB), [], 'nothing of what is refused is stored')

  await t.rejects(introduce.accept(invite(identity(1, null, { name: 'Other' }))), { rule: 'fork' } as never)
  t.same(alerts.splice(0).map(([kind]) => kind), ['identity-conflict']) // prettier-ignore
  const again = signed(
    theirs,
    'juxta-identity+jwt',
    JSON.parse(Buffer.from(first.split('.')[1]!, 'base64url').toString()),
  )
  await introduce.accept(invite(again))
  t.same([alerts.length, version()], [0, 1], 'the same under another signature is the same')

  const second = identity(2, digestOf(again), { keys: [{ ...key, revoked_at: 5 }], log: logNamed('juxta.xe.example/2026') }) // prettier-ignore
  told.publishes = [second]
  await introduce.refreshIdentity(XE)
  const vkey = encodeVerifierKey(verifierKey('juxta.xe.example/2026', 1, Buffer.alloc(32, 8)))
  const point = { kty: 'EC', crv: 'P-256', x: key.jwk.x, y: key.jwk.x }
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: point.crv, kty: point.kty, x: point.x, y: point.y }))
    .digest('base64url')
  const offCurve = { ...key, kid, jwk: point }
  for (const [rule, change] of [
    ['revoked-at', { keys: [key] }],
    ['revoked-at', { keys: [{ ...key, revoked_at: 6 }] }],
    ['origin-key', { log: { origin: 'juxta.xe.example/2026', vkey } }],
    ['certificate', { keys: [{ ...key, revoked_at: 5, x5c: ['AAAA'] }] }],
    ['key', { keys: [{ ...key, revoked_at: 5 }, offCurve] }],
  ] as const) {
    told.publishes = [identity(3, digestOf(second), change)]
    await t.rejects(introduce.refreshIdentity(XE), { rule } as never)
    t.equal(version(), 2, rule)
  }
  told.publishes = [identity(3, digestOf(second), { keys: [{ ...key, revoked_at: 5 }] })]
  await introduce.refreshIdentity(XE)
  t.equal(directory.find(XE)?.identity.version, 3, 'what is faultless is taken')
})

t.test('newer identities are taken one after the other, each signed by the key that was compared', async (t) => {
  const { introduce, told, asked, version, forgotten, store } = await node(t)
  const first = identity(1, null)
  await introduce.accept(invite(first))
  const second = identity(2, digestOf(first))
  const third = identity(3, digestOf(second))
  const before = forgotten()
  for (const [name, chain, fault] of [
    ['signed by another key', [identity(2, digestOf(first), {}, stranger)], { code: 'key-unknown' }],
    ['of another country', [identity(2, digestOf(first), { country: 'XB' })], { rule: 'country' }],
    ['one is left out', [third], { rule: 'chain' }],
    ['it does not follow', [identity(2, digestOf(third))], { rule: 'chain' }],
    ['the same again', [first], { rule: 'version' }],
  ] as const) {
    told.publishes = [...chain]
    await t.rejects(introduce.refreshIdentity(XE), fault as never, name)
    t.same([version(), (await registryIn(store).identities(XE)).length], [1, 1], name)
  }
  t.equal(forgotten(), before)
  told.publishes = []
  t.equal(await introduce.refreshIdentity(XE), false)
  told.publishes = [second, 7, third]
  t.equal(await introduce.refreshIdentity(XE), true)
  t.equal(version(), 3)
  t.equal(forgotten(), before + 1, 'connections that an older pin has opened are closed')
  t.equal(asked.at(-1), 'XE /v1/identity?after=1')
  await introduce.refreshIdentity(XE).catch(() => undefined)
  t.equal(asked.at(-1), 'XE /v1/identity?after=3', 'from what is known on')
  told.status = 503
  await t.rejects(introduce.refreshIdentity(XE), { code: 'answer-invalid' })
})

t.test('who is asked again: seldom, not where it is blocked, and never with a failure', async (t) => {
  const { introduce, told, asked, clock, version } = await node(t)
  const first = identity(1, null)
  await introduce.accept(invite(first))
  told.publishes = [identity(2, digestOf(first))]
  let looks = 0
  const unknown = () => {
    if (++looks < 2 || version() !== 2) throw Object.assign(new Error(), { code: 'x' })
    return 'known'
  }
  await t.rejects(introduce.knowing(XE, unknown), { code: 'x' }, 'only for a key that is not known')
  t.equal(asked.length, 0)
  const key = () => {
    if (version() !== 2) throw new JuxtaError('key-unknown', 'x')
    return 'known'
  }
  t.equal(await introduce.knowing(XE, key), 'known')
  t.equal(asked.length, 1)
  told.publishes = []
  const missing = () => introduce.knowing(XE, () => Promise.reject(new JuxtaError('key-unknown', 'x')))
  for (let n = 0; n < 5; n++) await t.rejects(missing(), { code: 'key-unknown' })
  t.equal(asked.length, 1, 'at most every two seconds')
  clock.offset = 2500
  await t.rejects(missing(), { code: 'key-unknown' })
  t.equal(asked.length, 2)
  clock.offset = 5000
  told.status = 500
  t.equal(await introduce.lookAgain(XE), false)
  t.equal(asked.length, 3)
  clock.offset = 10_000
  await introduce.setState(XE, 'blocked', 'me')
  t.equal(await introduce.lookAgain(XE), false)
  t.equal(await introduce.lookAgain(XB), false, 'nor who is no peer')
  t.equal(asked.length, 3, 'and nobody is asked')
})

t.test('a log is of a peer where one of its identities says so', async (t) => {
  const { introduce, told, asked, clock } = await node(t)
  const first = identity(1, null)
  const second = identity(2, digestOf(first))
  await introduce.accept(invite(first))
  told.publishes = [second]
  t.ok(await introduce.isLogOf(XE, 'juxta.xe.example/2026'))
  t.equal(asked.length, 0)
  t.ok(await introduce.isLogOf(XE, 'juxta.xe.example/2027'), 'that is learned')
  t.equal(asked.length, 1)
  t.ok(await introduce.isLogOf(XE, 'juxta.xe.example/2026'), 'what was closed is still its own')
  told.publishes = []
  clock.offset = 5000
  t.notOk(await introduce.isLogOf(XE, 'juxta.xe.example/2099'))
  t.notOk(await introduce.isLogOf(XE, 'juxta.xb.example/2026'))
})
