"""Attacks on an export: what somebody else left behind, or what a participant took back, must be in no byte of it."""

import gzip
import stat
import struct
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from edge.study import withdrawal
from edge.study.errors import StudyError, StudyKeyMissingError
from edge.study.export import export as export_file
from edge.study.export.export import KINDS, ExportRequest, export_study
from edge.study.export.selection import ChosenSession, Selection, choose_participants
from edge.study.study import Study
from tests.doubles.study import EVERY_SCOPE, START_S, Lab, record

PLANTED = 4242.4242
ONE, TWO = "w904217", "w904218"  # long enough that random bytes do not hold them
TEXT = "marker-planted-in-every-place"
SHARED = EVERY_SCOPE | {"share"}
EVERY_KIND = pytest.mark.parametrize("kind", sorted(KINDS))


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def with_two(lab: Lab, scopes: frozenset[str] = SHARED) -> Study:
    """A study in which `ONE` left the planted values, with these scopes, and `TWO` others."""
    study = lab.open()
    study.participants.add(ONE, lab.terms(scopes, TEXT))
    study.participants.add(TWO, lab.terms(SHARED))
    record(study, ONE, PLANTED, TEXT)
    record(study, TWO, 1.5)
    return study


def made(study: Study, lab: Lab, kind: str, **options: object) -> Selection:
    request = ExportRequest(kind, lab.folder.parent / "out", **options)  # type: ignore[arg-type]
    return export_study(study, request, lambda: lab.now_s)


