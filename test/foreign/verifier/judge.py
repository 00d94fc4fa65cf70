"""All files of one call, judged together (docs/proof/evidence.md section 9)."""
from bundle import Bundle
from jose import read_finding
from log import Checkpoint, check_consistency
from strict import Malformed, demand, from_b64
from who import Identities, maybe

WEIGHTS = ('ok', 'note', 'incomplete', 'invalid')


class Histories:
    """What all files say of each log: its checkpoints, the hashes of stretches of its leaves, and which checkpoint is the beginning of which."""

    def __init__(self):
        self.hashes, self.seen, self.links = {}, {}, {}

    def know(self, file, origin, hashes):
        for stretch, value in hashes.items():
            self.hashes.setdefault(origin, {}).setdefault(stretch, {}).setdefault(value, set()).add(file)

    def saw(self, file, checkpoint):
        if checkpoint.size > 0:
            self.seen.setdefault(checkpoint.origin, {}).setdefault((checkpoint.size, checkpoint.root), set()).add(file)
            self.know(file, checkpoint.origin, {(0, checkpoint.size): checkpoint.root})

    def link(self, first, second):
        self.links.setdefault(first.origin, set()).add(((first.size, first.root), (second.size, second.root)))

    def _after(self, origin, node):
        found, todo = {node}, [node]
        while todo:
            at = todo.pop()
            new = {b for a, b in self.links.get(origin, ()) if a == at} - found
            found |= new
            todo += new
        return found

    def judge(self, owners):
        """(code, weight, file, against)."""
        for origin, seen in self.seen.items():
            split = {f for files in self.hashes[origin].values() if len(files) > 1 for fs in files.values() for f in fs}
            for file in split:
                yield 'split-view', 'invalid', file, owners(origin), origin
            nodes, apart = sorted(seen), set()
            for a, b in zip(nodes, nodes[1:]):
                if a[0] != b[0] and not self._after(origin, a) & self._after(origin, b):
                    apart |= seen[a] | seen[b]
            for file in apart:
                yield 'consistency-unproven', 'incomplete', file, None, origin
            if not split and not apart and len(nodes) > 1:
                for file in set().union(*seen.values()):
                    yield 'consistency-proven', 'ok', file, None, origin


class Finding:
    """A signed finding that travels: two notes of one log that convict it (section 10)."""

    def __init__(self, call, value):
        self.call, self.value = call, value

    def check(self, find):
        identities = self.call.identities
        jws = maybe(read_finding, self.value['finding'])
        if not jws:
            find('finding-invalid', 'invalid', '/finding')
            return
        claims = jws.claims
        try:
            first, second = map(Checkpoint, claims['notes'])
            demand(first.origin == second.origin == claims['origin'] and first.size <= second.size, 'origin or order')
            owner = next((
                country for country, key in identities.log_keys(first.origin)
                if all(any(key.verifies(s, c.body.encode()) for s in c.by(key)) for c in (first, second))), None)
            demand(owner, 'not both signed')
            if first.size == second.size:
                demand(first.root != second.root, 'one root')
            else:
                prefix = from_b64(claims['prefix_root'])
                check_consistency(first.size, second.size, prefix, second.root, [from_b64(h) for h in claims['proof']])
                demand(prefix != first.root, 'one history')
        except (Malformed, KeyError):
            find('finding-invalid', 'invalid', '/finding')
            return
        find('split-view', 'invalid', '/finding', first.origin, owner)
        self.call.convicted[first.origin] = owner
        entry, _ = identities.entry(claims['iss'], jws.header['kid'])
        find(*(('record', 'ok') if entry and jws.verifies(entry['jwk']) else ('finding-signature', 'note')), '/finding')


class File:
    def __init__(self, call, name, data):
        self.name, self.findings, self.judged = name, [], None
        self.judged = Bundle.read(call, self, data)
        if not self.judged:
            self.find('bundle-malformed', 'incomplete')

    def find(self, code, weight, at='', text='', against=None):
        self.findings.append({'code': code, 'weight': weight, 'at': at, 'text': text, **({'against': against} if against else {})})

    def as_json(self):
        worst = max((WEIGHTS.index(f['weight']) for f in self.findings), default=0)
        return {'file': self.name, 'verdict': ('valid', 'valid', 'incomplete', 'invalid')[worst], 'findings': self.findings}


class Call:
    def __init__(self, files, trust, at):
        self.trust, self.at = trust, at
        self.identities, self.histories, self.convicted = Identities(trust), Histories(), {}
        self.files = [File(self, name, data) for name, data in files]

    def judge(self):
        readable = [f for f in self.files if f.judged]
        for file in readable:
            file.judged.take_identities()
        for file in readable:
            file.judged.check()

        def owner(origin):
            return next(iter(sorted({country for country, _ in self.identities.log_keys(origin)})), None)

        forfeited = {}
        for code, weight, file, against, origin in self.histories.judge(owner):
            mild = code == 'split-view' and against is not None and against == file.judged.receiver
            if mild:
                forfeited.setdefault(file, set()).add(origin)
            file.find(code, 'note' if mild else weight, '/logs', '', against)
        for file in readable:
            file.judged.forfeit(forfeited.get(file, set()))
            file.judged.check_rest()
        return [f.as_json() for f in self.files]
