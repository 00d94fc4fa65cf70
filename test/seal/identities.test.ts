/** What is signed and opened with keys: identities that follow one another, invitations, manifests, sealed bundles, and the folder of the keys. */
import { createHash } from 'node:crypto'
import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { Country } from '../../node/values/country.ts'
import { digestOf } from '../../node/values/digest.ts'
import { newMessageId } from '../../node/values/id.ts'
import type { Identity } from '../../node/message/identity.ts'
import { manifestDigest } from '../../node/message/manifest.ts'
import { EVENT } from '../../node/message/security-event.ts'
import { openFileSigner, writeKeyFile } from '../../node/seal/file-signer.ts'
import { identityDigest, openIdentity, openInvite, signIdentity, signInvite } from '../../node/seal/identity.ts'
import { claimsOf, openJws, signJws, verifyJws } from '../../node/seal/jws.ts'
import { makeKey, privateKey, type MadeKey } from '../../node/seal/keys.ts'
import { decryptCompactWith, signCompactWith } from '../../node/seal/local-keys.ts'
import { readManifest, readManifestHeader } from '../../node/seal/manifest.ts'
import { openSecurityEvent, signSecurityEvent } from '../../node/seal/security-event.ts'
import { openSealed, readSealedHeader, readSealedSyntax, sealBundle } from '../../node/seal/sealing.ts'
import type { Signer } from '../../node/seal/signer.ts'
import { fingerprintWords } from '../../node/seal/words.ts'

const [identityKey, signing, encryption, stranger] = await Promise.all([
  makeKey('Ed25519'),
  makeKey('ES256'),
  makeKey('ECDH-ES+A256KW'),
  makeKey('Ed25519'),
])
const made = new Map([identityKey, signing, encryption, stranger].map((k) => [k.kid, k]))
const signer: Signer = {
  has: (kid) => made.has(kid),
  signCompact: async (header, payload) => {
    const { pem, alg } = made.get(header.kid)!
    return signCompactWith(await privateKey(pem, alg), header, payload)
  },
  decryptCompact: async (kid, jwe) => decryptCompactWith(await privateKey(made.get(kid)!.pem, 'ECDH-ES+A256KW'), jwe),
  signNote: () => Promise.reject(new Error('no')),
}
const signingKeyOf = ({ kid, alg, jwk }: MadeKey) => ({ kid, alg: alg as 'ES256' | 'Ed25519', jwk })
const identity = (more: Partial<Identity> = {}): Identity => ({
  version: 1,
  prev: null,
  country: 'XA' as Country,
  name: 'Customs of XA',
  issued_at: 1,
  tls: [],
  keys: [{ kid: signing.kid, use: 'sig', alg: 'ES256', jwk: signing.jwk, from: 0, until: 10 }],
  log: { origin: 'log', vkey: 'v' },
  witness: { name: 'w', vkey: 'v' },
  ...more,
})
const signed = (more: Partial<Identity> = {}, by = identityKey) =>
  signIdentity(signer, signingKeyOf(by), identity(more))

t.test('an identity is opened with the key that was compared, and follows the one before', async (t) => {
  const first = await signed()
  t.match(await openIdentity(first, identityKey.jwk), { version: 1, country: 'XA' })
  await t.rejects(openIdentity(await signed({}, stranger), identityKey.jwk), { code: 'key-unknown' })
  const forged = `${first.split('.').slice(0, 2).join('.')}.${(await signed({ name: 'x' })).split('.')[2]}`
  await t.rejects(openIdentity(forged, identityKey.jwk), { code: 'signature-invalid' })
  await t.rejects(
    openIdentity(await signed({ keys: [{ ...identity().keys[0]!, kid: encryption.kid }] }), identityKey.jwk),
    { code: 'identity-invalid', rule: 'thumbprint', pointer: '/keys/0/kid' },
  )
  const before = { jws: first, version: 1 }
  const prev = identityDigest(first)
  t.equal(
    prev,
    `sha-256:${createHash('sha256').update(first).digest('base64url')}`,
    'of the compact text, its signature included',
  )
  const next = (more: Partial<Identity>) => signed(more).then((jws) => openIdentity(jws, identityKey.jwk, before))
  t.match(await next({ version: 2, prev }), { version: 2 })
  await t.rejects(
    next({ version: 1, prev }),
    { code: 'identity-invalid', rule: 'version' },
    'another one of the same version',
  )
  await t.rejects(
    next({ version: 3, prev }),
    { code: 'identity-invalid', rule: 'chain' },
    'one that leaves a version out',
  )
  await t.rejects(
    next({ version: 2, prev: digestOf('x') }),
    { code: 'identity-invalid', rule: 'chain' },
    'one that follows another',
  )
  await t.rejects(next({ version: 2, prev: null }), { code: 'identity-invalid', rule: 'chain' })
})

