"""Notices: the texts that are put before people and published, rendered from the policy, each known by its hash."""

from troth.notices.coverage import acts_of, age_limits, elements_of, guardian_below, targets_of
from troth.notices.delivering import Delivering, message_id, receipt_of, remainder
from troth.notices.message_texts import WHY
from troth.notices.messages import Filling, written
from troth.notices.posting import Addresses, Described, Letters
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
from troth.notices.publishing import (
    LABELS,
    PAGE_STYLE,
    PARTS,
    Addendum,
    Document,
    Edition,
    Language,
    Part,
    Table,
    addenda_of,
    addendum_name,
    markdown,
    occasion_of,
    page_body,
    part_of,
    phrase,
    publish,
    sheets,
    whole_page,
)
from troth.notices.recipients import EVERYBODY, Heard, Notice, Telling, Way, mail_of
from troth.notices.wording import ACTS, LEVELS, STATES, joined

__all__ = [
    "ACTS", "Addendum", "Addresses", "Delivering", "Described", "Document", "EVERYBODY", "Edition", "Filling", "Heard",
    "LANGUAGES", "LEVELS", "Language", "LastChoice", "Letters", "Notice", "PAGE_STYLE", "PARTS", "Part", "Prompt",
    "STATES", "Table", "Telling", "WHY", "Way", "acts_of", "addenda_of", "addendum_name", "age_limits", "digest", "elements_of",
    "guardian_below", "mail_of", "joined", "markdown", "message_id", "name_of", "notice_items", "occasion_of", "page_body",
    "part_of", "phrase", "prompt_of", "publish", "receipt_of", "remainder", "sheets", "targets_of",
    "title_of", "whole_page", "written", "LABELS",
]  # fmt: skip
