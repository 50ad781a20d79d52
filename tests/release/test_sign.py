import io
import json
import tarfile
from datetime import datetime, timezone
from importlib.util import find_spec
from pathlib import Path

import pytest

if not all(map(find_spec, ("tuf", "cryptography", "pydantic"))):
    pytest.skip("packages that sign are missing: make setup", allow_module_level=True)

from central.fleet import keys
from central.fleet.keys import KeyRing
from edge.fleet.main import main
from edge.fleet.refusals import FleetRefused
from edge.fleet.release import check_file, check_release, read_project_key
from tests.edge.fleet.worlds import SOFTWARE
from tests.packaging.sign import NAME, PUBLIC, SUMS, make_key, open_key, sign_release

NOW = datetime(2026, 12, 1, tzinfo=timezone.utc)
TAR = "vitrina_0.2.0_debian13_amd64.tar"


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    out = tmp_path / "dist"
    out.mkdir()
    write_program(out / TAR)
    (out / "RELEASE-0.2.0.md").write_text("# Vitrina 0.2.0\n")
    return out


def write_program(path: Path) -> None:
    with tarfile.open(path, "w") as opened:
        content = json.dumps({**SOFTWARE, "platform": "debian13_amd64"}).encode()
        inside = tarfile.TarInfo("tree.json")
        inside.size = len(content)
        opened.addfile(inside, io.BytesIO(content))


def test_a_signed_release_is_checked_with_the_projects_key_and_says_so(
    dist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(keys, "SCRYPT_COST", 2**4)
    ring = KeyRing([tmp_path / "safe"], lambda _: "five random words stand here")
    assert "made" in make_key(tmp_path / "safe", ring)
    signer = open_key(tmp_path / "safe" / f"{NAME}.key", ring)
    assert sign_release(dist, signer, NOW) == sign_release(dist, signer, NOW)  # again, as a second `make release`
    key = read_project_key(tmp_path / "safe" / PUBLIC)
    assert check_release(dist / TAR, key).python == "3.13"
    assert check_file(dist / SUMS, key).length == (dist / SUMS).stat().st_size
    assert f"{TAR}.sig.json" in (dist / SUMS).read_text()
    assert key.keyid[:16] in (dist / "RELEASE-0.2.0.md").read_text()
    command = ["--verify", str(dist / SUMS), "--key", str(dist / PUBLIC)]
    assert main(command) == 0
    assert f"{SUMS} is signed by the project" in capsys.readouterr().out
    (dist / SUMS).write_text("0" * 64)
    assert main(command) == 2
    assert "other bytes" in capsys.readouterr().err
    assert main([*command[:2], "--key", str(dist / "away")]) == 1
    with pytest.raises(FleetRefused):
        check_file(dist / SUMS, key)


def test_a_release_without_a_key_says_that_it_is_unsigned(dist: Path) -> None:
    (dist / f"{TAR}.sig.json").write_text("of a former release")
    assert "Unsigned" in sign_release(dist, None, NOW)
    assert (dist / "RELEASE-0.2.0.md").read_text().count("**Unsigned.**") == 1
    assert sorted(path.name for path in dist.iterdir()) == ["RELEASE-0.2.0.md", SUMS, TAR]
