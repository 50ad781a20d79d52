"""Backup of a kiosk, and its restore on another machine: the identity moves, and no number is given twice."""

import json
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.cli.main import main
from edge.clock import machine_time_s
from edge.files import replace_file
from edge.kiosk.process.lock import hold_kiosk_lock
from edge.kiosk.process.moved import MovedError, check_not_moved, move_mark_path
from edge.kiosk.state.home_assistant import announced_topics_path
from edge.messages.build import Message
from edge.messages.wire import time_text
from edge.settings.loading import load_settings
from edge.settings.remote import RemoteMemory
from edge.settings.remote_files import memory_path, read_memory, write_memory
from edge.settings.settings import Settings
from edge.tools.identity import restore as restoring
from edge.tools.identity.archive import Backup, IdentityError, read_backup
from edge.tools.identity.restore import MARGIN, MINUTE_S, first_number_block
from edge.uplink.mqtt.client_id import client_secret_path, read_or_draw_client_secret
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
    secret = read_or_draw_client_secret(machine.outbox)
    text = machine.config.read_text(encoding="utf-8")
    assert main(["backup", "--move", str(tmp_path / "kiosk.json")]) == 0
    machine.replaced()
    assert main(["restore", str(tmp_path / "kiosk.json")]) == 0
    assert machine.config.read_text(encoding="utf-8") == text
    assert (tmp_path / "etc/key.pem").read_text(encoding="utf-8") == "the key.pem\n"
    for path in (tmp_path / "etc").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert given == [1, 2, 3]
    assert read_or_draw_client_secret(machine.outbox) == secret  # the broker goes on with its session
    assert client_secret_path(machine.outbox).stat().st_mode & 0o777 == 0o600
    assert machine.give(2) == [BLOCK + 1, BLOCK + 2]  # the next block: the former may have lost the end of its outbox


def test_a_kiosk_that_moves_takes_its_own_table_of_places_along(machine: Machine, tmp_path: Path) -> None:
    """It decides defaults, such as whether smiles are detected. One that is there already is not replaced unasked."""
    law = tmp_path / "etc/law.toml"
    text = '[places.FR]\nname = "France"\nstarts_without_smiles = true\n'
    law.write_text(text, encoding="utf-8")
    machine.config.write_text(machine.config.read_text().replace("[broker]", 'country = "FR"\n\n[broker]'))
    assert machine.settings.models.expression == "none"
    assert main(["backup", "--move", str(tmp_path / "kiosk.json")]) == 0
    machine.replaced()
    law.write_text('[places.FR]\nname = "another"\n', encoding="utf-8")
    assert main(["restore", str(tmp_path / "kiosk.json")]) == 2
    law.unlink()
    assert main(["restore", str(tmp_path / "kiosk.json")]) == 0
    assert law.read_text(encoding="utf-8") == text
    assert machine.settings.models.expression == "none"


def test_a_kiosk_that_moves_takes_along_what_came_from_afar(machine: Machine, tmp_path: Path) -> None:
    """Masks from afar are only removed on the kiosk. Without their file, the new one would look where it must not."""
    memory = RemoteMemory({"audience.k": (9.0, date(2026, 12, 1))}, (((0.0, 0.0), (0.5, 0.0), (0.5, 0.5)),))
    write_memory(memory_path(machine.outbox), memory)
    assert main(["backup", "--move", str(tmp_path / "kiosk.json")]) == 0
    machine.replaced()
    write_memory(memory_path(machine.outbox), RemoteMemory({"audience.k": (7.0, date(2026, 12, 1))}))
    assert main(["restore", str(tmp_path / "kiosk.json")]) == 2
    memory_path(machine.outbox).unlink()
    assert main(["restore", str(tmp_path / "kiosk.json")]) == 0
    assert read_memory(memory_path(machine.outbox)) == memory


def test_a_kiosk_that_moves_takes_its_description_along(machine: Machine, tmp_path: Path) -> None:
    """Another kiosk on this machine would take it away from Home Assistant, though the one that it describes runs."""
    announced_topics_path(machine.outbox).write_text("homeassistant/device/vitrina_acme_berlin-7_door/config\n")
    assert main(["backup", str(tmp_path / "copy.json")]) == 0
    assert announced_topics_path(machine.outbox).exists()
    assert main(["backup", "--move", str(tmp_path / "kiosk.json")]) == 0
    assert not announced_topics_path(machine.outbox).exists()


def test_the_former_machine_does_not_start(machine: Machine, tmp_path: Path) -> None:
    """Unless it gets its identity back; then it goes on where its own outbox is."""
    machine.give(3)
    assert main(["backup", "--move", str(tmp_path / "kiosk.json")]) == 0
    with pytest.raises(MovedError):
        machine.give(1)
    assert main(["backup", str(tmp_path / "again.json")]) == 2  # nor is there a second identity to take along
    assert main(["restore", str(tmp_path / "kiosk.json")]) == 0
    assert machine.give(1)[0] > 3
    assert not move_mark_path(machine.outbox).exists()


