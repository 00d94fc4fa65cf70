/** What an event of a peer changes: withdrawals, words, revocations and rollbacks, on a store without a network. */
import { LIMITS } from '../../node/operate/quotas.ts'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import t from 'tap'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { createAgree } from '../../node/exchange/agree.ts'
import { asideIn } from '../../node/exchange/aside.ts'
import { createCollect } from '../../node/exchange/collect.ts'
import { agenciesIn } from '../../node/exchange/agencies.ts'
import { tellEnded } from '../../node/exchange/ended.ts'
import { inboxIn } from '../../node/exchange/inbox.ts'
import { outboxIn } from '../../node/exchange/outbox.ts'
import { setsIn } from '../../node/exchange/sets.ts'
import { createLegalHolds } from '../../node/exchange/legal-holds.ts'
import { createSuspend } from '../../node/exchange/suspend.ts'
import { createTakeEvent } from '../../node/exchange/take-event.ts'
import { signCheckpoint } from '../../node/log/checkpoint.ts'
import { parseLeaf } from '../../node/log/entry.ts'
import type { Identity } from '../../node/message/identity.ts'
import { storeIdentity } from '../../node/peers/identity-names.ts'
import { encodeVerifierKey, verifierKey } from '../../node/log/note.ts'
import { plansIn } from '../../node/cases/case-plans.ts'
import { casesIn } from '../../node/cases/case-table.ts'
import { logIn } from '../../node/store/log.ts'
import type { Country } from '../../node/values/country.ts'
import { digestOf } from '../../node/values/digest.ts'
import { newMessageId, type MessageId } from '../../node/values/id.ts'
import { makeNoteKey } from '../log/note-keys.ts'
import { stores } from '../servers.ts'
import { among, setOf } from './neighbour.ts'
import { arrived, emptyStore, receipted, sent, XB, XC } from './stored.ts'

const HOUR = 3_600_000

/** A log as a neighbour keeps it, which signs whatever size it likes. */
function logOf(origin: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
  const key = verifierKey(origin, 1, raw)
  const root = (size: number) => createHash('sha256').update(`${size}`).digest()
  return {
    origin,
    vkey: encodeVerifierKey(key),
    note: (size: number) =>
      signCheckpoint({ origin, size, root: root(size) }, key, async (bytes) => sign(null, bytes, privateKey)),
  }
}
const receiptIn = (origin: string, index: number) => ({
  message: newMessageId(1),
  manifest_digest: digestOf('x'),
  sealed_digest: digestOf('x'),
  log: { origin, index, leaf: '{}' },
})

