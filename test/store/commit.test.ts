/** Which writes share a commit. */
import t from 'tap'
import type { Write } from '../../node/store/commit.ts'
import { TURNS } from '../../node/store/limits.ts'
import { emptyStore } from '../exchange/stored.ts'
import { stores } from '../servers.ts'

const nothing: Write<number, boolean> = async (_tx, items) => items.map(() => true)
const CROWD = 8
/** On a machine that is busy elsewhere the rest of a crowd may come too late; it does not so each time. */
const TRIES = 50

for (const kind of stores())
  t.test(kind.name, kind.options, async (t) => {
    const { store } = await emptyStore(t, kind)
    let sizes: number[] = []
    store.listen(({ kind, writes }) => void (kind === 'log' && sizes.push(writes)))
    const write = (count: number) => Promise.all(Array.from({ length: count }, (_, n) => store.commit(nothing, n)))
    const turns = async (): Promise<void> => {
      for (let n = 0; n < 2 * TURNS; n++) await new Promise((go) => setImmediate(go))
    }
    const found: number[][] = []
    for (let n = 0; n < TRIES && found.at(-1)?.length !== 2; n++) {
      sizes = []
      await write(CROWD)
      const first = write(1)
      await turns()
      await Promise.all([first, write(CROWD - 1)])
      found.push(sizes)
    }
    t.same(found.at(-1), [CROWD, CROWD], 'the first after a crowd waits a moment for the rest of the next')
    sizes = []
    await write(1)
    await write(1)
    await turns()
    await write(2)
    t.same(sizes, [1, 1, 2], 'and whoever comes alone for nobody')
  })
