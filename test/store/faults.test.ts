/** What the errors of the databases mean: what is tried again, what is an answer for now, what is refused, and what alone ends the process. */
import t from 'tap'
import { broken, isOfStore, judge, meaningOf } from '../../node/store/faults.ts'
import { JuxtaError } from '../../node/values/errors.ts'

const error = (code: string, message = 'what the driver says'): Error => Object.assign(new Error(message), { code })

for (const [meaning, ofStore, codes, answer] of [
  [
    'again',
    true,
    ['40P01', '40001', '55P03', '26000', 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_LOCKED'],
    'log-unavailable',
  ],
  [
    'again',
    true,
    ['08006', '57P01', '57P02', '57P03', '53300', '25P03', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'],
    'log-unavailable',
  ],
  [
    'later',
    true,
    ['SQLITE_FULL', '53100', 'ENOSPC', '25006', 'SQLITE_READONLY', '57014', '53200', '3D000'],
    'log-unavailable',
  ],
  ['refused', false, ['23505', '23503', 'SQLITE_CONSTRAINT_PRIMARYKEY'], 'store-conflict'],
  ['refused', false, ['22P05', '22003', '54000', 'SQLITE_TOOBIG'], 'schema-invalid'],
  ['fatal', true, ['SQLITE_IOERR_FSYNC', 'SQLITE_CORRUPT', 'SQLITE_NOTADB', '58030', 'XX001', 'XX002'], 'store-failed'],
] as const)
  for (const code of codes)
    t.test(`${code} is ${meaning}`, async (t) => {
      const fault = judge(error(code))
      t.same([meaningOf(fault), isOfStore(error(code))], [meaning, ofStore])
      t.equal(fault.code, answer)
      if (fault.code === 'log-unavailable') t.ok(fault.retryAfter! > 0, 'says when to come again')
      t.equal(fault.cause instanceof Error, true)
    })

for (const message of [
  'Connection terminated unexpectedly',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error and is not queryable',
  'Query read timeout',
])
  t.test(`"${message}" is the store away`, async (t) => {
    t.match(judge(new Error(message)), { code: 'log-unavailable', rule: 'store-away' })
  })

t.test('what no row knows is a fault of ours, and ends nothing', async (t) => {
  const fault = judge(new TypeError('undefined is not a function'))
  t.same([fault.code, meaningOf(fault)], ['internal', 'refused'])
  const own = new JuxtaError('conflict', 'known')
  t.equal(judge(own), own, 'what is an answer stays')
  t.equal(meaningOf(broken('a gap')), 'fatal')
  t.equal(isOfStore(new JuxtaError('schema-invalid', 'x')), false)
})
