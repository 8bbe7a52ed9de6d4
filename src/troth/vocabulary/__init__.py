"""Closed words of the field: acts, levels, roles, kinds, codes, and the root error."""

from troth.vocabulary.bilingual import Bilingual, in_language
from troth.vocabulary.canonical_form import CanonicalError, Json, canonical, digest, read_canonical
from troth.vocabulary.codes import CODES, Code
from troth.vocabulary.errors import Message, Plain, TrothError, quoted
from troth.vocabulary.evidence import EVIDENCE, NOTICE_ITEMS, EvidenceKind
from troth.vocabulary.kinds import GUARDED, KINDS, STATUTORY, holds, statutory
from troth.vocabulary.place_words import PLACE_WORDS, kind_word, place_word, reason_word
from troth.vocabulary.reach import NOTHING, Reach
from troth.vocabulary.system_words import why_of
from troth.vocabulary.words import (
    ACTS_OF_ROLE,
    BASES,
    CERTIFIED_FORMS,
    DEFAULT_ACTS,
    FORMS,
    LIFTABLE,
    OCCASIONS,
    OUTWARD,
    PRECISIONS,
    PROVIDING,
    RELATIONS,
    WITNESSES,
    Act,
    ActorKind,
    How,
    Level,
    RecipientRole,
    Verdict,
)

__all__ = [
    "Bilingual",
    "in_language",
    "ACTS_OF_ROLE",
    "BASES",
    "CERTIFIED_FORMS",
    "CODES",
    "DEFAULT_ACTS",
    "EVIDENCE",
    "FORMS",
    "GUARDED",
    "KINDS",
    "LIFTABLE",
    "NOTHING",
    "NOTICE_ITEMS",
    "OCCASIONS",
    "OUTWARD",
    "PLACE_WORDS",
    "PRECISIONS",
    "PROVIDING",
    "RELATIONS",
    "STATUTORY",
    "WITNESSES",
    "Act",
    "ActorKind",
    "CanonicalError",
    "Code",
    "EvidenceKind",
    "How",
    "Json",
    "Level",
    "Message",
    "Plain",
    "Reach",
    "RecipientRole",
    "TrothError",
    "Verdict",
    "canonical",
    "digest",
    "holds",
    "kind_word",
    "place_word",
    "quoted",
    "read_canonical",
    "reason_word",
    "statutory",
    "why_of",
]
