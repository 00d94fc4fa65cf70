"""What is signed and sealed on the wire: strict JSON, compact JWS and JWE by the closed list of algorithms, and the keys of an identity."""

import base64, hashlib, json, os
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, InvalidUnwrap

STATUS = {
    "too-large": 413, "peer-unknown": 403, "malformed": 400, "algorithm-refused": 400, "cannot-decrypt": 400, "key-unknown": 400,
    "signature-invalid": 400, "sender-mismatch": 403, "wrong-recipient": 403, "not-yet-valid": 422, "stale": 422, "conflict": 409,
    "no-agreement": 403, "parts-missing": 409, "digest-mismatch": 422, "schema-invalid": 422, "unsupported-version": 422, "busy": 503,
    "log-unavailable": 503, "not-found": 404,
}  # fmt: skip
RETRYABLE = {"not-yet-valid", "busy", "log-unavailable", "parts-missing"}


class Refused(Exception):
    def __init__(self, problem, detail, rule=None, pointer=None):
        super().__init__(detail)
        self.problem, self.detail, self.rule, self.pointer = problem, detail, rule, pointer

    def body(self, **more):
        said = {"rule": self.rule, "pointer": self.pointer, **more}
        return {
            "type": f"urn:juxta:problem:{self.problem}", "title": self.problem, "status": STATUS[self.problem], "detail": self.detail,
            "retryable": self.problem in RETRYABLE, **{k: v for k, v in said.items() if v is not None},
        }  # fmt: skip


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    """Canonical base64url without padding, and nothing else."""
    try:
        data = base64.b64decode(text.translate(str.maketrans("-_", "+/")) + "=" * (-len(text) % 4), validate=True)
    except ValueError as error:
        raise Refused("malformed", "not base64url", "base64url") from error
    if b64(data) != text:
        raise Refused("malformed", "base64url is not canonical", "base64url")
    return data


def sha(*parts):
    return hashlib.sha256(b"".join(p.encode() if isinstance(p, str) else p for p in parts)).digest()


def digest(*parts):
    return "sha-256:" + b64(sha(*parts))


