/** An operator at work: a node without a development authority, faults that are put in and named, peers, agreements, keys and waiting messages. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { createPublicKey } from 'node:crypto'
import { chmodSync, copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import Sqlite from 'libsql'
import t from 'tap'
import { issueCertificate, type CertificateFault } from '../../certs-dev/authority.ts'
import { ROOT } from '../shared-data.ts'
import { needsOpenssl, sparePort, temporaryFolder } from '../servers.ts'
import { juxta, juxtaAlone, juxtaWith, type Ran } from './juxta.ts'

const MAIN = join(ROOT, 'bin', 'juxta.js')
const run = (dir: string, ...args: string[]): Promise<Ran> => juxta(...args, '--dir', dir, '--json')
/** A node as its own process, until the test ends. */
async function start(t: { teardown(fn: () => unknown): unknown }, dir: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [MAIN, 'start', '--dir', dir], { stdio: ['ignore', 'pipe', 'pipe'] })
  t.teardown(() => child.kill('SIGKILL'))
  await new Promise<void>((done, failed) => {
    createInterface({ input: child.stdout }).on('line', (line) => line.includes('"ready"') && done())
    child.once('exit', (code) => failed(new Error(`the node ended with ${code}`)))
  })
  return child
}
const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((done) => {
    child.once('exit', (code) => done(code))
    child.kill('SIGTERM')
  })
const finding = (ran: Ran, check: string): any => ran.json.findings.find((f: any) => f.check === check)
const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'ignore' })
const until = async (what: string, is: () => Promise<boolean>): Promise<void> => {
  for (const end = Date.now() + 30_000; !(await is()); await new Promise((r) => setTimeout(r, 200)))
    if (Date.now() > end) throw new Error(`${what}: not within 30 s`)
}

t.test('a node whose certificates a national authority issues', needsOpenssl(), async (t) => {
  const base = temporaryFolder(t)
  const dir = join(base, 'xa')
  const [window, exchange] = [await sparePort(), await sparePort()]
  const order = [
    'init',
    '--dir',
    dir,
    '--country',
    'XA',
    '--name',
    'Customs "North", Ltd',
    '--window-port',
    `${window}`,
  ]
  const made = await juxta(...order, '--exchange-url', `https://127.0.0.1:${exchange}`, '--json')
  t.equal(made.code, 0, made.out)
  t.match(made.json, { ok: true, operatorKey: /^jx_/, requests: [/tls\.csr$/, /signing\.csr$/] })
  t.equal((await juxta(...order)).code, 1, 'a folder that is not empty is left alone')
  t.equal((await juxta('init', '--dir', join(base, 'x'), '--country', 'Northland', '--name', 'x')).code, 3)

  const early = await juxta('start', '--check', '--dir', dir)
  t.equal(early.code, 1)
  t.match(early.out, /identity publish/, 'what is missing is named, with the command that mends it')
  const sick = await juxta('doctor', '--dir', dir, '--json')
  t.equal(sick.code, 1)
  t.match(finding(sick, 'identity'), { ok: false, mend: /identity publish/ })
  t.match(finding(sick, 'tls certificate'), { ok: false, detail: /tls\.pem/ })

  const at = (name: string): string => join(dir, 'certificates', name)
  const [ca, key] = [join(base, 'ca.pem'), join(base, 'ca.key')]
  openssl(
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', ca],
    ...['-subj', '/C=XA/O=National authority/CN=Root', '-days', '30', '-addext', 'keyUsage=critical,keyCertSign'],
  )
  for (const use of ['tls', 'signing'])
    openssl(
      ...['x509', '-req', '-in', at(`${use}.csr`), '-CA', ca, '-CAkey', key, '-CAcreateserial'],
      ...['-copy_extensions', 'copyall', '-days', '20', '-out', at(`${use}.pem`)],
    )
  copyFileSync(ca, at('authority.pem'))
  const published = await juxta('identity', 'publish', '--dir', dir, '--json')
  t.match(published.json, { ok: true, version: 1, words: /^(\w{5} ){7}\w{5}$/ }, published.out)
  const checked = await juxta('start', '--check', '--dir', dir, '--json')
  t.equal(checked.code, 0, checked.out)
  t.ok(checked.json.settings.some((s: any) => s.name === 'JUXTA_STORE' && s.from === 'default'))
  const well = await juxta('doctor', '--dir', dir, '--json')
  t.equal(well.code, 0, well.out)
  t.match(finding(well, 'tls certificate'), { ok: true, warning: true, mend: /renew/ }, 'ends in less than 30 days')
  const node = await start(t, dir)
  const running = await juxta('doctor', '--dir', dir, '--json')
  t.match(finding(running, 'exchange port'), { ok: true, detail: /certificate of this node/ })
  t.equal(running.code, 0, running.out)
  t.equal(await ended(node), 0, 'SIGTERM ends it in order')
})

