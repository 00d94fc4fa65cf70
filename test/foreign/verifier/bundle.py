"""One bundle: what is said, what the logs show, and which signatures count (docs/proof/evidence.md section 9)."""
from jose import RECEIVED, REFUSED, check_body, read_manifest, read_set
from log import Checkpoint, check_consistency, check_inclusion, commitment, leaf_hash, read_leaf
from rest import Rest
from strict import Malformed, b64url, canonical, digest, from_b64, from_b64url, read_bundle, sha
from tokens import read_token
from who import listed_witnesses, maybe

SENDER, RECEIVER = 'sender', 'receiver'
MANIFEST_KINDS = {SENDER: {'sent'}, RECEIVER: {'received'}}
RECEIPT_KINDS = {SENDER: {'receipt-received'}, RECEIVER: {'receipt-issued'}}
REFUSAL_KINDS = {SENDER: {'event'}, RECEIVER: {'refused', 'event'}}
EVENT_KINDS = {SENDER: {'event', 'refused'}, RECEIVER: {'event', 'refused'}}
CLOCKS, LATE = 300, 86_400


def well_formed(jws):
    try:
        return jws and (check_body(jws) or jws)
    except Malformed:
        return None


class Bundle(Rest):
    @staticmethod
    def read(call, file, data):
        value = maybe(read_bundle, data)
        return value and Bundle(call, file, value)

    def __init__(self, call, file, value):
        self.call, self.file, self.find, self.bundle = call, file, file.find, value
        self.identities, self.trust, self.at = call.identities, call.trust, call.at

    def take_identities(self):
        self.own = {self.identities.take(text, self.find, f'/identities/{i}') for i, text in enumerate(self.bundle['identities'])}

    def check(self):
        b = self.bundle
        self.receiver, self.shown, self.checkpoints = None, {}, []
        self.manifest = b['manifest'] and maybe(read_manifest, b['manifest'])
        if b['manifest'] is None:
            self.check_erased_manifest()
            return
        if not self.manifest:
            self.find('manifest-malformed', 'invalid', '/manifest')
            return
        self.sender, self.receiver = self.parties = (self.manifest.claims['iss'], self.manifest.claims['aud'])
        self.salt = b['salt'] and from_b64url(b['salt'])
        # What leaves may stand for is any SET; what counts has the body of its event.
        self.sets = {'receipt': b['receipt'] and maybe(read_set, b['receipt'])}
        self.sets |= {f'events/{i}': maybe(read_set, e) for i, e in enumerate(b['events'])}
        self.receipt = well_formed(self.sets['receipt'])
        if self.receipt and self.receipt.event not in (RECEIVED, REFUSED):
            self.receipt = None
        self.events = [well_formed(self.sets[f'events/{i}']) for i in range(len(b['events']))]
        self.witnesses = listed_witnesses(self.trust, self.identities, self.parties)
        self.check_parties()
        self.check_logs()

    def check_rest(self):
        """What depends on whether the logs tell one story."""
        if not self.manifest:
            if self.bundle['manifest'] is None:
                self.check_erased_rest()
            return
        self.check_quorums()
        self.check_timestamps()
        self.check_manifest()
        self.check_receipt()
        self.check_events()
        self.check_agreement()
        self.check_records()
        self.check_documents()

    def check_parties(self):
        for party in self.parties:
            if not self.identities.versions(party):
                self.find('party-unknown', 'invalid', '/identities', party)
            self.identities.check_chain(party, True, self.find)
        of_witnesses = {c for w in self.witnesses for c in w.countries}
        for country in (of_witnesses & self.own) - set(self.parties):
            self.identities.check_chain(country, False, self.find)

    # --- what the logs show ----------------------------------------------------------------------------------------------------------------

    def check_checkpoint(self, text, at):
        """The checkpoint with its owner, where it is worth anything."""
        checkpoint = maybe(Checkpoint, text)
        if not checkpoint:
            return self.find('checkpoint-malformed', 'invalid', at)
        keys = self.identities.log_keys(checkpoint.origin)
        if not keys:
            return self.find('log-unknown', 'invalid', at, checkpoint.origin)
        signed = [(country, key.verifies(s, checkpoint.body.encode())) for country, key in keys for s in checkpoint.by(key)]
        if not signed or not all(verifies for _, verifies in signed):
            return self.find('checkpoint-signature', 'invalid', at, checkpoint.origin)
        checkpoint.owner = signed[0][0]
        self.find('checkpoint', 'ok', at, f'{checkpoint.origin}, size {checkpoint.size}: signed by {checkpoint.owner}')
        self.call.histories.saw(self.file, checkpoint)
        self.check_cosignatures(checkpoint, at)
        return checkpoint

    def check_cosignatures(self, checkpoint, at):
        for witness in self.witnesses:
            for key in witness.keys.values():
                for said in checkpoint.cosigned(key):
                    if said is None:
                        self.find('cosignature-invalid', 'invalid', at, key.name)
                    elif said > self.at:
                        self.find('cosignature-later', 'note', at, key.name)

    def check_logs(self):
        self.shown = {}  # subject -> [(log, index, leaf text)]
        self.included = []  # (log, index, leaf text), whatever it commits to
        logs = self.bundle['logs']
        self.checkpoints = [self.check_checkpoint(log['checkpoint'], f'/logs/{i}/checkpoint') for i, log in enumerate(logs)]
        for i, log in enumerate(logs):
            if self.checkpoints[i]:
                for j, entry in enumerate(log['leaves']):
                    self.check_leaf(i, entry, f'/logs/{i}/leaves/{j}')
                self.check_before(i, log)
        self.check_growth()

    def forfeit(self, origins):
        """The logs of the receiver that show two histories count for nothing, except against it."""
        self.forfeited = origins
        self.shown_at_all = self.shown
        shown = {of: [p for p in places if self.checkpoints[p[0]].origin not in origins] for of, places in self.shown.items()}
        self.shown = {of: places for of, places in shown.items() if places}

    def check_quorums(self):
        for i, checkpoint in enumerate(self.checkpoints):
            if checkpoint and self.parties and checkpoint.origin not in self.forfeited:
                self.check_quorum(i)

    def object_of(self, subject, owner):
        """(kinds that may stand for it, peer or None for any, the bytes that are committed to), or None where there is no such subject."""
        name, _, n = subject.partition('/')
        listed = self.bundle[name] if n else ()
        if n and int(n) >= len(listed):
            return None
        if name == 'timestamps':
            return {'timestamp'}, None, from_b64(listed[int(n)]['token'])
        if name == 'records':
            return {listed[int(n)]['kind']}, None, listed[int(n)]['object'].encode()
        if owner not in self.parties:
            return None
        role, other = (SENDER, self.receiver) if owner == self.sender else (RECEIVER, self.sender)
        if name == 'manifest':
            return MANIFEST_KINDS[role], other, self.manifest.input.encode()
        if name == 'agreement':
            return self.bundle['agreement'] and ({'agreement'}, other, self.agreement_object(owner, other))
        jws = self.sets[subject]
        if not jws:
            return None
        other_kinds = REFUSAL_KINDS if name == 'receipt' else EVENT_KINDS
        return (RECEIPT_KINDS if jws.event == RECEIVED else other_kinds)[role], other, jws.input.encode()

    def agreement_object(self, owner, other):
        agreement = self.bundle['agreement']
        by = dict(zip(sorted(self.parties), agreement['signatures']))
        signatures = ','.join(f'{canonical(c)}:{canonical(by[c])}' for c in (owner, other))
        return f'{{"agreement":{canonical(agreement["text"])},"signatures":{{{signatures}}}}}'.encode()

    def check_leaf(self, i, entry, at):
        checkpoint, leaf = self.checkpoints[i], maybe(read_leaf, entry['leaf'])
        proof = [from_b64(h) for h in entry['proof']]
        hashes = maybe(check_inclusion, entry['index'], checkpoint.size, leaf_hash(entry['leaf'].encode()), proof, checkpoint.root)
        if hashes is None:
            self.find('leaf-not-included', 'invalid', at)
        else:
            self.call.histories.know(self.file, checkpoint.origin, hashes)
        if not leaf:
            self.find('leaf-malformed', 'invalid', at)
            return
        place = (i, entry['index'], entry['leaf'])
        if hashes is not None:
            self.included.append(place)
        if not self.manifest and not entry['of'].startswith(('records/', 'timestamps/')):
            self.check_unopened(checkpoint, entry, leaf, place if hashes is not None else None, at)
            return
        expected = self.object_of(entry['of'], checkpoint.owner)
        kinds, peer, committed = expected or ((), None, b'')
        salt = from_b64url(entry['salt']) if 'salt' in entry else self.salt
        named = self.named_by_receipt()
        if entry['of'] == 'manifest' and named and named[:2] == (checkpoint.origin, entry['index']) and named[2] != entry['leaf']:
            return  # The receiver's contradiction, not the maker's.
        if leaf['kind'] not in kinds or peer not in (None, leaf['peer']):
            self.find('leaf-differs', 'invalid', at, entry['of'])
        elif salt is None and not (entry['of'] == 'manifest' and self.named_by_receipt() == (checkpoint.origin, *place[1:])):
            self.find('leaf-unopened', 'note', at, entry['of'])
        elif salt is not None and leaf['c'] != commitment(leaf['kind'], salt, committed):
            self.find('leaf-differs', 'invalid', at, entry['of'])
        elif hashes is not None:
            self.find('logged', 'ok', at, entry['of'])
            self.shown.setdefault(entry['of'], []).append(place)

    def named_by_receipt(self):
        """The place of the leaf that a receipt of this message names."""
        if not self.receipt or self.receipt.event != RECEIVED or not self.about_this(self.receipt):
            return None
        log = self.receipt.body['log']
        return log['origin'], log['index'], log['leaf']

    def check_before(self, i, log):
        if 'before' not in log:
            return
        at, to = f'/logs/{i}/before', self.checkpoints[i]
        first = self.check_checkpoint(log['before']['checkpoint'], f'{at}/checkpoint')
        if first and not self.grows(first, to, log['before']['proof']):
            self.find('before-invalid', 'invalid', at)
        elif first and any(e['of'] == 'manifest' and e['index'] < first.size for e in log['leaves']):
            self.find('before-invalid', 'invalid', at)

    def grows(self, first, second, proof):
        if first.origin != second.origin:
            return False
        hashes = maybe(check_consistency, first.size, second.size, first.root, second.root, [from_b64(h) for h in proof])
        if hashes is None:
            return False
        self.call.histories.know(self.file, first.origin, hashes)
        self.call.histories.link(first, second)
        return True

    def check_growth(self):
        for i, growth in enumerate(self.bundle['consistency']):
            first, second = (self.checkpoints[growth[n]] for n in ('from', 'to'))
            if first and second and not self.grows(first, second, growth['proof']):
                self.find('consistency-invalid', 'invalid', f'/consistency/{i}')

    def meets_quorum(self, checkpoint):
        independent = [w for w in self.witnesses if w.independent_of({checkpoint.owner, *self.parties}, self.identities)]
        asked = self.trust.quorum if self.trust.quorum is not None else max(1, len(independent) // 2 + 1)
        return sum(w.attests(checkpoint, self.at) is not None for w in independent) >= asked

    def check_quorum(self, i):
        def shows(log):
            return {subject for subject, places in self.shown.items() if any(p[0] == log for p in places) and not subject.startswith('timestamps/')}

        if self.meets_quorum(self.checkpoints[i]):
            self.find('quorum', 'ok', f'/logs/{i}/checkpoint')
        elif not shows(i) or not any(
            c and c.origin == self.checkpoints[i].origin and self.meets_quorum(c) and shows(i) <= shows(j) for j, c in enumerate(self.checkpoints)
        ):
            self.find('quorum-missing', 'incomplete', f'/logs/{i}/checkpoint')

    # --- time ------------------------------------------------------------------------------------------------------------------------------

    def check_timestamps(self):
        self.stamps, listed = {}, self.bundle['timestamps']
        if not self.trust.tsa:
            return listed and self.find('timestamp-unchecked', 'note', '/timestamps')
        tokens = {}
        for i, stamp in enumerate(listed):
            checkpoint = self.checkpoints[stamp['log']]
            token = checkpoint and maybe(read_token, from_b64(stamp['token']), checkpoint.body, self.trust.tsa)
            if not token:
                self.find('timestamp-invalid', 'invalid', f'/timestamps/{i}')
            elif token.time > self.at:
                self.find('timestamp-later', 'note', f'/timestamps/{i}')
            else:
                tokens[i] = token
        good = {i for i, t in tokens.items() if t.until >= self.at}
        renewed = set()
        for _ in tokens:
            for i in set(tokens) - good - renewed:
                under = {p[0] for p in self.shown.get(f'timestamps/{i}', ())}
                if any(listed[j]['log'] in under and tokens[j].time <= tokens[i].until for j in good | renewed):
                    renewed.add(i)
        for i, token in tokens.items():
            code = 'timestamp' if i in good else 'timestamp-renewed' if i in renewed else 'timestamp-expired'
            self.find(code, 'incomplete' if code == 'timestamp-expired' else 'ok', f'/timestamps/{i}')
            if code != 'timestamp-expired':
                self.stamps.setdefault(listed[i]['log'], []).append(token.time)
        if not any(p[0] in self.stamps for p in self.shown.get('manifest', ())):
            self.find('timestamp-missing', 'incomplete', '/timestamps')
        return None

    def attested(self, subject, *signers):
        times = []
        for i, _, _ in self.shown.get(subject, ()):
            checkpoint = self.checkpoints[i]
            for witness in self.witnesses:
                if witness.independent_of({*signers, checkpoint.owner}, self.identities):
                    times.append(witness.attests(checkpoint, self.at))
            times += self.stamps.get(i, [])
        return min((t for t in times if t is not None), default=None)

    # --- signatures ------------------------------------------------------------------------------------------------------------------------

    def check_signature(self, jws, signer, what, at, attested):
        """Whether the signature counts; else a finding says why."""
        def fails(kind):
            named = {'unknown': 'manifest-key-unknown', 'early': 'manifest-key-not-valid'}.get(kind, 'manifest-signature')
            self.find(named if what == 'manifest' else f'{what}-signature', 'invalid', at)
            return False

        entry, over = self.identities.entry(signer, jws.header['kid'])
        if not entry:
            return fails('unknown')
        certificates = entry.get('x5c') or []
        if not certificates or b64url(sha(from_b64(certificates[0]))) != jws.header['x5t#S256']:
            self.find(f'{what}-certificate', 'invalid', at)
        if not jws.verifies(entry['jwk']):
            return fails('signature')
        claimed = jws.claims['iat']
        if claimed < entry['from']:
            return fails('early')
        mild = what == 'event'
        if max(claimed, attested if attested is not None else claimed) >= over:
            self.find('key-withdrawn', 'note' if mild else 'invalid', at, signer, signer)
            return False
        if attested is None and over <= self.at:
            self.find('signature-unattested', 'note' if mild else 'incomplete', at)
            return False
        return True

    def check_time(self, jws, impossible, at, attested, bounds):
        """`bounds`: whether what else is known of its time rules its `iat` out."""
        claimed, signer = jws.claims['iat'], jws.claims['iss']
        if bounds or (attested is not None and claimed > attested + CLOCKS):
            self.find('time-impossible', impossible, at, '', signer)
        if attested is not None and attested > claimed + LATE:
            self.find('late-attested', 'note' if impossible == 'note' else 'incomplete', at, '', signer)

    def check_manifest(self):
        claims = self.manifest.claims
        if claims['jti'] != self.bundle['message']:
            self.find('manifest-other-message', 'invalid', '/manifest')
        if self.salt is None:
            self.find('salt-erased', 'note', '/salt')
        elif digest(self.salt) != claims['salt_hash']:
            self.find('salt-differs', 'invalid', '/salt')
        if 'manifest' not in self.shown:
            self.find('manifest-not-logged', 'incomplete', '/manifest')

    def about_this(self, jws):
        claims = jws.claims
        return (
            jws.body['message'] == self.manifest.claims['jti'] and jws.body['manifest_digest'] == self.manifest.digest
            and claims.get('txn', self.manifest.claims['txn']) == self.manifest.claims['txn']
            and {claims['iss'], claims['aud']} == set(self.parties)
        )

    def check_receipt(self):
        manifest, receipt, self.receipt_counts = self.manifest.claims, self.receipt, False
        attested = self.attested('receipt', self.receiver)
        if not self.bundle['receipt']:
            self.find('receipt-missing', 'incomplete', '/receipt')
        elif not receipt:
            self.find('receipt-malformed', 'invalid', '/receipt')
        elif not self.about_this(receipt) or receipt.claims['iss'] != self.receiver:
            self.find('receipt-other-message', 'invalid', '/receipt')
        else:
            self.receipt_counts = self.check_signature(receipt, self.receiver, 'receipt', '/receipt', attested)
        if self.bundle['receipt'] and 'receipt' not in self.shown:
            self.find('receipt-not-logged', 'incomplete', '/receipt')
        times = [self.attested('manifest', self.sender)]
        if self.receipt_counts:
            times += [self.attested(subject, *self.parties) for subject in ('manifest', 'receipt')]
        attested_manifest = min((t for t in times if t is not None), default=None)
        if self.check_signature(self.manifest, self.sender, 'manifest', '/manifest', attested_manifest):
            self.find('manifest', 'ok', '/manifest')
            self.check_time(self.manifest, 'invalid', '/manifest', attested_manifest, False)
        if self.receipt_counts:
            self.find('receipt' if receipt.event == RECEIVED else 'refusal', 'ok', '/receipt')
            iat = receipt.claims['iat']
            bounds = iat < manifest['iat'] - CLOCKS or iat > manifest['exp'] + CLOCKS
            self.check_time(receipt, 'incomplete', '/receipt', attested, bounds)
            if receipt.event == RECEIVED:
                self.check_receivers_leaf()

    def check_events(self):
        self.counting = []
        for i, event in enumerate(self.events):
            at = f'/events/{i}'
            if not event:
                self.find('event-malformed', 'invalid', at)
            elif not self.about_this(event):
                self.find('event-other-message', 'note', at)
            elif event.claims['iss'] != (self.sender if event.event == 'withdrawn' and event.body['status'] == 'requested' else self.receiver):
                self.find('event-signer', 'note', at, '', event.claims['iss'])
            else:
                self.check_event(event, f'events/{i}', at)
        self.check_contradictions()

    def check_event(self, event, subject, at):
        attested = self.attested(subject, event.claims['iss'])
        if not self.check_signature(event, event.claims['iss'], 'event', at, attested):
            return
        self.find('event', 'ok', at, event.event)
        self.counting.append((event, at))
        early = self.receipt if self.receipt_counts and event.event not in (RECEIVED, REFUSED, 'withdrawn') else self.manifest
        self.check_time(event, 'note', at, attested, event.claims['iat'] < early.claims['iat'] - CLOCKS)
        if subject not in self.shown:
            self.find('event-not-logged', 'incomplete', at)
