/** What a node cosigns of its neighbours' logs, what its own log says of that, and what it tells them: on a store without a network. */
import pino from 'pino'
import t from 'tap'
import { createLogWarning } from '../../node/exchange/log-warning.ts'
import { createWitness } from '../../node/exchange/witness.ts'
import { readCheckpoint } from '../../node/log/checkpoint.ts'
import { addCheckpointRequest } from '../../node/log/witness.ts'
import { checkCosignatures } from '../../node/log/cosignature.ts'
import { encodeVerifierKey, parseSignatureLines } from '../../node/log/note.ts'
import type { Identity } from '../../node/message/identity.ts'
import type { Node } from '../../node/node.ts'
import { PeerDirectory } from '../../node/peers/directory.ts'
import { storeIdentity } from '../../node/peers/identity-names.ts'
import { registryIn } from '../../node/peers/registry.ts'
import { parseLeaf } from '../../node/log/entry.ts'
import { logIn } from '../../node/store/log.ts'
import type { Country } from '../../node/values/country.ts'
import { warningsIn } from '../../node/exchange/warn-others.ts'
import { makeKey, privateKey } from '../../node/seal/keys.ts'
import { signCompactWith } from '../../node/seal/local-keys.ts'
import { historyOf } from '../log/history.ts'
import { makeNoteKey } from '../log/note-keys.ts'
import { ShiftedClock } from '../nodes.ts'
import { stores } from '../servers.ts'
import { emptyStore, XA, XB, XC } from './stored.ts'

const MINUTE = 60_000
const theirs = await makeNoteKey('juxta.xb.example/2026')
const [mine, fork] = [historyOf(theirs), historyOf(theirs, 90)]

