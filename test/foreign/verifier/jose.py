"""The JWS of docs/proof/evidence.md: manifests, SETs, identities and agreements, read strictly and verified (sections 1 to 3)."""
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, utils
from cryptography.hazmat.primitives.hashes import SHA256

from strict import Malformed, canonical, demand, from_b64, from_b64url, b64url, digest, read_json, sha

COUNTRY = r'[A-Z]{2}'
ID = r'[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'
DIGEST = r'sha-256:[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]'
NAME = r'[a-z][a-z0-9-]{0,63}'
EVENT = 'urn:juxta:event:'
RECEIVED, REFUSED = 'received', 'refused'
BODIES = {
    'received': ({'message', 'manifest_digest', 'sealed_digest', 'log'}, set()),
    'refused': ({'message', 'manifest_digest', 'problem', 'detail', 'retryable'}, {'pointer', 'rule'}),
    'collected': ({'message', 'manifest_digest'}, {'agency'}),
    'accepted': ({'message', 'manifest_digest'}, {'agency', 'pending', 'reason', 'pointer', 'rule', 'wco_pointer'}),
    'rejected': ({'message', 'manifest_digest'}, {'agency', 'reason', 'pointer', 'rule', 'wco_pointer'}),
    'withdrawn': ({'message', 'manifest_digest', 'status'}, {'heads', 'supersedes', 'receipt'}),
}


def exactly(value, required, optional=()):
    demand(isinstance(value, dict) and set(required) <= set(value) <= set(required) | set(optional), 'members')
    return value


def text(value, pattern=None):
    demand(isinstance(value, str) and (pattern is None or re.fullmatch(pattern, value)), f'not {pattern}')


def count(value, least=0, most=2**53 - 1):
    demand(isinstance(value, int) and not isinstance(value, bool) and least <= value <= most, 'a count')


def public_key(jwk):
    """(key, its alg for signatures, its RFC 7638 thumbprint)."""
    exactly(jwk, ('kty', 'crv', 'x', 'y') if isinstance(jwk, dict) and jwk.get('kty') == 'EC' else ('kty', 'crv', 'x'))
    x = from_b64url(jwk['x'])
    demand(len(x) == 32, 'x')
    kind = (jwk['kty'], jwk['crv'])
    thumbprint = b64url(sha(canonical(jwk).encode()))
    try:
        if kind == ('EC', 'P-256'):
            y = from_b64url(jwk['y'])
            demand(len(y) == 32, 'y')
            return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b'\4' + x + y), 'ES256', thumbprint
        demand(kind == ('OKP', 'Ed25519'), 'a key of another kind')
        return ed25519.Ed25519PublicKey.from_public_bytes(x), 'Ed25519', thumbprint
    except ValueError as error:
        raise Malformed(str(error)) from None


class Jws:
    """A compact JWS of one type; fails with Malformed where its form is not that of section 1."""

    def __init__(self, compact, typ):
        segments = compact.split('.')
        demand(len(segments) == 3 and all(segments), 'three segments')
        header, payload, self.signature = map(from_b64url, segments)
        self.text = compact
        self.input = compact.rpartition('.')[0]
        self.payload = payload
        signed = {'x5t#S256', 'iat'} if typ in ('juxta-manifest+jwt', 'secevent+jwt') else set()
        self.header = exactly(read_json(header), {'alg', 'typ', 'kid'} | signed)
        demand(self.header['typ'] == typ and self.header['alg'] in ('ES256', 'Ed25519'), 'typ or alg')
        text(self.header['kid'], r'[A-Za-z0-9_-]{43}')
        if signed:
            text(self.header['x5t#S256'], r'[A-Za-z0-9_-]{43}')
            count(self.header['iat'])
        self.claims = read_json(payload) if typ != 'juxta-agreement+jwt' else None

    def verifies(self, jwk):
        key, alg, _ = public_key(jwk)
        if alg != self.header['alg'] or len(self.signature) != 64:
            return False
        try:
            if alg == 'Ed25519':
                key.verify(self.signature, self.input.encode())
            else:
                r, s = (int.from_bytes(half, 'big') for half in (self.signature[:32], self.signature[32:]))
                key.verify(utils.encode_dss_signature(r, s), self.input.encode(), ec.ECDSA(SHA256()))
            return True
        except InvalidSignature:
            return False


def read_manifest(compact):
    jws = Jws(compact, 'juxta-manifest+jwt')
    c = exactly(
        jws.claims,
        ('iss', 'aud', 'jti', 'iat', 'exp', 'txn', 'procedure', 'type', 'version', 'agreement', 'priority', 'salt_hash', 'parts'),
        ('ref', 'supersedes'),
    )
    for name, pattern in (
        ('iss', COUNTRY), ('aud', COUNTRY), ('jti', ID), ('txn', ID), ('ref', ID), ('supersedes', DIGEST), ('procedure', NAME), ('type', NAME),
        ('version', r'[0-9]{1,4}(\.[0-9]{1,4}){0,2}'), ('agreement', DIGEST), ('salt_hash', DIGEST),
    ):
        if name in c:
            text(c[name], pattern)
    count(c['iat'])
    count(c['exp'])
    count(c['priority'], 0, 9)
    demand(c['iat'] == jws.header['iat'], 'iat')
    demand(isinstance(c['parts'], list) and 1 <= len(c['parts']) <= 64, 'parts')
    for part in c['parts']:
        exactly(part, ('id', 'media_type', 'size', 'digest'))
        text(part['id'], r'[a-z0-9][a-z0-9-]{0,63}')
        text(part['media_type'])
        text(part['digest'], DIGEST)
        count(part['size'])
    demand(len({p['id'] for p in c['parts']}) == len(c['parts']), 'a part twice')
    jws.digest = digest(jws.input.encode())
    return jws


