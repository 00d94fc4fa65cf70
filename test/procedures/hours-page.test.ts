/** What drivers are shown at a border: open or closed, the last admission, in four languages; and the code that leads there, read again. */
import t from 'tap'
import decodeQR from 'qr/decode.js'
import encodeQR from 'qr'
import { gatesOf, nowPage, posterPage } from '../../node/procedures/opening-hours/hours-page.ts'
import { calendarText } from '../../node/procedures/opening-hours/hours-calendar.ts'
import { weekPicture } from '../../node/procedures/opening-hours/week-picture.ts'
import { languageOf, PAGE_WORDS, type PageLanguage } from '../../node/procedures/opening-hours/hours-words.ts'
import { EMPTY, type HoursTogether, type Side } from '../../node/procedures/opening-hours/hours-state.ts'

const ms = (time: string): number => Date.parse(time)
const version = (side: Side, zone: string, rules: object[]) => ({
  id: side,
  side,
  state: 'in-force',
  hours: {
    xVersion: 1,
    exitOffice: { id: 'XA000101' },
    xEntryOffice: 'XB000214',
    xSide: side === 'exit' ? 'XA' : 'XB',
    xTimeZone: zone,
    xTzdb: '2026a',
    xValidFrom: '2026-11-01T00:00:00Z',
    xRules: rules,
    xAdmittedBefore: 'PT30M',
  },
  from: ms('2026-11-01T00:00:00Z'),
  until: null,
})
const rule = (modeCode: string, from: string, to: string, more: object = {}) => ({
  direction: 'both',
  modeCode: [modeCode],
  agency: 'customs',
  service: 'clearance',
  weekly: ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'].map((day) => ({ day, from, to })),
  ...more,
})
/** Both by the clock of Paris or Moscow: road from 8 to 20 there, rail day and night. */
const state = (more: Partial<HoursTogether> = {}): HoursTogether =>
  ({
    ...EMPTY(),
    exitOffice: 'XA000101',
    entryOffice: 'XB<214>',
    versions: {
      exit: version('exit', 'Europe/Paris', [rule('3', '06:00', '18:00', { admittedBefore: 'PT1H' }), rule('2', '00:00', '24:00')]), // prettier-ignore
      entry: version('entry', 'Europe/Moscow', [rule('3', '08:00', '20:00'), rule('2', '00:00', '24:00')]),
    },
    ...more,
  }) as unknown as HoursTogether
const road = (s: HoursTogether, time: string) => gatesOf(s, ms(time)).find((gate) => gate.modeCode === '3')!
const told = (time: number | null | undefined): string | undefined =>
  time === null || time === undefined ? undefined : new Date(time).toISOString().slice(5, 16)

t.test('open, open with nobody admitted any more, and closed; and the opening that counts', async (t) => {
  for (const [at, stateThen, from, admitted, closes] of [
    ['2026-11-24T12:00:00Z', 'open', '11-24T05:00', '11-24T16:00', '11-24T17:00'],
    ['2026-11-24T15:59:59Z', 'open', '11-24T05:00', '11-24T16:00', '11-24T17:00'],
    ['2026-11-24T16:00:00Z', 'late', '11-25T05:00', '11-25T16:00', '11-25T17:00'],
    ['2026-11-24T17:00:00Z', 'closed', '11-25T05:00', '11-25T16:00', '11-25T17:00'],
  ] as const) {
    const gate = road(state(), at)
    t.same(
      [gate.state, told(gate.opening?.from), told(gate.opening?.admitted), told(gate.opening?.closes)],
      [stateThen, from, admitted, closes],
      at,
    )
  }
  const rail = gatesOf(state(), ms('2026-11-24T12:00:00Z')).filter((gate) => gate.modeCode === '2')
  t.same(
    rail.map(({ direction, state, opening }) => [direction, state, opening?.admitted, opening?.closes]),
    [
      ['exit', 'open', null, null],
      ['entry', 'open', null, null],
    ],
    'day and night',
  )
})

t.test('an emergency says so, and where to go instead; one of the rail leaves the road open', async (t) => {
  const closing = (scope: object) => ({ side: 'entry', from: ms('2026-11-24T10:00:00Z'), scope, admittedBefore: null, reviewAt: ms('2026-11-25T10:00:00Z'), alternatives: ['XB000999'], instructions: [], reopened: null }) as never // prettier-ignore
  const shut = road(state({ closings: { x: closing({}) } }), '2026-11-24T12:00:00Z')
  t.match(shut, { state: 'closed', emergency: true, instead: ['XB000999'], opening: null })
  t.match(road(state({ closings: { x: closing({ modeCode: ['2'] }) } }), '2026-11-24T12:00:00Z'), { state: 'open', emergency: false, instead: [] }) // prettier-ignore
  t.match(road(state({ closings: { x: closing({ modeCode: ['2'] }) } }), '2026-11-24T19:00:00Z'), { state: 'closed', emergency: false, instead: [] }) // prettier-ignore
})

