"""The privacy centre: where a person reads the policy, sees what stands, agrees and withdraws."""

from troth.web.centre.routes import router

__all__ = ["router"]