for (const kind of stores())
  t.test(kind.name, kind.options, async (t) => {
    const { store } = await emptyStore(t, kind)
    const { node, clock, alerts, woken, refreshed, ...peers } = among(store)
    const compared: [string, unknown][] = []
    const rooms = {
      agree: createAgree(
        node,
        { hold: () => undefined, limits: LIMITS.peer },
        { xsdSet: () => undefined, procedures: PROCEDURES },
      ),
      suspend: createSuspend(node),
      legalHolds: createLegalHolds(node),
      tally: { compare: async (peer: string, tally: unknown) => async () => void compared.push([peer, tally]) },
    }
    const take = createTakeEvent(node, rooms as never)
    t.beforeEach(() => {
      clock.offset = alerts.length = woken.length = refreshed.length = 0
    })
    const about = (id: MessageId) => ({ message: id, manifest_digest: digestOf(id) })
    /** XB (or XC) says something about a message. */
    const says = (id: MessageId, event: string, more: object = {}, claims: object = {}, peer: 'XB' | 'XC' = 'XB') =>
      take(peer as Country, peers[peer].says(event, { ...about(id), ...more }, { txn: id, ...claims }))
    const stateOf = async (id: MessageId): Promise<string> =>
      (await store.read.selectFrom('message').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state
    /** What we issued about a message. */
    const issued = async (id: MessageId) =>
      (await setsIn(store).setsOf(id))
        .filter((s) => s.direction === 'issued' && s.jws.startsWith('h.'))
        .map((s) => setOf(s.jws))
    const events = async (): Promise<number> => {
      const { shard } = await logIn(store).head()
      const all = await logIn(store).leaves(shard, 0, 10_000)
      return all.filter(({ data }) => parseLeaf(data.toString()).kind === 'event').length
    }
    const nothing = async (
      t: Pick<Tap, 'rejects' | 'equal'>,
      work: () => Promise<unknown>,
      fault: Record<string, string | RegExp>,
      what = '',
    ) => {
      const before = await events()
      await t.rejects(work(), fault as never, what)
      t.equal(await events(), before, 'nothing is kept')
    }

    t.test('asked to withdraw what came: it is said to have come, with its receipt, and stays', async (t) => {
      const id = await arrived(store)
      await says(id, 'withdrawn', { status: 'requested' })
      const [answer] = await issued(id)
      t.match(answer, {
        name: 'withdrawn',
        claims: { aud: 'XB', txn: id },
        event: { ...about(id), status: 'received', receipt: `receipt of ${id}` },
      })
      t.equal(await stateOf(id), 'received')
      t.notOk((await inboxIn(store).known(id))!.tombstone)
      t.same(woken, ['XB'])
      const own = await sent(store)
      await nothing(t, () => says(own, 'withdrawn', { status: 'requested' }), { rule: 'unknown-message' })
      await nothing(t, () => says(id, 'withdrawn', { status: 'requested' }, {}, 'XC'), { rule: 'unknown-message' })
    })

    t.test('asked to withdraw what never came: it never comes, and its case goes on', async (t) => {
      const [id, conversation] = [newMessageId(5), newMessageId(6)]
      await plansIn(store).plan({ peer: XB, conversation }, 9e12, 1, null)
      const jws = peers.XB.says(
        'withdrawn',
        { ...about(id), status: 'requested', heads: [conversation] },
        { txn: conversation },
      )
      await take(XB, jws)
      await take(XB, jws)
      t.same(
        (await issued(id)).map((s) => s.event['status']),
        ['tombstone'],
        'answered once',
      )
      t.ok((await plansIn(store).planned({ peer: XB, conversation }))!.at! <= clock.now(), 'who waited is looked at')
      t.same(await casesIn(store).ended(XB, [id]), [{ id, heads: [conversation] }])
      t.same(await casesIn(store).ended(XC, [id]), [])
      t.match(await inboxIn(store).known(id), { iss: 'XB', tombstone: true })
      await arrived(store, { id })
      t.match(await inboxIn(store).known(id), { tombstone: true }, 'it is not taken when it comes')
      // Another country may not say what that one had seen, nor withdraw it.
      const bare = newMessageId(7)
      await says(bare, 'withdrawn', { status: 'requested' })
      t.same(await casesIn(store).ended(XB, [bare]), [], 'its heads were not told')
      await nothing(t, () => says(bare, 'withdrawn', { status: 'requested', heads: [] }, {}, 'XC'), {
        rule: 'unknown-message',
      })
      await says(bare, 'withdrawn', { status: 'requested', heads: [id] })
      t.same(await casesIn(store).ended(XB, [bare]), [{ id: bare, heads: [id] }], 'until they are')
      await nothing(t, () => says(newMessageId(8), 'withdrawn', { status: 'requested', heads: Array(1001).fill(id) }), {
        code: 'malformed',
      })
      await nothing(t, () => take(XB, peers.XB.says('withdrawn', { status: 'requested' })), { rule: 'required' })
    })

    t.test('the word about what we withdrew: it had come, or it never did', async (t) => {
      const tried = async (more = {}) => {
        const id = await sent(store, more)
        await outboxIn(store).claim(XB, 'one', 0, 99, 1)
        await outboxIn(store).postpone(id, 'one', clock.now() + HOUR, 'x')
        await asideIn(store).cancel(id, 1)
        return id
      }
      const had = await tried()
      await says(had, 'withdrawn', { status: 'received' })
      t.match(await outboxIn(store).of(had), { withdraw: false }, 'its receipt is fetched')
      t.ok((await outboxIn(store).of(had))!.dueAt <= clock.now())
      t.same(woken, ['XB'])
      const never = await tried()
      await nothing(t, () => says(never, 'withdrawn', { status: 'tombstone' }, {}, 'XC'), { rule: 'unknown-message' })
      await says(never, 'withdrawn', { status: 'tombstone' })
      t.same([await stateOf(never), await outboxIn(store).of(never)], ['cancelled', null])
      const late = await tried({ exp: Math.floor(clock.now() / 1000) + 10 })
      clock.offset = 11_000
      await says(late, 'withdrawn', { status: 'tombstone' })
      t.equal(await stateOf(late), 'expired')
      const odd = await tried()
      await nothing(t, () => says(odd, 'withdrawn', { status: 'cheese' }), { rule: 'type' })
      t.equal(await stateOf(odd), 'queued', 'what nobody knows says nothing')
      const held = await sent(store)
      await receipted(store, held)
      await nothing(t, () => says(held, 'withdrawn', { status: 'tombstone' }), { rule: 'receipted' })
      t.equal(await stateOf(held), 'delivered', 'whose receipt is held came')
      await nothing(t, () => says(never, 'withdrawn', { status: 'received' }), { rule: 'withdrawn' })
      const before = await events()
      await says(never, 'withdrawn', { status: 'tombstone' })
      t.equal(await events(), before, 'the same again is known')
      await store.apart((db) => db.deleteFrom('outbox').execute())
    })

    t.test('answers: once, final, of the receiver alone, and of the manifest that it had', async (t) => {
      const kept = async (id: MessageId): Promise<string[]> =>
        (await setsIn(store).setsOf(id)).filter((s) => s.event !== 'received').map((s) => s.event)
      for (const [words, other, ends] of [
        [['collected', 'accepted'], 'rejected', 'accepted'],
        [['rejected'], 'accepted', 'rejected'],
        [['accepted', 'collected'], 'rejected', 'accepted'],
      ] as const) {
        const id = await sent(store)
        await receipted(store, id)
        for (const word of [...words, ...words]) await says(id, word)
        t.same(await kept(id), words, 'each word once')
        await nothing(t, () => says(id, other), { code: 'state-conflict', rule: 'answered' })
        await nothing(t, () => says(id, other, { agency: 'health' }), { rule: 'answered' })
        await nothing(t, () => says(id, ends, { reason: 'another' }), { rule: 'answered' })
        t.equal(await stateOf(id), ends, words.join(', '))
      }
      const early = await sent(store)
      await says(early, 'accepted', { pending: 1, agency: 'health' })
      await nothing(t, () => says(early, 'rejected', { agency: 'health' }), { rule: 'answered' })
      await receipted(store, early)
      t.equal(await stateOf(early), 'collected', 'what came before the receipt counts as it was said')
      await says(early, 'accepted', { pending: 0, agency: 'health' })
      t.equal(await stateOf(early), 'collected', 'who has spoken is heard once, however many are silent')
      await says(early, 'rejected', { agency: 'customs' })
      t.same([await stateOf(early), await kept(early)], ['rejected', ['accepted', 'rejected']])
      const flooded = await sent(store)
      await receipted(store, flooded)
      for (let i = 0; i < 128; i++) await says(flooded, 'collected', { agency: `office ${i}` })
      await nothing(t, () => says(flooded, 'collected', { agency: 'one more' }), { rule: 'events' })
      await says(flooded, 'collected', { agency: 'office 5' })
      const id = await sent(store)
      await receipted(store, id)
      await says(id, 'accepted', { pending: 2, agency: 'health' })
      t.equal(await stateOf(id), 'collected', 'two agencies have not')
      await says(id, 'accepted', { pending: 0, agency: 'customs' })
      t.equal(await stateOf(id), 'accepted')
      const other = await sent(store)
      await receipted(store, other)
      const unknown = { rule: 'unknown-message' }
      await nothing(t, () => says(other, 'accepted', {}, {}, 'XC'), unknown)
      await nothing(t, () => says(other, 'accepted', { manifest_digest: digestOf('x') }), unknown)
      await nothing(t, () => says(other, 'accepted', {}, { txn: newMessageId(1) }), unknown)
      await nothing(t, () => says(newMessageId(1), 'accepted'), unknown)
      const inbound = await arrived(store)
      await nothing(t, () => says(inbound, 'accepted'), unknown)
      t.equal(await stateOf(other), 'delivered')
      const jws = peers.XB.says('accepted', about(other), { txn: other })
      const before = await events()
      await Promise.all([take(XB, jws), take(XB, jws)])
      t.equal(await events(), before + 1, 'twice is once')
      const { claims } = setOf(jws)
      const jti = claims['jti'] as string
      await nothing(t, () => says(other, 'collected', {}, { jti }), { rule: 'jti' })
      await says(other, 'collected', {}, { jti }, 'XC').catch(() => undefined)
    })

    t.test('a withdrawal is of the message as it is stored, or as it was before it was signed anew', async (t) => {
      const id = await arrived(store)
      const requested = (more: object, claims: object = {}) =>
        says(id, 'withdrawn', { status: 'requested', ...more }, claims)
      const unknown = { rule: 'unknown-message' }
      await nothing(t, () => requested({ manifest_digest: digestOf('x') }), unknown)
      await nothing(t, () => requested({ manifest_digest: digestOf('x'), supersedes: [digestOf('y')] }), unknown)
      await nothing(t, () => requested({}, { txn: newMessageId(1) }), unknown)
      await nothing(t, () => requested({}, { txn: undefined }), unknown)
      await nothing(t, () => says(id, 'withdrawn', { status: 'received' }), unknown)
      await nothing(t, () => says(id, 'withdrawn', { status: 'requested', receipt: 'x' }), { rule: 'closed' })
      t.same(await issued(id), [], 'nothing is answered')
      await requested({ manifest_digest: digestOf('x'), supersedes: [digestOf('y'), digestOf(id)] })
      t.match((await issued(id))[0]!.event, { manifest_digest: digestOf('x'), status: 'received' })
      const before = await events()
      await requested({ manifest_digest: digestOf('x'), supersedes: [digestOf('y'), digestOf(id)] })
      t.equal(await events(), before, 'the same question is not answered while its answer is on its way')
      await store.apart((db) => db.deleteFrom('outbox').execute())
      await requested({ manifest_digest: digestOf('x'), supersedes: [digestOf('y'), digestOf(id)] })
      t.equal((await issued(id)).length, 2, 'and again once that has arrived')
    })

    t.test('odd members', async (t) => {
      const [id, held] = [await sent(store), await arrived(store)]
      await receipted(store, id)
      for (const [event, more] of [
        ['collected', { reason: 'x' }],
        ['collected', { agency: '' }],
        ['accepted', { cheese: 1 }],
        ['accepted', { pending: -1 }],
        ['accepted', { pending: '1' }],
        ['accepted', { wco_pointer: [{ cheese: 1 }] }],
        ['accepted', { wco_pointer: 'x' }],
        ['rejected', { pending: 1 }],
        ['rejected', { reason: 5 }],
        ['rejected', { pointer: {} }],
        ['rejected', { rule: 'x'.repeat(101) }],
        ['withdrawn', {}],
        ['withdrawn', { status: 'tombstone', heads: [] }],
      ] as const)
        await nothing(t, () => says(id, event, more), { code: 'malformed' })
      const own = {
        'key-revoked': { key: 'x', revoked_at: 5 },
        'agreement-revoked': { agreement: digestOf('x'), effective_at: 4_000_000_000 },
        'agreement-suspended': { agreement: digestOf('x'), procedures: [{ name: 'aeo', from: 4_000_000_000 }] },
        'legal-hold': { hold: newMessageId(1), agreement: digestOf('x'), procedure: 'aeo', keeps: 'documents', authority: 'x', reason: 'x', conversation: newMessageId(1), until: 5, lifted: true }, // prettier-ignore
        tally: { from: 0, to: 1, count: 0, digest: digestOf(''), pending: [] },
        rollback: { origin: 'juxta.xb.example/2030', size: 5, identity: 2, seen: 'x' },
      }
      for (const [event, body] of Object.entries(own)) {
        for (const beside of [id, held])
          await nothing(t, () => take(XB, peers.XB.says(event, { ...body, ...about(beside) })), { rule: 'closed' })
        await nothing(t, () => take(XB, peers.XB.says(event, body, { txn: id })), { pointer: '/txn' })
        for (const member of Object.keys(body).filter((m) => m !== 'shard'))
          await nothing(t, () => take(XB, peers.XB.says(event, { ...body, [member]: {} })), { code: 'malformed' })
      }
      t.equal(await stateOf(id), 'delivered')
      t.equal((await setsIn(store).setsOf(held)).length, 1, 'beside what came stands its receipt alone')
    })

    t.test('who signed, for whom, and when', async (t) => {
      const id = await sent(store)
      await receipted(store, id)
      await nothing(t, () => says(id, 'accepted', {}, { iss: 'XC' }), { code: 'sender-mismatch' })
      await nothing(t, () => says(id, 'accepted', {}, { aud: 'XC' }), { code: 'wrong-recipient' })
      await nothing(t, () => take(XB, peers.XC.says('accepted', about(id), { txn: id, iss: 'XB' })), {
        code: 'key-unknown',
      })
      const now = Math.floor(clock.now() / 1000)
      peers.XB.key.revoked_at = now - 10
      await nothing(t, () => says(id, 'accepted', {}, { iat: now - 60 }), { rule: 'key-validity' })
      peers.XB.key.revoked_at = undefined
      peers.XB.key.until = now - 10
      await nothing(t, () => says(id, 'accepted'), { rule: 'key-validity' })
      peers.XB.key.until = 9e9
      peers.XB.key.from = now - 10
      await nothing(t, () => says(id, 'accepted', {}, { iat: now - 60 }), { rule: 'key-validity' })
      peers.XB.key.from = 0
      await says(id, 'accepted')
    })

    t.test('a log that lost its end has what it receipted there sent again, once', async (t) => {
      const [before, lost, ended] = [await sent(store), await sent(store), await sent(store, { exp: 5 })]
      const elsewhere = await sent(store, { peer: XC })
      await receipted(store, before, 4, { shard: '2030' })
      await receipted(store, lost, 5, { shard: '2030' })
      await receipted(store, ended, 6, { shard: '2030' })
      await receipted(store, elsewhere, 7, { shard: '2030', peer: XC })
      await says(lost, 'collected')
      const answered = await sent(store)
      await receipted(store, answered, 8, { shard: '2030' })
      await says(answered, 'rejected')
      clock.offset = 1000
      const [old, other] = [logOf('juxta.xb.example/2030'), logOf('juxta.xb.example/2030')]
      const foreign = logOf('juxta.xc.example/2030')
      const names = async (country: string, version: number, { origin, vkey }: { origin: string; vkey: string }) => {
        const { key } = await makeNoteKey(`${country}/witness`, 4)
        const identity = {
          country,
          version,
          tls: [],
          keys: [{ ...peers[country as 'XB'].key }],
          log: { origin, vkey },
          witness: { name: key.name, vkey: encodeVerifierKey(key) },
        } as unknown as Identity
        await store.transact((tx) => storeIdentity(tx, identity, JSON.stringify(identity)))
      }
      await names('XC', 1, foreign)
      await names('XB', 1, old)
      const next = logOf('juxta.xb.example/2030.02')
      await names('XB', 2, next)
      await store.apart((db) =>
        db
          .insertInto('identity')
          .values({ country: 'XB', version: 3, jws: 'cheese', shard: '', logIndex: 0 })
          .execute(),
      )
      const five = { origin: old.origin, size: 5, identity: 2, checkpoint: await old.note(5), seen: await old.note(9) }
      const rolled = (more: object) => take(XB, peers.XB.says('rollback', { ...five, ...more }))
      for (const [what, more, pointer] of [
        [
          'of the log of another',
          { origin: foreign.origin, checkpoint: await foreign.note(5), seen: await foreign.note(9) },
          /origin$/,
        ],
        ['with no log in its place', { identity: 1 }, /identity$/],
        ['with a log in its place that nobody names', { identity: 4 }, /identity$/],
        ['with a log in its place that cannot be read', { identity: 3 }, /identity$/],
        ['of another size than is signed', { size: 0 }, /checkpoint$/],
        ['of a size that nobody signed', { size: 0, checkpoint: undefined, seen: await other.note(9) }, /seen$/],
        ['with the checkpoint of another log', { checkpoint: await foreign.note(5) }, /seen$/],
        ['under another key', { checkpoint: await other.note(5) }, /seen$/],
        ['of a log that lost nothing', { seen: await old.note(5) }, /seen$/],
        ['of a log that another one had lost', { seen: await foreign.note(9) }, /seen$/],
        ['of a log, by what the next one has', { seen: await next.note(9) }, /seen$/],
        ['that a receipt of another shows', { seen: peers.XC.says('received', receiptIn(old.origin, 9)) }, /seen$/],
        [
          'that a receipt shows which it has not lost',
          { seen: peers.XB.says('received', receiptIn(old.origin, 4)) },
          /seen$/,
        ],
      ] as const)
        await nothing(t, () => rolled(more), { rule: 'unproven', pointer }, what)
      for (const member of ['identity', 'seen'])
        await nothing(t, () => rolled({ [member]: undefined }), { rule: 'required' })
      t.same(await Promise.all([before, lost, elsewhere, ended].map(stateOf)), ['delivered', 'collected', 'delivered', 'delivered']) // prettier-ignore
      alerts.length = 0
      const jws = peers.XB.says('rollback', { ...five, seen: peers.XB.says('received', receiptIn(old.origin, 8)) })
      await take(XB, jws)
      t.same(await Promise.all([before, lost, elsewhere, ended].map(stateOf)), ['delivered', 'queued', 'delivered', 'delivered']) // prettier-ignore
      t.equal(await stateOf(answered), 'rejected', 'an answer is undone by nothing')
      t.same([alerts, woken], [['peer-rollback'], ['XB', 'XC']])
      const warnings = store.read.selectFrom('outbox').select(['peer', 'body']).where('kind', '=', 'warning')
      t.same(await warnings.execute(), [{ peer: 'XC', body: JSON.stringify({ rollback: jws }) }], 'others are told')
      await receipted(store, lost, 9, { shard: '2030' })
      t.equal(await stateOf(lost), 'delivered', 'what was said before is said of what it no longer has')
      await take(XB, jws)
      t.equal(await stateOf(lost), 'delivered')
      await says(lost, 'collected')
      t.equal(await stateOf(lost), 'collected', 'it is collected anew')
      alerts.length = 0
      await nothing(t, () => rolled({ size: 0, checkpoint: undefined }), { rule: 'rolled-back' })
      t.same(alerts, ['event-refused'])
      await rolled({})
      t.equal(await stateOf(before), 'delivered', 'a log is rolled back once')
      t.equal(alerts.length, 1)
    })

    t.test('a tally is compared once; a revoked key has the identity read; what is none is refused', async (t) => {
      const tally = { shard: '2026', from: 0, to: 5, count: 0, digest: digestOf(''), pending: [] }
      const jws = peers.XB.says('tally', tally)
      await take(XB, jws)
      await take(XB, jws)
      t.equal(compared.length, 1)
      await nothing(t, () => take(XB, peers.XB.says('tally', { ...tally, origin: 'x' })), { rule: 'closed' })
      const revoked = (revoked_at: number) => take(XB, peers.XB.says('key-revoked', { key: 'a pin', revoked_at }))
      await nothing(t, () => revoked(5), { rule: 'unproven' })
      peers.XB.published.push({ spki: 'a pin', revoked_at: 5 })
      await nothing(t, () => revoked(6), { rule: 'unproven' })
      const before = await events()
      for (let i = 0; i < 3; i++) await revoked(5)
      t.equal(await events(), before + 1, 'a key is withdrawn once')
      t.same(refreshed, ['XB', 'XB'], 'and the identity is asked for where it does not say so yet')
      await nothing(t, () => take(XB, peers.XB.says('refused', {})), { rule: 'event' })
    })

    t.test(
      'what ended and is named by others is taken back at its receiver, once, with the heads that it had',
      async (t) => {
        const head = newMessageId(1)
        const [live, gone] = [await sent(store), await sent(store, { contextJson: JSON.stringify({ xHeads: [head] }) })]
        await asideIn(store).cancel(gone, 5)
        for (const id of [live, gone, await arrived(store), newMessageId(2)]) await tellEnded(node, id)
        await tellEnded(node, gone)
        t.same(
          (await issued(gone)).map((s) => [s.name, s.claims['aud'], s.event]),
          [['withdrawn', 'XB', { ...about(gone), status: 'requested', heads: [head] }]],
        )
        t.same(await issued(live), [])
        t.same(woken, ['XB'])
      },
    )

    t.test('each agency answers for itself, once; the message is accepted by the last', async (t) => {
      const collect = createCollect(node)
      for (const [n, agency] of ['customs', 'health'].entries())
        await agenciesIn(store).subscribe({
          id: newMessageId(n),
          agency,
          procedure: 'pre-arrival',
          types: null,
          createdAt: n,
        })
      const said = async (id: MessageId) =>
        (await issued(id)).map((s) => [s.name, s.event['agency'] ?? null, s.event['pending'] ?? 0])
      const id = await arrived(store)
      await collect.collected(id, 'customs')
      await collect.collected(id, 'customs')
      t.same([await said(id), await stateOf(id)], [[['collected', 'customs', 0]], 'collected'])
      await collect.answer(id, { outcome: 'accepted' }, 'customs')
      t.same([(await said(id)).at(-1), await stateOf(id)], [['accepted', 'customs', 1], 'collected'])
      await collect.answer(id, { outcome: 'accepted' }, 'customs')
      t.equal((await said(id)).length, 2, 'the same again is the same')
      await t.rejects(collect.answer(id, { outcome: 'rejected' }, 'customs'), { code: 'state-conflict' })
      await collect.answer(id, { outcome: 'accepted' }, 'health')
      t.same([(await said(id)).at(-1), await stateOf(id)], [['accepted', 'health', 0], 'answered'])
      await t.rejects(collect.answer(id, { outcome: 'rejected' }, null), { code: 'state-conflict' })

      const refused = await arrived(store)
      await collect.answer(refused, { outcome: 'rejected', reason: 'mouldy' }, 'health')
      t.same([await said(refused), await stateOf(refused)], [[['rejected', 'health', 0]], 'answered'], 'a no is a no')

      const mine = await arrived(store, { agency: 'health' })
      await collect.answer(mine, { outcome: 'accepted' }, 'health')
      t.equal(await stateOf(mine), 'answered', 'nobody else is asked')
      const whole = await arrived(store)
      const both = await Promise.allSettled([
        collect.answer(whole, { outcome: 'accepted' }, null),
        collect.answer(whole, { outcome: 'rejected' }, null),
      ])
      t.same(both.map((b) => b.status).sort(), ['fulfilled', 'rejected'], 'of two at once one')
      t.equal((await said(whole)).length, 1)
      const own = await sent(store)
      await t.rejects(collect.answer(own, { outcome: 'accepted' }, null), { code: 'not-found' })
      await t.rejects(collect.collected(own, null), { code: 'not-found' })
    })
  })
type Tap = typeof t
