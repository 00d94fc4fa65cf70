/** Cases about what is said, and by whom: manifests, receipts, events, identities, times and the agreement. */
import { signingInput, manifestDigest } from '../../../node/message/manifest.ts'
import { digestOf } from '../../../node/values/digest.ts'
import { evidenceOf, exchange, NOW, signSet, xa, xb, xc } from '../../log/world.ts'
import { AGREEMENT, bundleOf, copy, flipSegment, growth, own, payloadOf, signAgreement } from './make-bundles.ts'
import type { Json, Made } from './make-bundles.ts'

export async function another({ sent, plain, second, add, change }: Made): Promise<void> {
  change('another message id', (b) => (b.message = second.message))
  change('another manifest', (b) => (b.manifest = second.manifest))
  change('a manifest that is none', (b) => (b.manifest = 'x.y.z'))
  change('a receipt that is none', (b) => (b.receipt = 'eHg.eHg.eHg'))
  change('another salt', (b) => (b.salt = second.salt))
  change('no receipt', (b) => (b.receipt = null))
  change('the receipt of another message', (b) => (b.receipt = second.receipt))
  change('an event where the receipt belongs', (b) => (b.receipt = b.events[0]))
  change('an event about another message', (b) => (b.events = [second.events[0]]))
  change('a manifest where an event belongs', (b) => (b.events = [b.manifest]))
  change('no events, and leaves of one', (b) => (b.events = []))
  const about = { message: sent.id, manifest_digest: manifestDigest(sent.manifest) }
  const set = (
    by = xb,
    to = xa,
    event: 'collected' | 'accepted' | 'received' | 'refused' = 'accepted',
    more: object = {},
  ) => signSet(by, to, event, { ...about, ...more }, sent.claims.txn)
  const third = await set(xc)
  change('an event by a third in place of that of the receiver', (b) => (b.events = [third]))
  change('an event by a third', (b) => b.events.push(third))
  const unlogged = await set()
  change('an event that no log holds', (b) => b.events.push(unlogged))
  const bySender = await set(xa, xb)
  change('an event by the sender that is the receiver’s', (b) => b.events.push(bySender))
  const { body } = { body: payloadOf(sent.receipt).events['urn:juxta:event:received'] }
  const receipt = (more: object, by = xb, to = xa) => set(by, to, 'received', { ...body, ...more })
  for (const [name, jws] of [
    ['of another manifest', await receipt({ manifest_digest: digestOf('x') })],
    ['that names another message', await receipt({ message: second.message })],
    ['by the sender', await receipt({}, xa, xb)],
    ['by a third', await receipt({}, xc, xa)],
    ['signed anew', await receipt({})],
    ['that names another leaf', await receipt({ log: { ...body.log, index: body.log.index + 1 } })],
    ['that names another log', await receipt({ log: { ...body.log, origin: xc.log.key.key.name } })],
    ['of a member too many', await receipt({ more: 1 })],
  ] as const)
    change(`a receipt ${name}`, (b) => (b.receipt = jws))
  const refused = await set(xb, xa, 'refused', { problem: 'agreement-unknown', detail: 'no', retryable: false })
  change('a refusal where a receipt was logged', (b) => (b.receipt = refused))
  change('a refusal beside the receipt', (b) => b.events.push(refused))
  const again = copy(plain)
  again.receipt = await receipt({ sealed_digest: digestOf('another') })
  add('two receipts over two files', [plain, again])
  change('another receipt beside the receipt', (b) => b.events.push(again.receipt))
  const refuses = copy(plain)
  refuses.receipt = refused
  add('a receipt and a refusal over two files', [plain, refuses])
  for (const [who, place] of [
    ['sender', 0],
    ['receiver', 1],
    ['witness', 2],
  ] as const)
    change(`no identity of the ${who}`, (b) => b.identities.splice(place, 1))
}

const forks = (of: typeof xc): Promise<string[]> =>
  Promise.all(['one', 'other'].map((name) => of.sign({ version: 2, prev: digestOf(of.identity), name })))

