"""Runs the demo company: `script/demo`. Ctrl-C ends it; the next start finds everything as it was left.

Rules
- Only this machine is served: whoever reaches it can sign in as the invented people.
- Workers run beside the pages, so that requests are worked on as they come.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import uvicorn

from examples.company.company import POLICY, Company, application
from examples.company.people import Person, invented
from examples.company.places import postgres
from troth.assembly import Workers, open_sweeps
from troth.vocabulary import TrothError

TEXT = """
纸鹤书店 · Paper Crane Books (invented): http://127.0.0.1:{port}
  sign in as one of the people there, or with an address such as {address} at /centre/{policy}/sign-in
  codes and letters arrive in {mail}; they are shown at http://127.0.0.1:{port}/letters
  console: http://127.0.0.1:{port}/console  key: {key}
  to look for somebody in every file: .venv/bin/python examples/company/search.py {word} {folder}
"""


def main() -> None:
    """Make the company unless it is there, and serve it."""
    parser = argparse.ArgumentParser(description="The demo company.")
    parser.add_argument("--folder", type=Path, default=Path(".demo"), help="where everything is kept (.demo)")
    parser.add_argument("--people", type=int, default=12, help="how many invented people (12)")
    parser.add_argument("--port", type=int, default=8378)
    given = parser.parse_args()
    folder = given.folder.absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    people = invented(given.people)
    with postgres(folder) as address:
        company = Company(folder, address)
        if not company.filled:
            print(f"Making the company in {folder} ...", file=sys.stderr)  # noqa: T201  # it is for who runs it
            company.fill(people)
        serve(company, people, given.port)


def serve(company: Company, people: Sequence[Person], port: int) -> None:
    """Serve until Ctrl-C."""
    installation = company.open()
    mail = company.places.mail
    said = {
        "port": port,
        "policy": POLICY,
        "mail": mail,
        "key": installation.api_key,
        "folder": company.folder,
    }
    print(TEXT.format(address=people[0].email, word=people[0].word, **said), file=sys.stderr)  # noqa: T201  # likewise
    app = application(installation, people, mail)
    server = uvicorn.Server(
        uvicorn.Config(app, port=port, log_level="warning", server_header=False, proxy_headers=False)
    )
    try:
        open_sweeps(installation)
        with Workers(installation), suppress(KeyboardInterrupt):
            server.run()
    finally:
        installation.gate.close()


if __name__ == "__main__":
    try:
        main()
    except TrothError as error:  # such as: it runs already
        sys.exit(f"{error.text('zh')}\n{error.text('en')}\n  -> {error.help('zh')} · {error.help('en')}")
