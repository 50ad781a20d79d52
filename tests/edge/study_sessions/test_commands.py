"""`vitrina study` without a session: new, participant, check, mark. What it prints, refuses and leaves behind."""

import json
import os
import pty
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.settings.settings import Settings, load_settings_file
from edge.study.sessions import SessionInfo
from edge.study.study import Study
from edge.study_sessions.access import open_study_with_settings
from tests.doubles.study import START_S, record

SIGNED = ["--purpose", "which adverts calm", "--text", "2026-11"]


class Desk:
    """The settings and the study of a researcher."""

    def __init__(self, place: Path) -> None:
        self.folder, self.config = place / "study", place / "vitrina.toml"
        self.config.write_text(f'[outbox]\npath = "{place}/state/outbox.db"\n[study]\nkeys = "{place}/stick"\n')
        (place / "state").mkdir()

    @property
    def settings(self) -> Settings:
        return load_settings_file(self.config)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    until = ["--until", "2099-12-31"]
    assert main(["study", "new", "--config", str(desk.config), str(desk.folder), "--name", "Ads", *until]) == 0
    return desk


def study(desk: Desk, *command: str) -> int:
    """Runs `vitrina study COMMAND… DIR`, with options after the folder."""
    words = list(command)
    at = 2 if words[0] == "participant" else 1
    return main(["study", *words[:at], str(desk.folder), *words[at:], "--config", str(desk.config)])


def left_with(command: list[str]) -> int:
    """Exit code, also where the parser ends the program."""
    try:
        return main(command)
    except SystemExit as left:
        return int(str(left.code))


def test_a_study_without_a_last_day_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = Desk(tmp_path).config
    for until in ([], ["--until", "soon"], ["--until", "2020-01-01"]):
        new = ["study", "new", str(tmp_path / "other"), "--name", "Ads", *until, "--config", str(config)]
        assert left_with(new) == 2
    assert "2020-01-01 is in the past. Name a later day" in capsys.readouterr().err
    assert not (tmp_path / "other").exists()


