"""Backup of a kiosk, and its restore on another machine: the identity moves, and no number is given twice."""

import json
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.cli.main import main
from edge.files import write_whole
from edge.kiosk.home_assistant import announced_path
from edge.kiosk.lock import kiosk_lock
from edge.kiosk.moved import MovedError, check_not_moved, moved_path
from edge.messages.build import Message
from edge.messages.wire import time_text
from edge.settings.loading import load_settings
from edge.settings.settings import Settings
from edge.tools.identity import restore as restoring
from edge.tools.identity.archive import Backup, IdentityError, read_backup
from edge.tools.identity.restore import DAY_S, PER_DAY, first_block
from edge.uplink.outbox.outbox import Outbox, OutboxLimits
from edge.uplink.outbox.sequence import BLOCK, MessageNumberReservation, sequence_path

NOW_S = 1_795_000_000.0
TEXT = """\
# ours
[site]
tenant = "acme"
site = "berlin-7"
device = "door"

[broker]
host = "mqtt.example.org"
password_file = "{etc}/broker-password"
key_file = "{etc}/key.pem"
cert_file = "{etc}/cert.pem"

[outbox]
path = "{state}/outbox.db"
"""


@dataclass(frozen=True)
class Machine:
    """A machine with a folder of settings and a folder of state. Both machines of a test use the same paths, as two
    real ones do: the folders of one are moved aside while the other is there."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "etc/vitrina.toml"

    @property
    def outbox(self) -> Path:
        return self.folder / "state/outbox.db"

    @property
    def settings(self) -> Settings:
        return load_settings(str(self.config)).settings

    def replaced(self) -> None:
        """Another machine stands here; its folders are empty."""
        number = len(list(self.folder.glob("former-*")))
        for name in ("etc", "state"):
            (self.folder / name).rename(self.folder / f"former-{number}-{name}")
            (self.folder / name).mkdir()

    def give(self, count: int, sent: bool = True) -> list[int]:
        """A kiosk runs, and gives so many numbers."""
        check_not_moved(self.settings)
        outbox = Outbox(self.outbox, OutboxLimits())
        numbers = [outbox.append_all([lambda seq: message(seq)])[-1].seq for _ in range(count)]
        given = [seq for seq in numbers if seq is not None]
        if sent:
            outbox.mark_sent(given, NOW_S)
        outbox.close()
        return given


def message(seq: int) -> Message:
    return Message("alert", "vitrina/1/acme/berlin-7/door/alert", b"{}", f"id-{seq}", seq, NOW_S)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    found = Machine(tmp_path)
    for name in ("etc", "state"):
        (tmp_path / name).mkdir()
    found.config.write_text(TEXT.format(etc=tmp_path / "etc", state=tmp_path / "state"), encoding="utf-8")
    for name in ("broker-password", "key.pem", "cert.pem"):
        (tmp_path / "etc" / name).write_text(f"the {name}\n", encoding="utf-8")
        (tmp_path / "etc" / name).chmod(0o600)
    monkeypatch.setenv("VITRINA_CONFIG", str(found.config))
    return found


def test_a_kiosk_moves_with_settings_keys_and_the_next_number(machine: Machine, tmp_path: Path) -> None:
    given = machine.give(3)
    text = machine.config.read_text(encoding="utf-8")
    assert main(["backup", "--move", str(tmp_path / "kiosk.json")]) == 0
    machine.replaced()
    assert main(["restore", str(tmp_path / "kiosk.json")]) == 0
    assert machine.config.read_text(encoding="utf-8") == text
    assert (tmp_path / "etc/key.pem").read_text(encoding="utf-8") == "the key.pem\n"
    for path in (tmp_path / "etc").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert given == [1, 2, 3]
    assert machine.give(2) == [BLOCK + 1, BLOCK + 2]  # the next block: the former may have lost the end of its outbox


def test_a_kiosk_that_moves_takes_its_description_along(machine: Machine, tmp_path: Path) -> None:
    """Another kiosk on this machine would take it away from Home Assistant, though the one that it describes runs."""
    announced_path(machine.outbox).write_text("homeassistant/device/vitrina_acme_berlin-7_door/config\n")
    assert main(["backup", str(tmp_path / "copy.json")]) == 0
    assert announced_path(machine.outbox).exists()
    assert main(["backup", "--move", str(tmp_path / "kiosk.json")]) == 0
    assert not announced_path(machine.outbox).exists()


def test_the_former_machine_does_not_start(machine: Machine, tmp_path: Path) -> None:
    """Unless it gets its identity back; then it goes on where its own outbox is."""
    machine.give(3)
    assert main(["backup", "--move", str(tmp_path / "kiosk.json")]) == 0
    with pytest.raises(MovedError):
        machine.give(1)
    assert main(["backup", str(tmp_path / "again.json")]) == 2  # nor is there a second identity to take along
    assert main(["restore", str(tmp_path / "kiosk.json")]) == 0
    assert machine.give(1)[0] > 3
    assert not moved_path(machine.outbox).exists()


def test_a_kiosk_that_runs_or_has_messages_left_does_not_move(
    machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with kiosk_lock(machine.outbox):
        assert main(["backup", "--move", str(tmp_path / "kiosk.json")]) == 2
        assert "Stop it first" in capsys.readouterr().err
        assert main(["backup", str(tmp_path / "running.json")]) == 0  # for a machine that is lost one day
    machine.give(2, sent=False)
    assert main(["backup", "--move", str(tmp_path / "kiosk.json")]) == 2
    assert "2 messages" in capsys.readouterr().err
    assert not (tmp_path / "kiosk.json").exists()
    assert main(["backup", "--move", "--leave-unsent", str(tmp_path / "kiosk.json")]) == 0


def test_a_backup_is_private_and_replaces_nothing(machine: Machine, tmp_path: Path) -> None:
    file = tmp_path / "kiosk.json"
    assert main(["backup", str(file)]) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    assert main(["backup", str(file)]) == 2
    assert file.read_bytes() == before
    assert read_backup(file).topic == "acme/berlin-7/door"


def test_what_is_no_identity_is_not_in_it(machine: Machine, tmp_path: Path) -> None:
    """No message, and no key of consents."""
    machine.give(2)
    machine.outbox.with_name("outbox.db.consent-key").write_bytes(b"secret")
    assert main(["backup", str(tmp_path / "kiosk.json")]) == 0
    assert sorted(Path(name).name for name in read_backup(tmp_path / "kiosk.json").files) == [
        *("broker-password", "cert.pem", "key.pem"),
    ]


def test_nothing_is_replaced_without_a_word(
    machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty password file, as an installation makes it, is nothing."""
    assert main(["backup", "--move", str(tmp_path / "kiosk.json")]) == 0
    machine.replaced()
    machine.config.write_text("# of somebody else\n", encoding="utf-8")
    (tmp_path / "etc/broker-password").touch()
    assert main(["restore", str(tmp_path / "kiosk.json")]) == 2
    told = capsys.readouterr().err
    assert "vitrina.toml would be replaced" in told
    assert "broker-password" not in told.rpartition("restore:")[2]
    assert not sequence_path(machine.outbox).exists()
    assert main(["restore", "--replace", str(tmp_path / "kiosk.json")]) == 0


