/** Lines in which what is written from the right and from the left stands beside each other are set in the order in which they are read. */
import { inflateSync } from 'node:zlib'
import t from 'tap'
import { fromLeft, loadBidi } from '../../node/inspection/bidi.ts'
import { Numbered } from '../../node/inspection/numbered.ts'
import { pdfReport } from '../../node/inspection/report-pdf.ts'
import type { Cell } from '../../node/inspection/report.ts'

t.test('runs stand from the left as they are read from the right; a font turns its own letters round', async (t) => {
  const bidi = await loadBidi()
  const set = (text: string, start = 0, end = text.length): string[] =>
    bidi(text, true)(start, end).map((run) => run.text)
  t.same(set('المادة 5 (CH).'), ['.(', 'CH', ') ', '5', 'المادة '], 'brackets open to what they hold')
  t.same(set('في 2026-04-01 08:00:00 UTC.'), ['.', '2026-04-01 08:00:00 UTC', 'في '], 'a time is read in one order')
  t.same(set('(a)'), ['(', 'a', ')'])
  t.same(set('من 1 إلى 2: abc def'), ['abc def', ' :', '2', ' إلى ', '1', 'من '])
  t.same(
    bidi('abc (السلام) 5', false)(0, 14).map((run) => run.text),
    ['abc (', 'السلام', ') ', '5'],
    'in a paragraph from the left it stands where it is read',
  )
  t.same(set('abc السلام def', 4), ['def', 'السلام '], 'a part of a paragraph, as it is in the whole')
})

t.test(
  'a name in bold and what it names are one paragraph, in which the name ends where the paragraph does',
  async (t) => {
    const bidi = await loadBidi()
    const set = (name: string, value: string, rtl: boolean): string[] => {
      const [text, colon] = [`${name}: ${value}`, name.length + 1]
      return bidi(text, rtl, colon)(0, text.length, colon).map((run) => `${run.from < colon ? 'b' : 'p'} ${run.text}`)
    }
    t.same(set('المكتب', 'XA (CH)', true), ['p XA (CH)', 'p  ', 'b المكتب:'])
    t.same(
      set('لدى XB', 'A1', true),
      ['p A1', 'p  ', 'b :', 'b XB', 'b لدى '],
      'what follows stands at the left of the name',
    )
    t.same(set('Office', 'XA', false), ['b Office:', 'p  XA'])
    t.same(
      set('في', 'مكتب', false),
      ['b في', 'b :', 'p  ', 'p مكتب'],
      'and at the right of it, in a paragraph from the left',
    )
    t.same(fromLeft('ab: cd')(0, 6, 3), [
      { text: 'ab:', rtl: false, from: 0 },
      { text: ' cd', rtl: false, from: 3 },
    ])
    t.same(fromLeft('ab: cd')(4, 6, 3), [{ text: 'cd', rtl: false, from: 4 }], 'a later line has no name')
  },
)

/** Where each text of a PDF begins on its line, in the order in which they are set. */
const begins = (pdf: Buffer): number[] => {
  const found: number[] = []
  for (const { 1: length, index, 0: head } of pdf.toString('latin1').matchAll(/\/Length (\d+)[^>]*>>\nstream\n/g)) {
    const body = pdf.subarray(index + head.length, index + head.length + Number(length))
    let text: string
    try {
      text = inflateSync(body).toString('latin1')
    } catch {
      continue
    }
    for (const [, x] of text.matchAll(/^1 0 0 1 ([\d.]+) [\d.]+ Tm$/gm)) found.push(Number(x))
  }
  return found
}

t.test('what stands at the head of each page changes nothing of the lines below it', async (t) => {
  const blocks = Array.from({ length: 60 }, () => ({ is: 'text', text: 'a word or two '.repeat(8) }) as const)
  const made = (more: object): Promise<Buffer> =>
    pdfReport({ ...{ title: '1', subtitle: '1', at: 0, lead: [] }, ...more, sections: [{ head: '1', blocks }] }, null)
  const [plain, marked] = [await made({}), await made({ mark: 'A MARK' })]
  const pages = marked.toString('latin1').match(/\/Type \/Page\n/g)!.length
  t.ok(pages > 1)
  t.equal(begins(marked).length - begins(plain).length, pages)
})

t.test(
  'a table of a language from the right begins there, and a cell of another language in it does not',
  async (t) => {
    const made = async (language: string, cells: readonly Cell[]): Promise<number[]> =>
      begins(
        await pdfReport(
          {
            ...{ title: '1', subtitle: '1', at: 0, language, lead: [] },
            sections: [{ head: '1', blocks: [{ is: 'table', caption: '1', columns: [{ head: '1', share: 0.5 }, { head: '1', share: 0.5 }], rows: [cells] }] }], // prettier-ignore
          },
          null,
        ),
      ).slice(-2)
    const [first, second] = (await made('en', [{ text: 'a' }, { text: 'b' }])) as [number, number]
    t.ok(first < 60 && second > 290 && second < 310, `${first} ${second}`)
    const [right, left] = (await made('ar', [{ text: 'واحد' }, { text: 'اثنان' }])) as [number, number]
    t.ok(right > 500 && left > 240 && left < 300, `${right} ${left}: each at the right of its half`)
    const [, latin] = (await made('ar', [{ text: 'واحد' }, { text: 'deux', rtl: false }])) as [number, number]
    t.ok(latin < 60, `${latin}: it begins where its language does`)
  },
)

t.test('what the fonts do not have stands as its number, and the file says so', async (t) => {
  const numbered = new Numbered((codePoint) => codePoint < 0x3000)
  t.equal(numbered.text('Grüße, 海关 👍 «א»'), 'Grüße, [U+6D77][U+5173] [U+1F44D] «א»')
  t.equal(numbered.said('fr')?.endsWith('[U+6D77]'), true)
  t.equal(new Numbered(() => true).said(), null, 'nothing is said of nothing')
  const made = await pdfReport(
    {
      ...{ title: '海关', subtitle: '1', at: 0, language: 'ar', lead: [] },
      sections: [{ head: 'الاسم', blocks: [{ is: 'facts', rows: [['الاسم', { text: '王小明' }]] }] }],
    },
    null,
  )
  // The text of each paragraph, as a screen reader has it: UTF-16 in the file where it is not ASCII.
  const says = (text: string): boolean =>
    made.includes(/^[ -~]*$/.test(text) ? Buffer.from(text) : Buffer.from(text, 'utf16le').swap16())
  t.ok(says('[U+6D77][U+5173]'), 'a title')
  t.ok(says('[U+738B]'), 'a cell')
  t.notOk(says('王'))
  t.ok(says('يونيكود'), 'what it means')
})
