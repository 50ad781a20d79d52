"""Builds the site of the documents without a network: `python docs/build_site.py` (`make site`).

Every warning is an error: a page that no other page lists, a link or an anchor that leads nowhere, an inline script.
"""

import argparse
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(Path(__file__).parent)]

from site_builder.drawings import size_drawings  # noqa: E402
from site_builder.inline_parts import InlinePartError, move_inline_parts  # noqa: E402
from site_builder.measures import print_weights, write_tables  # noqa: E402
from site_builder.pages import copy_documents  # noqa: E402


def main() -> int:
    """Build the site. Returns the exit code: 0, that of Sphinx, or 1 for an inline part or without Sphinx."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "site", metavar="DIR", help="default: build/site")
    parser.add_argument("--root", type=Path, default=ROOT, metavar="DIR", help="checkout with the documents")
    parser.add_argument("--table", type=Path, metavar="FILE", help="document to write weights and words to")
    options = parser.parse_args()
    out: Path = options.out
    if find_spec("sphinx") is None:
        print(
            "site: Sphinx is not installed. Run make site, which installs it, with Python 3.11 or newer.",
            file=sys.stderr,
        )
        return 1
    sources, doctrees = out.with_name(f"{out.name}-source"), out.with_name(f"{out.name}-doctrees")
    copy_documents(options.root, sources)
    command = [sys.executable, "-m", "sphinx", "--builder", "html", "--quiet", "--fail-on-warning", "--keep-going"]
    # All pages again: the step after Sphinx changes its files, so those of an earlier run must not stay.
    command += ["--write-all", "--conf-dir", str(ROOT / "docs"), "--doctree-dir", str(doctrees), str(sources), str(out)]
    if code := subprocess.run(command, check=False).returncode:
        return code
    size_drawings(out)
    try:
        move_inline_parts(out)
    except InlinePartError as error:
        print(error, file=sys.stderr)
        return 1
    for left in (*out.rglob("*.map"), out / ".buildinfo"):
        left.unlink(missing_ok=True)
    print_weights(out)
    if options.table:
        write_tables(options.table, options.root, out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
