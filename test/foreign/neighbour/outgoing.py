"""What the neighbour sends: messages until it holds their receipts, later events, its agreement, and its checkpoints to be cosigned."""

import base64, http.client, json, os, ssl, threading, time, traceback
import log
from jose import Refused, b64, digest, parse, seal, sha, signing_input
from receive import VERSION, expect, read_identity, read_set
from state import new_id, pin_of

WORKERS = 4


class Outgoing:
    def __init__(self, state, faults):
        self.state, self.faults = state, faults
        self.woken, self.ending, self.cosigned, self.cosignatures = threading.Event(), False, 0, ""
        self.looking, self.looked = threading.Lock(), float("-inf")

    def wake(self):
        self.woken.set()

    # --- HTTP over mutual TLS --------------------------------------------------------------------------------------------------------------

    def connect(self, pins=True):
        state = self.state
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.check_hostname = False
        context.load_cert_chain(state.keys.path("tls.crt"), state.keys.path("tls.pem"))
        context.load_verify_locations(cadata=state.peer["tls_authority"])
        host, port = state.peer["exchange"].removeprefix("https://").split(":")
        connection = http.client.HTTPSConnection(host, int(port), context=context, timeout=30)
        connection.connect()
        pin, now = pin_of(connection.sock.getpeercert(True)), time.time()
        pinned = any(t["spki"] == pin and t["from"] <= now < t["until"] for t in state.peer["identity"]["tls"])
        expect(pinned or not pins, "peer-unknown", "the key of the server is not pinned")
        return connection

    def ask(self, held, method, path, body=None, kind=None):
        """Status, media type and body; a connection that was closed meanwhile is opened once more. `held`: the connection, and for how long the last answer asks to wait."""
        for last in (False, True):
            try:
                held[0] = held[0] or self.connect()
                held[0].request(method, path, body=body.encode() if body else None, headers={"content-type": kind} if kind else {})
                answer = held[0].getresponse()
                held[1:] = [float(answer.headers.get("retry-after") or 0) if answer.status in (429, 503) else 0.0]
                return answer.status, answer.headers.get("content-type", "").split(";")[0], answer.read().decode()
            except (OSError, http.client.HTTPException):
                held[0] = None
                if last:
                    raise

    # --- messages --------------------------------------------------------------------------------------------------------------------------

    def submit(self, document, context=None, agreement=None):
        """Signs a message, logs it and keeps it with its bundle; it is sealed once."""
        state, now = self.state, int(time.time())
        agreed = state.kept("agreement")
        salt, jti, txn, parts, inside = os.urandom(32), new_id(), new_id(), [], {}
        for name, media_type, text in (("document", "application/xml", document),):
            part_salt = os.urandom(16)
            parts.append({"id": name, "media_type": media_type, "size": len(text.encode()), "digest": digest(part_salt, text)})
            inside[name] = {"salt": b64(part_salt), "text": text}
        claims = {
            "iss": state.country, "aud": state.peer["country"], "jti": jti, "iat": now, "exp": now + 30 * 86_400, "txn": txn,
            "procedure": "pre-arrival", "type": "declaration", "version": VERSION, "agreement": agreed, "priority": 5,
            "salt_hash": digest(salt), "parts": parts,
        }  # fmt: skip
        manifest = state.jades("juxta-manifest+jwt", claims)
        bundle = json.dumps({"manifest": manifest, "salt": b64(salt), "parts": inside}).encode()
        jwe = self._sealed(bundle)

        def keep():
            state.append(log.leaf_of("sent", state.peer["country"], salt, signing_input(manifest)))
            row = (jti, "out", digest(signing_input(manifest)), manifest, salt, jwe, txn, None, "sealed")
            state.db.execute("INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)", row)
            state.db.execute("INSERT OR IGNORE INTO opened VALUES (?, ?, ?)", (txn, now, now))
            state.keep(f"bundle {jti}", bundle.decode())

        state.write(keep)
        return jti

    def _sealed(self, bundle):
        state, now = self.state, int(time.time())
        key = next(k for k in state.peer["identity"]["keys"] if k["use"] == "enc" and k["from"] <= now < k["until"] and "revoked_at" not in k)
        return seal(bundle, key["kid"], key["jwk"], state.country, state.peer["country"])

    def deliver(self, held, jti):
        """One attempt; the same bytes at each. Answers whether the message has come to an end."""
        state = self.state
        manifest_digest, salt, jwe, txn, manifest = state.one("SELECT digest, salt, sealed, txn, manifest FROM message WHERE jti = ?", jti)
        status, kind, body = self.ask(held, "PUT", f"/v1/messages/{jti}", jwe, "application/jose")
        if "doubles" in self.faults:
            waits = held[1:]
            self.ask(held, "PUT", f"/v1/messages/{new_id()}", jwe, "application/jose")
            held[1:] = waits
        if status == 202 and kind == "application/secevent+jwt":
            claims, name, event = read_set(state, body)
            if "believes-any-receipt" in self.faults:
                return self._settle(jti, salt, body)
            about = name == "received" and claims.get("txn") == txn and event["message"] == jti and event["manifest_digest"] == manifest_digest
            expect(about and event["sealed_digest"] == digest(jwe), "malformed", "the receipt is for something else")
            leaf = parse(event["log"]["leaf"])
            c = log.commitment("received", salt, signing_input(manifest))
            expect((leaf["kind"], leaf["peer"], leaf["c"]) == ("received", state.country, c), "malformed", "the leaf is another")
            expect(event["log"]["origin"] == state.peer["identity"]["log"]["origin"], "malformed", "the log is another")
            return self._settle(jti, salt, body)
        problem = parse(body) if kind == "application/problem+json" else {}
        if problem.get("type") == "urn:juxta:problem:cannot-decrypt" and problem.get("rule") == "encryption-key" and "same-seal" not in self.faults:
            self.look_again()
            anew = self._sealed(state.kept(f"bundle {jti}").encode())
            state.write(lambda: state.db.execute("UPDATE message SET sealed = ? WHERE jti = ?", (anew, jti)))
        refusal = problem.get("set")
        if refusal:
            claims, name, event = read_set(state, refusal)
            if name == "refused" and event["message"] == jti and event["manifest_digest"] == manifest_digest and not event["retryable"]:
                state.write(lambda: state.db.execute("UPDATE message SET state = 'refused' WHERE jti = ?", (jti,)))
                return True
        return False

    def _settle(self, jti, salt, receipt):
        state = self.state

        def keep():
            state.append(log.leaf_of("receipt-received", state.peer["country"], salt, signing_input(receipt)))
            state.db.execute("UPDATE message SET receipt = ?, state = 'delivered' WHERE jti = ? AND receipt IS NULL", (receipt, jti))

        state.write(keep)
        return True

    def work(self, mine):
        """A thread of its own: every message whose turn is here, again until it has ended."""
        held, pause = [None], 0.2
        while not self.ending:
            with self.state.lock:
                rows = self.state.db.execute("SELECT jti FROM message WHERE direction = 'out' AND state = 'sealed' ORDER BY rowid").fetchall()
            rows = [jti for (jti,) in rows if sha(jti)[0] % WORKERS == mine]
            failed = False
            for jti in rows:
                try:
                    failed = not self.deliver(held, jti)
                except (OSError, Refused, http.client.HTTPException):
                    failed = True
                if failed or self.ending:
                    break
            pause = min(pause * 2, 5) if failed else 0.2
            time.sleep(0.2 if "hasty" in self.faults else max(pause, held[1] if failed and len(held) > 1 else 0))

    # --- all else --------------------------------------------------------------------------------------------------------------------------

    def rest(self):
        held = [None]
        while not self.ending:
            self.woken.wait(0.5)
            self.woken.clear()
            if not self.state.peer:
                continue
            for step in (self._agreement, self._events, self._witness):
                try:
                    step(held)
                except (OSError, Refused, http.client.HTTPException):
                    time.sleep(0.2)
                except Exception:
                    traceback.print_exc()

    def _agreement(self, held):
        both = self.state.kept("countersigned")
        if both and both != self.state.kept("told") and "keeps-countersignature" not in self.faults:
            named = self.state.kept("agreement")
            status, _, _ = self.ask(held, "PUT", f"/v1/agreements/{named}", both, "application/json")
            if status == 200:
                self.state.keep("told", both)

    def answer(self, outcome):
        """Says of every message that was received and not answered that it was collected, and what became of it."""
        state = self.state
        with state.lock:
            rows = state.db.execute("SELECT jti, digest, salt, txn FROM message WHERE direction = 'in' AND state = 'received'").fetchall()
        for jti, manifest_digest, salt, txn in rows:

            def say():
                for event in ("collected", outcome):
                    state.issue(event, {"message": jti, "manifest_digest": manifest_digest}, salt, txn)
                state.db.execute("UPDATE message SET state = 'answered', said = ? WHERE jti = ?", (outcome, jti))

            state.write(say)
        self.wake()
        return len(rows)

    def _events(self, held):
        with self.state.lock:
            rows = self.state.db.execute("SELECT position, jws FROM issued WHERE wanted = 1 ORDER BY position").fetchall()
        for position, jws in rows:
            status, _, _ = self.ask(held, "POST", "/v1/events", jws, "application/secevent+jwt")
            if status != 202:
                break
            self.state.write(lambda: self.state.db.execute("UPDATE issued SET wanted = 0 WHERE position = ?", (position,)))

    def _witness(self, held):
        """Asks the peer to cosign (C2SP tlog-witness)."""
        state = self.state
        with state.lock:
            size, note = len(state.tree), state.checkpoint()
            if size == self.cosigned:
                return
            proof = state.tree.consistency(self.cosigned, 0, size) if self.cosigned else []

        lines = [f"old {self.cosigned}", *(base64.b64encode(h).decode() for h in proof), "", note]
        status, _, body = self.ask(held, "POST", "/add-checkpoint", "\n".join(lines), "text/plain")
        if status == 200:
            self.cosigned, self.cosignatures = size, note + body
        elif status == 409:
            self.cosigned = min(int(body), size)

    def look_again(self, always=False):
        """Whether a newer identity of the peer is known now; it is asked for every two seconds at most."""
        with self.looking:
            before = self.state.peer["identity"]["version"]
            if always or time.monotonic() - self.looked > 2:
                try:
                    self.newest_identity([self.connect(pins=False)])
                except (OSError, Refused, http.client.HTTPException):
                    pass
                self.looked = time.monotonic()
            return self.state.peer["identity"]["version"] > before

    def knowing(self, look):
        """What `look` finds, and where it knows a key not, once more after the newest identity was asked for."""
        version = self.state.peer["identity"]["version"]
        try:
            return look()
        except Refused as refused:
            unknown = refused.problem in ("key-unknown", "peer-unknown") and "known-keys" not in self.faults
            if not unknown or not (self.look_again() or self.state.peer["identity"]["version"] > version):
                raise
            return look()

    def newest_identity(self, held):
        state = self.state
        status, _, body = self.ask(held, "GET", f"/v1/identity?after={state.peer['identity']['version']}")
        for jws in parse(body)["identities"] if status == 200 else []:
            newer = read_identity(jws, state.peer["identity_key"])
            before = state.peer
            follows = newer["identity"]["version"] == before["identity"]["version"] + 1 and newer["identity"]["prev"] == digest(before["identity_jws"])
            expect(follows, "malformed", "the identity does not follow")
            state.peer = {**before, **newer}
