"""Texts that are committed to or signed, read strictly: the terms of an agreement and erasures (docs/proof/evidence.md sections 2 and 7)."""
from datetime import date
from jose import COUNTRY, DIGEST, NAME, count, exactly, text
from strict import Malformed, canonical, demand, read_json

VERSION = r'[0-9]{1,4}(\.[0-9]{1,4}){0,2}'


def some(value, check, least=1):
    demand(isinstance(value, list) and least <= len(value) <= 100, 'a list')
    for item in value:
        check(item)


def units(said):
    """Characters are units of UTF-16."""
    return len(said.encode('utf-16-le')) // 2


def phrase(most):
    return lambda value: demand(isinstance(value, str) and 1 <= units(value) <= most, 'a text')


def matching(pattern):
    return lambda value: text(value, pattern)


LANGUAGE = '[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?'


def day(value):
    text(value, '[12][0-9]{3}-[0-9]{2}-[0-9]{2}')
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise Malformed('no day of the calendar') from error


def moment(value):
    """None after the year 2999."""
    count(value, 0, 32_503_679_999)


def days(value):
    count(value, 1, 36_500)


def notice(value):
    count(value, 0, 100_000)


def percent(value):
    text(value, r'100|[1-9]?[0-9](\.[0-9]{1,3})?')
    demand(float(value) > 0, 'more than nothing')


def receipt_time(value):
    """Whole seconds up to a minute, minutes up to an hour, hours up to a day, or days up to 60."""
    count(value, 1, 60 * 86_400)
    unit = 1 if value <= 60 else 60 if value <= 3600 else 3600 if value <= 86_400 else 86_400
    demand(value % unit == 0, 'no time by which receipts are counted')


def either(*checks):
    def read(value):
        faults = []
        for check in checks:
            try:
                return check(value)
            except Malformed as error:
                faults.append(str(error))
        raise Malformed(' or '.join(faults))

    return read


def word(*words):
    return lambda value: demand(value in words, 'another word')


def different(check):
    def read(value):
        some(value, check)
        demand(len(set(value)) == len(value), 'twice')

    return read


def one_of(parties):
    return lambda value: demand(value in parties, 'a party')


def listed(check):
    return lambda value: some(value, check)


def members(needed, optional=None):
    """An object of these members, each read by its check, and no others."""

    def read(value):
        exactly(value, tuple(needed), tuple(optional or {}))
        for name, check in {**needed, **(optional or {})}.items():
            if name in value:
                check(value[name])

    return read


TITLE, PHRASE = phrase(300), phrase(2000)
COMPETENCE = members(
    {},
    {
        'roles': different(word('exit', 'entry', 'departure', 'transit', 'destination', 'control')),
        'procedures': different(matching('[A-Z0-9]{1,10}')),
        'modes': different(matching('[0-9]')),
        'goods': different(matching('[0-9]{2,10}')),
        'permits': different(matching('[a-z][a-z-]{0,49}')),
    },
)


