/** An inspection of real nodes: one package of a period, which whoever checks it finds whole, and in which what is altered, left out or added is found by name. */
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { MANIFEST, MANIFEST_JWS, STATEMENT } from '../../node/inspection/format.ts'
import { htmlReport } from '../../node/inspection/report-html.ts'
import { pdfReport } from '../../node/inspection/report-pdf.ts'
import type { ReportDocument } from '../../node/inspection/report.ts'
import { drawSample } from '../../node/inspection/sample.ts'
import { readTar } from '../../node/inspection/tar.ts'
import { signJws } from '../../node/seal/jws.ts'
import { publicOf } from '../../node/seal/webcrypto.ts'
import { sha256 } from '../../node/values/digest.ts'
import type { MessageId } from '../../node/values/id.ts'
import { juxta } from '../cli/juxta.ts'
import { settled, startTestNodes, submit, untilState, xml, type TestNode } from '../nodes.ts'
import { temporaryFolder } from '../servers.ts'

type Json = Record<string, any>
const iso = (ms: number): string => new Date(ms).toISOString()
const read = (dir: string, path: string): string => readFileSync(join(dir, path), 'utf8')
const hex = (text: string | Buffer): string => sha256(text).toString('hex')

/** Waits until both neighbours have cosigned a checkpoint over every leaf about a message that the log has now. */
const cosigned = async (node: TestNode): Promise<unknown> => {
  const { size: wanted } = (await node.call('GET', '/v1/log')).body
  return settled(`the log of ${node.country} is cosigned`, async () => {
    const { cosigned } = (await node.call('GET', '/v1/log')).body
    return cosigned.length === 2 && cosigned.every((c: Json) => c.size >= wanted)
  })
}

