"""How fast and how exact values are found, beside Presidio's pattern recognisers, in one run over the same lines.

Rules
- The lines are generated from a seed (`tests/scanning/corpus.py`): Chinese and English values, invented, near misses, and one
  line in twenty with a value that nothing gives away (a name in the middle of a sentence, a number taken apart).
- Presidio runs every predefined recogniser that needs no model, over a blank pipeline; it gets each line by itself, as its
  interface wants it. Troth gets them as one column, line by line (a list of lines, an answer for each), and with a call for each.
- A value counts as found where anything is reported that overlaps it, and a report counts as right where it overlaps a
  value, whatever either side calls it: the kindest measure for both. `exact` asks Troth for the very place and name.
- Answers are compared before anything is timed. Time is that of the process; rounds are interleaved and their order
  rotates; the median counts. Presidio has no recognisers for most Chinese values: `shared` counts only the kinds that both know.

Presidio is no dependency of Troth. Run it in an environment of its own, from the root of the repository:

    uv run --isolated --no-project --with presidio-analyzer --with-editable . python benchmarks/scanning.py [LINES] [ROUNDS]

Without Presidio the program says so and measures only its own side; status 1 means that a target was missed.
"""

from __future__ import annotations

import gc
import logging
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.remove(str(Path(__file__).resolve().parent))  # its files are called like libraries

from tests.scanning.corpus import Line, lines
from troth.holdings import recognise, recognise_all

TARGET = 100
SEED = 20_261
HARD = 0.05
PEER_LINES = 150
SHARED = frozenset("email phone credit-card ip iban social-security-number mac".split())
Found = Sequence[tuple[int, int]]


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def troth(texts: Iterable[str]) -> list[Found]:
    """Return where Troth finds something in each text."""
    return [[(span.start, span.end) for span in recognise(text)] for text in texts]


def presidio() -> Callable[[Iterable[str]], list[Found]] | None:
    """Return Presidio's pattern recognisers as a function of texts, or None where it is not installed."""
    try:
        import spacy  # type: ignore[import-not-found, unused-ignore]
        from presidio_analyzer import (  # type: ignore[import-not-found, unused-ignore]
            AnalyzerEngine,
            RecognizerRegistry,
        )
        from presidio_analyzer.nlp_engine import (  # type: ignore[import-not-found, unused-ignore]
            SpacyNlpEngine,
        )
    except ImportError:
        return None
    logging.disable(logging.CRITICAL)

    class Blank(SpacyNlpEngine):  # type: ignore[misc, no-any-unimported, unused-ignore]
        """A pipeline without a model: only patterns find something."""

        def __init__(self) -> None:
            super().__init__(models=[{"lang_code": "en", "model_name": "blank"}])
            self.nlp = {"en": spacy.blank("en")}

        def load(self) -> None:
            """Load nothing."""

        def is_loaded(self) -> bool:
            """Tell that nothing is left to load."""
            return True

    engine = Blank()
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=engine)
    registry.recognizers = [each for each in registry.recognizers if "Spacy" not in type(each).__name__]
    analyzer: Any = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])
    say(f"presidio: {len(registry.recognizers)} recognisers")

    def analyse(texts: Iterable[str]) -> list[Found]:
        return [[(each.start, each.end) for each in analyzer.analyze(text, "en")] for text in texts]

    return analyse


def quality(
    corpus: Sequence[Line], found: Sequence[Found], only: frozenset[str] | None = None
) -> tuple[float, float]:
    """Return (recall, precision) by overlap; with `only`, recall of these kinds and precision over all lines."""
    values = hit = reported = right = 0
    for line, spans in zip(corpus, found, strict=True):
        for start, end, what in line.values:
            if only is None or what in only:
                values += 1
                hit += any(one < end and start < other for one, other in spans)
        for one, other in spans:
            reported += 1
            right += any(one < end and start < other for start, end, _ in line.values)
    return hit / max(values, 1), right / max(reported, 1)


def exact(corpus: Sequence[Line]) -> tuple[float, float]:
    """Return (recall, precision) of Troth where place and name must be right to the character."""
    values = hit = reported = 0
    for line in corpus:
        spans = {(span.start, span.end, span.what) for span in recognise(line.text)}
        values += len(line.values)
        hit += len(spans & set(line.values))
        reported += len(spans)
    return hit / max(values, 1), hit / max(reported, 1)


def timed(cases: dict[str, tuple[Callable[[], object], int]], rounds: int) -> dict[str, float]:
    """Return the median microseconds a line of each case (its work, how many lines)."""
    times: dict[str, list[float]] = {name: [] for name in cases}
    names = list(cases)
    for number in range(rounds):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            work, count = cases[name]
            gc.collect()
            gc.disable()  # as timeit does; for both sides
            begin = time.process_time()
            work()
            times[name].append((time.process_time() - begin) / count * 1e6)
            gc.enable()
    return {name: statistics.median(each) for name, each in times.items()}


def main() -> int:
    """Compare, time, print; return 1 if a target was missed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    corpus = list(lines(SEED, count, hard=HARD))
    texts = [line.text for line in corpus]
    column = "\n".join(texts)
    mean = sum(map(len, texts)) / len(texts)
    say(f"{count} lines of {mean:.1f} characters, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    ours = quality(corpus, troth(texts))
    strict = exact(corpus)
    say(f"troth     recall {ours[0]:.4f}  precision {ours[1]:.4f}  exact {strict[0]:.4f} {strict[1]:.4f}")
    peer = presidio()
    few = texts[:PEER_LINES]
    cases: dict[str, tuple[Callable[[], object], int]] = {
        "troth, one column": (lambda: recognise(column), count),
        "troth, line by line": (lambda: list(recognise_all(texts)), count),
        "troth, a call for each": (lambda: troth(texts), count),
    }
    if peer is None:
        say("presidio is not installed: see the docstring; only one side was measured")
    else:
        theirs = quality(corpus, found := peer(texts))
        say(f"presidio  recall {theirs[0]:.4f}  precision {theirs[1]:.4f}")
        shared = quality(corpus, troth(texts), SHARED), quality(corpus, found, SHARED)
        say(f"shared kinds: recall troth {shared[0][0]:.4f}, presidio {shared[1][0]:.4f}")
        cases["presidio, line by line"] = (lambda: peer(few), len(few))
    medians = timed(cases, rounds)
    for name, value in medians.items():
        say(f"{name:24} {value:10.2f} us/line")
    if peer is None:
        return 0
    ratio = medians["presidio, line by line"] / medians["troth, one column"]
    single = medians["presidio, line by line"] / medians["troth, line by line"]
    call = medians["presidio, line by line"] / medians["troth, a call for each"]
    say(f"ratio: {ratio:.0f}x as a column, {single:.0f}x line by line, {call:.0f}x with a call for each line")
    say(f"the target is {TARGET}x")
    better = ours[0] > theirs[0] and ours[1] > theirs[1] and shared[0][0] >= shared[1][0]
    return 0 if min(ratio, single) >= TARGET and better else 1


if __name__ == "__main__":
    sys.exit(main())
