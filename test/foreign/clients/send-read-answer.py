"""A client that openapi-python-client has made of /openapi.json, at work between two nodes of the demo."""
import json
import sys
import time
import uuid

sys.path.insert(0, ".")
from juxta_client import AuthenticatedClient
from juxta_client.api.inbox import answer_message, collect_message, read_inbox
from juxta_client.api.messages import get_document, get_message, search_messages, submit_message
from juxta_client.models import (
    AnswerMessageBody,
    AnswerMessageBodyOutcome,
    Context,
    MessageState,
    Problem,
    Submission,
    Submitted,
    TextContent,
)

nodes = json.loads(open(sys.argv[1]).readline())["nodes"]
a, b = (AuthenticatedClient(base_url=n["window"], token=n["keys"]["window"], timeout=60) for n in nodes[:2])

text = json.dumps({"functionalReferenceId": f"LRN-{uuid.uuid4()}"})
order = Submission(
    to=nodes[1]["country"],
    procedure="pre-arrival",
    type_="declaration",
    context=Context(x_schema="pre-arrival", x_purpose="demonstration"),
    document=TextContent(media_type="application/json", text=text),
)
key = str(uuid.uuid4())
sent = submit_message.sync(client=a, body=order, idempotency_key=key)
assert isinstance(sent, Submitted), sent
assert submit_message.sync(client=a, body=order, idempotency_key=key).id == sent.id, "once"

after = ""
arrived = None
while arrived is None:
    page = read_inbox.sync(client=b, after=after, wait=30)
    arrived = next((m for m in page.messages if m.id == sent.id), None)
    assert page.messages or arrived, "nothing came"
    after = page.next_
assert get_document.sync_detailed(sent.id, client=b).content.decode() == text
collect_message.sync(sent.id, client=b)
answer = AnswerMessageBody(outcome=AnswerMessageBodyOutcome.ACCEPTED)
answer_message.sync(sent.id, client=b, body=answer)

for _ in range(150):
    message = get_message.sync(sent.id, client=a)
    if message.state == MessageState.ACCEPTED:
        break
    time.sleep(0.2)
assert message.state == MessageState.ACCEPTED, message.state
assert message.history[0].state == MessageState.QUEUED
assert any(m.id == sent.id for m in search_messages.sync(client=a, state=MessageState.ACCEPTED, limit=500).items)

other = answer_message.sync(
    sent.id, client=b, body=AnswerMessageBody(outcome=AnswerMessageBodyOutcome.REJECTED, reason="no")
)
assert isinstance(other, Problem) and other.type_ == "/problems/state-conflict", other
missing = get_message.sync("00000000-0000-7000-8000-000000000000", client=a)
assert isinstance(missing, Problem) and missing.status == 404, missing
