"""OpenAPI 3.1 document of the API, generated from its types."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from central import VERSION
from central.web.api.endpoint import PREFIX, Endpoint
from central.web.api.values import Problem
from central.web.queries import Query

ERRORS = {
    "400": "The query or the body is wrong.",
    "401": "The token is missing, has expired or was revoked.",
    "403": "The role does not allow it.",
    "404": "Nothing with this name exists, or you may not see it.",
    "429": "Too many requests. `Retry-After` gives the time to wait.",
    "503": "The database does not answer, or too many reports are waiting. Then `Retry-After` gives the time to wait.",
}
_OR_MANAGE = ", or a token with the access manage"
_REF = "#/components/schemas/{model}"


def openapi_document(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """The document."""
    answers = {endpoint.answer for endpoint in endpoints} | {Problem}
    bodies = {endpoint.body for endpoint in endpoints if endpoint.body is not None}
    kinds: list[tuple[type[BaseModel], Any]] = [
        *((kind, "serialization") for kind in sorted(answers, key=_name)),
        *((kind, "validation") for kind in sorted(bodies, key=_name)),
    ]
    references, definitions = models_json_schema(kinds, ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        paths.setdefault(PREFIX + endpoint.path, {})[endpoint.method.lower()] = _operation_document(
            endpoint, references
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Vitrina",
            "version": VERSION,
            "description": "Aggregate reports of audience reactions. Every number is a total over whole messages,"
            " within the sites of the token.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "vitrina-central token add NAME"}
            },
        },
    }


def _operation_document(endpoint: Endpoint, references: Any) -> dict[str, Any]:
    ok: dict[str, Any] = {
        "description": endpoint.answer.__doc__ or "",
        "content": _content(references[endpoint.answer, "serialization"]),
    }
    problem = _content(references[Problem, "serialization"])
    responses = {"200": ok} | {code: {"description": text, "content": problem} for code, text in ERRORS.items()}
    if endpoint.method == "GET":
        ok["headers"] = {"ETag": {"schema": {"type": "string"}, "description": "send it back as If-None-Match"}}
        responses["304"] = {"description": "Nothing has changed since If-None-Match."}
    found: dict[str, Any] = {
        "operationId": endpoint.function.__name__,
        "summary": endpoint.summary,
        "description": f"Requires the role {endpoint.needs}{_OR_MANAGE * endpoint.takes_manage}.",
        "parameters": _parameter_documents(endpoint.query, set(re.findall(r"\{(\w+)\}", endpoint.path))),
        "responses": dict(sorted(responses.items())),
    }
    if endpoint.body is not None:
        content = _content(references[endpoint.body, "validation"])
        found["requestBody"] = {"required": True, "content": content}
    return found


def _parameter_documents(query: type[Query], in_path: set[str]) -> list[dict[str, Any]]:
    schema = query.model_json_schema(by_alias=True)
    required = set(schema.get("required", [])) | in_path
    return [
        {
            "name": name,
            "in": "path" if name in in_path else "query",
            "required": name in required,
            "description": fields.pop("description", ""),
            "schema": _plain(fields, is_required=name in required),
        }
        for name, fields in schema.get("properties", {}).items()
    ]


def _plain(fields: dict[str, Any], *, is_required: bool) -> dict[str, Any]:
    """Schema of a field whose value is present. An omitted parameter is not the same as null."""
    kinds = [kind for kind in fields.pop("anyOf", []) if kind != {"type": "null"}]
    merged = fields | (kinds[0] if len(kinds) == 1 else {})
    dropped = {"title"} | ({"default"} if is_required or merged.get("default") is None else set())
    return {key: value for key, value in merged.items() if key not in dropped}


def _content(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _name(kind: type[BaseModel]) -> str:
    return kind.__name__
