/** The clauses of the wire format that can be tried at a neighbour, by the names that docs/wire.md gives them. */

export const CLAUSES = {
  'TLS-1': 'only TLS 1.3 is spoken',
  'TLS-2': 'who shows no certificate, or one whose key is not pinned, is refused',
  'ID-1': 'ping says who answers, for whom it takes the caller, and the time',
  'ID-2': 'the versions of the identity are given, signed by the identity key, the newest of which is in use',
  'ID-3': 'the description is signed and ends within 24 hours',
  'ROT-1': 'what a key signs or shows that is new in the identity is taken, which is fetched for it',
  'ROT-2': 'what comes after its key was withdrawn is refused, and what was receipted before keeps its receipt',
  'ROT-3': 'a message that was signed anew is the one that it supersedes',
  'ROT-4': 'a message that its receiver cannot decrypt is sealed anew, the same manifest',
  'AGR-1': 'an agreement comes into force with both signatures',
  'AGR-2': 'one whose path is not its hash, or that is not canonical, is refused',
  'MSG-1': 'a message that is right is answered by a signed receipt',
  'MSG-2': 'the receipt is for this message: its id and manifest digest',
  'MSG-3': 'the receipt names the sealed bytes that came',
  'MSG-4': 'the receipt names a leaf of the receiver’s log that commits to this message',
  'MSG-5': 'the same bytes get the same answer, byte for byte',
  'MSG-6': 'the same manifest, sealed anew, gets the receipt that was given',
  'MSG-7': 'another manifest under a known id is a conflict',
  'MSG-8': 'several messages in one request are each answered as one by itself',
  'MSG-9': 'of a request of several that is not in its form nothing is taken',
  'PRT-1': 'a message whose parts follow is answered with what is missing of each',
  'PRT-2': 'a part that is whole is taken, and the message that comes again then gets its receipt',
  'PRT-3': 'a part goes on from what had come of it, and from nowhere else',
  'PRT-4': 'what is not authentic, or has another digest, is refused and not kept',
  'PRT-5': 'a part that no message waits for is not found',
  'SEC-1': 'where a second signature is due, a message without one that holds is refused, to be sealed anew',
  'SEC-2': 'where a second signature is due, the receipt has one that holds',
  'CHK-1': 'what is too large, or of another media type, is refused',
  'CHK-2': 'what is not strict compact syntax is refused',
  'CHK-3': 'a JWE header with other members or algorithms is refused',
  'CHK-4': 'what does not decrypt is refused',
  'CHK-5': 'a manifest header with other members or algorithms is refused',
  'CHK-6': 'a key or certificate that is not in the sender’s identity is refused',
  'CHK-7': 'a signature that does not verify is refused',
  'CHK-8': 'a manifest from somebody else than the TLS peer is refused',
  'CHK-9': 'a message for somebody else is refused',
  'CHK-10': 'sealed header, manifest and path name the same',
  'CHK-11': 'what is issued in the future is refused, to be tried again',
  'CHK-12': 'what has expired is refused',
  'CHK-13': 'what no agreement allows is refused',
  'CHK-14': 'a salt, size or digest that is another is refused',
  'CHK-15': 'a type that nobody knows is refused',
  'CHK-16': 'XML and JSON that are not well-formed are refused, and a message without a document',
  'ERR-1': 'a refusal is a problem of RFC 9457 in its media type',
  'ERR-2': 'up to the signature a refusal is unsigned',
  'ERR-3': 'after the signature a refusal is signed, for this manifest',
  'ERR-4': 'who asks for more than is given is told when to come again',
  'EVT-1': 'a later event is taken, and taken again',
  'EVT-2': 'an event about what is not known, or with a signature that fails, is not taken',
  'EVT-3': 'of accepted and rejected the first stands',
  'EVT-4': 'all that was issued is given once, in the order of the log, from any place of it',
  'EVT-5': 'that a key was revoked is believed where the identity says so',
  'WDR-1': 'a withdrawal is answered by a receipt or a tombstone, which is for ever',
  'TLY-1': 'a tally is taken, whether it is right or not',
  'TLY-2': 'a tally that differs is answered by the list of what was received, where it is answered',
  'LOG-1': 'the checkpoint is signed by the key of the log',
  'LOG-2': 'each checkpoint is consistent with those before',
  'LOG-3': 'the leaf that a receipt names is in the log',
  'LOG-4': 'entry bundles are not for peers',
  'WIT-1': 'the log of the caller is cosigned',
  'WIT-2': 'a checkpoint that is wrong is refused by its own status',
  'WIT-3': 'who asks what was witnessed of his log is shown it under his own signature',
  'WIT-4': 'of the logs of others only those are shown that both know',
  'SND-1': 'a message of theirs passes all checks',
  'SND-2': 'until its receipt is held it is sent again, the same bytes under the same id',
  'SND-3': 'what is no receipt for it, or for other bytes than were sent, is not believed',
  'SND-4': 'it is sent as one message, never under a second id',
  'SND-5': 'what was answered with Retry-After is not sent again before that',
} as const

/** Those that the kit does not try, and why: they stand at the end of its report. */
export const UNTRIED = {
  'AGR-3': 'that would end the agreement under which it tries all else, and one that is ended does not come back',
  'AGR-4': 'that would suspend what it tries all else by',
  'AGR-5': 'what a node erases in days cannot be seen from outside',
  'RBK-1': 'it would have to lose the end of its own log, which you would remember for ever',
  'WIT-5': 'it would have to prove that somebody’s log has two histories, which you would remember for ever',
} as const

const SECTIONS: readonly (readonly [section: string, clauses: RegExp])[] = [
  ['Who you are', /^(TLS|ID|ROT)-/],
  ['What you have agreed', /^AGR-/],
  ['A message', /^MSG-[1-7]$/],
  ['Several in one request', /^MSG-[89]$/],
  ['Parts that follow', /^PRT-/],
  ['Second signatures', /^SEC-/],
  ['The order of checks', /^(CHK|ERR)-/],
  ['What is said later', /^(EVT|WDR|TLY|RBK)-/],
  ['The log', /^(LOG|WIT)-/],
  ['What you send', /^SND-/],
]

/** Where a clause stands in docs/wire.md. */
export function sectionOf(clause: string): { readonly section: string; readonly anchor: string } {
  const section = SECTIONS.find(([, clauses]) => clauses.test(clause))![0]
  return { section, anchor: section.toLowerCase().replaceAll(' ', '-') }
}

export type Clause = keyof typeof CLAUSES
export const isClause = (name: string): name is Clause => Object.hasOwn(CLAUSES, name)
