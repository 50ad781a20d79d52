"""Papers of a release."""

import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

from edge import __version__
from edge.tools.program_hash import program_sha256
from tests.packaging.notes import missing_settings, notes_of, sums_of, write_notes
from tests.packaging.sources import ROOT, ReleaseError

CHANGELOG = "# Changelog\n\n## 0.2.0 (2026-12-01)\n\n- New.\n\n## 0.1.0\n\n- Old.\n"


def test_notes_are_the_part_of_the_changelog_about_a_version() -> None:
    notes = notes_of("0.2.0", CHANGELOG)
    assert notes.startswith("# Vitrina 0.2.0\n\n- New.\n\n## Files\n")
    assert "Old" not in notes
    assert "- Old.\n" in notes_of("0.1.0", CHANGELOG)


@pytest.mark.parametrize("changelog", [CHANGELOG, "# Changelog\n\n## 0.3.0\n\n## 0.2.0\n\n- New.\n"])
def test_a_version_of_which_nothing_is_said_is_not_released(changelog: str) -> None:
    with pytest.raises(ReleaseError, match=r"says nothing of 0\.3\.0"):
        notes_of("0.3.0", changelog)


def test_sums_can_be_checked(tmp_path: Path) -> None:
    (tmp_path / "one.deb").write_bytes(b"one")
    write_notes(tmp_path, __version__)
    check = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True).returncode == 0
    names = {line.split("  ")[1] for line in (tmp_path / "SHA256SUMS").read_text("utf-8").splitlines()}
    assert names == {"one.deb", "SECURITY.md", "CITATION.cff", "LICENSE", f"RELEASE-{__version__}.md"}
    (tmp_path / "one.deb").write_bytes(b"two")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True).returncode == 1
    assert sums_of(tmp_path).count("\n") == 5


def test_the_notes_have_the_hash_of_the_programs_files(tmp_path: Path) -> None:
    """Who scanned a screen's code compares the page with it. It is that of the unpacked wheel."""
    with ZipFile(tmp_path / f"vitrina-{__version__}-py3-none-any.whl", "w") as wheel:
        for name in ("edge/a.py", "models/zoo/b.onnx", "vitrina-0.dist-info/RECORD"):
            wheel.writestr(name, name)
    write_notes(tmp_path, __version__)
    (tmp_path / "unpacked").mkdir()
    ZipFile(tmp_path / f"vitrina-{__version__}-py3-none-any.whl").extractall(tmp_path / "unpacked")
    notes = (tmp_path / f"RELEASE-{__version__}.md").read_text("utf-8")
    assert f"\n`{program_sha256(tmp_path / 'unpacked')}`\n" in notes


def test_papers_name_this_version() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {__version__}\n" in citation
    assert "\nlicense: Apache-2.0\n" in citation


def test_a_release_without_an_address_for_reports_is_noticed() -> None:
    """Both are empty in the sources: whoever makes a release fills them in."""
    assert missing_settings() == ["SECURITY_CONTACT", "SUPPORTED_UNTIL"]
