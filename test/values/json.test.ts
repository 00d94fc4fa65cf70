/** JSON from outside: what is read, what is refused and where, and that what is hashed has one form. */
import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { canonicalJson, MAX_DEPTH, parseStrictJson, strictBase64url } from '../../node/values/json.ts'
import { isCount, isObject, Members } from '../../node/values/members.ts'
import { clipped, decodeUtf8, isKey, isString, isText } from '../../node/values/text.ts'
import { JuxtaError } from '../../node/values/errors.ts'
import { refuses } from '../refused.ts'
import { needsShared, shared } from '../shared-data.ts'

t.test('JSON text is read as JSON.parse reads it', async (t) => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = JSON.stringify(value)
      if (text.includes('__proto__') || text.includes('\\u0000') || !text.isWellFormed()) return
      t.match(parseStrictJson(text), JSON.parse(text))
      if (canonicalJson(parseStrictJson(Buffer.from(text))) !== canonicalJson(JSON.parse(text)))
        throw new Error('bytes and text are read differently')
    }),
    { numRuns: 200 },
  )
  t.same(parseStrictJson(' {"a":[1,{"b":"}]{[,:"}],"c":{"a":null}}\n'), { a: [1, { b: '}]{[,:' }], c: { a: null } })
  t.equal(parseStrictJson('"\\\\\\""'), '\\"', 'escaped quotes and backslashes do not end a string')
  t.equal(parseStrictJson('"\u20ac \\u20ac \\ud83d\\ude00 \u{1f600}"'), '\u20ac \u20ac \u{1f600} \u{1f600}')
  t.same(parseStrictJson('[{"a":1},{"a":2}]'), [{ a: 1 }, { a: 2 }], 'two objects may have the same key')
  t.same(parseStrictJson('{"a":{"a":1}}'), { a: { a: 1 } }, 'an object and one inside it may have the same key')
  t.same(parseStrictJson('["a","a"]'), ['a', 'a'])
})

t.test('a text of two megabytes that would become hundreds is refused before it is read', async (t) => {
  const most = 2_000_000
  const many = (item: (i: number) => string): string => {
    const length = item(0).length + 1
    return Array.from({ length: Math.floor(most / length) }, (_, i) => item(i)).join(',')
  }
  for (const [name, text] of Object.entries({
    'empty lists': `[${many(() => '[]')}]`,
    'empty objects': `[${many(() => '{}')}]`,
    zeros: `[${many(() => '0')}]`,
    'texts of one character': `[${many(() => '"a"')}]`,
    'names that are all different': `{${many((i) => `"${String(i).padStart(8, '0')}":0`)}}`,
    'objects with names that are all different': `[${many((i) => `{"${String(i).padStart(20, '0')}":0}`)}]`,
    'lists in lists': `[${many(() => `${'['.repeat(60)}${']'.repeat(60)}`)}]`,
  }))
    await refuses(t, name, () => parseStrictJson(text), { code: 'malformed', rule: 'values' }, /more values/)
  const trader = { id: 'XA4410027718', name: 'Example', xPrograms: ['AEOC', 'AEOS'], from: '2026-01-01T00:00:00Z' }
  const list = Array.from({ length: 30_000 }, () => trader)
  t.equal((parseStrictJson(JSON.stringify(list)) as unknown[]).length, 30_000, 'a long list of records is read')
})

t.test('a key that stands twice is refused, however it is written', async (t) => {
  const twice = (text: string, pointer: string): Promise<void> =>
    refuses(t, text, () => parseStrictJson(text), { code: 'malformed', rule: 'duplicate-key', pointer }, /stands twice/)
  await twice('{"a":1,"a":1}', '/a')
  await twice('{"iss":"XA","\\u0069ss":"XB"}', '/iss')
  await twice('{"a":{"b":[0,{"c":1,"d":{},"c":2}]}}', '/a/b/1/c')
  await twice('{"":1,"":2}', '/')
  await twice('{"a/b~":1,"a\\/b~":2}', '/a~1b~0')
  await twice('{"a":"\\"","a":2}', '/a')
  await twice('{"constructor":1,"constructor":2}', '/constructor')
})

