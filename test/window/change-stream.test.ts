/** The streams of changes: what many follow at once is read once for all who may read the same, and for nobody else. */
import { once } from 'node:events'
import pino from 'pino'
import t from 'tap'
import type { ChangePage } from '../../node/exchange/changes.ts'
import { NOBODY, type Caller } from '../../node/http/caller.ts'
import type { Node } from '../../node/node.ts'
import { changeStreams } from '../../node/window/change-stream.ts'
import { emptyStore } from '../exchange/stored.ts'
import { stores } from '../servers.ts'

t.test('many readers of the same rights share what is read for them', async (t) => {
  const { store } = await emptyStore(t, stores()[0]!)
  const ending = new AbortController()
  t.teardown(() => ending.abort())
  const open = changeStreams({ store, ending, logger: pino({ level: 'silent' }) } as unknown as Node)
  const pages: string[] = []
  const follow = (id: string, more: Partial<Caller>, kind?: string, place = 7): Promise<string> => {
    const caller: Caller = { ...NOBODY, id, client: id, roles: new Set(['window']), ...more }
    const stream = open(null, {
      ...{ caller, kind, gone: ending.signal, cursor: (at) => `c${at}`, still: async () => caller },
      async page(who): Promise<ChangePage> {
        pages.push(who.id)
        await new Promise((turn) => setImmediate(turn))
        const change = { id: `for ${who.agency ?? [...who.roles].join()}`, at: '', kind: 'case' as const }
        return { items: [{ place, change }], next: place, more: false }
      },
    })
    t.teardown(() => stream.destroy())
    let text = ''
    return new Promise((done, failed) => {
      stream.setEncoding('utf8').on('data', (piece: string) => /data: /.test((text += piece)) && done(text))
      void once(stream, 'close').then(() => failed(new Error('it ended')))
    })
  }
  const all = await Promise.all([
    ...Array.from({ length: 40 }, (_, n) => follow(`key ${n % 4}`, {})),
    follow('an operator', { roles: new Set(['operator']) }),
    follow('a vet', { agency: 'vet' }),
    follow('another vet', { agency: 'vet' }),
    follow('who reads some types', { types: [{ procedure: null, type: 'release' }] }),
    follow('who follows alerts', {}, 'alert'),
  ])
  const heard = all.map((text) => /"id":"([^"]*)"/.exec(text)![1])
  t.same(heard.slice(0, 40), Array<string>(40).fill('for window'))
  t.same(heard.slice(40), ['for operator', 'for vet', 'for vet', 'for window', 'for window'])
  // Between agencies whose client somebody is decides what he reads.
  t.same(pages, ['key 0', 'an operator', 'a vet', 'another vet', 'who reads some types', 'who follows alerts'])
})
