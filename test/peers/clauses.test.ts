/** An agreement in words: every member is said once, in each language and with its unit, and two versions are told apart sentence by sentence. */
import t from 'tap'
import type { AgreementDocument } from '../../node/peers/agreement.ts'
import { parseAgreement } from '../../node/peers/agreement.ts'
import { articlesOf, changesOf, type Article, type Clause } from '../../node/peers/clauses/clauses.ts'
import { LIMITS as LIMIT_WORDS } from '../../node/peers/clauses/limit-words.ts'
import { en } from '../../node/peers/clauses/words-en.ts'
import { LANGUAGES, type Language } from '../../node/peers/clauses/words.ts'
import { GRACE_SECONDS, SKEW_SECONDS, UNDER_WAY_SECONDS } from '../../node/peers/notice.ts'
import { DRAFT, markOf, standingOf } from '../../node/pages/agreement-marks.ts'
import { printedAgreement } from '../../node/pages/agreement-print.ts'
import type { Country } from '../../node/values/country.ts'
import { digestOf } from '../../node/values/digest.ts'
import { LIMITS } from '../../node/procedures/pre-arrival/deadlines.ts'
import { PROCEDURES } from '../../node/procedures/procedures.ts'
import { fullAgreement } from './full-agreement.ts'

type Json = Readonly<Record<string, unknown>>
const LANGUAGE_NAMES = Object.keys(LANGUAGES) as Language[]

/** Pointers to all members that say something: texts, numbers, flags, and lists of them. */
function leaves(value: unknown, pointer = ''): string[] {
  const entries = Array.isArray(value)
    ? value.some((one) => typeof one === 'object')
      ? value.map((one, i): [string, unknown] => [String(i), one])
      : []
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
      : []
  return entries.length === 0 ? [pointer] : entries.flatMap(([name, inner]) => leaves(inner, `${pointer}/${name}`))
}

const allOf = (clauses: readonly Clause[]): Clause[] => clauses.flatMap((one) => [one, ...allOf(one.inner)])
const clausesOf = (articles: readonly Article[]): Clause[] => articles.flatMap(({ clauses }) => allOf(clauses))
const textsOf = (document: Json, language: Language = 'en'): string[] =>
  // A number and its unit are kept on one line by spaces of their own.
  clausesOf(articlesOf(document, language)).map(({ text }) => text.replace(/[\u00a0\u202f]/g, ' '))

t.test('every member of a full agreement is said once, in words of its own', async (t) => {
  const full = fullAgreement()
  t.same(parseAgreement(JSON.parse(JSON.stringify(full))), full, 'it is one that nodes sign')
  for (const language of LANGUAGE_NAMES) {
    const articles = articlesOf(full, language)
    t.same(
      clausesOf(articles)
        .flatMap(({ says }) => says)
        .sort(),
      leaves(full).sort(),
      language,
    )
    t.notOk(
      articles.some(({ name }) => name === 'other'),
      `${language}: nothing is without its article`,
    )
    t.notOk(
      clausesOf(articles).some(({ text }) => /\{\w+\}|undefined|NaN/.test(text)),
      `${language}: nothing is left to be filled in`,
    )
    const html = printedAgreement({ document: full, hash: digestOf('x'), standing: DRAFT, language })
    for (const { path } of clausesOf(articles))
      t.equal(html.split(`data-path="${path}"`).length, 2, `${language}: ${path}`)
  }
})

t.test('each member has its own sentence, and none stands for what is not there', async (t) => {
  const { members } = en
  const patterns = new Set(
    leaves(fullAgreement()).map((pointer) =>
      pointer
        .slice(1)
        .split('/')
        .filter((name) => !/^\d+$/.test(name))
        .join('.')
        .replace(/^deadlines\..*/, 'deadlines.*.*')
        .replace(/^(default_context|office_prefixes|permit_kinds\.names|permit_kinds\.subtypes\.names)\..*/, '$1.*'),
    ),
  )
  const headings = Object.keys(members).filter((name) => [...patterns].some((one) => one.startsWith(`${name}.`)))
  t.same(
    Object.keys(members)
      .filter((name) => !headings.includes(name) && name !== 'deadlines.*')
      .sort(),
    [...patterns].sort(),
  )
})