t.test('__proto__ is no key, however it is written', async (t) => {
  for (const text of ['{"__proto__":{"admin":true}}', '{"\\u005f_proto__":1}'])
    await refuses(t, text, () => parseStrictJson(text), {
      code: 'malformed',
      rule: 'forbidden-key',
      pointer: '/__proto__',
    })
  await refuses(t, 'inside', () => parseStrictJson('{"a":[{"__proto__":{}}]}'), {
    code: 'malformed',
    rule: 'forbidden-key',
    pointer: '/a/0/__proto__',
  })
  t.same(parseStrictJson('["__proto__"]'), ['__proto__'], 'as a value it is a text like any other')
  t.equal(({} as Record<string, unknown>)['admin'], undefined)
})

t.test('nesting has a limit', async (t) => {
  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
  t.ok(parseStrictJson(nested(MAX_DEPTH)), 'the deepest that is accepted')
  await refuses(t, 'one more', () => parseStrictJson(nested(MAX_DEPTH + 1)), {
    code: 'malformed',
    rule: 'depth',
    pointer: '/0'.repeat(MAX_DEPTH),
  })
  await refuses(t, 'objects count too', () => parseStrictJson('{"a":[{"b":[]}]}', { maxDepth: 3 }), {
    code: 'malformed',
    rule: 'depth',
    pointer: '/a/0/b',
  })
  t.ok(parseStrictJson('[[],[],[[]]]', { maxDepth: 3 }), 'neighbours are not nested')
  await refuses(
    t,
    'a million brackets are refused, not followed',
    () => parseStrictJson('['.repeat(1_000_000)),
    { code: 'malformed', rule: 'depth', pointer: '/0'.repeat(MAX_DEPTH) },
    /deeper than 64/,
  )
  t.equal(parseStrictJson(`"${'['.repeat(1000)}"`), '['.repeat(1000), 'brackets in a string do not nest')
})

t.test('bytes that are not UTF-8 are refused', async (t) => {
  const bad: Record<string, number[]> = {
    'a lone continuation byte': [0x80],
    'an overlong slash': [0xc0, 0xaf],
    'an overlong NUL': [0xc0, 0x80],
    'a surrogate half': [0xed, 0xa0, 0x80],
    'beyond U+10FFFF': [0xf4, 0x90, 0x80, 0x80],
    'cut short': [0xe2, 0x82],
    'Latin-1': [0xfc],
    'never in UTF-8': [0xff],
  }
  for (const [what, bytes] of Object.entries(bad)) {
    const text = Buffer.from([0x22, ...bytes, 0x22])
    await refuses(t, what, () => parseStrictJson(text), { code: 'malformed', rule: 'utf-8' }, /UTF-8/)
    await refuses(t, what, () => decodeUtf8(Buffer.from(bytes)), { code: 'malformed', rule: 'utf-8' })
  }
  const utf16 = (): unknown => parseStrictJson(Buffer.from('{"a":1}', 'utf16le'))
  await refuses(t, 'UTF-16', utf16, { code: 'malformed', rule: 'nul' }, /UTF-16/)
  const marked = (): unknown => parseStrictJson(Buffer.from('\ufeff{}'))
  await refuses(t, 'a byte order mark', marked, { code: 'malformed', rule: 'byte-order-mark' }, /byte order mark/)
  t.equal(decodeUtf8(Buffer.from('\ufeffa')), '\ufeffa', 'a byte order mark is not lost from a document')
})

