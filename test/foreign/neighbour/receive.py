"""The receiver's order of checks, each its own refusal, and what a peer tells later. `faults`: what this neighbour does wrong on purpose."""

import base64, math, os, re, time
from xml.parsers import expat
import log
from jose import Refused, STATUS, b64, canonical, digest, open_sealed, parse, read_jws, sha, signing_input, thumbprint, unb64, verify

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
SKEW, GRACE, UNDER_WAY = 300, 72 * 3600, 6 * 3600
# docs/reference/messages.md
TYPES = {"pre-arrival": set(
    "declaration amendment invalidation information-response screening-result exit do-not-load-answer diverted not-arrived registered rejected "
    "amendment-accepted amendment-rejected invalidation-accepted authority-amendment information-request screening-request risk-outcome do-not-load "
    "do-not-load-lifted control-recommendation control-notice arrival presentation withdrawn presentation-revoked control-decision control-result "
    "agency-decision release refusal-of-entry returned".split()), "release-time": {"event", "correction"}}  # fmt: skip
# Of each of these procedures it knows this one alone.
VERSION = "1"
CLAIMS = {"iss", "aud", "jti", "iat", "exp", "txn", "procedure", "type", "version", "agreement", "priority", "salt_hash", "parts"}


def expect(holds, problem, detail, rule=None, pointer=None):
    if not holds:
        raise Refused(problem, detail, rule, pointer)


def check_form(media_type, data, at):
    """Whether what says that it is XML or JSON is well-formed."""
    kind = media_type.split(";")[0].strip().lower()
    if re.fullmatch(r"application/([a-z0-9.+-]+\+)?json", kind):
        try:
            parse(data)
        except Refused as refused:
            raise Refused("schema-invalid", refused.detail, "json", at) from refused
    if re.fullmatch(r"(application|text)/([a-z0-9.+-]+\+)?xml", kind):
        parser, depth = expat.ParserCreate(namespace_separator=" "), [0]

        def doctype(*_):
            raise Refused("schema-invalid", "a document type is not accepted", "xml-doctype", at)

        def start(*_):
            depth[0] += 1
            expect(depth[0] <= 256, "schema-invalid", "nested too deep", "xml-syntax", at)

        def end(*_):
            depth[0] -= 1

        parser.StartDoctypeDeclHandler, parser.StartElementHandler, parser.EndElementHandler = doctype, start, end
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            raise Refused("schema-invalid", str(error), "xml-syntax", at) from error


def read_invite(jws):
    """What a peer said of itself, signed by its identity key and, inside, by its newest identity."""
    jws = jws.strip()
    _, payload = read_jws(jws, "juxta-invite+jwt")
    claims = parse(payload)
    verify(jws, claims["identity_key"])
    return {
        "identity_key": claims["identity_key"], "exchange": claims["exchange"], "tls_authority": claims["tls_authority"],
        **read_identity(claims["identity"], claims["identity_key"]),
    }  # fmt: skip


def read_identity(jws, identity_key):
    header, payload = read_jws(jws, "juxta-identity+jwt")
    expect(header["kid"] == thumbprint(identity_key), "key-unknown", "another identity key")
    verify(jws, identity_key)
    claims = parse(payload)
    return {"country": claims["country"], "identity": claims, "identity_jws": jws}


def signing_key(peer, header, iat, now):
    """The key that a header names, where it counts."""
    for key in peer["identity"]["keys"]:
        if key["use"] == "sig" and key["kid"] == header["kid"]:
            expect(header["alg"] == key["alg"], "algorithm-refused", "alg is not that of the key", "alg", "/alg")
            if "x5t#S256" in header:

                expect(header["x5t#S256"] == b64(sha(base64.b64decode(key["x5c"][0]))), "key-unknown", "another certificate", "x5t", "/x5t#S256")
            counts = key["from"] <= iat < key["until"] and now < key.get("revoked_at", now + 1)
            return key, counts
    raise Refused("key-unknown", "kid names no key of the sender", pointer="/kid")


