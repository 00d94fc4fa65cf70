/** `juxta bench` as people start it: it measures two nodes as they are installed, and says where their time goes. */
import t from 'tap'
import { juxta } from './juxta.ts'

t.test('two hundred messages', async (t) => {
  const { code, json } = await juxta('bench', '--sizes', '1000', '--messages', '200', '--growth', '0', '--json')
  t.equal(code, 0)
  const [{ bytes, messages, perSecond, sender, receiver }] = json.results
  t.strictSame([bytes, messages], [1000, 200])
  t.ok(perSecond > 0)
  for (const [who, { parts, commits, statements }] of Object.entries<any>({ sender, receiver })) {
    const named = Object.keys(parts)
    t.ok(named.length > 3 && named.includes('store') && named.includes('exchange'), `${who}: ${named.join(', ')}`)
    t.ok(commits > 0 && statements.length > 5, `${who}: ${commits} commits a message`)
  }
})
