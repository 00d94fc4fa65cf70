/** What a bundle is taken apart into: every command that is written beside the files is run, and the report shows what it quotes as text. */
import { execSync, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { Evidence } from '../../node/evidence/bundle.ts'
import { writeEvidence } from '../../node/evidence/bundle.ts'
import { readCheckpoint } from '../../node/log/checkpoint.ts'
import { extractEvidence } from '../../node/auditor/extract.ts'
import { parseProofFile } from '../../node/log/proof.ts'
import { askedTrust, namedFile } from '../../node/auditor/asked.ts'
import { reportPage } from '../../node/auditor/report-page.ts'
import { readTimestampResponse, timestampRequest } from '../../node/log/rfc3161.ts'
import { parseTrust } from '../../node/auditor/trust.ts'
import { verifyEvidence } from '../../node/auditor/verify.ts'
import { makeTsa } from './tsa.ts'
import { crypto, evidenceOf, exchange, NOW, trustFile } from './world.ts'
import { needsOpenssl } from '../servers.ts'

/** The first identity under the signature of the second. */
const swapSignature = ({ identities: [one, other] }: Evidence): string =>
  [...one!.split('.').slice(0, 2), other!.split('.')[2]].join('.')

t.test('what is extracted', needsOpenssl(), async (t) => {
  const sent = await exchange()
  const good = await evidenceOf(sent)
  const tsa = makeTsa()
  const imprint = createHash('sha256').update(readCheckpoint(good.logs[0]!.checkpoint).note.text).digest()
  const token = readTimestampResponse(tsa.answer(timestampRequest(imprint, randomBytes(8))))
  const evidence = { ...good, timestamps: [{ log: 0, token }] }

  t.test('openssl agrees with everything that is extracted', async (t) => {
    const dir = mkdtempSync(join(tmpdir(), 'extract-'))
    const files = extractEvidence(evidence)
    for (const { path, bytes } of files) writeFileSync(join(dir, path), bytes)
    writeFileSync(join(dir, 'TSA.pem'), tsa.ca)
    const text = files.find((f) => f.path === 'COMMANDS.txt')!.bytes.toString()
    const commands = text.split('\n').filter((l) => l !== '' && !l.startsWith('#'))
    t.equal(
      commands.length,
      3 + 2 * 2 + 1 + 1,
      'manifest, receipt, event; two signatures on each of two logs; timestamp; document',
    )
    for (const command of commands) {
      const answer = execSync(`${command} 2>&1`, { cwd: dir, encoding: 'utf8' }).trim()
      const wanted = command.startsWith('cat')
        ? sent.claims.parts[0]!.digest.slice('sha-256:'.length) + '='
        : /^(Signature Verified Successfully|.*Verification: OK)$/s
      t.match(answer, wanted, command.split(' ').slice(0, 6).join(' '))
    }
    const { index, leaf } = good.logs[0]!.leaves[0]!
    const proof = files.find((f) => f.path === `log-0.leaf-${index}.tlog-proof`)!
    t.match(parseProofFile(proof.bytes.toString()), { index, checkpoint: good.logs[0]!.checkpoint })
    t.equal(files.find((f) => f.path === `log-0.leaf-${index}`)!.bytes.toString(), leaf)
    t.same(
      files.map((f) => f.path).filter((p) => !/^[A-Za-z0-9.-]+$/.test(p)),
      [],
      'plain names',
    )
  })

  t.test('the script goes from the message to the trust file, and fails where a step does', async (t) => {
    const trusted = parseTrust(trustFile({ tsa: [tsa.ca] }))
    const check = (bundle: Evidence): { status: number | null; out: string } => {
      const dir = mkdtempSync(join(tmpdir(), 'extract-'))
      for (const { path, bytes } of extractEvidence(bundle, trusted)) writeFileSync(join(dir, path), bytes)
      const { status, stdout, stderr } = spawnSync('sh', [join(dir, 'check.sh')], { encoding: 'utf8' })
      return { status, out: stdout + stderr }
    }
    const whole = check(evidence)
    t.equal(whole.status, 0, whole.out)
    t.notMatch(whole.out, /FAILED/)
    for (const wanted of [
      /identity-0: signed by the identity key of XA/,
      /manifest: its key stands in identity-0/,
      /receipt: signature/,
      /leaf-\d+: commits to manifest.signed/,
      /leaf-\d+: stands under log-1/,
      /log-0.signature-1: under the checkpoint/,
      /timestamp-0: by an authority/,
      /document-declaration: its digest/,
    ])
      t.match(whole.out, wanted)
    const [log, theirs] = evidence.logs
    const [first, ...rest] = log!.leaves
    const strange = await exchange()
    // Each of several things that are wrong is named by itself.
    const other = {
      ...evidence,
      receipt: strange.receipt,
      parts: strange.parts,
      identities: [swapSignature(evidence), ...evidence.identities.slice(1)],
    }
    const { status, out } = check(other)
    t.equal(status, 1)
    for (const failed of [/commits to receipt.signed/, /document-declaration/, /identity-0: signed/])
      t.match(out, new RegExp(`FAILED .*${failed.source}`))
    const turned = { ...log!, leaves: [{ ...first!, proof: [...first!.proof].reverse() }, ...rest] }
    const moved = check({ ...evidence, salt: randomBytes(32), logs: [turned, theirs!] })
    t.equal(moved.status, 1)
    for (const failed of [/commits to manifest.signed/, /stands under log-0/])
      t.match(moved.out, new RegExp(`FAILED .*${failed.source}`))
  })

  t.test('a bundle that is broken is taken apart as far as it goes', async (t) => {
    const broken = {
      ...evidence,
      manifest: 'x',
      logs: [{ checkpoint: 'y', leaves: [] }],
      identities: ['z'],
      timestamps: [],
    }
    const paths = extractEvidence(broken).map((f) => f.path)
    t.ok(paths.includes('manifest.jws') && paths.includes('log-0.checkpoint') && paths.includes('COMMANDS.txt'))
    t.notOk(paths.includes('log-0.body'))
  })

  t.test('the page loads nothing and runs nothing', async (t) => {
    const trust = parseTrust(trustFile())
    const report = await verifyEvidence(evidence, trust, crypto, NOW + 10)
    const hostile = {
      ...report,
      findings: [
        ...report.findings,
        {
          code: 'identity-invalid',
          weight: 'invalid',
          against: 'XB',
          at: '/<b>',
          text: '<script>alert("1")</script>\u202efdp.exe\u0007',
          bytes: '</pre><img>',
        } as const,
      ],
    }
    const [trustBytes, bundle] = [Buffer.from(trustFile()), Buffer.from(writeEvidence(evidence))]
    const asked = {
      at: NOW + 10,
      trust: await askedTrust(namedFile('my "trust".json', trustBytes), trust),
      files: [namedFile('good.json', bundle), namedFile('<bad>\u2066.json', bundle)],
    }
    const page = reportPage([report, hostile as typeof report], asked)
    t.notMatch(page, /<script|<b>|<bad>|<img|src=|href="(?!#)|url\(/)
    t.notMatch(page, /[\u0007\u202e\u2066]/, 'nothing steers what stands beside it')
    t.match(page, /&lt;script&gt;alert\(&quot;1&quot;\).*\\u202efdp\.exe\\u0007/)
    t.match(page, /default-src 'none'/)
    t.match(page, /2 files/)
    t.match(page, /Valid: everything/)
    t.match(page, /Something stands against XB/)
    for (const bytes of [trustBytes, bundle])
      t.match(page, createHash('sha256').update(bytes).digest('hex'), 'what was asked is named by its hash')
    const [key] = asked.trust.keys
    t.equal(key!.words.split(' ').length, 8)
    t.match(page, key!.words)
  })
})
