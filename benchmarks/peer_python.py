"""The peers that run in a Python environment of their own: answers one line of JSON with another.

`openbadges` 1.1.2 is of 2019. What it needs of today's Python is put back here, not in its own files: names that have
moved to `collections.abc`. Nothing is fetched: where its HTTP sessions would connect, memory answers.
"""

import collections
import collections.abc
import itertools
import json
import sys
import time
from base64 import b64decode
from io import BytesIO

for name in ("Mapping", "MutableMapping", "Sequence", "Set", "Iterable", "Callable", "Hashable"):
    if not hasattr(collections, name):
        setattr(collections, name, getattr(collections.abc, name))

import requests  # noqa: E402
from urllib3 import HTTPResponse  # noqa: E402

DOCUMENTS = {}


class Memory(requests.adapters.BaseAdapter):
    """What stands in for the network under the peer's HTTP sessions."""

    def send(self, request, **_):
        body = DOCUMENTS.get(request.url)
        answer = requests.Response()
        answer.request, answer.url = request, request.url
        answer.status_code = 404 if body is None else 200
        answer.raw = HTTPResponse(BytesIO((body or "").encode()), preload_content=False, status=answer.status_code)
        answer.headers["Content-Type"] = "application/json"
        return answer

    def close(self):
        pass


MEMORY = Memory()
requests.Session.get_adapter = lambda _session, url: MEMORY


def openbadges(task):
    from openbadges import verify
    from openbadges.verifier.openbadges_context import OPENBADGES_CONTEXT_V2_DICT

    DOCUMENTS["https://w3id.org/openbadges/v2"] = json.dumps(OPENBADGES_CONTEXT_V2_DICT)

    urls = task["urls"]
    result = verify(urls[0])
    if not result["report"]["valid"]:
        raise ValueError(f"openbadges refuses: {result['report']}")
    return lambda number: verify(urls[number % len(urls)])


def unbake(task):
    from openbadges_bakery import unbake as peer

    picture = b64decode(task["picture"])
    assert peer(BytesIO(picture)) == task["credential"]
    return lambda number: peer(BytesIO(picture))


def bake(task):
    from openbadges_bakery import bake as peer

    picture = b64decode(task["picture"])
    return lambda number: peer(BytesIO(picture), task["credential"], BytesIO())


COUNT = itertools.count()


def timed(run, times):
    seconds = []
    for number in itertools.islice(COUNT, times):
        start = time.process_time()
        run(number)
        seconds.append(time.process_time() - start)
    return seconds


def main():
    peers = {"openbadges": openbadges, "unbake": unbake, "bake": bake}
    for line in sys.stdin:
        task = json.loads(line)
        DOCUMENTS.clear()
        DOCUMENTS.update(task.get("pages", {}))
        try:
            reply = {"seconds": timed(peers[task["peer"]](task), task["times"])}
        except Exception as error:  # it is told to whoever measures
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)


main()
