"""Packages of Debian: `python -m tests.packaging deb`. One holds the program and all that it imports, for one Python.

Nothing is fetched when it is installed, save the libraries of the system that it names. dpkg knows every file, so
`dpkg --verify vitrina` finds one that was changed. A package belongs to the Python of one release of Debian, which it
asks for by name: after an upgrade of the system the former Python stays until the next package is there.
"""

import gzip
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.lock import Target
from tests.packaging.environment import PREFIX, lay_out, lock_of
from tests.packaging.sources import ROOT, ReleaseError, build_wheel, copy_sources, made_s, run, version
from tests.packaging.tree import pack, write_facts, write_sums
from tests.packaging.updater import LOCK, lay_out_updater

SCRIPTS = Path(__file__).with_name("debian")
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
UNITS = Path("usr/lib/systemd/system")
UNIT_FILES = (
    *("vitrina.service", "vitrina-screen.service", "vitrina-study.service", "vitrina-study.timer"),
    *("vitrina-fleet.service", "vitrina-fleet.timer", "vitrina-fleet.path", "vitrina-fleet-resume.service"),
)
ADDRESSES = tuple(
    Path(f"etc/systemd/system/{unit}.service.d/60-addresses.conf") for unit in ("vitrina", "vitrina-fleet")
)
SYSTEMS = {"3.10": "ubuntu22.04", "3.11": "debian12", "3.12": "ubuntu24.04", "3.13": "debian13"}
"""The system whose Python a package is for."""
DEPENDS = (
    *("init-system-helpers", "systemd", "udev", "openssl", "ca-certificates", "libgl1", "libegl1", "libgles2"),
    *("libglib2.0-0", "libsm6", "libxext6", "libportaudio2", "fonts-dejavu-core"),
)
CONTROL = """\
Package: vitrina
Version: {version}
Architecture: {architecture}
Section: video
Priority: optional
Maintainer: The Vitrina authors <vitrina@localhost>
Installed-Size: {size_kb}
Depends: {depends}
Recommends: mosquitto-clients
Suggests: chromium, cage, ffmpeg, libasound2-plugins, pulseaudio-utils
Description: audience reactions for screens, in groups
 Measures how people in front of a shop's screen react to its ads: how many
 come, how many look, and in which second of which ad they smile. It stores and
 sends no frames, and sends only numbers about groups.
 .
 This package contains the kiosk with all its Python packages, in
 /opt/vitrina/versions, for Python {python}, and its updater. Its installation
 downloads nothing.
"""


@dataclass(frozen=True)
class Deb:
    """A package that is to be made: for a Python and a processor, of this checkout or with another version."""

    target: Target
    version: str

    @property
    def full_version(self) -> str:
        """Version with the Python: that of a newer Debian is an update of that of an older one."""
        return f"{self.version}+py{self.target.python.replace('.', '')}"

    @property
    def architecture(self) -> str:
        return ARCHITECTURES[self.target.machine]

    @property
    def file_name(self) -> str:
        return f"vitrina_{self.full_version}_{self.architecture}.deb"

    @property
    def platform(self) -> str:
        """System and processor, as an update names them."""
        return f"{SYSTEMS[self.target.python]}_{self.architecture}"

    @property
    def tree_name(self) -> str:
        """File of the same tree, from which a kiosk updates itself."""
        return f"vitrina_{self.version}_{self.platform}.tar"


def build_deb(target: Target, out: Path, work: Path, other_version: str | None = None, lock: str | None = None) -> Path:
    """Makes a package in `out`, and the tree in it as a file of its own; `work` is an empty folder. Returns the file of
    the package. `lock`: pins of what program and updater bring, by default all that they run. Raises ReleaseError."""
    if target.machine not in ARCHITECTURES:
        raise ReleaseError(f"release: no package for {target.machine}. Choose one of {', '.join(ARCHITECTURES)}.")
    sources = copy_sources(work / "source", other_version)
    deb = Deb(target, version(sources))
    root = work / "root"
    pinned = work / "packages.lock"
    pinned.write_text(lock_of(target) if lock is None else lock, encoding="utf-8")
    tree = lay_out(root, target, build_wheel(sources, work), pinned)
    lay_out_updater(root, target, sources, lock)
    shutil.copy(ROOT / LOCK, tree / "share")  # with which `install.sh --from` compares its own
    write_facts(tree, deb.version, deb.platform, target.python)
    write_sums(tree)
    _add_system_files(root, tree / "share/systemd")
    _add_documents(root, sources)
    _add_control(root, deb)
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    out.mkdir(parents=True, exist_ok=True)
    pack(tree, out / deb.tree_name)
    run(["dpkg-deb", "--root-owner-group", "-Zzstd", "-z12", "--build", root, out / deb.file_name])
    return out / deb.file_name


def _add_system_files(root: Path, units: Path) -> None:
    """Adds units, rules of udev, limits of the journal, the user, folders, and the command."""
    places = {
        **{units / name: UNITS / name for name in UNIT_FILES},
        units / "70-vitrina.rules": Path("usr/lib/udev/rules.d/70-vitrina.rules"),
        units / "journald.conf": Path("usr/lib/systemd/journald.conf.d/50-vitrina.conf"),
        SCRIPTS / "sysusers.conf": Path("usr/lib/sysusers.d/vitrina.conf"),
        SCRIPTS / "tmpfiles.conf": Path("usr/lib/tmpfiles.d/vitrina.conf"),
    }
    for source, place in places.items():
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, root / place)
    for place in ADDRESSES:
        addresses = (units / place.parent.name / place.name).read_text(encoding="utf-8")
        (root / place).parent.mkdir(parents=True)
        # They are examples.
        (root / place).write_text(addresses.replace("\nIPAddressAllow=", "\n#IPAddressAllow="), encoding="utf-8")
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin/vitrina").symlink_to(f"/{PREFIX}/current/bin/vitrina")


def _add_documents(root: Path, sources: Path) -> None:
    folder = root / "usr/share/doc/vitrina"
    folder.mkdir(parents=True)
    text = (sources / "CHANGELOG.md").read_bytes()
    (folder / "changelog.gz").write_bytes(gzip.compress(text, 9, mtime=made_s()))
    licence = (sources / "LICENSE").read_text(encoding="utf-8")
    head = (SCRIPTS / "copyright").read_text(encoding="utf-8")
    (folder / "copyright").write_text(head + "\n" + licence, encoding="utf-8")


def _add_control(root: Path, deb: Deb) -> None:
    size_kb = sum(path.lstat().st_size for path in root.rglob("*")) // 1024
    folder = root / "DEBIAN"
    folder.mkdir()
    control = CONTROL.format(
        version=deb.full_version,
        architecture=deb.architecture,
        size_kb=size_kb,
        depends=", ".join((f"python{deb.target.python}", *DEPENDS)),
        python=deb.target.python,
    )
    (folder / "control").write_text(control, encoding="utf-8")
    (folder / "conffiles").write_text("".join(f"/{place}\n" for place in ADDRESSES), encoding="utf-8")
    for name in ("preinst", "postinst", "prerm", "postrm"):
        shutil.copy(SCRIPTS / name, folder / name)
        (folder / name).chmod(0o755)
    md5 = run(["sh", "-c", "find etc opt usr -type f -print0 | sort -z | xargs -0 md5sum"], root)
    (folder / "md5sums").write_text(md5, encoding="utf-8")
