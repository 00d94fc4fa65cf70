"""The trust file of docs/proof/evidence.md section 8."""
import re

from cryptography import x509

from jose import COUNTRY, count, exactly, public_key
from log import VerifierKey
from strict import Malformed, demand, read_json


class Trust:
    def __init__(self, value):
        exactly(value, ('identities',), ('witnesses', 'quorum', 'tsa', 'authorities'))
        demand(isinstance(value['identities'], dict) and value['identities'], 'identities')
        self.keys, self.pins = {}, {}
        for country, entry in value['identities'].items():
            demand(re.fullmatch(COUNTRY, country), 'a country')
            if isinstance(entry, dict) and 'key' in entry:
                exactly(entry, ('key',), ('version',))
                if 'version' in entry:
                    count(entry['version'], 1)
                    self.pins[country] = entry['version']
                entry = entry['key']
            public_key(entry)
            self.keys[country] = entry
        self.witnesses = value.get('witnesses')
        self.witness_keys = []
        for witness in self.witnesses or ():
            if re.fullmatch(COUNTRY, witness):
                demand(witness in self.keys, 'a country without an identity key')
            else:
                self.witness_keys.append(VerifierKey(witness))
                demand(self.witness_keys[-1].type in (4, 6), 'a witness key')
        self.quorum = value.get('quorum')
        if self.quorum is not None:
            count(self.quorum, 0, 100)
        try:
            self.tsa = [c for pem in value.get('tsa', ()) for c in x509.load_pem_x509_certificates(pem.encode())]
        except ValueError as error:
            raise Malformed(str(error)) from None


def read_trust(data):
    return Trust(read_json(data))
