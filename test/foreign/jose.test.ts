/** Another JOSE implementation (Python's jwcrypto) opens what we seal and verifies what we sign, and we read what it makes. */
import { outboxIn } from '../../node/exchange/outbox.ts'
import { execFileSync, spawnSync } from 'node:child_process'
import { createPublicKey } from 'node:crypto'
import t from 'tap'
import { privateKeyOf } from '../../bench/bare.ts'
import { forge, put, readJws } from '../forge.ts'
import { absent } from '../servers.ts'
import { startTestNodes, submit, untilState, type TestNode } from '../nodes.ts'

const PYTHON = ['python3', '/usr/bin/python3'].find(
  (python) => spawnSync(python, ['-c', 'import jwcrypto'], { stdio: 'ignore' }).status === 0,
)
const options = PYTHON ? {} : absent('Python has no jwcrypto')

const SCRIPT = `
import sys, json
from jwcrypto import jwk, jwe, jws
q = json.load(sys.stdin)
key = lambda name: jwk.JWK(**q[name])
if q['do'] == 'open':
    e = jwe.JWE(algs=['ECDH-ES', 'ECDH-ES+A256KW', 'A256GCM'])
    e.deserialize(q['jwe'], key('encryption'))
    bundle = json.loads(e.payload)
    s = jws.JWS()
    s.deserialize(bundle['manifest'])
    s.allowed_algs = ['ES256']
    s.verify(key('signing'))
    print(json.dumps({'bundle': bundle, 'claims': json.loads(s.payload), 'header': e.jose_header}))
elif q['do'] == 'verify':
    s = jws.JWS()
    s.deserialize(q['jws'])
    s.allowed_algs = ['ES256']
    s.verify(key('signing'))
    print(json.dumps({'claims': json.loads(s.payload)}))
else:
    s = jws.JWS(json.dumps(q['claims']))
    s.add_signature(key('signing'), None, json.dumps(q['header']))
    manifest = s.serialize(compact=True)
    e = jwe.JWE(json.dumps(dict(q['bundle'], manifest=manifest)), protected=json.dumps(q['sealed']), recipient=key('encryption'), algs=['ECDH-ES', 'ECDH-ES+A256KW', 'A256GCM'])
    print(json.dumps({'jwe': e.serialize(compact=True)}))
`
const python = (question: object): any =>
  JSON.parse(execFileSync(PYTHON!, ['-c', SCRIPT], { input: JSON.stringify(question), encoding: 'utf8' }))

const jwkOf = (pem: string, isPublic: boolean) =>
  (isPublic ? createPublicKey(pem) : privateKeyOf(pem)).export({ format: 'jwk' })

t.test('both ways', options, async (t) => {
  const [a, b] = (await startTestNodes(t)) as [TestNode, TestNode]
  const { id } = (await submit(a, b)).body
  const message = await untilState(a, id, 'delivered')

  t.test('it opens and verifies what XA sent', async (t) => {
    // The outbox row is gone; the same bytes are made again from the store, sealed by the node's own code.
    await b.node.stop()
    const waiting = (await submit(a, b)).body.id
    const { body } = await (async () => {
      for (;;) {
        const row = await outboxIn(a.node.store).of(waiting)
        if (row?.body) return { body: row.body }
        await new Promise((r) => setTimeout(r, 20))
      }
    })()
    await b.restart()
    const { bundle, claims, header } = python({
      do: 'open',
      jwe: body,
      encryption: jwkOf(b.key('encryption'), false),
      signing: jwkOf(a.key('signing'), true),
    })
    t.equal(bundle.parts.document.text, '<Declaration>cheese</Declaration>')
    t.match(claims, { iss: 'XA', aud: 'XB', jti: waiting })
    t.match(header, { iss: 'XA', aud: 'XB', typ: 'juxta-message+jwe' })
    await untilState(a, waiting, 'delivered')
  })

  t.test('it verifies the receipt of XB', async (t) => {
    const { claims } = python({ do: 'verify', jws: message.receipt, signing: jwkOf(b.key('signing'), true) })
    t.equal(claims.events['urn:juxta:event:received'].message, id)
  })

  for (const alg of ['ECDH-ES', 'ECDH-ES+A256KW'])
    t.test(`XB takes what it made with ${alg}`, async (t) => {
      const template = await forge(a, b)
      const sealed = {
        alg,
        enc: 'A256GCM',
        kid: b.node.own.identity.keys.find((k) => k.use === 'enc')!.kid,
        typ: 'juxta-message+jwe',
        cty: 'juxta-bundle+json',
        iss: 'XA',
        aud: 'XB',
      }
      const { manifest: _, ...bundle } = template.bundle
      const { jwe } = python({
        do: 'make',
        claims: template.claims,
        header: readJws(template.manifest).header,
        bundle,
        sealed,
        signing: jwkOf(a.key('signing'), false),
        encryption: jwkOf(b.key('encryption'), true),
      })
      const { status, body } = await put(a, b, { jti: template.jti, jwe })
      t.equal(status, 202, JSON.stringify(body).slice(0, 300))
      t.equal(
        (await b.call('GET', `/v1/messages/${template.jti}/document`)).body.toString(),
        '<Declaration>cheese</Declaration>',
      )
    })
})
