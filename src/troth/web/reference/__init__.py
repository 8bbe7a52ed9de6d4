"""The API's description as a page, in both languages."""

from troth.web.reference.page import CHINESE, router

__all__ = ["CHINESE", "router"]