for (const kind of stores())
  t.test(kind.name, kind.options, async (t) => {
    const { store } = await emptyStore(t, kind)
    const clock = new ShiftedClock()
    const own = await makeNoteKey('juxta.xa.example/2026/witness', 4)
    const [before, lattice] = [await makeNoteKey(own.key.name, 6), await makeNoteKey(own.key.name, 6)]
    const changed: (() => Promise<void>)[] = []
    const alerts: [string, string | null, string][] = []
    const settledOf: [string, string][] = []
    let asked = 0
    const [theirWitness, stranger] = [await makeNoteKey('x', 4), await makeNoteKey(theirs.key.name)]
    const signing = await makeKey('ES256')
    let serves: typeof mine | null = null
    const identity = {
      log: { origin: theirs.key.name, vkey: encodeVerifierKey(theirs.key) },
      witness: { name: 'x', vkey: encodeVerifierKey(theirWitness.key) },
      tls: [],
      keys: [],
    }
    const stored = { ...identity, country: XB, version: 1 } as unknown as Identity
    const publish = () => store.transact((tx) => storeIdentity(tx, stored, JSON.stringify(stored)))
    const directory = new PeerDirectory(registryIn(store), JSON.parse)
    const peers = [{ country: XB, state: 'active', identity }]
    const node = {
      country: XA,
      store,
      clock,
      settings: { witnessQuorum: 0, witnessSeconds: 60 },
      logger: pino({ level: 'silent' }),
      own: {
        identity: {
          witness: { vkey: encodeVerifierKey(own.key), more: [before, lattice].map((k) => encodeVerifierKey(k.key)) },
        },
        signingKey: { kid: signing.kid, alg: 'ES256' },
      },
      signer: {
        signNote: (key: Uint8Array, bytes: Uint8Array) =>
          (lattice.key.publicKey.equals(key) ? lattice : own).sign(bytes),
        hasNoteKey: () => true,
        signCompact: async (header: Parameters<typeof signCompactWith>[1], payload: string) =>
          signCompactWith(await privateKey(signing.pem, 'ES256'), header, payload),
      },
      transport: {
        // It serves the history that it showed last.
        request: async (_: string, { path }: { path: string }) => {
          const tile = serves?.tile(path.replace('/log/2026/', ''))
          return tile ? { status: 200, body: tile.toString('latin1') } : { status: 404, body: '' }
        },
      },
      directory: {
        all: () => peers,
        get: (country: string) => peers.find((p) => p.country === country),
        onChange: (listener: () => Promise<void>) => void changed.push(listener),
        identitiesOf: (country: Country) => directory.identitiesOf(country),
      },
      introduce: {
        async refreshIdentity() {
          asked++
          return false
        },
      },
      alert: async (kind: string, peer: string | null, _: string, subject: string) =>
        void alerts.push([kind, peer, subject]),
      settle: async (kind: string, _: string, subject: string) => void settledOf.push([kind, subject]),
    } as unknown as Node
    const witness = createWitness(node, createLogWarning(node))
    /** Another replica of the same country. */
    const other = createWitness(node, createLogWarning(node))
    const show = async (from: number, to: number, history = mine, at = witness) =>
      at.addCheckpoint(
        XB,
        Buffer.from(
          addCheckpointRequest(
            from,
            from > 0 && from < to ? await history.proof(from, to) : [],
            await history.signed(to),
          ),
        ),
      )
    const said = async (): Promise<number> => {
      const { shard } = await logIn(store).head()
      const leaves = await logIn(store).leaves(shard, 0, 1000)
      return leaves.filter(({ data }) => parseLeaf(data.toString()).kind === 'peer-checkpoint').length
    }
    const seen = async () => {
      const [checkpoint] = (await witness.seenOf(XB)).checkpoints
      if (checkpoint === undefined) return [null, null]
      const { size, root } = readCheckpoint(checkpoint).checkpoint
      return [size, root.toString('base64')]
    }
    const at = (size: number) => [size, mine.at(size).root.toString('base64')]

    t.test('a log that nobody knows is asked for, not too often, and not cosigned', async (t) => {
      t.equal((await show(0, 5)).status, 404)
      t.equal((await show(0, 5)).status, 404)
      t.equal(asked, 1)
      clock.offset += 11_000
      await show(0, 5)
      t.equal(asked, 2)
      await publish()
      clock.offset += 11_000
      t.same(await seen(), [null, null])
    })

    t.test(
      'what is cosigned is kept; our own log says so at most every quarter of an hour, and only of growth',
      async (t) => {
        const answer = await show(0, 10)
        t.match(answer, { status: 200, body: /^— juxta.xa.example\/2026\/witness / })
        const { text } = readCheckpoint(await mine.signed(10)).note
        const { valid, invalid } = checkCosignatures({ text, signatures: parseSignatureLines(answer.body) }, [
          ...[own.key, before.key, lattice.key],
        ])
        t.same(
          [valid.map((c) => c.key.id), invalid],
          [[own.key.id, lattice.key.id], []],
          'by Ed25519 and the newest ML-DSA',
        )
        t.same([await seen(), await said()], [at(10), 1])
        t.equal((await show(10, 20)).status, 200)
        t.same([await seen(), await said()], [at(20), 1])
        clock.offset += 16 * MINUTE
        t.equal((await show(20, 20)).status, 200)
        t.equal(await said(), 1, 'it has not grown')
        t.equal((await show(20, 30)).status, 200)
        t.equal(await said(), 2)
        clock.offset += 14 * MINUTE
        await show(30, 31)
        t.equal(await said(), 2)
        clock.offset += 2 * MINUTE
        await show(31, 32)
        t.equal(await said(), 3)
      },
    )

    t.test('what is refused counts for nothing, and two histories are told', async (t) => {
      await show(32, 100)
      t.match(await show(60, 200), { status: 409, type: 'text/x.tlog.size', body: '100\n' })
      t.same([await seen(), alerts], [at(100), []])
      t.equal((await show(100, 100, fork)).status, 409)
      t.same([await seen(), alerts.splice(0)], [at(100), [['split-view', 'XB', theirs.key.name]]])
      t.equal((await show(100, 150, fork)).status, 422)
      t.same([await seen(), alerts.splice(0)], [at(100), [['inconsistent', 'XB', theirs.key.name]]])
      t.equal((await warningsIn(store).finding(theirs.key.name))?.owner, 'XB', 'the first of them is kept')
      serves = fork
      clock.offset += MINUTE
      t.equal((await show(100, 150, fork)).status, 422)
      t.same(
        alerts.splice(0).map(([kind]) => kind),
        ['inconsistent', 'split-view'],
        'what its owner itself serves proves the other history',
      )
      serves = mine
      clock.offset += MINUTE
      t.equal((await show(100, 150, fork)).status, 422)
      t.same(
        alerts.splice(0).map(([kind]) => kind),
        ['inconsistent'],
        'what it does not serve proves nothing',
      )
      t.equal((await show(100, 50)).status, 400)
      t.same(await seen(), at(100))
      const other = await makeNoteKey(theirs.key.name)
      t.equal((await show(100, 120, historyOf(other))).status, 403, 'another key of that name')
      t.same(await seen(), at(100))
      t.equal((await show(100, 120)).status, 200, 'the true one goes on')
      t.equal((await witness.seenOf(XB)).checkpoints[0], await mine.signed(120), 'what was shown is the proof')
    })

    t.test(
      'less than was cosigned is told when nothing else comes for a minute, and not of replicas that overtake each other',
      async (t) => {
        let size = 120
        for (let i = 0; i < 4; i++) {
          t.equal((await show(size, size + 1, mine, other)).status, 200)
          t.equal((await show(size - 1, size)).status, 409, 'a replica that is late')
          size++
          clock.offset += MINUTE / 2
        }
        t.same(alerts, [])
        await show(size - 1, size - 1)
        clock.offset += MINUTE
        await show(size - 1, size - 1)
        t.same(alerts.splice(0), [['behind', 'XB', theirs.key.name]])
        settledOf.splice(0)
        t.equal((await show(size, size)).status, 200)
        t.same(settledOf, [['behind', theirs.key.name]], 'which is over when all is there again')
      },
    )

    t.test('a log is cosigned for its owner alone', async (t) => {
      const body = addCheckpointRequest(124, await mine.proof(124, 130), await mine.signed(130))
      t.match(await witness.addCheckpoint(XC, Buffer.from(body)), { status: 403, body: /of another country/ })
      const other = addCheckpointRequest(120, [], await fork.signed(120))
      t.equal((await witness.addCheckpoint(XC, Buffer.from(other))).status, 403)
      const unsigned = addCheckpointRequest(120, [], await historyOf(stranger).signed(120))
      t.equal((await witness.addCheckpoint(XC, Buffer.from(unsigned))).status, 403)
      const foreign = ['foreign-log', 'XC', theirs.key.name]
      t.same(
        [await seen(), alerts.splice(0)],
        [at(124), [foreign, foreign, foreign]],
        'what a third shows spoils nothing, and blames the third',
      )
    })

    t.test('a log stays that of its first owner, whatever stands in the store of a country before it', async (t) => {
      const AA = 'AA' as Country
      const planted = { ...identity, log: { ...identity.log, vkey: encodeVerifierKey(stranger.key) } }
      await store.apart((db) =>
        db
          .insertInto('identity')
          .values({ country: AA, version: 1, jws: JSON.stringify(planted), shard: '', logIndex: 0 })
          .execute(),
      )
      peers.unshift({ country: AA, state: 'active', identity: planted })
      for (const listener of changed) await listener()
      const body = addCheckpointRequest(120, [], await historyOf(stranger).signed(120))
      t.equal((await witness.addCheckpoint(AA, Buffer.from(body))).status, 403)
      t.equal((await show(124, 125)).status, 200)
      t.same(alerts.splice(0), [['foreign-log', 'AA', theirs.key.name]])
    })

    t.test('each is told what was seen of its own logs, of those too that it has closed', async (t) => {
      const closed = (await witness.seenOf(XB)).checkpoints
      const nextKey = await makeNoteKey('juxta.xb.example/2027')
      const next = { ...stored, version: 2, log: { origin: nextKey.key.name, vkey: encodeVerifierKey(nextKey.key) } }
      await store.transact((tx) => storeIdentity(tx, next, JSON.stringify(next)))
      for (const listener of changed) await listener()
      t.same((await witness.seenOf(XB)).checkpoints, closed)
      const signed = await historyOf(nextKey).signed(5)
      t.equal((await witness.addCheckpoint(XB, Buffer.from(addCheckpointRequest(0, [], signed)))).status, 200)
      t.same((await witness.seenOf(XB)).checkpoints, [signed, ...closed])
      t.same(await witness.seenOf(XC), { checkpoints: [], receipts: [] })
    })
  })
