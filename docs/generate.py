"""The parts of the documents that are made from the code, between markers. `--check` fails where one is not up to date.

python docs/generate.py [--check]
"""

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))


def settings() -> str:
    """Every key of the settings with its default."""
    from edge.settings.settings import example

    return f"```toml\n{example()}```\n"


PARTS = {
    "docs/settings.md": {"settings": settings},
}


def filled(text: str, name: str, content: str) -> str:
    """`text` with what stands between the markers of `name` replaced."""
    marker = re.compile(rf"(<!-- {name}\b[^>]*-->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not marker.search(text):
        raise SystemExit(f"generate: there is no place for {name}: <!-- {name} --> and <!-- /{name} --> are wanted")
    return marker.sub(lambda match: match[1] + content + match[2], text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 where a document is out of date")
    check = parser.parse_args().check
    stale = []
    for name, parts in PARTS.items():
        path = ROOT / name
        before = after = path.read_text(encoding="utf-8")
        for part, make in parts.items():
            after = filled(after, part, make())
        if after != before:
            stale.append(name)
            if not check:
                path.write_text(after, encoding="utf-8")
    if stale:
        print(f"generate: {'out of date, run make docs' if check else 'written'}: {', '.join(stale)}", file=sys.stderr)
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
