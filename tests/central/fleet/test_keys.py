import json
from pathlib import Path

import pytest

pytest.importorskip("cryptography")

from central.errors import SourceError, UsageError
from central.fleet import keys
from central.fleet.keys import KeyRing, key_name, list_keys, make_open_key

PASSPHRASE = "five random words stand here"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "SCRYPT_COST", 2**4)


def test_a_key_is_opened_with_its_passphrase_only(tmp_path: Path) -> None:
    made = KeyRing([tmp_path], lambda _: PASSPHRASE).make(tmp_path, "root-1")
    keyid = made.public_key.keyid
    opened = KeyRing([tmp_path], lambda _: PASSPHRASE).signer(keyid)
    assert opened is not None
    made.public_key.verify_signature(opened.sign(b"x"), b"x")
    with pytest.raises(UsageError, match="wrong passphrase"):
        KeyRing([tmp_path], lambda _: PASSPHRASE + "!").signer(keyid)
    assert KeyRing([tmp_path], lambda _: PASSPHRASE).signer("0" * 64) is None


def test_a_stick_shows_no_private_key_and_nobody_else_reads_it(tmp_path: Path) -> None:
    made = KeyRing([tmp_path], lambda _: PASSPHRASE).make(tmp_path, "root-1")
    path = tmp_path / "root-1.key"
    secret = made.private_bytes.split(b"\n")[1]
    assert secret not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_passphrase_is_asked_for_once_per_stick_and_only_if_needed(tmp_path: Path) -> None:
    asked: list[Path] = []

    def ask(folder: Path) -> str:
        asked.append(folder)
        return PASSPHRASE

    ring = KeyRing([tmp_path], ask)
    made = [ring.make(tmp_path, name) for name in ("root-1", "targets-1")]
    again = KeyRing([tmp_path], ask)
    assert [key.name for key in again.stored()] == ["root-1", "targets-1"]
    assert asked == [tmp_path]
    for each in made:
        again.signer(each.public_key.keyid)
    assert asked == [tmp_path, tmp_path]


def test_a_short_passphrase_and_a_second_key_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="shorter than 12"):
        KeyRing([tmp_path], lambda _: "short").make(tmp_path, "root-1")
    ring = KeyRing([tmp_path], lambda _: PASSPHRASE)
    ring.make(tmp_path, "root-1")
    with pytest.raises(UsageError, match="Nothing was overwritten"):
        ring.make(tmp_path, "root-1")


def test_keys_of_central_need_no_passphrase(tmp_path: Path) -> None:
    made = make_open_key(tmp_path / "new", "go-1")
    (stored,) = list_keys(tmp_path / "new")
    assert (stored.name, key_name(stored.public)) == ("go-1", "go-1")
    assert KeyRing([tmp_path / "new"], lambda _: pytest.fail("asked")).signer(made.public_key.keyid) is not None


def test_what_is_no_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not a folder"):
        list_keys(tmp_path / "away")
    path = tmp_path / "root-1.key"
    for content in ("", "[]", "{}", '{"public": {}}', '{"public": {"keyid": 1}}'):
        path.write_text(content)
        with pytest.raises(SourceError, match="not a key file"):
            list_keys(tmp_path)
    made = make_open_key(tmp_path / "b", "go-1")
    fields = json.loads((tmp_path / "b" / "go-1.key").read_text())
    path.write_text(json.dumps({"public": {**fields["public"], "keyid": "0" * 64}}))
    with pytest.raises(SourceError, match="unknown key"):
        list_keys(tmp_path)
    assert made.public_key.keyid != "0" * 64


def test_a_key_that_asks_for_much_memory_is_refused(tmp_path: Path) -> None:
    made = KeyRing([tmp_path], lambda _: PASSPHRASE).make(tmp_path, "root-1")
    path = tmp_path / "root-1.key"
    path.write_text(path.read_text().replace('"scrypt_n": 16', '"scrypt_n": 1073741824'))
    with pytest.raises(UsageError, match="memory"):
        KeyRing([tmp_path], lambda _: PASSPHRASE).signer(made.public_key.keyid)
