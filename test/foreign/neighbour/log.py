"""The Merkle log of the neighbour (RFC 6962) and the C2SP notes in which it is signed, cosigned and shown."""

import base64, os
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from jose import b64, canonical, digest, sha

CLASS = {"sent": "message", "received": "message", "receipt-issued": "receipt", "receipt-received": "receipt", "refused": "set", "event": "set"}


def commitment(kind, salt, signed):
    return digest("juxta-commit-v1\0", CLASS.get(kind, kind), "\0", salt, sha(signed))


def leaf_of(kind, peer, salt, signed):
    return canonical({"c": commitment(kind, salt, signed), "kind": kind, "mid": b64(os.urandom(16)), "peer": peer, "v": 1})


def _node(left, right):
    return sha(b"\1", left, right)


def _split(n):
    return 1 << ((n - 1).bit_length() - 1)


class Tree:
    """Hashes of all complete subtrees, by level."""

    def __init__(self):
        self.levels = [[]]

    def append(self, data):
        at, value = 0, sha(b"\0", data)
        while True:
            if len(self.levels) == at:
                self.levels.append([])
            level = self.levels[at]
            level.append(value)
            if len(level) % 2:
                return len(self.levels[0]) - 1
            at, value = at + 1, _node(level[-2], level[-1])

    def __len__(self):
        return len(self.levels[0])

    def hash(self, lo, hi):
        n = hi - lo
        if n == 0:
            return sha(b"")
        level = n.bit_length() - 1
        if n == 1 << level and lo % n == 0:
            return self.levels[level][lo >> level]
        k = _split(n)
        return _node(self.hash(lo, lo + k), self.hash(lo + k, hi))

    def inclusion(self, index, lo, hi):
        if hi - lo == 1:
            return []
        k = lo + _split(hi - lo)
        if index < k:
            return self.inclusion(index, lo, k) + [self.hash(k, hi)]
        return self.inclusion(index, k, hi) + [self.hash(lo, k)]

    def consistency(self, old, lo, hi, whole=True):
        if old == hi:
            return [] if whole else [self.hash(lo, hi)]
        k = lo + _split(hi - lo)
        if old <= k:
            return self.consistency(old, lo, k, whole) + [self.hash(k, hi)]
        return self.consistency(old, k, hi, False) + [self.hash(lo, k)]


def consistent(old, new, proof, old_root, new_root):
    """RFC 9162 §2.1.4.2."""
    if old == new or old == 0:
        return not proof and (old == 0 or old_root == new_root)
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = _node(c, fr), _node(c, sr)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = _node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == new_root


# --- signed notes --------------------------------------------------------------------------------------------------------------------------

LOG, COSIGNATURE = b"\1", b"\4"


def raw(key):
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def key_id(name, kind, public):
    return sha(name, "\n", kind, public)[:4]


def vkey(name, kind, public):
    return f"{name}+{key_id(name, kind, public).hex()}+{base64.b64encode(kind + public).decode()}"


def read_vkey(text):
    name, _, typed = text.split("+", 2)
    data = base64.b64decode(typed)
    return name, data[:1], data[1:]


def line(name, kind, public, signature):
    return f"— {name} {base64.b64encode(key_id(name, kind, public) + signature).decode()}\n"


def body_of(origin, size, root):
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def signed_note(body, name, key):
    return body + "\n" + line(name, LOG, raw(key), key.sign(body.encode()))


def cosign(body, name, key, now):
    signature = now.to_bytes(8, "big") + key.sign(f"cosignature/v1\ntime {now}\n{body}".encode())
    return line(name, COSIGNATURE, raw(key), signature)


def open_note(note, vk):
    """Origin, size and root of a checkpoint that the key `vk` has signed; None where it has not."""
    name, kind, public = read_vkey(vk)
    body, _, signatures = note.partition("\n\n")
    body += "\n"
    for signature in signatures.splitlines():
        dash, by, data = signature.split(" ")
        value = base64.b64decode(data)
        if by == name and value[:4] == key_id(name, kind, public):
            try:
                ed25519.Ed25519PublicKey.from_public_bytes(public).verify(value[4:], body.encode())
            except InvalidSignature:
                return None
            origin, size, root = body.splitlines()
            return origin, int(size), base64.b64decode(root)
    return None
