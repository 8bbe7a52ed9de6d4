"""Drafting: a policy file to begin with.

Rules
- `starter` makes a whole policy file from the answers to a handful of questions; the checker has nothing to say about it.
- What a person typed is data: it is put on one line, quoted, and never becomes structure of the file.
- Pure: no files, no clock, no network.

Example
    >>> starter(answers_from({"name": "Tea Ltd", "contact": "privacy@tea.example", "products": ["Tea"],
    ...                       "activities": ["sign-up"]}), "en").id
    'tea-ltd'
"""

from troth.drafting.answers import Answers, Both, Party, answers_from, cleaned, faults_of, name_as_id
from troth.drafting.errors import BadAnswers, Fault
from troth.drafting.making import Starter, starter
from troth.drafting.questions import (
    ACTIVITIES,
    KINDS,
    MINORS,
    QUESTIONS,
    Choice,
    Question,
    fitting_kinds,
)

__all__ = [
    "ACTIVITIES",
    "KINDS",
    "MINORS",
    "QUESTIONS",
    "Answers",
    "BadAnswers",
    "Both",
    "Choice",
    "Fault",
    "Party",
    "Question",
    "Starter",
    "answers_from",
    "cleaned",
    "faults_of",
    "fitting_kinds",
    "name_as_id",
    "starter",
]
