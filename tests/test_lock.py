"""The tool that renews the hashes of lock files."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.exit_codes import BAD_USAGE, UNEXPECTED
from tests.lock import LockError, main, pins, renewed

HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)
MARKERS = st.sampled_from(["", '; python_version < "3.11"', "; platform_machine == 'aarch64'"])
NAMES = st.from_regex(r"[a-z][a-z0-9]{0,8}([-_.][a-z0-9]{1,8})?", fullmatch=True)
PINNED = st.tuples(NAMES, st.sampled_from(["1.0", "4.13.0.92", "2026.6"]), MARKERS)


def pylock(*wheels: str, name: str = "thing", version: str = "1.0") -> str:
    """Answer of uv for one package. The hash of the first wheel is all 0, of the next all 1, and so on."""
    listed = ", ".join(
        f'{{ url = "https://index.test/{wheel}", hashes = {{ sha256 = "{str(number) * 64}" }} }}'
        for number, wheel in enumerate(wheels)
    )
    return f'[[packages]]\nname = "{name}"\nversion = "{version}"\nwheels = [{listed}]\n'


def lock(line: str, *numbers: int) -> str:
    """A pin with the hashes of wheels."""
    return " \\\n    ".join([line, *(f"--hash=sha256:{str(number) * 64}" for number in numbers)]) + "\n"


@given(st.lists(st.tuples(PINNED, st.sets(HASHES, max_size=3)), unique_by=lambda pin: pin[0]))
def test_pins_are_read_as_they_are_written(written: list[tuple[tuple[str, str, str], set[str]]]) -> None:
    """Names, markers and hashes come back, in order, and a comment or another file is no pin."""
    text = "# thing==1.0 is no pin\n--requirement other.lock\n"
    for (name, version, marker), hashes in written:
        text += (
            " \\\n    ".join([f"{name}=={version}{marker}", *(f"--hash=sha256:{sha256}" for sha256 in hashes)]) + "\n"
        )
    found = [(pin.line, set(pin.hashes)) for pin in pins(text)]
    assert found == [(f"{name}=={version}{marker}", hashes) for (name, version, marker), hashes in written]


def test_a_pin_gets_the_hashes_of_all_its_wheels_for_the_targets() -> None:
    """Those of other systems, processors, Pythons and C libraries, and of the source, are left out."""
    fitting = [f"thing-1.0-cp3{minor}-cp3{minor}-manylinux_2_28_x86_64.whl" for minor in range(10, 14)]
    fitting += ["thing-1.0-cp310-abi3-manylinux2014_aarch64.whl", "thing-1.0-cp310-abi3-manylinux_2_34_aarch64.whl"]
    others = [
        "thing-1.0-cp313-cp313t-manylinux_2_28_x86_64.whl",
        "thing-1.0-cp314-cp314-manylinux_2_28_x86_64.whl",
        "thing-1.0-cp313-cp313-musllinux_1_2_x86_64.whl",
        "thing-1.0-cp313-cp313-win_amd64.whl",
    ]
    assert renewed("thing==1.0\n", pylock(*fitting, *others)) == lock("thing==1.0", 0, 1, 2, 3, 4, 5)


def test_a_wheel_for_everything_is_enough() -> None:
    """Names are compared as an index writes them; old hashes go, and all other lines stay."""
    head = "# A head.\n\n--requirement other.lock\n"
    before = head + lock("My_Thing==1.0", 7, 8)
    answer = pylock("my_thing-1.0-py3-none-any.whl", name="my-thing")
    assert renewed(before, answer) == head + lock("My_Thing==1.0", 0)
    assert renewed(head + lock("My_Thing==1.0", 0), answer) == head + lock("My_Thing==1.0", 0)


def test_a_marker_says_which_targets_need_a_wheel() -> None:
    """One processor's pin gets that processor's wheels alone, though the other has some as well."""
    wheels = [f"thing-1.0-py3-none-manylinux_2_28_{machine}.whl" for machine in ("x86_64", "aarch64")]
    line = 'thing==1.0; platform_machine == "aarch64"'
    assert renewed(line + "\n", pylock(*wheels)) == lock(line, 1)


def test_a_target_without_a_wheel_is_named() -> None:
    """A pin that a kiosk could not install is refused."""
    wheels = [f"thing-1.0-cp3{minor}-cp3{minor}-manylinux_2_28_x86_64.whl" for minor in range(10, 14)]
    with pytest.raises(LockError, match=r"lock: thing==1\.0 has no wheel for Python 3\.10 on aarch64\. Pin a version"):
        renewed("thing==1.0\n", pylock(*wheels))


def test_foreseen_faults_are_told_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is not there, no uv, and a uv that finds nothing."""
    assert main([str(tmp_path / "none.lock")]) == BAD_USAGE
    assert "none.lock: No such file or directory. Name a lock file." in capsys.readouterr().err
    file = tmp_path / "requirements.lock"
    file.write_text(lock("thing==1.0", 7), encoding="utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main([str(file)]) == UNEXPECTED
    assert capsys.readouterr().err == "lock: uv is not installed. Run it by: make locks\n"
    (tmp_path / "uv").write_text(f"#!{shutil.which('sh', path='/bin')}\necho no thing >&2\nexit 1\n", encoding="utf-8")
    (tmp_path / "uv").chmod(0o755)
    assert main([str(file)]) == UNEXPECTED
    assert "uv says: no thing" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == lock("thing==1.0", 7)
