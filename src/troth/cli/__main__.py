"""`python -m troth.cli` is `troth`."""

from troth.cli.main import main

main()
