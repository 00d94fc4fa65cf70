/** What the report of an inspection says, for paper and for a screen: plain text in sections, which `report-html.ts` and `report-pdf.ts` set. */
import { parseStrictJson, strictBase64url } from '../values/json.ts'
import { isObject } from '../values/members.ts'
import type { Country } from '../values/country.ts'
import { fingerprintWords } from '../seal/words.ts'
import { readCheckpoint } from '../log/checkpoint.ts'
import { GLOSSARY } from '../auditor/glossary.ts'
import { utc } from '../auditor/markup.ts'
import { REASONS, type PackageFile, type PackageManifest, type Reason, type Scope, type Statement } from './format.ts'
import { SAMPLE_METHOD } from './sample.ts'

/** `exact`: a hash or a key. `name`: so much of it, from its beginning, is what it is called, in bold. `rtl`: whether it is of a language from the right, where that is not the one of the report. */
export type Cell = { readonly text: string; readonly exact?: true; readonly name?: number; readonly rtl?: boolean }
export type Block =
  /** `within`: so many times further in than the text around it. `mark`: before its first line. `leads`: it stands on no other page than what follows. */
  | {
      readonly is: 'text'
      readonly text: string
      readonly within?: number
      readonly mark?: string
      readonly leads?: boolean
    }
  | { readonly is: 'facts'; readonly rows: readonly (readonly [name: string, cell: Cell])[] }
  | {
      readonly is: 'table'
      readonly caption: string
      /** With the share of the width that each column has; all of them together are 1. */
      readonly columns: readonly { readonly head: string; readonly share: number; readonly rtl?: boolean }[]
      readonly rows: Iterable<readonly Cell[]>
    }
  /** Lines to be filled in by hand. */
  | { readonly is: 'form'; readonly lead: string; readonly fields: readonly string[]; readonly times: number }
/** French has a space before a colon, at which no line ends. */
export const colonOf = (language: string | undefined): string => (language === 'fr' ? '\u00a0:' : ':')

export type Section = { readonly head: string; readonly blocks: readonly Block[] }
export type ReportDocument = {
  readonly title: string
  readonly subtitle: string
  /** At the head of each page. */
  readonly mark?: string
  /** Seconds since 1970: when the package was made. */
  readonly at: number
  /** Of its words, by BCP 47; English where nothing is said. Arabic is set from right to left. */
  readonly language?: string
  /** Of its title and of its subtitle, where they are two. */
  readonly languages?: readonly [string, string]
  /** The answer in a sentence or two, before all else. */
  readonly lead: readonly string[]
  readonly sections: readonly Section[]
}

export type ReportFacts = {
  readonly made: Omit<PackageManifest, 'format' | 'files'> & { readonly signingKey: string }
  readonly statement: Statement
  /** When each message was issued, as its sender claims; by its id. */
  readonly issued: ReadonlyMap<string, number>
  /** Every file but the reports and the manifest, which come after them. */
  readonly files: readonly PackageFile[]
}

