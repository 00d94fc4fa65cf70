/** The words of reports for those who read few of them: what each means, in a sentence or two. Shown at the end of every report, on a page or on paper. */

export type Term = { readonly word: string; readonly means: string }

export const GLOSSARY: readonly Term[] = [
  {
    word: 'Bundle',
    means:
      'One file that holds what proves one message: what was signed, who answered, which logs hold it and who has witnessed them.',
  },
  {
    word: 'Checkpoint',
    means:
      'The state of a log at one moment, as one number and one hash, signed by the log. A later one must contain it.',
  },
  {
    word: 'Cosignature',
    means:
      'The signature of a witness under a checkpoint of somebody else: it has seen this state of the log, at this time.',
  },
  {
    word: 'Fingerprint',
    means:
      'A short value that stands for a file or a key: two that differ in one bit have different ones. That of an identity key is shown as eight words too, to be compared by phone.',
  },
  {
    word: 'Identity key',
    means:
      'The key by which a country vouches for all its other keys. It is compared in person or by phone; everything else in a report rests on it.',
  },
  {
    word: 'Leaf',
    means: 'One entry of a log. It commits to one thing that was sent, received or done, without telling what it is.',
  },
  {
    word: 'Log',
    means:
      'The record that a country keeps of all that it sent and received. It can only grow: whoever has seen a checkpoint of it notices when something before is changed or taken away.',
  },
  {
    word: 'Manifest',
    means: 'What the sender signed about a message: from whom, to whom, when, and the digest of each document.',
  },
  { word: 'Quorum', means: 'How many independent witnesses must have cosigned before a log counts as witnessed.' },
  {
    word: 'Receipt',
    means:
      'What the receiver signed about a message: that it has received it, or refused it, and when. Its time is the legal one.',
  },
  {
    word: 'SHA-256',
    means:
      'The fingerprint of a file, as 64 hexadecimal digits. Every computer can compute it again: sha256sum FILE, or certutil -hashfile FILE SHA256.',
  },
  {
    word: 'Timestamp',
    means: 'The signed word of an authority (RFC 3161) that a checkpoint existed at a time.',
  },
  {
    word: 'Trust file',
    means:
      'The file of whoever verifies: the identity keys that he has compared himself, the witnesses and authorities that count for him, and how many are asked for. Nothing that a bundle says of itself is believed without it.',
  },
  {
    word: 'Witness',
    means:
      'Somebody who signs the checkpoints of logs that are not his own. He counts as independent where he is neither the sender nor the receiver.',
  },
]
