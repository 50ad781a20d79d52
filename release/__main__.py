"""Makes the files of a release: `python -m release deb|image|all --out DIR`."""

import argparse
import sys
import tempfile
from pathlib import Path

from edge.exit_codes import DONE, UNEXPECTED
from release.deb import build_deb
from release.sources import ReleaseError
from tests.lock import TARGETS, Target

DEBIANS = {"3.11": "Debian 12", "3.13": "Debian 13"}


def main() -> int:
    """Makes what is asked for. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m release", description=__doc__)
    parser.add_argument("what", choices=("deb",))
    parser.add_argument("--out", type=Path, default=Path("dist"), metavar="DIR", help="default: dist")
    pythons = sorted({target.python for target in TARGETS})
    parser.add_argument("--python", nargs="+", choices=pythons, default=list(DEBIANS), help="default: those of Debian")
    parser.add_argument("--machine", choices=("x86_64", "aarch64"), default="x86_64", help="default: x86_64")
    parser.add_argument("--version", metavar="X.Y.Z", help="another than that of the checkout, to try an update")
    options = parser.parse_args()
    try:
        for python in options.python:
            with tempfile.TemporaryDirectory(prefix="vitrina-deb-") as work:
                target = Target(python, options.machine)
                print(build_deb(target, options.out.resolve(), Path(work), options.version))
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return UNEXPECTED
    return DONE


if __name__ == "__main__":
    sys.exit(main())