def annexes(parties):
    """What an agreement says beside its procedures: what is needed, and what may be absent."""
    party = one_of(parties)

    def entries(needed, optional=None):
        return lambda value: some(value, members(needed, optional), 0)

    target = either(
        members({'measure': word('availability'), 'percent': percent}),
        members({'measure': word('receipt'), 'percent': percent, 'within_seconds': receipt_time}),
    )
    instrument = members({'kind': word('treaty', 'other'), 'title': TITLE}, {'article': TITLE, 'date': day, 'in_force': PHRASE})
    return {'instrument': instrument, 'stage': members({'name': word('test', 'parallel', 'live'), 'ends': listed(PHRASE)})}, {
        'texts': entries({'name': TITLE, 'digest': matching(DIGEST)}),
        'signatories': entries({'party': party, 'name': TITLE, 'function': TITLE, 'authority': TITLE}, {'date': day}),
        'offices': entries(
            {'party': party, 'code': phrase(17), 'name': TITLE},
            {'hours': TITLE, 'time_zone': matching('(?=.{1,64}$)[A-Za-z_]+(/[A-Za-z0-9_+-]+)*'), 'competence': COMPETENCE},
        ),
        'code_lists': entries({'name': TITLE, 'version': phrase(100)}),
        'service': members(
            {'maintenance_notice_hours': notice, 'languages': different(matching(LANGUAGE)), 'levels': entries({'name': TITLE, 'level': TITLE}, {'target': target})},
        ),
        'contacts': entries(
            {
                'party': party, 'name': TITLE, 'reach': listed(TITLE), 'hours': TITLE,
                'role': word('duty-desk', 'technical', 'legal', 'data-protection'),
            }
        ),
        'security': members({'key_bits': lambda value: count(value, 1), 'key_days': days, 'witnesses': different(TITLE)}),
        'tests': listed(PHRASE),
        'evidence': PHRASE,
        'liability': PHRASE,
        'disputes': members({'settled': PHRASE, 'proof': PHRASE}),
        'authentic': members(
            {'prevails': word('data', 'texts'), 'languages': different(matching(LANGUAGE))},
            {'prevailing_language': matching(LANGUAGE)},
        ),
        'exit': members({'notice_days': notice, 'open_cases': PHRASE}),
    }  # fmt: skip


def read_terms(said):
    """The terms of an agreement, in canonical JSON."""
    demand(len(said.encode()) <= 65_536, 'too long')
    terms = read_json(said)
    demand(isinstance(terms, dict), 'no object')
    demand(canonical(terms) == said, 'not canonical')
    parties = terms.get('parties')
    some(parties, matching(COUNTRY))
    demand(len(parties) == 2 and parties[0] < parties[1], 'parties')
    needed, optional = annexes(parties)
    members(
        {
            **needed,
            'version': lambda value: demand(value == 1 and not isinstance(value, bool), 'version'),
            'parties': lambda value: None,
            'title': TITLE,
            'procedures': lambda value: some(value, lambda p: read_procedure(p, parties), 0),
            'limits': members({'message_bytes': lambda value: count(value, 1, 2**53 - 1), 'expiry_days': days}),
            'valid': members({'from': moment, 'until': moment}),
            'issued_at': moment,
        },
        {
            **optional,
            'replaces': different(matching(DIGEST)),
            'accept_by': moment,
            'profiles': lambda value: some(value, read_profile, 0),
            'default_context': read_default,
            'deadlines': read_deadlines,
            'onward': lambda value: some(value, lambda c: read_onward(c, parties), 0),
            'aeo': lambda value: some(value, lambda c: read_aeo(c, parties), 0),
            'assistance': read_assistance,
            'permit_kinds': read_permit_kinds,
            'permits_presented': different(one_of(parties)),
            'office_prefixes': lambda value: read_prefixes(value, parties),
        },
    )(terms)
    demand(terms['valid']['from'] < terms['valid']['until'], 'it ends before it begins')
    demand(terms['issued_at'] <= terms.get('accept_by', terms['issued_at']) < terms['valid']['until'] or 'accept_by' not in terms, 'accepted when it cannot be')
    names = [p['name'] for p in terms['procedures']]
    demand(len(set(names)) == len(names), 'a procedure twice')
    profiles = [p['name'] for p in terms.get('profiles', [])]
    demand(len(set(profiles)) == len(profiles), 'a profile twice')
    counts = terms.get('authentic')
    if counts is not None:
        demand(counts['prevails'] == 'data' or terms.get('texts'), 'no text on paper')
        demand(counts.get('prevailing_language', counts['languages'][0]) in counts['languages'], 'a language that is not authentic')
    codes = [o['code'] for o in terms.get('offices', [])]
    demand(len(set(codes)) == len(codes), 'an office twice')
    for office in terms.get('offices', []):
        begins = terms.get('office_prefixes', {}).get(office['party'], [office['party']])
        demand(office['code'].startswith(tuple(begins)), 'an office of another country')
    return terms


def read_default(value):
    demand(isinstance(value, dict) and 'xDecidedBy' not in value, 'an object')
    demand(all(units(said) <= 2000 for said in texts_in(value)), 'a text is too long')


