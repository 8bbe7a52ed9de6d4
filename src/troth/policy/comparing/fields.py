"""What each field of each clause is about, how it is compared, and what more of it means.

Rules
- Every field of every clause stands here, or is a text, or holds further clauses; a test walks the models.
- A row of the tables is `field | comparer | matter | sense | section that names its words`.

Example
    >>> field_of(Purpose, "data").matter, field_of(Right, "within").sense
    (<Matter.DATA: 'data'>, <Sense.BURDENS: 6>)
"""

from __future__ import annotations

from dataclasses import dataclass

from troth.policy import clauses, desks, file, rules
from troth.policy.comparing.demanding import bases, conditions, needs, reach_of_offer
from troth.policy.comparing.free import costs, free
from troth.policy.comparing.matters import Matter, Sense
from troth.policy.comparing.parts import (
    confirmed,
    continued,
    decides,
    joins,
    overlaid,
    prolonged,
    reducing,
    refused,
    ways,
)
from troth.policy.comparing.shifts import (
    Comparer,
    begins,
    element_limits,
    elements,
    flags,
    forms,
    levels,
    limit_of_time,
    limits,
    named,
    numbers,
    other,
    precision,
    presence,
    ranked,
    sets,
    term_of_time,
    told,
    usable_in,
)
from troth.policy.comparing.taking import keeps, takes


@dataclass(frozen=True)
class Field:
    """How one field is compared; `names` is the section whose texts name its words, "" for plain words."""

    compare: Comparer
    matter: Matter
    sense: Sense
    names: str = ""


COMPARERS: dict[str, Comparer] = {
    "bases": bases,
    "alone": ranked(None, "not-personal"),
    "begins": begins,
    "confirmed": confirmed,
    "continued": continued,
    "decides": decides,
    "joins": joins,
    "reducing": reducing,
    "refused": refused,
    "ways": ways,
    "overlaid": overlaid,
    "conditions": conditions,
    "costs": costs,
    "element-limits": element_limits,
    "elements": elements,
    "flags": flags,
    "forms": forms,
    "free": free,
    "function": ranked("additional", "basic"),
    "keeps": keeps,
    "levels": levels,
    "limits": limits,
    "lasts": term_of_time,
    "named": named,
    "needs": needs,
    "numbers": numbers,
    "offer": reach_of_offer,
    "other": other,
    "precision": precision,
    "presence": presence,
    "prolonged": prolonged,
    "proof": ranked(None, "attested", "probe"),
    "sets": sets,
    "stops": ranked("stops-what-rests-on-it", "stops-everything"),
    "takes": takes,
    "then": ranked(None, "erase", "anonymise", "restrict"),
    "told": told,
    "unknown-age": ranked("treat-as-adult", "ask"),
    "usable-in": usable_in,
    "within": limit_of_time,
}

