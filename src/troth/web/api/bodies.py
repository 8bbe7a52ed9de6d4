"""The shapes that the API's description shows; what is read is checked by `requests`."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

TEXTS: dict[str, Any] = {
    "type": "object",
    "required": ["en", "zh"],
    "properties": {"en": {"type": "string"}, "zh": {"type": "string"}},
}
ITEM: dict[str, Any] = {
    "oneOf": [
        {"type": "string"},
        {
            "type": "object",
            "required": ["element"],
            "additionalProperties": False,
            "properties": {
                "element": {"type": "string"},
                "form": {"type": "string"},
                "precision": {"type": "string"},
                "origin": {"type": "string"},
                "collected-for": {"type": ["string", "array"], "items": {"type": "string"}},
            },
        },
    ]
}
QUESTION: dict[str, Any] = {
    "type": "object",
    "required": ["policy", "act", "purpose"],
    "additionalProperties": False,
    "properties": {
        "policy": {"type": "string", "examples": ["joinbase"]},
        "subject": {"type": "string", "examples": ["u-1"]},
        "act": {"type": "string", "examples": ["collect"]},
        "purpose": {"type": "string", "examples": ["registration"]},
        "data": {"type": "array", "items": ITEM, "maxItems": 500},
        "insist": {"type": "array", "items": {"type": "string"}},
        "function": {"type": "string"},
        "product": {"type": "string"},
        "actor": {
            "oneOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {
                        "kind": {"type": "string"},
                        "roles": {"type": "array", "items": {"type": "string"}},
                    },
                },
            ]
        },
        "controller": {"type": "string"},
        "recipient": {"type": "string"},
        "region": {"type": "string"},
        "channel": {"type": "string"},
        "occasion": {"type": "object", "additionalProperties": {"type": "string"}},
        "claim": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "case": {"type": "string"},
                "ground": {"type": "string"},
                "sub": {"type": "string"},
                "evidence": {"type": "array", "items": {"type": "string"}},
            },
        },
    },
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


def json_body(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI request body of a route that reads its own JSON."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def answers(schema: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI responses of a route: 200 with `schema`, and the errors."""
    errors: dict[int | str, dict[str, Any]] = {
        code: {"description": text, "content": {"application/json": {"schema": ERROR}}}
        for code, text in _ERRORS
    }
    return {200: {"description": "done", "content": {"application/json": {"schema": schema}}}, **errors}


_ERRORS = (
    (400, "the call is malformed; nothing was changed"),
    (401, "the key is missing or wrong"),
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
