"""
A neighbour of a node of Juxta that shares no line with it, after docs/wire.md and openapi/exchange.yaml.
Usage: neighbour.py FOLDER --country XB --port N --peer FILE [--fault NAME]…; it writes FOLDER/neighbour.invite, waits until FILE is there, and does what it is told
on its standard input: `send N`, `answer accepted|rejected`, `state`, `fault NAME`, `mend NAME`, `end`. Each is answered by one line of JSON.
"""

import argparse, base64, json, os, ssl, sys, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
import log
from jose import Refused, canonical, jwk_of, parse, thumbprint
from outgoing import WORKERS, Outgoing
from receive import TYPES, VERSION, Receiver, expect, read_invite
from state import State, pin_of, words

LIMITS = {"/v1/messages/": 8 << 20, "/v1/events": 4 << 20, "/v1/agreements/": 512 << 10}


def events_page(state, receiver, query):
    """GET /v1/events: what was issued, in the order of the log, from a place of it."""
    after, limit = query.get("after", [""])[0], int(query.get("limit", ["100"])[0])
    expect(1 <= limit <= 500, "malformed", "limit is 1 to 500", "limit", "/limit")
    expect(after == "" or (after.isascii() and after.isdigit() and len(after) < 16), "malformed", "after is no place", "cursor", "/after")
    since = -1 if after == "" or "events-cursor" in receiver.faults else int(after)
    with state.lock:
        rows = state.db.execute("SELECT position, jws FROM issued WHERE position > ? ORDER BY position LIMIT ?", (since, limit)).fetchall()
    return {"sets": [jws for _, jws in rows], "next": str(rows[-1][0]) if rows else after}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 120

    def setup(self):
        self.request.settimeout(20)
        self.request.do_handshake()
        super().setup()

    def log_message(self, *_):
        pass

    def reply(self, status, kind, body):
        data = body if isinstance(body, bytes) else body.encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def peer(self):
        """Who asks is who holds a pinned key."""
        state, certificate = self.server.state, self.request.getpeercert(True)
        expect(state.peer, "peer-unknown", "there is no peer yet", "peer")
        if "no-client-certificate" in self.server.faults:
            return state.peer["country"]
        expect(certificate, "peer-unknown", "no TLS client certificate was shown", "certificate")
        pin, now = pin_of(certificate), int(time.time())

        def look():
            pinned = any(t["spki"] == pin and t["from"] <= now < min(t["until"], t.get("revoked_at", t["until"])) for t in state.peer["identity"]["tls"])
            expect(pinned, "peer-unknown", "the key of the certificate is not pinned", "pin")

        self.server.outgoing.knowing(look)
        return state.peer["country"]

    def go(self):
        try:
            peer = self.peer()
            at = urlsplit(self.path)
            limit = next((n for start, n in LIMITS.items() if at.path.startswith(start)), 1 << 20)
            length = int(self.headers.get("content-length") or 0)
            if length > limit:
                self.close_connection = True
                raise Refused("too-large", "the body is larger than the limit", "size")
            answer = self.answer(peer, at.path, parse_qs(at.query), self.rfile.read(length))
            self.reply(*(answer if isinstance(answer, tuple) else (200, "application/json", canonical(answer))))
        except (Refused, KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            refused = error if isinstance(error, Refused) else Refused("malformed", "it is not of the form that it must have")
            kind = "text/html" if "content-type" in self.server.faults else "application/problem+json"
            self.reply(refused.body()["status"], kind, canonical(refused.body()))

    do_GET = do_PUT = do_POST = go

    def typed(self, kind):
        found = (self.headers.get("content-type") or "").split(";")[0].strip().lower()
        expect(found == kind, "malformed", f"the media type must be {kind}", "media-type", "/content-type")

    def several(self, body):
        lines = [line.split(" ", 1) for line in body.removesuffix("\n").split("\n")]
        expect(1 <= len(lines) <= 32 and all(len(line) == 2 for line in lines), "malformed", "lines of an id, a space and a compact JWE", "lines")
        return {"answers": [self.one(jti, jwe) for jti, jwe in lines]}

    def one(self, jti, jwe):
        try:
            status, kind, body = self.server.receiver.message(jti, jwe)
        except Refused as refused:
            status, kind, body = refused.body()["status"], "application/problem+json", canonical(refused.body())
        return {"status": status, "type": kind, "body": body if isinstance(body, str) else body.decode()}

    def answer(self, peer, path, query, body):
        state, receiver = self.server.state, self.server.receiver
        parts = [unquote(p) for p in path.split("/")[1:]]
        match (self.command, *parts):
            case ("GET", "v1", "ping"):
                return {"country": state.country, "peer": peer, "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
            case ("PUT", "v1", "messages", jti):
                self.typed("application/jose")
                return receiver.message(jti, body.decode("latin1"))
            case ("POST", "v1", "messages"):
                self.typed("text/plain")
                return self.several(body.decode("latin1"))
            case ("POST", "v1", "events"):
                self.typed("application/secevent+jwt")
                try:
                    receiver.event(body.decode("latin1").strip())
                except (Refused, KeyError, TypeError, AttributeError) as refused:
                    err = {"signature-invalid": "authentication_failed", "key-unknown": "invalid_key", "sender-mismatch": "invalid_issuer",
                           "wrong-recipient": "invalid_audience"}.get(getattr(refused, "problem", ""), "invalid_request")  # fmt: skip
                    return 400, "application/json", canonical({"err": err, "description": str(refused)})
                return 202, "text/plain", ""
            case ("GET", "v1", "events"):
                return events_page(state, receiver, query)
            case ("PUT", "v1", "agreements", named):
                self.typed("application/json")
                try:
                    return receiver.agreement(named, parse(body))
                except (KeyError, TypeError, AttributeError) as error:
                    raise Refused("malformed", f"not an agreement: {error}") from error
            case ("GET", "v1", "identity"):
                after = int(query.get("after", ["0"])[0])
                return {"identities": [state.identity] if after < 1 else []}
            case ("GET", ".well-known", "juxta"):
                return 200, "application/jwt", self.description()
            case ("POST", "add-checkpoint"):
                return self.cosign(body.decode())
            case ("GET", "v1", "witnessed"):
                row = state.one("SELECT note FROM seen")
                mine = state.one("SELECT receipt FROM message WHERE direction = 'out' AND receipt IS NOT NULL ORDER BY rowid DESC")
                row = None if "witnessed" in receiver.faults else row
                return {"checkpoints": [row[0]] if row else [], "receipts": [mine[0]] if mine else []}
            case ("POST", "v1", "witnessed"):
                return {"checkpoints": []}
            case ("GET", "log", state.shard, "checkpoint"):
                return 200, "text/plain; charset=utf-8", self.checkpoint()
            case ("GET", "log", state.shard, "proof", index):
                return 200, "text/plain; charset=utf-8", self.proof(peer, int(index) if index.isdigit() else -1)
            case ("GET", "log", state.shard, "tile", *rest):
                return 200, "application/octet-stream", self.tile("/".join(rest).split("/"))
        raise Refused("not-found", "there is no such resource")

    def description(self):
        state, now = self.server.state, int(time.time())
        claims = {
            "iss": state.country, "iat": now, "exp": now + 86_400, "name": state.name, "exchange": state.url, "log": state.origin,
            "limits": {"message_bytes": 4 << 20}, "procedures": [{"name": name, "versions": [VERSION]} for name in TYPES],
        }  # fmt: skip
        return state.plain("juxta-node+jwt", claims)

    # --- the log ---------------------------------------------------------------------------------------------------------------------------

    def checkpoint(self):
        state, outgoing = self.server.state, self.server.outgoing
        if "checkpoint-fork" in self.server.faults:
            body = log.body_of(state.origin, len(state.tree), os.urandom(32))
            return log.signed_note(body, state.origin, state.keys.log)
        with state.lock:
            return outgoing.cosignatures or state.checkpoint()

    def proof(self, peer, index):
        state = self.server.state
        row = state.one("SELECT data FROM leaf WHERE position = ?", index)
        expect(row and parse(row[0])["peer"] == peer, "not-found", "there is no such leaf")
        with state.lock:
            size = len(state.tree)
            hashes = [base64.b64encode(h).decode() for h in state.tree.inclusion(index, 0, size)]
            return "\n".join(("c2sp.org/tlog-proof@v1", f"index {index}", *hashes, "", state.checkpoint()))

    def tile(self, parts):
        state, width = self.server.state, 256
        if parts and parts[-1].isdigit() and len(parts) > 1 and parts[-2].endswith(".p"):
            width, parts = int(parts[-1]), [*parts[:-2], parts[-2][:-2]]
        names = [p.removeprefix("x") for p in parts[1:]]
        right = parts[0].isdigit() and names and all(n.isdigit() and len(n) == 3 for n in names)
        expect(right, "not-found", "there is no such tile")
        level, n = int(parts[0]), int("".join(names))
        with state.lock:
            levels = state.tree.levels
            hashes = levels[8 * level][n * 256 : n * 256 + width] if 8 * level < len(levels) else []
        expect(width and len(hashes) == width, "not-found", "there is no such tile")
        return b"".join(hashes)

    def cosign(self, text):
        """C2SP tlog-witness, for the log of the peer."""
        state, plain = self.server.state, "text/plain; charset=utf-8"
        head, _, note = text.partition("\n\n")
        old, *proof = head.split("\n")
        try:
            old, hashes = int(old.removeprefix("old ")), [base64.b64decode(h, validate=True) for h in proof]
            origin = note.split("\n")[0]
            if origin != state.peer["identity"]["log"]["origin"]:
                return 404, plain, "the origin is not known here\n"
            opened = log.open_note(note, state.peer["identity"]["log"]["vkey"])
        except ValueError:
            return 400, plain, "not a request of add-checkpoint\n"
        if not opened:
            return 403, plain, "not signed by the log\n"
        _, size, root = opened
        with state.lock:
            seen = state.one("SELECT size, root FROM seen WHERE origin = ?", origin) or (0, log.sha(b""))
            if old > size:
                return 400, plain, "the old size is larger\n"
            if old != seen[0] or (size == seen[0] and root != seen[1]):
                return 409, "text/x.tlog.size", f"{seen[0]}\n"
            if not log.consistent(old, size, hashes, seen[1], root):
                return 422, plain, "the consistency proof does not verify\n"
            state.write(lambda: state.db.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?)", (origin, size, root, note)))
            return 200, plain, log.cosign(note.partition("\n\n")[0] + "\n", f"{state.origin}/witness", state.keys.witness, int(time.time()))


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, _request, _address):
        error = sys.exc_info()[1]
        if not isinstance(error, (OSError, ssl.SSLError)):
            super().handle_error(_request, _address)


def oldest(faults):
    return ssl.TLSVersion.TLSv1_2 if "tls12" in faults else ssl.TLSVersion.TLSv1_3


def tls(state, faults):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = oldest(faults)
    context.load_cert_chain(state.keys.path("tls.crt"), state.keys.path("tls.pem"))
    context.load_verify_locations(cadata=state.peer["tls_authority"])
    # A client without a certificate is told so by name; one whose certificate does not verify is not spoken to.
    context.verify_mode = ssl.CERT_OPTIONAL
    return context


def main():
    args = argparse.ArgumentParser()
    args.add_argument("folder")
    args.add_argument("--country", required=True)
    args.add_argument("--port", type=int, required=True)
    args.add_argument("--peer", required=True)
    args.add_argument("--fault", action="append", default=[])
    args = args.parse_args()
    state, faults = State(args.folder, args.country, f"Customs of {args.country}", f"https://127.0.0.1:{args.port}"), set(args.fault)
    state.kid_enc = thumbprint(jwk_of(state.keys.encryption))
    state.keys.write("neighbour.invite.new", state.invite() + "\n")
    os.replace(state.keys.path("neighbour.invite.new"), state.keys.path("neighbour.invite"))
    say = lambda **what: print(json.dumps(what), flush=True)  # noqa: E731
    say(words=words(thumbprint(jwk_of(state.keys.identity))))
    while not os.path.exists(args.peer):
        time.sleep(0.1)
    with open(args.peer, encoding="utf8") as file:
        state.peer = read_invite(file.read())
    outgoing = Outgoing(state, faults)
    receiver = Receiver(state, faults, outgoing)
    server = Server(("127.0.0.1", args.port), Handler, bind_and_activate=False)
    server.allow_reuse_address = True
    server.server_bind()
    server.server_activate()
    server.socket = tls(state, faults).wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.state, server.receiver, server.outgoing, server.faults = state, receiver, outgoing, faults
    threads = [threading.Thread(target=server.serve_forever, daemon=True), threading.Thread(target=outgoing.rest, daemon=True)]
    threads += [threading.Thread(target=outgoing.work, args=(n,), daemon=True) for n in range(WORKERS)]
    for thread in threads:
        thread.start()
    say(ready=True, peer=state.peer["country"], words=words(thumbprint(state.peer["identity_key"])))
    for words_said in sys.stdin:
        match words_said.split():
            case ["send", n]:
                say(sent=[outgoing.submit(f"<Declaration>{i}</Declaration>") for i in range(int(n))])
            case ["answer", outcome]:
                say(answered=outgoing.answer(outcome))
            case ["fault" | "mend" as order, name]:
                (faults.add if order == "fault" else faults.discard)(name)
                server.socket.context.minimum_version = oldest(faults)
                say(faults=sorted(faults))
            case ["state"]:
                with state.lock:
                    rows = state.db.execute("SELECT direction, state, count(*), count(receipt) FROM message GROUP BY direction, state").fetchall()
                say(messages=[dict(zip(("direction", "state", "count", "receipts"), row)) for row in rows], leaves=len(state.tree), cosigned=outgoing.cosigned,
                    witnessed=(state.one("SELECT max(size) FROM seen") or [0])[0], heard=state.one("SELECT count(*) FROM heard")[0],
                    agreement=state.kept("agreement"), suspended=sum(len(json.loads(row[0])["now"]) for row in state.all("SELECT value FROM kept WHERE name LIKE 'suspended %'")))  # fmt: skip
            case ["end"]:
                break
    outgoing.ending = True


if __name__ == "__main__":
    main()
