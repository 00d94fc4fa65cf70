/** `juxta log check` and `juxta reconcile` over exports: whose a log is, who has witnessed it, what was seen of it before, and what hostile exports do. */
import { randomBytes } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { makeCountry, MadeLog, trustText, type Beside, type MadeCountry } from '../../bench/made-log.ts'
import { commitment, parseLeaf } from '../../node/log/entry.ts'
import { encodeVerifierKey } from '../../node/log/note.ts'
import { parseProofFile } from '../../node/log/proof.ts'
import { temporaryFolder } from '../servers.ts'
import { juxta, type Ran } from './juxta.ts'

const [xa, xb, xc] = await Promise.all(['XA', 'XB', 'XC'].map(makeCountry)) as [MadeCountry, MadeCountry, MadeCountry] // prettier-ignore
const identities = [xa.identity, xb.identity, xc.identity]
const c = (): string => `sha-256:${randomBytes(32).toString('base64url')}`
const ID = '01890a5d-ac96-774b-bcce-b302099a8057'
const codes = ({ json }: Ran): string[] => json.findings.map((f: any) => f.code)

/** A folder with a trust file for all three, and words that name it. */
function folderOf(t: Test, more: Record<string, unknown> = {}): { dir: string; trust: string[] } {
  const dir = temporaryFolder(t)
  writeFileSync(join(dir, 'trust.json'), trustText([xa, xb, xc], more))
  return { dir, trust: ['--trust', join(dir, 'trust.json'), '--json'] }
}

t.test('whose a log is, and who has witnessed it', async (t) => {
  const { dir, trust } = folderOf(t)
  const log = new MadeLog(join(dir, 'xa'), xa)
  for (let i = 0; i < 300; i++) log.append('sent', 'XB', c())
  await log.finish([xb, xc], { identities })
  const good = await juxta('log', 'check', log.dir, ...trust)
  t.match([good.code, codes(good)], [0, []], good.out)
  const unasked = await juxta('log', 'check', log.dir)
  t.match([unasked.code, unasked.out], [2, /^ARITHMETIC, NOT HONESTY/])

  // A log that is made up this minute, by somebody who says that he is XA.
  const impostor = await makeCountry('XA')
  const made = new MadeLog(join(dir, 'made'), impostor)
  for (let i = 0; i < 5; i++) made.append('sent', 'XB', c())
  await made.finish([xb, xc], { identities: [impostor.identity, ...identities] })
  t.equal((await juxta('log', 'check', made.dir)).code, 2, 'arithmetic finds nothing')
  const found = await juxta('log', 'check', made.dir, ...trust)
  t.equal(found.code, 1)
  t.ok(
    ['log-untrusted', 'identity-invalid'].some((code) => codes(found).includes(code)),
    found.out,
  )
  const byKey = await juxta('log', 'check', log.dir, ...trust, '--log-key', encodeVerifierKey(xa.log.key))
  t.equal(byKey.code, 0, byKey.out)

  // The country's own witness is none, and one key is one witness whatever its names.
  const asks = async (cosigners: MadeCountry[], more: Record<string, unknown>): Promise<Ran> => {
    const { dir, trust } = folderOf(t, more)
    const log = new MadeLog(join(dir, 'xa'), xa)
    log.append('sent', 'XB', c())
    await log.finish(cosigners, { identities })
    return juxta('log', 'check', log.dir, ...trust)
  }
  t.match(codes(await asks([xa, xb], {})), ['quorum-missing'], 'of two independent ones more than half is both')
  t.match((await asks([xa, xb], { quorum: 1 })).code, 0)
  t.match(codes(await asks([xa], { quorum: 1 })), ['quorum-missing'])
  const twice = { witnesses: ['XB', encodeVerifierKey(xb.witness.key)], quorum: 2 }
  t.match(codes(await asks([xb], twice)), ['quorum-missing'])
  t.same(codes(await asks([xb], { witnesses: twice.witnesses })), [], 'and more than half of one')
  const two = JSON.parse(trustText([xa, xb]))
  t.same(codes(await asks([xb], two)), [], 'of two countries the other one is the one witness')

  const pinned = join(dir, 'pinned.json')
  const anchors = JSON.parse(trustText([xa, xb, xc]))
  anchors.identities.XA.version = 2
  writeFileSync(pinned, JSON.stringify(anchors))
  t.match(codes(await juxta('log', 'check', log.dir, '--trust', pinned, '--json')), ['identity-invalid'])
})

