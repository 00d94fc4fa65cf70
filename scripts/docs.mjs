// Writes docs/reference/ from the catalogues in the code: alerts, errors, metrics, message types. With --check: fails where a page is stale. Runs on dist/.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const from = (path) => import(new URL(`../dist/node/${path}`, import.meta.url).href)
const { ALERTS } = await from('operate/alerts.js')
const { rankOf } = await from('operate/alert-ranks.js')
const { METRICS } = await from('operate/metrics.js')
const { ERRORS } = await from('values/errors.js')
const { CHECKS, DIFFERENCES } = await from('auditor/log-findings.js')
const { FINDINGS } = await from('auditor/findings.js')
const { PROCEDURES } = await from('procedures/procedures.js')

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ')
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')
const code = (text) => `\`${text}\``
const opening = (title, text) =>
  `# ${title}\n\n${text} Written by \`npm run docs\` from the code; a test fails where it is stale.\n\n`

const alerts = Object.entries(ALERTS).sort(([a], [b]) => rankOf(a) - rankOf(b))
const TURN = { reject: 'caller', retry: 'later', fatal: 'node' }
const BY = { machine: 'a machine', person: 'a person', either: 'either' }

const pages = {
  alerts:
    opening(
      'Alerts',
      'What a node tells its operators (`juxta alerts`, `GET /v1/alerts`, `juxta_alerts_open`), in the order of its lists: what is about security first, then the gravest. One is open for each kind, peer and subject, and counted.',
    ) +
    table(
      ['kind', 'severity', 'means', 'what to do', 'closes by itself'],
      alerts.map(([kind, a]) => [
        code(kind),
        a.security ? `${a.severity}, security` : a.severity,
        a.means,
        a.mend,
        a.closes ?? 'no',
      ]),
    ),
  errors:
    opening(
      'Errors',
      'Every failure that a node can name: problem types (RFC 9457) of the window side, of the exchange side and of the command line.',
    ) +
    table(
      ['code', 'status', 'means', 'whose turn', 'what to do'],
      Object.entries(ERRORS).map(([name, e]) => [code(name), e.status, e.title, TURN[e.fault], e.mend]),
    ),
  findings:
    opening(
      'Findings',
      'What `juxta verify` finds in evidence, and in findings against logs that somebody signed. `ok`: shown; `note`: to be known, the verdict stands; `incomplete`: right as far as it goes, but less than is asked for (exit 2); `invalid`: the evidence is wrong (exit 1).',
    ) +
    table(
      ['finding', 'weight', 'means'],
      Object.entries(FINDINGS).map(([name, f]) => [code(name), f.weight, f.means]),
    ),
  metrics:
    opening('Metrics', 'What `/metrics` shows beside the figures of the process itself, as Prometheus reads it.') +
    table(
      ['name', 'type', 'labels', 'means'],
      Object.entries(METRICS).map(([name, m]) => [code(name), m.type, m.labels.map(code).join(', '), m.help]),
    ),
  'log-findings':
    opening(
      'Findings about logs',
      'What `juxta log check` and `juxta reconcile` can find ([logs.md](../proof/logs.md)). `invalid`: exit 1; `incomplete`: exit 2; `note`: neither.',
    ) +
    [
      ['Of one log', CHECKS],
      ['Of two logs', DIFFERENCES],
    ]
      .map(
        ([title, all]) =>
          `## ${title}\n\n${table(
            ['finding', 'weight', 'means'],
            Object.entries(all).map(([name, f]) => [code(name), f.weight, f.means]),
          )}`,
      )
      .join('\n\n'),
  messages:
    opening(
      'Messages',
      'The types of message that a node knows, by procedure. Their schemas: `GET /v1/schemas`, `node/procedures/*/messages.yaml`.',
    ) +
    PROCEDURES.all
      .map(
        ({ name, version, types, reservedFor }) =>
          `## ${name}\n\nVersion ${version}.${reservedFor === undefined ? '' : ` For the role \`${reservedFor}\` alone.`}\n\n` +
          table(
            ['type', 'from', 'states or asks', 'who answers for it', 'priority'],
            Object.entries(types).map(([type, t]) => [
              code(type),
              t.from === 'both' ? 'both' : t.from.join(', '),
              t.decides ? 'states' : 'asks',
              BY[t.by],
              t.priority,
            ]),
          ),
      )
      .join('\n\n'),
}

let stale = false
mkdirSync(`${root}docs/reference`, { recursive: true })
for (const [name, text] of Object.entries(pages)) {
  const target = `${root}docs/reference/${name}.md`
  const whole = `${text}\n`
  if (!process.argv.includes('--check')) {
    writeFileSync(target, whole)
    continue
  }
  let there = ''
  try {
    there = readFileSync(target, 'utf8')
  } catch {}
  if (there === whole) continue
  console.error(`${target} is stale: npm run docs`)
  stale = true
}
process.exit(stale ? 1 : 0)
