/** What `juxta log check` and `juxta reconcile` can find: a closed list, each with its weight and what it means, so that reports, exit codes and docs speak of the same things. */
import type { Weight } from './findings.ts'

type Catalogue = Readonly<Record<string, { readonly weight: Weight; readonly means: string }>>

/** Of one log. */
export const CHECKS = {
  'trust-missing': {
    weight: 'incomplete',
    means:
      'No trust file was given: the arithmetic of the log was checked, and not whose it is. A log made up this minute passes so.',
  },
  'log-untrusted': {
    weight: 'invalid',
    means:
      'No identity that the trust file vouches for names this log with this key: whoever wrote it is not shown to be the country that it claims.',
  },
  'identity-invalid': {
    weight: 'invalid',
    means:
      'An identity of the country does not hold: its signature, its place in the chain, or what the trust file pins.',
  },
  'identity-note': { weight: 'note', means: 'Something is to be said of an identity that does not decide.' },
  'checkpoint-missing': { weight: 'invalid', means: 'There is no checkpoint: nothing says how far the log goes.' },
  'checkpoint-invalid': {
    weight: 'invalid',
    means: 'The checkpoint cannot be read, or its signature does not verify.',
  },
  'entries-missing': { weight: 'invalid', means: 'A bundle of entries is not there.' },
  'entries-malformed': { weight: 'invalid', means: 'A bundle of entries is not one of C2SP tlog-tiles.' },
  'entry-malformed': { weight: 'invalid', means: 'An entry is no leaf of this format.' },
  'tile-missing': { weight: 'invalid', means: 'A hash tile is not there.' },
  'tile-malformed': { weight: 'invalid', means: 'A hash tile does not have its length.' },
  'tile-differs': { weight: 'invalid', means: 'A hash tile does not hold the hashes of the entries.' },
  'root-differs': {
    weight: 'invalid',
    means:
      'The entries do not have the root that the signed checkpoint states: the log was changed, or is another one.',
  },
  'history-differs': {
    weight: 'invalid',
    means:
      'A checkpoint that the log has signed before is not a beginning of it: entries were changed or taken away since, or two histories are shown.',
  },
  'earlier-foreign': {
    weight: 'incomplete',
    means:
      'A checkpoint that was given as seen before is of no log that is checked here, or not signed by it: it shows nothing.',
  },
  'shard-differs': { weight: 'invalid', means: 'A shard does not begin where the one before it ended.' },
  'shard-rollback': {
    weight: 'note',
    means: 'A shard was opened after the log had lost its end, which neighbours had seen.',
  },
  'cosignature-invalid': { weight: 'invalid', means: 'A cosignature that names a trusted witness does not verify.' },
  'quorum-missing': {
    weight: 'incomplete',
    means: 'Fewer independent witnesses than the trust file asks for have cosigned the checkpoint.',
  },
  'opening-differs': {
    weight: 'invalid',
    means:
      'What the export shows of a key, an agreement, an erasure or another act of its own is not what its leaf commits to.',
  },
  'opening-malformed': { weight: 'invalid', means: 'A line of the export that opens leaves is not one of its format.' },
  unopened: {
    weight: 'incomplete',
    means:
      'It is not shown what leaves commit to that the log itself keeps: keys, agreements, erasures, acts of operators.',
  },
  'audit-altered': {
    weight: 'invalid',
    means:
      'Records of the audit trail are not those that were logged: one of those that are named was changed, added or put elsewhere.',
  },
  'audit-missing': {
    weight: 'invalid',
    means:
      'Records of the audit trail that were logged are gone, and no logged record says that they were erased when their time was over.',
  },
  'audit-erased': { weight: 'note', means: 'Records of the audit trail were erased when their time was over.' },
} as const satisfies Catalogue

export type CheckCode = keyof typeof CHECKS

/** Of two logs. Weight `invalid`: they differ, and one of both is wrong; `incomplete`: something that should be there is not, which proves nobody wrong. */
export const DIFFERENCES = {
  'sent-unproven': {
    weight: 'incomplete',
    means: 'Logged as sent, not logged as received, and no receipt is known to be held: nothing shows that it arrived.',
  },
  'received-not-sent': {
    weight: 'invalid',
    means:
      'Logged as received, never logged as sent: the sender has removed it, or the receiver made it up. The manifest says which.',
  },
  'receipt-without-leaf': {
    weight: 'invalid',
    means:
      'The sender has logged a receipt that the log of the receiver lacks, or whose message it lacks. The receipt itself proves the delivery.',
  },
  'receipt-not-held': {
    weight: 'incomplete',
    means: 'The receiver has logged a receipt that the sender never logged: it may not have arrived.',
  },
  'event-one-sided': {
    weight: 'incomplete',
    means:
      'An event of a message is in the log of one country alone. The event itself, which is signed, says who has left it out.',
  },
  'logged-twice': { weight: 'invalid', means: 'One log has the same thing more than once.' },
  'witnessed-cut': {
    weight: 'invalid',
    means:
      'The export holds fewer entries than another country had seen before it was made, by what both say of the time: its end was cut off.',
  },
  'cut-claimed': {
    weight: 'incomplete',
    means:
      'The other party says that it had seen more of this log before its export was made; nobody else says so. A newer export, or one of a third country, shows who is right.',
  },
  'export-older': {
    weight: 'note',
    means: 'Another country has seen more of this log than the export holds, which is older by its own word.',
  },
  'cut-unjudged': {
    weight: 'incomplete',
    means:
      'Entries have no counterpart, and the export in which it should be is older than they are: a newer one has to be asked for.',
  },
  'cut-later': {
    weight: 'note',
    means:
      'Entries without counterpart are later than what the other country is shown to have known: they are not compared.',
  },
  'cut-unknown': {
    weight: 'incomplete',
    means:
      'The export shows no checkpoint of the other log: what its country had known when it was made is not shown, and what it lacks is not judged.',
  },
  'witnessed-foreign': {
    weight: 'note',
    means: 'The export shows a checkpoint as witnessed that the country of that log did not sign.',
  },
} as const satisfies Catalogue

export type DifferenceKind = keyof typeof DIFFERENCES
