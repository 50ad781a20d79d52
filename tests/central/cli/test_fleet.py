"""Commands of the repository; tests/docs/test_fleet.py runs those of the page."""

import io
import sys
from pathlib import Path

import pytest

pytest.importorskip("tuf")

from central.cli.main import main
from central.errors import UsageError
from central.exit_codes import BAD_USAGE, DONE
from central.fleet import keys
from tests.doubles.ready_store import ready
from tests.edge.fleet.worlds import PASSPHRASE, make_world


def run(*arguments: str, monkeypatch: pytest.MonkeyPatch, typed: str = f"{PASSPHRASE}\n" * 4) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return main(["fleet", *arguments])


def test_a_server_without_the_packages_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [
        name for name in sys.modules if name.partition(".")[0] == "tuf" or name == "central.cli.fleet_actions"
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tuf", None)
    for name in ("layout", "founding", "contents", "published", "rotation", "signing", "status"):
        monkeypatch.delitem(sys.modules, f"central.fleet.{name}", raising=False)
    for name in ("fetcher", "repository", "release"):
        monkeypatch.delitem(sys.modules, f"edge.fleet.{name}", raising=False)
    assert run("status", monkeypatch=monkeypatch) == BAD_USAGE
    assert "requirements-central.lock" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("init", "new", "--tenant", "Acme"), "not a name of a tenant"),
        (("init", "new", "--tenant", "acme", "--stick", "stick-1"), "3 different sticks"),
        (("sign", "--dir", "work"), "--stick"),
        (("set-settings", "--tenant", "acme", "--dir", "work", "--stick", "stick-1"), "--remove"),
        (("set-settings", "away.toml", "--tenant", "acme", "--dir", "work", "--stick", "stick-1"), "cannot be read"),
        (("rotate", "--lost", "3", "--dir", "work", "--stick", "stick-1"), "--new-stick"),
        (("status", "--dir", "stick-1"), "not a work folder"),
        (("set-settings", "a.toml", "--tenant", "acme", "--dir", "work", "--stick", "away"), "Plug the stick in"),
        (("plan", "a.toml", "--dir", "work", "--stick", "stick-1"), "plan.json"),
    ],
)
def test_a_mistake_is_named_with_its_cure(
    arguments: tuple[str, ...], word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    make_world(tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.toml").touch()
    assert run(*arguments, monkeypatch=monkeypatch) != DONE
    assert word in capsys.readouterr().err


def test_a_wrong_passphrase_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world = make_world(tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.toml").write_text("[audience]\nk = 8\n")
    arguments = ("set-settings", "a.toml", "--tenant", "acme", "--dir", "work", "--stick", "stick-1")
    assert run(*arguments, monkeypatch=monkeypatch, typed="another\n") == BAD_USAGE
    assert "wrong passphrase" in capsys.readouterr().err
    assert world.work.versions("settings-00") == [1]
    assert run(*arguments, monkeypatch=monkeypatch) == DONE
    assert "signed by operator-1; complete" in capsys.readouterr().err


def test_a_new_passphrase_is_typed_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from central.cli import fleet_actions

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    typed = iter(["one passphrase", "another one", "same", "same", "known"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    with pytest.raises(UsageError, match="differ"):
        fleet_actions.ask_passphrase(tmp_path)
    assert fleet_actions.ask_passphrase(tmp_path) == "same"
    keys.make_open_key(tmp_path, "go-1")
    assert fleet_actions.ask_passphrase(tmp_path) == "known"


def test_keys_are_never_stored_where_the_videos_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_world(tmp_path)
    (tmp_path / "central.toml").write_text(
        f'[central]\ndata = "{tmp_path}/data"\nfleet_keys = "{tmp_path}/data/media/k"\n'
    )
    arguments = ("publish", "--dir", str(tmp_path / "work"), "--config", str(tmp_path / "central.toml"))
    assert run(*arguments, monkeypatch=monkeypatch) == BAD_USAGE
    assert "below the videos" in capsys.readouterr().err


def test_what_this_server_publishes_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ready(tmp_path / "data").data
    assert run("status", "--data", str(data), monkeypatch=monkeypatch) == DONE
    assert "publishes no repository" in capsys.readouterr().err
