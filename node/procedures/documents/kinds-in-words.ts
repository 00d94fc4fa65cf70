/** The kinds of documents as the sheet prints them: one row each, made of their table. */
import { pointsOf, type Kind } from './kind.ts'
import { KINDS } from './kinds.ts'

const CONSIGNMENTS: Readonly<Record<Kind['consignments'], string>> = {
  one: 'one consignment',
  'one-declaration': 'one consignment in one declaration',
  'as-issued': 'as its agency says',
}

const DESTINATION: Readonly<Record<NonNullable<Kind['destination']>, string>> = {
  named: 'names its destination',
  any: 'names none, or some',
}

const codes = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')

/** In what its documents differ from it. */
function differences({ subtypes = {}, destination = 'any' }: Kind): string {
  const words = Object.entries(subtypes).map(([name, of]) => {
    const said = [
      of.months === undefined ? '' : `${of.months} months${of.longer === true ? ', or longer where it says so' : ''}`,
      of.consignments === undefined ? '' : CONSIGNMENTS[of.consignments],
      of.issuedBy === undefined ? '' : `issued where goods ${of.issuedBy === 'import' ? 'arrive' : 'leave'}`,
      of.corresponding?.some(({ record }) => record) ? 'names another document' : '',
      of.destination === undefined || of.destination === destination ? '' : DESTINATION[of.destination],
    ].filter((word) => word !== '')
    return `\`${name}\`${said.length === 0 ? '' : ` (${said.join(', ')})`}`
  })
  return words.join('; ')
}

function must({ needs, useMarks, commodities, currency, dimensions }: Kind): string {
  return [
    codes([...needs.record, ...needs.items]),
    dimensions === undefined ? '' : `in ${dimensions.join(', ')}`,
    commodities === undefined ? '' : `goods of ${commodities.join(', ')}`,
    currency === undefined ? '' : `values in ${currency}`,
    useMarks === true ? 'a use names the marks' : '',
  ]
    .filter((word) => word !== '')
    .join('; ')
}

/** Of its destination another column says. */
const without = (names: Kind['may']['record']): readonly string[] => names.filter((name) => name !== 'xDestinations')

const row = ([name, kind]: [string, Kind]): string[] => [
  `\`${name}\``,
  kind.agency,
  kind.typeCode ?? '',
  kind.issuedBy === 'export' ? 'where goods leave' : 'where they arrive',
  `${kind.taken}, ${CONSIGNMENTS[kind.consignments]}`,
  pointsOf(kind).join(', '),
  kind.may.record.includes('xDestinations') ? DESTINATION[kind.destination ?? 'any'] : 'none is named',
  must(kind),
  codes([...without(kind.may.record), ...kind.may.items]),
  differences(kind),
]

const HEAD = [
  'kind',
  'agency',
  'code',
  'issued',
  'taken',
  'used at',
  'destination',
  'must state',
  'may state',
  'which one',
]

/** In Markdown. */
export const kindsTable = (): string =>
  [HEAD, HEAD.map(() => '---'), ...Object.entries(KINDS).map(row)].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
