/** All cases over which two verifiers must agree: good bundles, and for each thing that may be wrong one where that alone is. */
import { encodeVerifierKey } from '../../../node/log/note.ts'
import { NOW, xc } from '../../log/world.ts'
import { logs, records, timestamps, witnesses } from './logged.ts'
import { copy, makeWorld } from './make-bundles.ts'
import type { Case, Made } from './make-bundles.ts'
import { agreements, another, answers, identities, times } from './said.ts'
import { documents, files, flips } from './spoiled.ts'

function good({ plain, second, rich, trusted, add, change }: Made): void {
  add('a plain bundle', plain)
  add('a rich bundle', rich)
  const { parts: _, ...bare } = plain
  add('without its documents', bare)
  add('the log of the sender alone', { ...copy(bare), logs: [plain.logs[0]] })
  add('the log of the receiver alone', { ...copy(bare), logs: [plain.logs[1]] })
  add('two bundles', [plain, second])
  add('the same bundle twice', [plain, rich])
  const pinned = Object.fromEntries(Object.entries(trusted).map(([c, key]) => [c, { key, version: 1 }]))
  add('pins that are met', plain, { identities: pinned })
  add('witnesses by name', plain, { witnesses: ['XC'] })
  add('witnesses by key', plain, { witnesses: [encodeVerifierKey(xc.witness.key)] })
  change('a bundle that says another maker', (b) => (b.made = { by: 'XZ', at: 0, version: '9' }))
}

function trust({ plain, trusted: { XA, XB, XC }, add }: Made): void {
  add('a witness whose key is another', plain, { identities: { XA, XB, XC: XB } })
  add('a witness that the auditor does not know', plain, { identities: { XA, XB } })
  add('a sender that the auditor does not know', plain, { identities: { XB, XC } })
  add('a quorum of two', plain, { quorum: 2 })
  add('a quorum of none', plain, { quorum: 0 })
  add('a witness that is a party', plain, { witnesses: ['XB'] })
  add('judged before it was cosigned', plain, {}, NOW - 1)
  add('a pin that is not met', plain, { identities: { XA: { key: XA, version: 2 }, XB, XC } })
}

export async function makeCases(): Promise<Case[]> {
  const made = await makeWorld()
  good(made)
  trust(made)
  for (const make of [another, answers, identities, times, agreements, logs, witnesses, records, timestamps, documents])
    await make(made)
  flips(made)
  files(made)
  return made.cases
}
