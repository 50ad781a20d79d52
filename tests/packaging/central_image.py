"""Container image of the central server: `python -m tests.packaging central-image` (as root).

Debian by debootstrap, its Python, and the locked packages of the server; examples/central-compose starts it.
"""

import shutil
import tempfile
from pathlib import Path

from tests.lock import Target
from tests.packaging.deb import ARCHITECTURES
from tests.packaging.environment import add_command, add_python, install_locked, lock_of, pip_into, remove_extras
from tests.packaging.image import APART, bootstrap_root, install_packages, pack_image, require_programs
from tests.packaging.sources import build_wheel, copy_sources, run, version

TARGET_PYTHON = "3.13"
"""The Python of Debian 13."""
LOCKS = tuple(
    f"requirements-{name}.lock" for name in ("central", "pdf", "fleet", "study", "oidc")
)  # study: for its `cryptography`, with which central signs for its fleet
PREFIX = Path("opt/vitrina-central")
USER, UID, STATE = "vitrina-central", 8470, "/var/lib/vitrina-central"
PACKAGES = (
    *(f"python{TARGET_PYTHON}", "ca-certificates", "tzdata", "ffmpeg", "fonts-dejavu-core", "media-types"),
    "postgresql-client",  # pg_dump, for the backup before a migration
)
COMMAND = f"/{PREFIX}/bin/vitrina-central"
CONFIG = (
    *("--user", str(UID), "--workingdir", STATE, "--entrypoint", f'["{COMMAND}"]', "--cmd", "serve"),
    *("--volume", STATE, "--port", "8470", "--stop-signal", "SIGTERM"),
    *("--env", f"HOME={STATE}", "--env", f"PATH=/{PREFIX}/bin:/usr/bin:/bin", "--env", "OPENBLAS_NUM_THREADS=1"),
    *("--label", "org.opencontainers.image.title=vitrina-central"),
    *("--label", "org.opencontainers.image.licenses=Apache-2.0"),
)
UNREAD = (
    *("usr/share/man", "usr/share/locale", "usr/share/info", "usr/share/doc-base", "var/cache/debconf"),
    # Drivers of graphics cards, 200 MB, which only programs with a window load; ffmpeg here has none.
    *("usr/lib/*/dri", "usr/lib/*/libgallium-*", "usr/lib/*/libLLVM*", "usr/lib/*/libz3.so*"),
)
"""Files and folders of Debian packages that nothing in this container reads. Their licences in usr/share/doc stay."""
_PROGRAM = f"""\
#!/{PREFIX}/bin/python
import sys

from central.cli.main import main

sys.exit(main())
"""


def central_image_name(version: str, machine: str) -> str:
    """File name of the archive."""
    return f"vitrina-central-{version}-{ARCHITECTURES[machine]}.oci.tar"


def build_central_image(out: Path, machine: str) -> Path:
    """Builds an OCI archive of this checkout in `out`, for the processor of this machine. Returns its file. Raises
    ReleaseError.
    """
    require_programs()
    image = out / central_image_name(version(), machine)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="vitrina-central-image-", dir="/var/tmp") as work:
        root = build_central_root(Path(work), machine)
        pack_image(root, image, f"vitrina-central:{version()}", CONFIG)
    return image


def build_central_root(work: Path, machine: str) -> Path:
    """Builds the root folder of the image below the empty folder `work`. Raises ReleaseError."""
    root = work / "root"
    bootstrap_root(root)
    install_packages(root, PACKAGES)
    target = Target(TARGET_PYTHON, machine)
    lock = work / "packages.lock"
    lock.write_text(lock_of(target, LOCKS), encoding="utf-8")
    lay_out_central(root, target, build_wheel(copy_sources(work / "source"), work), lock)
    for path in (found for pattern in UNREAD for found in root.glob(pattern)):
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    add_user = ["useradd", "--system", "--uid", str(UID), "--home-dir", STATE, "--shell", "/usr/sbin/nologin", USER]
    run(["chroot", root, *add_user])
    run(["chroot", root, "install", "-d", "-o", USER, "-g", USER, "-m", "700", STATE])
    return root


def lay_out_central(root: Path, target: Target, wheel: Path, lock: Path) -> None:
    """Adds the environment of the server below `root`, with byte code, because its user may not write there. Raises
    ReleaseError.
    """
    tree = root / PREFIX
    packages = tree / f"lib/python{target.python}/site-packages"
    install_locked(target, lock, packages)
    _, number, *_ = wheel.name.split("-")
    run([*pip_into(target, packages), "--no-index", "--find-links", wheel.parent, f"vitrina=={number}"])
    (packages / "share/vitrina").rename(tree / "share")
    remove_extras(packages)
    add_python(tree, target.python)
    add_command(tree / "bin/vitrina-central", _PROGRAM)
    run([*APART, "chroot", root, f"/{PREFIX}/bin/python", "-m", "compileall", "-q", "-j", "0", f"/{PREFIX}/lib"])
