"""RFC 3161 tokens, as docs/proof/evidence.md section 6 has them."""
import re
from datetime import datetime, timezone

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from strict import Malformed, demand, sha

HASHES = {
    '2.16.840.1.101.3.4.2.1': hashes.SHA256, '2.16.840.1.101.3.4.2.2': hashes.SHA384, '2.16.840.1.101.3.4.2.3': hashes.SHA512,
}
SIGNATURES = {
    '1.2.840.10045.4.3.2': hashes.SHA256, '1.2.840.10045.4.3.3': hashes.SHA384, '1.2.840.10045.4.3.4': hashes.SHA512,
    '1.2.840.113549.1.1.11': hashes.SHA256, '1.2.840.113549.1.1.12': hashes.SHA384, '1.2.840.113549.1.1.13': hashes.SHA512,
    '1.2.840.113549.1.1.1': None, '1.3.101.112': None,
}
SIGNED_DATA, TST_INFO = '1.2.840.113549.1.7.2', '1.2.840.113549.1.9.16.1.4'
CONTENT_TYPE, MESSAGE_DIGEST = '1.2.840.113549.1.9.3', '1.2.840.113549.1.9.4'
SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.12', '1.2.840.113549.1.9.16.2.47'


class Der:
    """One value: its tag, its content, and the whole of it."""

    def __init__(self, data):
        demand(len(data) >= 2, 'DER')
        self.tag, length, at = data[0], data[1], 2
        if length & 0x80:
            n = length & 0x7F
            demand(1 <= n <= 4 and len(data) >= 2 + n, 'DER length')
            length, at = int.from_bytes(data[2:2 + n], 'big'), 2 + n
            demand(length >= 128 and data[2] != 0, 'DER length')
        demand(len(data) >= at + length, 'DER is cut short')
        self.content, self.whole, self.rest = data[at:at + length], data[:at + length], data[at + length:]

    def __iter__(self):
        rest = self.content
        while rest:
            value = Der(rest)
            rest = value.rest
            yield value

    def oid(self):
        demand(self.tag == 6 and self.content, 'an OID')
        numbers, n = [], 0
        for byte in self.content:
            n = n << 7 | byte & 0x7F
            if not byte & 0x80:
                numbers.append(n)
                n = 0
        return '.'.join(map(str, [min(numbers[0] // 40, 2), numbers[0] - 40 * min(numbers[0] // 40, 2), *numbers[1:]]))


class Token:
    """Fails with Malformed where it is no token, or does not hold by itself."""

    def __init__(self, data, trusted):
        outer = Der(data)
        demand(outer.tag == 0x30 and not outer.rest, 'a sequence')
        kind, content = outer
        demand(kind.oid() == SIGNED_DATA and content.tag == 0xA0, 'SignedData')
        (signed,) = content
        members = list(signed)
        encapsulated, infos = members[2], members[-1]
        of, wrapped = encapsulated
        demand(of.oid() == TST_INFO and infos.tag == 0x31, 'TSTInfo')
        ((octets),) = list(wrapped)
        demand(octets.tag == 4, 'TSTInfo')
        (signer,) = list(infos)
        inside = [c for m in members if m.tag == 0xA0 for c in m if c.tag == 0x30]
        self.certificates = [x509.load_der_x509_certificate(c.whole) for c in inside] + trusted
        self._read_info(octets.content)
        self._read_signer(list(signer), octets.content)

    def _read_info(self, data):
        version, _, imprint, _, time = list(Der(data))[:5]
        demand(version.content == b'\1', 'TSTInfo version')
        algorithm, hashed = imprint
        demand(list(algorithm)[0].oid() == '2.16.840.1.101.3.4.2.1', 'the imprint is not SHA-256')
        self.imprint = hashed.content
        said = time.content.decode('ascii')
        demand(time.tag == 0x18 and re.fullmatch(r'\d{14}(\.\d+)?Z', said), 'genTime')
        self.time = datetime.strptime(said[:14], '%Y%m%d%H%M%S').replace(tzinfo=timezone.utc).timestamp()

    def _read_signer(self, parts, content):
        attributes = next(p for p in parts if p.tag == 0xA0)
        of_digest = parts[2]
        hash_ = HASHES.get(list(of_digest)[0].oid())
        after = parts[parts.index(attributes) + 1:]
        of_signature, signature = list(after[0])[0].oid(), after[1].content
        demand(hash_ is not None and of_signature in SIGNATURES, 'an algorithm')
        values = {}
        for attribute in attributes:
            name, value = attribute
            demand(name.oid() not in values, 'an attribute twice')
            (values[name.oid()],) = list(value)
        demand(values[CONTENT_TYPE].oid() == TST_INFO, 'content type')
        h = hashes.Hash(hash_())
        h.update(content)
        demand(values[MESSAGE_DIGEST].content == h.finalize(), 'message digest')
        self.certificate = self._named(values)
        self._verify(SIGNATURES[of_signature] or hash_, signature, b'\x31' + attributes.whole[1:])

    def _named(self, values):
        named = values.get(SIGNING_CERTIFICATE_V2) or values.get(SIGNING_CERTIFICATE)
        demand(named is not None, 'SigningCertificate')
        first = list(list(list(named)[0])[0])
        hash_ = hashes.SHA1 if SIGNING_CERTIFICATE_V2 not in values else hashes.SHA256
        if first[0].tag == 0x30:
            hash_ = HASHES[list(first[0])[0].oid()]
            first = first[1:]
        for certificate in self.certificates:
            if certificate.fingerprint(hash_()) == first[0].content:
                return certificate
        raise Malformed('the signing certificate is not there')

    def _verify(self, hash_, signature, data):
        key = self.certificate.public_key()
        try:
            if isinstance(key, rsa.RSAPublicKey):
                demand(key.key_size >= 2048, 'a short key')
                key.verify(signature, data, padding.PKCS1v15(), hash_())
            elif isinstance(key, ec.EllipticCurvePublicKey):
                key.verify(signature, data, ec.ECDSA(hash_()))
            else:
                demand(isinstance(key, ed25519.Ed25519PublicKey), 'a key of another kind')
                key.verify(signature, data)
        except InvalidSignature:
            raise Malformed('the signature') from None

    @property
    def until(self):
        return self.certificate.not_valid_after_utc.timestamp()

    def trusted_by(self, authorities):
        c = self.certificate
        usage = c.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        demand(list(usage) == [ExtendedKeyUsageOID.TIME_STAMPING], 'its usage')
        demand(c.not_valid_before_utc.timestamp() <= self.time <= self.until, 'genTime')
        der = c.public_bytes(Encoding.DER)
        for authority in authorities:
            if authority.public_bytes(Encoding.DER) == der:
                return
            try:
                if authority.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
                    c.verify_directly_issued_by(authority)
                    return
            except (x509.ExtensionNotFound, InvalidSignature, ValueError, TypeError):
                continue
        raise Malformed('by nobody that the trust file lists')


def read_token(data, body, authorities):
    """The token over the body of a checkpoint, by one of the authorities; Malformed where it is not."""
    try:
        token = Token(data, authorities)
        demand(token.imprint == sha(body.encode()), 'over other bytes')
        token.trusted_by(authorities)
        return token
    except (ValueError, KeyError, IndexError, StopIteration, TypeError, AttributeError, x509.ExtensionNotFound) as error:
        raise Malformed(str(error)) from None
