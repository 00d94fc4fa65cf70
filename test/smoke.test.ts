import t from 'tap'
import { newMessageId, isMessageId } from '../node/values/ids.ts'
t.test('ids', async (t) => {
  t.ok(isMessageId(newMessageId(Date.now())))
})