const plain = (text: string): Cell => ({ text })
const exact = (text: string): Cell => ({ text, exact: true })
const text = (of: string): Block => ({ is: 'text', text: of })
const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`

/** "Leaves 10 to 41 of log.xa.example/2026": of one range, inclusive; nothing where it is empty. */
export const rangeWords = ({ origin, first, end }: Statement['logs'][number]): string =>
  first === end ? `no leaf of ${origin} (it has ${end})` : `leaves ${first} to ${end - 1} of ${origin}`

/** At the foot of each page on paper. */
export const packageFoot = (id: string, at: number, page: number): string =>
  `Package ${id}, made on ${utc(at)}, page ${page}`

export const periodWords = ({ from, to }: Scope): string => `${utc(from)} to ${utc(to)}`

/** The statement of completeness in words. What it claims is checked by `juxta inspect --check`. */
export function completenessWords({ scope, logs, messages, omitted, withheld }: Statement): string[] {
  const reasons = new Map<Reason, number>()
  for (const { reason } of omitted) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  const named = [...reasons].map(([reason, n]) => `${n} ${REASONS[reason]}`)
  const all = messages.length + omitted.length + withheld
  const without = [...named, ...(withheld > 0 ? [`${withheld} that whoever asked may not see`] : [])]
  return [
    `The period lies in ${logs.map(rangeWords).join(', then ')}. All of these leaves are in this package, nothing omitted.`,
    `Among them are ${count(all, 'leaf', 'leaves')} of messages sent to or received from ${scope.peer}: ${count(messages.length, 'bundle is', 'bundles are')} in this package${
      without.length > 0 ? `; without a bundle: ${without.join('; ')}` : '; none is without its bundle'
    }.`,
  ]
}

function keysOf(statement: Statement): (readonly [Country, string])[] {
  const keys = new Map<string, readonly [Country, string]>()
  for (const jws of statement.identities) {
    const [head, payload] = jws.split('.', 2).map((part) => parseStrictJson(strictBase64url(part)))
    if (isObject(head) && isObject(payload))
      keys.set(`${String(payload['country'])}`, [payload['country'] as Country, String(head['kid'])])
  }
  return [...keys.values()]
}

const madeSection = ({ made, statement }: ReportFacts): Section => ({
  head: 'Who made this package, and chain of custody',
  blocks: [
    {
      is: 'facts',
      rows: [
        ['Package', exact(made.id)],
        ['Made on', plain(utc(made.iat))],
        ['By the node of', plain(made.iss)],
        ['For the client of its API', plain(made.client)],
        ['With the key', plain(made.key)],
        ['Tool', plain(`juxta ${made.version}`)],
        ['Signed by the key', exact(made.signingKey)],
      ],
    },
    text(
      'The making is on record in the audit trail of the node. The signature is in manifest.jws; it covers manifest.json, which names every file with its SHA-256, this report among them.',
    ),
    {
      is: 'table',
      caption:
        'Identity keys of the countries that are named here. Compare the words by phone; the trust file of whoever checks decides.',
      columns: [
        { head: 'Country', share: 0.12 },
        { head: 'Eight words', share: 0.5 },
        { head: 'Fingerprint', share: 0.38 },
      ],
      rows: keysOf(statement).map(([country, kid]) => [plain(country), exact(fingerprintWords(kid)), exact(kid)]),
    },
    {
      is: 'form',
      lead: 'Handed over (to be filled in by hand, one block each time that the package passes on)',
      fields: [
        'Handed over by (name, office)',
        'Received by (name, office)',
        'Date, time and zone',
        'SHA-256 of manifest.json',
        'Signatures',
      ],
      times: 2,
    },
  ],
})

function leavesSection({ logs }: Statement): Section {
  return {
    head: 'Leaves of the log, and who attests them',
    blocks: [
      {
        is: 'table',
        caption: 'Each checkpoint that the leaves are proven against',
        columns: [
          { head: 'Log', share: 0.25 },
          { head: 'Leaves', share: 0.09 },
          { head: 'Cosigned by, at', share: 0.36 },
          { head: 'Root hash', share: 0.3 },
        ],
        rows: logs.flatMap(({ checkpoints }) =>
          checkpoints.map((note) => {
            const { checkpoint, note: signed } = readCheckpoint(note)
            const { origin, size, root } = checkpoint
            const by = signed.signatures
              .filter(({ name }) => name !== origin)
              .map(({ name, signature }) => `${name}, ${utc(Number(signature.readBigUInt64BE()))}`)
            return [
              plain(origin),
              plain(`${size}`),
              plain([...new Set(by)].join('\n') || 'nobody'),
              exact(root.toString('base64')),
            ]
          }),
        ),
      },
    ],
  }
}

function* messageRows({ statement, issued, files }: ReportFacts): Generator<Cell[]> {
  const hashes = new Map(files.map((f) => [f.path, f.sha256]))
  for (const m of statement.messages)
    yield [
      exact(m.id),
      plain(`${m.direction === 'out' ? 'sent' : 'received'}\n${m.procedure}, ${m.type}`),
      plain(utc(issued.get(m.id) ?? null)),
      plain(m.sampled ? `${m.index}, sample` : `${m.index}`),
      exact(hashes.get(m.file) ?? ''),
    ]
}

/** The report of a package that was made; nothing in it is a verdict, which is for whoever checks. */
export function reportOf(facts: ReportFacts): ReportDocument {
  const { made, statement, files } = facts
  const { scope } = statement
  const { sample } = scope
  const [range, messages] = completenessWords(statement)
  return {
    title: `Inspection: messages of ${made.iss} with ${scope.peer}`,
    subtitle: periodWords(scope),
    at: made.iat,
    lead: [
      range!,
      messages!,
      'This report says what the package holds. Whether it holds true is found out by whoever checks it, with a trust file of his own: juxta inspect --check FOLDER --trust trust.json',
    ],
    sections: [
      {
        head: 'What was asked',
        blocks: [
          {
            is: 'facts',
            rows: [
              ['Of the node of', plain(made.iss)],
              ['Messages with', plain(scope.peer)],
              ['From', plain(utc(scope.from))],
              ['To, no longer in it', plain(utc(scope.to))],
              ['Procedure', plain(scope.procedure ?? 'all')],
              ['Documents', plain(scope.documents ? (sample ? 'of the sample' : 'of all messages') : 'not asked for')],
              [
                'Sample',
                plain(
                  sample
                    ? `${sample.size} of ${statement.messages.length}, seed "${sample.seed}", chosen by ${sample.seed_by === 'caller' ? 'whoever asked' : 'the node'}`
                    : 'none was asked for',
                ),
              ],
            ],
          },
          ...(sample ? [text(SAMPLE_METHOD)] : []),
        ],
      },
      madeSection(facts),
      leavesSection(statement),
      {
        head: 'Messages',
        blocks: [
          {
            is: 'table',
            caption: `${count(statement.messages.length, 'message', 'messages')}, each with its bundle: bundles/ID.json`,
            columns: [
              { head: 'Message', share: 0.23 },
              { head: 'What', share: 0.19 },
              { head: 'Issued, as claimed', share: 0.15 },
              { head: 'Leaf', share: 0.1 },
              { head: 'SHA-256 of the bundle', share: 0.33 },
            ],
            rows: { [Symbol.iterator]: () => messageRows(facts) },
          },
          ...(statement.omitted.length > 0
            ? [
                {
                  is: 'table' as const,
                  caption: 'Leaves of messages with this peer that have no bundle here',
                  columns: [
                    { head: 'Log', share: 0.34 },
                    { head: 'Leaf', share: 0.12 },
                    { head: 'Why', share: 0.54 },
                  ],
                  rows: statement.omitted.map((o) => [plain(o.origin), plain(`${o.index}`), plain(REASONS[o.reason])]),
                },
              ]
            : []),
        ],
      },
      {
        head: 'Other files',
        blocks: [
          {
            is: 'table',
            caption: 'Beside the bundles, this report and the manifest',
            columns: [
              { head: 'File', share: 0.36 },
              { head: 'Bytes', share: 0.14 },
              { head: 'SHA-256', share: 0.5 },
            ],
            rows: files
              .filter((f) => !f.path.startsWith('bundles/'))
              .map((f) => [plain(f.path), plain(`${f.size}`), exact(f.sha256)]),
          },
        ],
      },
      {
        head: 'What the words mean',
        blocks: [{ is: 'facts', rows: GLOSSARY.map(({ word, means }) => [word, plain(means)] as const) }],
      },
    ],
  }
}