def texts(place: Path) -> dict[str, bytes]:
    """Bytes of all files below a folder, decompressed."""
    files = {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    return {name: gzip.decompress(data) if name.endswith(".gz") else data for name, data in files.items()}


def traces(place: Path) -> list[str]:
    """Names of files in which a planted value or text of `ONE` stands."""
    needles = (str(PLANTED).encode(), struct.pack("<d", PLANTED), TEXT.encode(), ONE.encode())
    held = [name for name, data in texts(place).items() if any(needle in data for needle in needles)]
    return held + [str(path) for path in place.rglob("*") if ONE in path.name]


@EVERY_KIND
def test_the_planted_values_are_found_while_the_participant_is_there(lab: Lab, kind: str) -> None:
    """Guards the attack itself: an export has the values of whoever agreed."""
    with with_two(lab) as study:
        assert made(study, lab, kind).names == (ONE, TWO)
    assert len(traces(lab.folder.parent / "out")) > 3


@EVERY_KIND
def test_who_withdrew_is_in_no_byte_of_a_new_export(lab: Lab, kind: str) -> None:
    with with_two(lab) as study:
        study.withdrawal.withdraw_participant(ONE)
        assert made(study, lab, kind).names == (TWO,)
    assert traces(lab.folder.parent / "out") == []
    assert texts(lab.folder.parent / "out")


@EVERY_KIND
def test_who_did_not_agree_to_pass_on_is_in_no_byte(lab: Lab, kind: str) -> None:
    """Neither is one who is not asked for, and one whose consent is over."""
    place = lab.folder.parent / "out"
    with with_two(lab, EVERY_SCOPE) as study:
        selection = made(study, lab, kind)
        assert (selection.names, [one.participant for one in selection.left_out]) == ((TWO,), [ONE])
        assert traces(place) == []
        place.rename(place.with_name("first"))
        assert made(study, lab, kind, participant=TWO, shared_only=False).names == (TWO,)
        assert traces(place) == []
        place.rename(place.with_name("second"))
        assert made(study, lab, kind, shared_only=False).names == (ONE, TWO)
        assert f"**Do not pass this on**: {ONE} did not" in texts(place)["README.md"].decode()
        place.rename(place.with_name("third"))
        lab.now_s = START_S + 86_400 + 1
        with pytest.raises(StudyError, match="no valid consent"):
            made(study, lab, kind, shared_only=False)
        assert not place.exists()


@EVERY_KIND
def test_a_scope_that_is_not_held_is_in_no_byte(lab: Lab, kind: str) -> None:
    """The files are still there, as when the machine stopped between the new consent and the deletion."""
    with with_two(lab) as study:
        study.participants.replace_consent(ONE, lab.terms(frozenset({"kits", "share"}), TEXT))
        selection = made(study, lab, kind)
    (left,) = selection.left_out
    assert (left.participant, left.what) == (ONE, "face, sound")
    place = lab.folder.parent / "out"
    assert not [name for name in texts(place) if ONE in name and ("face" in name or "sound" in name)]
    assert b"face" in texts(place)["README.md"]


@EVERY_KIND
def test_an_export_is_its_owners_alone_and_noted_before_it_is_written(lab: Lab, kind: str) -> None:
    with with_two(lab) as study:
        made(study, lab, kind)
        place = lab.folder.parent / "out"
        modes = {stat.S_IMODE(path.stat().st_mode): path.is_dir() for path in (place, *place.rglob("*"))}
        assert modes == {0o700: True, 0o600: False}
        _, exports = study.withdrawal.withdraw_participant(ONE)
        assert [(one.kind, one.place) for one in exports] == [(kind, str(place))]


@pytest.mark.parametrize("inside", ["study", "study/out", "keys/out"])
def test_a_place_where_nothing_may_be_in_plain_is_refused(lab: Lab, inside: str) -> None:
    with with_two(lab) as study:
        before = set(lab.files())
        with pytest.raises(StudyError, match="Name a folder outside it"):
            export_study(study, ExportRequest("csv", lab.folder.parent / inside), lambda: lab.now_s)
        assert set(lab.files()) == before
        assert study.recorded_exports() == ()


@pytest.mark.parametrize("taken", ["file", "folder", "link", "orphan"])
def test_a_place_that_is_taken_is_refused(lab: Lab, taken: str) -> None:
    """Nothing is overwritten, no link is followed, and nothing is noted."""
    place = lab.folder.parent / "out"
    if taken == "file":
        place.write_text("mine")
    elif taken == "folder":
        place.mkdir()
    elif taken == "link":
        place.symlink_to(lab.folder.parent / "elsewhere")
    with with_two(lab) as study:
        target = place / "deep" / "out" if taken == "orphan" else place
        with pytest.raises(StudyError, match=r"Name a(nother| new) folder"):
            export_study(study, ExportRequest("csv", target), lambda: lab.now_s)
        assert study.recorded_exports() == ()
    assert not (lab.folder.parent / "elsewhere").exists()


def test_a_withdrawal_in_the_middle_leaves_nothing_of_the_export(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys go first, so the export cannot read on; it is noted, and gone."""
    with with_two(lab) as study:
        read = ChosenSession.read_series

        def reads(chosen: ChosenSession, name: str) -> object:
            study.keys.destroy(TWO)
            return read(chosen, name)

        monkeypatch.setattr(ChosenSession, "read_series", reads)
        with pytest.raises(StudyKeyMissingError):
            made(study, lab, "csv")
        monkeypatch.undo()
        assert not (lab.folder.parent / "out").exists()
        assert [one.kind for one in study.withdrawal.withdraw_participant(TWO)[1]] == ["csv"]


def test_who_withdrew_before_the_note_leaves_no_row_of_an_export(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """A withdrawal that is over before the export is noted cannot list it: the export is refused, and no name stays."""
    with with_two(lab) as study:

        def chooses(*options: object, **names: object) -> Selection:
            selection = choose_participants(*options, **names)  # type: ignore[arg-type]
            study.withdrawal.withdraw_participant(ONE)
            return selection

        monkeypatch.setattr(withdrawal, "hold_session_lock", lambda *_: nullcontext())
        monkeypatch.setattr(export_file, "choose_participants", chooses)
        with pytest.raises(StudyError, match="a participant withdrew"):
            made(study, lab, "csv")
        assert study.recorded_exports() == ()
    assert not (lab.folder.parent / "out").exists()
    assert not [path for path, data in lab.files().items() if ONE.encode() in data]


def test_a_withdrawal_after_the_note_removes_the_export_and_lists_it(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason that is said is the withdrawal, not the file that it deleted."""
    with with_two(lab) as study:
        read, listed = ChosenSession.read_series, []

        def reads(chosen: ChosenSession, name: str) -> object:
            if ONE in study.participants.pseudonyms():
                listed.append(study.withdrawal.withdraw_participant(ONE)[1])
            return read(chosen, name)

        monkeypatch.setattr(withdrawal, "hold_session_lock", lambda *_: nullcontext())
        monkeypatch.setattr(ChosenSession, "read_series", reads)
        with pytest.raises(StudyError, match="withdrew during the export, so the export is deleted"):
            made(study, lab, "bids")
        assert [one.kind for one in listed[0]] == ["bids"]
    assert not (lab.folder.parent / "out").exists()
    assert not [path for path, data in lab.files().items() if ONE.encode() in data]


@EVERY_KIND
def test_addresses_of_devices_are_in_no_byte(lab: Lab, kind: str) -> None:
    """A camera's address may hold a password."""
    with with_two(lab) as study:
        session = study.readable_sessions(TWO)[0]
        address = {"face": "rtsp://lab:secret-word@10.0.0.7/1"}
        study.stored.replace_description(session, replace(session.info, sources=address))
        assert made(study, lab, kind, participant=TWO).names == (TWO,)
    assert not [name for name, data in texts(lab.folder.parent / "out").items() if b"secret-word" in data]
