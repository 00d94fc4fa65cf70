/** The page that verifies in a browser says word for word what `juxta verify` says, of good bundles and bad ones, and asks no network. */
import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { verifyPage } from '../../node/auditor/verify-page.ts'
import { writeEvidence, type Evidence } from '../../node/evidence/bundle.ts'
import { parseEvidence } from '../../node/evidence/read-bundle.ts'
import { readCheckpoint } from '../../node/log/checkpoint.ts'
import { thumbprint } from '../../node/seal/keys.ts'
import { fingerprintWords } from '../../node/seal/words.ts'
import { sha256 } from '../../node/values/digest.ts'
import { readTimestampResponse, timestampRequest } from '../../node/log/rfc3161.ts'
import { parseTrust } from '../../node/auditor/trust.ts'
import { verifyEvidence, type Report } from '../../node/auditor/verify.ts'
import { crypto, evidenceOf, exchange, NOW, trustFile, xa, xb } from '../log/world.ts'
import { makeTsa } from '../log/tsa.ts'
import { needsChromium, openPage } from '../chromium.ts'
import { needsOpenssl, temporaryFolder } from '../servers.ts'

t.test('verifies in a browser', { ...needsChromium(), ...needsOpenssl() }, async (t) => {
  const dir = temporaryFolder(t)
  const file = join(dir, 'verify.html')
  writeFileSync(file, verifyPage())
  xa.log.fill(300)
  xb.log.fill(20)
  const good = await evidenceOf(await exchange())
  const page = await openPage(t)

  const inBrowser = async (bundle: string, trust: string, at: number): Promise<Report> => {
    writeFileSync(join(dir, 'bundle.json'), bundle)
    writeFileSync(join(dir, 'trust.json'), trust)
    await page.goto(pathToFileURL(file).href)
    await page.until(`document.getElementById('result').dataset.ready === 'true'`)
    await page.evaluate(`document.getElementById('at').value = ${JSON.stringify(new Date(at * 1000).toISOString())}`)
    await page.choose('#trust-file', [join(dir, 'trust.json')])
    await page.until(`!/None is chosen/.test(document.getElementById('trust').innerText)`)
    await page.choose('#files', [join(dir, 'bundle.json')])
    await page.until(`document.getElementById('bundles').querySelector('li') !== null`)
    await page.evaluate(`document.getElementById('verify').click()`)
    await page.until(`!/^(|Verifying…)$/.test(document.getElementById('status').textContent)`)
    const [report] = JSON.parse(await page.evaluate(`document.getElementById('result').dataset.reports ?? '[null]'`))
    if (!report) throw new Error(await page.evaluate(`document.getElementById('trust').innerText`))
    return report
  }
  /** Both verify, and both say the same; the answer is the verdict. */
  const both = async (
    t: Tap,
    what: string,
    evidence: Evidence,
    trust = trustFile(),
    at = NOW + 10,
  ): Promise<Report> => {
    const text = writeEvidence(evidence)
    const here = await verifyEvidence(parseEvidence(text), parseTrust(trust), crypto, at)
    const there = await inBrowser(text, trust, at)
    t.same(there, { file: 'bundle.json', ...(JSON.parse(JSON.stringify(here)) as Report) }, what)
    return there
  }
  type Tap = Pick<typeof t, 'same'>

  t.test('a good bundle, one bit flipped at a time, and too few witnesses', async (t) => {
    t.equal((await both(t, 'good', good)).verdict, 'valid')
    const said = await page.evaluate<string>(`document.body.innerText`)
    t.match(said, /Valid: everything that was asked for is proven/)
    t.match(said, createHash('sha256').update(writeEvidence(good)).digest('hex'), 'which file it was')
    t.match(said, createHash('sha256').update(trustFile()).digest('hex'), 'and whom it was held against')
    t.match(said, fingerprintWords(await thumbprint(xb.identityKey.jwk)), 'by words that can be told by phone')
    t.equal(await page.evaluate(`document.activeElement.id`), 'answer', 'whoever hears the page is led to the answer')
    t.same(
      await page.evaluate(
        `[...document.querySelectorAll('input')].filter((i) => !i.labels.length).length + document.querySelectorAll('h1').length`,
      ),
      1,
      'one title, and every field has its label',
    )
    if (process.env['SCREENSHOT']) writeFileSync(process.env['SCREENSHOT'], await page.screenshot())
    const flip = (text: string, at: number): string =>
      text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
    for (const [what, bad] of Object.entries({
      manifest: { ...good, manifest: flip(good.manifest, good.manifest.length - 20) },
      salt: { ...good, salt: randomBytes(32) },
      receipt: { ...good, receipt: flip(good.receipt!, 200) },
      proof: {
        ...good,
        logs: good.logs.map((log) => ({
          ...log,
          leaves: log.leaves.map((l) => ({ ...l, proof: l.proof.map(() => randomBytes(32)) })),
        })),
      },
      cosignature: {
        ...good,
        logs: good.logs.map((log) => ({ ...log, checkpoint: flip(log.checkpoint, log.checkpoint.length - 20) })),
      },
    }))
      t.equal((await both(t, what, bad)).verdict, 'invalid', what)
    t.equal((await both(t, 'quorum', good, trustFile({ quorum: 3 }))).verdict, 'incomplete')
    t.match(await page.evaluate(`document.body.innerText`), /Incomplete: nothing is wrong/)
  })

  t.test('a timestamp, of an elliptic and of an RSA authority', async (t) => {
    for (const [key, digest] of [
      ['ec', 'sha256'],
      ['rsa', 'sha512'],
    ] as const) {
      const tsa = makeTsa({ key, digest, certIds: 'sha1' })
      const imprint = sha256(readCheckpoint(good.logs[0]!.checkpoint).note.text)
      const token = readTimestampResponse(tsa.answer(timestampRequest(imprint, randomBytes(8))))
      const now = Math.floor(Date.now() / 1000) + 5
      const dated = { ...good, timestamps: [{ log: 0, token }] }
      const report = await both(t, `dated (${key})`, dated, trustFile({ tsa: [tsa.ca] }), now)
      t.ok(
        report.findings.some((f) => f.code === 'timestamp'),
        key,
      )
      const broken = Buffer.from(token)
      broken[broken.length - 5]! ^= 1
      await both(
        t,
        `flipped (${key})`,
        { ...dated, timestamps: [{ log: 0, token: broken }] },
        trustFile({ tsa: [tsa.ca] }),
        now,
      )
      await both(t, `of somebody else (${key})`, dated, trustFile({ tsa: [makeTsa({ key }).ca] }), now)
    }
  })

  t.test('what is no bundle and what is no trust file', async (t) => {
    t.equal((await inBrowser('{"cheese": 1}', trustFile(), NOW)).verdict, 'incomplete')
    t.match(
      await page.evaluate(`document.getElementById('answer').parentElement.innerText`),
      /Not read: this file is no evidence/,
    )
    await t.rejects(inBrowser(writeEvidence(good), '{"identities": 1}', NOW), /trust file is not valid/)
  })

  t.test(
    'a trust file that comes with the evidence is not taken for one, and several files have a summary',
    async (t) => {
      const names = ['one.json', 'two.json', 'trust.json']
      for (const name of names.slice(0, 2)) writeFileSync(join(dir, name), writeEvidence(good))
      writeFileSync(join(dir, 'trust.json'), trustFile())
      await page.goto(pathToFileURL(file).href)
      await page.until(`document.getElementById('result').dataset.ready === 'true'`)
      await page.choose(
        '#files',
        names.map((name) => join(dir, name)),
      )
      await page.until(`/left aside/.test(document.getElementById('bundles').innerText)`)
      await page.evaluate(`document.getElementById('verify').click()`)
      await page.until(`/trust file first/.test(document.getElementById('status').textContent)`)
      t.equal(await page.evaluate(`document.getElementById('result').innerHTML`), '', 'nothing is verified against it')
      await page.choose('#trust-file', [join(dir, 'trust.json')])
      await page.until(`!/None is chosen/.test(document.getElementById('trust').innerText)`)
      await page.evaluate(`document.getElementById('verify').click()`)
      await page.until(`/^Verified/.test(document.getElementById('status').textContent)`)
      t.match(await page.evaluate(`document.getElementById('answer').parentElement.innerText`), /two\.json/)
    },
  )

  t.same(
    page.requests.filter((url) => !/^(file|data):/.test(url)),
    [],
    'nothing was loaded',
  )
  t.same(page.complaints, [], 'and nothing went wrong')
})
