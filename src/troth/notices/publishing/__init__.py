"""The texts that a policy file publishes: the policy, its short version, four lists; as HTML, Markdown or pages.

Rules
- Every clause that says something to people is in the policy exactly once; nothing is there that is no clause or does
  not follow from one. What the file does not say is shown as not stated, and a file with gaps gives a draft.
- Pure: a document tree from a compiled policy, and writers from the tree to text. Printing goes through a port.

Example
    >>> document = publish(compiled, "zh")
    >>> whole_page(document)[:15], document.draft
    ('<!doctype html>', False)
"""

from troth.notices.publishing.addenda import Addendum, addenda_of, addendum_name, occasion_of
from troth.notices.publishing.catalogue import phrase
from troth.notices.publishing.hypertext import page_body, whole_page
from troth.notices.publishing.labels import LABELS
from troth.notices.publishing.markdown import markdown
from troth.notices.publishing.publication import PARTS, Edition, Part, part_of, publish
from troth.notices.publishing.sheets import sheets
from troth.notices.publishing.style import PAGE_STYLE
from troth.notices.publishing.tree import Document, Language, Table

__all__ = [
    "LABELS",
    "PARTS",
    "PAGE_STYLE",
    "Addendum",
    "Document",
    "Edition",
    "Language",
    "Part",
    "Table",
    "addenda_of",
    "addendum_name",
    "page_body",
    "markdown",
    "occasion_of",
    "part_of",
    "phrase",
    "publish",
    "sheets",
    "whole_page",
]
