"""Servers to ask, and the client's own distribution on the path."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.clients.servers import Behaviour, RawServer

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "clients/python/src"))  # the client is a distribution of its own


@pytest.fixture
def raw():
    """A function from a behaviour, or from the bytes to say each time, to a running server."""
    running = []

    def start(behaviour: Behaviour | bytes, tls=None) -> RawServer:
        said = behaviour
        told = (lambda sock, _: sock.sendall(said)) if isinstance(said, bytes) else said
        running.append(RawServer(told, tls))
        return running[-1]

    yield start
    for each in running:
        each.stop()
