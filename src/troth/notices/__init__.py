"""Notices: the texts that are put before people, rendered from the policy, each known by its hash."""

from troth.notices.coverage import acts_of, age_limits, elements_of, targets_of
from troth.notices.prompts import (
    LANGUAGES,
    LastChoice,
    Prompt,
    digest,
    name_of,
    notice_items,
    prompt_of,
    title_of,
)
from troth.notices.wording import ACTS, LEVELS, STATES, joined

__all__ = [
    "ACTS",
    "LANGUAGES",
    "LEVELS",
    "STATES",
    "LastChoice",
    "Prompt",
    "acts_of",
    "age_limits",
    "digest",
    "elements_of",
    "joined",
    "name_of",
    "notice_items",
    "prompt_of",
    "targets_of",
    "title_of",
]
