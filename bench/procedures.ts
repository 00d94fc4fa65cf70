/** `juxta bench procedures`: cases rebuilt from their messages, a snapshot of a million traders between two nodes, and how fast its receiver answers for one and for ten thousand. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CaseBook } from '../node/cases/book.ts'
import { readBodyBy } from '../node/cases/read-body.ts'
import { SCHEMA } from '../node/schema.ts'
import { initialiseStore, openStore } from '../node/store/store.ts'
import { tradersIn } from '../node/procedures/aeo/trader-table.ts'
import { call, stopNodes, type DemoNode } from '../node/cli/demo-nodes.ts'
import type { Country } from '../node/values/country.ts'
import type { MessageId } from '../node/values/id.ts'
import { PROCEDURES } from '../node/procedures/procedures.ts'
import { cut, documentOf, planOf } from '../node/procedures/aeo/cut-snapshot.ts'
import { foldCase, type CaseMessage } from '../node/cases/engine.ts'
import { RecognisedTraders } from '../node/procedures/aeo/recognised-traders.ts'
import { preArrivalCase, type Told } from './pre-arrival-case.ts'
import { startTwo } from './drive.ts'

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

const messageOf = (m: Told, conversation: MessageId): CaseMessage => ({
  ...m,
  procedure: 'pre-arrival',
  version: '1',
  conversation,
  heads: (m.context['xHeads'] as string[] | undefined) ?? [],
  iat: 1_764_000_000,
  test: false,
})

/** Cases a second: folded from messages in memory, and rebuilt as a node does it, from the rows of its store. */
async function rebuilding(
  cases: number,
): Promise<{ cases: number; messages: number; foldedPerSecond: number; fromStorePerSecond: number }> {
  const told = Array.from({ length: cases }, (_, n) => preArrivalCase(n, Date.now()))
  const rebuilt = told.map((m) =>
    foldCase(
      m.map((x) => messageOf(x, m[0]!.id)),
      PROCEDURES.lookup,
    ),
  )
  const faults = rebuilt.flatMap((f) => f.outcomes.filter((o) => o.status !== 'applied'))
  if (faults.length > 0) throw new Error(`the case of the bench is not one: ${JSON.stringify(faults[0])}`)
  const folded = await seconds(async () => {
    for (const m of told)
      foldCase(
        m.map((x) => messageOf(x, m[0]!.id)),
        PROCEDURES.lookup,
      )
  })
  const dir = await mkdtemp(join(tmpdir(), 'juxta-bench-'))
  const url = `sqlite:${join(dir, 'juxta.db')}`
  await initialiseStore(
    url,
    SCHEMA,
    { country: 'XB' as Country, name: 'bench', shard: '2026', origin: 'bench' },
    Date.now(),
  )
  const store = await openStore(url, SCHEMA, () => undefined)
  try {
    await store.apart(async (tx) => {
      for (const [n, m] of told.entries())
        for (const [i, x] of m.entries()) {
          await tx
            .insertInto('message')
            .values({
              id: x.id,
              direction: x.from === 'XB' ? 'out' : 'in',
              peer: 'XA',
              procedure: 'pre-arrival',
              type: x.type,
              version: '1',
              conversation: m[0]!.id,
              ref: x.ref ?? null,
              priority: 5,
              test: 0,
              state: x.from === 'XB' ? 'delivered' : 'received',
              agreement: 'sha-256:',
              iat: 1_764_000_000,
              exp: 1_800_000_000,
              createdAt: 0,
              manifest: '',
              manifestDigest: 'sha-256:',
              salt: null,
              sealedDigest: null,
              receiptJti: null,
              receiptIndex: null,
              shard: '2026',
              logIndex: n * m.length + i,
              submission: null,
              agency: null,
              contextJson: JSON.stringify(x.context),
              moves: 1,
            })
            .execute()
          const bytes = Buffer.from(JSON.stringify(x.body))
          const part = { part: 'document', ordinal: 0, mediaType: 'application/json', digest: 'sha-256:', salt: null }
          await tx
            .insertInto('part')
            .values({ message: x.id, ...part, size: bytes.length, bytes })
            .execute()
        }
    })
    const book = new CaseBook(
      { country: 'XB' as Country, store },
      PROCEDURES.lookup,
      readBodyBy(PROCEDURES.profiles),
      async () => undefined,
    )
    const fromStore = await seconds(async () => {
      for (const [i, m] of told.entries()) {
        const { fold } = await book.open('XA' as Country, m[0]!.id)
        if (fold.hash !== rebuilt[i]!.hash) throw new Error('the store and memory rebuild different cases')
      }
    })
    return { cases, messages: told[0]!.length, foldedPerSecond: cases / folded, fromStorePerSecond: cases / fromStore }
  } finally {
    await store.close()
    await rm(dir, { recursive: true, force: true })
  }
}

const idOf = (n: number): string => `XA${String(n).padStart(9, '0')}`

const traderOf = (n: number): string =>
  JSON.stringify({
    aeoMutualRecognitionParty: { id: idOf(n), roleCode: n % 3 === 0 ? 'EX' : 'IM' },
    authorisationHolder: { id: `XAAEOF${n}`, categoryCode: 'AEOF' },
    xProgramme: 'AEO-XA',
    xEffectiveFrom: '2025-03-01T00:00:00Z',
    xName: `Trading company number ${n}`,
    xConsent: { ref: `C-${n}`, at: '2025-02-01T00:00:00Z' },
  })

async function* list(count: number): AsyncGenerator<string> {
  for (let n = 0; n < count; n++) yield traderOf(n)
}

const measured = async (node: DemoNode, name: string): Promise<number> => {
  const text = await fetch(`${node.window}/metrics`).then(
    (r) => r.text(),
    () => '',
  )
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? 0)
}

