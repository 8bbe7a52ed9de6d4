"""The console: where the privacy officer sees the policies, asks decisions and takes the evidence."""

from troth.web.console.routes import router

__all__ = ["router"]