def test_messages_of_another_kiosk_are_not_taken_over(
    machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", str(tmp_path / "kiosk.json")]) == 0
    machine.give(2)
    assert main(["restore", str(tmp_path / "kiosk.json")]) == 2
    assert "vitrina forget" in capsys.readouterr().err
    with kiosk_lock(machine.outbox):
        assert main(["restore", str(tmp_path / "kiosk.json")]) == 2
    assert "Stop it first" in capsys.readouterr().err


def test_a_machine_that_is_lost_may_have_gone_on(machine: Machine, tmp_path: Path) -> None:
    """Its backup is of before. The numbers that it may have given since are skipped; --after says which it gave."""
    machine.give(3)
    assert main(["backup", str(tmp_path / "kiosk.json")]) == 0
    later = machine.give(2500)
    machine.replaced()
    assert main(["restore", str(tmp_path / "kiosk.json")]) == 0
    assert machine.give(1)[0] > max(later)
    machine.replaced()
    assert main(["restore", "--after", str(max(later)), str(tmp_path / "kiosk.json")]) == 0
    assert machine.give(1) == [3 * BLOCK + 1]


def changed(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def write(file: Path) -> None:
        content = json.loads(file.read_text(encoding="utf-8"))
        change(content)
        file.write_text(json.dumps(content), encoding="utf-8")

    return write


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda file: file.write_bytes(b""), "no whole backup"),
        (lambda file: file.write_bytes(file.read_bytes()[:-9]), "no whole backup"),
        (lambda file: file.write_bytes(b" " * 5_000_000), "too large"),
        (lambda file: file.unlink(), "cannot be read"),
        (changed(lambda c: c.pop("reserved")), "reserved"),
        (changed(lambda c: c.update(schema="vitrina.backup/2")), "schema"),
        (changed(lambda c: c["files"].update({"/etc/cron.d/evil": "eA=="})), "/etc/cron.d/evil"),
        (changed(lambda c: c["files"].update({"../evil": "eA=="})), "absolute path"),
        (changed(lambda c: c.update(settings="[site]\ntenant = 1\n")), "tenant"),
    ],
)
def test_a_backup_that_was_changed_or_cut_writes_nothing(
    machine: Machine,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Path], object],
    why: str,
) -> None:
    assert main(["backup", str(tmp_path / "kiosk.json")]) == 0
    machine.replaced()
    spoil(tmp_path / "kiosk.json")
    capsys.readouterr()
    assert main(["restore", str(tmp_path / "kiosk.json")]) == 2
    assert why in capsys.readouterr().err
    assert not list((tmp_path / "etc").iterdir())
    assert not list((tmp_path / "state").iterdir())


