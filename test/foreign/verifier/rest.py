"""One bundle, the rest: what a receiver's own words contradict, the agreement, records, audit and documents (docs/proof/evidence.md section 9)."""
from jose import RECEIVED, REFUSED, Jws
from log import Checkpoint, check_inclusion, commitment, leaf_hash, read_leaf
from objects import read_erasure, read_terms
from strict import canonical, digest, from_b64, from_b64url, read_json
from who import listed_witnesses, maybe

CLOCKS = 300


class Rest:
    def check_receivers_leaf(self):
        """Whether the log of the receiver has the leaf that its receipt names, and had not been shown without it."""
        named = self.named_by_receipt()
        origin, index, text = named
        leaf = maybe(read_leaf, text)
        origins = {v.claims['log']['origin'] for v in self.identities.versions(self.receiver)}
        contradicts = origin not in origins or not leaf or leaf['kind'] != 'received' or leaf['peer'] != self.sender
        if not contradicts and self.salt is not None and digest(self.salt) == self.manifest.claims['salt_hash']:
            contradicts = leaf['c'] != commitment('received', self.salt, self.manifest.input.encode())
        for checkpoint in self.checkpoints:
            if checkpoint and checkpoint.origin == origin and checkpoint.size <= index:
                times = [w.attests(checkpoint, self.at) for w in self.witnesses]
                contradicts = contradicts or any(t is not None and t > self.receipt.claims['iat'] + CLOCKS for t in times)
        here = [(i, l) for log, i, l in self.included if self.checkpoints[log].origin == origin]
        shown = [(i, l) for log, i, l in self.shown_at_all.get('manifest', ()) if self.checkpoints[log].origin == origin]
        contradicts = contradicts or any(i == index and l != text for i, l in here) or any(s != (index, text) for s in shown)
        if contradicts:
            self.find('receiver-contradicts-receipt', 'note', '/receipt', '', self.receiver)
        elif (index, text) not in here:
            self.find('receiver-leaf-missing', 'incomplete', '/receipt')

    def check_contradictions(self):
        answers = {}
        for event, at in self.counting:
            if event.event in ('accepted', 'rejected'):
                answers.setdefault(event.body.get('agency'), set()).add(event.event)
        received = self.receipt_counts and self.receipt.event == RECEIVED
        refused = any(e.event == REFUSED and e.body['retryable'] is False for e, _ in self.counting)
        if (received and refused) or any(len(said) > 1 for said in answers.values()):
            self.find('contradiction', 'note', '/events', '', self.receiver)

    # --- the agreement ---------------------------------------------------------------------------------------------------------------------

    def check_agreement(self):
        agreement, at = self.bundle['agreement'], '/agreement'
        if not agreement:
            self.find('agreement-missing', 'note', at)
            return
        text = agreement['text']
        terms = maybe(read_terms, text)
        if terms is None or digest(text.encode()) != self.manifest.claims['agreement']:
            self.find('agreement-differs', 'invalid', at)
            return
        signers = set()
        for compact in agreement['signatures']:
            jws = maybe(Jws, compact, 'juxta-agreement+jwt')
            signers |= {c for c in terms['parties'] if jws and jws.payload == text.encode() and self.verifies_as(c, jws)}
        if signers == set(terms['parties']):
            self.find('agreement', 'ok', at)
        else:
            self.find('agreement-signature', 'invalid', at)
        if self.allows(terms):
            self.find('agreement-allows', 'ok', at)
        else:
            self.find('agreement-denies', 'note', at, '', self.sender)

    def verifies_as(self, country, jws):
        entry, _ = self.identities.entry(country, jws.header['kid'])
        return entry is not None and jws.verifies(entry['jwk'])

    def allows(self, terms):
        m = self.manifest.claims
        return (
            terms['parties'] == sorted(self.parties)
            and any(
                p['name'] == m['procedure'] and m['version'] in p['versions'] and {'*', m['type']} & set(p['types']) and m['iss'] in p['from']
                for p in terms['procedures'])
            and terms['valid']['from'] <= m['iat'] < terms['valid']['until']
            and m['exp'] - m['iat'] <= terms['limits']['expiry_days'] * 86_400
            and sum(p['size'] for p in m['parts']) <= terms['limits']['message_bytes']
        )

    # --- records and documents -------------------------------------------------------------------------------------------------------------

    def check_records(self):
        self.erased = set()
        for i, record in enumerate(self.bundle['records']):
            at = f'/records/{i}'
            if f'records/{i}' not in self.shown:
                self.find('record-unproven', 'note', at)
                continue
            erasure = record['kind'] == 'erased' and maybe(read_erasure, record['object'])
            if erasure is None:
                self.find('record-malformed', 'note', at)
            elif erasure and self.bundle['message'] in erasure['messages']:
                self.find('erased', 'ok', at)
                self.erased.add(erasure['what'])
            else:
                self.find('record', 'ok', at)
        for i, audited in enumerate(self.bundle.get('audit', ())):
            self.find(*(('audit', 'ok') if self.holds(audited) else ('audit-invalid', 'invalid')), f'/audit/{i}')

    def holds(self, audited):
        obj, leaf = audited['batch']['object'], audited['leaf']
        places = [
            p for i, record in enumerate(self.bundle['records']) if record['object'] == obj
            for p in self.shown.get(f'records/{i}', ())
            if p[1] == leaf['index'] and self.checkpoints[p[0]].origin.rsplit('/', 1)[-1] == leaf['shard']
        ]
        batch = maybe(read_json, obj)
        if not places or not isinstance(batch, dict) or batch.get('action') != 'audit':
            return False
        data = leaf_hash(canonical(audited['record']).encode())
        path = [from_b64(h) for h in audited['path']]
        root = maybe(from_b64, batch.get('root'))
        return root is not None and maybe(check_inclusion, audited['index'], batch['count'], data, path, root) is not None

    # --- a manifest that was erased by law -------------------------------------------------------------------------------------------------

    def check_erased_manifest(self):
        self.salt, self.receipt, self.sets, self.events, self.parties, self.witnesses = None, None, {}, [], (), []
        self.erasures = [
            (i, e) for i, r in enumerate(self.bundle['records']) if r['kind'] == 'erased'
            for e in [maybe(read_erasure, r['object'])] if e and e['what'] == 'manifests' and self.bundle['message'] in e['messages']
        ]
        self.find_parties()
        self.check_parties()
        self.check_logs()

    def check_erased_rest(self):
        self.check_quorums()
        self.check_timestamps()
        self.check_records()
        owners = {self.checkpoints[i].owner for i, _, _ in self.shown.get('manifest', ())}
        by = {self.checkpoints[p[0]].owner for i, _ in self.erasures for p in self.shown.get(f'records/{i}', ())}
        self.find(*(('manifest-erased', 'note') if owners & by else ('manifest-missing', 'incomplete')), '/manifest')

    def names(self, checkpoint, index):
        """Whether an erasure names the leaf of the message at this place."""
        place = f'{checkpoint.origin.rsplit("/", 1)[-1]}/{index}'
        return any(leaf == place for _, e in self.erasures for m, leaf in zip(e['messages'], e['leaves']) if m == self.bundle['message'])

    def find_parties(self):
        for log in self.bundle['logs']:
            checkpoint = maybe(Checkpoint, log['checkpoint'])
            keys = checkpoint and self.identities.log_keys(checkpoint.origin)
            for entry in log['leaves'] if keys else ():
                leaf = maybe(read_leaf, entry['leaf'])
                if entry['of'] == 'manifest' and leaf and leaf['kind'] in ('sent', 'received') and self.names(checkpoint, entry['index']):
                    owner = keys[0][0]
                    self.parties = (owner, leaf['peer']) if leaf['kind'] == 'sent' else (leaf['peer'], owner)
        if self.parties:
            self.sender, self.receiver = self.parties
            self.witnesses = listed_witnesses(self.trust, self.identities, self.parties)

    def check_unopened(self, checkpoint, entry, leaf, place, at):
        if entry['of'] == 'manifest' and leaf['kind'] in ('sent', 'received') and self.names(checkpoint, entry['index']):
            if place:
                self.find('logged', 'ok', at, 'manifest')
                self.shown.setdefault('manifest', []).append(place)
        else:
            self.find('leaf-unopened', 'note', at, entry['of'])

    def check_documents(self):
        parts, gone = self.bundle.get('parts'), bool(self.erased)
        if parts is None:
            return gone or self.find('documents-not-included', 'note')
        named = {p['id']: p for p in self.manifest.claims['parts']}
        for id_, part in parts.items():
            if id_ not in named:
                self.find('document-unknown', 'invalid', f'/parts/{id_}')
                continue
            data = from_b64url(part['data'])
            same = len(data) == named[id_]['size'] and digest(from_b64url(part['salt']), data) == named[id_]['digest']
            self.find(*(('document', 'ok') if same else ('document-differs', 'invalid')), f'/parts/{id_}')
        for id_ in set(named) - set(parts):
            if not gone:
                self.find('document-missing', 'invalid', f'/parts/{id_}')
        return None
