/** Lines in which what is written from the right and from the left stands beside each other are set in the order in which they are read. */
import t from 'tap'
import { loadBidi } from '../../node/inspection/bidi.ts'

t.test('runs stand from the left as they are read from the right; a font turns its own letters round', async (t) => {
  const bidi = await loadBidi()
  const set = (text: string, start = 0, end = text.length): string[] => bidi(text)(start, end).map((run) => run.text)
  t.same(set('المادة 5 (CH).'), ['.(', 'CH', ') ', '5', 'المادة '], 'brackets open to what they hold')
  t.same(set('(a)'), ['(', 'a', ')'])
  t.same(set('من 1 إلى 2: abc def'), ['abc def', ' :', '2', ' إلى ', '1', 'من '])
  t.same(set('abc السلام def', 4), ['def', 'السلام '], 'a part of a paragraph, as it is in the whole')
})
