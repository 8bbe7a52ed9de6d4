"""The command line: one file per command.

Rules
- Every command that answers takes `--json` and then prints JSON only.
- Exit status 0: yes; 1: the answer is no (findings, a failed case, a broken proof); 2: the call itself was wrong.
- Texts follow `--lang`, else the locale: `zh` for Chinese, `en` for all others.

Example
    $ troth check policies/jeejio.yaml
    policies/jeejio.yaml: clean (216 promises, 635 lines)
"""

from troth.cli.main import app, main

__all__ = ["app", "main"]