def read_set(state, jws, knowing=lambda look: look()):
    """Claims, name and body of a verified SET of the peer to us."""
    header, payload = read_jws(jws, "secevent+jwt")
    claims = parse(payload)
    expect(isinstance(claims, dict) and set(claims) - {"txn"} == {"iss", "aud", "jti", "iat", "events"}, "malformed", "the claims are others")
    expect(header["iat"] == claims["iat"], "malformed", "iat differs between header and claims", "replicated-claims", "/iat")
    expect(claims["iss"] == state.peer["country"], "sender-mismatch", "it is from somebody else", "iss", "/iss")
    expect(claims["aud"] == state.country, "wrong-recipient", "it is for somebody else", "aud", "/aud")
    key, counts = knowing(lambda: signing_key(state.peer, header, claims["iat"], int(time.time())))
    verify(jws, key["jwk"])
    expect(counts, "key-unknown", "the key does not count", "key-validity")
    expect(len(claims["events"]) == 1, "malformed", "a SET has one event", "one-event", "/events")
    [(name, body)] = claims["events"].items()
    return claims, name.removeprefix("urn:juxta:event:"), body


class Receiver:
    def __init__(self, state, faults, outgoing):
        self.state, self.faults, self.outgoing = state, faults, outgoing

    # --- messages --------------------------------------------------------------------------------------------------------------------------

    def message(self, jti, jwe):
        """Status, media type and body of the answer."""
        state, sealed = self.state, digest(jwe)
        # The same bytes at another address are judged there.
        stored = state.one("SELECT status, body FROM answer WHERE sealed = ?", f"{jti} {sealed}")
        if stored and "replay" not in self.faults:
            return self._said(*stored)
        try:
            expect(ID.fullmatch(jti), "malformed", "the path names no message id", "path")
            bundle, header, claims, key, counts = self._open(jwe)
        except Refused as refused:
            return self._problem(refused, None)
        try:
            with state.lock:
                return self._judge(jti, sealed, bundle, header, claims, counts)
        except Refused as refused:
            if refused.problem in ("busy", "log-unavailable", "parts-missing") or "unsigned-refusal" in self.faults:
                return self._problem(refused, None)
            return state.write(lambda why=refused: self._refuse(why, f"{jti} {sealed}", bundle, claims))

    def _open(self, jwe):
        state, lenient = self.state, "crit" in self.faults
        outer, plaintext = open_sealed(jwe, {state.kid_enc: state.keys.encryption}, lenient)
        bundle = parse(plaintext)
        expect(isinstance(bundle, dict) and set(bundle) == {"manifest", "salt", "parts"}, "malformed", "the bundle has other members", "closed")
        header, payload = read_jws(bundle["manifest"], "juxta-manifest+jwt", lenient)
        claims = parse(payload)
        expect(isinstance(claims, dict) and set(claims) - {"ref", "supersedes"} == CLAIMS, "malformed", "the claims are others", "closed")
        expect(header["iat"] == claims["iat"], "malformed", "iat differs between header and claims", "replicated-claims", "/iat")
        expect(ID.fullmatch(str(claims["jti"])) and ID.fullmatch(str(claims["txn"])), "malformed", "jti and txn are UUIDv7", "id", "/jti")
        key, counts = self.outgoing.knowing(lambda: signing_key(state.peer, header, claims["iat"], int(time.time())))
        counts = counts or "withdrawn" in self.faults
        if "signature" not in self.faults:
            verify(bundle["manifest"], key["jwk"])
        bundle["outer"] = outer
        return bundle, header, claims, key, counts

    def _judge(self, jti, sealed, bundle, header, claims, counts):
        state, now, outer = self.state, int(time.time()), bundle["outer"]
        expect(claims["iss"] == state.peer["country"], "sender-mismatch", "the manifest is from another country", "tls-peer", "/iss")
        if "audience" not in self.faults:
            expect(claims["aud"] == state.country, "wrong-recipient", "it is addressed to another country", "audience", "/aud")
            expect((outer["iss"], outer["aud"]) == (claims["iss"], claims["aud"]), "malformed", "iss and aud differ", "replicated-claims", "/iss")
        expect(claims["jti"] == jti, "malformed", "the path names another message", "path", "/jti")
        manifest_digest = digest(signing_input(bundle["manifest"]))
        known = state.one("SELECT digest, receipt, state FROM message WHERE jti = ? AND direction = 'in'", jti)
        if known and "replay" not in self.faults:
            expect(known[2] != "tombstone", "conflict", "it was withdrawn before it came", "withdrawn")
            mine = (manifest_digest, None if "superseded" in self.faults else claims.get("supersedes"))
            expect(known[0] in mine, "conflict", "another message has this id", "jti", "/jti")
            return self._said(202, known[1])
        expect(counts, "key-unknown", "the key does not count", "key-validity", "/kid")
        expect(claims["iat"] <= now + SKEW, "not-yet-valid", "issued in the future", "iat", "/iat")
        if "exp" not in self.faults:
            expect(now < claims["exp"] + SKEW, "stale", "the message has expired", "exp", "/exp")
        self._agreed(claims, now)
        expect(claims["version"] == VERSION, "unsupported-version", "this neighbour knows no such version", "known", "/version")
        expect(claims["type"] in TYPES.get(claims["procedure"], ()), "unsupported-version", "this neighbour knows no such type", "known", "/type")
        self._parts(claims, bundle)
        return state.write(lambda: self._accept(sealed, manifest_digest, bundle, claims))

    def _agreed(self, claims, now):
        text = self.state.kept(f"agreement {claims['agreement']}")
        expect(text, "no-agreement", "this agreement is not in force", "not-in-force", "/agreement")
        agreed = parse(text)
        valid, limits = agreed["valid"], agreed["limits"]
        end = min(valid["until"], int(self.state.kept(f"revoked {claims['agreement']}") or valid["until"]))
        expect(valid["from"] <= claims["iat"] < end and now <= end + GRACE, "no-agreement", "the agreement was not in force", "ended", "/agreement")
        procedure = next((p for p in agreed["procedures"] if p["name"] == claims["procedure"]), None)
        allowed = procedure and claims["version"] in procedure["versions"] and claims["iss"] in procedure["from"]
        allowed = allowed and ("*" in procedure["types"] or claims["type"] in procedure["types"])
        expect(allowed, "no-agreement", "the agreement does not allow it", "procedure", "/procedure")
        expect(sum(p["size"] for p in claims["parts"]) <= limits["message_bytes"], "no-agreement", "it is larger than agreed", "limit")
        expect(claims["exp"] <= claims["iat"] + limits["expiry_days"] * 86_400, "no-agreement", "it lasts longer than agreed", "expiry", "/exp")

        for other, word in self.state.all("SELECT substr(name, 11), value FROM kept WHERE name LIKE 'suspended %'"):
            terms = parse(self.state.kept(f"agreement {other}"))
            ends = min(terms["valid"]["until"], int(self.state.kept(f"revoked {other}") or terms["valid"]["until"]))
            agreed = next((p for p in terms["procedures"] if p["name"] == claims["procedure"]), {})
            for name, since, until in parse(word)["now"] if other == claims["agreement"] or now < ends else ():
                opened = self.state.one("SELECT 1 FROM opened WHERE txn = ? AND iat < ? AND held <= ?", claims["txn"], since, since + GRACE)
                goes_on = opened and agreed.get("suspension", {}).get("open_cases") != "stop"
                stopped = name == claims["procedure"] and (claims["iat"] >= since or now > since + GRACE) and (until is None or claims["iat"] < until) and not goes_on
                expect(not stopped, "no-agreement", "the procedure is suspended", "suspended", "/procedure")

    def _suspend(self, claims, body):
        """The newest word of the peer on what it suspends counts; what it had not suspended before begins after its notice."""
        named = f"suspended {body['agreement']}"
        before = parse(self.state.kept(named) or '{"said":[0,""],"now":[]}')
        if [claims["iat"], claims["jti"]] <= before["said"]:
            return
        agreed = {p["name"]: p.get("suspension", {}) for p in parse(self.state.kept(f"agreement {body['agreement']}"))["procedures"]}
        now, came = [], int(time.time())
        for p in body["procedures"]:
            may = max(claims["iat"], came - UNDER_WAY) + agreed.get(p["name"], {}).get("notice_hours", 0) * 3600
            begin, end = p["from"], p.get("until", math.inf)
            # What was suspended before goes on as far as it is said again, and the rest begins after its notice.
            known = [(max(begin, since), min(end, until or math.inf)) for name, since, until in before["now"] if name == p["name"]]
            stretches = []
            for since, until in sorted([*known, (max(came, begin if begin >= may - SKEW else may), end)]):
                if since < until and stretches and since <= stretches[-1][1]:
                    stretches[-1][1] = max(until, stretches[-1][1])
                elif since < until:
                    stretches.append([since, until])
            now += [[p["name"], since, None if until == math.inf else until] for since, until in stretches]
        self.state.keep(named, canonical({"said": [claims["iat"], claims["jti"]], "now": now}))

    def _parts(self, claims, bundle):
        expect(claims["salt_hash"] == digest(unb64(bundle["salt"])), "digest-mismatch", "the salt is another", "salt", "/salt_hash")
        parts = bundle["parts"]
        for i, stated in enumerate(claims["parts"]):
            at, part = f"/parts/{i}", parts.get(stated["id"])
            expect(part is not None, "digest-mismatch", "a part is not there", "present", at)
            expect("key" not in part, "too-large", "this neighbour takes no parts that follow", "part", at)
            data = part["text"].encode() if "text" in part else unb64(part["data"])
            expect(len(data) == stated["size"], "digest-mismatch", "a part has another size", "size", at)
            expect(digest(unb64(part["salt"]), data) == stated["digest"], "digest-mismatch", "a part has another digest", "digest", at)
        expect(len(parts) == len(claims["parts"]), "digest-mismatch", "there is a part that is not named", "extra", "/parts")
        expect("document" in parts, "schema-invalid", "a message has a part document", "document", "/parts")
        for stated in claims["parts"] if "any-form" not in self.faults else ():
            part = parts[stated["id"]]
            check_form(stated["media_type"], part["text"].encode() if "text" in part else unb64(part["data"]), f"/parts/{stated['id']}")

    def _accept(self, sealed, manifest_digest, bundle, claims):
        state, jti, salt = self.state, claims["jti"], unb64(bundle["salt"])
        leaf = log.leaf_of("received", claims["iss"], salt, signing_input(bundle["manifest"]))
        index = state.append(leaf)
        body = {
            "message": jti, "manifest_digest": digest("another") if "receipt-digest" in self.faults else manifest_digest,
            "sealed_digest": digest("another") if "sealed-digest" in self.faults else sealed,
            "log": {"origin": state.origin, "index": index, "leaf": leaf},
        }  # fmt: skip
        receipt = state.issue("received", body, salt, claims["txn"], wanted=False, kind="receipt-issued")
        state.db.execute("INSERT OR IGNORE INTO opened VALUES (?, ?, ?)", (claims["txn"], claims["iat"], int(time.time())))
        row = (jti, "in", manifest_digest, bundle["manifest"], salt, sealed, claims["txn"], receipt, "received")
        state.db.execute("INSERT OR REPLACE INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)", row)
        state.db.execute("INSERT OR REPLACE INTO answer VALUES (?, 202, ?)", (f"{jti} {sealed}", receipt))
        return self._said(202, receipt)

    def _refuse(self, refused, asked, bundle, claims):
        state, manifest_digest = self.state, digest(signing_input(bundle["manifest"]))
        said = {"pointer": refused.pointer, "rule": refused.rule}
        body = {
            "message": claims["jti"], "manifest_digest": manifest_digest, "problem": refused.problem, "detail": refused.detail,
            **{k: v for k, v in said.items() if v is not None}, "retryable": refused.body()["retryable"],
        }  # fmt: skip
        name = f"refused {asked} {manifest_digest} {refused.problem}"
        jws = state.kept(name)
        if not jws:
            jws = state.keep(name, state.issue("refused", body, unb64(bundle["salt"]), claims["txn"], wanted=False, kind="refused"))
        if not body["retryable"]:
            problem = canonical(refused.body(set=jws))
            state.db.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?)", (asked, STATUS[refused.problem], problem))
        return self._problem(refused, jws)

    def _problem(self, refused, jws):
        kind = "text/html" if "content-type" in self.faults else "application/problem+json"
        return STATUS[refused.problem], kind, canonical(refused.body(set=jws))

    def _said(self, status, body):
        kind = "application/secevent+jwt" if status == 202 else "application/problem+json"
        return status, "text/html" if "content-type" in self.faults else kind, body

    # --- later events ----------------------------------------------------------------------------------------------------------------------

    def event(self, jws):
        """Fails with Refused where it is not taken."""
        state = self.state
        claims, name, body = read_set(state, jws, self.outgoing.knowing)
        if state.one("SELECT 1 FROM heard WHERE jti = ?", claims["jti"]):
            return
        row, salt = None, None
        if name in ("collected", "accepted", "rejected", "withdrawn"):
            direction = "in" if body.get("status") == "requested" else "out"
            row = state.one("SELECT digest, txn, salt, said, receipt FROM message WHERE jti = ? AND direction = ?", body["message"], direction)
            if direction == "out" or row:
                expect(row, "malformed", "no such message", "message", "/events")
                expect(row[0] == body["manifest_digest"] and row[1] == claims.get("txn"), "malformed", "it is about another message", "message")
                salt = row[2]
            if name in ("accepted", "rejected"):
                expect(row[3] in (None, name), "malformed", "it was answered before, which is final", "answered")
        else:
            expect(name != "tally" or "tally" not in self.faults, "malformed", "this neighbour counts nothing", "event")
            told = ("tally", "key-revoked", "agreement-revoked", "agreement-withdrawn", "agreement-declined", "agreement-suspended", "legal-hold", "rollback")
            expect(name in told, "malformed", "no event that is taken here", "event")
            if name in ("agreement-withdrawn", "agreement-declined"):
                # It proposes nothing that could be declined, and has accepted what came: that is taken back until the peer has taken the countersignature.
                waiting = state.kept("agreement") == body["agreement"] and state.kept("told") != state.kept("countersigned")
                expect(name == "agreement-withdrawn" and waiting, "malformed", "the agreement is no proposal of its signer", "proposed", "/events")
            ahead = (name.startswith("agreement-") or name == "legal-hold") and claims["iat"] > time.time() + SKEW
            expect(not ahead, "malformed", "it was signed in the future", "iat", "/iat")
            if name == "key-revoked" and "any-revocation" not in self.faults:
                self._revoked(body["key"], body["revoked_at"])

        def keep():
            own = salt or os.urandom(32)
            state.append(log.leaf_of("event", claims["iss"], own, signing_input(jws)))
            state.db.execute("INSERT INTO heard VALUES (?, ?)", (claims["jti"], jws))
            if name in ("accepted", "rejected"):
                state.db.execute("UPDATE message SET said = ?, state = ? WHERE jti = ?", (name, name, body["message"]))
            # What ends only where both want it goes on: this neighbour has no people.
            if name == "agreement-revoked" and not body.get("together"):
                named = f"revoked {body['agreement']}"
                exit_terms = parse(state.kept(f"agreement {body['agreement']}") or "{}").get("exit", {})
                may = max(claims["iat"], int(time.time()) - UNDER_WAY) + exit_terms.get("notice_days", 0) * 86_400
                end = max(int(time.time()), body["effective_at"] if body["effective_at"] >= may - SKEW else may)
                state.keep(named, str(min(end, int(state.kept(named) or end))))
            if name == "agreement-withdrawn":
                self._never(body["agreement"])
            if name == "agreement-suspended":
                self._suspend(claims, body)
            if name == "withdrawn" and body["status"] == "requested":
                self._withdraw(body, claims, row)

        state.write(keep)
        self.outgoing.wake()

    def _revoked(self, key, revoked_at):
        """A key was withdrawn where the newest identity says so."""
        self.outgoing.look_again(always=True)
        identity = self.state.peer["identity"]
        entries = [(k["kid"], k.get("revoked_at")) for k in identity["keys"]] + [(t["spki"], t.get("revoked_at")) for t in identity["tls"]]
        expect((key, revoked_at) in entries, "malformed", "the identity does not say so", "unproven", "/events")

    def _withdraw(self, body, claims, row):
        state, jti, manifest_digest = self.state, body["message"], body["manifest_digest"]
        about = {"message": jti, "manifest_digest": manifest_digest}
        if row and row[4]:
            state.issue("withdrawn", {**about, "status": "received", "receipt": row[4]}, row[2], claims["txn"])
            return
        values = (jti, "in", manifest_digest, "", b"", "", claims["txn"], None, "tombstone")
        state.db.execute("INSERT OR IGNORE INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)", values)
        state.issue("withdrawn", {**about, "status": "tombstone"}, os.urandom(32), claims["txn"])

    # --- agreements ------------------------------------------------------------------------------------------------------------------------

    def _never(self, named):
        """What its proposer took back never was in force: nothing is put back, what stood before it stands, and what it names to replace goes on."""
        state = self.state
        state.keep("told", state.kept("countersigned"))
        state.keep("agreement", state.kept(f"before {named}"))
        state.keep(f"revoked {named}", "0")
        for before in parse(state.kept(f"agreement {named}")).get("replaces", ()):
            state.db.execute("DELETE FROM kept WHERE name = ?", (f"revoked {before}",))

    def agreement(self, named, body):
        """Countersigns what the peer proposed, at once: this neighbour has no people. Answers what stands now."""
        state, text = self.state, body["agreement"]
        document, peer = parse(text), state.peer["country"]
        expect(canonical(document) == text and digest(text) == named, "malformed", "not the agreement that the path names, or not canonical", "hash")
        expect(document["parties"] == sorted((state.country, peer)), "malformed", "not between us", "party", "/agreement/parties")
        jws = body["signatures"][peer]
        header, payload = read_jws(jws, "juxta-agreement+jwt")
        key, counts = signing_key(state.peer, header, int(time.time()), int(time.time()))
        verify(jws, key["jwk"])
        expect(payload.decode() == text and counts, "signature-invalid", "the signature is over something else")

        def keep():
            ours = state.plain("juxta-agreement+jwt", text)
            both = canonical({"agreement": text, "signatures": {state.country: ours, peer: jws}})
            state.keep(f"agreement {named}", text)
            # The peer hears later than this neighbour that what is replaced has ended.
            begins = max(document["valid"]["from"], int(time.time())) + SKEW
            for before in document.get("replaces", ()):
                state.keep(f"revoked {before}", str(min(begins, int(state.kept(f"revoked {before}") or begins))))
            state.keep(f"before {named}", state.kept("agreement") or "")
            state.keep("agreement", named)
            state.keep("countersigned", both)
            state.append(log.leaf_of("agreement", peer, os.urandom(32), both))

        if not state.kept(f"agreement {named}"):
            state.write(keep)
            self.outgoing.wake()
        return {"hash": named, "state": "in-force"}
