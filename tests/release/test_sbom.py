"""The list of what is inside a package."""

import json
import shutil
from importlib.metadata import PathDistribution, distribution
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from edge import __version__
from tests.packaging.sbom import libraries_of, licences_of, sbom_of


def package(folder: Path, **fields: str) -> PathDistribution:
    """A package with this metadata."""
    info = folder / "thing-1.0.dist-info"
    info.mkdir()
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    (info / "METADATA").write_text("\n".join(["Metadata-Version: 2.4", "Name: thing", *lines, ""]), encoding="utf-8")
    return PathDistribution(info)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"License_Expression": "MIT OR Apache-2.0"}, ["MIT OR Apache-2.0"]),
        ({"License_Expression": "MIT"}, ["MIT"]),
        ({"Classifier": "License :: OSI Approved :: BSD License", "License": "see"}, ["BSD License"]),
        ({"License": "BSD 3-Clause"}, ["BSD 3-Clause"]),
        ({}, []),
    ],
)
def test_a_licence_is_what_a_package_says(tmp_path: Path, fields: dict[str, str], expected: list[str]) -> None:
    found = list(licences_of(package(tmp_path, **fields)))
    texts = [next(filter(None, (getattr(one, key, None) for key in ("value", "id", "name")))) for one in found]
    assert texts == expected


def test_libraries_inside_a_wheel_are_named() -> None:
    """Without the hashes that auditwheel adds to their names."""
    found = dict(libraries_of(distribution("opencv-contrib-python")))
    assert {"libavcodec", "libavformat", "libQt5Core"} <= found.keys()
    assert found["libQt5Core"].startswith("5.15")


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not installed: apt-get install dpkg")
def test_a_package_of_debian_is_listed_by_the_schema_of_cyclonedx(deb: Path) -> None:
    """It has our own wheel alone, so that no network is needed; `make release` lists all of a kiosk."""
    text = sbom_of(deb)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert sbom_of(deb) == text
    listed = json.loads(text)
    main = listed["metadata"]["component"]
    assert (main["name"], main["version"], main["type"]) == ("vitrina", __version__, "application")
    assert main["licenses"] == [{"license": {"id": "Apache-2.0"}}]
    assert main["hashes"][0]["alg"] == "SHA-256"
