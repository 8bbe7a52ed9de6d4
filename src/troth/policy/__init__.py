r"""The policy file: read with positions, checked, compiled, listed promise by promise.

Rules
- `load` is the way in: text -> `Loaded` (policy, compiled form, findings); an unusable file raises and says where.
- Pure: no files, no clock, no network.

Example
    >>> loaded = load(b"troth: 1\\nid: a\\n...")
    >>> loaded.compiled.hash[:8], [f.severity for f in loaded.findings]
    ('3f0c...', [])
"""

from troth.policy.advising import RULES, Advice, Rule, address, advise, citation
from troth.policy.clauses import Clause, Consented, DataLists, MessageType, Purpose, Tracker
from troth.policy.comparing import Change, Comparison, Rewording, compare, next_steps
from troth.policy.compiling import Compiled, compile_policy
from troth.policy.cooling import cooling_off, two_proofs
from troth.policy.cooling import reviewed as closing_reviewed
from troth.policy.file import Policy
from troth.policy.findings import Finding
from troth.policy.json_schema import schema
from troth.policy.keeping import keepers, keeps
from troth.policy.listing import Decided, Promise, decided, promises
from troth.policy.loading import Loaded, examine, load, unsound
from troth.policy.mapping import Kept, MappedElement, MappedRecipient, MapRow, PolicyMap, map_of
from troth.policy.reading import Document, read
from troth.policy.rules import Case, Instructions, Recipient
from troth.policy.sources import expand
from troth.policy.terms import Atom, Condition, Period, parse_atom, parse_condition, parse_period

__all__ = [
    "Advice", "Atom", "Case", "Change", "Clause", "Comparison", "Compiled", "Condition", "Consented",
    "DataLists", "Decided", "Document", "Finding", "Instructions", "Kept", "Loaded", "MapRow",
    "MappedElement", "MappedRecipient", "MessageType", "Period", "Policy", "PolicyMap", "Promise",
    "Purpose", "RULES", "Recipient", "Rewording", "Rule", "Tracker", "address", "advise", "citation",
    "closing_reviewed", "compare", "compile_policy", "cooling_off", "decided", "examine", "expand",
    "keepers", "keeps", "load", "map_of", "next_steps", "parse_atom", "parse_condition", "parse_period",
    "promises", "read", "schema", "two_proofs", "unsound",
]  # fmt: skip
