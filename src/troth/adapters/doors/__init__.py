"""What checks those who sign in: passkeys, providers of identity (OpenID Connect), tokens of companies.

The libraries for passkeys and providers are the extra `operators`; without it there are passwords, and no button for more.
"""

from troth.adapters.doors.passkeys import open_passkeys
from troth.adapters.doors.providers import provider
from troth.adapters.doors.tokens import CompanyKey, CompanyTokens

__all__ = ["CompanyKey", "CompanyTokens", "open_passkeys", "provider"]