export async function identities({ plain, second, add, change }: Made): Promise<void> {
  const follow = (more: object): Promise<string> => xa.sign({ version: 2, prev: digestOf(xa.identity), ...more })
  const v2 = await follow({})
  const v3 = await xa.sign({ version: 3, prev: digestOf(v2) })
  const known = (name: string, ...more: string[]): void => change(name, (b) => b.identities.push(...more))
  known('two versions', v2)
  known('three versions', v2, v3)
  known('a hidden version', v3)
  change('versions without the first', (b) => (b.identities[0] = v2))
  const fork = await follow({ name: 'XA the other' })
  known('two second versions', v2, fork)
  known('a second version that follows another first', await follow({ prev: digestOf('x') }))
  known('an identity twice', xa.identity)
  known('a hidden version of a witness', await xc.sign({ version: 3, prev: digestOf('x') }))
  known('two second versions of a witness', ...(await forks(xc)))
  known('an identity that is none', plain.receipt)
  const [two, other] = [copy(plain), copy(second)]
  two.identities.push(v2)
  other.identities.push(fork)
  add('two second versions over two files', [two, other])
  const [key] = payloadOf(xa.identity).keys as Json[]
  const withKey = (more: object): Promise<string> => follow({ keys: [{ ...key, ...more }] })
  known('a key withdrawn before it was attested', await withKey({ revoked_at: NOW - 4 }))
  known('a key withdrawn before it signed', await withKey({ revoked_at: NOW - 500 }))
  known('a key withdrawn when it was attested', await withKey({ revoked_at: NOW }))
  known('a key of another certificate', await withKey({ x5c: ['AAAA'] }))
  known('a key without a certificate', await withKey({ x5c: undefined }))
  known('a key that had run out', await withKey({ until: NOW - 100 }))
  known('a key that began later', await withKey({ from: NOW + 5 }))
  known('a key that ran out before it was attested', await withKey({ until: NOW - 1 }))
  const follows = (iat: number): Promise<string> =>
    follow({ issued_at: iat, keys: [{ ...payloadOf(xb.identity).keys[0] }] })
  known('a key that the next version leaves out, before', await follows(NOW - 50))
  known('a key that the next version leaves out, after', await follows(NOW + 5))
  const late = await withKey({ revoked_at: NOW + 1 })
  known('a key withdrawn after it was attested', late)
  for (const [name, at] of [
    ['withdrawn, and nothing attested', NOW + 10],
    ['to be withdrawn, and nothing attested', NOW],
  ] as const)
    change(`a key ${name}`, (b) => b.identities.push(late) && (b.logs = []), plain, {}, at)
  const [of] = payloadOf(xb.identity).keys as Json[]
  known(
    'a key of the receiver withdrawn before',
    await xb.sign({ version: 2, prev: digestOf(xb.identity), keys: [{ ...of, revoked_at: NOW - 4 }] as never }),
  )
}

/** A bundle of a message that XB answers by these events; each is logged by XB under one later checkpoint, with a salt of its own. */
async function answered(plain: Json, ...events: string[]): Promise<Json> {
  const bundle = copy(plain)
  const at = bundle.logs.length
  for (const jws of events) {
    bundle.events.push(jws)
    bundle.logs.push(await own(xb.log, 'event', 'XA', signingInput(jws), `events/${bundle.events.length - 1}`))
  }
  for (let i = at; i < bundle.logs.length; i++)
    bundle.consistency.push(await growth(xb.log, bundle, i === at ? 1 : i - 1, i))
  return bundle
}

export async function answers({ sent, plain, second, add }: Made): Promise<void> {
  const about = { message: sent.id, manifest_digest: manifestDigest(sent.manifest) }
  const set = (event: Parameters<typeof signSet>[2], more: object, iat = NOW, by = xb, to = xa) =>
    signSet(by, to, event, { ...about, ...more }, sent.claims.txn, iat)
  const yes = await set('accepted', { agency: 'customs' })
  add('accepted', await answered(plain, yes))
  add('accepted and rejected', await answered(plain, yes, await set('rejected', { agency: 'customs' })))
  add('accepted and rejected by two agencies', await answered(plain, yes, await set('rejected', { agency: 'health' })))
  add('accepted and rejected by none', await answered(plain, await set('accepted', {}), await set('rejected', {})))
  const no = { problem: 'agreement-unknown', detail: 'no' }
  add('refused for good', await answered(plain, await set('refused', { ...no, retryable: false })))
  add('refused for now', await answered(plain, await set('refused', { ...no, retryable: true })))
  const asked = await set('withdrawn', { status: 'requested' }, NOW, xa, xb)
  add('withdrawn by the sender', { ...copy(plain), events: [...plain.events, asked] })
  add('withdrawn, as the receiver says', await answered(plain, await set('withdrawn', { status: 'received' })))
  add('an event long before the receipt', await answered(plain, await set('accepted', {}, NOW - 400)))
  add('an event of a later day', await answered(plain, await set('accepted', {}, NOW + 400)))
  add('an event attested a day late', await answered(plain, await set('accepted', {}, NOW - 90_000)))
  add('an event of a name that none has', await answered(plain, await set('forwarded' as never, {})))
  add('an event about a country', await answered(plain, await set('key-revoked', { kid: 'x' })))
  const lost = copy(plain)
  lost.events.push(second.receipt)
  add('an earlier receipt that is of another message', lost)
  const earlier = await evidenceOf(sent)
  add('the same, gathered later', JSON.parse(JSON.stringify({ ...plain, message: earlier.message })))
  const refusal = await set('refused', { ...no, retryable: false })
  const refused = copy(plain)
  Object.assign(refused, { receipt: refusal, events: [], logs: [copy(plain.logs[0])] })
  refused.logs[0].leaves = refused.logs[0].leaves.filter((l: Json) => l.of === 'manifest')
  refused.logs.push(await own(xb.log, 'refused', 'XA', signingInput(refusal), 'receipt'))
  add('a message refused', refused)
}

