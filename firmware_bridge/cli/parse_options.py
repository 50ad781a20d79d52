"""Parses kit settings from the command line: `--set revision=current`."""

from collections.abc import Iterable

from firmware_bridge.errors import KitError
from firmware_bridge.kits.registry import KitSetting, Value

_WORDS = {"true": True, "yes": True, "false": False, "no": False}


def parse_options(texts: Iterable[str], settings: Iterable[KitSetting]) -> dict[str, Value]:
    """Convert each NAME=VALUE to the type of its setting. Raises KitError if there is no `=`.

    Invalid values and values of unknown settings stay text, which `registry.make` rejects.
    """
    types = {setting.name: setting.type for setting in settings}
    values: dict[str, Value] = {}
    for text in texts:
        name, separator, value = text.partition("=")
        if not separator:
            raise KitError(f"--set {text}: it must be NAME=VALUE, such as rate=100.")
        values[name.strip()] = _parse_value(value.strip(), types.get(name.strip(), str))
    return values


def _parse_value(text: str, kind: type) -> Value:
    if kind is bool:
        return _WORDS.get(text.lower(), text)
    if kind in (int, float):
        try:
            number: int | float = kind(text)
        except ValueError:
            return text
        return number
    return text