def read_set(compact):
    jws = Jws(compact, 'secevent+jwt')
    c = exactly(jws.claims, ('iss', 'aud', 'jti', 'iat', 'events'), ('txn',))
    for name, pattern in (('iss', COUNTRY), ('aud', COUNTRY), ('jti', ID), ('txn', ID)):
        if name in c:
            text(c[name], pattern)
    count(c['iat'])
    demand(c['iat'] == jws.header['iat'], 'iat')
    demand(isinstance(c['events'], dict) and len(c['events']) == 1, 'one event')
    ((name, jws.body),) = c['events'].items()
    demand(name.startswith(EVENT), 'an event of no name')
    jws.event = name[len(EVENT):]
    return jws


def check_body(jws):
    """Fails with Malformed where the body of a SET is not that of its event; a leaf may stand for a SET all the same."""
    demand(jws.event in BODIES, 'an event of no name')
    exactly(jws.body, *BODIES[jws.event])
    text(jws.body['message'], ID)
    text(jws.body['manifest_digest'], DIGEST)
    if jws.event == RECEIVED:
        text(jws.body['sealed_digest'], DIGEST)
        log = exactly(jws.body['log'], ('origin', 'index', 'leaf'))
        text(log['origin'])
        count(log['index'])
        text(log['leaf'])
    if jws.event == REFUSED:
        text(jws.body['problem'])
        text(jws.body['detail'])
        demand(isinstance(jws.body['retryable'], bool), 'retryable')
    if jws.event == 'withdrawn':
        demand(jws.body['status'] in ('requested', 'received', 'tombstone'), 'status')
    return jws


def read_identity(compact):
    jws = Jws(compact, 'juxta-identity+jwt')
    c = exactly(jws.claims, ('version', 'prev', 'country', 'name', 'issued_at', 'tls', 'keys', 'log', 'witness'))
    count(c['version'], 1)
    if c['prev'] is not None:
        text(c['prev'], DIGEST)
    demand((c['version'] == 1) == (c['prev'] is None), 'prev')
    text(c['country'], COUNTRY)
    text(c['name'])
    count(c['issued_at'])
    for entry in c['tls']:
        exactly(entry, ('spki', 'from', 'until'), ('revoked_at',))
    for entry in c['keys']:
        exactly(entry, ('kid', 'use', 'alg', 'jwk', 'from', 'until'), ('x5c', 'revoked_at'))
        count(entry['from'])
        count(entry['until'])
        if 'revoked_at' in entry:
            count(entry['revoked_at'])
        demand(entry['use'] in ('sig', 'enc', 'second'), 'use')
        if entry['use'] == 'sig':
            demand(public_key(entry['jwk'])[1:] == (entry['alg'], entry['kid']), 'kid or alg')
        for certificate in entry.get('x5c', ()):
            from_b64(certificate)
    exactly(c['log'], ('origin', 'vkey'))
    exactly(c['witness'], ('name', 'vkey'), ('more',))
    return jws


def verifies_second(of, compact, entries):
    """Whether a second signature, with ML-DSA-65, is over what the first is over, by one of the entries of its signer."""
    try:
        header, payload, signature = compact.split('.')
        said = exactly(read_json(from_b64url(header)), ('alg', 'typ', 'kid', 'iat'))
        demand(payload == of.text.split('.')[1] and said['alg'] == 'ML-DSA-65', 'another payload or alg')
        demand(said['typ'] == of.header['typ'] and said['iat'] == of.header['iat'], 'typ or iat')
        entry = next(e for e in entries if e['kid'] == said['kid'] and e['use'] == 'second')
        key = mldsa.MLDSA65PublicKey.from_public_bytes(from_b64url(entry['jwk']['pub']))
        key.verify(from_b64url(signature), f'{header}.{payload}'.encode())
        return True
    except (Malformed, ValueError, StopIteration, KeyError, InvalidSignature):
        return False


def read_finding(compact):
    jws = Jws(compact, 'juxta-finding+jwt')
    c = exactly(jws.claims, ('iss', 'iat', 'jti', 'kind', 'origin', 'notes'), ('prefix_root', 'proof'))
    text(c['iss'], COUNTRY)
    count(c['iat'])
    demand(c['kind'] == 'split-view' and isinstance(c['notes'], list) and len(c['notes']) == 2, 'kind or notes')
    return jws
