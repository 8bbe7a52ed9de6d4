"""Troth: a privacy policy that runs.

One policy file gives the answers (may we?), the evidence (did we?) and the texts people read.
"""

__version__ = "0.1.0"
