/** Words of a neighbour on an operator's terminal: what would steer it is shown, and does nothing. */
import t from 'tap'
import { shown } from '../../node/values/text.ts'
import { juxta } from './juxta.ts'

const STEERS = ['\x1b[2J', '\x9b2J', '\x07', '\x7f', '\rXB', '\u202eBX', '\u2066', '\u2028', '\x85']

t.test('whatever a command says passes one place, for people and for programs', async (t) => {
  for (const text of STEERS) {
    const name = encodeURIComponent(text)
    const { out, code } = await juxta(`x${text}`)
    t.equal(code, 3)
    t.notOk(out.includes(text), name)
    t.ok(out.includes(`there is no command x\\u${text.charCodeAt(0).toString(16).padStart(4, '0')}`), name)
    const wrong = await juxta('show', `--${text}`, '--json')
    t.equal(wrong.code, 3)
    t.notOk(wrong.out.includes(text), name)
    t.ok(wrong.json.message.includes(text), 'a program reads what was said')
  }
})

t.test('lines and letters of all scripts stay as they are', async (t) => {
  const text = 'Zoll\n\tТаможня\r\nگمرک\u200cها 税関 👮🏽‍♀️'
  t.equal(shown(text), text)
  t.equal(shown('a\r\rb\n'), 'a\\u000d\\u000db\n')
})
