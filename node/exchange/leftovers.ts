/** What nobody goes on with: uploads, parts of messages that do not come back, keys of messages that wait no more, and what is kept in chunks and named by nobody. */
import { largeIn } from '../store/large.ts'
import type { Store } from '../store/store.ts'
import { transfersIn } from './transfers.ts'
import { uploadsIn } from './uploads.ts'

/** Ends what nobody has gone on with since `before`, and erases what nobody names any more. */
export async function eraseLeftovers(store: Store, before: number): Promise<void> {
  await uploadsIn(store).expire(before)
  await transfersIn(store).expire(before)
  await largeIn(store).sweep()
}
