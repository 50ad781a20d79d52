"""Page of the alerts: what each code means and what to do, from alerts.toml and from the central server's table."""

from collections.abc import Mapping
from pathlib import Path

HEAD = """\
# Alerts

A kiosk publishes an alert when a problem appears, and clears it when the problem is gone. Each code
has an entry below: what it means, and what to do. `sudo vitrina status`, the console and the
central server show the codes. Opening hours raise no alert: the state is `paused`, the reason
`closed`.
"""
STAGES = """\
Each of these codes means that one part of the kiosk failed three times within a minute. The kiosk
starts the part again. Read the fault in `journalctl -u vitrina`, and report it.
"""


def alerts() -> str:
    """The page."""
    from edge.toml_text import read_toml

    known = read_toml(Path(__file__).with_name("alerts.toml").read_text(encoding="utf-8"))
    parts = [HEAD, "## Alerts of a kiosk\n"]
    parts += [_entry(code, entry["means"], entry["fix"]) for code, entry in known["codes"].items()]
    parts += ["## Parts of the kiosk that failed\n", STAGES]
    parts += [_stage(code, entry) for code, entry in known["stages"].items()]
    return "\n".join([*parts, "## Alerts of the central server\n", *_central()])


def _entry(code: str, means: str, fix: str) -> str:
    return f"### `{code}`\n\n{means}\n\n**Fix:** {fix}\n"


def _stage(code: str, entry: Mapping[str, str]) -> str:
    also = f" {entry['also']}" if "also" in entry else ""
    return f"### `{code}`\n\nThe failed part: {entry['does']}.{also}\n"


def _central() -> list[str]:
    from central.alerts.codes import CODES

    return [_entry(name, _sentence(code.meaning), _sentence(code.cure)) for name, code in CODES.items()]


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