t.test('checkpoints that were kept from before', async (t) => {
  const { dir, trust } = folderOf(t)
  const log = new MadeLog(join(dir, 'xa'), xa)
  const other = new MadeLog(join(dir, 'other'), xa)
  const foreign = new MadeLog(join(dir, 'xb'), xb)
  const notes: Record<string, string> = {}
  for (let i = 0; i < 600; i++) {
    if (i === 200) notes['beginning'] = await log.checkpoint([])
    log.append('sent', 'XB', c())
    other.append('sent', 'XB', c())
    foreign.append('received', 'XA', c())
    if (i === 300) notes['fork'] = await other.checkpoint([])
  }
  await log.finish([xb, xc], { identities })
  log.append('sent', 'XB', c())
  notes['longer'] = await log.checkpoint([])
  notes['foreign'] = await foreign.checkpoint([])
  notes['forged'] = notes['beginning']!.replace(/ ([A-Za-z0-9+/]{8})/, ' AAAAAAAA')
  notes['cheese'] = 'cheese'
  const earlier = async (name: string): Promise<unknown> => {
    writeFileSync(join(dir, name), notes[name]!)
    const ran = await juxta('log', 'check', log.dir, ...trust, '--earlier', join(dir, name))
    return [ran.code, ...codes(ran)]
  }
  t.same(await earlier('beginning'), [0])
  t.same(await earlier('fork'), [1, 'history-differs'])
  t.same(await earlier('longer'), [1, 'history-differs'])
  t.same(await earlier('foreign'), [2, 'earlier-foreign'])
  t.same(await earlier('forged'), [2, 'earlier-foreign'])
  t.same(await earlier('cheese'), [2, 'earlier-foreign'])
})

t.test('what an export opens is what its leaves commit to', async (t) => {
  const { dir, trust } = folderOf(t)
  const salt = randomBytes(32)
  const line = (index: number, object: string): string =>
    JSON.stringify({ index, salt: salt.toString('base64url'), object })
  const opened = async (...lines: string[]): Promise<unknown> => {
    rmSync(join(dir, 'xa'), { recursive: true, force: true })
    const log = new MadeLog(join(dir, 'xa'), xa)
    log.append('key', 'XB', commitment('key', salt, 'a key'))
    log.append('sent', 'XB', c())
    log.append('erased', 'XA', commitment('erased', salt, 'an erasure'))
    await log.finish([xb, xc], { identities, opened: lines })
    const ran = await juxta('log', 'check', log.dir, ...trust)
    return [ran.code, ...codes(ran)]
  }
  t.same(await opened(line(0, 'a key'), line(2, 'an erasure')), [0])
  t.same(await opened(line(0, 'a key')), [2, 'unopened'])
  t.same(await opened(line(0, 'another key'), line(2, 'an erasure')), [1, 'opening-differs'])
  t.same(await opened(line(2, 'an erasure'), line(0, 'a key')), [1, 'opening-malformed', 'unopened'])
  t.same(await opened(line(0, 'a key'), '{"index":2,"__proto__":{}}'), [1, 'opening-malformed', 'unopened'])
  t.same(await opened(line(0, 'a key'), line(2, 'an erasure'), line(900, 'what is not')), [1, 'opening-differs'])
})

/** Two logs between which a message went either way, and which are written with what `change` makes of them. */
async function pair(
  dir: string,
  more: { a?(log: MadeLog): void; b?(log: MadeLog): void; names?: string[]; besideA?: Beside; besideB?: Beside; seen?: boolean } = {}, // prettier-ignore
): Promise<{ a: MadeLog; b: MadeLog; notes: [string, string] }> {
  const a = new MadeLog(join(dir, 'XA'), xa)
  const b = new MadeLog(join(dir, 'XB'), xb)
  for (const [from, to, of] of [
    [a, b, ['XB', 'XA']],
    [b, a, ['XA', 'XB']],
  ] as const) {
    const [message, receipt] = [c(), c()]
    from.append('sent', of[0], message)
    to.append('received', of[1], message)
    to.append('receipt-issued', of[1], receipt)
    from.append('receipt-received', of[0], receipt)
  }
  more.a?.(a)
  more.b?.(b)
  const notes: [string, string] = [await a.checkpoint([]), await b.checkpoint([])]
  const seen = more.seen ?? true
  await a.finish([xb, xc], { identities, names: more.names ?? [], ...(seen ? { witnessed: [notes[1]] } : {}), ...more.besideA }) // prettier-ignore
  await b.finish([xa, xc], { identities, ...(seen ? { witnessed: [notes[0]] } : {}), ...more.besideB })
  return { a, b, notes }
}
const kinds = ({ json }: Ran): string[] => [...json.findings, ...json.discrepancies].map((f: any) => f.kind)

