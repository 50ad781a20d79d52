"""Commands in hints, completed with the options that name the store of the running command."""

import re

COMMANDS = (
    *("serve", "doctor", "report", "experiment", "plan", "compare", "trend", "comments", "lift", "kiosk"),
    *("site", "creative", "playlist", "schedule", "rollout", "alerts", "quarantine", "user", "token", "mail"),
    *("papers", "import", "sales", "export", "backup", "restore", "migrate", "forget", "fleet publish", "fleet status"),
)
"""Commands that take --config and --data. The other actions of `fleet` work in a folder of their own."""
_NAMED = rf"vitrina-central (?:{'|'.join(COMMANDS)})\b[^`…]*"
_COMMAND = re.compile(rf"`({_NAMED})`|({_NAMED}?)(?=\.?$|\. )", re.MULTILINE)
"""A command in backticks, or one that ends a sentence or a line."""
_OPTION = re.compile(r" --(?:data|config)\b")
_PLACEHOLDERS = {"--data": "--data DIR", "--config": "--config FILE"}


def complete_commands(text: str, options: str) -> str:
    """Add options, such as `--data data`, to the commands of `vitrina-central` in a hint that name no store yet. Empty
    options add nothing: the commands then use the default settings.
    """
    return _COMMAND.sub(lambda found: _completed(found, options), text) if options else text


def hide_path(options: str) -> str:
    """Options with a placeholder instead of the path, for people who must not see it."""
    return _PLACEHOLDERS.get(options.partition(" ")[0], "")


def _completed(found: re.Match[str], options: str) -> str:
    if _OPTION.search(found[0]):
        return found[0]
    return f"`{found[1]} {options}`" if found[1] else f"{found[2]} {options}"
