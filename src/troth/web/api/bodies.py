"""The shapes that the API's description shows; what is read is checked by `requests`."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from troth.vocabulary import FORMS, PRECISIONS, Act, ActorKind
from troth.web.api.requests import LONGEST, MOST_ELEMENTS, MOST_REQUESTS

FILE = "application/octet-stream"

TEXTS: dict[str, Any] = {
    "type": "object",
    "required": ["en", "zh"],
    "properties": {"en": {"type": "string"}, "zh": {"type": "string"}},
}
WORD: dict[str, Any] = {"type": "string", "maxLength": LONGEST}
WORDS: dict[str, Any] = {"type": "array", "items": WORD}
ITEM: dict[str, Any] = {
    "oneOf": [
        WORD,
        {
            "type": "object",
            "required": ["element"],
            "additionalProperties": False,
            "properties": {
                "element": WORD,
                "form": {"enum": list(FORMS)},
                "precision": {"enum": list(PRECISIONS)},
                "origin": WORD,
                "collected-for": {"oneOf": [WORD, WORDS]},
            },
        },
    ]
}
ACTOR_KIND: dict[str, Any] = {"enum": [str(each) for each in ActorKind]}
ACTOR: dict[str, Any] = {
    "oneOf": [
        ACTOR_KIND,
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {"kind": ACTOR_KIND, "roles": WORDS},
        },
    ]
}
QUESTION: dict[str, Any] = {
    "type": "object",
    "required": ["policy", "act", "purpose"],
    "additionalProperties": False,
    "properties": {
        "policy": {**WORD, "examples": ["joinbase"]},
        "subject": {"type": "string", "minLength": 1, "maxLength": LONGEST, "examples": ["u-1"]},
        "act": {"enum": [str(each) for each in Act], "examples": ["collect"]},
        "purpose": {**WORD, "examples": ["registration"]},
        "data": {"type": "array", "items": ITEM, "maxItems": MOST_ELEMENTS},
        "insist": {**WORDS, "description": "a part of `data`, without which the step is pointless"},
        "function": WORD,
        "product": WORD,
        "actor": ACTOR,
        "controller": WORD,
        "recipient": WORD,
        "region": WORD,
        "channel": WORD,
        "occasion": {"type": "object", "propertyNames": WORD, "additionalProperties": WORD},
        "claim": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"case": WORD, "ground": WORD, "sub": WORD, "evidence": WORDS},
        },
    },
}
QUESTIONS: dict[str, Any] = {
    "oneOf": [QUESTION, {"type": "array", "items": QUESTION, "maxItems": MOST_REQUESTS}]
}
REASON: dict[str, Any] = {
    "type": "object",
    "required": ["clause", "code", "source", "text"],
    "properties": {
        "clause": {"type": "string"},
        "code": {"type": "string"},
        "source": {"type": "array", "items": {"type": "string"}},
        "element": {"type": "string"},
        "text": TEXTS,
        "remedy": TEXTS,
    },
}
PROMPT: dict[str, Any] = {
    "type": "object",
    "required": ["kind", "text", "shown", "put"],
    "properties": {
        "kind": {"enum": ["consent", "agreement", "notice", "permission", "age"]},
        "purpose": {"type": "string"},
        "permission": {"type": "string"},
        "recipient": {"type": "string"},
        "level": {"enum": ["implied", "explicit", "separate", "written"]},
        "by": {"enum": ["own", "guardian"]},
        "clause": {"type": "string"},
        "text": TEXTS,
        "shown": TEXTS,
        "put": {"type": "string"},
    },
}
ANSWER: dict[str, Any] = {
    "type": "object",
    "required": ["answer", "only", "reasons", "ask", "obligations", "policy", "entry"],
    "properties": {
        "answer": {"enum": ["permit", "ask", "refuse"]},
        "only": {"type": "array", "items": {"type": "string"}},
        "reasons": {"type": "array", "items": REASON},
        "also": {"type": "array", "items": REASON},
        "ask": {"type": "array", "items": PROMPT},
        "obligations": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "duty": {"type": "string"},
                    "clause": {"type": "string"},
                    "concerns": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
        "policy": {
            "type": "object",
            "properties": {
                "id": {"type": "string"},
                "version": {"type": ["string", "null"]},
                "hash": {"type": ["string", "null"]},
                "overlays": {"type": "object", "additionalProperties": {"type": "string"}},
            },
        },
        "entry": {"type": ["integer", "null"]},
    },
}
CHOICE: dict[str, Any] = {
    "type": "object",
    "required": ["policy", "choice", "language", "shown"],
    "additionalProperties": False,
    "properties": {
        "policy": {"type": "string"},
        "choice": {"enum": ["agree", "refuse"]},
        "level": {"enum": ["implied", "explicit", "separate", "written"]},
        "language": {"enum": ["en", "zh"]},
        "shown": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "recipient": {"type": "string"},
        "by": {"enum": ["own", "guardian"]},
        "age": {"type": "integer", "minimum": 0, "maximum": 150},
        "until": {
            "type": "string",
            "format": "date",
            "description": "with `age`: the day on which its band ends, if known",
        },
        "data": {**WORDS, "description": "a yes to these of the elements that the text names, and no others"},
    },
}
RECORDED: dict[str, Any] = {
    "type": "object",
    "required": ["state", "entry", "new"],
    "properties": {
        "state": {"type": "string"},
        "entry": {"type": "integer"},
        "at": {"type": "string"},
        "new": {"type": "boolean"},
    },
}
ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["id", "text", "help"],
            "properties": {"id": {"type": "string"}, "text": TEXTS, "help": TEXTS},
        }
    },
}


ANSWERS: dict[str, Any] = {"oneOf": [ANSWER, {"type": "array", "items": ANSWER}]}
VIEW: dict[str, Any] = {
    "type": "object",
    "required": ["kind", "purpose", "state", "text", "shown", "put"],
    "properties": {
        "kind": {"enum": ["agreement", "consent", "permission"]},
        "purpose": {"type": "string"},
        "state": {"type": "string"},
        "level": {"type": ["string", "null"]},
        "sequence": {"type": ["integer", "null"]},
        "at": {"type": ["string", "null"]},
        "recipient": {"type": ["string", "null"]},
        "text": TEXTS,
        "shown": TEXTS,
        "put": {"type": "string"},
    },
}
FACT: dict[str, Any] = {
    "type": "object",
    "required": ["policy"],
    "properties": {"policy": {"type": "string"}},
    "description": "`policy`, and the value of the fact as docs/DECISIONS.md has it",
}
THING: dict[str, Any] = {"type": "object"}
_STEP = {
    name: part for name, part in QUESTION["properties"].items() if name not in ("act", "data", "subject")
}
STORED: dict[str, Any] = {
    "type": "object",
    "required": ["policy", "purpose", "values"],
    "additionalProperties": False,
    "properties": {
        **_STEP,
        "values": {
            "type": "object",
            "propertyNames": WORD,
            "additionalProperties": {"type": "string", "maxLength": 65_536},
        },
    },
}
WANTED: dict[str, Any] = {
    "type": "object",
    "required": ["policy", "purpose", "data"],
    "additionalProperties": False,
    "properties": {
        **_STEP,
        "act": {"enum": ["use", "read", "serve", "combine", "profile", "contact"]},
        "data": QUESTION["properties"]["data"],
    },
}
DATA: dict[str, Any] = {
    "type": "object",
    "required": ["decision"],
    "properties": {
        "decision": ANSWER,
        "stored": WORDS,
        "values": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}


def listed(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the shape of a list of `schema`."""
    return {"type": "array", "items": schema}


