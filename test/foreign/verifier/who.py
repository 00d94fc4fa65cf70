"""Who speaks and who is believed: identities of countries, and the witnesses that a trust file lists (docs/proof/evidence.md sections 3, 8 and 9)."""
from jose import read_identity
from log import VerifierKey
from strict import Malformed, b64url, digest

# The order of P-256: (r, n − s) verifies where (r, s) does.
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def maybe(read, *given):
    try:
        return read(*given)
    except Malformed:
        return None


def digests(identity):
    """By which the next version may name this one."""
    texts = [identity.text]
    if identity.header['alg'] == 'ES256':
        r, s = identity.signature[:32], int.from_bytes(identity.signature[32:], 'big')
        texts.append(f'{identity.input}.{b64url(r + ((N - s) % N).to_bytes(32, "big"))}')
    return {digest(text.encode()) for text in texts}


class Identities:
    """Every version of every country that verifies under its pinned key, of all bundles of the call."""

    def __init__(self, trust):
        self.trust, self.of = trust, {}

    def take(self, compact, find, at):
        """The country of a JWS that counts."""
        identity = maybe(read_identity, compact)
        if identity is None:
            return find('identity-invalid', 'invalid', at, 'no identity')
        country = identity.claims['country']
        if country not in self.trust.keys:
            return find('identity-untrusted', 'note', at, country)
        if not identity.verifies(self.trust.keys[country]):
            return find('identity-invalid', 'invalid', at, f'not signed by the key of {country}')
        find('identity', 'ok', at, f'{country}, version {identity.claims["version"]}')
        versions = self.of.setdefault(country, [])
        if all(v.input != identity.input for v in versions):
            versions.append(identity)
        return country

    def versions(self, country):
        return sorted(self.of.get(country, ()), key=lambda i: i.claims['version'])

    def check_chain(self, country, party, find):
        by = {}
        for v in self.versions(country):
            by.setdefault(v.claims['version'], []).append(v)
        against = (country, country)
        weight = 'invalid' if party else 'note'
        pin = self.trust.pins.get(country)
        if not by:
            return
        if any(len(several) > 1 for several in by.values()):
            find('identity-fork', weight, '/identities', *against)
        if pin is not None and max(by) < pin:
            find('identity-below-pin', 'incomplete' if party else 'note', '/identities', *against)
            return
        lowest = min(by) if pin is None else pin
        missing = any(n not in by for n in range(lowest, max(by) + 1))
        for n in range(lowest + 1, max(by) + 1):
            before = set().union(*map(digests, by.get(n - 1, ())))
            missing = missing or (n - 1 in by and any(v.claims['prev'] not in before for v in by.get(n, ())))
        if missing:
            find('identity-missing-version', weight, '/identities', *against)
        if party and pin is None:
            find('trust-unpinned', 'note', '/identities', country)

    def entry(self, country, kid, use='sig'):
        """The entry of a key in the newest version that has it, and when the key is over."""
        versions = self.versions(country)
        for place in reversed(range(len(versions))):
            for entry in versions[place].claims['keys']:
                if entry['kid'] == kid and entry['use'] == use:
                    ends = [entry['until'], entry.get('revoked_at', entry['until'])]
                    later = [v for v in versions[place + 1:] if v.claims['version'] > versions[place].claims['version']]
                    ends += [v.claims['issued_at'] for v in later[:1]]
                    return entry, min(ends)
        return None, None

    def log_keys(self, origin):
        """(country, verifier key) of each log of that origin."""
        return [
            (country, key)
            for country in self.of for key in self._keys(country, lambda c: [c['log']['vkey']] if c['log']['origin'] == origin else [])
            if key.type == 1 and key.name == origin
        ]

    def witness_keys(self, country):
        return [k for k in self._keys(country, lambda c: [c['witness']['vkey'], *c['witness'].get('more', ())]) if k.type in (4, 6)]

    def public_keys(self, country):
        """Of its logs and its witness."""
        said = self._keys(country, lambda c: [c['log']['vkey'], c['witness']['vkey'], *c['witness'].get('more', ())])
        return {k.key for k in said}

    def _keys(self, country, named):
        keys = (maybe(VerifierKey, vkey) for v in self.versions(country) for vkey in named(v.claims))
        return list({k.text: k for k in keys if k}.values())


class Witness:
    def __init__(self):
        self.countries, self.keys = set(), {}

    def independent_of(self, countries, identities):
        theirs = set().union(*map(identities.public_keys, countries))
        return not self.countries & set(countries) and not {k.key for k in self.keys.values()} & theirs

    def attests(self, checkpoint, at):
        """The earliest time at which it cosigned a checkpoint, or None."""
        times = [t for key in self.keys.values() for t in checkpoint.cosigned(key) if t is not None and t <= at]
        return min(times, default=None)


def listed_witnesses(trust, identities, parties):
    """The witnesses that a trust file lists, each once however many keys or names it has."""
    entries = trust.witnesses if trust.witnesses is not None else [c for c in trust.keys if c not in parties]
    found = []
    for entry in entries:
        one = Witness()
        if len(entry) == 2:
            one.countries.add(entry)
            keys = identities.witness_keys(entry)
        else:
            keys = [VerifierKey(entry)]
        one.keys = {k.text: k for k in keys}
        public = {k.key for k in keys}
        one.countries |= {c for c in identities.of if public & {k.key for k in identities.witness_keys(c)}}
        for other in [w for w in found if w.countries & one.countries or {k.key for k in w.keys.values()} & public]:
            one.countries |= other.countries
            one.keys |= other.keys
            found.remove(other)
        found.append(one)
    return found
