/** Many messages with many attachments, all at once: more rows than one statement of either store takes. */
import t from 'tap'
import { stores } from '../servers.ts'
import { startTestNodes, submit, type TestNode } from '../nodes.ts'

const AT_ONCE = 128
const ATTACHMENTS = 50

for (const store of stores())
  t.test(store.name, store.options, async (t) => {
    const [a, b] = (await startTestNodes(t, {
      env: async (country) => (country === 'XA' ? { JUXTA_STORE: await store.make(t) } : {}),
    })) as [TestNode, TestNode]
    const attachments = Array.from({ length: ATTACHMENTS }, (_, i) => ({
      mediaType: 'text/plain',
      text: `page ${i}`,
    }))
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => submit(a, b, { attachments })))
    t.same(
      answers.filter((x) => x.status !== 202).map((x) => [x.status, x.body]),
      [],
      'all are taken',
    )
    const { n } = await a.node.store.read
      .selectFrom('part')
      .select((e) => e.fn.countAll().as('n'))
      .where('mediaType', '=', 'text/plain')
      .executeTakeFirstOrThrow()
    t.equal(Number(n), AT_ONCE * ATTACHMENTS, 'whole')
  })
