"""Faces over HTTP: the API for applications, the privacy centre for people, the console for officers."""

from troth.web.app import make_app
from troth.web.frame import DemoSubject

__all__ = ["DemoSubject", "make_app"]