t.test('two logs that agree, and each way in which they may differ', async (t) => {
  const { dir, trust } = folderOf(t)
  const both = [join(dir, 'XA'), join(dir, 'XB')]
  await pair(dir)
  const good = await juxta('reconcile', ...both, ...trust)
  t.match([good.code, good.json?.matched, kinds(good)], [0, { messages: 2, receipts: 2 }, []], good.out)
  const unasked = await juxta('reconcile', ...both)
  t.match([unasked.code, unasked.out], [2, /^ARITHMETIC, NOT HONESTY[^]*no message on which they differ/])

  const [lost, denied, receipt, forged] = [c(), c(), c(), c()]
  const differs = folderOf(t)
  await pair(differs.dir, {
    a(log) {
      log.append('sent', 'XB', lost)
      log.append('sent', 'XB', denied)
      log.append('receipt-received', 'XB', receipt)
    },
    b: (log) => void log.append('received', 'XA', forged),
    names: [`message ${denied} ${ID} ${receipt}`],
  })
  const out = join(differs.dir, 'found')
  const ran = await juxta('reconcile', join(differs.dir, 'XA'), join(differs.dir, 'XB'), ...differs.trust, '-o', out)
  t.equal(ran.code, 1, ran.out)
  t.same(kinds(ran), ['sent-unproven', 'received-not-sent', 'receipt-without-leaf'])
  t.equal(ran.json.discrepancies[2].message, ID)
  t.match(readdirSync(out), ['0001-sent-unproven', '0002-received-not-sent', '0003-receipt-without-leaf', 'findings.jsonl']) // prettier-ignore
  t.equal(readFileSync(join(out, 'findings.jsonl'), 'utf8').trim().split('\n').length, 3)
  const folder = join(out, '0003-receipt-without-leaf')
  t.match(JSON.parse(readFileSync(join(folder, 'finding.json'), 'utf8')), { evidence: new RegExp(`juxta evidence ${ID}`) }) // prettier-ignore
  const leaf = parseLeaf(readFileSync(join(folder, 'XA-2026-6.leaf')))
  t.match(leaf, { kind: 'receipt-received', c: receipt })
  t.equal(parseProofFile(readFileSync(join(folder, 'XA-2026-6.tlog-proof'), 'utf8')).index, 6)
  t.equal((await juxta('reconcile', join(differs.dir, 'XA'), join(differs.dir, 'XB'), ...differs.trust, '-o', out)).code, 1) // prettier-ignore
})

t.test('the cut: what the other one could not know is no difference', async (t) => {
  const late = (log: MadeLog): void => void log.append('sent', 'XB', c())
  const ran = async (more: Parameters<typeof pair>[1], witness: string[] = []): Promise<[number, ...string[]]> => {
    const { dir, trust } = folderOf(t)
    await pair(dir, more)
    const done = await juxta('reconcile', join(dir, 'XA'), join(dir, 'XB'), ...trust, ...witness)
    return [done.code, ...kinds(done)]
  }
  t.same(await ran({ a: late }), [2, 'sent-unproven'], 'XB had seen the log with this message in it')
  t.same((await ran({ a: late, seen: false })).sort(), [2, 'cut-later', 'cut-unknown', 'cut-unknown'])
  const { dir, trust } = folderOf(t)
  const { a, b, notes } = await pair(dir)
  late(a)
  await a.finish([xb, xc], { identities, witnessed: [notes[1]] })
  const later = await juxta('reconcile', a.dir, b.dir, ...trust)
  t.match([later.code, kinds(later), later.json.later], [0, ['cut-later'], { XA: 1, XB: 0 }], later.out)
  // XC has seen more of XB's log than XB exports, at a time when XB had not exported yet, by its own word.
  const longer = new MadeLog(join(dir, 'longer'), xb)
  for (let i = 0; i < 50; i++) longer.append('received', 'XA', c())
  const witnessed = [await longer.checkpoint([])]
  const third = new MadeLog(join(dir, 'XC'), xc)
  third.append('sent', 'XA', c())
  await third.finish([xa, xb], { identities, witnessed, at: '2025-10-09T10:00:00Z' })
  const cut = await juxta('reconcile', a.dir, b.dir, ...trust, '--witness', third.dir)
  t.match([cut.code, kinds(cut)], [2, ['export-older', 'cut-unjudged']], cut.out)
  await b.finish([xa, xc], { identities, witnessed: [notes[0]], at: '2025-10-09T11:00:00Z' })
  const short = await juxta('reconcile', a.dir, b.dir, ...trust, '--witness', third.dir)
  t.match([short.code, kinds(short)[0]], [1, 'witnessed-cut'], short.out)
  // The same by the word of the other party alone.
  await a.finish([xb, xc], { identities, witnessed })
  const said = await juxta('reconcile', a.dir, b.dir, ...trust)
  t.match([said.code, kinds(said)[0]], [2, 'cut-claimed'], said.out)
})

