"""Container image: `python -m tests.packaging image` (as root). Debian by debootstrap, and the package.

The image is for trying a kiosk and for replays: in it no systemd locks addresses and devices, as the unit does.
"""

import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.packaging.deb import Deb
from tests.packaging.sources import ReleaseError, made_s, run

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
    package, image = out / deb.file_name, out / f"vitrina-{deb.version}-{deb.architecture}.oci.tar"
    require_programs()
    if not package.exists():
        raise ReleaseError(f"release: {package} is not there. Make it first: make deb")
    with tempfile.TemporaryDirectory(prefix="vitrina-image-", dir="/var/tmp") as work:
        root = Path(work) / "root"
        bootstrap_root(root)
        shutil.copy(package, root / "tmp")
        install_packages(root, [f"/tmp/{package.name}"])
        pack_image(root, image, f"vitrina:{deb.version}", CONFIG)
    return image


def require_programs() -> None:
    """Raises ReleaseError if a program that builds images is missing."""
    missing = [program for program in PROGRAMS if shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin") is None]
    if missing:
        raise ReleaseError(f"release: {', '.join(missing)} is not installed. Install it: apt-get install {missing[0]}")


def bootstrap_root(root: Path) -> None:
    """Builds a bare system of Debian in a folder. Raises ReleaseError."""
    run([*APART, "debootstrap", "--variant=minbase", SUITE, root])


def install_packages(root: Path, packages: Sequence[str]) -> None:
    """Installs Debian packages in a system, and removes the lists that only an installation needs. Raises
    ReleaseError.
    """
    apt = f"DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install {' '.join(packages)}"
    run(
        [*APART, "chroot", root, "sh", "-c", f"mount -t proc proc /proc && apt-get -q update && {apt} && apt-get clean"]
    )
    for gone in ("tmp", "var/lib/apt/lists", "var/cache/apt", "var/log/apt"):
        shutil.rmtree(root / gone)
    for kept in ("tmp", "var/log/apt", "var/lib/apt/lists/partial", "var/cache/apt/archives/partial"):
        (root / kept).mkdir(parents=True)
    (root / "tmp").chmod(0o1777)


def pack_image(root: Path, image: Path, name: str, config: Sequence[str]) -> None:
    """Packs a system as an OCI archive, which `podman load` and `docker load` read. `config`: options of `buildah
    config`. Raises ReleaseError.
    """
    buildah = ["buildah", "--storage-driver", "vfs"]
    container = run([*buildah, "from", "scratch"]).strip()
    try:
        run([*buildah, "add", "--quiet", container, root, "/"])
        run([*buildah, "config", *config, container])
        image.unlink(missing_ok=True)
        run(
            [
                *buildah,
                "commit",
                "--quiet",
                "--rm",
                "--disable-compression=false",
                container,
                f"oci-archive:{image}:{name}",
            ]
        )
    except ReleaseError:
        run([*buildah, "rm", container])
        raise
    add_docker_manifest(image, name)


def add_docker_manifest(image: Path, name: str) -> None:
    """Adds the list of layers to an OCI archive that Docker needs before its version 29: its store reads no index of
    OCI.
    """
    with tarfile.open(image) as archive:
        index = _read_json(archive, "index.json")
        manifest = _read_json(archive, _blob_path(index["manifests"][0]["digest"]))
    layers = [_blob_path(layer["digest"]) for layer in manifest["layers"]]
    listed = [{"Config": _blob_path(manifest["config"]["digest"]), "RepoTags": [name], "Layers": layers}]
    text = json.dumps(listed).encode()
    member = tarfile.TarInfo("manifest.json")
    member.size, member.mtime = len(text), made_s()
    with tarfile.open(image, "a") as archive:
        archive.addfile(member, io.BytesIO(text))


def _read_json(archive: tarfile.TarFile, name: str) -> Any:
    member = archive.extractfile(name)
    assert member is not None
    return json.load(member)


def _blob_path(digest: str) -> str:
    """Place of a blob in an OCI archive."""
    return f"blobs/{digest.replace(':', '/')}"
