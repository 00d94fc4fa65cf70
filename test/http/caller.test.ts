/** What a key may read, by every term of the rule: role, procedure, type, agency; and the statement that lists says the same as the rule. */
import t from 'tap'
import { mayRead, NOBODY, readableBy, type About, type Caller, type Doing } from '../../node/http/caller.ts'
import { hashSecret, newSecret } from '../../node/http/window-auth.ts'

const caller = (more: Partial<Omit<Caller, 'roles'>> & { roles: string[] }): Caller => ({
  id: 'k',
  client: 'c',
  name: 'a key',
  agency: null,
  procedures: null,
  types: null,
  addresses: null,
  expiresAt: 9e12,
  reserved: { assistance: 'assistance', 'pre-arrival/delta': 'incidents' },
  ...more,
  roles: new Set(more.roles),
})
const CALLERS = [
  caller({ roles: [] }),
  ...['window', 'operator', 'auditor', 'assistance'].map((role) => caller({ roles: [role] })),
  caller({ roles: ['window', 'assistance'] }),
  caller({ roles: ['window', 'incidents'] }),
  caller({ roles: ['incidents'] }),
  caller({ roles: ['window'], procedures: ['pre-arrival', 'assistance'] }),
  caller({ roles: ['assistance'], procedures: ['pre-arrival', 'assistance'] }),
  caller({ roles: ['window'], procedures: [] }),
  caller({ roles: ['window'], types: [{ procedure: 'aeo', type: 'delta' }] }),
  caller({ roles: ['window'], types: [{ procedure: null, type: 'delta' }] }),
  caller({ roles: ['window'], agency: 'customs' }),
]
const of = (roles: string[], about: About, more = {}): boolean => mayRead(caller({ roles, ...more }), about)

t.test('roles', async (t) => {
  const rights = { window: 'facts contents act steer', operator: 'facts steer', auditor: 'facts contents' }
  for (const [role, may] of Object.entries(rights))
    for (const doing of ['facts', 'contents', 'act', 'steer'] as const) {
      const about = (procedure: string): boolean => mayRead(caller({ roles: [role] }), { procedure }, doing)
      t.equal(about('pre-arrival'), may.split(' ').includes(doing), `${role} ${doing}`)
      t.notOk(about('assistance'), `${role} and what is reserved`)
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
  t.notOk(of(['window'], { procedure: 'aeo' }, delta), 'all that the procedure comes to')
  t.notOk(of(['window'], { procedure: 'system', type: 'delta' }, delta), 'a namesake in another procedure')
  t.ok(of(['window'], { procedure: 'system', type: 'delta' }, { types: [{ procedure: null, type: 'delta' }] }))
})

t.test('a type whose content is for one role more', async (t) => {
  const delta = (roles: string[], doing: Doing) =>
    mayRead(caller({ roles }), { procedure: 'pre-arrival', type: 'delta' }, doing)
  for (const doing of ['contents', 'act'] as const)
    t.same(
      [['window'], ['incidents'], ['window', 'incidents'], ['auditor'], ['auditor', 'incidents']].map((roles) =>
        delta(roles, doing),
      ),
      [false, false, true, false, doing === 'contents'],
    )
  t.ok(delta(['window'], 'facts'), 'that it passed')
  t.ok(of(['window'], { procedure: 'aeo', type: 'delta' }), 'a namesake elsewhere')
})

t.test('agencies', async (t) => {
  const customs = (about: Partial<About>) => of(['window'], { procedure: 'aeo', ...about }, { agency: 'customs' })
  t.ok(customs({ direction: 'in', agency: 'customs' }))
  t.ok(customs({ direction: 'in', agency: null }), 'to none in particular')
  t.notOk(customs({ direction: 'in', agency: 'police' }))
  const sent = { direction: 'out', agency: 'police' } as const
  t.ok(customs({ ...sent, ownerClient: 'x', ownerAgency: 'customs' }), 'what was sent for it, to whichever agency')
  t.ok(customs({ ...sent, ownerClient: 'c', ownerAgency: 'police' }), 'what its own client has sent')
  t.ok(customs({ ...sent, ownerClient: null, ownerAgency: null }), 'what the machine of the node has sent')
  t.notOk(customs({ ...sent, ownerClient: 'x', ownerAgency: 'police' }), 'what another agency has sent')
  t.notOk(customs({ ...sent, ownerClient: 'x', ownerAgency: null }), 'what a key of all agencies has sent')
  t.ok(of(['window'], { procedure: 'aeo', direction: 'in', agency: 'police' }), 'a key that speaks for all')
})

/** What a statement with this condition would find. */
const listed = (reader: ReturnType<typeof readableBy>, m: Required<About>): boolean =>
  (reader.procedures === null || reader.procedures.includes(m.procedure)) &&
  !reader.exceptProcedures.includes(m.procedure) &&
  !reader.exceptTypes.some((x) => x.type === m.type && x.procedure === m.procedure) &&
  (reader.types === null ||
    reader.types.some((x) => x.type === m.type && (x.procedure === null || x.procedure === m.procedure))) &&
  (reader.agency === null ||
    (m.direction === 'in'
      ? m.agency === null || m.agency === reader.agency
      : m.ownerAgency === reader.agency || m.ownerClient === null || m.ownerClient === reader.client))

t.test('what lists is what may be read, for every key and message', async (t) => {
  let both = 0
  for (const one of CALLERS)
    for (const procedure of ['pre-arrival', 'aeo', 'assistance'])
      for (const type of ['delta', 'declaration'])
        for (const direction of ['in', 'out'] as const)
          for (const agency of [null, 'customs', 'police'])
            for (const ownerClient of [null, 'c', 'x'])
              for (const doing of ['facts', 'contents', 'act', 'steer'] as const) {
                const message = { procedure, type, direction, agency, ownerClient, ownerAgency: agency }
                const may = mayRead(one, message, doing)
                if (may) both++
                if (listed(readableBy(one, doing), message) !== may)
                  t.fail(`${doing} ${[...one.roles].join()} ${JSON.stringify({ ...one, ...message })}`)
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
