"""Commands in hints, completed with the options that name the store of the running command."""

import re

_COMMAND = re.compile(r"`(vitrina-central [^`…]*)`|(vitrina-central [^`…]*?)(?=\.?$)")
"""A command in backticks, or one that ends the text."""


def complete_commands(text: str, options: str) -> str:
    """Add these options, such as `--data data`, to the commands of `vitrina-central` in a hint. Empty options add
    nothing: then the commands use the default settings.
    """
    if not options:
        return text
    return _COMMAND.sub(lambda found: f"`{found[1]} {options}`" if found[1] else f"{found[2]} {options}", text)