t.test('doctor and start --check name each fault that is put in', async (t) => {
  const dir = join(temporaryFolder(t), 'xa')
  const [window, exchange] = [await sparePort(), await sparePort()]
  const made = await juxta(
    ...['init', '--dir', dir, '--country', 'XA', '--name', 'North', '--window-port', `${window}`, '--profile', 'dev'],
    ...['--exchange-url', `https://127.0.0.1:${exchange}`],
  )
  t.equal(made.code, 0, made.out)
  const read = (...path: string[]): string => readFileSync(join(dir, ...path), 'utf8')
  const authority = {
    country: 'XA',
    certificatePem: read('development-authority', 'authority.pem'),
    privateKeyPem: read('development-authority', 'authority-key.pem'),
  }
  const signingKey = readdirSync(join(dir, 'keys')).find((f) => f.startsWith('signing-'))!
  /** Runs doctor (TLS) or start --check (signing) with a bad certificate in place of a good one. */
  const withFault = async (use: 'tls' | 'signing', fault: CertificateFault | undefined, keyFile: string | null) => {
    const file = join(dir, 'certificates', `${use}.pem`)
    const good = read('certificates', `${use}.pem`)
    const { certificatePem } = await issueCertificate(authority, {
      country: 'XA',
      name: 'North',
      use,
      ...(keyFile === null
        ? {}
        : { publicKeyPem: createPublicKey(read('keys', keyFile)).export({ type: 'spki', format: 'pem' }) as string }),
      ...(fault === undefined ? {} : { fault }),
    })
    writeFileSync(file, certificatePem)
    const command = use === 'tls' ? ['doctor'] : ['start', '--check']
    const ran = await juxta(...command, '--dir', dir, '--json')
    writeFileSync(file, good)
    return ran
  }
  const faults: [CertificateFault | undefined, RegExp][] = [
    ['expired', /expired/],
    ['not-yet-valid', /not valid before/],
    ['wrong-usage', /usage/],
    ['wrong-country', /country ZZ, this node is of XA/],
    ['other-authority', /authority\.pem has issued/],
  ]
  for (const [fault, says] of faults)
    for (const [use, keyFile] of [
      ['tls', 'tls.pem'],
      ['signing', signingKey],
    ] as const) {
      const ran = await withFault(use, fault, keyFile)
      t.equal(ran.code, 1, `${use} ${fault}`)
      t.match(finding(ran, `${use} certificate`), { ok: false, detail: says, mend: /./ }, `${use} ${fault}`)
    }
  const other = await withFault('tls', undefined, null)
  t.match(finding(other, 'tls certificate'), { ok: false, detail: /not of a private key/ })
  t.match(finding(other, 'identity'), { ok: false, detail: /does not pin/, mend: /identity publish/ })

  chmodSync(join(dir, 'keys', signingKey), 0o644)
  const open = await juxta('doctor', '--dir', dir, '--json')
  t.match(finding(open, 'keys'), { ok: false, detail: /chmod 600/ })
  const refused = await juxta('start', '--check', '--dir', dir)
  t.same([refused.code, /chmod 600/.test(refused.out)], [1, true], 'and the node does not start')
  chmodSync(join(dir, 'keys', signingKey), 0o600)

  const squatter = createServer((socket) => socket.destroy()).listen(window, '127.0.0.1')
  await new Promise((done) => squatter.once('listening', done))
  const taken = await juxta('doctor', '--dir', dir, '--json')
  t.match(finding(taken, 'window port'), { ok: false, detail: /taken by another program/, mend: /JUXTA_WINDOW_LISTEN/ })
  await new Promise((done) => squatter.close(done))

  const away = await juxtaWith({ JUXTA_STORE: 'postgres://juxta@127.0.0.1:1/none' }, 'doctor', '--dir', dir, '--json')
  t.match(finding(away, 'store'), { ok: false, mend: /reachable/ })
  t.equal(away.code, 1)
  const noQueue = await juxtaWith({ JUXTA_QUEUE: 'redis://127.0.0.1:1' }, 'doctor', '--dir', dir, '--json')
  t.match(finding(noQueue, 'queue'), { ok: false, detail: /Redis cannot be reached/ })

  const database = new Sqlite(join(dir, 'juxta.db'))
  database.exec('update "apiKey" set "createdAt" = "createdAt" + 900000')
  const late = await juxta('doctor', '--dir', dir, '--json')
  t.match(finding(late, 'clock'), { ok: false, detail: /8\d\d seconds later/, mend: /NTP/ })
  database.exec('update "apiKey" set "createdAt" = "createdAt" - 900000')
  database.close()

  const wrong = await juxtaWith({ JUXTA_CHEESE: '1', JUXTA_IN_FLIGHT: 'many' }, 'doctor', '--dir', dir, '--json')
  t.equal(wrong.json.findings.length, 2, 'all faults of the settings at once')
  t.match(wrong.json.findings, [{ detail: /JUXTA_CHEESE is not a setting/ }, { detail: /JUXTA_IN_FLIGHT must be/ }])
  t.equal((await juxta('doctor', '--dir', dir, '--json')).code, 0, 'and without a fault there is none')
})