t.test('what reads alike and is not the same is shown as the machine reads it', async (t) => {
  const said = (agencies: string[], more: object = {}) => {
    const { procedures, ...rest } = fullAgreement()
    return { ...rest, procedures: [{ ...procedures[0]!, agencies }, ...procedures.slice(1)], ...more }
  }
  const between = (one: string[], other: string[], language: 'en' | 'fr' = 'en') =>
    changesOf(said(one), said(other), language).map(({ before, after }) => [before, after])
  const [[before, after] = []] = between(['customs', 'police'], ['customs and police'])
  t.match(before, /\[\["customs","police"\]\]$/)
  t.match(after, /\[\["customs and police"\]\]$/)
  t.equal(between(['customs'], ['douane'], 'fr').length, 1)
  t.equal(between(['customs', 'police'], ['customs', 'police']).length, 0)
  const texts = ['text', 'annex 1'].map((name) => ({ name, digest: digestOf(name) }))
  const turned = changesOf(said(['customs'], { texts }), said(['customs'], { texts: [...texts].reverse() }), 'en')
  t.equal(turned.length, 2, 'which is the text, and which its annex')
})

t.test('values have their units and names', async (t) => {
  const texts = textsOf(fullAgreement())
  for (const sentence of [
    'The parties are Switzerland (CH) and France (FR).',
    'It holds until 31 January 2031 at 00:00:00 UTC.',
    'Documents and what was said beside them are kept for 1,095 days.',
    'A breach is told to the other party within 48 hours after it was found. It is answered within the same time.',
    'Wrong data are corrected, or it is said why they stand, within 72 hours after a request was signed.',
    'Its texts are authentic in French (fr) and German (de).',
    'Where these differ, the text in French (fr) counts.',
    'Limit – answer to a do-not-load (doNotLoadAnswer): 20 minutes.',
    'Limit – notice of a planned closing of an office (closingNotice): 14 days.',
    'A message has at most 4,194,304 bytes.',
    'Keys on elliptic curves have at least 256 bits.',
    'The working languages are French (fr) and German (de).',
    'The instrument is of 20 May 1987.',
    'Permits and certificates of the kind falcon-passport',
    'French (fr): Passeport de faucon.',
    'They are issued by the agency: veterinary service (veterinary).',
    'It is good for 36 months at most.',
    'Of each item it states the scientific name, marks, the classification and the value.',
    'Beside it another document is needed',
    'A use at import names the other document.',
    'The document lent-bird',
    'It is for one consignment in one declaration.',
    'The last day on which one is issued is 31 December 2030; those that were issued go on.',
    'Its messages that may pass: all.',
    'The ids of the offices of Switzerland (CH) begin with CH and LI.',
    'Cases that were open before it go on to their end.',
    'The exchange is at the stage “live”: what passes has the effect that law and this agreement give it.',
  ])
    t.ok(texts.includes(sentence), sentence)
  t.ok(
    textsOf(fullAgreement(), 'fr').includes(
      'Une violation est signalée à l’autre partie dans un délai de 48 heures après sa découverte ; celle-ci répond dans le même délai.',
    ),
  )
  t.ok(textsOf(fullAgreement(), 'ar').some((text) => text.includes('48 ساعة')))
  t.ok(textsOf({ ...fullAgreement(), parties: ['XA', 'XB'] }).includes('The parties are XA and XB.'))
  t.notOk(
    textsOf(fullAgreement(), 'ar').some((text) => /[\u200e\u200f\u061c]/.test(text)),
    'signs that are not seen',
  )
  t.ok(
    textsOf(fullAgreement(), 'ar').some((text) => text.includes('00:00:00')),
    'midnight is no twelve o’clock',
  )
})

t.test('procedures, their agencies and their limits have names that people read', async (t) => {
  t.same(Object.keys(en.procedures).sort(), [...new Set(PROCEDURES.all.map(({ name }) => name))].sort())
  for (const agency of PROCEDURES.all.flatMap(({ agencies }) => agencies))
    t.ok(Object.hasOwn(en.values, `procedures.agencies.${agency}`), agency)
  for (const limit of Object.keys(LIMITS)) t.ok(Object.hasOwn(LIMIT_WORDS.en, `pre-arrival.${limit}`), limit)
})