t.test('a third country’s checkpoints show what both have removed', async (t) => {
  const { dir, trust } = folderOf(t)
  // The same message between both, of which the one history has no trace.
  const [before, after] = [join(dir, 'before'), join(dir, 'after')]
  const gone = c()
  const { notes } = await pair(before, {
    a: (log) => void log.append('sent', 'XB', gone),
    b: (log) => void log.append('received', 'XA', gone),
  })
  await pair(after, {
    a: (log) => void (log.append('event', 'XC', c()), log.append('event', 'XC', c())),
    b: (log) => void (log.append('event', 'XC', c()), log.append('event', 'XC', c())),
  })
  const words = ['reconcile', join(after, 'XA'), join(after, 'XB'), ...trust]
  t.equal((await juxta(...words)).code, 0, 'between themselves they agree')
  const third = new MadeLog(join(dir, 'XC'), xc)
  third.append('sent', 'XA', c())
  await third.finish([xa, xb], { identities, witnessed: notes })
  const ran = await juxta(...words, '--witness', third.dir)
  t.equal(ran.code, 1)
  for (const i of [0, 1]) t.match(ran.json.checks[i].findings, [{ code: 'history-differs', text: /witnessed by XC/ }])
  // What XA has not signed says nothing against it.
  const forged = notes[0].replace(/.{12}=\n$/, 'AAAAAAAAAAAA=\n')
  t.not(forged, notes[0])
  await third.finish([xa, xb], { identities, witnessed: [forged] })
  const lied = await juxta(...words, '--witness', third.dir)
  t.match([lied.code, kinds(lied)], [0, ['witnessed-foreign']], lied.out)
})

t.test('hostile exports are refused by name, and nothing of them stays', async (t) => {
  const { dir, trust } = folderOf(t)
  const temporary = join(dir, 'tmp')
  mkdirSync(temporary)
  const was = process.env['TMPDIR']
  process.env['TMPDIR'] = temporary
  t.teardown(() => (was === undefined ? delete process.env['TMPDIR'] : (process.env['TMPDIR'] = was)))
  await pair(dir)
  const head = JSON.parse(readFileSync(join(dir, 'XA', 'export.json'), 'utf8'))
  const hostile = async (change: (dir: string) => void): Promise<string> => {
    const bad = join(dir, 'bad')
    rmSync(bad, { recursive: true, force: true })
    cpSync(join(dir, 'XA'), bad, { recursive: true })
    change(bad)
    const ran = await juxta('reconcile', bad, join(dir, 'XB'), ...trust)
    t.equal(ran.code, 1, ran.out)
    return ran.json.message ?? ran.json.checks[0].findings.map((f: any) => `${f.at} ${f.text}`).join()
  }
  const write = (name: string, text: string | Buffer) => (to: string) => writeFileSync(join(to, name), text)
  const heads = (more: object | string) => write('export.json', typeof more === 'string' ? more : JSON.stringify({ ...head, ...more })) // prettier-ignore
  t.match(await hostile(heads('{"__proto__":{"country":"XA"}}')), /export\.json is not that of an export/)
  t.match(await hostile(heads({ shard: '../../x' })), /shard/)
  t.match(await hostile(heads({ more: 1 })), /export\.json/)
  t.match(await hostile(heads(`{"country":[${'[],'.repeat(400_000)}[]]}`)), /export\.json is larger|export\.json/)
  t.match(await hostile(write('messages.txt', `message ${c()} ${ID} -\nmessage cheese\n`)), /messages\.txt, line 2/)
  t.match(await hostile(write('messages.txt', 'x'.repeat(3 << 20))), /messages\.txt, line 1, is longer/)
  t.match(await hostile(write('witnessed.jsonl', '{"note":1}\n')), /witnessed\.jsonl, line 1/)
  t.match(await hostile(write('checkpoint', Buffer.alloc(3 << 20))), /checkpoint is larger/)
  t.match(await hostile(write('tile/entries/000.p/4', Buffer.alloc(1 << 20))), /is larger/)
  t.match(
    await hostile((to) => (rmSync(join(to, 'opened.jsonl')), symlinkSync('/etc/passwd', join(to, 'opened.jsonl')))),
    /opened\.jsonl is neither a file nor a folder/,
  )
  t.match(
    await hostile((to) => (rmSync(join(to, 'tile'), { recursive: true }), symlinkSync('/etc', join(to, 'tile')))),
    /tile is neither a file nor a folder/,
  )
  t.match(
    await hostile((to) => cpSync(join(dir, 'XB'), join(to, 'shards', '2025'), { recursive: true })),
    /does not fit/,
  )
  t.match((await juxta('reconcile', join(dir, 'XA'), join(dir, 'nowhere'), ...trust)).json.message, /is no folder/)
  t.equal((await juxta('reconcile', join(dir, 'XA'), join(dir, 'XA'), ...trust)).code, 3)
  t.same(readdirSync(temporary), [])
})
