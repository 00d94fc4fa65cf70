/** A node beside a sandbox: with each behaviour a message ends as docs/how-to/sandbox.md says. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openSandbox } from '../../node/cli/sandbox.ts'
import {
  BEHAVIOUR_NAMES,
  behaviourOf,
  LIES,
  readScript,
  SIGNED,
  UNSIGNED,
  type Script,
} from '../../node/neighbour/behaviour.ts'
import type { Told } from '../../node/neighbour/sandbox.ts'
import type { Country } from '../../node/values/country.ts'
import { settled, startTestNodes, submit, untilState, xml, type TestNode } from '../nodes.ts'
import { refuses } from '../refused.ts'
import { sparePort, stores, temporaryFolder } from '../servers.ts'
import { ROOT } from '../shared-data.ts'
import { juxta } from '../cli/juxta.ts'

type Scope = { teardown(fn: () => unknown): unknown }

async function startOne(t: Scope): Promise<TestNode> {
  const [node] = (await startTestNodes(t, { countries: ['XA'], peered: false })) as [TestNode]
  return node
}

const XB = { country: 'XB' } as TestNode

/** A sandbox beside `node`, which behaves by `script` until the test ends; the same folder goes on with the same peering. */
async function beside(t: Scope, node: TestNode, script: Script, dir = join(temporaryFolder(t), 'sandbox')) {
  const told: Told[] = []
  const opened = await openSandbox({
    dir,
    country: 'XB' as Country,
    peerDir: node.dir,
    script,
    exchangeUrl: `https://127.0.0.1:${await sparePort()}`,
    windowPort: 0,
    tell: (what) => void told.push(what),
  })
  let stopped = false
  const stop = async (): Promise<void> => {
    if (!stopped) await opened.stop()
    stopped = true
  }
  t.teardown(stop)
  return { ...opened, told, stop, dir }
}

const alertsOf = async (node: TestNode): Promise<string[]> =>
  (await node.call('GET', '/v1/alerts?all=true')).body.items.map((a: any) => a.kind)

