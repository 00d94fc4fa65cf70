/** Words of a neighbour on an operator's terminal: what would steer it is shown, and does nothing. */
import t from 'tap'
import { shown } from '../../node/values/text.ts'
import { COMMANDS } from '../../node/cli/commands.ts'
import { nearest } from '../../node/cli/nearest.ts'
import { coloured, paint, rendered, styled, tinted } from '../../node/cli/terminal.ts'
import { juxta, juxtaWith } from './juxta.ts'

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

t.test('colours are for terminals, unless NO_COLOR ends or FORCE_COLOR wants them', async (t) => {
  const terminal = { isTTY: true }
  t.equal(coloured(terminal, {}), true)
  t.equal(coloured({}, {}), false)
  t.equal(coloured(terminal, { TERM: 'dumb' }), false)
  t.equal(coloured(terminal, { NO_COLOR: '1' }), false)
  t.equal(coloured(terminal, { NO_COLOR: '' }), true, 'an empty one says nothing')
  t.equal(coloured({}, { FORCE_COLOR: '1' }), true)
  t.equal(coloured(terminal, { FORCE_COLOR: '0' }), false)
  t.equal(coloured({}, { FORCE_COLOR: '1', NO_COLOR: '1' }), false, 'NO_COLOR ends them whatever else is said')
  const { out } = await juxtaWith({ FORCE_COLOR: '1', NO_COLOR: '' }, 'help')
  t.ok(out.includes('\x1b[1mA Single Window\x1b['), 'a heading')
  t.notOk((await juxtaWith({ FORCE_COLOR: '1', NO_COLOR: '1' }, 'help')).out.includes('\x1b'))
})

t.test('what is coloured steers no terminal either', async (t) => {
  const line = styled`a ${paint('red', 'b\x1b[2J')} ${styled`c ${tinted('parked')}`}\x07`
  t.equal(rendered(line, true), 'a \x1b[31mb\\u001b[2J\x1b[39m c \x1b[31mparked\x1b[39m\\u0007')
  t.equal(rendered(line, false), 'a b\\u001b[2J c parked\\u0007')
  t.equal(`${line}`, 'a b\x1b[2J c parked\x07')
  t.equal(rendered(tinted('toString'), true), 'toString', 'a word that has no colour')
})

t.test('who mistypes is told what may have been meant', async (t) => {
  for (const [said, meant] of Object.entries({
    alrets: 'alerts',
    reconsile: 'reconcile',
    inbx: 'inbox',
    recon: 'reconcile',
  }))
    t.equal(nearest(said, Object.keys(COMMANDS)), meant, said)
  t.equal(nearest('frobnicate', Object.keys(COMMANDS)), undefined)
  t.match(await juxta('alrets'), { code: 3, out: /there is no command alrets; is alerts meant\?\n/ })
  t.match(await juxta('--version'), { code: 0, out: /^juxta \d+\.\d+\.\d+\n$/ }, 'a single line, for a script')
  t.match(await juxta('frobnicate'), { code: 3, out: /there is no command frobnicate\n/ })
  t.match(await juxta('alerts', '--sevrity=critical'), {
    code: 3,
    out: /there is no option --sevrity; is --severity meant\?/,
  })
  t.match(await juxta('alerts', '--sevrity', '--json'), { code: 3, json: { ok: false, error: 'usage' } })
})

t.test('every command says what each of its options means, and gives an example that it takes', async (t) => {
  for (const [name, { about, load }] of Object.entries(COMMANDS)) {
    const command = await load()
    t.ok(about.length > 0 && about.length < 70, name)
    const { code, out } = await juxta('help', name)
    t.equal(code, 0)
    for (const [option, { about, type, value }] of Object.entries(command.options)) {
      t.ok(about !== '' && out.includes(`--${option}`) && out.includes(about), `${name} --${option}`)
      t.equal(type === 'string', value !== undefined, `${name} --${option} says what follows it`)
    }
    for (const action of Object.keys(command.actions ?? {}))
      t.match(command.usage, new RegExp(`\\b${action}\\b`), `${name} ${action} stands in its usage`)
    t.ok(command.example === name || command.example.startsWith(`${name} `), name)
    const given = [...command.example.matchAll(/ --([a-z-]+)/g)].map(([, option]) => option!)
    t.same(
      given.filter((option) => !(option in command.options)),
      [],
      `the example of ${name}`,
    )
    const [, word] = command.example.split(' ')
    if (command.actions && word !== undefined && !word.startsWith('-')) t.ok(word in command.actions, command.example)
  }
})
