/** Follows the log case by case: whoever keeps something of the cases comes to each that has moved on, in the order of the log, once or again, and never skips one. */
import type { MessageId } from '../values/ids.ts'
import type { CaseName, CaseStore, LogPlace } from '../store/types.ts'

const PAGE = 200

/** Calls `look` for every case into which something came since `follower` was here last. A crash repeats at most a page. */
export async function followLog(
  store: CaseStore,
  follower: string,
  look: (name: CaseName, ids: readonly MessageId[]) => Promise<void>,
): Promise<void> {
  let after: LogPlace | null = await store.followed(follower)
  for (;;) {
    const page = await store.enteredSince(after, PAGE)
    const cases = new Map<string, { name: CaseName; ids: MessageId[] }>()
    for (const { peer, conversation, id } of page) {
      const key = `${peer} ${conversation}`
      const there = cases.get(key)
      if (there) there.ids.push(id)
      else cases.set(key, { name: { peer, conversation }, ids: [id] })
    }
    for (const { name, ids } of cases.values()) await look(name, ids)
    const last = page.at(-1)
    if (last) await store.follow(follower, (after = last.at))
    if (page.length < PAGE) break
  }
}

/** `round` one at a time; who asks while one runs gets another one after it. */
export function oneAtATime(round: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null
  let again = false
  return async () => {
    again = true
    running ??= (async () => {
      try {
        while (again) {
          again = false
          await round()
        }
      } finally {
        running = null
      }
    })()
    return running
  }
}
