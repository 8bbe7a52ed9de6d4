"""Services behind HTTP: a real server takes OpenDSR requests, checks what is signed, and is asked until it is done."""

from __future__ import annotations

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.holdings.shop import Clock, Given
from tests.lakes import water
from troth.adapters.channels import check_signed, signed_headers
from troth.adapters.connectors import Service, ServiceHolding, request_id
from troth.assembly.maps import secret_of
from troth.holdings import read_places
from troth.holdings.errors import BadMap, CannotRead, NotAnswered, NotIdentified, Stopped
from troth.holdings.ports import Unable

SECRET = hashlib.sha256(b"shared with the service of this test").digest()
MAP = """
troth-map: 1
policy: acme
places:
  mailer: {http: TROTH_PLACE_MAILER, by: [email, phone], data: [email, name], inside: true}
"""


class Processor(ThreadingHTTPServer):
    """A processor of the company's: keeps requests, and says of each the next of `states`."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answering)
        self.requests, self.asked, self.unsigned = {}, [], 0
        self.states, self.results, self.fails = ["pending", "in_progress", "completed"], {}, 0
        self.clock = Clock()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/dsr"


class Answering(BaseHTTPRequestHandler):
    server: Processor

    def _signed(self, body):
        headers = {name.lower(): value for name, value in self.headers.items()}
        if check_signed(SECRET, headers, body, int(self.server.clock.now().timestamp())):
            return True
        self.server.unsigned += 1
        self._say(401, {})
        return False

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if not self._signed(body):
            return
        said = json.loads(body)
        self.server.requests[said["subject_request_id"]] = said
        self._say(201, {"subject_request_id": said["subject_request_id"], "controller_id": "acme"})

    def do_GET(self):
        if not self._signed(f"GET {self.path.removeprefix('/dsr')}".encode()):
            return None
        self.server.asked.append(self.path)
        if self.server.fails:
            return self._say(self.server.fails, {})
        if self.path == "/results/7":
            return self._say(200, self.server.results)
        about = self.path.rpartition("/")[2]
        if about not in self.server.requests:
            return self._say(404, {})
        states = self.server.states
        status = states.pop(0) if len(states) > 1 else states[0]
        url = f"http://127.0.0.1:{self.server.server_port}/results/7"
        return self._say(200, {"subject_request_id": about, "request_status": status, "results_url": url})

    def _say(self, status, said):
        body = json.dumps(said).encode()
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("location", "http://127.0.0.1:1/elsewhere")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Be quiet."""


@pytest.fixture
def processor():
    server = Processor()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def holding(url, map_=MAP, people=None, secret=SECRET):
    place = read_places(map_).places["mailer"]
    return ServiceHolding(
        Service(url, secret, "https://privacy.acme.example/back"),
        place,
        Given(people or {water.HANDLE: water.LI}),
        Clock(),
        water.KINDS,
    )


def test_it_is_sent_once_and_asked_until_it_is_done(processor):
    service, order = holding(processor.url), water.order(place="mailer")
    assert service.plan(order).total == 1
    assert [service.erase(order).why for _ in range(3)] == [("asked",), ("pending",), ("pending",)]
    receipt = holding(processor.url).erase(order)  # a process that knows nothing of the ones before
    assert (receipt.state, receipt.counts, receipt.remains) == (
        "done",
        {"requests": 1},
        ("what-the-service-keeps",),
    )
    assert service.plan(order).total == 0
    (said,) = processor.requests.values()
    assert said["subject_request_type"] == "erasure"
    assert [(each["identity_type"], each["identity_value"]) for each in said["subject_identities"]] == [
        ("email", "li.lei@mail.example"),
        ("phone_number", "13800138000"),
    ]
    assert said["status_callback_urls"] == ["https://privacy.acme.example/back"]
    assert not any("13800138000" in path or "li.lei" in path for path in processor.asked)
    assert processor.unsigned == 0


