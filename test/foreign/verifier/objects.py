"""Texts that are committed to or signed, read strictly: the terms of an agreement and erasures (docs/proof/evidence.md sections 2 and 7)."""
from jose import COUNTRY, DIGEST, NAME, count, exactly, text
from strict import canonical, demand, read_json

VERSION = r'[0-9]{1,4}(\.[0-9]{1,4}){0,2}'


def some(value, check, least=1):
    demand(isinstance(value, list) and least <= len(value) <= 100, 'a list')
    for item in value:
        check(item)


def phrase(most):
    return lambda value: demand(isinstance(value, str) and 1 <= len(value) <= most, 'a text')


def matching(pattern):
    return lambda value: text(value, pattern)


def read_terms(said):
    """The terms of an agreement, in canonical JSON."""
    demand(len(said.encode()) <= 65_536, 'too long')
    terms = exactly(
        read_json(said),
        ('version', 'parties', 'title', 'legal_basis', 'procedures', 'purposes', 'agencies', 'retention', 'limits', 'valid', 'witness', 'issued_at'),
        ('profiles', 'default_context', 'deadlines', 'onward', 'aeo', 'permits_presented'),
    )
    demand(canonical(terms) == said, 'not canonical')
    demand(terms['version'] == 1 and isinstance(terms['witness'], bool), 'version or witness')
    some(terms['parties'], matching(COUNTRY))
    demand(len(terms['parties']) == 2 and terms['parties'][0] < terms['parties'][1], 'parties')
    phrase(300)(terms['title'])
    phrase(500)(terms['legal_basis'])
    some(terms['purposes'], phrase(200))
    some(terms['agencies'], phrase(100))
    some(terms['procedures'], lambda p: read_procedure(p, terms['parties']), 0)
    for name, members in (('retention', ('documents_days', 'manifests_days')), ('limits', ('message_bytes', 'expiry_days')), ('valid', ('from', 'until'))):
        exactly(terms[name], members)
        for member in members:
            count(terms[name][member], 0 if name == 'valid' else 1, 36_500 if member.endswith('_days') else 2**53 - 1)
    demand(terms['valid']['from'] < terms['valid']['until'], 'it ends before it begins')
    count(terms['issued_at'])
    some(terms.get('profiles', []), read_profile, 0)
    some(terms.get('onward', []), read_onward, 0)
    if 'permits_presented' in terms:
        some(terms['permits_presented'], lambda c: demand(c in terms['parties'], 'a party'))
        demand(len(set(terms['permits_presented'])) == len(terms['permits_presented']), 'twice')
    some(terms.get('aeo', []), lambda c: read_aeo(c, terms['parties']), 0)
    demand(isinstance(terms.get('default_context', {}), dict) and isinstance(terms.get('deadlines', {}), dict), 'an object')
    for procedure, limits in terms.get('deadlines', {}).items():
        text(procedure, NAME)
        demand(isinstance(limits, dict), 'limits')
        for name, minutes in limits.items():
            text(name, '[a-z][A-Za-z0-9]{0,63}')
            count(minutes, 1, 1_000_000)
    return terms


def read_procedure(value, parties):
    exactly(value, ('name', 'versions', 'types', 'from'), ('purposes', 'effects'))
    text(value['name'], NAME)
    some(value['versions'], matching(VERSION))
    some(value['types'], matching(rf'\*|{NAME}'))
    some(value['from'], lambda c: demand(c in parties, 'only the parties may send'))
    if 'purposes' in value:
        some(value['purposes'], phrase(200))
    if 'effects' in value:
        some(value['effects'], matching(NAME))


def read_profile(value):
    exactly(value, ('name',), ('xsd_set',))
    text(value['name'], NAME)
    text(value.get('xsd_set', 'sha-256:' + 'A' * 43), DIGEST)


def read_onward(value):
    exactly(value, ('procedure', 'of', 'to'))
    text(value['procedure'], NAME)
    some(value['of'], matching(COUNTRY))
    some(value['to'], matching(COUNTRY))


def read_aeo(value, parties):
    exactly(value, ('of', 'programme', 'types', 'roles', 'benefits'))
    demand(value['of'] in parties, 'a party recognises what the other party grants')
    phrase(50)(value['programme'])
    for member, check in (('types', phrase(50)), ('roles', phrase(50)), ('benefits', matching(NAME))):
        some(value[member], check)
        demand(len(set(value[member])) == len(value[member]), 'twice')


def read_erasure(said):
    """What an erasure says; members that it lacks are empty."""
    erasure = read_json(said)
    demand(isinstance(erasure, dict), 'no object')
    messages, leaves = (erasure[name] if isinstance(erasure.get(name), list) else [] for name in ('messages', 'leaves'))
    return {'what': erasure.get('what'), 'messages': messages, 'leaves': leaves}
