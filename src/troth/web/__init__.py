"""Faces over HTTP: the API for applications, the privacy centre for people, the console for officers."""

from troth.web.app import make_app

__all__ = ["make_app"]
