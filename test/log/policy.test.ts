/** Policies of C2SP tlog-policy: read as the specification has them, refused where it says so, and written so that they are read again. */
import t from 'tap'
import { encodeVerifierKey } from '../../node/log/note.ts'
import { encodePolicy, parsePolicy, satisfies } from '../../node/log/policy.ts'
import { makeNoteKey } from './note-keys.ts'

const log = await makeNoteKey('log.xa.example/2026')
const witnesses = await Promise.all(['x1', 'x2', 'x3', 'y1', 'y2'].map((name) => makeNoteKey(`${name}.example`, 4)))
const [X1, X2, X3, Y1, Y2] = witnesses.map((w) => encodeVerifierKey(w.key)) as [string, string, string, string, string]
const LOG = encodeVerifierKey(log.key)
const read = (text: string) => parsePolicy(Buffer.from(text))

const EXAMPLE = `# the example of the specification, with keys
log ${LOG}

 witness\tX1   ${X1}
witness X2 ${X2} https://x2.example/prefix
witness X3 ${X3}
group X-witnesses 2 X1 X2 X3
witness Y1 ${Y1}
witness Y2 ${Y2}
group Y-witnesses any Y1 Y2
group X-and-Y all X-witnesses Y-witnesses
  # a comment
quorum X-and-Y
`

t.test('groups of groups decide by whose cosignatures are there', async (t) => {
  const policy = read(EXAMPLE)
  const by = (...names: string[]): boolean => satisfies(policy, (key) => names.includes(key.name.slice(0, 2)))
  t.ok(by('x1', 'x3', 'y2'))
  t.ok(by('x1', 'x2', 'x3', 'y1', 'y2'))
  for (const few of [[], ['x1', 'y1'], ['x1', 'x2', 'x3'], ['y1', 'y2'], ['x1', 'y1', 'y2']])
    t.notOk(by(...few), few.join())
  t.equal(policy.witnesses[1]!.url, 'https://x2.example/prefix')
  t.same(read(encodePolicy(policy, ['made anew'])), policy)
  t.ok(satisfies(read('quorum none\n'), () => false))
  t.notOk(satisfies(read(`witness X1 ${X1}\nquorum X1`), () => false))
})

t.test('what the specification does not allow is refused with its line', async (t) => {
  for (const [what, text] of [
    ['no quorum', `witness X1 ${X1}\n`],
    ['two', 'quorum none\nquorum none\n'],
    ['one that is nobody', 'quorum X1\n'],
    ['one that is defined later', `quorum X1\nwitness X1 ${X1}\n`],
    ['a log key as a witness', `witness X1 ${LOG}\nquorum none\n`],
    ['a witness key as a log', `log ${X1}\nquorum none\n`],
    ['a witness twice', `witness X1 ${X1}\nwitness X9 ${X1}\nquorum none\n`],
    ['a log twice', `log ${LOG}\nlog ${LOG}\nquorum none\n`],
    ['a name twice', `witness X1 ${X1}\nwitness X1 ${X2}\nquorum none\n`],
    ['a name that is predefined', `witness none ${X1}\nquorum none\n`],
    ['a member of two groups', `witness X1 ${X1}\ngroup a all X1\ngroup b all X1\nquorum a\n`],
    ['a member twice', `witness X1 ${X1}\ngroup a 2 X1 X1\nquorum a\n`],
    ['a group without members', 'group a any\nquorum a\n'],
    ['a threshold that nobody reaches', `witness X1 ${X1}\ngroup a 2 X1\nquorum a\n`],
    ['none of it', `witness X1 ${X1}\ngroup a 0 X1\nquorum a\n`],
    ['another spelling of a number', `witness X1 ${X1}\ngroup a 01 X1\nquorum a\n`],
    ['a group that is its own member', 'group a all a\nquorum a\n'],
    ['another line', 'trust me\nquorum none\n'],
    ['more than stands in a line', `witness X1 ${X1} https://x https://y\nquorum none\n`],
    ['a control character', 'quorum none\r\n'],
  ] as const)
    t.throws(() => read(text), { code: 'log-invalid' }, what)
})
