"""Writes the pictures of the documents: `python -m tests.pictures [--out DIR] [NAME…]` (`make pictures`).

Needs Chromium, Mosquitto, ffmpeg and pdftoppm. Nobody's likeness is in a picture: people are drawn, shops simulated.
"""

import argparse
import sys
import time
from importlib import import_module
from pathlib import Path

from tests.pictures.table import FAMILIES

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


def main() -> int:
    """Write all pictures, or those with the given names. Returns the exit code: 0, or 2 for an unknown name."""
    known = [name for family in FAMILIES for name in (*family.pair, *family.single)]
    parser = argparse.ArgumentParser(description="Write the pictures of the documents.")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"pictures to write (default: all): {', '.join(known)}"
    )
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help="default: docs/pictures")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in known]:
        print(f"pictures: no picture is named {', '.join(unknown)}. Choose from: {', '.join(known)}", file=sys.stderr)
        return 2
    for family in FAMILIES:
        names = [name for name in (*family.pair, *family.single) if not options.names or name in options.names]
        if names:
            start_s = time.monotonic()
            getattr(import_module(f"tests.pictures.{family.module}"), family.function)(options.out, names)
            print(f"pictures: {', '.join(names)} ({time.monotonic() - start_s:.0f} s)", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
