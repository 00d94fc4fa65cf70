"""Reading what comes from outside as docs/proof/evidence.md sections 1 and 2 have it: strict JSON, canonical base64, and the form of a bundle by its JSON Schema."""
import base64
import hashlib
import json
import math
import re
from pathlib import Path

SCHEMA = json.loads((Path(__file__).parents[3] / 'docs' / 'proof' / 'evidence.schema.json').read_text())


class Malformed(Exception):
    pass


def demand(holds, what):
    if not holds:
        raise Malformed(what)


def sha(*parts):
    return hashlib.sha256(b''.join(parts)).digest()


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


def digest(*parts):
    return 'sha-256:' + b64url(sha(*parts))


def from_b64url(text):
    demand(isinstance(text, str) and re.fullmatch(r'[A-Za-z0-9_-]*', text) and len(text) % 4 != 1, 'base64url')
    data = base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))
    demand(b64url(data) == text, 'base64url is not canonical')
    return data


def from_b64(text):
    demand(isinstance(text, str) and re.fullmatch(r'[A-Za-z0-9+/]*={0,2}', text) and len(text) % 4 == 0, 'base64')
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Malformed('base64') from None
    demand(base64.b64encode(data).decode() == text, 'base64 is not canonical')
    return data


def _members(pairs):
    found = dict(pairs)
    demand(len(found) == len(pairs) and '__proto__' not in found, 'a name twice, or __proto__')
    return found


def _number(text):
    value = float(text)
    demand(math.isfinite(value), 'a number that no double holds')
    return int(value) if value.is_integer() else value


def _depth(value, left):
    """Whether all text in it is Unicode without U+0000, and it is no deeper than it may be."""
    if isinstance(value, str):
        demand('\0' not in value and not re.search('[\ud800-\udfff]', value), 'a lone surrogate or U+0000')
    elif isinstance(value, (dict, list)):
        demand(left > 0, 'too deep')
        for name in value if isinstance(value, dict) else ():
            _depth(name, left)
        for member in value.values() if isinstance(value, dict) else value:
            _depth(member, left - 1)


def read_json(data, depth=64):
    try:
        value = json.loads(
            data.decode('utf-8') if isinstance(data, bytes) else data,
            object_pairs_hook=_members, parse_float=_number, parse_int=_number, parse_constant=lambda _: demand(False, 'NaN'),
        )
        _depth(value, depth)
    except (ValueError, RecursionError) as error:
        raise Malformed(str(error)) from None
    return value


def canonical(value):
    """RFC 8785, for values without fractions."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda n: n.encode('utf-16-be'))
        return '{' + ','.join(f'{canonical(n)}:{canonical(value[n])}' for n in names) + '}'
    if isinstance(value, list):
        return '[' + ','.join(map(canonical, value)) + ']'
    return json.dumps(value, ensure_ascii=False)


TYPES = {
    'object': lambda v: isinstance(v, dict), 'array': lambda v: isinstance(v, list), 'string': lambda v: isinstance(v, str),
    'integer': lambda v: isinstance(v, int) and not isinstance(v, bool), 'null': lambda v: v is None,
}


def fits(value, schema, at=''):
    """Fails where a value does not fit those keywords of JSON Schema that the schema of a bundle uses."""
    if '$ref' in schema:
        return fits(value, SCHEMA['$defs'][schema['$ref'].rsplit('/', 1)[1]], at)
    if 'oneOf' in schema:
        return demand(sum(_does_fit(value, s) for s in schema['oneOf']) == 1, at)
    demand('type' not in schema or TYPES[schema['type']](value), f'{at}: type')
    demand('const' not in schema or value == schema['const'], at)
    demand('enum' not in schema or value in schema['enum'], at)
    if isinstance(value, str):
        demand(schema.get('minLength', 0) <= len(value) <= schema.get('maxLength', math.inf), f'{at}: length')
        demand('pattern' not in schema or re.search(re.sub(r'\$$', r'\\Z', schema['pattern']), value), f'{at}: pattern')
    if isinstance(value, int):
        demand(schema.get('minimum', -math.inf) <= value <= schema.get('maximum', math.inf), f'{at}: range')
    if isinstance(value, list):
        demand(schema.get('minItems', 0) <= len(value) <= schema.get('maxItems', math.inf), f'{at}: items')
        for i, item in enumerate(value):
            fits(item, schema.get('items', {}), f'{at}/{i}')
    if isinstance(value, dict):
        known = schema.get('properties', {})
        demand(all(name in value for name in schema.get('required', ())), f'{at}: a member is missing')
        for name, member in value.items():
            fits(name, schema.get('propertyNames', {}), f'{at}/{name}')
            other = schema.get('additionalProperties', True)
            demand(name in known or other is not False, f'{at}/{name}: unknown')
            fits(member, known.get(name, other if isinstance(other, dict) else {}), f'{at}/{name}')
    if 'if' in schema and _does_fit(value, schema['if']):
        fits(value, schema['then'], at)


def _does_fit(value, schema):
    try:
        fits(value, schema)
        return True
    except Malformed:
        return False


def read_bundle(data):
    """The bundle, or Malformed."""
    bundle = read_json(data, 8)
    fits(bundle, SCHEMA)
    demand(all(t['log'] < len(bundle['logs']) for t in bundle['timestamps']), 'a timestamp of no log')
    demand(all(max(c['from'], c['to']) < len(bundle['logs']) for c in bundle['consistency']), 'growth of no log')
    for part in bundle.get('parts', {}).values():
        from_b64url(part['data'])
    for token in bundle['timestamps']:
        from_b64(token['token'])
    return bundle
