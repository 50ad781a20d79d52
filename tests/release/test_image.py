"""Parts of the container images that can be tried without building one: their packages, and the list of layers."""

import io
import json
import tarfile
from pathlib import Path

from packaging.requirements import Requirement

from tests.lock import Target
from tests.packaging.central_image import LOCKS, TARGET_PYTHON
from tests.packaging.environment import lock_of
from tests.packaging.image import add_docker_manifest

CONFIG, LAYER, MANIFEST = "a" * 64, "b" * 64, "c" * 64


def test_the_image_of_central_has_one_version_of_each_package() -> None:
    """Of several lock files, with what signs for a fleet and what sets PDF."""
    for machine in ("x86_64", "aarch64"):
        lines = lock_of(Target(TARGET_PYTHON, machine), LOCKS).splitlines()
        pinned = {line.split(" --hash")[0] for line in lines}  # two files may list other hashes for one of them
        names = [Requirement(pin).name.lower() for pin in pinned]
        assert len(names) == len(set(names))
        assert {"sqlalchemy", "pg8000", "starlette", "typst", "tuf", "cryptography"} <= set(names)
        assert not {"mediapipe", "opencv-contrib-python", "onnxruntime"} & set(names)


def test_docker_finds_the_layers_of_an_oci_archive(tmp_path: Path) -> None:
    """Its list, as `docker save` writes it, beside the index of OCI."""
    image = tmp_path / "image.oci.tar"
    files = {
        "index.json": {"manifests": [{"digest": f"sha256:{MANIFEST}"}]},
        f"blobs/sha256/{MANIFEST}": {
            "config": {"digest": f"sha256:{CONFIG}"},
            "layers": [{"digest": f"sha256:{LAYER}"}],
        },
    }
    with tarfile.open(image, "w") as archive:
        for name, content in files.items():
            text = json.dumps(content).encode()
            member = tarfile.TarInfo(name)
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))
    add_docker_manifest(image, "vitrina-central:1.2.3")
    with tarfile.open(image) as archive:
        listed = archive.extractfile("manifest.json")
        assert listed is not None
        assert json.load(listed) == [
            {
                "Config": f"blobs/sha256/{CONFIG}",
                "RepoTags": ["vitrina-central:1.2.3"],
                "Layers": [f"blobs/sha256/{LAYER}"],
            }
        ]
        assert [member.name for member in archive] == [*files, "manifest.json"]