t.test(
  'what a peer calls an office turns nothing round on the page, the poster, the picture and in the calendar',
  async (t) => {
    const turned = 'XB\u202e\u2066999\u0007'
    const shut = { side: 'entry', from: ms('2026-11-24T10:00:00Z'), scope: {}, admittedBefore: null, reviewAt: ms('2026-11-25T10:00:00Z'), alternatives: [turned], instructions: [], reopened: null } // prettier-ignore
    const s = state({ entryOffice: turned, closings: { x: shut as never } })
    const [now, address] = [ms('2026-11-24T12:00:00Z'), 'https://hours.example/now']
    const p = { direction: 'exit', modeCode: '3' } as const
    for (const printed of [
      nowPage(s, { language: 'ar', now, address }),
      posterPage(s, { address }),
      weekPicture(s, p, { name: turned, monday: '2026-11-23', zone: 'UTC', now }),
      calendarText(s, p, { name: turned, from: now, to: now + 86_400_000, now }).replaceAll('\\\\', '\\'),
    ]) {
      t.notMatch(printed, /[\u0007\p{Bidi_Control}]/u)
      t.ok(printed.replaceAll('\r\n ', '').includes('XB\\u202e\\u2066999\\u0007'), 'and is shown as an escape')
    }
  },
)

t.test('the page says it in each language, by the clock of the office at which one waits', async (t) => {
  const address = 'https://hours.example/v1/opening-hours/XA000101/XB%3C214%3E/now'
  const page = (language: PageLanguage, at: string) => nowPage(state(), { language, now: ms(at), address })
  for (const [language, words] of Object.entries(PAGE_WORDS)) {
    const html = page(language as PageLanguage, '2026-11-24T12:00:00Z')
    t.match(html, `lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"`)
    for (const word of [words.question, words.open, words.lastAdmission, words.closes, words.longer, words.modes['3']!])
      t.ok(html.includes(word), `${language} ${word}`)
    t.match(html, '<bdi>17:00</bdi> <small>(19:00 <bdi dir="ltr">Europe/Moscow</bdi>)', 'out: the clock of Paris')
    t.match(html, '<bdi>19:00</bdi> <small>(17:00 <bdi dir="ltr">Europe/Paris</bdi>)', 'back: that of Moscow')
    t.match(page(language as PageLanguage, '2026-11-24T18:30:00Z'), /<bdi>[^<]*25[^<]*07:00<\/bdi>|<bdi>[^<]*25[^<]*06:00<\/bdi>/, 'with its day, where that is another') // prettier-ignore
    t.notMatch(html, '<214>')
    t.notMatch(html, '<script')
    t.ok(page(language as PageLanguage, '2026-11-24T16:30:00Z').includes(words.late))
    t.ok(page(language as PageLanguage, '2026-11-24T18:30:00Z').includes(words.closed))
    t.same(
      [...html.matchAll(/<a lang="(..)" href="([^"]*)"/g)].map((m) => [m[1], m[2]]).sort(),
      ['ar', 'en', 'es', 'fr'].filter((one) => one !== language).map((one) => [one, `${address}?language=${one}`]),
    )
  }
})

t.test('what is printed holds the code of the address, and asks in each language', async (t) => {
  const address = 'https://hours.example/v1/opening-hours/XA000101/XB000214/now'
  const html = posterPage(state(), { address })
  for (const { scan } of Object.values(PAGE_WORDS)) t.ok(html.includes(scan), scan)
  const code = /<div class="code">(<svg[^]*<\/svg>)<\/div>/.exec(html)![1]!
  t.equal(code, encodeQR(address, 'svg', { ecc: 'quartile', border: 4 }), 'the code that is read below')
  const bits = encodeQR(address, 'raw', { ecc: 'quartile', border: 4, scale: 4 })
  const data = new Uint8Array(bits.length * bits.length * 4)
  bits.flat().forEach((dark, i) => data.set([dark ? 0 : 255, dark ? 0 : 255, dark ? 0 : 255, 255], i * 4))
  t.equal(decodeQR({ width: bits.length, height: bits.length, data }), address)
})

t.test('a browser gets the language that it likes best of those that there are', async (t) => {
  for (const [header, language] of [
    [undefined, 'en'],
    ['', 'en'],
    ['fr-CH, fr;q=0.9, en;q=0.8', 'fr'],
    ['de, ar-MA;q=0.5, es;q=0.7', 'es'],
    ['ar', 'ar'],
    ['fr;q=0, de', 'en'],
    ['*', 'en'],
    ['constructor', 'en'],
  ] as const)
    t.equal(languageOf(header), language, String(header))
})
