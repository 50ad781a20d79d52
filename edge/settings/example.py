"""The example settings file: every key with its default and its description."""

import re

from edge.promise.promise import full_promise_text
from edge.settings.audience import AudienceSettings
from edge.settings.settings import Settings, section_classes


def example_settings() -> str:
    """A settings file with every key, its default and its description. Each default is commented out."""
    fields = Settings.model_fields.values()
    lines = ["# Settings of a Vitrina kiosk. A line that starts with # shows a default; remove the # to change it."]
    optional = {header for (header, _), field in zip(section_classes(), fields, strict=True) if field.default is None}
    for header, model in section_classes():
        # A table that may occur several times, or be left out, is a comment too; its keys without a default show an
        # example.
        lines += ["", f"# {header}" if header.startswith("[[") or header in optional else header]
        lines.append(f"# {' '.join((model.__doc__ or '').split())}")
        if model is AudienceSettings:
            lines.append(f"# {full_promise_text('en')}")
        for key, field in model.model_fields.items():
            value = field.examples[0] if field.examples else field.default
            lines.append(f"# {key} = {_toml_text(value)}  # {field.description}")
    return "\n".join(lines) + "\n"


def _toml_text(value: object) -> str:
    if value is None:
        return '""'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (list, dict)):
        inner = ", ".join(map(_toml_text, value))
        return f"[{inner}]" if isinstance(value, list) else "{}"
    return '"' + re.sub(r'(["\\])', r"\\\1", str(value)) + '"'