/** What stands in the table of the page: a behaviour, and the state in which it ends. */
const documented = new Map(
  [
    ...readFileSync(join(ROOT, 'docs/how-to/sandbox.md'), 'utf8').matchAll(
      /^\| `([a-z-]+)[^`]*` \|.*\| `([a-z]+)`[^|]*\|$/gm,
    ),
  ].map((m) => [m[1]!, m[2]!]),
)

t.test('every behaviour is on the page, with the state in which a message ends', async (t) => {
  t.same([...documented.keys()].sort(), [...BEHAVIOUR_NAMES, 'duplicates'].sort())
})

/** What the events of a message that was sent say. */
const wordsOf = (message: any): string =>
  message.events.map((e: any) => Buffer.from(e.set.split('.')[1], 'base64url').toString()).join()

const WORDS = [
  ...[
    'accepts',
    'collects',
    'takes',
    'answers-late:1',
    'rejects:R-17:/document/x',
    'refuses:schema-invalid',
    'silent:1',
  ],
  ...['receipts-late:1', 'loses-receipts', 'goes-away:1', 'hostile:receipt-digest'],
]

for (const duplicates of [false, true])
  t.test(
    `a message ends as the page says, with each behaviour${duplicates ? ', where all comes twice' : ''}`,
    async (t) => {
      const node = await startOne(t)
      // Each behaviour for the one message that names it.
      const rules = WORDS.map((words) => ({ when: { contains: `>${words}<` }, does: behaviourOf(words).otherwise }))
      const box = await beside(t, node, { ...behaviourOf('accepts'), rules, duplicates })
      const sent = await Promise.all(
        WORDS.map(
          async (words) => (await submit(node, XB, { document: xml(`<Does>${words}</Does>`) })).body.id as string,
        ),
      )
      for (const [i, words] of WORDS.entries()) {
        const message = await untilState(node, sent[i]!, documented.get(words.split(':')[0]!)!)
        t.pass(`${words}: ${message.state}`)
        if (words.startsWith('rejects')) t.match(wordsOf(message), /"pointer":"\/document\/x","rule":"R-17"/)
        if (words.startsWith('refuses')) t.match(message.history.at(-1).cause, /^schema-invalid/)
        const received = await box.node.store.read
          .selectFrom('message')
          .select('id')
          .where('id', '=', sent[i]!)
          .execute()
        t.equal(received.length, words.startsWith('refuses') ? 0 : 1, 'it was taken once')
      }
      t.ok((await alertsOf(node)).includes('receipt-false'), 'the lie is told to people')
      t.equal(documented.get('duplicates'), 'accepted')
    },
  )

t.test('what is refused before the signature is unsigned, and ends no message', async (t) => {
  const node = await startOne(t)
  const script = readScript({ otherwise: [{ do: 'refuse', problem: 'signature-invalid', times: 1 }] })
  const { told } = await beside(t, node, script)
  const { body } = await submit(node, XB)
  await untilState(node, body.id, 'delivered')
  t.match(
    told.map(({ does }) => does),
    ['refuses it: signature-invalid', 'takes it'],
  )
})

t.test('every signed problem ends a message as refused, but that which is to be tried again', async (t) => {
  const node = await startOne(t)
  const rules = SIGNED.map((problem) => ({
    when: { contains: `<${problem}/>` },
    does: [{ do: 'refuse', problem, ...(problem === 'not-yet-valid' ? { times: 1 } : {}) }],
  }))
  await beside(t, node, readScript({ rules }))
  for (const problem of SIGNED) {
    const { body } = await submit(node, XB, { document: xml(`<${problem}/>`) })
    await untilState(node, body.id, problem === 'not-yet-valid' ? 'delivered' : 'refused')
  }
  t.ok(UNSIGNED.length > 0)
})

t.test('no lie is believed: the message comes again, and is delivered by its receipt alone', async (t) => {
  const node = await startOne(t)
  const rules = LIES.map((how) => ({ when: { contains: `<${how}/>` }, does: [{ do: 'lie', how }] }))
  const { told } = await beside(t, node, readScript({ rules }))
  const ids = await Promise.all(
    LIES.map(async (how) => (await submit(node, XB, { document: xml(`<${how}/>`) })).body.id as string),
  )
  for (const id of ids) await untilState(node, id, 'delivered')
  for (const [i, how] of LIES.entries())
    t.same(
      told.filter((x) => x.message === ids[i]).map((x) => x.does),
      [`lies: ${how}`, 'takes it'],
    )
})

/** What each lie of a sandbox is told as. */
const TOLD_AS: Readonly<Record<(typeof LIES)[number], string>> = {
  'receipt-digest': 'receipt-false manifest-digest',
  'other-bytes': 'receipt-false sealed-digest',
  leaf: 'receipt-false commitment',
  signature: 'answer-invalid ',
  'another-message': 'receipt-false message',
  'malformed-set': 'answer-invalid ',
  html: 'answer-invalid ',
  endless: 'answer-invalid ',
}

for (const store of stores())
  t.test(
    `all lies at once, at a node on ${store.name}: nothing is lost or doubled, each is told once, and who is answered rightly passes`,
    store.options,
    async (t) => {
      const env = async () => ({ JUXTA_STORE: await store.make(t) })
      const [node] = (await startTestNodes(t, { countries: ['XA'], peered: false, env })) as [TestNode]
      const rules = [{ when: { contains: '<honest/>' }, does: behaviourOf('accepts').otherwise }]
      const box = await beside(t, node, { ...behaviourOf('hostile,duplicates'), rules })
      const sent = async (text: string): Promise<string> => (await submit(node, XB, { document: xml(text) })).body.id
      const hostile = await Promise.all([1, 2].map((n) => sent(`<hostile n="${n}"/>`)))
      const honest = await Promise.all([1, 2, 3].map(() => sent('<honest/>')))
      for (const id of honest) await untilState(node, id, 'accepted')
      for (const id of hostile)
        await settled('every lie was told, and then the truth', async () => {
          await node.call('POST', `/v1/messages/${id}/retry`)
          return (await node.call('GET', `/v1/messages/${id}`)).body.state === 'accepted'
        })
      for (const id of hostile)
        t.same(
          box.told.filter((x) => x.message === id && x.does.startsWith('lies')).map((x) => x.does),
          LIES.map((how) => `lies: ${how}`),
        )
      await settled(
        'both have shown another history',
        async () => box.told.filter((x) => x.does.startsWith('shows another history')).length === 2,
      )
      await settled(
        'all of it was told',
        async () => (await alertsOf(node)).includes('split-view') && (await alertsOf(node)).includes('event-refused'),
      )
      const taken = await box.node.store.read.selectFrom('message').select('id').where('direction', '=', 'in').execute()
      t.same(taken.map(({ id }) => id).sort(), [...hostile, ...honest].sort(), 'each was taken once')
      const { items } = (await node.call('GET', '/v1/alerts?all=true')).body
      const lies = items
        .filter((x: any) => /^(receipt-false|answer-invalid)$/.test(x.kind))
        .map((x: any) => `${x.kind} ${x.subject}`)
      t.same([...new Set(lies)].sort(), [...new Set(Object.values(TOLD_AS))].sort(), 'each way of lying is told')
      const open = items.filter((x: any) => x.kind === 'receipt-false')
      t.equal(open.length, new Set(open.map((x: any) => x.subject)).size, 'once each, however often it was told')
      t.ok(
        open.every((x: any) => x.count >= 2),
        'and counted',
      )
      for (const id of [...hostile, ...honest])
        t.equal((await node.call('GET', `/v1/messages/${id}`)).body.state, 'accepted')
    },
  )

t.test('who contradicts itself changes nothing, and another history of its log is an alert', async (t) => {
  const node = await startOne(t)
  const does = [{ do: 'collect' }, { do: 'accept' }, { do: 'contradict', after: 1 }, { do: 'fork-log', after: 1 }]
  const { told } = await beside(t, node, readScript({ otherwise: does }))
  const { body } = await submit(node, XB)
  await untilState(node, body.id, 'accepted')
  await settled('both were done', async () => told.some((x) => x.does.startsWith('shows another history')))
  t.ok(told.some((x) => x.does === 'contradicts itself, and is answered 400'))
  t.equal((await node.call('GET', `/v1/messages/${body.id}`)).body.state, 'accepted')
  await settled('the fork is an alert', async () => (await alertsOf(node)).includes('split-view'))
})

t.test(
  'rules look at procedure, type and reference; what is in none is answered otherwise; it sends by itself',
  async (t) => {
    const node = await startOne(t)
    const message = {
      procedure: 'pre-arrival',
      type: 'declaration',
      document: xml('<Declaration>theirs</Declaration>'),
    }
    const script = readScript({
      rules: [
        {
          when: { procedure: 'pre-arrival', reference: 'LRN-1' },
          does: [{ do: 'reject', rule: 'C-4', pointer: '/a' }],
        },
      ],
      sends: [{ message, times: 2, every: 0 }],
    })
    await beside(t, node, script)
    const named = await submit(node, XB, { context: { xReferences: [{ type: 'lrn', value: 'LRN-1' }] } })
    t.equal(named.status, 202)
    const other = await submit(node, XB)
    await untilState(node, named.body.id, 'rejected')
    await untilState(node, other.body.id, 'accepted')
    await settled('two messages of the sandbox are in the inbox', async () => {
      const { messages } = (await node.call('GET', '/v1/inbox')).body
      return messages.length === 2
    })
  },
)

t.test('a script and words that cannot be are refused by name', async (t) => {
  const step = (does: object) => () => readScript({ otherwise: [does] })
  await refuses(t, 'a problem that is none', step({ do: 'refuse', problem: 'no-such' }), {
    ...{ code: 'malformed', rule: 'type', pointer: '/otherwise/0/problem' },
  })
  await refuses(t, 'a member that is none', step({ do: 'accept', seconds: 1 }), {
    ...{ code: 'malformed', rule: 'closed', pointer: '/otherwise/0/seconds' },
  })
  for (const words of ['refuses:nonsense', 'sings', 'silent:-1', 'hostile:kindly'])
    await refuses(t, words, () => behaviourOf(words), { code: 'usage', rule: 'behaves' })
})

t.test('only a development node is a neighbour of a sandbox, and one that runs', async (t) => {
  const dir = join(temporaryFolder(t), 'production')
  const made = await juxta('init', '--dir', dir, '--country', 'XA', '--name', 'Customs of XA')
  t.equal(made.code, 0, made.out)
  const box = join(temporaryFolder(t), 'sandbox')
  const { code, json } = await juxta('sandbox', '--dir', box, '--peer-with', dir, '--json')
  t.equal(code, 1)
  t.equal(json.rule, 'development')
  const stopped = join(temporaryFolder(t), 'stopped')
  await juxta('init', '--dir', stopped, '--country', 'XA', '--name', 'Customs of XA', '--profile', 'dev')
  const at = ['--exchange-url', `https://127.0.0.1:${await sparePort()}`, '--window-port', '0']
  const silent = await juxta('sandbox', '--dir', box, '--peer-with', stopped, ...at, '--json')
  t.equal(silent.json.rule, 'running')
  const file = join(temporaryFolder(t), 'script.yaml')
  writeFileSync(file, 'otherwise:\n  - do: dance\n')
  t.equal(
    (await juxta('sandbox', '--dir', box, '--peer-with', stopped, '--script', file, '--json')).json.pointer,
    '/otherwise/0/do',
  )
})
