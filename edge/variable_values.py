"""Values of environment variables, parsed according to the type of a setting, for kiosk and central server."""

from typing import Any, cast, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from edge.toml_text import TomlTextError, read_toml


def parse_variable(annotation: object, text: str) -> object:
    """The value of a variable's text, in the type of its setting. A text that does not fit the type stays a text; the
    check of the settings then reports the problem.
    """
    if text[:1] in ("[", "{") and _holds_values(annotation):
        try:
            return read_toml(f"x = {text}")["x"]
        except TomlTextError:
            return text
    if text == "":  # as in the file
        return text
    try:
        value: object = TypeAdapter[Any](cast(Any, annotation)).validate_python(text)
    except ValidationError:
        return text
    return value


def _holds_values(kind: Any) -> bool:
    """True if a value of this type can be a list or a table."""
    return get_origin(kind) in (list, dict, tuple) or any(_holds_values(each) for each in get_args(kind))