t.test('two operators: invitations, an agreement, keys, messages', async (t) => {
  const base = temporaryFolder(t)
  const dirs: Record<string, string> = {}
  const nodes: Record<string, ChildProcess> = {}
  for (const country of ['XA', 'XB']) {
    const dir = (dirs[country] = join(base, country))
    const order = ['init', '--dir', dir, '--country', country, '--name', country, '--profile', 'dev']
    const ports = ['--window-port', `${await sparePort()}`, '--exchange-url', `https://127.0.0.1:${await sparePort()}`]
    t.equal((await juxta(...order, ...ports)).code, 0)
    nodes[country] = await start(t, dir)
  }
  const [xa, xb] = [dirs['XA']!, dirs['XB']!]

  for (const [from, to] of [
    [xa, xb],
    [xb, xa],
  ] as const) {
    const file = `${from}.invite`
    const { words } = (await run(from, 'peer', 'invite', '-o', file)).json
    const unseen = await run(to, 'peer', 'accept', file)
    t.equal(unseen.code, 3, 'nobody is trusted unseen')
    const wrong = await run(to, 'peer', 'accept', file, '--words', words.split(' ').reverse().join(' '))
    t.match([wrong.code, wrong.json], [1, { error: 'identity-invalid', rule: 'words' }])
    t.match((await run(to, 'peer', 'accept', file, '--yes')).json, { ok: true, trusted: true, words })
  }
  const alone = await run(xa, 'peer', 'test', 'XB')
  t.match([alone.code, alone.json.steps.at(-1)], [1, { check: 'agreement', ok: false, turn: 'ours' }])

  const draft = join(base, 'agreement.json')
  const { open } = (await run(xa, 'agreement', 'draft', '--with', 'XB', '-o', draft)).json
  t.same(open.slice(0, 2), ['/instrument/title', '/procedures/0/purposes'])
  const live = (await run(xa, 'agreement', 'draft', '--with', 'XB', '--stage', 'live', '-o', draft)).json.open
  t.ok(['/signatories/0/name', '/procedures/0/data_protection/categories'].every((at) => live.includes(at)))
  t.equal((await run(xa, 'agreement', 'draft', '--with', 'XB', '--stage', 'soon')).code, 3)
  await run(xa, 'agreement', 'draft', '--with', 'XB', '-o', draft)
  const empty = await run(xa, 'agreement', 'propose', draft)
  t.match([empty.code, empty.json], [1, { error: 'malformed', pointer: '/instrument/title' }], 'nobody has stated it')
  const large = join(base, 'large.json')
  writeFileSync(large, ' '.repeat(7_000_000))
  t.match((await run(xa, 'agreement', 'propose', large)).json, { error: 'too-large', rule: 'agreement-bytes' })
  const stated = ['--instrument', 'agreement of 2026, Art. 3', '--purpose', 'border management']
  t.same((await run(xa, 'agreement', 'draft', '--with', 'XB', ...stated, '-o', draft)).json.open, [])
  const { default_context } = JSON.parse(readFileSync(draft, 'utf8'))
  t.equal(default_context, undefined, 'no message is given a context that nobody has stated')
  const { hash } = (await run(xa, 'agreement', 'propose', draft)).json
  await until('it is offered', async () => (await run(xb, 'agreement', 'list')).json.items[0]?.state === 'received')
  t.equal((await run(xb, 'agreement', 'accept', hash)).json.state, 'in-force')
  await until('it is in force', async () => (await run(xa, 'agreement', 'show', hash)).json.state === 'in-force')
  t.equal((await run(xa, 'peer', 'test', 'XB')).code, 0)
  t.equal((await run(xa, 'doctor')).code, 0)

  const strike = [
    '--procedure',
    'aeo',
    '--at',
    '2100-01-01T18:00:00Z',
    '--until',
    '2100-01-02T06:00:00Z',
    '--reason',
    'x',
  ]
  t.equal((await run(xa, 'agreement', 'resume', hash, ...strike)).code, 3, 'what is resumed is at once')
  t.equal((await run(xa, 'agreement', 'suspend', hash, ...strike)).code, 0)
  const planned = { name: 'aeo', from: '2100-01-01T18:00:00.000Z', until: '2100-01-02T06:00:00.000Z' }
  await until('it is planned there too', async () => {
    const { suspensions } = (await run(xb, 'agreement', 'show', hash)).json
    return JSON.stringify(suspensions[0]?.procedures.map((p: any) => ({ ...p }))) === JSON.stringify([planned])
  })
  const said = 'XA suspends aeo from 2100-01-01T18:00:00.000Z until 2100-01-02T06:00:00.000Z'
  t.match((await juxta('agreement', 'list', '--dir', xb)).out, said)
  const [on, off] = ['2100-02-01T00:00:00.000Z', '2100-01-01T20:00:00.000Z']
  t.equal((await run(xa, 'agreement', 'suspend', hash, '--procedure', 'aeo', '--at', on, '--reason', 'x')).code, 0)
  t.equal((await run(xa, 'agreement', 'resume', hash, '--from', planned.from, '--at', off, '--reason', 'x')).code, 0)
  const left = (await run(xa, 'agreement', 'show', hash)).json.suspensions[0].procedures
  t.match(left, [{ until: off }, { from: on, until: null }], 'one of two ends sooner')
  t.equal((await run(xa, 'agreement', 'resume', hash, '--reason', 'x')).code, 0)
  const next = join(base, 'next.json')
  const state = async (dir: string, of: string) => (await run(dir, 'agreement', 'show', of)).json?.state
  const proposed = async (title: string): Promise<string> => {
    writeFileSync(next, JSON.stringify({ ...JSON.parse(readFileSync(draft, 'utf8')), title }))
    const { hash: offered } = (await run(xa, 'agreement', 'propose', next)).json
    await until(`${title}: it is offered`, async () => (await state(xb, offered)) === 'received')
    return offered
  }
  const why = ['--reason', 'a mistake in it']
  const taken = await proposed('taken back')
  t.equal((await run(xa, 'agreement', 'decline', taken, ...why)).code, 1, 'who proposed it does not decline it')
  t.equal((await run(xb, 'agreement', 'withdraw', taken, ...why)).code, 1, 'nor does the other take it back')
  t.equal((await run(xa, 'agreement', 'withdraw', taken)).code, 3, 'why is said')
  t.equal((await run(xa, 'agreement', 'withdraw', taken, ...why, '--at', planned.from)).code, 3)
  t.equal((await run(xa, 'agreement', 'withdraw', taken, ...why)).json.state, 'withdrawn')
  await until('XB knows', async () => (await state(xb, taken)) === 'withdrawn')
  t.equal((await run(xb, 'agreement', 'accept', taken)).code, 1, 'nobody accepts it any more')
  const declined = await proposed('declined')
  t.equal((await run(xb, 'agreement', 'decline', declined, ...why)).json.state, 'declined')
  await until('XA knows', async () => (await state(xa, declined)) === 'declined')
  const ends = await proposed('to end')
  t.equal((await run(xb, 'agreement', 'accept', ends, '--wait', '30')).json.state, 'in-force')
  await until('it is in force', async () => (await state(xa, ends)) === 'in-force')
  const end = new Date(Math.ceil(Date.now() / 1000 + 86_400) * 1000).toISOString()
  t.match((await run(xa, 'agreement', 'revoke', ends, '--at', end, ...why)).json, { state: 'revoked', revokedAt: end })
  await until('XB knows', async () => (await run(xb, 'agreement', 'show', ends)).json.revokedAt === end)
  t.equal((await run(xa, 'agreement', 'revoke', ends, ...why)).code, 0, 'or sooner')

  const order = ['hold', 'set', '--with', 'XB', '--procedure', 'aeo', '--authority', 'a court', '--reason', 'x']
  t.match((await run(xa, ...order)).json, { error: 'no-agreement', rule: 'legal-hold' }, 'a trial says nothing of it')
  t.same((await run(xb, 'hold', 'list')).json.items, [])
  t.equal((await run(xa, 'hold', 'lift', 'x', '--reason', 'x')).code, 3)

  const file = join(base, 'document.xml')
  writeFileSync(file, '<Declaration>cheese</Declaration>')
  const send = ['send', '--test', '--to', 'XB', '--procedure', 'pre-arrival', '--type', 'declaration', file]
  const first = (await run(xa, ...send)).json.id
  const unknown = await run(xa, ...send, '--in-version', '99')
  t.match([unknown.code, JSON.stringify(unknown.json)], [1, 'does not know version 99'])
  await until('delivered', async () => (await run(xa, 'show', first)).json.state === 'delivered')
  t.equal((await run(xb, 'show', first)).json.direction, 'in')
  t.equal((await juxtaAlone('show', first, '--document', '--dir', xb)).out, '<Declaration>cheese</Declaration>')
  const listed = (await run(xb, 'inbox')).out.trim().split('\n')
  t.same([listed.length, JSON.parse(listed[0]!).id], [1, first])
  const follower = spawn(process.execPath, [MAIN, 'inbox', '--follow', '--json', '--dir', xb])
  t.teardown(() => follower.kill('SIGKILL'))
  const seen: string[] = []
  createInterface({ input: follower.stdout }).on('line', (line) => seen.push(JSON.parse(line).id))
  await until('what was there is shown', async () => seen.length === 1)
  const second = (await run(xa, ...send)).json.id
  await until('what comes is shown as it comes', async () => seen.includes(second))
  follower.kill('SIGINT')
  t.match((await run(xa, 'cancel', first)).json, { ok: false, items: [{ id: first, problem: 'state-conflict' }] })

  await ended(nodes['XB']!)
  const held: string[] = []
  for (let i = 0; i < 3; i++) held.push((await run(xa, ...send)).json.id)
  // Which of them the courier tries while nobody answers is its own affair.
  let tried = ''
  await until('an attempt was made', async () => {
    for (const id of held) if ((await run(xa, 'show', id)).json.state === 'sealed') tried = id
    return tried !== ''
  })
  const other = held.find((id) => id !== tried)!
  const preview = await run(xa, 'retry', '--peer', 'XB')
  t.equal(preview.code, 0)
  t.same([preview.json.preview, preview.json.items.map((m: any) => m.id).sort()], [true, [...held].sort()])
  const some = await run(xa, 'retry', held[0]!, first)
  t.same(
    [some.code, some.json.items.map((x: any) => x.ok)],
    [2, [true, false]],
    'one was tried, one had nothing to try',
  )
  const all = await run(xa, 'retry', '--peer', 'XB', '--yes')
  t.same([all.code, all.json.retried], [0, 3], all.out)
  t.equal((await run(xa, 'retry')).code, 3)
  t.match((await run(xa, 'cancel', tried)).json.items, [{ ok: true, withdrawing: true }])
  const down = await run(xa, 'peer', 'test', 'XB')
  t.match([down.code, down.json.steps.at(-1)], [1, { check: 'reach', turn: 'theirs' }])
  nodes['XB'] = await start(t, xb)
  await until('delivered', async () => (await run(xa, 'show', other)).json.state === 'delivered')
  await until('withdrawn', async () => (await run(xa, 'show', tried)).json.state === 'cancelled')

  const key = (await run(xa, 'key', 'create', '--name', 'single-window', '--role', 'window')).json
  t.match(key, { ok: true, secret: /^jx_/, key: { roles: ['window'] } })
  t.equal((await run(xa, 'key', 'create', '--name', 'x', '--role', 'king')).code, 1)
  t.ok((await run(xa, 'key', 'list')).json.items.some((k: any) => k.id === key.key.id && !('hash' in k)))
  t.equal((await run(xa, 'key', 'revoke', key.key.id)).code, 0)
  t.equal((await run(xa, 'key', 'revoke', key.key.id)).code, 1)

  t.equal((await run(xa, 'agreement', 'revoke', hash, '--reason', 'test')).json.state, 'revoked')
  await until('both know', async () => (await run(xb, 'agreement', 'show', hash)).json.state === 'revoked')
  const denied = await run(xa, ...send)
  t.match([denied.code, denied.json], [1, { ok: false, error: 'no-agreement' }])
  t.equal((await run(xa, 'peer', 'block', 'XB')).json.state, 'blocked')
  t.match((await run(xb, 'peer', 'test', 'XA')).json.steps.at(-1), { ok: false, detail: /blocked/ })
  t.equal((await run(xa, 'peer', 'unblock', 'XB')).json.state, 'active')
  t.match((await run(xa, 'show', '019ab000-0000-7000-8000-000000000000')).json, { ok: false, error: 'not-found' })

  t.match((await run(xa, 'tz')).json, { ok: true, tzdb: process.versions['tz'], from: 'Node.js' })
  const newer = join(dirname(xa), 'tzdata.zi')
  writeFileSync(newer, '# version 2031a\nZ Etc/UTC 0 - UTC\nL Etc/UTC UTC\nZ Europe/Helsinki 3 - EET\n')
  const refused = await run(xa, 'tz', 'update', newer)
  t.match(refused.json, { ok: false, error: 'request-invalid', rule: 'tzdata', message: /zones that are known are not in the file/ }) // prettier-ignore
  t.match((await run(xa, 'tz')).json, { tzdb: process.versions['tz'], from: 'Node.js' }, 'nothing was changed')
  t.match((await run(xa, 'tz', 'update', newer, '--force')).json, { ok: true, tzdb: '2031a', was: process.versions['tz'], changed: ['Europe/Helsinki'] }) // prettier-ignore
  writeFileSync(newer, '# version 2030c\nZ Etc/UTC 0 - UTC\nL Etc/UTC UTC\nZ Europe/Helsinki 3 - EET\n')
  t.match((await run(xa, 'tz', 'update', newer)).json, {
    ok: false,
    rule: 'tzdata',
    message: /2030c, older than 2031a/,
  })
  t.match((await run(xa, 'tz')).json, { ok: true, tzdb: '2031a', from: /tzdata\.zi$/ })
  writeFileSync(newer, 'Z Europe/Helsinki 3 - EET\n')
  t.match((await run(xa, 'tz', 'update', newer)).json, { ok: false, error: 'request-invalid', rule: 'tzdata' })
  t.match((await run(xa, 'tz')).json, { ok: true, tzdb: '2031a' }, 'the one before stays')
  t.equal((await run(xa, 'tz', 'renew')).code, 3)
  writeFileSync(join(xa, 'tzdata.zi'), 'damaged')
  t.match((await run(xa, 'tz')).json, { ok: false, error: 'request-invalid', rule: 'tzdata' })
})
