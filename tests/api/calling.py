"""The whole application on a store in memory, called as an application would.

Example
    >>> shop = Shop(open_app(folder, SHOP))
    >>> shop.ask("registration", ["phone"])["answer"]
    'ask'
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from troth.assembly import Installation, Settings, install
from troth.web import make_app

KEY = "troth_key-of-the-tests-0123456789"
HEADERS = {"Authorization": f"Bearer {KEY}"}
CANARY = "13800004711"
MAIL = "wang.canary@mail.example"
GOOD = {"policy": "shop", "act": "collect", "purpose": "registration", "subject": "u-1", "data": ["phone"]}
POLICIES = Path(__file__).resolve().parents[2] / "policies"


def open_app(folder: Path, *policies: str | Path) -> Installation:
    """Return an installation in `folder` on `policies` (paths, or texts which are written there first)."""
    files = []
    for number, policy in enumerate(policies):
        if isinstance(policy, Path):
            files.append(policy)
        else:
            files.append(folder / f"{number}.yaml")
            files[-1].write_text(policy, encoding="utf-8")
    return install(Settings(folder / "home", "memory:", KEY), files)


class Caller:
    """Calls the API of an installation with its key, mostly about one policy and one person."""

    def __init__(
        self,
        installation: Installation,
        policy: str = "shop",
        subject: str = "u-1",
        http: TestClient | None = None,
    ) -> None:
        self.installation, self.policy, self.subject = installation, policy, subject
        app = http.app if http is not None else make_app(installation)
        self.http = TestClient(app, headers=HEADERS, raise_server_exceptions=False)

    def post(self, body: Any, **options: Any) -> Any:
        """Return the response to a question, given as a value or as bytes."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.http.post("/v1/decisions", content=content, **options)

    def question(self, purpose: str, data: Any = (), act: str = "collect", **more: Any) -> dict[str, Any]:
        """Return a question about the person; a field that is None is left out."""
        whole: dict[str, Any] = {"policy": self.policy, "subject": self.subject, "act": act}
        whole |= {"purpose": purpose, "data": list(data), **more}
        return {name: value for name, value in whole.items() if value is not None}

    def ask(self, purpose: str, data: Any = (), act: str = "collect", **more: Any) -> Any:
        """Return the answer to a question that must be well formed."""
        response = self.post(self.question(purpose, data, act, **more))
        assert response.status_code == 200, response.text
        return response.json()

    def put(self, prompt: Any, choice: str = "agree", language: str = "zh", **more: Any) -> Any:
        """Return the response to a person's choice on `prompt`; a field that is None is left out."""
        body: dict[str, Any] = {"policy": self.policy, "choice": choice, "language": language}
        body["shown"] = prompt["shown"][language]
        body |= {name: prompt[name] for name in ("level", "recipient", "by") if name in prompt} | more
        return self.http.put(prompt["put"], json={k: v for k, v in body.items() if v is not None})

    def agree(self, age: int = 30) -> None:
        """Let the person say their age and agree to the policy."""
        for kind, years in (("age", age), ("agreement", None)):
            for prompt in self.ask("registration", ["phone"])["ask"]:
                if prompt["kind"] == kind:
                    assert self.put(prompt, age=years).status_code == 200

    def prompt(self, purpose: str, data: Any, kind: str = "consent", **more: Any) -> Any:
        """Return the one prompt of a kind that asking about a step brings."""
        found = [each for each in self.ask(purpose, data, **more)["ask"] if each["kind"] == kind]
        assert len(found) == 1, found
        return found[0]

    def state(self, purpose: str, kind: str = "consent") -> str:
        """Return how a choice stands."""
        listed = self.http.get(f"/v1/subjects/{self.subject}/consents", params={"policy": self.policy}).json()
        return str(next(e["state"] for e in listed if (e["kind"], e["purpose"]) == (kind, purpose)))

    def size(self) -> int:
        """Return the number of entries in the policy's ledger."""
        note = self.http.get(f"/v1/policies/{self.policy}/checkpoint").json()["checkpoint"]
        return int(note.splitlines()[1])

    def export(self) -> bytes:
        """Return the whole ledger of the policy."""
        return self.http.get(f"/v1/policies/{self.policy}/export").content


def with_(**changes: Any) -> bytes:
    """Return a good question with `changes`, as bytes."""
    return json.dumps({**GOOD, **changes}).encode()


def check_error(response: Any, *statuses: int) -> None:
    """Check that a response is an error of ours in both languages, with one of `statuses` (400)."""
    assert response.status_code in (statuses or (400,)), response.text[:300]
    error = response.json()["error"]
    assert set(error) == {"id", "text", "help"}
    assert error["id"]
    for part in ("text", "help"):
        assert set(error[part]) == {"en", "zh"}
        assert all(error[part].values())
    for text in (*error["text"].values(), *error["help"].values()):
        assert len(text) < 400
        assert text.isprintable()
        assert "Traceback" not in text
        assert "msgspec" not in text
        assert "pydantic" not in text


def check_not_kept(caller: Caller, *words: str) -> None:
    """Check that none of `words` is in the ledger."""
    export = caller.export()
    for word in words:
        if len(word) > 2:
            assert word.encode() not in export
            assert json.dumps(word).strip('"').encode() not in export
