"""What a Single Window does all day, in Python, with the client that client/python/make.sh has made from what the node serves: send, learn what has become of it
from the feed of changes, read what came, answer. Usage: PYTHONPATH=made made/venv/bin/python examples/single-window/single_window.py demo.json"""
import json
import sys
import time
import uuid

import httpx
from juxta_client import AuthenticatedClient
from juxta_client.api.changes import list_changes
from juxta_client.api.inbox import answer_message, collect_message, read_inbox
from juxta_client.api.messages import get_document, submit_message
from juxta_client.models import (
    AnswerMessageBody,
    AnswerMessageBodyOutcome,
    ChangeKind,
    Context,
    Problem,
    Submission,
    TextContent,
)

with open(sys.argv[1]) as file:
    nodes = json.loads(file.readline())["nodes"]
ours, theirs = (AuthenticatedClient(base_url=n["window"], token=n["keys"]["window"], timeout=90) for n in nodes[:2])
here, there = (n["country"] for n in nodes[:2])


def patiently(call, *args, **more):
    """Again after what passes by itself: a line that broke, a node that has no time. Only for what may be done twice: reads, and what has an Idempotency-Key."""
    for attempt in range(6):
        try:
            answer = call(*args, **more)
        except httpx.TransportError:
            answer = None
        if answer is not None and not (isinstance(answer, Problem) and answer.retryable):
            return answer
        time.sleep(min(30, 0.25 * 2**attempt))
    raise SystemExit(f"gave up: {answer}")


# Where the feed of changes is now; kept with one's own data, it is where to go on after a restart.
since = patiently(list_changes.sync, client=ours, after="now").next_

reference = f"LRN-{uuid.uuid4()}"
order = Submission(
    to=there,
    procedure="pre-arrival",
    type_="declaration",
    context=Context(x_schema="pre-arrival"),
    document=TextContent(media_type="application/json", text=json.dumps({"functionalReferenceId": reference})),
)
# The key belongs to the submission: sent again with it, it goes out once.
sent = patiently(submit_message.sync, client=ours, body=order, idempotency_key=str(uuid.uuid4()))
print(f"{here} sends {reference}: {sent.id}")

after, arrived = "", False
while not arrived:
    page = patiently(read_inbox.sync, client=theirs, after=after, wait=30)
    arrived = any(message.id == sent.id for message in page.messages)
    after = page.next_
document = get_document.sync_detailed(sent.id, client=theirs).content.decode()
print(f"{there} reads: {document}")
assert json.loads(document) == {"functionalReferenceId": reference}
collect_message.sync(sent.id, client=theirs)
answer_message.sync(sent.id, client=theirs, body=AnswerMessageBody(outcome=AnswerMessageBodyOutcome.ACCEPTED))

state = None
while state != "accepted":
    page = patiently(list_changes.sync, client=ours, after=since, kind=ChangeKind.MESSAGE, wait=30)
    for change in page.items:
        if change.message == sent.id:
            state = change.state
            print(f"{here} learns: {state}")
    since = page.next_

wrong = Submission(
    to=there,
    procedure="pre-arrival",
    type_="declaration",
    context=Context(x_schema="pre-arrival"),
    document=TextContent(media_type="application/json", text='{"functionalReferenceId":7}'),
)
problem = submit_message.sync(client=ours, body=wrong, idempotency_key=str(uuid.uuid4()))
assert isinstance(problem, Problem), problem
print(f"refused: {problem.type_} at {problem.pointer}, rule {problem.rule}")
