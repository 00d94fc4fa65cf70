"""Being told instead of asking, in Python: a receiver of webhooks, what it checks and what it answers.
Usage: PYTHONPATH=made made/venv/bin/python examples/webhook/webhook.py demo.json (client/python/make.sh makes the client)"""
import json
import sys
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from juxta_client import AuthenticatedClient
from juxta_client.api.messages import submit_message
from juxta_client.api.webhooks import create_webhook, delete_webhook
from juxta_client.models import ChangeKind, Context, MessageState, NewWebhook, Submission, TextContent
from standardwebhooks import Webhook, WebhookVerificationError

with open(sys.argv[1]) as file:
    here, there = json.loads(file.readline())["nodes"][:2]
client = AuthenticatedClient(base_url=here["window"], token=here["keys"]["window"], timeout=90)

secrets = []  # two, while a secret is being changed
seen = {}  # kept with one's own data: what was told before is told again where the answer to it was lost
told = threading.Condition()


def verified(body, headers):
    for secret in secrets:
        try:
            return Webhook(secret).verify(body, headers)
        except WebhookVerificationError:
            pass
    return None


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        # The bytes as they came, before anything has parsed them.
        body = self.rfile.read(int(self.headers["content-length"]))
        event = verified(body, dict(self.headers))
        if event is not None:
            with told:
                seen.setdefault(self.headers["webhook-id"], event)
                told.notify_all()
        self.send_response(401 if event is None else 204)
        self.end_headers()

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/juxta"
webhook = create_webhook.sync(
    client=client, body=NewWebhook(url=url, kinds=[ChangeKind.MESSAGE], states=[MessageState.DELIVERED])
)
secrets.append(webhook.secret)

order = Submission(
    to=there["country"],
    procedure="pre-arrival",
    type_="declaration",
    context=Context(x_schema="pre-arrival"),
    document=TextContent(media_type="application/json", text=json.dumps({"functionalReferenceId": f"LRN-{uuid.uuid4()}"})),
)
sent = submit_message.sync(client=client, body=order, idempotency_key=str(uuid.uuid4()))
with told:
    came = told.wait_for(lambda: any(e["data"]["message"] == sent.id for e in seen.values()), timeout=60)
assert came, "nothing was told"
print(f"told: message.delivered {sent.id}")
delete_webhook.sync_detailed(webhook.id, client=client)
server.shutdown()
