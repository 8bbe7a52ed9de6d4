"""The page on which a recipient that was told by mail confirms it."""

from troth.web.receipts.page import receipts_router

__all__ = ["receipts_router"]
