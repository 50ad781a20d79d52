"""Makes the files of a release: `python -m tests.packaging deb|image|central-image|all`."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from edge.exit_codes import DONE, UNEXPECTED
from tests.lock import TARGETS, Target
from tests.packaging.central_image import build_central_image
from tests.packaging.deb import Deb, build_deb
from tests.packaging.image import build_image
from tests.packaging.notes import missing_settings, write_notes
from tests.packaging.sources import ReleaseError, build_bridge_wheel, build_wheel, copy_sources, version

DEBIANS = {"3.11": "Debian 12", "3.13": "Debian 13"}


def main() -> int:
    """Makes what is asked for. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.packaging", description=__doc__)
    parser.add_argument("what", choices=("deb", "image", "central-image", "all"))
    parser.add_argument("--out", type=Path, default=Path("dist"), metavar="DIR", help="default: dist")
    pythons = sorted({target.python for target in TARGETS})
    parser.add_argument("--python", nargs="+", choices=pythons, default=list(DEBIANS), help="default: those of Debian")
    parser.add_argument("--machine", choices=("x86_64", "aarch64"), default="x86_64", help="default: x86_64")
    parser.add_argument("--version", metavar="X.Y.Z", help="another than that of the checkout, to try an update")
    options = parser.parse_args()
    out: Path = options.out.resolve()
    try:
        if options.what == "image":
            print(build_image(out, Deb(Target("3.13", options.machine), options.version or version())))
            return DONE
        if options.what == "central-image":
            print(build_central_image(out, options.machine))
            return DONE
        debs = [make_deb(Target(python, options.machine), out, options.version) for python in options.python]
        print(*debs, sep="\n")
        if options.what == "all":
            make_papers(out, debs)
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return UNEXPECTED
    return DONE


def make_deb(target: Target, out: Path, other_version: str | None = None) -> Path:
    """Makes a package in a folder of its own. Raises ReleaseError."""
    with tempfile.TemporaryDirectory(prefix="vitrina-deb-") as work:
        return build_deb(target, out, Path(work), other_version)


def make_papers(out: Path, debs: Sequence[Path]) -> None:
    """Makes the wheels, the lists of what is inside, the notes and the sums. Raises ReleaseError."""
    from tests.packaging.sbom import sbom_of

    with tempfile.TemporaryDirectory(prefix="vitrina-wheel-") as work:
        sources = copy_sources(Path(work))
        print(build_wheel(sources, out), build_bridge_wheel(sources, out), sep="\n")
    for deb in debs:
        listed = deb.with_suffix(".cdx.json")
        listed.write_text(sbom_of(deb), encoding="utf-8")
        print(listed)
    write_notes(out, version())
    if missing := missing_settings():
        print(
            f"release: SECURITY.md lacks {' and '.join(missing)}. Set them in setup.py, then run make docs.",
            file=sys.stderr,
        )


if __name__ == "__main__":
    sys.exit(main())