t.test('a signature counts with the key and the algorithm that the header names', async (t) => {
  const jws = await signJws(signer, signingKeyOf(signing), 'juxta-node+jwt', '{"a":1}')
  const read = await openJws(jws, 'juxta-node+jwt', [signingKeyOf(signing)])
  t.same(claimsOf(read), { a: 1 })
  await t.rejects(openJws(jws, 'juxta-node+jwt', [signingKeyOf(stranger)]), { code: 'key-unknown' })
  await t.rejects(openJws(jws, 'juxta-node+jwt', []), { code: 'key-unknown' })
  await t.rejects(verifyJws(read, { ...signingKeyOf(signing), alg: 'Ed25519' }), {
    code: 'algorithm-refused',
    rule: 'alg',
  })
  await t.rejects(verifyJws(read, { ...signingKeyOf(stranger), kid: read.kid, alg: 'ES256' }))
  const other = await makeKey('ES256')
  await t.rejects(verifyJws(read, { ...signingKeyOf(other), kid: read.kid }), { code: 'signature-invalid' })
})

t.test('an invitation proves that its key is held, and leads to a host alone', async (t) => {
  const invite = async (more = {}, by = identityKey, of = identityKey) =>
    signInvite(
      { ...signer, signCompact: (header, payload) => signer.signCompact({ ...header, kid: by.kid }, payload) },
      signingKeyOf(of),
      {
        identity: await signed(),
        exchange: 'https://xa.example:8443',
        tlsAuthority: 'PEM',
        issuedAt: 1,
        ...more,
      },
    )
  const opened = await openInvite(await invite())
  t.match(opened, { fingerprint: identityKey.kid, identity: { country: 'XA' } })
  for (const exchange of [
    'http://xa.example',
    'https://xa.example/path',
    'https://u:p@xa.example',
    'https://xa.example?x',
    'https://',
    'file:///etc/passwd',
  ])
    await t.rejects(
      openInvite(await invite({ exchange })),
      { code: 'identity-invalid', rule: 'url', pointer: '/exchange' },
      exchange,
    )
  const good = await invite()
  const tampered = `${good.split('.').slice(0, 2).join('.')}.${(await invite({ issuedAt: 2 })).split('.')[2]}`
  await t.rejects(openInvite(tampered), { code: 'signature-invalid' })
  await t.rejects(openInvite(await invite({}, stranger)), { code: 'key-unknown' }, 'signed by somebody else')
  await t.rejects(openInvite(await invite({ identity: await signed({}, stranger) })), { code: 'key-unknown' })
})

t.test('the header of a manifest says when it was signed, and with which certificate, as its claims do', async (t) => {
  const id = newMessageId(1)
  const claims = {
    iss: 'XA',
    aud: 'XB',
    jti: id,
    iat: 100,
    exp: 200,
    txn: id,
    procedure: 'pre-arrival',
    type: 'declaration',
    version: '1',
    agreement: digestOf('x'),
    priority: 5,
    salt_hash: digestOf('x'),
    parts: [{ id: 'document', media_type: 'text/plain', size: 1, digest: digestOf('x') }],
  }
  const x5t = randomBytes(32).toString('base64url')
  const of = (header: Record<string, unknown>) =>
    signJws(signer, signingKeyOf(signing), 'juxta-manifest+jwt', JSON.stringify(claims), {
      iat: 100,
      'x5t#S256': x5t,
      ...header,
    })
  const good = await of({})
  t.match(readManifest(readManifestHeader(good)), { claims, digest: manifestDigest(good) })
  for (const iat of ['2023-11-14T22:13:20Z', 100.5, null])
    t.throws(
      () => readManifestHeader(good.replace(/^[^.]+/, header({ iat }))),
      { code: 'malformed', rule: 'iat' },
      String(iat),
    )
  for (const bad of ['x', `${x5t}A`, 7])
    t.throws(() => readManifestHeader(good.replace(/^[^.]+/, header({ 'x5t#S256': bad }))), {
      code: 'malformed',
      rule: 'x5t',
    })
  t.throws(() => readManifest(readManifestHeader(good.replace(/^[^.]+/, header({ iat: 101 })))), {
    code: 'malformed',
    rule: 'replicated-claims',
    pointer: '/iat',
  })
  function header(more: Record<string, unknown>): string {
    const all = { alg: 'ES256', typ: 'juxta-manifest+jwt', kid: signing.kid, 'x5t#S256': x5t, iat: 100, ...more }
    return Buffer.from(JSON.stringify(all)).toString('base64url')
  }
})

