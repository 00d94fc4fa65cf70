// Writes what of docs/ the code knows: docs/reference/ from the catalogues, docs/data/ from the schemas of the messages, and the sheets in docs/procedures/
// with docs/legal-bases.md. With --check: fails where a page is stale. Runs on dist/.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { apiPage } from './docs/api.mjs'
import { dataPage } from './docs/data.mjs'
import { profilesPage } from './docs/profiles.mjs'
import { answersFor, legalBasesPage, sentences, sheetPage, versionsBeside } from './docs/sheets.mjs'
import { code, from, opening, table } from './docs/write.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { ALERTS } = await from('operate/alerts.js')
const { rankOf } = await from('operate/alert-ranks.js')
const { METRICS } = await from('operate/metrics.js')
const { SETTINGS } = await from('operate/settings-table.js')
const { ERRORS } = await from('values/errors.js')
const { CHECKS, DIFFERENCES } = await from('auditor/log-findings.js')
const { FINDINGS } = await from('auditor/findings.js')
const { PROCEDURES } = await from('procedures/procedures.js')
const { GROUPS } = await from('cli/commands.js')

const alerts = Object.entries(ALERTS).sort(([a], [b]) => rankOf(a) - rankOf(b))
const TURN = { reject: 'the caller', retry: 'nobody but time', fatal: 'whoever runs the node' }
const commands = await Promise.all(
  Object.values(GROUPS).flatMap((group) => Object.entries(group).map(async ([name, { load }]) => [name, await load()])),
)

const reference = {
  api: apiPage(),
  alerts:
    opening(
      'Alerts',
      'What a node tells its operators (`juxta alerts`, `GET /v1/alerts`, `juxta_alerts_open`), in the order of its lists: what is about security first, then the gravest. One is open for each kind, peer and subject, and counted.',
    ) +
    alerts
      .map(
        ([kind, a]) =>
          `## ${kind}\n\n**${a.severity}${a.security ? ', security' : ''}.** ${a.means}\n\n- What to do: ${a.mend}\n- Closes by itself: ${a.closes ?? 'no; a person closes it.'}`,
      )
      .join('\n\n'),
  errors:
    opening(
      'Errors',
      'Every failure that a node can name: problem types (RFC 9457) of the window side, of the exchange side and of the command line. The `type` of a problem is the address of its page on the node, `/problems/{code}`.',
    ) +
    Object.entries(ERRORS)
      .map(
        ([name, e]) =>
          `## ${name}\n\n${e.title}. HTTP ${e.status}.\n\n- Whose turn: ${TURN[e.fault]}.\n- What to do: ${e.mend}`,
      )
      .join('\n\n'),
  settings:
    opening(
      'Settings',
      'They stand in `juxta.env` of the folder of the node, or in the environment, which wins. All faults are reported at once; a `JUXTA_` name that is not here is one of them. A secret can be given as `…_FILE`, the path of a file that holds it. `juxta start --check` prints all of them as they are. They are read when the node starts: a change of them wants a restart. Certificates, their keys and those of the timestamp authority are read again while it runs, within a second or at once by SIGHUP; files that do not hold change nothing and are an alert.',
    ) +
    table(
      ['setting', 'says', 'where nobody says'],
      Object.entries(SETTINGS).map(([name, s]) => [
        code(name) + (s.secret ? ' (secret)' : ''),
        s.doc,
        s.fallback === undefined || s.fallback === '' ? '' : code(s.fallback),
      ]),
    ),
  commands:
    opening(
      'Commands',
      '`npx juxta COMMAND`. Every command has `--help` and `--json`, and exits 0 done, 1 the answer is no or the work failed, 2 incomplete, 3 wrong usage.',
    ) +
    commands
      .map(([name, c]) => {
        const options = Object.entries(c.options)
          .filter(([, { about }]) => about)
          .map(([option, o]) => [
            code(`${o.short ? `-${o.short}, ` : ''}--${option}${o.value ? ` ${o.value}` : ''}`),
            o.about,
          ])
        return `## ${name}\n\n\`\`\`text\njuxta ${c.usage.replaceAll(` | ${name} `, `\njuxta ${name} `)}\n\`\`\`\n\n${c.about}${options.length > 0 ? `\n\n${table(['option', 'says'], options)}` : ''}`
      })
      .join('\n\n'),
  findings:
    opening(
      'Findings',
      'What `juxta verify` finds in evidence, and in findings against logs that somebody signed. `ok`: shown; `note`: to be known, the verdict stands; `incomplete`: right as far as it goes, but less than is asked for (exit 2); `invalid`: the evidence is wrong (exit 1).',
    ) +
    table(
      ['finding', 'weight', 'means'],
      Object.entries(FINDINGS).map(([name, f]) => [code(name), f.weight, f.means]),
    ),
  profiles: profilesPage(root),
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
      'The types of message that a node knows, by procedure; each leads to its data set. Their JSON schemas: `GET /v1/schemas`.',
    ) +
    PROCEDURES.newestOfEach
      .map(
        ({ name, version, types, reservedFor }) =>
          `## ${name}\n\n${sentences(`Version ${version}.`, versionsBeside(name))} [The procedure on one sheet](../procedures/${name}.md).${reservedFor === undefined ? '' : ` For the role \`${reservedFor}\` alone.`}\n\n` +
          table(
            ['type', 'from', 'states or asks', 'who answers for it', 'priority'],
            Object.entries(types).map(([type, t]) => [
              `[${code(type)}](../data/${name}.md#${type})`,
              t.from === 'both' ? 'both' : t.from.join(', '),
              t.decides ? 'states' : 'asks',
              answersFor(t),
              t.priority,
            ]),
          ),
      )
      .join('\n\n'),
}

const pages = [
  ...Object.entries(reference).map(([name, text]) => [`reference/${name}`, text]),
  ...PROCEDURES.newestOfEach.map((procedure) => [`data/${procedure.name}`, dataPage(procedure)]),
  ...(await Promise.all(
    PROCEDURES.newestOfEach.map(async (procedure) => [
      `procedures/${procedure.name}`,
      await sheetPage(procedure, root),
    ]),
  )),
  ['legal-bases', await legalBasesPage(PROCEDURES.newestOfEach)],
]

let stale = false
for (const folder of ['reference', 'data', 'procedures']) mkdirSync(`${root}docs/${folder}`, { recursive: true })
for (const [name, text] of pages) {
  const target = `${root}docs/${name}.md`
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
