"""What the neighbour keeps: its keys and certificates in a folder, and messages, events and leaves in one SQLite file, written in one transaction each."""

import base64, datetime, ipaddress, os, sqlite3, threading, time
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
import log
from jose import b64, digest, jwk_of, parse, sha, sign, thumbprint, unb64

DAY = 86_400


def new_id():
    """UUIDv7 (RFC 9562)."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 7 << 76
    text = f"{value & ~(3 << 62) | 2 << 62:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def words(fingerprint):
    """Eight words (proquints) of the first 16 bytes of a thumbprint."""
    data, c, v = unb64(fingerprint), "bdfghjklmnprstvz", "aiou"
    pairs = [int.from_bytes(data[i : i + 2], "big") for i in range(0, 16, 2)]
    return " ".join(c[n >> 12] + v[n >> 10 & 3] + c[n >> 6 & 15] + v[n >> 4 & 3] + c[n & 15] for n in pairs)


def _certificate(subject, public, issuer, issuer_key, extensions):
    now = datetime.datetime.now(datetime.timezone.utc)
    built = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public).serial_number(x509.random_serial_number())
    built = built.not_valid_before(now - datetime.timedelta(hours=1)).not_valid_after(now + datetime.timedelta(days=365))
    for extension, critical in extensions:
        built = built.add_extension(extension, critical)
    return built.sign(issuer_key, hashes.SHA256())


class Keys:
    """Made once, kept in the folder."""

    def __init__(self, folder, country):
        self.folder, self.country = folder, country
        os.makedirs(folder, mode=0o700, exist_ok=True)
        for name in ("identity", "log", "witness"):
            setattr(self, name, self._key(name, ed25519.Ed25519PrivateKey.generate))
        for name in ("authority", "tls", "signing", "encryption"):
            setattr(self, name, self._key(name, lambda: ec.generate_private_key(ec.SECP256R1())))
        if not os.path.exists(self.path("authority.crt")):
            self._certify()
        self.certificate = x509.load_pem_x509_certificate(self.read("signing.crt").encode()).public_bytes(serialization.Encoding.DER)
        self.kid = thumbprint(jwk_of(self.signing))

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self, name):
        with open(self.path(name), encoding="utf8") as file:
            return file.read()

    def write(self, name, text):
        with open(os.open(self.path(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf8") as file:
            file.write(text)

    def _key(self, name, make):
        if not os.path.exists(self.path(f"{name}.pem")):
            form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            self.write(f"{name}.pem", make().private_bytes(*form).decode())
        return serialization.load_pem_private_key(self.read(f"{name}.pem").encode(), None)

    def _certify(self):
        named = lambda what: x509.Name([  # noqa: E731
            x509.NameAttribute(NameOID.COUNTRY_NAME, self.country), x509.NameAttribute(NameOID.COMMON_NAME, what)])  # fmt: skip
        issuer = named(f"Authority of {self.country}")
        made = {
            "authority": _certificate(issuer, self.authority.public_key(), issuer, self.authority, [(x509.BasicConstraints(True, None), True)]),
            "tls": _certificate(named("tls"), self.tls.public_key(), issuer, self.authority, [
                (x509.BasicConstraints(False, None), True),
                (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), False),
                (x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)]),
            "signing": _certificate(named("signing"), self.signing.public_key(), issuer, self.authority, [(x509.BasicConstraints(False, None), True)]),
        }  # fmt: skip
        for name, certificate in made.items():
            self.write(f"{name}.crt", certificate.public_bytes(serialization.Encoding.PEM).decode())


def pin_of(certificate_der):
    form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return digest(x509.load_der_x509_certificate(certificate_der).public_key().public_bytes(*form))


SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS message (
  jti TEXT PRIMARY KEY, direction TEXT, digest TEXT, manifest TEXT, salt BLOB, sealed TEXT, txn TEXT, receipt TEXT, state TEXT, said TEXT);
CREATE TABLE IF NOT EXISTS opened (txn TEXT PRIMARY KEY, iat INTEGER, held INTEGER);
CREATE TABLE IF NOT EXISTS answer (sealed TEXT PRIMARY KEY, status INTEGER, body TEXT);
CREATE TABLE IF NOT EXISTS issued (position INTEGER PRIMARY KEY, jti TEXT, jws TEXT, wanted INTEGER);
CREATE TABLE IF NOT EXISTS heard (jti TEXT PRIMARY KEY, jws TEXT);
CREATE TABLE IF NOT EXISTS leaf (position INTEGER PRIMARY KEY, data BLOB);
CREATE TABLE IF NOT EXISTS seen (origin TEXT PRIMARY KEY, size INTEGER, root BLOB, note TEXT);
"""


