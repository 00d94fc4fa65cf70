/** RFC 8785 against the vectors of its author. */
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { canonicalJson, parseStrictJson } from '../node/json.ts'
import { needsShared, shared } from './shared-data.ts'

t.test('each input has the form that its author gives it', needsShared(), async (t) => {
  const files = readdirSync(shared('vectors', 'jcs', 'testdata', 'input'))
  t.ok(files.length >= 6)
  for (const file of files) {
    const input = readFileSync(shared('vectors', 'jcs', 'testdata', 'input', file))
    const output = readFileSync(shared('vectors', 'jcs', 'testdata', 'output', file), 'utf8')
    t.equal(canonicalJson(parseStrictJson(input)), output, file)
  }
})