t.test('clauses are numbered as lawyers cite them, however many there are', async (t) => {
  const rights = Array.from({ length: 45 }, (_, i) => ({ party: 'CH', contact: `office ${i}` }))
  const [first] = fullAgreement().procedures
  const procedures = [{ ...first!, data_protection: { ...first!.data_protection, categories: rights } }]
  const marks = clausesOf(articlesOf({ ...fullAgreement(), procedures, code_lists: rights }, 'en')).map(
    ({ mark }) => mark,
  )
  for (const mark of ['5.1', '(h)', '(iv)', '(A)', '(1)', 'B.45', 'F.2']) t.ok(marks.includes(mark), mark)
  const many = fullAgreement().service.levels[0]!
  const levels = {
    ...fullAgreement().service,
    levels: Array.from({ length: 45 }, (_, i) => ({ ...many, name: `${i}` })),
  }
  const lettered = clausesOf(articlesOf({ ...fullAgreement(), service: levels }, 'en')).map(({ mark }) => mark)
  t.ok(lettered.includes('(as)'), 'after (z) comes (aa)')
})

t.test('silence is said too', async (t) => {
  const { onward: _, aeo: __, ...less } = fullAgreement()
  const texts = textsOf(less)
  t.ok(texts.includes(en.silent.onward))
  t.ok(texts.includes(en.silent.aeo))
  t.notOk(textsOf(fullAgreement()).includes(en.silent.onward))
})

t.test('what a draft leaves open is shown, and what this release does not know is said by its name', async (t) => {
  const open = { ...fullAgreement(), title: '', valid: { from: 'soon' }, more: { than: 'known' } }
  const articles = articlesOf(open, 'en')
  t.ok(textsOf(open).includes('The agreement holds from soon.'))
  t.ok(textsOf(open).includes(`This agreement is called: ${'_'.repeat(12)}.`), 'there is a line to write on')
  t.same(
    articles.find(({ name }) => name === 'other')?.clauses.map(({ text }) => text),
    ['than: known'],
  )
})

t.test('two entries that are called alike stand apart', async (t) => {
  const slashed = {
    ...fullAgreement(),
    code_lists: [
      { name: 'HS/version', version: '1' },
      { name: 'HS', version: '2' },
    ],
  }
  const marks = clausesOf(articlesOf(slashed, 'en')).map(({ path }) => path)
  t.equal(new Set(marks).size, marks.length)
  const [first] = fullAgreement().contacts
  const twice = clausesOf(articlesOf({ ...fullAgreement(), contacts: [first, first] }, 'en'))
  t.equal(new Set(twice.map(({ path }) => path)).size, twice.length)
})

t.test('two versions are told apart sentence by sentence', async (t) => {
  const before = fullAgreement()
  t.same(changesOf(before, before, 'en'), [])
  const [first, ...rest] = before.procedures
  const after: AgreementDocument = {
    ...before,
    procedures: [...rest, { ...first!, retention: { ...first!.retention, documents_days: 730 } }],
    onward: [{ ...before.onward[0]!, to: ['DE' as Country] }],
    permits_presented: [],
  }
  const { code_lists: _, ...without } = after
  t.same(
    changesOf(before, without, 'en').map(({ kind, within, before, after }) => [kind, within, before, after]),
    [
      [
        'changed',
        ['Article 5. Procedures', 'The procedure Pre-arrival (pre-arrival)', 'Retention'],
        'Documents and what was said beside them are kept for 1,095 days.',
        'Documents and what was said beside them are kept for 730 days.',
      ],
      [
        'changed',
        ['Article 7. Onward use', 'Of the procedure Pre-arrival (pre-arrival)'],
        'It may be passed on to Italy (IT).',
        'It may be passed on to Germany (DE).',
      ],
      [
        'changed',
        ['Article 10. Particular rules'],
        'When a permit is presented in Switzerland (CH), its validity is tested then, not when the goods left.',
        'When a permit is presented in none, its validity is tested then, not when the goods left.',
      ],
      ['removed', ['Annex B. Formats and code lists'], 'The code list HS', null],
      ['removed', ['Annex B. Formats and code lists', 'The code list HS'], 'Its version: 2022.', null],
    ],
    'the order of procedures is no difference',
  )
  t.same(
    changesOf(without, before, 'en')
      .filter(({ kind }) => kind === 'added')
      .map(({ after }) => after),
    ['The code list HS', 'Its version: 2022.'],
    'what was removed the one way is added the other way',
  )
})