t.test('half a surrogate pair is refused, escaped or not', async (t) => {
  const half = (text: string, pointer: string): Promise<void> =>
    refuses(t, JSON.stringify(text), () => parseStrictJson(text), { code: 'malformed', rule: 'utf-8', pointer })
  await half('"\\ud800"', '')
  await half('{"a":["x","\\uDFFF"]}', '/a/1')
  await half('"\\ude00\\ud83d"', '')
  await half('"\\ude00\\ude00"', '')
  await half('{"a":{"\\ud800":1}}', '/a')
  await half('"\\ud83dx\\ude00"', '')
  await half('"\\ud83d\\u0041"', '')
  await half('[{"a":1},"\\ud83d\\ud83d\\ude00"]', '/1')
  await refuses(t, 'as it is', () => parseStrictJson('["\ud800"]'), { code: 'malformed', rule: 'utf-8' })
  t.equal(parseStrictJson('"\\\\ud800"'), '\\ud800', 'a backslash that is text is no escape')
})

t.test('U+0000 is refused, however it is written and wherever it stands', async (t) => {
  const nul = (text: string, pointer?: string): Promise<void> =>
    refuses(
      t,
      JSON.stringify(text),
      () => parseStrictJson(text),
      { code: 'malformed', rule: 'nul', ...(pointer === undefined ? {} : { pointer }) },
      /U\+0000/,
    )
  await nul('"\\u0000"', '')
  await nul('{"context":{"xAgency":"cus\\u0000toms"}}', '/context/xAgency')
  await nul('{"a":[1,{"b\\u0000":1}]}', '/a/1')
  await nul('["\\\\\\u0000"]', '/0')
  await nul('"a\0b"')
  await nul('{}\0')
  t.equal(parseStrictJson('"\\\\u0000"'), '\\u0000', 'a backslash that is text is no escape')
})

t.test('reading takes a time that grows with the length alone', async (t) => {
  const refused = (text: string): void => {
    try {
      parseStrictJson(text)
    } catch (error) {
      if (!(error instanceof JuxtaError)) throw error
    }
  }
  /** The fastest of some runs: what else the machine does only ever adds. */
  const fastest = (text: string): number =>
    Math.min(
      ...Array.from({ length: 3 }, () => {
        const from = process.cpuUsage()
        refused(text)
        return process.cpuUsage(from).user / 1000
      }),
    )
  const kinds: Record<string, (n: number) => string> = {
    'digits, in numbers of 299': (n) => `[${`${'9'.repeat(299)},`.repeat(n / 300)}0]`,
    'digits, in one number': (n) => '9'.repeat(n),
    'digits after the point': (n) => `0.${'9'.repeat(n)}`,
    'escaped surrogates in one string': (n) => `"${'\\ud83d\\ude00'.repeat(n / 12)}"`,
    'escaped surrogates in many strings': (n) => `[${'"\\ud83d\\ude00",'.repeat(n / 15)}0]`,
    'escaped surrogates in keys': (n) =>
      `{${Array.from({ length: n / 25 }, (_, i) => `"\\ud83d\\ude00${i}":1`).join()}}`,
    'backslashes without an end': (n) => `"${'\\'.repeat(n)}`,
    'one backslash far off': (n) => `[${'"a",'.repeat(n / 4)}"\\n"]`,
    'quotes without an end': (n) => `${'"'.repeat(n)}`,
    'opening brackets': (n) => '['.repeat(n),
    'objects side by side': (n) => `[${'{"a":1},'.repeat(n / 8)}0]`,
    commas: (n) => ','.repeat(n),
  }
  const plain = Math.max(fastest(kinds['commas']!(960_000)), 2)
  for (const [kind, make] of Object.entries(kinds)) {
    const [small, large] = [fastest(make(48_000)), fastest(make(960_000))]
    // Twenty times as much; a square would be 400. What is too short to be measured passes.
    t.ok(large < 100 * Math.max(small, 2), `${kind}: ${small.toFixed(1)} ms, then ${large.toFixed(1)} ms`)
    t.ok(large < 40 * plain, `${kind}: no more than some times what the plainest text takes`)
  }
})