def test_participants_are_added_listed_and_withdrawn(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert study(desk, "participant", "list") == 0
    assert "there is no participant yet" in capsys.readouterr().out
    assert study(desk, "participant", "add", "--scopes", "kits, face", *SIGNED) == 0
    assert study(desk, "participant", "add", "w5", "--scopes", "voice", "--days", "1", *SIGNED) == 0
    out = capsys.readouterr().out
    assert "w1 consents to kits, face until 2099-12-31." in out
    assert study(desk, "participant", "list", "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows == [
        {"participant": "w1", "scopes": ["kits", "face"], "sessions": 0, "attributes": {}, "faults": []},
        {"participant": "w5", "scopes": ["voice"], "sessions": 0, "attributes": {}, "faults": []},
    ]
    assert study(desk, "participant", "withdraw", "w5", "--yes") == 0
    assert study(desk, "participant", "withdraw", "w5", "--yes") == 2
    assert (
        "there is no participant w5. Participants: w1. Add one: vitrina study participant add"
        in capsys.readouterr().err
    )


ATTRIBUTES = """
[age]
type = "integer"
personal = true
min = 18

[group]
type = "choice"
personal = false
values = ["loud", "soft"]
"""


def test_attributes_are_stored_listed_and_removed(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the command line or from standard input; the list of participants shows all but the personal ones."""
    assert study(desk, "participant", "add", "--scopes", "kits", *SIGNED) == 0
    (desk.folder / "attributes.toml").write_text(ATTRIBUTES)
    assert (
        left_with(["study", "participant", "set", "--config", str(desk.config), str(desk.folder), "w1", "age=34"]) == 0
    )
    assert "study: w1 has age=34. Missing: group." in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", ["age = 35\n", "\n", "group=soft\n"])
    assert study(desk, "participant", "set", "w1") == 0
    assert "study: w1 has age=35, group=soft." in capsys.readouterr().out
    assert study(desk, "participant", "list") == 0
    assert "w1  0 sessions  kits  group=soft\n" in capsys.readouterr().out
    assert study(desk, "participant", "list", "--json") == 0
    assert json.loads(capsys.readouterr().out)[0]["attributes"] == {"group": "soft"}
    assert study(desk, "participant", "set", "w1", "group=") == 0
    assert "study: w1 has age=35. Missing: group." in capsys.readouterr().out
    (desk.folder / "attributes.toml").write_text(ATTRIBUTES.replace("true", "false").replace("18", "40"))
    assert study(desk, "participant", "list") == 1
    assert "Set it again for w1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (["age=34", "group=none"], "group=none is not allowed. Use one of loud, soft (attributes.toml)"),
        (["age=34", "size=3"], "attributes.toml defines no attribute 'size'. Use one of: age, group"),
        (["age=34", "group"], "'group' is not NAME=VALUE"),
        ([], "no attribute was given"),
    ],
)
def test_a_wrong_attribute_stores_nothing(
    desk: Desk, values: list[str], why: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert study(desk, "participant", "add", "--scopes", "kits", *SIGNED) == 0
    (desk.folder / "attributes.toml").write_text(ATTRIBUTES)
    monkeypatch.setattr("sys.stdin", [])
    assert study(desk, "participant", "set", "w1", *values) == 2
    assert why in capsys.readouterr().err
    assert study(desk, "participant", "set", "w2", "age=34") == 2
    assert "there is no participant w2" in capsys.readouterr().err
    with open_study_with_settings(desk.folder, desk.settings) as one:
        assert one.attribute_values._decrypted("w1", []) == {}
        assert one._database.fetch_rows("SELECT * FROM attributes") == []


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--scopes", "kits"], "are all required"),
        (["--scopes", "everything", *SIGNED], "unknown scope 'everything'"),
        (["--scopes", ",", *SIGNED], "a consent needs at least one scope"),
        (["anna", "--scopes", "kits", *SIGNED], "is not a pseudonym"),
    ],
)
def test_a_consent_that_says_too_little_is_refused(
    desk: Desk, options: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert study(desk, "participant", "add", *options) == 2
    assert why in capsys.readouterr().err


def test_a_study_names_the_scopes_of_streams(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A participant consents to each of them, and withdraws each."""
    desk = Desk(tmp_path)
    new = ["study", "new", "--config", str(desk.config), str(desk.folder), "--name", "Ads", "--until", "2099-12-31"]
    assert left_with([*new, "--stream", "face=Tobii"]) == 2
    assert not desk.folder.exists()
    assert left_with([*new, "--stream", "eye=Tobii", "--stream", "stim=PsychoPy 2"]) == 0
    assert "the scope eye is the consent to record the stream Tobii" in capsys.readouterr().out
    assert study(desk, "participant", "add", "--scopes", "stim,eye,kits", *SIGNED) == 0
    assert study(desk, "participant", "add", "--scopes", "gaze", *SIGNED) == 2
    told = capsys.readouterr()
    assert "w1 consents to kits, eye, stim until 2099-12-31." in told.out
    assert "unknown scope 'gaze'. Choose one of: kits, face, voice, answers, pictures, share, eye, stim." in told.err
    assert study(desk, "participant", "withdraw", "w1", "--scope", "eye", "--yes") == 0
    capsys.readouterr()
    assert study(desk, "participant", "list", "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["scopes"] == ["kits", "stim"]


def test_a_scope_ends_by_itself_or_by_a_new_consent(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Its files and its key go; the rest of the consent stays as it was signed."""
    assert study(desk, "participant", "add", "--scopes", "kits,face,voice", *SIGNED) == 0
    with open_study_with_settings(desk.folder, desk.settings) as one:
        record(one, "w1", 2.0)
        (session,) = one.readable_sessions()
        (session.folder / "notes.txt").touch()  # somebody's own file is no series, and hinders no withdrawal
        one.stored.store_file_hashes(session)
        one.record_export("csv", "/media/stick", ["w1"])
    assert study(desk, "participant", "withdraw", "w1", "--scope", "face", "--yes") == 0
    assert study(desk, "participant", "withdraw", "w1", "--scope", "face", "--yes") == 2
    assert study(desk, "participant", "add", "w1", "--scopes", "voice", "--yes") == 0
    out = capsys.readouterr().out
    assert "face of w1 ended: its key is destroyed, and 1 files are deleted." in out
    assert "kits of w1 ended: its key is destroyed, and 2 files are deleted." in out
    assert "export made before: csv on" in out
    assert names(desk) == ("clock", "events", "sound")


DELETIONS = [
    (["withdraw", "w1"], "session 1: beats1, clock, events, face, kit1, sound"),
    (["withdraw", "w1", "--scope", "face"], "session 1: face"),
    (["add", "w1", "--scopes", "voice,answers"], "session 1: beats1, face, kit1"),
]
"""Commands that delete recordings, and what they list of them."""


@pytest.fixture
def recorded(desk: Desk) -> Desk:
    """A participant with a session and an export."""
    assert study(desk, "participant", "add", "--scopes", "kits,face,voice", *SIGNED) == 0
    with open_study_with_settings(desk.folder, desk.settings) as one:
        record(one, "w1", 2.0)
        one.record_export("csv", "/media/stick", ["w1"])
    return desk


@pytest.mark.parametrize(
    ("key", "does_not_open"),
    [("kits", "beats1 of session 1 of w1"), ("face", "face of session 1 of w1"), ("study", "the consent of w1")],
)
def test_a_foreign_key_is_noticed_by_list_and_by_add(
    recorded: Desk, key: str, does_not_open: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A key of another participant or study has the same name and form; what is recorded from then on would be lost
    with it."""
    assert study(recorded, "participant", "list") == 0
    with open_study_with_settings(recorded.folder, recorded.settings) as one:
        path = one.keys.folder / "w1" / f"{key}.key"
    own = path.read_bytes()
    path.write_bytes(os.urandom(len(own)))
    capsys.readouterr()
    assert study(recorded, "participant", "list") == 1
    told = capsys.readouterr()
    assert told.out.startswith("w1  1 session  ")
    assert f"the key {path} does not open {does_not_open}" in told.err
    before = stored(recorded)
    assert study(recorded, "participant", "add", "w1", "--scopes", "kits,face,voice", "--yes", *SIGNED) == 2
    assert f"the key {path} does not open {does_not_open}" in capsys.readouterr().err
    assert stored(recorded) == before
    path.write_bytes(own)
    assert study(recorded, "participant", "list") == 0
    assert study(recorded, "participant", "add", "w1", "--scopes", "kits,face,voice", *SIGNED) == 0


def test_a_file_that_cannot_be_read_is_a_fault_of_its_participant(
    recorded: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """A stray file is no fault. The others are listed either way."""
    with open_study_with_settings(recorded.folder, recorded.settings) as one:
        folder = one.stored.readable_sessions("w1")[0].folder
    (folder / "copy of face.tsv.sealed").write_bytes(b"")
    assert study(recorded, "participant", "list") == 0
    kit = min(folder.glob("*1.tsv.sealed"))
    kit.unlink()
    kit.mkdir()
    capsys.readouterr()
    assert study(recorded, "participant", "list") == 1
    told = capsys.readouterr()
    assert told.out.startswith("w1  1 session  ")
    assert f"cannot read {kit}" in told.err


def test_a_consent_of_another_researchers_machine_is_noticed(
    recorded: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder and its keys were carried to a machine with a key of its own."""
    other = recorded.config.with_name("other.toml")
    other.write_text(recorded.config.read_text().replace("/state/", "/elsewhere/"))
    recorded.config = other
    capsys.readouterr()
    assert study(recorded, "participant", "list", "--json") == 1
    (row,) = json.loads(capsys.readouterr().out)
    (fault,) = row["faults"]
    assert "the consent of w1 was altered, or signed on another computer" in fault
    assert study(recorded, "participant", "add", "w1", "--scopes", "kits", "--yes", *SIGNED) == 2
    assert "signed on another computer" in capsys.readouterr().err


def test_keys_of_a_participant_of_another_copy_are_not_shared(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Two copies of a study with one folder of keys: the second must not give w1 to somebody else."""
    with open_study_with_settings(desk.folder, desk.settings) as one:
        one.keys.read_or_make_key("w1", "study")
    assert study(desk, "participant", "add", "--scopes", "kits", *SIGNED) == 2
    assert "already contains keys, but this study has no w1" in capsys.readouterr().err
    assert study(desk, "participant", "add", "w2", "--scopes", "kits", *SIGNED) == 0


@pytest.mark.parametrize(("command", "goes"), DELETIONS)
def test_what_deletes_recordings_lists_them_and_wants_a_yes_where_nobody_can_answer(
    recorded: Desk, command: list[str], goes: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = stored(recorded)
    assert study(recorded, "participant", *command) == 2
    said = capsys.readouterr().err
    assert goes in said
    assert "csv" in said
    assert "/media/stick" in said
    assert "Add --yes" in said
    assert stored(recorded) == before


@pytest.mark.parametrize(("command", "goes"), DELETIONS)
@pytest.mark.parametrize(("answer", "code"), [("no\n", 1), ("\x04", 1), ("yes\n", 0)])
def test_what_deletes_recordings_asks_in_a_terminal(
    recorded: Desk, command: list[str], goes: str, answer: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Anything but yes keeps all; so does Ctrl-D."""
    before = stored(recorded)
    with typed(answer):
        assert study(recorded, "participant", *command) == code
    assert goes in capsys.readouterr().err
    assert (stored(recorded) == before) == bool(code)


@contextmanager
def typed(answer: str) -> Iterator[None]:
    """A terminal as standard input, in which somebody types."""
    keyboard, terminal = pty.openpty()
    try:
        os.write(keyboard, answer.encode())
        with open(terminal) as file, pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdin", file)
            yield
    finally:
        os.close(keyboard)


def stored(desk: Desk) -> set[Path]:
    """Every file of the recordings, and every key."""
    return {path for place in (desk.folder / "sessions", desk.folder.parent / "stick") for path in place.rglob("*")}


@pytest.mark.parametrize(("lines", "code", "left"), [("w1\nyes\n", 0, 0), ("w1\nno\n", 1, 1), ("\n", 2, 1)])
def test_who_withdraws_is_typed_so_that_no_shell_keeps_it(recorded: Desk, lines: str, code: int, left: int) -> None:
    """The pseudonym, then the answer. An empty line deletes nothing."""
    with typed(lines):
        try:
            assert study(recorded, "participant", "withdraw") == code
        except SystemExit as refused:
            pytest.fail(f"no participant on the command line is refused: {refused.code}")
    with open_study_with_settings(recorded.folder, recorded.settings) as one:
        assert len(one.participants.pseudonyms()) == left


def test_a_new_consent_that_ends_no_scope_asks_nothing(recorded: Desk) -> None:
    assert study(recorded, "participant", "add", "w1", "--scopes", "kits,face,voice,answers", "--text", "2026-12") == 0


def names(desk: Desk) -> tuple[str, ...]:
    with open_study_with_settings(desk.folder, desk.settings) as one:
        return one.readable_sessions()[0].series_names


def test_check_finds_a_changed_file_and_missing_keys(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert study(desk, "participant", "add", "--scopes", "kits", *SIGNED) == 0
    with open_study_with_settings(desk.folder, desk.settings) as one:
        path = record_of(one) / "kit1.tsv.sealed"
    assert study(desk, "check") == 0
    path.write_bytes(path.read_bytes()[:-1])
    assert study(desk, "check", "--json") == 1
    (tmp_path / "stick").rename(tmp_path / "drawer")
    assert study(desk, "check") == 1
    out = capsys.readouterr().out
    assert "files have changed or are missing since the end of the session" in out
    assert "the keys are not in" in out


def record_of(one: Study) -> Path:
    """The folder of a session with the series of the scope `kits` alone."""
    session = one.stored.add_session("w1", SessionInfo(START_S, START_S + 1))
    writer = one.stored.open_series_writer(session, "kit1")
    writer.add_row(START_S, None, 1.0, None, None, None, 1.0)
    writer.close(START_S)
    one.stored.store_file_hashes(session)
    return session.folder


def test_orders_of_adverts_are_printed_for_a_plan_and_for_those_who_are_there(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    adverts = ["--ads", "spring, summer,autumn"]
    assert study(desk, "order", *adverts) == 2
    assert "Give the planned number of participants, for example --participants 12" in capsys.readouterr().err
    assert study(desk, "participant", "add", "w4", "--scopes", "kits", *SIGNED) == 0
    capsys.readouterr()
    assert study(desk, "order", *adverts, "--participants", "6", "--json") == 0
    plan = json.loads(capsys.readouterr().out)
    assert [row["participant"] for row in plan] == ["w1", "w2", "w3", "w4", "w5", "w6"]
    assert sorted(plan[0]["adverts"]) == ["autumn", "spring", "summer"]
    assert study(desk, "order", *adverts) == 0
    assert capsys.readouterr().out.split() == ["w4", *plan[3]["adverts"]]
    assert study(desk, "order", "--ads", "spring,spring") == 2
    assert "occurs twice" in capsys.readouterr().err


def test_a_mark_without_a_session_says_so(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert study(desk, "mark", "hello") == 2
    said = capsys.readouterr().err
    assert "no session is recording into" in said
    assert "Errno" not in said


def test_without_an_action_the_help_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["study"]) == 0
    assert "participant" in capsys.readouterr().out


def test_studies_end_by_a_command_that_names_none(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the timer calls it: it says nothing before the last day, and ends the study after it."""
    expire = ["study", "expire", "--config", str(desk.config)]
    assert main(["study", "participant", "add", str(desk.folder), "--scopes", "kits", *SIGNED, *expire[2:]]) == 0
    capsys.readouterr()
    assert main(expire) == 0
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(
        "edge.study_sessions.access.make_study_access.__defaults__", (lambda: 4_200_000_000.0,)
    )  # in 2103
    assert main(expire) == 0
    assert f"the last day of {desk.folder} was 2099-12-31; all recordings are deleted" in capsys.readouterr().out
    assert list((desk.folder.parent / "stick").rglob("*.key")) == []
    assert main(expire) == 0


@pytest.fixture
def proof(desk: Desk, capsys: pytest.CaptureFixture[str]) -> Path:
    """What `withdraw` printed, in a file."""
    assert study(desk, "participant", "add", "w1", "--scopes", "kits,face,voice", *SIGNED) == 0
    with open_study_with_settings(desk.folder, desk.settings) as one:
        record(one, "w1", 2.0)
        one.record_export("csv", "/media/stick", ["w1"])
    capsys.readouterr()
    assert study(desk, "participant", "withdraw", "w1", "--yes") == 0
    file = desk.folder.parent / "proof.txt"
    file.write_text(capsys.readouterr().out)
    return file


def verify(desk: Desk, file: Path, *options: str) -> int:
    return left_with(["study", "verify", str(file), "--config", str(desk.config), *options])


def test_a_proof_of_deletion_is_checked(desk: Desk, proof: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the lines that the command prints around it, or alone."""
    text = proof.read_text()
    assert verify(desk, proof) == 0
    out = capsys.readouterr().out
    assert f"{proof} is genuine: unchanged, and signed by this device." in out
    assert re.search(r"study: \d keys, 6 files, \d+ rows of study [0-9a-f-]+ were deleted at 20", out)
    assert "export made before: csv on 20" in out
    alone = text[text.index("{") : text.rindex("}") + 1]
    proof.write_text(alone)
    assert verify(desk, proof) == 0
    hashes = json.loads(alone)["files"]
    proof.write_text(alone.replace(hashes[0], hashes[1]))
    assert verify(desk, proof) == 1
    assert "was changed after it was signed, so it proves nothing" in capsys.readouterr().err


def test_a_proof_of_another_device_needs_its_public_key(
    desk: Desk, proof: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever changes a proof can sign it again, but not with that key."""
    text = proof.read_text()
    signer = json.loads(text[text.index("{") : text.rindex("}") + 1])["public_key"]
    key = desk.folder.parent / "state" / "consent.key"
    for other in (None, "17" * 32):
        key.unlink()
        if other is not None:
            key.write_text(other)
            key.chmod(0o600)
        assert verify(desk, proof) == 1
        said = capsys.readouterr().err
        assert f"{proof} is unchanged, but another device signed it." in said
        assert f"with {signer}. If it is the same, add --public-key KEY" in said
        assert key.exists() == (other is not None)
        assert verify(desk, proof, "--public-key", signer) == 0
        assert "signed by that device." in capsys.readouterr().out
        key.touch()


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"schema": 1}', b"\xff{}", b"{" * 200_000, None])
def test_a_file_without_a_proof_is_refused(
    desk: Desk, content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    file = desk.folder.parent / "other.json"
    if content is not None:
        file.write_bytes(content)
    assert verify(desk, file) == 2
    said = capsys.readouterr().err
    assert ("cannot read" if content is None else "contains no proof of a deletion") in said