class State:
    """One lock, one connection: whoever writes holds it until what he wrote is on the disk."""

    def __init__(self, folder, country, name, url):
        self.keys, self.country, self.name, self.url = Keys(folder, country), country, name, url
        self.lock = threading.RLock()
        self.db = sqlite3.connect(self.keys.path("neighbour.db"), check_same_thread=False, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=FULL")
        self.db.executescript(SCHEMA)
        self.tree = log.Tree()
        for (data,) in self.db.execute("SELECT data FROM leaf ORDER BY position"):
            self.tree.append(data)
        self.shard = time.strftime("%Y", time.gmtime())
        self.origin = self.kept("origin") or self.keep("origin", f"neighbour.{country.lower()}.{os.urandom(4).hex()}/log/{self.shard}")
        self.identity = self.kept("identity") or self.keep("identity", self._identity())
        invite = self.kept("peer")
        self.peer = parse(invite) if invite else None

    # A transaction with leaves: the tree grows only with what is on the disk.
    def write(self, work):
        with self.lock:
            self.db.execute("BEGIN IMMEDIATE")
            self.pending = []
            try:
                result = work()
                self.db.execute("COMMIT")
            except BaseException:
                self.db.execute("ROLLBACK")
                raise
            for data in self.pending:
                self.tree.append(data)
            return result

    def append(self, leaf):
        index = len(self.tree) + len(self.pending)
        self.pending.append(leaf.encode())
        self.db.execute("INSERT INTO leaf VALUES (?, ?)", (index, leaf.encode()))
        return index

    def one(self, sql, *values):
        with self.lock:
            return self.db.execute(sql, values).fetchone()

    def all(self, sql, *values):
        with self.lock:
            return self.db.execute(sql, values).fetchall()

    def kept(self, name):
        row = self.one("SELECT value FROM kept WHERE name = ?", name)
        return row and row[0]

    def keep(self, name, value):
        with self.lock:
            self.db.execute("INSERT INTO kept VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value))
        return value

    def _identity(self):
        k, now = self.keys, int(time.time())
        valid = {"from": now - 60, "until": now + 360 * DAY}
        spki = k.tls.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        witness = f"{self.origin}/witness"
        key = lambda jwk, use, alg, **more: {"kid": thumbprint(jwk), "use": use, "alg": alg, "jwk": jwk, **more, **valid}  # noqa: E731

        claims = {
            "version": 1, "prev": None, "country": self.country, "name": self.name, "issued_at": now,
            "tls": [{"spki": digest(spki), **valid}],
            "keys": [
                key(jwk_of(k.signing), "sig", "ES256", x5c=[base64.b64encode(k.certificate).decode()]),
                key(jwk_of(k.encryption), "enc", "ECDH-ES+A256KW"),
            ],
            "log": {"origin": self.origin, "vkey": log.vkey(self.origin, log.LOG, log.raw(k.log))},
            "witness": {"name": witness, "vkey": log.vkey(witness, log.COSIGNATURE, log.raw(k.witness))},
        }  # fmt: skip
        return self._by_identity("juxta-identity+jwt", claims)

    def _by_identity(self, typ, claims):
        return sign({"alg": "Ed25519", "typ": typ, "kid": thumbprint(jwk_of(self.keys.identity))}, claims, self.keys.identity)

    def invite(self):
        claims = {
            "identity_key": jwk_of(self.keys.identity), "identity": self.identity, "exchange": self.url,
            "tls_authority": self.keys.read("authority.crt"), "issued_at": int(time.time()),
        }  # fmt: skip
        return self._by_identity("juxta-invite+jwt", claims)

    def plain(self, typ, payload):
        """A JWS of the signing key without what makes it a JAdES signature."""
        return sign({"alg": "ES256", "typ": typ, "kid": self.keys.kid}, payload, self.keys.signing)

    def jades(self, typ, claims):
        header = {"alg": "ES256", "typ": typ, "kid": self.keys.kid, "x5t#S256": b64(sha(self.keys.certificate)), "iat": claims["iat"]}
        return sign(header, claims, self.keys.signing)

    def set_of(self, event, body, txn=None):
        claims = {"iss": self.country, "aud": self.peer["country"], "jti": new_id(), "iat": int(time.time())}
        if txn:
            claims["txn"] = txn
        claims["events"] = {f"urn:juxta:event:{event}": body}
        return claims["jti"], self.jades("secevent+jwt", claims)

    def issue(self, event, body, salt, txn=None, wanted=True, kind="event"):
        """Inside a transaction: signs, logs and keeps a SET. `wanted`: it is to be sent to the peer by itself."""
        jti, jws = self.set_of(event, body, txn)
        position = self.append(log.leaf_of(kind, self.peer["country"], salt, jws.rpartition(".")[0]))
        self.db.execute("INSERT INTO issued VALUES (?, ?, ?, ?)", (position, jti, jws, int(wanted)))
        return jws

    def checkpoint(self):
        size = len(self.tree)
        return log.signed_note(log.body_of(self.origin, size, self.tree.hash(0, size)), self.origin, self.keys.log)
