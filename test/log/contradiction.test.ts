/** What proves that a log has two histories, and what does not: an honest log cannot be accused by whatever is put together from what it signed. */
import t from 'tap'
import { contradictionOf } from '../../node/log/contradiction.ts'
import { encodeFindingFile, parseFinding, parseFindingFile, type TwoViews } from '../../node/message/finding.ts'
import { newMessageId } from '../../node/values/id.ts'
import { historyOf } from './history.ts'
import { makeNoteKey } from './note-keys.ts'

const log = await makeNoteKey('log.xb.example/2026')
const origin = log.key.name
const [mine, fork] = [historyOf(log), historyOf(log, 90)]
const base64 = (hash: Uint8Array): string => Buffer.from(hash).toString('base64')
const judge = (views: TwoViews, of = origin, keys = [log.key]) => contradictionOf({ origin: of, ...views }, keys)
/** A smaller checkpoint of one history beside a larger one of another, with the proof within the latter. */
async function between(smaller: number, larger: number, of = mine, within = fork, prefix = within): Promise<TwoViews> {
  return {
    notes: [await of.signed(smaller), await within.signed(larger)],
    prefix_root: base64(prefix.at(smaller).root),
    proof: (await within.proof(smaller, larger)).map(base64),
  }
}

t.test('two roots of one size, or a beginning that is not that of the larger log, are two histories', async (t) => {
  t.match(judge({ notes: [await mine.signed(100), await fork.signed(100)] }), [{ size: 100 }, { size: 100 }])
  for (const [smaller, larger] of [
    [100, 101],
    [100, 300],
    [128, 256],
    [256, 300],
    [255, 256],
    [91, 299],
  ] as const)
    // prettier-ignore
    t.match(judge(await between(smaller, larger)), [{ size: smaller }, { size: larger }], `${smaller} in ${larger}`)
})

t.test('an honest log is accused by nothing that it signed', async (t) => {
  const refused = (views: TwoViews, what: string, of = origin, keys = [log.key]) =>
    t.throws(() => judge(views, of, keys), { code: /^(log|signature)-invalid$/ }, what)
  const good = await between(100, 300)
  refused({ notes: [await mine.signed(100), await mine.signed(100)] }, 'the same twice')
  refused({ notes: [await mine.signed(100), await fork.signed(200)] }, 'two sizes without a proof')
  refused({ notes: [good.notes[1], good.notes[0]] }, 'the larger first')
  refused(
    { ...good, prefix_root: base64(mine.at(100).root) },
    'the smaller root itself, which the proof does not lead from',
  )
  for (const [smaller, larger] of [
    [64, 300],
    [100, 300],
    [128, 256],
  ] as const) {
    refused(await between(smaller, larger, mine, mine), `${smaller} is the beginning of ${larger}`)
    refused(await between(smaller, larger, mine, mine, historyOf(log, 5)), 'another beginning, with the honest proof')
  }
  refused({ ...good, proof: good.proof!.slice(1) }, 'a proof that is too short')
  refused({ ...good, proof: [...good.proof!, good.proof![0]!] }, 'a proof that is too long')
  refused(
    { ...good, notes: [await mine.signed(100), await fork.signed(100)] },
    'one size, with a proof that belongs elsewhere',
  )
  const stranger = await makeNoteKey(origin)
  refused({ notes: [await mine.signed(100), await historyOf(stranger, 90).signed(100)] }, 'signed by somebody else')
  refused({ notes: [await mine.signed(100), await fork.signed(100)] }, 'under no key', origin, [])
  refused({ notes: [await mine.signed(100), await fork.signed(100)] }, 'named otherwise', 'log.xc.example/2026')
})

t.test('a finding and its file are read strictly', async (t) => {
  const claims = {
    iss: 'XA',
    iat: 1_700_000_000,
    jti: newMessageId(1_700_000_000_000),
    kind: 'split-view',
    origin,
    ...(await between(100, 300)),
  }
  t.same(parseFinding(claims), claims)
  for (const wrong of [
    { ...claims, kind: 'other' },
    { ...claims, more: 1 },
    { ...claims, proof: undefined },
    { ...claims, proof: ['x'] },
    { ...claims, notes: [claims.notes[0]] },
    { ...claims, iss: 'nobody' },
  ])
    t.throws(() => parseFinding(wrong), { code: 'malformed' })
  const file = { finding: 'a.b.c', identities: ['d.e.f'] }
  t.same(parseFindingFile(encodeFindingFile(file)), file)
  t.throws(() => parseFindingFile('{"format":"juxta-finding@v2","finding":"a","identities":[]}'), { code: 'malformed' })
})