export async function times({ plain, second, add }: Made): Promise<void> {
  const dated = async (name: string, more: object): Promise<void> => add(name, await bundleOf(await exchange(more)))
  await dated('signed after it was attested', { iat: NOW + 5000, exp: NOW + 86_400 })
  await dated('signed after it was attested, by clocks that differ', { iat: NOW + 290, exp: NOW + 86_400 })
  await dated('signed after it was attested, by a little more', { iat: NOW + 310, exp: NOW + 86_400 })
  await dated('signed long before it was logged', { iat: NOW - 900, exp: NOW + 86_400 })
  await dated('received when it had run out', { iat: NOW - 900, exp: NOW - 400 })
  await dated('run out by a little', { iat: NOW - 900, exp: NOW - 100 })
  const late = { ...copy(plain), logs: (await bundleOf(await exchange())).logs }
  add('the logs of another message', late)
  add('judged a day after', [plain, second], {}, NOW + 200_000)
  const slow = await exchange({ iat: NOW - 990, exp: NOW + 500_000 })
  const logs = [xa.log, xb.log].map(async (log) => {
    const leaves = sent(slow).filter((l) => l.log === log)
    const checkpoint = await log.publish([xc.witness], NOW + 86_000)
    return { log, checkpoint, leaves }
  })
  const bundle = await bundleOf(slow)
  for (const [i, { checkpoint }] of (await Promise.all(logs)).entries()) bundle.logs[i].checkpoint = checkpoint
  add('attested a day late', bundle, {}, NOW + 90_000)
}
const sent = (of: Awaited<ReturnType<typeof exchange>>) => of.leaves

export async function agreements({ rich, add, change }: Made): Promise<void> {
  change(
    'an agreement whose text differs',
    (b) => (b.agreement.text = b.agreement.text.replace('of XA', 'with XA')),
    rich,
  )
  change('an agreement whose signatures are swapped', (b) => b.agreement.signatures.reverse(), rich)
  const text = AGREEMENT.replace('of XA', 'with XA')
  const signatures = [await signAgreement(xa, text), await signAgreement(xb, text)]
  change('another agreement', (b) => (b.agreement = { text, signatures }), rich)
  const third = await signAgreement(xc, AGREEMENT)
  change('an agreement signed by a third', (b) => (b.agreement.signatures[1] = third), rich)
  change('an agreement without a leaf', (b) => b.logs[2].leaves.pop(), rich)
  change(
    'a signature of an agreement that fails',
    (b) => (b.agreement.signatures[1] = flipSegment(b.agreement.signatures[1], 2)),
    rich,
  )
  change('an agreement signed twice by one', (b) => (b.agreement.signatures[1] = b.agreement.signatures[0]), rich)
  const written = async (name: string, text: string): Promise<void> => {
    const bundle = await bundleOf(await exchange({ agreement: digestOf(text) }))
    bundle.agreement = { text, signatures: [await signAgreement(xa, text), await signAgreement(xb, text)] }
    add(name, bundle)
  }
  const other = async (name: string, work: (terms: Json) => void): Promise<void> => {
    const terms = JSON.parse(AGREEMENT)
    work(terms)
    await written(name, JSON.stringify(terms))
  }
  await other('an agreement that allows', () => undefined)
  await other('an agreement of another procedure', (t) => (t.procedures[0].name = 'transit'))
  await other('an agreement of another type', (t) => (t.procedures[0].types = ['query']))
  await other('an agreement of another version', (t) => (t.procedures[0].versions = ['2']))
  await other('an agreement that the other may send by', (t) => (t.procedures[0].from = ['XB']))
  await other('an agreement that had ended', (t) => (t.valid.until = NOW - 400_000) && (t.valid.from = NOW - 500_000))
  await other('an agreement in its days of grace', (t) => (t.valid.until = NOW - 100) && (t.valid.from = NOW - 500_000))
  await other('an agreement that begins later', (t) => (t.valid.from = NOW + 100))
  await other('an agreement of smaller messages', (t) => (t.limits.message_bytes = 1))
  await other('an agreement of shorter terms', (t) => (t.limits.expiry_days = 1))
  await other('an agreement of other parties', (t) => (t.parties = ['XA', 'XC']) && (t.procedures[0].from = ['XA']))
  await other('an agreement without a title', (t) => delete t.title)
  await written('an agreement with white space', AGREEMENT.replace('"live"', ' "live"'))
  const long = Array.from({ length: 40 }, () => 'x'.repeat(2000))
  await other('an agreement that is too long', (t) => (t.stage.ends = long))
  await other('an agreement of a member too many', (t) => (t.zone = 1))
}