def texts_in(value):
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts_in(inner)


def read_prefixes(value, parties):
    demand(isinstance(value, dict) and all(party in parties for party in value), 'a party')
    for codes in value.values():
        different(matching(COUNTRY))(codes)
        demand(len(codes) <= 20, 'too many')
    first, second = (set(value.get(party, [party])) for party in parties)
    demand(not first & second, 'an office of both')


def read_deadlines(value):
    demand(isinstance(value, dict), 'an object')
    for procedure, limits in value.items():
        text(procedure, NAME)
        demand(isinstance(limits, dict), 'limits')
        for name, minutes in limits.items():
            text(name, '[a-z][A-Za-z0-9]{0,63}')
            count(minutes, 1, 1_000_000)


def read_procedure(value, parties):
    rights = members({'party': one_of(parties), 'contact': TITLE})
    members(
        {
            'name': matching(NAME),
            'versions': different(matching(VERSION)),
            'types': different(matching(rf'\*|{NAME}')),
            'from': different(one_of(parties)),
            'purposes': different(phrase(200)),
            'agencies': different(phrase(100)),
            'retention': members({'documents_days': days, 'manifests_days': days}),
        },
        {
            'ending': different(matching(VERSION)),
            'effects': different(word('lodged', 'release-after-discharge', 'officers-by-reference')),
            'data_protection': members(
                {
                    'categories': listed(TITLE),
                    'recipients': listed(TITLE),
                    'legal_hold': PHRASE,
                    'rights': lambda entries: some(entries, rights, 0),
                    'correction_hours': notice,
                    'breach_notice_hours': notice,
                    'equivalence': PHRASE,
                }
            ),
            'suspension': members({'notice_hours': notice, 'open_cases': word('go-on', 'stop')}),
        },
    )(value)
    demand(set(value.get('ending', [])) <= set(value['versions']), 'what ends is agreed')
    demand(value['retention']['documents_days'] <= value['retention']['manifests_days'], 'documents outlive what was signed about them')


def read_profile(value):
    exactly(value, ('name',), ('xsd_set',))
    text(value['name'], NAME)
    text(value.get('xsd_set', 'sha-256:' + 'A' * 43), DIGEST)


def read_onward(value, parties):
    exactly(value, ('procedure', 'of', 'to'))
    text(value['procedure'], NAME)
    different(one_of(parties))(value['of'])
    different(matching(COUNTRY))(value['to'])
    demand(not set(value['to']) & set(parties), 'it goes to a party')


def read_aeo(value, parties):
    exactly(value, ('of', 'programme', 'types', 'roles', 'benefits'), ('grounds',))
    demand(value['of'] in parties, 'a party recognises what the other party grants')
    phrase(50)(value['programme'])
    for member, check in (('types', phrase(50)), ('roles', phrase(50)), ('benefits', matching(NAME))):
        some(value[member], check)
        demand(len(set(value[member])) == len(value[member]), 'twice')
    if 'grounds' in value:
        different(word('legal-obligation', 'public-task', 'international-agreement'))(value['grounds'])


RECORD = word(
    'xValidTo', 'xPurposeCode', 'xSecurityStampId', 'xTimber', 'xCorrespondingPermit', 'xTreatments', 'xDestinations',
    'xCountriesConcerned', 'xEndUse', 'xFishingVessel', 'seal', 'xParcels', 'xShipments',
)  # fmt: skip
ITEM = word(
    'xScientificName', 'xAppendix', 'xSourceCode', 'xSecondSourceCode', 'xQuota', 'xSpecimenMarks', 'origin', 'classification',
    'xListCode', 'valueAmount', 'xCatchArea', 'packaging', 'previousDocument',
)  # fmt: skip


def true(value):
    demand(value is True, 'true')


def read_names(value):
    demand(isinstance(value, dict) and 0 < len(value) <= 20, 'names')
    for language, name in value.items():
        text(language, LANGUAGE)
        TITLE(name)


STATED = members({}, {'record': different(RECORD), 'items': different(ITEM)})