t.test('inspect', async (t) => {
  const nodes = (await startTestNodes(t, { countries: ['XA', 'XB', 'XC'] })) as [TestNode, TestNode, TestNode]
  const [a, b, c] = nodes
  const home = temporaryFolder(t)
  const trust = join(home, 'trust.json')
  const identities: Json = {}
  for (const node of nodes) identities[node.country] = { key: (await publicOf(node.key('identity'))).jwk, version: 1 }
  writeFileSync(trust, JSON.stringify({ identities }))

  const delivered = async (from: TestNode, to: TestNode, more: Json = {}): Promise<string> => {
    const { status, body } = await submit(from, to, more)
    if (status !== 202) throw new Error(JSON.stringify(body))
    await untilState(from, body.id, 'delivered')
    return body.id
  }
  const before = await delivered(a, b)
  await delivered(a, c)
  await cosigned(a)
  // What was cosigned within the second in which the period begins may be of the period.
  const begin = Math.ceil(Date.now() / 1000 + 0.5) * 1000
  const from = iso(begin)
  await settled('the period begins', async () => Date.now() > begin + 100)
  const ours = [await delivered(a, b), await delivered(a, b)]
  const theirs = await delivered(b, a)
  await delivered(a, c)
  await delivered(a, b, { procedure: 'documents', type: 'query', document: xml('<a/>') })
  await delivered(a, b, { procedure: 'assistance', type: 'request', document: xml('<a/>') })
  await cosigned(a)
  const end = Math.ceil(Date.now() / 1000 + 0.5)
  const to = iso(end * 1000)
  await settled('the period is over', async () => Date.now() > end * 1000 + 200)
  const after = await delivered(a, b)
  await cosigned(a)
  await cosigned(b)

  const make = (folder: string, ...more: string[]) =>
    juxta(
      'inspect',
      '--dir',
      a.dir,
      '--peer',
      'XB',
      '--from',
      from,
      '--to',
      to,
      '-o',
      join(home, folder),
      '--json',
      ...more,
    )
  const check = (folder: string, ...more: string[]) =>
    juxta('inspect', '--check', join(home, folder), '--trust', trust, '--json', ...more)
  const codes = (findings: Json[], weight: string): string[] =>
    findings.filter((f) => f['weight'] === weight).map((f) => f['code'])

  const made = await make('whole', '--procedure', 'pre-arrival', '--sample', '2', '--seed', 'tulip')
  t.equal(made.code, 0, made.out)
  const whole = join(home, 'whole')
  const statement: Json = JSON.parse(read(whole, STATEMENT))
  const manifest: Json = JSON.parse(read(whole, MANIFEST))

  t.test('everything of the period is there, and whoever checks finds that', async (t) => {
    const { code, json: report } = await check('whole', '--html', join(home, 'checked.html'))
    t.equal(code, 0, JSON.stringify(report.findings.filter((f: Json) => f['weight'] !== 'ok')))
    const ids = statement['messages'].map((m: Json) => m['id'])
    for (const id of [...ours, theirs]) t.ok(ids.includes(id), 'a message of the period')
    t.notOk(ids.includes(after) && ids.includes(before), 'the period is rounded outwards, not to all')
    const codesOf = report.findings.map((f: Json) => f['code'])
    for (const wanted of ['package', 'files', 'leaves', 'complete', 'bounds', 'bundle', 'sample'])
      t.ok(codesOf.includes(wanted), wanted)
    t.same(
      statement['omitted'].map((o: Json) => o['reason']),
      ['other-procedure', 'other-procedure'],
      'messages of other procedures are named',
    )
    const verified = await juxta('verify', join(home, 'whole'), '--trust', trust, '--json')
    t.same([verified.code, verified.json.id], [0, report.id], 'and so does verify')
    const drawn = drawSample(ids as MessageId[], 'tulip', 2)
    t.same(new Set(statement['messages'].filter((m: Json) => m['sampled']).map((m: Json) => m['id'])), drawn)
    const html = read(whole, 'report.html')
    for (const { path, sha256: hash } of manifest['files'])
      if (!path.startsWith('report')) t.ok(html.includes(hash), `${path} by its hash`)
    t.match(html, /nothing omitted/)
    t.notMatch(html, /<script|src=|href="(?!#)/)
    t.match(read(home, 'checked.html'), /Valid: the package is as it was signed/)
    const pdf = readFileSync(join(whole, 'report.pdf'))
    t.equal(pdf.subarray(0, 8).toString(), '%PDF-1.7')
    t.match(pdf.toString('latin1'), /\/MarkInfo|\/StructTreeRoot/, 'which a screen reader can follow')
    if (process.env['KEEP']) cpSync(home, process.env['KEEP'], { recursive: true })
  })

  t.test('who made it is on record', async (t) => {
    const { body } = await a.call('GET', '/v1/audit?what=getInspection')
    t.match(body.items[0], { what: 'getInspection', outcome: 'done', subject: /^XB / })
    const window = await a.call('POST', '/v1/keys', { name: 'a window', roles: ['window'] })
    const refused = await a.call('GET', `/v1/inspections?peer=XB&from=${from}&to=${to}`, undefined, {
      authorization: `Bearer ${window.body.secret}`,
    })
    t.equal(refused.status, 403)
  })

  t.test('what whoever asks may not see is counted, and no more', async (t) => {
    const { body: key } = await a.call('POST', '/v1/keys', { name: 'an auditor', roles: ['auditor'] })
    const { status, body, headers } = await a.call('GET', `/v1/inspections?peer=XB&from=${from}&to=${to}`, undefined, {
      authorization: `Bearer ${key.secret}`,
    })
    t.equal(status, 200)
    t.match(headers['content-disposition'], /inspection-.*\.tar/)
    async function* bytes(): AsyncGenerator<Buffer> {
      for (let at = 0; at < body.length; at += 1000) yield body.subarray(at, at + 1000)
    }
    for await (const file of readTar(bytes(), 1 << 28)) {
      mkdirSync(dirname(join(home, 'withheld', file.path)), { recursive: true })
      writeFileSync(join(home, 'withheld', file.path), file.bytes)
    }
    const { code, json: report } = await check('withheld')
    t.equal(code, 0, JSON.stringify(report.findings.filter((f: Json) => f['weight'] !== 'ok')))
    t.same(codes(report.findings, 'note'), ['withheld'])
    const told: Json = JSON.parse(read(join(home, 'withheld'), STATEMENT))
    t.same([told['withheld'], told['omitted']], [1, []])
    t.notOk(told['messages'].some((m: Json) => m['procedure'] === 'assistance'))
    await t.rejects(
      async () => {
        for await (const _file of readTar(
          (async function* () {
            yield body.subarray(0, body.length - 2000)
          })(),
          1 << 28,
        ));
      },
      { code: 'answer-invalid' },
      'one that is cut off is no package',
    )
  })

  /** A copy in which `change` was made, by somebody on the way, or by the node itself (`sign`), which lists and signs it anew. */
  let copies = 0
  const altered = async (change: (dir: string) => void, sign = false): Promise<{ code: number; findings: Json[] }> => {
    const folder = `copy-${++copies}`
    const dir = join(home, folder)
    cpSync(whole, dir, { recursive: true })
    change(dir)
    if (sign) {
      const files: Json[] = []
      for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name).slice(dir.length + 1)
        if (entry.isDirectory() || path === MANIFEST || path === MANIFEST_JWS) continue
        const bytes = readFileSync(join(dir, path))
        files.push({ path, size: bytes.length, sha256: hex(bytes) })
      }
      const text = `${JSON.stringify({ ...manifest, files }, null, 1)}\n`
      writeFileSync(join(dir, MANIFEST), text)
      writeFileSync(
        join(dir, MANIFEST_JWS),
        await signJws(a.node.signer, a.node.own.signingKey, 'juxta-inspection+jwt', text),
      )
    }
    const { code, json: report } = await check(folder)
    return { code, findings: report.findings }
  }
  const edit = (path: string, change: (text: string) => string) => (dir: string) =>
    writeFileSync(join(dir, path), change(read(dir, path)))
  const state = (change: (s: Json) => void) =>
    edit(STATEMENT, (text) => {
      const s: Json = JSON.parse(text)
      change(s)
      return JSON.stringify(s)
    })
  const [first] = statement['messages'] as Json[]
  const leaves = statement['logs'][0]['files'][0] as string
  const has = (t: Tap, { code, findings }: { code: number; findings: Json[] }, wanted: string, at: RegExp): void => {
    t.equal(code, 1, JSON.stringify(codes(findings, 'invalid')))
    const found = findings.filter((f) => f['code'] === wanted)
    t.ok(found.length > 0, `${wanted} among ${codes(findings, 'invalid').join(', ')}`)
    t.match(found[0]?.['at'] ?? '', at)
  }
  type Tap = Pick<typeof t, 'equal' | 'ok' | 'match'>

  t.test('what somebody on the way does to it is found by name', async (t) => {
    const file = first!['file'] as string
    has(t, await altered((dir) => rmSync(join(dir, file))), 'file-missing', new RegExp(file))
    has(t, await altered(edit(file, (s) => s.replace('"made"', ' "made"'))), 'file-differs', new RegExp(file))
    has(
      t,
      await altered(edit('report.html', (s) => s.replace('Inspection', 'inspection'))),
      'file-differs',
      /report\.html/,
    )
    has(t, await altered((dir) => rmSync(join(dir, 'report.pdf'))), 'file-missing', /report\.pdf/)
    has(
      t,
      await altered(edit(MANIFEST, (s) => s.replace(hex(read(whole, file)), hex('x')))),
      'package-signature',
      /manifest\.jws/,
    )
    const flip = (s: string): string => s.slice(0, -20) + (s.at(-20) === 'A' ? 'B' : 'A') + s.slice(-19)
    has(t, await altered(edit(MANIFEST_JWS, flip)), 'package-signature', /manifest\.jws/)
    has(t, await altered((dir) => rmSync(join(dir, MANIFEST_JWS))), 'file-missing', /manifest\.jws/)
    has(t, await altered((dir) => writeFileSync(join(dir, MANIFEST), '{}')), 'package-malformed', /manifest\.json/)
    const added = await altered((dir) => writeFileSync(join(dir, 'notes.txt'), 'mine'))
    t.equal(added.code, 0, 'a note of the inspector beside it')
    t.ok(added.findings.some((f) => f['code'] === 'file-unlisted' && f['at'] === 'notes.txt'))
  })

  t.test('what the node itself leaves out, and signs, is found by name', async (t) => {
    const file = first!['file'] as string
    const place = new RegExp(`#${first!['index']}$`)
    const drop = state((s) => (s['messages'] = s['messages'].slice(1)))
    has(
      t,
      await altered((dir) => {
        rmSync(join(dir, file))
        drop(dir)
      }, true),
      'message-unaccounted',
      place,
    )
    has(
      t,
      await altered(
        state((s) => (s['omitted'] = [])),
        true,
      ),
      'message-unaccounted',
      /#/,
    )
    has(
      t,
      await altered(
        state((s) => (s['withheld'] = 1)),
        true,
      ),
      'withheld-differs',
      /statement/,
    )
    const line = (n: number) => (s: string) =>
      s
        .split('\n')
        .filter((_, i) => i !== n)
        .join('\n')
    has(t, await altered(edit(leaves, line(1)), true), 'leaves-differ', /statement\.json#/)
    has(
      t,
      await altered((dir) => {
        edit(leaves, line(0))(dir)
        state((s) => s['logs'][0]['first']++)(dir)
      }, true),
      'leaves-differ',
      /statement\.json#/,
    )
    has(t, await altered(edit(leaves, (s) => s.replace('"sent"', '"event"'))), 'leaves-differ', /statement\.json#/)
    has(
      t,
      await altered((dir) => cpSync(join(dir, statement['messages'][1]['file']), join(dir, file)), true),
      'bundle-differs',
      new RegExp(file),
    )
    has(
      t,
      await altered(
        edit(file, (s) => s.replace(/"salt": "./, (m) => m.slice(0, -1) + (m.endsWith('A') ? 'B' : 'A'))),
        true,
      ),
      'bundle-invalid',
      new RegExp(file),
    )
    has(
      t,
      await altered(
        state((s) => s['messages'].forEach((m: Json) => (m['sampled'] = !m['sampled']))),
        true,
      ),
      'sample-differs',
      /bundles/,
    )
    has(
      t,
      await altered(
        state((s) => (s['scope']['procedure'] = null)),
        true,
      ),
      'statement-differs',
      /statement/,
    )
  })

  t.test('a period over two shards, not over for the witnesses, is incomplete, and says up to when', async (t) => {
    const rotated = await juxta('log', 'rotate', '--dir', a.dir, '--reason', 'a new year')
    t.equal(rotated.code, 0, rotated.out)
    const next = await delivered(a, b)
    await cosigned(a)
    await cosigned(b)
    const late = ['--from', from, '--to', iso(Date.now() + 3_600_000)]
    const ran = await juxta('inspect', '--dir', a.dir, '--peer', 'XB', ...late, '-o', join(home, 'open'), '--json')
    t.equal(ran.code, 0, ran.out)
    const { code, json: report } = await check('open')
    t.equal(code, 2, JSON.stringify(report.findings.filter((f: Json) => f['weight'] !== 'ok')))
    t.ok(codes(report.findings, 'incomplete').includes('end-unwitnessed'))
    t.same(codes(report.findings, 'invalid'), [])
    const told: Json = JSON.parse(read(join(home, 'open'), STATEMENT))
    t.equal(told['logs'].length, 2)
    t.same([told['messages'].at(-1)['id'], told['messages'].at(-1)['origin']], [next, told['logs'][1]['origin']])
  })

  t.test('orders that make no sense are refused, and leave nothing', async (t) => {
    t.equal((await make('whole')).code, 3, 'never over another one')
    const wrong = async (...words: string[]): Promise<unknown> =>
      (await juxta('inspect', '--dir', a.dir, '-o', join(home, 'none'), '--json', ...words)).json?.error
    t.equal(await wrong('--peer', 'XB', '--from', to, '--to', from), 'request-invalid')
    t.equal(await wrong('--peer', 'XQ', '--from', from, '--to', to), 'not-found')
    t.equal(await wrong('--peer', 'XB', '--from', 'cheese', '--to', to), 'usage')
    t.notOk(readdirSync(home).some((name) => name.startsWith('none')))
  })
})

t.test(
  'a report on paper is the same bytes each time, with letters of any neighbour, and long ones go on',
  async (t) => {
    const report: ReportDocument = {
      title: 'Inspection Ελλάδα Україна مصر',
      subtitle: 'a\u202eb',
      at: 1_764_000_000,
      lead: ['Nothing omitted.'],
      sections: [
        {
          head: 'Messages',
          blocks: [
            {
              is: 'table',
              caption: 'All',
              columns: [
                { head: 'Message', share: 0.5 },
                { head: 'SHA-256', share: 0.5 },
              ],
              rows: Array.from({ length: 200 }, (_, i) => [{ text: `${i}` }, { text: hex(`${i}`), exact: true }]),
            },
            { is: 'form', lead: 'Handed over', fields: ['By', 'To'], times: 2 },
          ],
        },
      ],
    }
    const [one, two] = [await pdfReport(report, () => ['an id']), await pdfReport(report, () => ['an id'])]
    t.ok(one.equals(two))
    t.ok(one.toString('latin1').split('/Type /Page\n').length > 5, 'of several pages')
    if (process.env['KEEP']) writeFileSync(join(process.env['KEEP'], 'letters.pdf'), one)
    const html = htmlReport(report)
    t.match(html, /a\\u202eb/)
    t.notMatch(html, /\u202e/)
  },
)
