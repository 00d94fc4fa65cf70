import t from 'tap'
import { newMessageId, isMessageId } from '../node/values/id.ts'
t.test('ids', async (t) => {
  t.ok(isMessageId(newMessageId(Date.now())))
})