PURPOSE = """
function|function|function|burdens
basis|bases|basis|guards
products|limits|product|opens|products
functions|limits|function|opens
acts|sets|act|opens|acts
when|offer|condition|opens
need|needs|condition|guards
data|takes|data|opens|data
origins|sets|origin|opens|origins
reuses|sets|reuse|opens|purposes
decides|decides|automated-decision|opens
form|forms|form|opens
min-group|numbers|form|guards
keep|keeps|retention|burdens
results|presence|reuse|guards
channels|sets|message|opens|channels
opt-out|sets|right|owes
with|sets|right|owes|purposes
yields-to|presence|right|owes|purposes
marketing|flags|message|plain
"""
TABLES: dict[type[clauses.Part], str] = {
    file.Policy: """
laws|named|law|guards
calendar|other|deadline|plain
region|other|region|plain
languages|named|notice|owes
""",
    file.Controller: """
name|told|controller|owes
contact|free|contact|plain
also|free|controller|plain
""",
    clauses.Product: """
of|other|product|plain
if|presence|condition|guards
functions|limits|function|opens
""",
    clauses.Outside: "shown|sets|notice|owes",
    clauses.Role: "may|sets|role|notes",
    clauses.Overlay: """
key|other|overlay|plain
may-change|sets|overlay|plain
for|overlaid|overlay|plain
""",
    clauses.Agreement: """
by|other|agreement|plain
level|levels|consent-level|guards
shown|other|notice|plain
takes-effect|other|agreement|plain
continued-use|continued|agreement|lifts
reducing-rights|reducing|consent-level|guards
disagreeing|stops|refusal|burdens
""",
    clauses.Element: """
kind|other|data|plain
sensitive|flags|sensitivity|guards
of|other|controller|plain
alone|alone|sensitivity|lifts
finest|precision|form|opens
secret|flags|sensitivity|guards
derived|flags|data|plain
""",
    clauses.Sensitive: """
level|levels|consent-level|guards
need|needs|condition|guards
roles|limits|sensitivity|lifts|roles
for|limits|sensitivity|lifts
""",
    clauses.Linkage: """
data|elements|condition|guards|data
never-with|joins|condition|guards|data
""",
    clauses.Purpose: PURPOSE,
    clauses.Refused: """
loses|sets|refusal|burdens|purposes
keeps|sets|refusal|owes|purposes
""",
    clauses.Channel: """
to|elements|data|opens|data
opt-out|presence|right|owes
""",
    clauses.Permission: """
data|elements|permission|plain|data
serves|limits|permission|plain
purposes|limits|permission|plain|purposes
products|limits|permission|plain|products
""",
    clauses.Tracker: """
category|other|tracker|plain|categories
data|elements|data|opens|data
form|forms|form|opens
lives|within|retention|burdens
needed-by|sets|tracker|notes
kind|other|tracker|plain
level|levels|consent-level|guards
acts|sets|act|opens|acts
products|limits|product|opens|products
""",
    clauses.Trackers: """
kinds|sets|tracker|plain
before-choice|sets|tracker|lifts|categories
choices|sets|right|owes
host-only|flags|tracker|guards
""",
    clauses.Origin: """
confirm|confirmed|condition|guards
beyond-scope|ways|origin|opens
data|element-limits|data|opens|data
purposes|sets|origin|opens|purposes
name|told|origin|owes
""",
    clauses.Supplements: "need|needs|condition|guards",
    rules.Recipient: """
role|other|recipient|plain|roles-of-recipients
kind|other|recipient|plain
name|told|recipient|owes
functions|limits|function|opens
products|limits|product|opens|products
data|element-limits|data|opens|data
form|forms|form|opens
raw|elements|form|opens|data
may-change-purpose|ways|reuse|opens
region|other|region|plain
signed|flags|recipient|opens
of|other|recipient|plain
contact|told|recipient|owes
need|needs|condition|guards
""",
    rules.Case: """
need|needs|condition|guards
purposes|limits|case|opens|purposes
recipients|limits|recipient|opens|recipients
roles|limits|recipient|opens|roles-of-recipients
products|limits|product|opens|products
form|forms|form|opens
data|element-limits|data|opens|data
yields-to|presence|right|owes|purposes
""",
    rules.Attests: """
told|sets|notice|guards
consent|levels|consent-level|guards
""",
    rules.Instructions: """
data|elements|instruction|opens|data
data-of|other|instruction|plain
controller|other|instruction|plain
given-by|sets|instruction|opens|roles
acts|sets|act|opens|acts
own-use|other|instruction|plain
within|other|instruction|plain
""",
    rules.Ground: """
need|needs|condition|guards
each|presence|condition|guards
products|usable-in|ground|lifts|products
when|conditions|ground|lifts
sub|limits|ground|lifts
unless-refused|flags|ground|guards
restricted|flags|ground|guards
may|other|ground|plain
cannot|other|ground|plain
partial|other|ground|plain
also|sets|ground|plain
by|other|ground|plain
""",
    rules.Grounds: """
acts|sets|ground|lifts|acts
lifts|sets|ground|lifts
data|element-limits|ground|lifts|data
""",
    rules.Unless: """
case|sets|condition|lifts
ground|sets|condition|lifts
""",
    rules.Demand: """
when|conditions|condition|guards
need|needs|condition|guards
""",
    rules.Never: "when|conditions|condition|guards",
    rules.Audience: """
data|elements|audience|plain|data
to|sets|audience|lifts
acts|sets|audience|plain|acts
person-may-open|sets|audience|opens
""",
    rules.State: """
refuses|refused|state|guards
except|sets|state|lifts
need|needs|condition|guards
only-for|limits|state|lifts|purposes
""",
    rules.Age: """
by|other|minors|plain
unknown|unknown-age|minors|guards
""",
    rules.Band: """
need|needs|condition|guards
acts|limits|minors|guards|acts
products|limits|minors|guards|products
refuses|presence|minors|guards
except|sets|minors|lifts|purposes
""",
    rules.Minors: """
consent|free|minors|burdens
found-without-consent|free|minors|burdens
at-age|free|minors|burdens
""",
    rules.EvidenceClause: """
about|other|evidence|plain
desk|other|evidence|notes
""",
    desks.Term: """
within|within|deadline|burdens
from|begins|deadline|burdens
pause|sets|deadline|burdens
unless|sets|deadline|burdens
when|presence|deadline|burdens
otherwise|other|deadline|burdens
final|within|deadline|burdens
channels|sets|notice|owes
do|sets|right|owes
plan|sets|right|owes
at-least|numbers|notice|owes
announce|flags|notice|owes
by|other|right|notes
not-before|within|deadline|plain
rejections|sets|right|burdens
lead|lasts|deadline|owes
""",
    desks.Right: """
within|within|deadline|burdens
from|begins|deadline|burdens
pause|sets|deadline|burdens
acknowledge|within|deadline|burdens
routes|sets|route|owes
scope|other|right|burdens
form|sets|right|owes
to|sets|right|owes
direct|sets|right|owes|data
opened-by|sets|right|owes
asks|sets|right|burdens|data
verify|sets|right|burdens|data
withdrawable|presence|right|owes
before|sets|right|owes
then|free|right|burdens
backups|free|deadline|burdens
reviewer|presence|right|owes
data|elements|right|owes|data
channels|sets|route|owes
need|needs|right|burdens
""",
    desks.RequestKind: """
within|within|deadline|burdens
from|begins|deadline|burdens
pause|sets|deadline|burdens
""",
    desks.Requests: """
calendar|other|deadline|plain
count-start-day|flags|deadline|owes
first-look|within|deadline|burdens
proof|free|right|burdens
fees|costs|fee|burdens
objection|free|right|burdens
forward|free|right|burdens
extension|prolonged|deadline|burdens
""",
    desks.Incidents: """
announce|free|incident|burdens
notice|sets|incident|owes
plan|sets|incident|owes
drills|within|incident|burdens
""",
    desks.Changes: """
lead|lasts|announcement|owes
publish|free|announcement|burdens
material|sets|announcement|owes
""",
    desks.Termination: """
empty-within|within|termination|burdens
organisation|free|termination|burdens
recipients|free|termination|burdens
succession|free|termination|burdens
""",
    desks.Measure: """
id|other|protection|notes
against|sets|protection|owes
law|presence|protection|notes
owner|presence|protection|notes
proof|proof|protection|owes
renew|within|protection|burdens
""",
    desks.Protection: """
standard|other|protection|plain
ciphers|sets|protection|plain
evidence|free|protection|burdens
sweep|free|protection|burdens
findings|free|protection|burdens
storage|free|protection|burdens
""",
    desks.ContactPoint: """
address|told|contact|owes
opens|sets|contact|owes
hours|other|contact|plain
demands|sets|contact|burdens
received|other|contact|plain
""",
    desks.Contacts: "unit|free|unit|plain",
    desks.Disputes: """
law|other|dispute|plain
court|other|dispute|plain
severable|flags|dispute|plain
authority|other|dispute|plain
""",
    desks.Marketing: "stop|free|right|burdens",
    desks.Retention: """
until|presence|retention|owes
for|within|retention|burdens
at-least|lasts|retention|burdens
then|then|retention|burdens
data|element-limits|retention|owes|data
purposes|limits|retention|owes|purposes
from|other|retention|burdens
except|sets|retention|burdens
""",
    desks.Statement: """
owner|other|statement|notes
emphasis|flags|statement|notes
""",
}

TEXTS = frozenset({"en", "zh", "source", "decided", "how", "title", "url", "justified", "dated"})
"""Fields that say the same thing in other words."""


def _fields(table: str) -> dict[str, Field]:
    found = {}
    for line in filter(None, table.splitlines()):
        name, compare, matter, sense, *names = line.split("|")
        found[name] = Field(COMPARERS[compare], Matter(matter), Sense[sense.upper()], *names)
    return found


FIELDS = {model: _fields(table) for model, table in TABLES.items()}


def field_of(model: type, name: str) -> Field | None:
    """Return how the field `name`, as it stands in a file, of `model` is compared; None if it is not a value."""
    for each in model.__mro__:
        found = FIELDS.get(each, {}).get(name)
        if found is not None:
            return found
    return None