def test_a_file_that_cannot_be_read_is_named(
    machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "etc/key.pem").unlink()
    assert main(["backup", str(tmp_path / "kiosk.json")]) == 2
    assert "key.pem cannot be read" in capsys.readouterr().err
    assert not (tmp_path / "kiosk.json").exists()


def stored(reserved: int, *, moved: bool) -> Backup:
    return Backup.model_validate(
        {
            "schema": "vitrina.backup/1",
            "made": time_text(NOW_S),
            "version": "0.1.0",
            "settings": "",
            "files": {},
            "tenant": "a",
            "site": "b",
            "device": "c",
            "reserved": reserved,
            "moved": moved,
        }
    )


@given(
    st.integers(0, 10**9),
    st.floats(0, 400 * DAY_S),
    st.floats(0, 1),
    st.booleans(),
)
def test_no_number_is_given_twice(reserved: int, passed_s: float, share: float, moved: bool) -> None:
    """Whatever the former machine gave after the backup, at up to PER_DAY a day, the first here is above it."""
    block = first_block(stored(reserved, moved=moved), None, NOW_S + passed_s)
    given_since = 0 if moved else int(share * PER_DAY * passed_s / DAY_S)
    assert block % BLOCK == 0
    assert block >= reserved + given_since


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.booleans())
def test_a_number_that_a_subscriber_has_is_never_given(reserved: int, after: int, moved: bool) -> None:
    block = first_block(stored(reserved, moved=moved), after, NOW_S - DAY_S)
    assert max(reserved, after) <= block < max(reserved, after) + BLOCK


def test_a_clock_that_is_not_set_cannot_say_how_much_was_given() -> None:
    with pytest.raises(IdentityError, match="--after N"):
        first_block(stored(0, moved=False), None, NOW_S - 1.0)
    assert first_block(stored(0, moved=True), None, NOW_S - 1.0) == 0


def test_a_number_that_is_there_is_never_lowered(machine: Machine, tmp_path: Path) -> None:
    assert main(["backup", "--move", str(tmp_path / "kiosk.json")]) == 0
    machine.replaced()
    sequence_path(machine.outbox).write_text("77000\n", encoding="ascii")
    assert main(["restore", str(tmp_path / "kiosk.json")]) == 0
    assert MessageNumberReservation(sequence_path(machine.outbox)).up_to == 77000


def test_a_disk_that_fails_half_way_lets_the_same_command_go_on(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number is there first: a kiosk that starts between has no settings, and one that has them counts on."""
    machine.give(1)
    assert main(["backup", "--move", str(tmp_path / "kiosk.json")]) == 0
    machine.replaced()

    def full(path: Path, content: bytes, owner: tuple[int, int]) -> None:
        if path.name == "key.pem":
            raise OSError(28, "No space left on device", str(path))
        write_whole(path, content, owner)

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "write_whole", full)
        assert main(["restore", str(tmp_path / "kiosk.json")]) == 2
    assert not machine.config.exists()
    assert MessageNumberReservation(sequence_path(machine.outbox)).up_to == BLOCK
    assert main(["restore", str(tmp_path / "kiosk.json")]) == 0
    assert machine.give(1) == [BLOCK + 1]