t.test('numbers', async (t) => {
  t.same(parseStrictJson('[0,-0,1.5e3,1E-2,9007199254740991]'), [0, -0, 1500, 0.01, Number.MAX_SAFE_INTEGER])
  for (const text of ['01', '+1', '.5', '1.', '0x10', 'NaN', 'Infinity', '-', '1e', '1_000'])
    await refuses(t, text, () => parseStrictJson(text), { code: 'malformed', rule: 'syntax' })
  await refuses(t, '1e999', () => parseStrictJson('{"a":[1,1e999]}'), {
    code: 'malformed',
    rule: 'number',
    pointer: '/a/1',
  })
  await refuses(t, '-1E+400', () => parseStrictJson('-1E+400'), { code: 'malformed', rule: 'number', pointer: '' })
  for (const digits of ['9'.repeat(400), '9'.repeat(401), `0.${'1'.repeat(400)}`])
    await refuses(t, `${digits.length} digits`, () => parseStrictJson(digits), {
      code: 'malformed',
      rule: 'number',
      pointer: '',
    })
  t.same(parseStrictJson('["1e999",1e300,1e-999]'), ['1e999', 1e300, 0])
})

t.test('what is not JSON is refused', async (t) => {
  for (const text of [
    '',
    ' ',
    '{',
    '}',
    '[1,]',
    '{"a":1,}',
    "{'a':1}",
    '{a:1}',
    '[1] [2]',
    '{"a" 1}',
    '"a',
    '"\\"',
    '"\\x41"',
    '"\t"',
    '// c\n1',
    'nul',
    '{"\\x":1}',
  ])
    await refuses(t, JSON.stringify(text), () => parseStrictJson(text), {
      code: 'malformed',
      rule: 'syntax',
      ...(text === '{"\\x":1}' ? { pointer: '' } : {}),
    })
})

t.test('RFC 8785: the vectors of the standard', needsShared(), async (t) => {
  const names = readdirSync(shared('vectors', 'jcs', 'testdata', 'input'))
  t.ok(names.length >= 6, 'the vectors were found')
  for (const name of names) {
    const read = (side: string): Buffer => readFileSync(shared('vectors', 'jcs', 'testdata', side, name))
    t.equal(canonicalJson(parseStrictJson(read('input'))), read('output').toString('utf8').trimEnd(), name)
    t.equal(canonicalJson(parseStrictJson(read('output'))), read('output').toString('utf8').trimEnd(), `${name} again`)
  }
})

t.test('RFC 8785: one form whatever the order of members', async (t) => {
  t.equal(canonicalJson({ b: 1, a: [{ d: -0, c: 1e21 }] }), '{"a":[{"c":1e+21,"d":0}],"b":1}')
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.integer()), (members) => {
      const turned = Object.fromEntries(Object.entries(members).reverse())
      return canonicalJson(members) === canonicalJson(turned)
    }),
  )
  const form = (write: () => string | undefined): string | undefined => {
    try {
      return write()
    } catch {
      return undefined
    }
  }
  const text = fc.constantFrom('', 'a', 'b', '9', '10', 'Z', '\u00e9', '\ufb33', '\u{1f600}', '\ud800', '__proto__')
  const leaf = fc.oneof(text, fc.constantFrom(1, -0, 1e21, NaN, true, null, undefined), fc.double())
  const any = fc.letrec((tie) => ({
    any: fc.oneof(leaf, fc.array(tie('any')), fc.dictionary(text, tie('any')), fc.constant(new Date(0))),
  })).any
  fc.assert(
    fc.property(
      fc.dictionary(text, any),
      (value) => form(() => canonicalJson(value)) === form(() => canonicalize(value)),
    ),
  )
  await refuses(t, 'what has no JSON form', () => canonicalJson(undefined), { code: 'internal' }, /no JSON form/)
})

t.test('base64url has one form', async (t) => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) =>
      strictBase64url(Buffer.from(bytes).toString('base64url')).equals(Buffer.from(bytes)),
    ),
  )
  for (const text of ['AB', 'AAB', 'AA==', 'A', 'A+/A', 'AA AA', 'AAAA\n', '\u00e4AAA'])
    await refuses(t, JSON.stringify(text), () => strictBase64url(text, '/salt'), {
      code: 'malformed',
      rule: 'base64url',
      pointer: '/salt',
    })
  await refuses(t, 'without a pointer', () => strictBase64url('='), { code: 'malformed', rule: 'base64url' })
})

