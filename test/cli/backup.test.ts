/** Backup and restore: one moment of a running node in one encrypted file, and the node made again from it, on either store. */
import { logIn } from '../../node/store/log.ts'
import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { logsIn } from '../../node/store/dump.ts'
import { SCHEMA } from '../../node/schema.ts'
import { openStore } from '../../node/store/store.ts'
import { makeBackup } from '../../node/cli/backup.ts'
import { restoreBackup } from '../../node/cli/restore.ts'
import { trustOf } from '../trust-of.ts'
import { stores, temporaryFolder } from '../servers.ts'
import { juxta, juxtaAlone, juxtaWith } from './juxta.ts'
import { settled, startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'

const PASSPHRASE = 'correct horse battery staple'
// The cheapest that a backup may have: the tests make many.
const COST = 2 ** 14
const STORES = stores()
for (const from of STORES)
  for (const to of STORES)
    t.test(`from ${from.name} to ${to.name}, under load`, { ...from.options, ...to.options }, async (t) => {
      const [a, b] = (await startTestNodes(t, {
        env: async (country) => (country === 'XA' ? { JUXTA_STORE: await from.make(t) } : {}),
      })) as [TestNode, TestNode]
      for (let i = 0; i < 5; i++) await untilState(a, (await submit(a, b)).body.id, 'delivered')
      const loading = Promise.all(Array.from({ length: 40 }, () => submit(a, b)))
      const file = join(temporaryFolder(t), 'xa.backup')
      const made = await makeBackup(a.dir, file, PASSPHRASE, { cost: COST })
      await loading
      t.notMatch(readFileSync(file).toString('latin1'), /PRIVATE KEY|jx_[\w-]{8}|cheese/, 'nothing of it can be read')
      const dir = join(temporaryFolder(t), 'again')
      const store = await to.make(t)
      const done = await restoreBackup(file, dir, PASSPHRASE, { store })
      t.same(done.end.rows, made.rows)
      const [log] = await logsIn(store)
      t.match(made.logs, [{ origin: log!.origin, size: log!.size }])
      const again = await openStore(store, SCHEMA, () => undefined)
      t.teardown(() => again.close())
      const leaves = await logIn(again).leaves(log!.shard, 0, log!.size)
      t.same(
        leaves.map((l) => l.data.toString()),
        (await logIn(a.node.store).leaves(log!.shard, 0, log!.size)).map((l) => l.data.toString()),
        'the log is the same up to that moment',
      )
      for (const name of ['keys', 'certificates', 'local.key', 'juxta.env']) t.ok(existsSync(join(dir, name)), name)
      const checked = await juxta(
        'log',
        'check',
        '--dir',
        dir,
        '--json',
        '--trust',
        trustOf(temporaryFolder(t), [{ country: 'XA', dir }], { quorum: 0 }),
      )
      t.equal(checked.code, 0, checked.out)
      const started = await juxta('start', '--dir', dir, '--check')
      t.equal(started.code, 0, started.out)
      await t.rejects(restoreBackup(file, join(temporaryFolder(t), 'x'), PASSPHRASE, { store }), {
        code: 'state-conflict',
        rule: 'store-not-empty',
      })
    })

t.test('what is damaged, cut off or opened with the wrong passphrase writes nothing', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  await untilState(a, (await submit(a, b)).body.id, 'delivered')
  const folder = temporaryFolder(t)
  const file = join(folder, 'xa.backup')
  const { bytes } = await makeBackup(a.dir, file, PASSPHRASE, { cost: COST })
  const dir = join(folder, 'again')
  const refused = (path: string, passphrase: string, wanted: { code: string | RegExp; rule?: string }) =>
    t.rejects(restoreBackup(path, dir, passphrase), wanted)
  await refused(file, 'another passphrase', { code: 'cannot-decrypt', rule: 'passphrase' })
  const good = readFileSync(file)
  const bad = join(folder, 'bad.backup')
  for (const at of [0, 5, 20, 150, 260, Math.floor(bytes / 2), bytes - 30, bytes - 1]) {
    const flipped = Buffer.from(good)
    flipped[at]! ^= 1
    writeFileSync(bad, flipped)
    await refused(bad, PASSPHRASE, { code: /malformed|cannot-decrypt|unsupported-version/ })
  }
  for (const size of [0, 10, 100, bytes - 1, bytes - 1000]) {
    writeFileSync(bad, good)
    truncateSync(bad, size)
    await refused(bad, PASSPHRASE, { code: 'malformed' })
  }
  t.notOk(existsSync(dir), 'no folder was made')
  await t.rejects(makeBackup(a.dir, file, PASSPHRASE, { cost: COST }), { code: 'state-conflict', rule: 'file-exists' })
  for (let i = 0; i < 3; i++) await untilState(a, (await submit(a, b)).body.id, 'delivered')
  await t.rejects(restoreBackup(file, dir, PASSPHRASE, { store: a.node.settings.store }), {
    code: 'state-conflict',
    rule: 'log-rollback',
  })
})

t.test('the commands, and a node that is restored while its neighbour knows more', async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  await untilState(a, (await submit(a, b)).body.id, 'delivered')
  const folder = temporaryFolder(t)
  const file = join(folder, 'xa.backup')
  const env = { JUXTA_BACKUP_PASSPHRASE: PASSPHRASE }
  t.equal((await juxta('backup', '--dir', a.dir, '-o', file)).code, 3, 'no passphrase')
  const made = await juxtaWith(env, 'backup', '--dir', a.dir, '-o', file)
  t.equal(made.code, 0, made.out)
  for (let i = 0; i < 3; i++) await untilState(a, (await submit(a, b)).body.id, 'delivered')
  await settled('XB has cosigned what came after', async () => {
    const { cosigned, size } = (await a.call('GET', '/v1/log')).body
    return cosigned[0]?.size === size
  })
  await a.node.stop()
  const dir = join(folder, 'again')
  const restored = await juxtaWith(env, 'restore', file, '--dir', dir)
  t.equal(restored.code, 0, restored.out)
  t.match(restored.out, /neighbours are asked/)
  const started = await juxtaAlone('start', '--dir', dir)
  t.equal(started.code, 1, started.out)
  t.match(started.out, /XB holds a receipt that names leaf|XB has cosigned/)
})
