"""A real try of the image of the central server: `python -m tests.central_image_try --table docs/evidence/install.md`.

As root, after `make central-image`. Where containers cannot be started, the image's program runs below its own root
folder, read-only, as its own user, with the settings, the broker and the proxy of examples/central-compose, and with a
PostgreSQL. Containers, their networks and their limits are not tried.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from edge import __version__
from tests.central_image_try.image_root import unpack_image
from tests.central_image_try.trial import ImageTrial
from tests.evidence.parts import write_part
from tests.packaging.central_image import central_image_name

PROGRAMS = {
    "chroot": "coreutils",
    "ffmpeg": "ffmpeg",
    "mosquitto": "mosquitto",
    "nginx": "nginx-light",
    "openssl": "openssl",
    "unshare": "util-linux",
}
PATH = "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin"


def main() -> int:
    """Tries the image, prints the table, and writes it into a document."""
    parser = argparse.ArgumentParser(prog="python -m tests.central_image_try", description=__doc__)
    image = Path("dist") / central_image_name(__version__, os.uname().machine)
    parser.add_argument("--image", type=Path, default=image, help=f"default: {image}")
    parser.add_argument("--table", type=Path, metavar="FILE.md", help="document with <!-- central image try -->")
    options = parser.parse_args()
    missing = [package for program, package in PROGRAMS.items() if shutil.which(program, path=PATH) is None]
    if missing or os.geteuid() != 0 or not options.image.is_file():
        needs = f"{options.image} from make central-image, and these packages: {' '.join(PROGRAMS.values())}"
        print(f"central_image_try: run it as root, with {needs}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="vitrina-central-try-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)  # its user looks into it
        image_root = unpack_image(options.image, Path(folder))
        seen = {"image file": f"{options.image.stat().st_size / 1e6:.0f} MB"}
        seen["unpacked"] = f"{image_root.size_bytes / 1e6:.0f} MB"
        for what, outcome in ImageTrial(image_root, Path(folder)).steps():
            print(f"central_image_try: {what}: {outcome}", file=sys.stderr, flush=True)
            seen[what] = outcome
    text = "".join(["| what | result |\n|---|---|\n", *(f"| {what} | {outcome} |\n" for what, outcome in seen.items())])
    print(text, end="")
    if options.table:
        write_part(options.table, "central image try", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
