"""Notes, checkpoints, leaves and the proofs of Merkle trees, as docs/proof/evidence.md sections 4 and 5 have them."""
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa

from strict import b64url, canonical, demand, from_b64, from_b64url, read_json, sha

CLASSES = {
    'sent': 'message', 'received': 'message', 'receipt-issued': 'receipt', 'receipt-received': 'receipt', 'refused': 'set', 'event': 'set',
}
KINDS = {*CLASSES, 'timestamp', 'agreement', 'key', 'shard', 'erased', 'operator', 'peer-checkpoint'}


def commitment(kind, salt, obj):
    parts = (b'juxta-commit-v1', b'\0', CLASSES.get(kind, kind).encode(), b'\0', salt, sha(obj))
    return 'sha-256:' + b64url(sha(*parts))


def read_leaf(text):
    demand(len(text.encode()) <= 256, 'too long')
    leaf = read_json(text, 1)
    demand(isinstance(leaf, dict) and set(leaf) == {'c', 'kind', 'mid', 'peer', 'v'} and canonical(leaf) == text, 'no leaf')
    demand(leaf['v'] == 1 and leaf['kind'] in KINDS and re.fullmatch('[A-Z]{2}', str(leaf['peer'])), 'v, kind or peer')
    demand(len(from_b64url(leaf['mid'])) == 16, 'mid')
    demand(str(leaf['c']).startswith('sha-256:') and len(from_b64url(leaf['c'][8:])) == 32, 'c')
    return leaf


# Of keys by type: a log, a witness, a witness with ML-DSA-44.
LENGTHS = {1: 32, 4: 32, 6: 1312}


class VerifierKey:
    def __init__(self, text):
        match = re.fullmatch(r'([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)', text if isinstance(text, str) else '')
        demand(match, 'a verifier key')
        self.text = text
        self.name, self.id, data = match[1], bytes.fromhex(match[2]), from_b64(match[3])
        self.type, self.key = data[0], data[1:]
        demand(self.type != 0 and sha(self.name.encode(), b'\n', data)[:4] == self.id, 'the id of a key')
        demand(len(self.key) == LENGTHS.get(self.type), 'the length of a key')

    def verifies(self, signature, data):
        try:
            kind = mldsa.MLDSA44PublicKey if self.type == 6 else ed25519.Ed25519PublicKey
            kind.from_public_bytes(self.key).verify(signature, data)
            return True
        except (InvalidSignature, ValueError):
            return False


class Checkpoint:
    """A note whose text is a checkpoint, with its signature lines."""

    def __init__(self, note):
        demand(len(note.encode()) <= 1 << 20, 'too long')
        text, parted, lines = note.rpartition('\n\n')
        demand(parted and lines.endswith('\n'), 'no note')
        self.body = text + '\n'
        match = re.fullmatch(r'([^\n]+)\n(0|[1-9][0-9]*)\n([A-Za-z0-9+/]{43}=)\n', self.body)
        demand(match, 'no checkpoint')
        self.origin, self.size, self.root = match[1], int(match[2]), from_b64(match[3])
        demand(self.size <= 2**53 - 1 and (self.size > 0 or self.root == sha()), 'size')
        self.lines = []
        for line in lines[:-1].split('\n'):
            signed = re.fullmatch('— ([^\\s+]+) ([A-Za-z0-9+/]+=*)', line)
            demand(signed, 'no signature line')
            data = from_b64(signed[2])
            demand(len(data) > 4, 'a signature')
            self.lines.append((signed[1], data[:4], data[4:]))
        demand(1 <= len(self.lines) <= 100, 'signature lines')

    def by(self, key):
        return [signature for name, id_, signature in self.lines if (name, id_) == (key.name, key.id)]

    def cosigned(self, key):
        """What each line by a witness says: its time, or None where it does not verify."""
        for signature in self.by(key):
            time, value = int.from_bytes(signature[:8], 'big'), signature[8:]
            if key.type == 6:
                name, origin = key.name.encode(), self.origin.encode()
                said = b'subtree/v1\n\0' + bytes([len(name)]) + name + signature[:8] + bytes([len(origin)]) + origin
                said += (0).to_bytes(8, 'big') + self.size.to_bytes(8, 'big') + self.root
            else:
                said = f'cosignature/v1\ntime {time}\n{self.body}'.encode()
            yield time if len(value) == (2420 if key.type == 6 else 64) and time and key.verifies(value, said) else None


def leaf_hash(data):
    return sha(b'\0', data)


def node_hash(left, right):
    return sha(b'\1', left, right)


def _split(length):
    """The largest power of two below a length of two or more."""
    return 1 << (length - 1).bit_length() - 1


def check_inclusion(index, size, leaf, proof, root):
    """The hashes of the stretches of leaves that the proof names or computes, {(from, to): hash}. Fails with Malformed."""
    demand(0 <= index < size, 'index')
    left, found = list(proof), {}

    def stretch(start, end):
        if end - start == 1:
            found[start, end] = leaf
            return leaf
        demand(left, 'the proof is too short')
        sibling, middle = left.pop(), start + _split(end - start)
        if index < middle:
            found[middle, end] = sibling
            found[start, end] = node_hash(stretch(start, middle), sibling)
        else:
            found[start, middle] = sibling
            found[start, end] = node_hash(sibling, stretch(middle, end))
        return found[start, end]

    demand(stretch(0, size) == root and not left, 'the root differs')
    return found


def check_consistency(first, second, first_root, second_root, proof):
    """As check_inclusion, for the proof that a tree is the beginning of another."""
    demand(0 < first <= second, 'sizes')
    left, found = list(proof), {}

    def take():
        demand(left, 'the proof is too short')
        return left.pop()

    def stretch(start, end, whole):
        """The hashes of the stretch up to `first` and up to its end."""
        if end == first:
            value = first_root if whole else take()
            found[start, end] = value
            return value, value
        middle = start + _split(end - start)
        if first <= middle:
            found[middle, end] = take()
            old, new = stretch(start, middle, whole)
            found[start, end] = node_hash(new, found[middle, end])
        else:
            found[start, middle] = take()
            old, new = stretch(middle, end, False)
            old = node_hash(found[start, middle], old)
            found[start, first], found[start, end] = old, node_hash(found[start, middle], new)
        return old, found[start, end]

    demand(stretch(0, second, True) == (first_root, second_root) and not left, 'a root differs')
    return found
