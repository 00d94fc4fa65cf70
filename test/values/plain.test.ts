/** What stands on paper is compared as people type it. */
import t from 'tap'
import { beginning, plain, plainWords, read } from '../../node/values/plain.ts'

t.test('spaces, case, dashes, width, composition, marks and digits make no difference', async (t) => {
  const same = (one: string, ...others: string[]): void => {
    for (const other of others) t.equal(plain(other), one, `${other} is ${one}`)
  }
  same('26XA0000000012', '26XA0000000012', ' 26xa 0000-0000/12 ', '26xa.0000.0000.12', '２６ＸＡ００００００００１２')
  same('26XA0000000012', '٢٦xa٠٠٠٠٠٠٠٠١٢', '۲۶xa۰۰۰۰۰۰۰۰۱۲', '२६xa००००००००१२')
  same('MSKU1234567', 'msku 123456-7', 'ＭＳＫＵ－１２３４５６７', 'MSKU\u00a0123456\u20117')
  same('EMILE', 'Émile', 'E\u0301mile', 'émile')
  same('STRASSE', 'straße', 'STRASSE')
  same('شركهالنقلالعربي', 'شَرِكة النقل العربى', 'شركه النقل العـــربي')
  same('', '', ' - ', '…/', '🚚')
})

t.test('what was forgiven is said', async (t) => {
  t.same(read('26XA12'), { plain: '26XA12', forgiven: [] })
  t.same(read('26xa 12').forgiven, ['case', 'spaces'])
  t.same(read('ＸＡ-12').forgiven, ['width', 'punctuation'])
  t.same(read('É12').forgiven, ['marks'])
  t.same(read('E\u0301 12').forgiven, ['marks', 'spaces'], 'that it came in pieces is no difference')
  t.same(read('XA ١٢').forgiven, ['digits', 'spaces'])
})

t.test('whatever is read plainly is plain', async (t) => {
  for (const text of [
    '26xa-١٢',
    'ﬁne',
    'ǅ',
    'ŉ',
    '½ kg',
    'ΐ',
    'İstanbul',
    'ـة',
    'x'.repeat(500),
    `${'x'.repeat(127)}😀`,
  ]) {
    t.equal(plain(plain(text)), plain(text), text.slice(0, 20))
    t.ok(plain(text).isWellFormed() && plain(text).length <= 128)
  }
})

t.test('a name is found from each of its words on', async (t) => {
  t.same(plainWords('Milk & Sons of Northland', 3), ['MILKSONSOFNORTHLAND', 'SONSOFNORTHLAND'])
  t.same(plainWords('  ', 3), [])
  const { from, to } = beginning('MI')
  t.ok(from <= 'MI' && 'MI\u{10fffe}' < to && !('MJ' < to))
})
