"""Root folder of a container image, and programs that run in it as in a container: without other rights, read-only."""

import json
import shlex
import subprocess
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.packaging.image import APART

_ENTER = """\
mount --make-rprivate /
mount --bind {root} {root}
mount -t proc proc {root}/proc
mount --rbind /dev {root}/dev
mkdir -p {root}/run/secrets
mount --bind {secrets} {root}/run/secrets
mount -o remount,bind,ro {root}
mount -t tmpfs tmpfs {root}/tmp
mount --bind {state} {root}{state_inside}
exec chroot --userspec={user}:{user} {root} env -i {environment} {command}
"""


@dataclass(frozen=True)
class ImageRoot:
    """An unpacked image. `config`: user, entrypoint, command and environment, as the image has them. `secrets`: folder
    that is seen as /run/secrets. `state`: folder that is seen as its volume.
    """

    root: Path
    config: Mapping[str, Any]
    secrets: Path
    state: Path

    @property
    def command(self) -> list[str]:
        """Command that a container of this image runs."""
        return [*self.config["Entrypoint"], *self.config["Cmd"]]

    @property
    def size_bytes(self) -> int:
        """Sum of its files."""
        return sum(path.lstat().st_size for path in self.root.rglob("*") if path.is_file() and not path.is_symlink())

    def inside(self, command: Sequence[str], environment: Mapping[str, str]) -> list[str]:
        """Command line that runs a command in the image, on the network of this machine."""
        own = dict(each.split("=", 1) for each in self.config["Env"])
        ((volume, _),) = self.config["Volumes"].items()
        script = _ENTER.format(
            root=shlex.quote(str(self.root)),
            secrets=shlex.quote(str(self.secrets)),
            state=shlex.quote(str(self.state)),
            state_inside=volume,
            user=self.config["User"],
            environment=shlex.join(f"{name}={text}" for name, text in {**own, **environment}.items()),
            command=shlex.join(command),
        )
        return [*APART, "sh", "-ec", f"cd {shlex.quote(str(self.root))}\n{script}"]

    def run(self, command: Sequence[str], environment: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
        """Runs a command in the image."""
        return subprocess.run(self.inside(command, environment), capture_output=True, text=True, timeout=120)


def unpack_image(archive: Path, folder: Path) -> ImageRoot:
    """Unpacks an OCI archive by the list of layers that `docker load` reads."""
    root, secrets, state = folder / "root", folder / "secrets", folder / "state"
    for each in (root, secrets, state):
        each.mkdir()
    with tarfile.open(archive) as tar:
        (listed,) = json.loads(_read(tar, "manifest.json"))
        config = json.loads(_read(tar, listed["Config"]))["config"]
        tar.extractall(folder / "blobs", [tar.getmember(name) for name in listed["Layers"]], filter="fully_trusted")
    for name in listed["Layers"]:
        subprocess.run(["tar", "-C", root, "-xpf", folder / "blobs" / name], check=True)
        (folder / "blobs" / name).unlink()
    subprocess.run(["chown", f"{config['User']}:{config['User']}", state], check=True)
    return ImageRoot(root, config, secrets, state)


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    assert member is not None
    return member.read()
