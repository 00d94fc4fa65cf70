/** The catalogues of alerts, errors, metrics and messages: the pages for people are those of the code, and each row says enough to act on. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { rankOf, ranksOf } from '../../node/operate/alert-ranks.ts'
import { SEVERITIES } from '../../node/operate/alert.ts'
import { ALERTS, alertOf } from '../../node/operate/alerts.ts'
import { Metrics, METRICS } from '../../node/operate/metrics.ts'
import { SCHEMA } from '../../node/schema.ts'
import { tablesOf } from '../../node/store/dump.ts'
import { newest } from '../../node/store/migrate.ts'
import { ERRORS } from '../../node/values/errors.ts'
import { ROOT } from '../shared-data.ts'

t.test('the pages in docs/reference are not stale', async (t) => {
  const script = join(ROOT, 'scripts', 'docs.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' })
  t.equal(status, 0, `${stdout}${stderr}`)
})

t.test('every alert and error says what it means and what to do, in sentences', async (t) => {
  for (const [kind, { means, mend }] of Object.entries(ALERTS))
    for (const text of [means, mend]) t.match(text, /^[A-Z].*\.$/s, kind)
  for (const [code, { title, mend }] of Object.entries(ERRORS)) {
    t.match(title, /^[A-Z]/, code)
    t.match(mend, /^[A-Z].*[.…"]$/s, code)
  }
  t.same(SEVERITIES.flatMap(ranksOf).sort(), [0, 1, 2, 3, 4, 5], 'each severity has two ranks of its own')
  for (const [kind, alert] of Object.entries(ALERTS))
    t.equal(ranksOf(alert.severity)['security' in alert ? 0 : 1], rankOf(kind), kind)
  t.ok(rankOf('event-refused') < rankOf('disk'), 'a warning about security comes before what is critical and is not')
  t.equal(alertOf('of another release').severity, 'warning')
})

t.test('every alert is raised somewhere, and one that closes by itself is settled somewhere', async (t) => {
  const node = readdirSync(join(ROOT, 'node'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/operate.alerts(-of-[a-z]+)?\.ts$/.test(path))
    .map((path) => readFileSync(join(ROOT, 'node', path), 'utf8'))
  const named = new Map(Object.keys(ALERTS).map((kind) => [kind, node.filter((text) => text.includes(`'${kind}'`))]))
  for (const [kind, row] of Object.entries(ALERTS)) {
    const files = named.get(kind)!
    t.ok(files.length > 0, `${kind} is raised`)
    if ('closes' in row)
      t.ok(
        files.some((text) => /\b(settle|settleOnce|hold)\(/.test(text)),
        `${kind} is settled`,
      )
  }
})

t.test('what /metrics shows are the metrics of the table, each with its labels', async (t) => {
  const metrics = new Metrics()
  metrics.count('juxta_messages_refused_total', { peer: 'XB', problem: 'stale' })
  metrics.observe('juxta_delivery_seconds', { peer: 'XB' }, 0.2)
  metrics.show('juxta_outbox_waiting', [{ labels: { peer: 'XB' }, value: 3 }])
  metrics.show('juxta_outbox_waiting', [{ labels: { peer: 'XC' }, value: 1 }])
  const text = await metrics.text()
  for (const [name, { type, help }] of Object.entries(METRICS)) {
    t.ok(text.includes(`# HELP ${name} ${help}\n`), name)
    t.ok(text.includes(`# TYPE ${name} ${type}\n`), name)
  }
  t.match(text, 'juxta_messages_refused_total{peer="XB",problem="stale"} 1')
  t.match(text, 'juxta_delivery_seconds_bucket{le="0.5",peer="XB"} 1')
  t.match(text, 'juxta_outbox_waiting{peer="XC"} 1')
  t.notMatch(text, 'juxta_outbox_waiting{peer="XB"}', 'what is not there any more is not shown')
})

t.test('docs/reference/growth.md says of every table what bounds it', async (t) => {
  const rows = readFileSync(join(ROOT, 'docs', 'reference', 'growth.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  const named = rows.flatMap((row) => [...row.split(' | ')[0]!.matchAll(/`(\w+)`/g)].map(([, name]) => name!))
  const tables = (await tablesOf(SCHEMA, newest(SCHEMA))).map(({ name }) => name)
  t.same(named.sort(), tables.sort(), 'each once')
})
