"""Stores for the books: SQLite, PostgreSQL, and memory, behind the port of `troth.consent.ports`.

Example
    >>> store = open_store("sqlite:///books.db", key=key, clock=clock, randomness=os.urandom)
    >>> store.write("acme", lambda book: book.subject(digest, create=True))
"""

from troth.adapters.stores.copying import Record, check_there, copied_in, copied_out, counted
from troth.adapters.stores.opening import beside, open_store

__all__ = ["Record", "beside", "check_there", "copied_in", "copied_out", "counted", "open_store"]
