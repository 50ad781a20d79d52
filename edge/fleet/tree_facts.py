"""Facts that a tree states about itself in `tree.json`. They matter where nobody has signed them elsewhere."""

import json
import platform
import shutil
from pathlib import Path
from typing import Any

from edge.fleet.refusals import FleetRefused
from edge.fleet.tree_sums import damaged_tree
from edge.fleet.versions import VersionError, version_key

FACTS = "tree.json"
_LARGEST = 65_536


def refuse_unfit_tree(tree: Path, version: str, current: str | None) -> None:
    """Raise FleetRefused for the tree of another version, of a Python that is not installed, or one that cannot follow
    the version that runs. A tree without facts is accepted.
    """
    facts = _read_facts(tree)
    if facts is None:
        return
    if facts.get("version") != version:
        raise damaged_tree(f"it says that it is version {facts.get('version')!r}")
    refuse_missing_python(version, str(facts.get("python")))
    least = facts.get("min_from")
    if least is not None and current is not None:
        refuse_early_step(version, str(least), current)


def refuse_missing_python(version: str, python: str) -> None:
    """Raise FleetRefused for a version that needs a Python which this machine does not have."""
    own = ".".join(platform.python_version_tuple()[:2])
    if python != own and ("/" in python or shutil.which(f"python{python}", path="/usr/bin") is None):
        raise FleetRefused(
            "python",
            f"update: {version} needs Python {python}, which this machine does not have. Use the file for this "
            "distribution.",
        )


def refuse_early_step(version: str, least: str, current: str) -> None:
    """Raise FleetRefused for a version that can only follow a newer one than the one that runs."""
    try:
        is_early = version_key(current) < version_key(least)
    except VersionError:
        raise damaged_tree(f"it follows {least!r}, which is not a version") from None
    if is_early:
        raise FleetRefused(
            "min_from",
            f"update: {version} can only follow {least} or newer, and {current} runs here. Install {least} first.",
        )


def _read_facts(tree: Path) -> dict[str, Any] | None:
    try:
        with (tree / FACTS).open("rb") as file:
            facts = json.loads(file.read(_LARGEST))
    except FileNotFoundError:
        return None
    except (ValueError, RecursionError) as error:
        raise damaged_tree(f"its {FACTS} cannot be read ({error})") from None
    if not isinstance(facts, dict):
        raise damaged_tree(f"its {FACTS} is not an object")
    return facts
