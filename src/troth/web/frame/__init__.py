"""What the pages share: layout, language, headers, sessions, forms, errors."""

from troth.operators import Operator
from troth.web.frame.approvals import Standing, needing_two, over_for, seconds_of, standing_at
from troth.web.frame.catalogue import TEXTS, text
from troth.web.frame.copies import copy_of, password_of, shown_with
from troth.web.frame.forms import Form, read_form
from troth.web.frame.frame import Frame
from troth.web.frame.guests import Guest, Held
from troth.web.frame.headers import with_passkeys
from troth.web.frame.home import DemoSubject
from troth.web.frame.languages import LANGUAGES, TAGS, Language
from troth.web.frame.limits import neighbourhood
from troth.web.frame.operators import ANYBODY, Console, Rules
from troth.web.frame.pages import status as status_of
from troth.web.frame.sessions import OperatorSession, Person, Session
from troth.web.frame.words import Said, end_of, instant, known, listing, period, said

__all__ = [
    "ANYBODY",
    "LANGUAGES",
    "TAGS",
    "TEXTS",
    "Console",
    "DemoSubject",
    "Form",
    "Frame",
    "Guest",
    "Held",
    "Language",
    "Operator",
    "OperatorSession",
    "Person",
    "Rules",
    "Said",
    "Session",
    "Standing",
    "copy_of",
    "end_of",
    "instant",
    "neighbourhood",
    "known",
    "listing",
    "needing_two",
    "over_for",
    "password_of",
    "period",
    "read_form",
    "said",
    "seconds_of",
    "shown_with",
    "standing_at",
    "status_of",
    "text",
    "with_passkeys",
]