t.test('whoever signs has his lines, and a party for which nobody is named has them too', async (t) => {
  const places = (document: Json): string[] =>
    printedAgreement({ document, hash: digestOf('x'), standing: DRAFT, language: 'en' })
      .split('class="sign"')
      .slice(1)
  const full = fullAgreement()
  const lines = (text: string): number => text.split('class="line"').length - 1
  t.same(places(full).map(lines), full.signatories.map(() => 3), 'place and date, signature, seal') // prettier-ignore
  const [first] = full.signatories
  const one = places({ ...full, signatories: [first] })
  t.same(one.map(lines), [3, 7])
  t.match(one[1], first!.party === 'CH' ? 'Signs for France (FR)' : 'Signs for Switzerland (CH)')
  const { signatories: _, ...none } = full
  t.same(places(none).map(lines), [0, 7, 7], 'silence signs nothing')
  const undated = places({ ...full, signatories: full.signatories.map(({ date: _, ...who }) => who) })
  t.same(undated.map(lines), [4, 4], 'a day that is not stated is written in')
})

t.test('what nodes keep to though no member says it is said too, once in each language', async (t) => {
  const full = fullAgreement()
  const { replaces: _, exit: __, ...plain } = full
  const standing = (document: Json, language: Language = 'en'): string[] =>
    clausesOf(articlesOf(document, language)).flatMap(({ path, text, says }) =>
      path.startsWith('always/') && says.length === 0 ? [text.replace(/[\u00a0\u202f]/g, ' ')] : [],
    )
  const [said, alone] = [standing(full), standing(plain)]
  for (const part of [`for ${GRACE_SECONDS / 3600} hours after it`, `${UNDER_WAY_SECONDS / 3600} hours before it came`])
    t.equal(said.filter((text) => text.includes(part)).length, 1, part)
  t.ok(said.some((text) => text.startsWith('Agreements of the parties that are not named here stay in force')))
  t.ok(alone.some((text) => text.startsWith('Other agreements of the parties stay in force')))
  t.ok(said.some((text) => text.endsWith(`is taken until ${SKEW_SECONDS / 60} minutes after this one begins.`)))
  t.notOk(alone.some((text) => text.includes('after this one begins')))
  t.notOk(said.includes('Each party may end it without notice.'), 'where a notice is agreed')
  t.ok(alone.includes('Each party may end it without notice.'))
  for (const language of LANGUAGE_NAMES) {
    t.equal(new Set(standing(full, language)).size, said.length, language)
    t.notOk(
      standing(full, language).some((text) => /[{}]|undefined/.test(text)),
      language,
    )
    if (language !== 'en')
      t.same(
        standing(full, language).filter((text) => said.includes(text)),
        [],
        language,
      )
  }
})

t.test('a draft, a proposal, what is in force and what has ended do not look alike', async (t) => {
  const document = fullAgreement()
  const [signed, day] = ['2026-02-01T08:00:00Z', '2027-03-01T00:00:00Z']
  const view = { revokedAt: null, replacedAt: null, document }
  const [during, after] = [Date.parse(signed), (document.valid.until + 1) * 1000]
  const marks = new Map<string, string>()
  for (const [expected, said, now] of [
    ['draft', DRAFT, during],
    ['proposal', { ...view, state: 'proposed' }, during],
    ['proposal', { ...view, state: 'received' }, during],
    ['signed', { ...view, state: 'in-force' }, during],
    ['over', { ...view, state: 'in-force' }, after],
    ['revoked', { ...view, state: 'revoked', revokedAt: day }, during],
    ['replaced', { ...view, state: 'in-force', replacedAt: day }, during],
    ['over', { ...view, state: 'revoked', revokedAt: '2040-01-01T00:00:00Z' }, after],
    ['withdrawn', { ...view, state: 'withdrawn' }, during],
    ['declined', { ...view, state: 'declined' }, during],
  ] as const) {
    const standing = 'is' in said ? said : standingOf(said, now)
    t.equal(standing.is, expected)
    marks.set(expected, markOf(standing, 'en'))
    const html = printedAgreement({ document, hash: digestOf('x'), standing, language: 'en' })
    t.match(html, `@top-left{content:"${marks.get(expected)}"`, 'at the head of each page')
  }
  t.equal(new Set(marks.values()).size, 8)
  t.equal(marks.get('revoked'), 'REVOKED: ends on 1 March 2027 at 00:00:00 UTC')
  for (const language of LANGUAGE_NAMES)
    t.notMatch(markOf({ is: 'revoked', at: 0 }, language), /["\\{}\n]/, 'it stands in a string of CSS')
})

t.test('what somebody writes into an agreement stays text in its print', async (t) => {
  const html = printedAgreement({
    document: { ...fullAgreement(), title: '<img src=x onerror=alert(1)>' },
    hash: digestOf('x'),
    standing: DRAFT,
    language: 'en',
  })
  t.notMatch(html, '<img')
  t.match(html, '&lt;img src=x')
  t.match(html, digestOf('x'))
})
