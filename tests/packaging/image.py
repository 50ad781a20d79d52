"""Container image: `python -m tests.packaging image` (as root). Debian by debootstrap, and the package.

The image is for trying a kiosk and for replays: in it no systemd locks addresses and devices, as the unit does.
"""

import shutil
import tempfile
from pathlib import Path

from tests.packaging.deb import Deb
from tests.packaging.sources import ReleaseError, run

SUITE = "trixie"
"""Debian 13, whose Python the package is for."""
PROGRAMS = ("buildah", "debootstrap")
APART = ("unshare", "--mount")
"""Mounts below the folder go with the program, however it ends: nobody deletes through a mounted /proc."""
CONFIG = (
    *("--user", "vitrina", "--workingdir", "/var/lib/vitrina", "--entrypoint", '["/usr/bin/vitrina"]'),
    *("--cmd", "run --config /etc/vitrina/vitrina.toml", "--volume", "/var/lib/vitrina", "--volume", "/etc/vitrina"),
    *("--env", "HOME=/var/lib/vitrina", "--env", "XDG_CACHE_HOME=/var/lib/vitrina/cache", "--stop-signal", "SIGTERM"),
    *("--label", "org.opencontainers.image.title=vitrina", "--label", "org.opencontainers.image.licenses=Apache-2.0"),
)


def build_image(out: Path, deb: Deb) -> Path:
    """Makes an OCI archive of the package that lies in `out`. Returns its file. Raises ReleaseError."""
    missing = [program for program in PROGRAMS if shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin") is None]
    if missing:
        raise ReleaseError(f"release: {', '.join(missing)} is not installed. Install it: apt-get install {missing[0]}")
    package, image = out / deb.file_name, out / f"vitrina-{deb.version}-{deb.architecture}.oci.tar"
    if not package.exists():
        raise ReleaseError(f"release: {package} is not there. Make it first: make deb")
    with tempfile.TemporaryDirectory(prefix="vitrina-image-", dir="/var/tmp") as work:
        root = Path(work) / "root"
        run([*APART, "debootstrap", "--variant=minbase", SUITE, root])
        _install(root, package)
        _pack(root, image, f"vitrina:{deb.version}")
    return image


def _install(root: Path, package: Path) -> None:
    """Installs the package and what it needs, and removes the lists that only an installation needs."""
    shutil.copy(package, root / "tmp")
    apt = f"DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install /tmp/{package.name}"
    run(
        [*APART, "chroot", root, "sh", "-c", f"mount -t proc proc /proc && apt-get -q update && {apt} && apt-get clean"]
    )
    for gone in ("tmp", "var/lib/apt/lists", "var/cache/apt", "var/log/apt"):
        shutil.rmtree(root / gone)
    for kept in ("tmp", "var/log/apt", "var/lib/apt/lists/partial", "var/cache/apt/archives/partial"):
        (root / kept).mkdir(parents=True)
    (root / "tmp").chmod(0o1777)


def _pack(root: Path, image: Path, name: str) -> None:
    container = run(["buildah", "--storage-driver", "vfs", "from", "scratch"]).strip()
    try:
        buildah = ["buildah", "--storage-driver", "vfs"]
        run([*buildah, "add", "--quiet", container, root, "/"])
        run([*buildah, "config", *CONFIG, container])
        image.unlink(missing_ok=True)
        run([*buildah, "commit", "--quiet", "--rm", container, f"oci-archive:{image}:{name}"])
    except ReleaseError:
        run(["buildah", "--storage-driver", "vfs", "rm", container])
        raise