def canonical(value):
    """RFC 8785 for what is used here: objects of ASCII names, texts and integers."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def parse(data):
    def once(pairs):
        if len({name for name, _ in pairs}) != len(pairs):
            raise Refused("malformed", "a member stands twice", "duplicate")
        return dict(pairs)

    def never(constant):
        raise Refused("malformed", f"{constant} is no JSON", "json")

    try:
        return json.loads(data.decode() if isinstance(data, bytes) else data, object_pairs_hook=once, parse_constant=never)
    except (ValueError, RecursionError) as error:
        raise Refused("malformed", "not JSON in UTF-8", "json") from error


def thumbprint(jwk):
    return b64(sha(canonical({name: jwk[name] for name in ("crv", "kty", "x", "y") if name in jwk})))


def jwk_of(key):
    public = key.public_key() if hasattr(key, "public_key") else key
    if isinstance(public, ec.EllipticCurvePublicKey):
        n = public.public_numbers()
        return {"kty": "EC", "crv": "P-256", "x": b64(n.x.to_bytes(32, "big")), "y": b64(n.y.to_bytes(32, "big"))}
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return {"kty": "OKP", "crv": "Ed25519" if isinstance(public, ed25519.Ed25519PublicKey) else "X25519", "x": b64(raw)}


def public_of(jwk):
    try:
        if jwk["crv"] == "P-256":
            x, y = (int.from_bytes(unb64(jwk[name]), "big") for name in ("x", "y"))
            return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        return {"Ed25519": ed25519.Ed25519PublicKey, "X25519": x25519.X25519PublicKey}[jwk["crv"]].from_public_bytes(unb64(jwk["x"]))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Refused("algorithm-refused", "no key of the closed list", "key") from error


# --- JWS -----------------------------------------------------------------------------------------------------------------------------------

PLAIN = {"alg", "typ", "kid"}
MEMBERS = {
    "juxta-manifest+jwt": PLAIN | {"x5t#S256", "iat"}, "secevent+jwt": PLAIN | {"x5t#S256", "iat"}, "juxta-identity+jwt": PLAIN,
    "juxta-node+jwt": PLAIN, "juxta-invite+jwt": PLAIN, "juxta-agreement+jwt": PLAIN,
    "juxta-message+jwe": {"alg", "enc", "kid", "epk", "typ", "cty", "iss", "aud"},
}  # fmt: skip


def sign(header, payload, key):
    text = payload if isinstance(payload, str) else json.dumps(payload, separators=(",", ":"))
    signed = f"{b64(json.dumps(header, separators=(',', ':')).encode())}.{b64(text.encode())}"
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return f"{signed}.{b64(key.sign(signed.encode()))}"
    r, s = utils.decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signed}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def read_compact(text, segments):
    found = text.split(".")
    if len(found) != segments:
        raise Refused("malformed", f"{segments} segments are wanted", "segments")
    data = [unb64(s) for s in found]
    header = parse(data[0])
    if not isinstance(header, dict):
        raise Refused("malformed", "the header is no object", "header")
    return header, found, data


def check_header(header, typ, algorithms, lenient=False):
    if header.get("typ") != typ:
        raise Refused("malformed", f"typ is not {typ}", "typ", "/typ")
    if header.get("alg") not in algorithms:
        raise Refused("algorithm-refused", "alg is not of the closed list", "alg", "/alg")
    for name in sorted(set(header) ^ MEMBERS[typ]):
        if not (lenient and name in header):
            raise Refused("algorithm-refused", f"the header member {name} is not as it must be", "closed", f"/{name}")


def read_jws(jws, typ, lenient=False):
    """Header and payload, the signature not yet verified."""
    header, _, data = read_compact(jws, 3)
    check_header(header, typ, ("ES256", "Ed25519"), lenient)
    return header, data[1]


def verify(jws, jwk):
    signed, _, signature = jws.rpartition(".")
    raw, key = unb64(signature), public_of(jwk)
    try:
        if isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(raw, signed.encode())
        else:
            if len(raw) != 64:
                raise InvalidSignature
            der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
            key.verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise Refused("signature-invalid", "the signature does not verify") from error


def signing_input(jws):
    return jws[: jws.rindex(".")]


# --- JWE -----------------------------------------------------------------------------------------------------------------------------------


def _derive(secret, algorithm):
    u32 = lambda n: n.to_bytes(4, "big")  # noqa: E731
    info = u32(len(algorithm)) + algorithm.encode() + u32(0) + u32(0) + u32(256)
    return ConcatKDFHash(hashes.SHA256(), 32, info).derive(secret)


def _agree(private, public):
    return private.exchange(ec.ECDH(), public) if isinstance(private, ec.EllipticCurvePrivateKey) else private.exchange(public)


def seal(plaintext, kid, jwk, iss, aud):
    to = public_of(jwk)
    own = ec.generate_private_key(ec.SECP256R1()) if jwk["crv"] == "P-256" else x25519.X25519PrivateKey.generate()
    header = {
        "alg": "ECDH-ES", "enc": "A256GCM", "kid": kid, "epk": jwk_of(own), "typ": "juxta-message+jwe", "cty": "juxta-bundle+json", "iss": iss, "aud": aud,
    }  # fmt: skip
    head, iv = b64(json.dumps(header, separators=(",", ":")).encode()), os.urandom(12)
    sealed = AESGCM(_derive(_agree(own, to), "A256GCM")).encrypt(iv, plaintext, head.encode())
    return ".".join((head, "", b64(iv), b64(sealed[:-16]), b64(sealed[-16:])))


def open_sealed(jwe, keys, lenient=False):
    """Header and plaintext. `keys`: private keys by their kid."""
    header, found, data = read_compact(jwe, 5)
    check_header(header, "juxta-message+jwe", ("ECDH-ES", "ECDH-ES+A256KW"), lenient)
    if header["enc"] != "A256GCM" or header["cty"] != "juxta-bundle+json":
        raise Refused("algorithm-refused", "enc or cty is another", "enc", "/enc")
    epk, own = header["epk"], keys.get(header["kid"])
    if not isinstance(epk, dict) or set(epk) - {"kty", "crv", "x", "y"}:
        raise Refused("algorithm-refused", "epk is no public key", "epk", "/epk")
    if own is None:
        raise Refused("cannot-decrypt", "no such key", "encryption-key", "/kid")
    try:
        secret = _agree(own, public_of(epk))
        if header["alg"] == "ECDH-ES":
            if data[1]:
                raise InvalidTag
            key = _derive(secret, "A256GCM")
        else:
            key = aes_key_unwrap(_derive(secret, "ECDH-ES+A256KW"), data[1])
        if len(data[2]) != 12 or len(data[4]) != 16 or len(key) != 32:
            raise InvalidTag
        return header, AESGCM(key).decrypt(data[2], data[3] + data[4], found[0].encode())
    except (InvalidTag, InvalidUnwrap, ValueError, TypeError) as error:
        raise Refused("cannot-decrypt", "it cannot be decrypted") from error
