"""Page of the central server's API, from its OpenAPI document."""

from collections.abc import Iterator, Mapping
from typing import Any

HEAD = """\
# API of the central server

Every answer is JSON. Send a token of `vitrina-central token add NAME` as
`Authorization: Bearer TOKEN`; it reads what its sites and role allow. The same document in
machine-readable form is at `/api/v1/openapi.json` of your server, and `vitrina-central openapi`
prints it. Send the `ETag` of an answer back as `If-None-Match` to get 304 when nothing has changed.
"""


def central_api() -> str:
    """The page."""
    from central.web.api.endpoints import ENDPOINTS
    from central.web.api.openapi import openapi_document

    document = openapi_document(ENDPOINTS)
    schemas = document["components"]["schemas"]
    parts = [HEAD, "## Requests\n"]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            parts += _operation(method.upper(), path, operation)
    parts += ["## Errors\n", "| status | meaning |", "|---|---|"]
    responses = next(iter(next(iter(document["paths"].values())).values()))["responses"]
    parts += [f"| {status} | {answer['description']} |" for status, answer in responses.items() if status >= "300"]
    parts += ["", "## Values\n"]
    for name, schema in sorted(schemas.items()):
        parts += _schema(name, schema)
    return "\n".join(parts)


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Iterator[str]:
    yield f"### `{method} {path}`\n\n{operation['summary'].rstrip('.')}. {operation['description']}\n"
    if operation["parameters"]:
        yield "| parameter | in | meaning |\n|---|---|---|"
        for each in operation["parameters"]:
            needed = ", required" if each["required"] else ""
            yield f"| `{each['name']}` | {each['in']}{needed} | {_cell(each['description'])} |"
        yield ""
    if "requestBody" in operation:
        yield f"Body: {_kind(operation['requestBody']['content']['application/json']['schema'])}\n"
    yield f"Answer: {_kind(operation['responses']['200']['content']['application/json']['schema'])}\n"


def _schema(name: str, schema: Mapping[str, Any]) -> Iterator[str]:
    yield f"### `{name}`\n\n{_cell(schema.get('description', ''))}\n"
    if "enum" in schema:
        yield f"One of {', '.join(f'`{value}`' for value in schema['enum'])}.\n"
    if "properties" in schema:
        yield "| field | type | meaning |\n|---|---|---|"
        for key, field in schema["properties"].items():
            yield f"| `{key}` | {_kind(field)} | {_cell(field.get('description', ''))} |"
        yield ""


def _kind(schema: Mapping[str, Any]) -> str:
    """Type of a value, with a link to a type of this page."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[`{name}`](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(each) for each in schema["anyOf"]))
    if "const" in schema or "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("type", "any"))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "\\<")
