/** The kit that judges a neighbour's implementation, at a node of ours: every clause is tried and holds; what cannot be tried is said. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { CLAUSES, sectionOf, UNTRIED, type Clause } from '../../node/neighbour/clauses.ts'
import { reportLines } from '../../node/neighbour/conformance-report.ts'
import { verdictOf } from '../../node/neighbour/conform.ts'
import { Book } from '../../node/neighbour/book.ts'
import { juxta } from '../cli/juxta.ts'
import { settled, startTestNodes, xml, type TestNode } from '../nodes.ts'
import { sparePort, stores, temporaryFolder } from '../servers.ts'
import { ROOT } from '../shared-data.ts'
import { introducedKit, type Operated } from './judged.ts'

type Scope = { teardown(fn: () => unknown): unknown }

function operatorOf(t: Scope, node: TestNode): Operated {
  return {
    url: node.url,
    async invitation() {
      const file = join(temporaryFolder(t), 'theirs.invite')
      writeFileSync(file, (await node.call('POST', '/v1/peers/invite')).body.invite)
      return file
    },
    async takes(file) {
      const invite = readFileSync(file, 'utf8').trim()
      const { status, body } = await node.call('POST', '/v1/peers', { invite, trust: true })
      if (status !== 200) throw new Error(JSON.stringify(body))
    },
    async operates() {
      const found = await settled('the kit has proposed an agreement', async () => {
        const { items } = (await node.call('GET', '/v1/agreements')).body
        return items.find((a: any) => a.peer === 'XK' && (a.state === 'received' || a.state === 'in-force'))
      })
      await node.call('POST', `/v1/agreements/${encodeURIComponent(found.hash)}/accept`)
      const message = {
        to: 'XK',
        procedure: 'pre-arrival',
        type: 'declaration',
        document: xml('<Declaration>1</Declaration>'),
      }
      await settled('a message goes', async () => (await node.call('POST', '/v1/messages', message)).status === 202)
    },
  }
}

/** The trials that broke a clause. */
const brokenIn = (clauses: readonly any[]): { clause: string }[] =>
  clauses.flatMap((c) => c.trials.filter((x: any) => !x.ok).map((x: any) => ({ clause: c.clause, ...x })))

for (const kind of stores())
  t.test(`a node of ours conforms to every clause: ${kind.name}`, kind.options, async (t) => {
    // The one has keys of ML-DSA, and a log that took the place of another.
    const more = kind.name === 'sqlite'
    const [node] = (await startTestNodes(t, {
      countries: ['XB'],
      peered: false,
      env: async () => ({ JUXTA_STORE: await kind.make(t) }),
      postQuantum: more ? ['XB'] : [],
    })) as [TestNode]
    if (more) await node.node.nextShard({ reason: 'a new year', by: 'a test', keepKey: false })
    const kit = await introducedKit(t, operatorOf(t, node))
    const page = join(temporaryFolder(t), 'report.html')
    const { code, outcomes, json } = await kit.judge('--html', page)
    t.same(brokenIn(json.clauses ?? []), [], 'nothing is broken')
    t.same(outcomes['not tested'], [], 'everything was tried')
    t.equal(code, 0)
    const said = (clause: string): string[] =>
      json.clauses.find((c: any) => c.clause === clause).trials.map((x: any) => x.answered)
    t.equal(outcomes.pass.includes('SEC-2'), more, 'second signatures are tried where they are due')
    t.equal(
      said('LOG-1').some((answered) => /and no more$/.test(answered)),
      more,
      'each log of it is looked at',
    )
    const report = readFileSync(page, 'utf8')
    t.match(report, /It conforms\./)
    t.equal(/of a log that another has taken the place of/.test(report), more)
  })

t.test('what nobody has accepted cannot be tried: incomplete, with what is wrong', async (t) => {
  const [node] = (await startTestNodes(t, { countries: ['XB'], peered: false })) as [TestNode]
  const dir = join(temporaryFolder(t), 'kit')
  const invite = join(temporaryFolder(t), 'theirs.invite')
  writeFileSync(invite, (await node.call('POST', '/v1/peers/invite')).body.invite)
  const at = ['--dir', dir, '--exchange-url', `https://127.0.0.1:${await sparePort()}`]
  const { code, json } = await juxta('conform', node.url, ...at, '--invite', invite, '--wait', '0', '--json')
  t.equal(code, 2)
  t.equal(json.check, 'peer-accepts-us')
})

t.test('every clause of the page is tried by the kit, or the report says why it is not', async (t) => {
  const text = readFileSync(join(ROOT, 'docs/wire.md'), 'utf8')
  const named = [...text.matchAll(/\*\*([A-Z]+-[0-9]+)\*\*/g)].map((m) => m[1]!)
  t.same(named, [...new Set(named)], 'none stands twice')
  for (const name of named) {
    const { section, anchor } = sectionOf(name)
    t.equal(anchor, section.toLowerCase().replaceAll(' ', '-'))
    const at = text.split(/^##+ /m).find((part) => part.includes(`**${name}**`))!
    t.equal(at.slice(0, at.indexOf('\n')), section, `${name} stands where the report says`)
  }
  t.same(named.sort(), [...Object.keys(CLAUSES), ...Object.keys(UNTRIED)].sort())
  const lines = reportLines(new Book().results())
  for (const [clause, since] of Object.entries(UNTRIED))
    t.ok(
      lines.some((line) => line.includes(clause) && line.endsWith(`not tried by the kit, since ${since}`)),
      clause,
    )
})

t.test('one broken clause is enough not to conform, one that was not tried to be incomplete', async (t) => {
  const book = new Book()
  t.equal(verdictOf(book.results()), 2)
  for (const clause of Object.keys(CLAUSES) as Clause[]) book.write(clause, 'something', true, 'as it must be')
  t.equal(verdictOf(book.results()), 0)
  const sent = { method: 'PUT', path: '/v1/messages/1', contentType: 'application/jose', body: 'bytes' }
  book.overheard(sent, { status: 202, contentType: 'text/plain', body: 'what came' })
  book.skip('MSG-2', 'something was left out')
  book.write('MSG-2', 'something else', false, 'the receipt of somebody else')
  t.equal(verdictOf(book.results()), 1)
  t.match(
    reportLines(book.results()).join('\n'),
    /FAIL MSG-2 .*\n +tried: +something else\n +sent: +PUT \/v1\/messages\/1, application\/jose, 5 bytes, sha-256:.*\n +came: +202 text\/plain: what came\n +expected: the receipt is for this message.*\n +answered: the receipt of somebody else\n +page: +docs\/wire.md#a-message, MSG-2/,
  )
})