POINTS = different(word('export', 're-export', 'import'))
ISSUED = word('export', 'import')
CONSIGNMENTS = word('one', 'one-declaration', 'as-issued')


def months(value):
    count(value, 1, 1200)


def read_corresponding(value):
    members({}, {'record': true, 'use': POINTS, 'type_code': phrase(50)})(value)
    demand('record' in value or 'use' in value, 'named by nobody')


SUBTYPE = members(
    {'code': matching(NAME), 'names': read_names},
    {
        'issued_by': ISSUED,
        'consignments': CONSIGNMENTS,
        'points': POINTS,
        'months': months,
        'corresponding': read_corresponding,
    },
)

read_kind = members(
    {
        'code': matching(NAME),
        'names': read_names,
        'agency': phrase(100),
        'issued_by': ISSUED,
        'taken': word('written-off', 'presented'),
        'consignments': CONSIGNMENTS,
        'points': POINTS,
        'tested': word('export', 'use'),
        'law': PHRASE,
    },
    {
        'narrows': true,
        'type_code': phrase(50),
        'months': months,
        'retained': true,
        'dimensions': different(word('mass', 'volume', 'length', 'area', 'count')),
        'needs': STATED,
        'may': STATED,
        'use_marks': true,
        'commodities': different(matching('[0-9]{2,14}')),
        'currency': matching('[A-Z]{3}'),
        'corresponding': read_corresponding,
        'subtypes': lambda value: some(value, SUBTYPE, 0),
        'in_force_until': day,
    },
)


def read_permit_kinds(value):
    some(value, read_kind, 0)
    demand(len(value) <= 50, 'too many kinds')
    demand(len({kind['code'] for kind in value}) == len(value), 'a kind twice')
    for kind in value:
        needs, may = kind.get('needs', {}), kind.get('may', {})
        for of in ('record', 'items'):
            demand(not set(needs.get(of, [])) & set(may.get(of, [])), 'a member twice')
        subtypes = kind.get('subtypes', [])
        demand(len(subtypes) <= 20, 'too many documents')
        demand(len({one['code'] for one in subtypes}) == len(subtypes), 'a document twice')
        demand(not subtypes or 'narrows' not in kind, 'what is narrowed keeps its documents')
        for one in [kind, *subtypes]:
            use = one.get('corresponding', {}).get('use', [])
            demand(set(use) <= set(one.get('points', kind['points'])), 'it is not used there')
        if 'narrows' in kind:
            continue
        items = needs.get('items', [])
        for member, stated in (('use_marks', 'xSpecimenMarks'), ('commodities', 'classification'), ('currency', 'valueAmount')):
            demand(member not in kind or stated in items, 'what it rests on is not stated')
        demand('retained' not in kind or (kind['consignments'] != 'as-issued' and kind['taken'] == 'written-off'), 'nothing is kept')
        demand(not {'xTimber', 'xShipments'} & {*needs.get('record', []), *may.get('record', [])}, 'not of its own')


INSTRUMENTS = word('tfa-12', 'nairobi', 'johannesburg', 'bilateral', 'other')
FORMS = word('information', 'copy', 'certified-copy', 'original', 'statement')


def read_instruments(value):
    some(value, members({'name': INSTRUMENTS, 'in_force_from': day}, {'in_force_until': day, 'open_requests': word('go-on', 'stop')}), 0)
    names = [one['name'] for one in value]
    demand(len(set(names)) == len(names), 'an instrument twice')
    demand(all(one['in_force_from'] <= one.get('in_force_until', '9') for one in value), 'it ends before it begins')


read_assistance = members(
    {'instruments': read_instruments},
    {'markings': different(phrase(50)), 'languages': different(matching(LANGUAGE)), 'evidential_forms': different(FORMS)},
)


def read_erasure(said):
    """What an erasure says; members that it lacks are empty."""
    erasure = read_json(said)
    demand(isinstance(erasure, dict), 'no object')
    messages, leaves = (erasure[name] if isinstance(erasure.get(name), list) else [] for name in ('messages', 'leaves'))
    return {'what': erasure.get('what'), 'messages': messages, 'leaves': leaves}
