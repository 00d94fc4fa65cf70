/** Alerts on the window side: one is open for each kind, peer and subject, and counted; listed by rank, a page at a time; closed by a person, or by the node when the cause is gone. */
import t from 'tap'
import { rankOf } from '../../node/operate/alert-ranks.ts'
import type { Country } from '../../node/values/country.ts'
import { juxta } from '../cli/juxta.ts'
import { startTestNodes, type TestNode } from '../nodes.ts'
import { stores } from '../servers.ts'

const listed = async (node: TestNode, query = ''): Promise<any> => (await node.call('GET', `/v1/alerts${query}`)).body

for (const store of stores())
  t.test(`alerts: ${store.name}`, store.options, async (t) => {
    const order = { countries: ['XA'], env: async () => ({ JUXTA_STORE: await store.make(t) }) }
    const [a] = (await startTestNodes(t, order)) as [TestNode]
    const { node } = a
    const peer = 'XB' as Country

    await Promise.all([1, 2, 3, 4, 5].map((n) => node.alert('answer-invalid', peer, `answer ${n}`)))
    await node.alert('answer-invalid', 'XC' as Country, 'another peer')
    await node.alert('deadline', peer, 'one case', 'case 1')
    await node.alert('deadline', peer, 'another case', 'case 2')
    await node.alert('timestamp', null, 'not dated')
    await node.alert('timestamp', null, 'not dated again')

    const { items } = await listed(a)
    t.same(
      items.map((x: any) => [x.kind, x.peer, x.subject, x.count]).sort(),
      [
        ['answer-invalid', 'XB', '', 5],
        ['answer-invalid', 'XC', '', 1],
        ['deadline', 'XB', 'case 1', 1],
        ['deadline', 'XB', 'case 2', 1],
        ['timestamp', null, '', 2],
      ],
      'five at once are one, and so are those of the node itself',
    )
    t.match(
      items.find((x: any) => x.kind === 'timestamp'),
      { severity: 'warning', detail: 'not dated again', means: /timestamp authority/, mend: /./, closes: /./ },
      'the last that was said, with what it means and what to do',
    )

    await node.alert('split-view', peer, 'two histories', 'juxta/XB/2026')
    t.same(
      (await listed(a, '?severity=critical')).items.map((x: any) => x.kind),
      ['split-view'],
    )
    const metrics = (await a.call('GET', '/metrics')).body as unknown as string
    t.match(String(metrics), 'juxta_alerts_open{severity="critical"} 1')
    t.match(String(metrics), 'juxta_alerts_open{severity="warning"} 5')

    await node.alert('disk', null, 'nearly full')
    await node.alert('event-refused', peer, 'two answers')
    await node.alert('contingency-import', peer, 'brought by hand')
    const seen: any[] = []
    for (let after = ''; ;) {
      const page = await listed(a, `?limit=2${after}`)
      t.ok(page.items.length <= 2)
      seen.push(...page.items)
      if (page.next === null) break
      after = `&after=${page.next}`
    }
    t.equal(seen.length, 9)
    t.same(
      seen.map((x) => rankOf(x.kind)).filter((rank, i, all) => rank !== all[i - 1]),
      (['split-view', 'event-refused', 'disk', 'timestamp', 'contingency-import'] as const).map(rankOf),
      'what is about security first, then by severity, however late the others came',
    )
    t.same(
      seen.map((x) => x.id),
      [...seen].sort((x, y) => rankOf(x.kind) - rankOf(y.kind) || (x.id < y.id ? 1 : -1)).map((x) => x.id),
      'and the newest first of each',
    )
    t.same([seen[0].security, seen[2].security], [true, false])
    t.same((await listed(a, '?limit=200')).items, seen, 'pages leave nothing out')
    t.equal((await a.call('GET', '/v1/alerts?after=bm90IG91cnM')).status, 400)
    t.equal((await a.call('GET', '/v1/alerts?severity=loud')).status, 400)

    await node.settle('timestamp', null)
    t.notOk(
      (await listed(a)).items.some((x: any) => x.kind === 'timestamp'),
      'its cause is gone',
    )
    await node.alert('timestamp', null, 'not dated, once more')
    const again = (await listed(a)).items.find((x: any) => x.kind === 'timestamp')
    t.equal(again.count, 1, 'one that was closed is not counted up')
    t.equal((await a.call('POST', `/v1/alerts/${again.id}/close`)).status, 204)
    t.equal((await a.call('POST', `/v1/alerts/${again.id}/close`)).status, 404)
    t.equal((await listed(a, '?all=true')).items.filter((x: any) => x.kind === 'timestamp').length, 2)

    const { code, json } = await juxta('alerts', '--dir', a.dir, '--json')
    t.same([code, json.items.map((x: any) => x.id)], [1, (await listed(a)).items.map((x: any) => x.id)])
    const shown = await juxta('alerts', '--severity', 'critical', '--dir', a.dir)
    t.match(shown.out, /^\S+  security critical  split-view XB juxta\/XB\/2026  since .*\n    two histories\n    → /)
    t.match(shown.out, /critical  disk.*\n.*nearly full\n.*It closes by itself: /)
    t.notMatch(shown.out, /warning/)
    t.equal((await juxta('alerts', 'close', ...json.items.map((x: any) => x.id), '--dir', a.dir)).code, 0)
    t.match(await juxta('alerts', '--dir', a.dir), { code: 0, out: 'No alert is open.\n' })
    t.match((await juxta('alerts', '--all', '--limit', '1', '--dir', a.dir)).out, /split-view.*closed/)
    t.equal((await juxta('alerts', 'shut', '--dir', a.dir)).code, 3)
  })
