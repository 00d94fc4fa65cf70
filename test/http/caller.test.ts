/** What a key may read, by every term of the rule: role, procedure, type, agency; and the statement that lists says the same as the rule. */
import t from 'tap'
import { mayRead, NOBODY, readableBy, type About, type Caller } from '../../node/http/caller.ts'
import { hashSecret, newSecret } from '../../node/http/window-auth.ts'

const caller = (more: Partial<Omit<Caller, 'roles'>> & { roles: string[] }): Caller => ({
  id: 'k',
  client: 'c',
  name: 'a key',
  agency: null,
  procedures: null,
  types: null,
  reserved: { assistance: 'assistance' },
  ...more,
  roles: new Set(more.roles),
})
const CALLERS = [
  caller({ roles: [] }),
  ...['window', 'operator', 'auditor', 'assistance'].map((role) => caller({ roles: [role] })),
  caller({ roles: ['window', 'assistance'] }),
  caller({ roles: ['window'], procedures: ['pre-arrival', 'assistance'] }),
  caller({ roles: ['assistance'], procedures: ['pre-arrival', 'assistance'] }),
  caller({ roles: ['window'], procedures: [] }),
  caller({ roles: ['window'], types: [{ procedure: 'aeo', type: 'delta' }] }),
  caller({ roles: ['window'], types: [{ procedure: null, type: 'delta' }] }),
  caller({ roles: ['window'], agency: 'customs' }),
]
const of = (roles: string[], about: About, more = {}): boolean => mayRead(caller({ roles, ...more }), about)

t.test('roles', async (t) => {
  for (const role of ['window', 'operator', 'auditor']) {
    t.ok(of([role], { procedure: 'pre-arrival' }), role)
    t.notOk(of([role], { procedure: 'assistance' }), `${role} and what is reserved`)
  }
  t.ok(of(['assistance'], { procedure: 'assistance' }))
  t.notOk(of(['assistance'], { procedure: 'pre-arrival' }))
  t.ok(of(['window', 'assistance'], { procedure: 'assistance' }))
  for (const procedure of ['pre-arrival', 'assistance', 'toString']) t.notOk(mayRead(NOBODY, { procedure }))
})

t.test('procedures and types', async (t) => {
  t.ok(of(['window'], { procedure: 'aeo' }, { procedures: ['aeo'] }))
  t.notOk(of(['window'], { procedure: 'pre-arrival' }, { procedures: ['aeo'] }))
  t.notOk(of(['window'], { procedure: 'aeo' }, { procedures: [] }))
  const delta = { types: [{ procedure: 'aeo', type: 'delta' }] }
  t.ok(of(['window'], { procedure: 'aeo', type: 'delta' }, delta))
  t.notOk(of(['window'], { procedure: 'aeo', type: 'snapshot' }, delta))
  t.notOk(of(['window'], { procedure: 'system', type: 'delta' }, delta), 'a namesake in another procedure')
  t.ok(of(['window'], { procedure: 'system', type: 'delta' }, { types: [{ procedure: null, type: 'delta' }] }))
})

t.test('agencies', async (t) => {
  const customs = (about: Partial<About>) => of(['window'], { procedure: 'aeo', ...about }, { agency: 'customs' })
  t.ok(customs({ direction: 'in', agency: 'customs' }))
  t.ok(customs({ direction: 'in', agency: null }), 'to none in particular')
  t.notOk(customs({ direction: 'in', agency: 'police' }))
  t.ok(customs({ direction: 'out', agency: 'police' }), 'what was sent to an agency of another country')
  t.ok(of(['window'], { procedure: 'aeo', direction: 'in', agency: 'police' }), 'a key that speaks for all')
})

/** What a statement with this condition would find. */
const listed = (reader: ReturnType<typeof readableBy>, m: Required<About>): boolean =>
  (reader.procedures === null || reader.procedures.includes(m.procedure)) &&
  !reader.exceptProcedures.includes(m.procedure) &&
  (reader.types === null ||
    reader.types.some((x) => x.type === m.type && (x.procedure === null || x.procedure === m.procedure))) &&
  (reader.agency === null || m.direction === 'out' || m.agency === null || m.agency === reader.agency)

t.test('what lists is what may be read, for every key and message', async (t) => {
  let both = 0
  for (const one of CALLERS)
    for (const procedure of ['pre-arrival', 'aeo', 'assistance'])
      for (const type of ['delta', 'declaration'])
        for (const direction of ['in', 'out'] as const)
          for (const agency of [null, 'customs', 'police']) {
            const message = { procedure, type, direction, agency }
            const may = mayRead(one, message)
            if (may) both++
            if (listed(readableBy(one), message) !== may)
              t.fail(`${[...one.roles].join()} ${JSON.stringify({ ...one, ...message })}`)
          }
  t.ok(both > 50, `${both} may be read`)
})

t.test('the secret of a key has 256 bits of chance, and is never stored', async (t) => {
  const [one, other] = [newSecret(), newSecret()]
  t.not(one, other)
  t.match(one, /^jx_[A-Za-z0-9_-]{43}$/)
  t.notMatch(hashSecret(one), one)
  t.equal(hashSecret(one), hashSecret(one))
  t.equal(Buffer.from(hashSecret(one), 'base64url').length, 32)
})