t.test('a long text is held to the same form of base64url as a short one', async (t) => {
  const characters = [...Array.from({ length: 256 }, (_, i) => i), 0x141, 0x2d, 0x12b, 0x2f41, 0xd800, 0xff21, 0xfeff]
  let whole = 0
  for (const length of [2000, 2001, 2002, 2003, 9999]) {
    const text = 'Az09-_xy'.repeat(1300).slice(0, length)
    for (const at of [0, 1, length >> 1, length - 2, length - 1, length])
      for (const c of characters)
        for (const end of [at, at + 1]) {
          const changed = text.slice(0, at) + String.fromCharCode(c) + text.slice(end)
          const bytes = Buffer.from(changed, 'base64url')
          const canonical = bytes.toString('base64url') === changed
          let read: Buffer | null = null
          try {
            read = strictBase64url(changed)
          } catch (error) {
            if ((error as JuxtaError).code !== 'malformed') throw error
          }
          if (canonical !== (read !== null)) t.fail(`${length} ${at} ${c}: ${canonical}`)
          if (read?.equals(bytes)) whole++
        }
  }
  t.ok(whole > 1500, `${whole} are canonical`)
})

t.test('a closed object: each member named, typed and expected', async (t) => {
  for (const value of [null, [], 'a', 1, undefined])
    await refuses(t, JSON.stringify(value), () => new Members(value), { code: 'malformed', rule: 'type', pointer: '' })
  await refuses(t, 'inside', () => new Members([], '/a'), { code: 'malformed', rule: 'type', pointer: '/a' })
  const m = new Members({ name: 'x', at: 5, 'a/b': 1 }, '/keys/0')
  t.equal(m.required('name', isString, 'a string'), 'x')
  t.equal(m.optional('more', isString, 'a string'), undefined)
  await refuses(
    t,
    'a member of another type',
    () => m.optional('at', isString, 'a string'),
    { code: 'malformed', rule: 'type', pointer: '/keys/0/at' },
    /must be a string/,
  )
  await refuses(t, 'a missing member', () => m.required('until', isCount, 'seconds'), {
    code: 'malformed',
    rule: 'required',
    pointer: '/keys/0/until',
  })
  await refuses(
    t,
    'what every object inherits is no member',
    () => m.required('toString', (v): v is unknown => v !== undefined, 'anything'),
    { code: 'malformed', rule: 'required', pointer: '/keys/0/toString' },
  )
  await refuses(t, 'a member nobody asked for', () => m.close(), {
    code: 'malformed',
    rule: 'closed',
    pointer: '/keys/0/a~1b',
  })
  const closed = new Members({ a: 1 })
  closed.required('a', isCount, 'a number')
  t.doesNotThrow(() => closed.close())
})

t.test('what counts as a number, a text, a key, an object', async (t) => {
  t.same([0, 1.5, -1, 2 ** 53, NaN, '1', Number.MAX_SAFE_INTEGER].map(isCount), [
    true,
    false,
    false,
    false,
    false,
    false,
    true,
  ])
  t.same(['', 'a', 'ab', 'abc', 1, 'a\0', '\ud800'].map(isText(2)), [false, true, true, false, false, false, false])
  t.same(['', 'k', 'k'.repeat(512), 'k'.repeat(513), 'é'.repeat(256), 'é'.repeat(257), 'k\0'].map(isKey), [
    false,
    true,
    true,
    false,
    true,
    false,
    false,
  ])
  t.same([{}, [], null, 'a'].map(isObject), [true, false, false, false])
  t.same([clipped('abc', 3), clipped('abcd', 3), clipped('a😀b', 3)], ['abc', 'ab…', 'a…'])
})
