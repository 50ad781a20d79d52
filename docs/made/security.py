"""Parts of SECURITY.md that depend on the release: addresses, support period, published advisories."""

import json
from pathlib import Path

from made.text import wrapped_lines

ROOT = Path(__file__).parents[2]


def contact_text(contact: str, repository: str) -> str:
    """Addresses for reports of weaknesses. Both may be empty: then this copy has no address of its own."""
    ways = [f"Write to {contact}."] if contact else []
    if repository:
        home = repository.removesuffix(".git")
        ways.append(f"Use [the private report of the repository]({home}/security/advisories/new), if it offers one.")
    if not ways:
        ways = ["This copy has no address for reports. Write to those who gave you Vitrina."]
    return wrapped_lines(" ".join(ways))


def support_text(version: str, until: str) -> str:
    """Versions that get fixes, and the day that ends. `until`: a day, or empty if the release has none."""
    period = (
        f"Version {version} gets them until {until}."
        if until
        else f"This copy of version {version} has no end date. Ask those who gave you Vitrina for one."
    )
    return wrapped_lines(f"Fixes go into the newest release. {period}")


def advisories_text(folder: Path = ROOT / "security") -> str:
    """List of the published advisories, the newest first."""
    files = [path for path in sorted(folder.glob("*.json"), reverse=True) if path.name != "template.json"]
    if not files:
        return wrapped_lines("No advisory has been published yet.")
    rows = [(path, json.loads(path.read_text(encoding="utf-8"))) for path in files]
    lines = [
        wrapped_lines(f"- [{entry['id']}](security/{path.name}), {entry['published'][:10]}: {entry['summary']}")
        for path, entry in rows
    ]
    return "".join(lines)