t.test(
  'a security event says when it was signed, and with which certificate, and its certificate counts',
  async (t) => {
    const certificate = randomBytes(40)
    const key = {
      ...signingKeyOf(signing),
      use: 'sig' as const,
      from: 0,
      until: 9e9,
      x5c: [certificate.toString('base64')],
    }
    const x5tS256 = digestOf(certificate).slice('sha-256:'.length)
    const id = newMessageId(1)
    const claims = { iss: 'XA' as Country, aud: 'XB' as Country, jti: id, iat: 100, events: { [`${EVENT}tally`]: {} } }
    const jws = await signSecurityEvent(signer, { ...signingKeyOf(signing), x5tS256 }, claims)
    const { kid } = signing
    t.match(await openSecurityEvent(jws, [key]), { kid, x5t: x5tS256, claims, event: 'tally', body: {} })
    t.same(Object.keys(JSON.parse(Buffer.from(jws.split('.')[0]!, 'base64url').toString()) as object).sort(), [
      'alg',
      'iat',
      'kid',
      'typ',
      'x5t#S256',
    ])
    const of = (header: Record<string, unknown>) =>
      signJws(signer, signingKeyOf(signing), 'secevent+jwt', JSON.stringify(claims), {
        iat: 100,
        'x5t#S256': x5tS256,
        ...header,
      })
    for (const [header, rule] of [
      [{ iat: 101 }, 'replicated-claims'],
      [{ iat: '100' }, 'iat'],
      [{ 'x5t#S256': 'x' }, 'x5t'],
    ] as const)
      await t.rejects(openSecurityEvent(await of(header), [key]), { code: 'malformed', rule }, JSON.stringify(header))
    const another = { 'x5t#S256': randomBytes(32).toString('base64url') }
    await t.rejects(openSecurityEvent(await of(another), [key]), { code: 'key-unknown', rule: 'x5t' })
    const { x5c: _, ...bare } = key
    await t.rejects(openSecurityEvent(jws, [bare]), { code: 'key-unknown', rule: 'x5t' }, 'a key without certificate')
    await t.rejects(openSecurityEvent(jws, []), { code: 'key-unknown' })
    await t.rejects(openSecurityEvent(`${jws.slice(0, -8)}AAAAAAAA`, [key]), { code: 'signature-invalid' })
  },
)

t.test('a sealed bundle opens with its key alone, and what fails says nothing of why', async (t) => {
  const bundle = {
    manifest: 'a.b.c',
    salt: randomBytes(32),
    parts: new Map([['document', { salt: randomBytes(16), bytes: randomBytes(1000) }]]),
  }
  for (const alg of ['ECDH-ES', 'ECDH-ES+A256KW'] as const) {
    const jwe = await sealBundle(bundle, encryption, 'XA' as Country, 'XB' as Country, alg)
    const syntax = readSealedSyntax(jwe)
    const header = readSealedHeader(syntax)
    t.same(header, { kid: encryption.kid, iss: 'XA', aud: 'XB' })
    t.same(await openSealed(signer, syntax, header), bundle)
    const segments = jwe.split('.')
    for (const [i, of] of [
      [3, 'ciphertext'],
      [4, 'tag'],
    ] as const) {
      const changed = [...segments]
      changed[i] = `${changed[i]!.startsWith('A') ? 'B' : 'A'}${changed[i]!.slice(1)}`
      await t.rejects(
        openSealed(signer, readSealedSyntax(changed.join('.')), header),
        { code: 'cannot-decrypt', message: 'the message cannot be decrypted' },
        of,
      )
    }
    await t.rejects(openSealed(signer, syntax, { ...header, kid: 'x'.repeat(43) }), { code: 'cannot-decrypt' })
  }
  const jwe = await sealBundle(bundle, encryption, 'XA' as Country, 'nobody' as Country)
  t.throws(() => readSealedHeader(readSealedSyntax(jwe)), { code: 'malformed', rule: 'country' })
  const back = await sealBundle(bundle, encryption, 'x' as Country, 'XB' as Country)
  t.throws(() => readSealedHeader(readSealedSyntax(back)), { code: 'malformed', rule: 'country' })
})

