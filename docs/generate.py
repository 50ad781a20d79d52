"""Writes the parts of the documents that are made from the code. `--check` fails if one is out of date.

python docs/generate.py [--check]
"""

import argparse
import ast
import re
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from made import comments, kiosk, laughter, networks, server  # noqa: E402
from made.text import replace_part  # noqa: E402

PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "README.md": {"promise": kiosk.promise_in_short},
    "CONTRIBUTING.md": {"promise": kiosk.promise},
    "docs/privacy.md": {"promise": kiosk.promise},
    "docs/install.md": {},
    "docs/accuracy.md": {
        "heard": laughter.laughter_sentence("accuracy_point"),
        "laughter": laughter.laughter,
        "folds": laughter.laughter_sentence("training_paragraph"),
        "cross-validated laughter": laughter.cross_validated_laughter,
    },
    "docs/arm.md": {"measured models": networks.measured_models("docs/arm.md")},
    "docs/bench.md": {"measured models": networks.measured_models("docs/bench.md")},
    "docs/limits.md": {"heard": laughter.laughter_sentence("limits_paragraph")},
    "docs/kits.md": {"kits": kiosk.kits},
    "models/text/comments/README.md": {"counts": comments.comments},
    "docs/networks.md": {"heard": laughter.laughter_sentence("networks_point"), "networks": networks.networks},
    "docs/comments.md": {"strangers": comments.strangers_reading, "reading": comments.reading, "peer": comments.peer},
    "docs/data-dictionary.md": {"series": kiosk.series},
    "docs/settings.md": {"settings": kiosk.settings},
    "docs/reports.md": {"method": server.method},
    "docs/central.md": {
        "web settings": server.web_settings,
        "enrolment settings": server.enrolment_settings,
        "alert settings": server.alert_settings,
        "alert codes": server.alert_codes,
    },
}


if sys.version_info >= (3, 11):  # the central server runs on no older Python
    PARTS["docs/central.md"]["access"] = server.access


def repository() -> str:
    """Address of the repository, which setup.py has; empty while nobody filled it in."""
    tree = ast.parse((ROOT / "setup.py").read_text(encoding="utf-8"))
    values = [
        node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "REPOSITORY"
        if isinstance(node.value, ast.Constant)
    ]
    return str(values[0])


def with_address(text: str, address: str) -> str:
    """The text with this address in each `git clone`; an ellipsis stands for none."""
    return re.sub(r"(?<=git clone )\S+(?= vitrina\b)", lambda _: address or "…", text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if a document is out of date")
    check = parser.parse_args().check
    stale = []
    for name, parts in PARTS.items():
        path = ROOT / name
        before = after = path.read_text(encoding="utf-8")
        for part, make in parts.items():
            after = replace_part(after, part, make())
        after = laughter.with_laughter_use(with_address(after, repository()), in_shops=laughter.is_laughter_heard())
        if after != before:
            stale.append(name)
            if not check:
                path.write_text(after, encoding="utf-8")
    if stale:
        print(f"generate: {'out of date, run make docs' if check else 'written'}: {', '.join(stale)}", file=sys.stderr)
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