/** The largest resident memory of a node while it is watched, in MB, and the seconds of CPU that it used. */
function watch(node: DemoNode): () => Promise<{ MB: number; cpuSeconds: number }> {
  let [peak, over] = [0, false]
  const before = measured(node, 'process_cpu_seconds_total')
  const watching = (async () => {
    while (!over) {
      peak = Math.max(peak, await measured(node, 'process_resident_memory_bytes'))
      await new Promise((r) => setTimeout(r, 250))
    }
  })()
  return async () => {
    over = true
    await watching
    const cpuSeconds = (await measured(node, 'process_cpu_seconds_total')) - (await before)
    return { MB: Math.round(peak / 1e6), cpuSeconds }
  }
}

async function snapshot(a: DemoNode, b: DemoNode, count: number) {
  const plan = await planOf(cut(list(count)))
  const peaks = [watch(a), watch(b)]
  let conversation: string | undefined
  let sentIn = 0
  const took = await seconds(async () => {
    sentIn = await seconds(async () => {
      let number = 0
      for await (const part of cut(list(count))) {
        number++
        const document = JSON.stringify(documentOf({ xSnapshot: 'bench', xSequence: 0 }, plan, number, part))
        const { id } = await call<{ id: string }>(
          a,
          'POST',
          '/v1/messages',
          {
            to: b.country,
            procedure: 'aeo',
            type: 'snapshot',
            context: { xSchema: 'aeo' },
            ...(conversation === undefined ? {} : { conversation }),
            document: { mediaType: 'application/json', text: document },
            attachments: [{ mediaType: 'application/x-ndjson', text: part.text }],
          },
          'window',
          { 'idempotency-key': `bench ${number}` },
        )
        conversation ??= id
      }
    })
    // What the granting country waits for: the receiver's signed word that the list is applied.
    for (;;) {
      const { state } = await call<{ state: { applied: unknown } | null }>(a, 'GET', `/v1/cases/${conversation}`)
      if (state?.applied) break
      await new Promise((r) => setTimeout(r, 500))
    }
  })
  const [sender, receiver] = await Promise.all(peaks.map((peak) => peak()))
  return {
    traders: count,
    parts: plan.parts,
    seconds: took,
    sentInSeconds: sentIn,
    sender: sender!,
    receiver: receiver!,
  }
}

async function lookUps(b: DemoNode, count: number) {
  const some = (): string => idOf(Math.floor(Math.random() * count))
  const singles = 4000
  let asked = 0
  const single = await seconds(() =>
    Promise.all(
      Array.from({ length: 16 }, async () => {
        while (asked++ < singles) {
          const id = some()
          const { recognised } = await call<{ recognised: boolean }>(b, 'GET', `/v1/traders/${id}`)
          if (!recognised) throw new Error(`${id} is not recognised`)
        }
      }),
    ),
  )
  const bulks: number[] = []
  for (let i = 0; i < 7; i++)
    bulks.push(
      await seconds(async () => {
        const traders = Array.from({ length: 10_000 }, () => ({ id: some() }))
        const { items } = await call<{ items: { recognised: boolean }[] }>(b, 'POST', '/v1/traders/lookup', { traders })
        if (!items.every((i) => i.recognised)) throw new Error('one of ten thousand is not recognised')
      }),
    )
  const store = await openStore(`sqlite:${join(b.dir, 'juxta.db')}`, SCHEMA, () => undefined)
  let inProcess: number
  try {
    const any = { programme: '*', types: ['*'], roles: ['*'], benefits: ['reduced-controls'] }
    const traders = new RecognisedTraders(tradersIn(store), 'XB' as Country, (_peer, of) => [{ of, ...any }])
    inProcess = await seconds(async () => {
      for (let i = 0; i < singles; i++) await traders.ask([{ id: some() }], Date.now())
    })
  } finally {
    await store.close()
  }
  return {
    httpPerSecond: singles / single,
    inProcessPerSecond: singles / inProcess,
    bulkOf10000Ms: bulks.sort((x, y) => x - y)[3]! * 1000,
  }
}

export async function benchProcedures(
  { traders, cases }: { traders: number; cases: number },
  say: (text: string) => void,
): Promise<object> {
  const rebuilt = await rebuilding(cases)
  say(
    `${rebuilt.cases} cases of ${rebuilt.messages} messages: ${rebuilt.foldedPerSecond.toFixed(0)} cases/s folded from memory, ${rebuilt.fromStorePerSecond.toFixed(0)} cases/s rebuilt from the store`,
  )
  const dir = await mkdtemp(join(tmpdir(), 'juxta-bench-'))
  const nodes: DemoNode[] = []
  try {
    await startTwo(nodes, dir)
    const [a, b] = nodes as [DemoNode, DemoNode]
    const sent = await snapshot(a, b, traders)
    say(
      `snapshot of ${sent.traders} traders in ${sent.parts} parts: taken in ${sent.sentInSeconds.toFixed(1)} s, applied at the other side after ${sent.seconds.toFixed(1)} s; sender at most ${sent.sender.MB} MB and ${sent.sender.cpuSeconds.toFixed(0)} s of CPU, receiver ${sent.receiver.MB} MB and ${sent.receiver.cpuSeconds.toFixed(0)} s`,
    )
    const asked = await lookUps(b, traders)
    say(
      `look-ups: ${asked.httpPerSecond.toFixed(0)}/s over HTTP, ${asked.inProcessPerSecond.toFixed(0)}/s in the process; bulk of 10,000 in ${asked.bulkOf10000Ms.toFixed(0)} ms`,
    )
    return { rebuilt, snapshot: sent, lookUps: asked }
  } finally {
    await stopNodes(nodes)
    await rm(dir, { recursive: true, force: true })
  }
}