def test_a_kiosk_that_runs_or_has_messages_left_does_not_move(
    machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with hold_kiosk_lock(machine.outbox):
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


def test_a_full_disk_leaves_no_half_backup(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Passwords would lie in it, and the same command would find a file there."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("edge.tools.identity.backup.os.fsync", full)
        assert main(["backup", "--move", str(tmp_path / "kiosk.json")]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert not (tmp_path / "kiosk.json").exists()
    assert main(["backup", "--move", str(tmp_path / "kiosk.json")]) == 0


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
    with hold_kiosk_lock(machine.outbox):
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
        (lambda file: file.write_bytes(b""), "is not a complete backup"),
        (lambda file: file.write_bytes(file.read_bytes()[:-9]), "is not a complete backup"),
        (lambda file: file.write_bytes(b" " * 5_000_000), "too large"),
        (lambda file: file.unlink(), "cannot read"),
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
    assert "key.pem (No such file" in capsys.readouterr().err
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
    st.floats(0, 400 * 86_400),
    st.floats(0, 1),
    st.booleans(),
)
def test_no_number_is_given_twice(reserved: int, passed_s: float, share: float, moved: bool) -> None:
    """Whatever the former machine gave after the backup, at up to a block a minute, the first here is above it."""
    block = first_number_block(stored(reserved, moved=moved), None, NOW_S + passed_s)
    given_since = 0 if moved else int(share * BLOCK * passed_s / MINUTE_S)
    assert block % BLOCK == 0
    assert block >= reserved + given_since


@given(st.integers(0, 10**9), st.floats(0, 1e7), st.floats(MINUTE_S, 1e7))
def test_two_machines_of_one_backup_begin_in_different_blocks(reserved: int, first_s: float, passed_s: float) -> None:
    """Also where the first has given numbers until the second begins."""
    backup = stored(reserved, moved=False)
    one, other = (first_number_block(backup, None, NOW_S + at_s) for at_s in (first_s, first_s + passed_s + 0.01))
    assert other - one >= BLOCK * int(passed_s / MINUTE_S)
    assert one >= reserved + MARGIN


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.booleans())
def test_a_number_that_a_subscriber_has_is_never_given(reserved: int, after: int, moved: bool) -> None:
    block = first_number_block(stored(reserved, moved=moved), after, NOW_S - 86_400)
    assert max(reserved, after) <= block < max(reserved, after) + BLOCK


def test_a_clock_that_is_not_set_cannot_say_how_much_was_given() -> None:
    with pytest.raises(IdentityError, match="--after N"):
        first_number_block(stored(0, moved=False), None, NOW_S - 1.0)
    assert first_number_block(stored(0, moved=True), None, NOW_S - 1.0) == 0


def test_a_number_that_is_there_is_never_lowered(machine: Machine, tmp_path: Path) -> None:
    assert main(["backup", "--move", str(tmp_path / "kiosk.json")]) == 0
    machine.replaced()
    sequence_path(machine.outbox).write_text("77000\n", encoding="ascii")
    assert main(["restore", str(tmp_path / "kiosk.json")]) == 0
    assert MessageNumberReservation(sequence_path(machine.outbox)).up_to == 77000


def test_a_disk_that_fails_half_way_changes_nothing(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither a file that is there nor one that is new: a password of one identity with the settings of another would
    be refused by the broker. The same command goes on."""
    machine.give(1)
    assert main(["backup", "--move", str(tmp_path / "kiosk.json")]) == 0
    machine.replaced()
    there = tmp_path / "etc/broker-password"
    there.write_text("of another\n", encoding="utf-8")

    def full(path: Path, content: bytes, owner: tuple[int, int]) -> None:
        if path.name.startswith("key.pem"):
            raise OSError(28, "No space left on device", str(path))
        replace_file(path, content, owner)

    capsys.readouterr()
    with monkeypatch.context() as patch:
        patch.setattr(restoring, "replace_file", full)
        assert main(["restore", "--replace", str(tmp_path / "kiosk.json")]) == 2
    assert "Nothing was changed" in capsys.readouterr().err
    assert there.read_text(encoding="utf-8") == "of another\n"
    assert list((tmp_path / "etc").iterdir()) == [there]
    assert list((tmp_path / "state").iterdir()) == []
    assert main(["restore", "--replace", str(tmp_path / "kiosk.json")]) == 0
    assert machine.give(1) == [BLOCK + 1]


@pytest.mark.parametrize("is_move", [True, False])
def test_two_machines_that_one_backup_makes_share_no_number(machine: Machine, tmp_path: Path, is_move: bool) -> None:
    """The first one turned out to be broken after some minutes. Its messages are with the subscribers."""
    file = tmp_path / "kiosk.json"
    machine.give(3)
    assert main(["backup", *(["--move"] if is_move else []), str(file)]) == 0
    machine.replaced()
    with patched_clock(300.0):
        assert main(["restore", str(file)]) == 0
    first = machine.give(900)
    machine.replaced()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with patched_clock(300.0 + 900.0):
        assert main(["restore", str(file)]) == 0
    assert machine.give(1)[0] > max(first)


def test_a_backup_that_was_used_and_cannot_say_so_is_told(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It lies on a disk that takes nothing."""
    assert main(["backup", "--move", str(tmp_path / "kiosk.json")]) == 0
    machine.replaced()

    def read_only(path: Path, content: bytes, owner: tuple[int, int]) -> None:
        if path.name == "kiosk.json":
            raise OSError(30, "Read-only file system", str(path))
        replace_file(path, content, owner)

    capsys.readouterr()
    monkeypatch.setattr(restoring, "replace_file", read_only)
    assert main(["restore", str(tmp_path / "kiosk.json")]) == 0
    assert "Do not restore it on another computer" in capsys.readouterr().err


@pytest.mark.parametrize("mode", [0o602, 0o660])
def test_a_backup_that_others_can_change_is_refused(
    machine: Machine, tmp_path: Path, mode: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its settings name the files that are written: with sudo any file of the machine."""
    file = tmp_path / "kiosk.json"
    assert main(["backup", "--move", str(file)]) == 0
    machine.replaced()
    file.chmod(mode)
    capsys.readouterr()
    assert main(["restore", str(file)]) == 2
    assert "chmod 600" in capsys.readouterr().err
    assert not list((tmp_path / "etc").iterdir())


def test_a_backup_of_another_user_is_refused_save_who_called_sudo(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a file of another user")
    file = tmp_path / "kiosk.json"
    assert main(["backup", "--move", str(file)]) == 0
    machine.replaced()
    os.chown(file, 12345, 12345)
    capsys.readouterr()
    assert main(["restore", str(file)]) == 2
    assert "another user" in capsys.readouterr().err
    monkeypatch.setenv("SUDO_UID", "12345")
    assert main(["restore", str(file)]) == 0


def test_messages_of_another_kiosk_that_moved_away_are_not_sent_by_this_one(machine: Machine, tmp_path: Path) -> None:
    """Nor may that other one start here again."""
    text = machine.config.read_text(encoding="utf-8")
    assert main(["backup", "--move", str(tmp_path / "door.json")]) == 0
    machine.replaced()
    machine.config.write_text(text.replace("door", "till"), encoding="utf-8")
    for name in ("broker-password", "key.pem", "cert.pem"):
        (tmp_path / "etc" / name).write_text(f"the {name}\n", encoding="utf-8")
    machine.give(2, sent=False)
    assert main(["backup", "--move", "--leave-unsent", str(tmp_path / "till.json")]) == 0
    assert main(["restore", "--replace", str(tmp_path / "door.json")]) == 2
    machine.outbox.unlink()
    assert main(["restore", "--replace", str(tmp_path / "door.json")]) == 0
    machine.config.write_text(text.replace("door", "till"), encoding="utf-8")
    with pytest.raises(MovedError):
        machine.give(1)


def test_a_backup_whose_names_are_not_those_of_its_settings_is_refused(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its number is that of another kiosk. A variable of this machine may be the reason."""
    assert main(["backup", "--move", str(tmp_path / "kiosk.json")]) == 0
    machine.replaced()
    monkeypatch.setenv("VITRINA_SITE__DEVICE", "till")
    assert main(["restore", str(tmp_path / "kiosk.json")]) == 2
    assert "acme/berlin-7/till" in capsys.readouterr().err
    assert not list((tmp_path / "etc").iterdir())


def test_an_authority_of_the_system_is_left_as_it_is(machine: Machine, tmp_path: Path) -> None:
    """Other programs read it too: it would become a private file of the kiosk's user."""
    bundle = tmp_path / "ssl/certs.pem"
    bundle.parent.mkdir()
    bundle.write_text("of the one machine\n", encoding="utf-8")
    text = machine.config.read_text(encoding="utf-8")
    machine.config.write_text(text.replace("key_file", f'ca_file = "{bundle}"\nkey_file'), encoding="utf-8")
    assert main(["backup", "--move", str(tmp_path / "kiosk.json")]) == 0
    machine.replaced()
    bundle.write_text("of the other\n", encoding="utf-8")
    bundle.chmod(0o644)
    assert main(["restore", str(tmp_path / "kiosk.json")]) == 0
    assert bundle.read_text(encoding="utf-8") == "of the other\n"
    assert stat.S_IMODE(bundle.stat().st_mode) == 0o644


def test_a_backup_without_a_password_says_so(
    machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """systemd may hand it to the kiosk from a file that no setting names."""
    assert main(["backup", str(tmp_path / "kiosk.json")]) == 0
    assert "no password" not in capsys.readouterr().err
    lines = machine.config.read_text(encoding="utf-8").splitlines()
    machine.config.write_text("\n".join(line for line in lines if "_file" not in line), encoding="utf-8")
    assert main(["backup", str(tmp_path / "other.json")]) == 0
    assert "it contains no broker password" in capsys.readouterr().err


@contextmanager
def patched_clock(passed_s: float) -> Iterator[None]:
    """Restores so many seconds from now."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(restoring, "machine_time_s", lambda: machine_time_s() + passed_s)
        yield
