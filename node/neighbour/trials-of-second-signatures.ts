/** What is tried of second signatures (ML-DSA-65), where the neighbour and the kit both list a key of such. */
import { secondIsDue } from '../exchange/second-signatures.ts'
import { isSecond } from '../message/identity.ts'
import { readSecond } from '../seal/second.ts'
import { sealedTo, spoiled, type Json, type Wrong } from './forged.ts'
import { expect, judgeForm, make, put, said, type Kit } from './kit.ts'
import { receiptIn, receiptOf } from './trials-of-messages.ts'

export async function trySecondSignatures(kit: Kit): Promise<void> {
  const { node, peer, book } = kit
  if (!secondIsDue(node, peer)) {
    for (const clause of ['SEC-1', 'SEC-2'] as const)
      book.skip(clause, 'not both identities list a key of ML-DSA-65, so that none is due')
    return
  }
  const other = await make(kit)
  const right = await make(kit)
  const changed = (change: (bundle: Json) => void): Wrong => ({
    bundle: (b) => {
      Object.assign(b, right.bundle)
      change(b)
    },
  })
  for (const [tried, wrong] of [
    ['a message without its second signature', changed((b) => delete b['second'])],
    ['one with a second signature that was changed', changed((b) => (b['second'] = spoiled(String(b['second']), -1)))],
    ['one with that of another message', changed((b) => (b['second'] = other.bundle['second']))],
  ] as const) {
    const bundle = { ...right.bundle }
    wrong.bundle!(bundle)
    const answer = await put(kit, { jti: right.jti, jwe: sealedTo(node, peer, bundle) })
    const problem = judgeForm(kit, tried, answer)
    const refused =
      answer.status === 422 &&
      problem?.['type'] === 'urn:juxta:problem:second-signature' &&
      problem['retryable'] === true &&
      problem['set'] === undefined
    book.write('SEC-1', tried, refused, said(answer), '422 second-signature, retryable and unsigned')
  }
  const tried = 'the same manifest sealed anew, with its second signature'
  const answer = await put(kit, right)
  const event = await receiptIn(kit, tried, answer, right)
  book.write('SEC-1', tried, event?.message === right.jti, said(answer), 'its receipt')
  await book.try('SEC-2', 'the receipt of a message with a second signature', async () => {
    const { set, second } = receiptOf(answer)
    expect(second !== null, 'the receipt has none')
    const read = readSecond(second, set)
    const key = node.directory
      .get(peer)
      .identity.keys.filter(isSecond)
      .find(({ kid }) => kid === read.kid)
    expect(key !== undefined, `${read.kid} is no key of second signatures in its identity`)
    read.verify(key)
    return `signed by ${read.kid}`
  })
}