def test_what_it_gives_out_is_exported(processor):
    service, order = holding(processor.url), water.order(place="mailer")
    processor.results = {"email": "li.lei@mail.example", "name": "李雷", "secret-of-others": "x"}
    with pytest.raises(NotAnswered):
        service.export(order)
    processor.states = ["completed"]
    assert service.export(order).values == {"email": "li.lei@mail.example", "name": "李雷"}
    assert service.export(water.order(place="mailer", elements=("name",))).values == {"name": "李雷"}
    assert service.correct(order, {"name": "李磊", "phone": "1"}).state == "unfinished"
    assert {"values": {"name": "李磊"}} in [
        each.get("extensions", {}).get("troth") for each in processor.requests.values()
    ]
    with pytest.raises(Unable):
        service.anonymise(order)


def test_a_wrong_signature_a_redirect_and_a_refusal_are_no_erasure(processor):
    order = water.order(place="mailer")
    with pytest.raises(Stopped):
        holding(processor.url, secret=bytes(range(1, 33))).erase(order)
    assert processor.unsigned == 1
    assert processor.requests == {}
    processor.fails = 302
    with pytest.raises(Stopped) as stopped:
        holding(processor.url).erase(order)
    assert "302" in str(stopped.value)
    processor.fails, processor.states = 0, ["cancelled"]
    holding(processor.url).erase(order)
    assert holding(processor.url).erase(order).why == ("refused",)


def test_private_addresses_are_refused_unless_the_map_says_so(processor, monkeypatch):
    outside = MAP.replace(", inside: true", "")
    with pytest.raises(Stopped) as refused:
        holding(processor.url, outside).erase(water.order(place="mailer"))
    assert "private address" in str(refused.value)
    for address in ("10.1.2.3", "192.168.0.7", "100.64.0.1", "::1", "::ffff:10.0.0.1", "169.254.169.254"):
        monkeypatch.setattr(
            "socket.getaddrinfo", lambda *_, address=address, **__: [(2, 1, 6, "", (address, 443))]
        )
        with pytest.raises(Stopped):
            holding("https://mailer.acme.example/dsr", outside).erase(water.order(place="mailer"))
    assert processor.asked == []


def test_only_a_signed_call_back_of_now_counts_and_once(processor):
    service, order = holding(processor.url), water.order(place="mailer")
    body = json.dumps(
        {"subject_request_id": request_id(order, "erase"), "request_status": "completed"}
    ).encode()
    now = int(Clock().now().timestamp())
    headers = signed_headers(SECRET, "b1", now, body)
    assert service.called_back(headers, body + b" ") == ""
    assert service.called_back(signed_headers(SECRET, "b2", now - 600, body), body) == ""
    assert service.called_back(signed_headers(SECRET[::-1], "b3", now, body), body) == ""
    assert service.called_back(headers, body) == request_id(order, "erase")
    assert service.called_back(headers, body) == ""
    processor.states = ["pending"]
    service.erase(order)
    assert service.erase(order).state == "unfinished"  # whatever a call-back said, the service is asked


def test_the_map_and_the_settings_are_strict():
    for wrong in ("{http: TROTH_PLACE_X}", "{http: TROTH_PLACE_X, data: [name]}", "{http: 'https://a.example', by: [a], data: [a]}",
                  "{http: TROTH_PLACE_X, sql: TROTH_PLACE_Y, by: [a], data: [a]}", "{lake: TROTH_PLACE_X, engine: hive}"):  # fmt: skip
        with pytest.raises(BadMap):
            read_places(f"troth-map: 1\npolicy: acme\nplaces: {{mailer: {wrong}}}\n")
    place = read_places(MAP).places["mailer"]
    with pytest.raises(CannotRead):
        secret_of(place, {"TROTH_PLACE_MAILER_SECRET": "whsec_c2hvcnQ="})
    with pytest.raises(NotIdentified):
        holding("https://mailer.acme.example", people={water.HANDLE: {"name": ("x",)}}).find(
            water.order(place="mailer")
        )