t.test('the folder of the keys', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'juxta-keys-'))
  t.teardown(() => rmSync(dir, { recursive: true, force: true }))
  const keys = join(dir, 'keys')
  await writeKeyFile(keys, 'signing-1.pem', signing.pem)
  t.equal(statSync(keys).mode & 0o777, 0o700)
  t.equal(statSync(join(keys, 'signing-1.pem')).mode & 0o777, 0o600)
  await t.rejects(writeKeyFile(keys, 'signing-1.pem', stranger.pem), { code: 'EEXIST' }, 'no key is written over')
  const opened = await openFileSigner(keys)
  t.ok(opened.has(signing.kid))
  const kid = signing.kid
  t.match(await opened.signCompact({ alg: 'ES256', typ: 'secevent+jwt', kid }, '{}'), /^[^.]+\.[^.]+\.[^.]+$/)
  await t.rejects(opened.signCompact({ alg: 'Ed25519', typ: 'secevent+jwt', kid }, '{}'), { code: 'internal' })
  await t.rejects(opened.signCompact({ alg: 'ES256', typ: 'x', kid: stranger.kid }, '{}'), { code: 'key-unknown' })
  const note = createPublicKey(createPrivateKey(stranger.pem)).export({ type: 'spki', format: 'der' }).subarray(-32)
  await t.rejects(opened.signNote(note, Buffer.from('x')), { code: 'settings-invalid', rule: 'note-key' })
  await writeKeyFile(keys, 'log-2027.pem', stranger.pem)
  t.equal((await opened.signNote(note, Buffer.from('x'))).length, 64, 'a key made since counts')
  for (const mode of [0o640, 0o604, 0o620]) {
    chmodSync(join(keys, 'signing-1.pem'), mode)
    await t.rejects(openFileSigner(keys), { code: 'settings-invalid', rule: 'key-file-mode' }, mode.toString(8))
  }
})

t.test('the words that two people compare', async (t) => {
  const words = (hex: string) => fingerprintWords(Buffer.from(hex.padEnd(64, '0'), 'hex').toString('base64url'))
  // Vectors of the proquint proposal: 127.0.0.1 and 63.84.220.193.
  t.match(words('7f000001'), /^lusab babad /)
  t.match(words('3f54dcc1'), /^gutih tugad /)
  t.match(words('00000000000000000000000000007f00'), /lusab$/, '128 bits are spoken')
  const seen = new Set<string>()
  for (let i = 0; i < 128; i++) {
    const bytes = Buffer.alloc(32)
    bytes[i >> 3]! |= 1 << (i & 7)
    seen.add(fingerprintWords(bytes.toString('base64url')))
  }
  t.equal(seen.size, 128, 'each bit is heard')
})

t.test('base64 as jose uses it', async (t) => {
  const from = (Uint8Array as unknown as { fromBase64(text: string, o?: object): Uint8Array }).fromBase64
  t.same(Buffer.from(from('AAEC')), Buffer.from([0, 1, 2]))
  t.same(Buffer.from(from('-_8', { alphabet: 'base64url' })), Buffer.from([0xfb, 0xff]))
  for (const bad of ['A', 'AA*A', 'A-AA', 'AAAAA']) t.throws(() => from(bad), SyntaxError, bad)
  t.throws(() => from('A+A/', { alphabet: 'base64url' }), SyntaxError)
})
