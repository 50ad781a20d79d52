"""Files of consents outlive a power cut and stay private."""

import os
from pathlib import Path

import pytest

from edge.consent.record import ConsentError, InvalidConsentError
from edge.consent.store import ConsentStore
from tests.doubles.synced import synced_paths


@pytest.fixture
def store(tmp_path: Path) -> ConsentStore:
    return ConsentStore(tmp_path / "outbox.db")


def test_a_withdrawal_is_on_the_disk_before_the_command_ends(
    store: ConsentStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new list, and then the folder: else a power cut could bring the old list back, and the consent with it."""
    synced = synced_paths(monkeypatch)
    store.withdraw_record("first")
    store.withdraw_record("second")
    assert [Path(path).parent == tmp_path for path in synced] == [True, False, True, False]
    assert synced[1::2] == [str(tmp_path)] * 2
    assert store.is_withdrawn("first")
    assert store.is_withdrawn("second")
    assert not store.is_withdrawn("third")


def test_files_are_of_one_user_alone_whatever_the_umask_is(store: ConsentStore, tmp_path: Path) -> None:
    """Also the file that was there before."""
    before = os.umask(0)
    try:
        key = store.read_or_make_key()
        store.withdraw_record("first")
    finally:
        os.umask(before)
    assert store.read_or_make_key() == store.read_key() == key
    assert {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {
        "consent.key": 0o600,
        "consent.withdrawn": 0o600,
    }


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_root_gives_the_files_to_the_owner_of_their_folder(store: ConsentStore, tmp_path: Path) -> None:
    os.chown(tmp_path, 1234, 5678)
    store.read_or_make_key()
    assert (store.key_path.stat().st_uid, store.key_path.stat().st_gid) == (1234, 5678)


def test_a_key_that_others_can_use_is_no_key(store: ConsentStore) -> None:
    """Nor is one of another length."""
    store.read_or_make_key()
    store.key_path.chmod(0o640)
    with pytest.raises(InvalidConsentError, match="other users can access the key"):
        store.read_key()
    store.key_path.chmod(0o600)
    store.key_path.write_text("00ff\n")
    with pytest.raises(InvalidConsentError, match="does not contain a valid key"):
        store.read_key()


def test_a_file_that_cannot_be_written_says_what_to_do(store: ConsentStore, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConsentError, match=r"cannot be written .* Try again with sudo"):
        store.write_private_file(tmp_path / "file" / "record.json", b"{}")