def json_body(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI request body of a route that reads its own JSON."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def answers(schema: dict[str, Any] | None) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI responses of a route: 200 with `schema` (None: a file), and the errors."""
    content = {"application/json": {"schema": schema}} if schema is not None else {FILE: {}}
    errors: dict[int | str, dict[str, Any]] = {
        code: {"description": text, "content": {"application/json": {"schema": ERROR}}}
        for code, text in _ERRORS
    }
    return {200: {"description": "done", "content": content}, **errors}


def refused() -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI response of a step on data that is not permitted."""
    content = {"application/json": {"schema": DATA}}
    return {403: {"description": "it is refused, or the person has to be asked first", "content": content}}


_ERRORS = (
    (400, "the call is malformed; nothing was changed"),
    (401, "the key is missing or wrong"),
    (403, "it is not for this role"),
    (404, "there is nothing of that name"),
    (409, "the text answered is not in force, or something newer stands"),
    (413, "it is too large; nothing was changed"),
    (500, "something failed here; nothing was permitted"),
    (503, "the store cannot answer now; nothing was changed"),
)


def described(app: FastAPI) -> dict[str, Any]:
    """Return the description of `app`; the framework adds a 422, which nobody is ever answered."""
    found = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    for operations in found["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
    schemas = found.get("components", {}).get("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    return found
