"""Assembly: settings, secrets, and the only place that puts adapters into parts."""

from troth.assembly.opening import Installation, install, open_gate, signature_verifier
from troth.assembly.printing import printer
from troth.assembly.scanning import place_at, scan_watch
from troth.assembly.secrets import matches
from troth.assembly.settings import VARIABLES, Settings

__all__ = [
    "VARIABLES",
    "Installation",
    "Settings",
    "install",
    "matches",
    "open_gate",
    "place_at",
    "printer",
    "scan_watch",
    "signature_verifier",
]
