"""Files of settings from afar, and what the kiosk remembers of them."""

import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.settings.remote import RAISED, RemoteFiles, RemoteMemory, overlay_settings
from edge.settings.remote_files import LARGEST, memory_path, read_memory, read_remote_files, write_memory
from edge.settings.settings import Settings
from edge.settings.site import SiteSettings

NOT_FINITE = (b"Infinity", b"-Infinity", b"NaN", b"1e999", b"1" + b"0" * 400)
SITE = SiteSettings(tenant="acme", site="berlin-7", device="door")
MEMORY = RemoteMemory(
    {"audience.k": (9, date(2026, 12, 1)), "reaction.noise": (1.5, date(2026, 12, 2))},
    (((0.0, 0.0), (0.5, 0.0), (0.5, 0.5)),),
)


def test_the_files_are_read_from_the_widest_to_the_narrowest(tmp_path: Path) -> None:
    (tmp_path / "device.toml").write_text("[audience]\nk = 9\n")
    (tmp_path / "tenant.toml").write_text("[audience]\nk = 8\n")
    (tmp_path / "address-site.toml").write_text('[broker]\nhost = "b"\n')
    files = read_remote_files(tmp_path, SITE)
    assert [(file.name, file.values) for file in files.settings] == [
        ("settings/acme.toml", {"audience": {"k": 8}}),
        ("settings/acme/berlin-7/door.toml", {"audience": {"k": 9}}),
    ]
    assert [file.name for file in files.addresses] == ["address/acme/berlin-7.toml"]
    assert files.faults == ()


def test_without_a_folder_there_are_no_files(tmp_path: Path) -> None:
    files = read_remote_files(tmp_path / "none", SITE)
    assert (files.settings, files.addresses, files.faults) == ((), (), ())


@pytest.mark.parametrize("content", [b"k = ", b"\xff", b"#" * (LARGEST + 1)])
def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "site.toml").write_bytes(content)
    files = read_remote_files(tmp_path, SITE)
    assert files.settings == ()
    assert files.faults[0].text.startswith("settings/acme/berlin-7.toml cannot be read: ")


def test_a_folder_in_place_of_a_file_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "site.toml").mkdir()
    assert "cannot be read: Is a directory" in read_remote_files(tmp_path, SITE).faults[0].text


def test_what_is_remembered_is_read_again(tmp_path: Path) -> None:
    path = memory_path(tmp_path / "outbox.db")
    assert path == tmp_path / "outbox.db.fleet"
    assert read_memory(path) == RemoteMemory()
    write_memory(path, MEMORY)
    assert read_memory(path) == MEMORY
    before = path.stat().st_ino
    write_memory(path, MEMORY)
    assert path.stat().st_ino == before


def test_nothing_is_written_while_nothing_came(tmp_path: Path) -> None:
    write_memory(tmp_path / "outbox.db.fleet", RemoteMemory())
    assert list(tmp_path.iterdir()) == []


BROKEN = [b"", b"[]", b"{}", b'{"raised": [], "masks": []}', b'{"raised": {"audience.k": [9]}, "masks": []}',
          b'{"raised": {"audience.k": [9, "today"]}, "masks": []}', b'{"raised": {}, "masks": 5}', b"[" * 100_000,
          b'{"raised": {}, "masks": [], "more": "' + b"x" * LARGEST + b'"}',
          *(b'{"raised": {"audience.k": [%b, "2026-12-01"]}, "masks": []}' % number for number in NOT_FINITE),
          *(b'{"raised": {}, "masks": [[[%b, 0]]]}' % number for number in NOT_FINITE)]  # fmt: skip


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_a_file_that_is_broken_holds_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "outbox.db.fleet"
    path.write_bytes(content)
    assert read_memory(path) == RemoteMemory()


NUMBERS = st.floats() | st.integers() | st.just(10**400)
DAYS = st.dates(min_value=date(2026, 11, 1), max_value=date(2027, 1, 1)).map(date.isoformat)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(RAISED), st.tuples(NUMBERS, DAYS)), st.lists(st.lists(st.tuples(NUMBERS, NUMBERS)))
)
def test_no_content_of_the_file_stops_the_start(tmp_path: Path, raised: object, masks: object) -> None:
    """The kiosk's user owns the file. Whatever it says, there are settings, and none protects less."""
    path = tmp_path / "outbox.db.fleet"
    path.write_text(json.dumps({"raised": raised, "masks": masks}), encoding="utf-8")
    own = Settings()
    made = overlay_settings(own, {}, RemoteFiles(), read_memory(path), date(2026, 12, 1)).settings
    assert (made.audience.k, made.reaction.noise) >= (own.audience.k, own.reaction.noise)
    assert made.audience.window_s >= own.audience.window_s


def test_a_pipe_in_place_of_the_file_holds_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "outbox.db.fleet")
    assert read_memory(tmp_path / "outbox.db.fleet") == RemoteMemory()


def test_a_key_that_is_not_raised_from_afar_is_not_remembered(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db.fleet"
    path.write_text('{"raised": {"audience.unmasked_staff": [9, "2026-12-01"]}, "masks": []}')
    assert read_memory(path) == RemoteMemory()
