"""`vitrina study report`: of a simulated group and of one person; and the attacks that an export has to stand."""

import re
import stat
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.cli.main import main
from edge.exit_codes import BAD_USAGE
from edge.settings.settings import load_settings_file
from edge.study.participants import ConsentTerms
from edge.study.study import Study
from edge.study_sessions.access import open_study_with_settings
from tests.doubles.study import START_S, record

TEXT = "planted-mark-7731"
ATTRIBUTES = """
[age]
type = "integer"
personal = true

[group]
type = "choice"
personal = false
values = ["a", "b"]
compare = true
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated study of six people, and its settings."""
    place = tmp_path_factory.mktemp("report")
    (place / "vitrina.toml").write_text(f'[outbox]\npath = "{place}/state/outbox.db"\n')
    (place / "state").mkdir()
    size = ["--participants", "6", "--ads", "2"]
    assert main(["study", "simulate", "--config", str(place / "vitrina.toml"), str(place / "study"), *size]) == 0
    return place


def report(place: Path, out: str, *options: str) -> int:
    command = ["study", "report", "--config", str(place / "vitrina.toml"), str(place / "study")]
    return main([*command, "--out", str(place / out), *options])


def words(page: str) -> str:
    """Text of a page without pictures, one space between words."""
    bare = re.sub(r"<(svg|style).*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", bare))


def test_a_group_report_says_what_was_planted_and_how_it_was_found(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(place, "group.html") == 0
    assert "if a participant withdraws, delete it too" in capsys.readouterr().out
    path = place / "group.html"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert 'class="persons"' not in path.read_text()
    text = words(path.read_text())
    assert "6 participants took part in 6 sessions." in text
    assert "Non-responders: " in text
    assert "A signal counts for a showing if at least 80 % of it is known" in text
    assert "no offset was measured" in text
    assert "Models: expression simulated; voice simulated." in text
    for name in ("advert-1, 30 s", "advert-2, 30 s", "advert-1 − advert-2", "smile, peak-end of the curve"):
        assert name in text
    assert "fewer than 12 participants with a usable series" in text
    reliable = re.search(
        r"Reliability of the curves .*? smile, change ([01]\.\d\d) \[([01]\.\d\d), ([01]\.\d\d)\] 6 ", text
    )
    assert reliable is not None
    assert float(reliable[1]) > 0.8
    smile = re.search(r"smile, change over the ad \(0 to 1\).*?advert-1 − advert-2 (−0\.\d+)", text)
    assert smile is not None
    assert report(place, "group.html") == 2
    assert "a report overwrites nothing" in capsys.readouterr().err
    assert report(place, "nowhere/group.html") == 2
    with open_study_with_settings(place / "study", load_settings_file(place / "vitrina.toml")) as study:
        assert [one.place for one in study.recorded_exports()].count(str(path)) == 1
        assert not any("nowhere" in one.place for one in study.recorded_exports())
    assert report(place, "study/group.html") == 2
    assert "Name a folder outside it" in capsys.readouterr().err


def test_a_report_needs_neither_opencv_nor_its_system_libraries(place: Path, tmp_path: Path) -> None:
    """A researcher's laptop without libGL can still report and export."""
    (tmp_path / "cv2.py").write_text('raise ImportError("libGL.so.1: cannot open shared object file")')
    command = ["study", "report", "--config", str(place / "vitrina.toml"), str(place / "study")]
    script = "import sys; sys.path.insert(0, sys.argv[1]); from edge.cli.main import main; sys.exit(main(sys.argv[2:]))"
    ended = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path), *command, "--out", str(tmp_path / "group.html")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "<svg" in (tmp_path / "group.html").read_text()


def test_a_report_of_one_person_has_signals_markers_and_responses(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(place, "w2.html", "--participant", "w2", "--session", "1") == 0
    page = (place / "w2.html").read_text()
    text = words(page)
    assert "participant w2, session 1" in text
    assert "1 participant took part in 1 session." in text
    assert "skin conductance: 100 % known, 0 gaps" in text
    assert "Skin conductance responses" in text
    assert page.count("<svg") >= 4
    assert report(place, "no.html", "--participant", "w2", "--session", "5") == 2
    assert "w2 has no session 5. Choose one of: 1." in capsys.readouterr().err
    assert not (place / "no.html").exists()


def test_nothing_of_somebody_else_or_of_a_lost_scope_is_in_a_report(place: Path) -> None:
    """One who withdrew, one who is not asked for, and the face of one who took that back, are in no byte."""
    config = place / "vitrina.toml"
    with open_study_with_settings(place / "study", load_settings_file(config)) as study:
        for name in ("w907001", "w907002"):
            study.participants.add(name, terms(study))
            record(study, name, 3.0, TEXT if name == "w907001" else "own-mark")
    assert report(place, "before.html", "--participant", "w907001") == 0
    assert TEXT in (place / "before.html").read_text()
    assert report(place, "other.html", "--participant", "w907002") == 0
    assert report(place, "all.html") == 0
    leave = ["study", "participant", "withdraw", "--config", str(config), str(place / "study"), "w907001", "--yes"]
    assert main(leave) == 0
    with open_study_with_settings(place / "study", load_settings_file(config)) as study:
        study.participants.replace_consent("w907002", terms(study, frozenset({"kits"})))
    assert report(place, "after.html") == 0
    assert report(place, "lost.html", "--participant", "w907002") == 0
    for name in ("other.html", "after.html", "lost.html"):
        page = (place / name).read_text()
        assert not [needle for needle in (TEXT, "w907001") if needle in page], name
    assert "skin conductance" in words((place / "lost.html").read_text())
    assert "smile:" in words((place / "other.html").read_text())
    assert "smile:" not in words((place / "lost.html").read_text())
    with open_study_with_settings(place / "study", load_settings_file(config)) as study:
        places = [Path(one.place).name for one in study.withdrawal.participant_exports("w907002")]
        assert places == ["other.html", "all.html", "after.html", "lost.html"]


def test_a_report_and_an_export_have_scenes_and_groups(place: Path, tmp_path: Path) -> None:
    """Of groups that are too small for a number; personal attributes are in the export because it asks for them."""
    definitions = place / "study" / "attributes.toml"
    config = ["--config", str(place / "vitrina.toml"), str(place / "study")]
    scenes = tmp_path / "scenes.csv"
    scenes.write_text("creative,start_s,end_s,label\nadvert-1,12,18,dog\nadvert-9,0,5,nobody\n")
    definitions.write_text(ATTRIBUTES)
    for name, group in (("w1", "a"), ("w2", "b")):
        assert main(["study", "participant", "set", *config, name, "age=34", f"group={group}"]) == 0
    assert report(place, "scenes.html", "--scenes", str(scenes)) == 0
    page = (place / "scenes.html").read_text()
    text = words(page)
    assert "group: smile, change over the ad (0 to 1)" in text
    assert "advert-2, a − b – – 1, 1 – a group has fewer than 5 participants" in text
    assert "Groups: permutations of participants" in text
    assert re.search(r"Excluded from the groups of group: \d participants without a value\.", text)
    assert "dog, 12 to 18 s smile, change" in text
    assert "Scenes that no session shows: nobody (advert-9, from 0 s)." in text
    assert 'class="marker"' in page
    assert report(place, "w1.html", "--participant", "w1", "--scenes", str(scenes)) == 0
    assert "advert-1: dog" in words((place / "w1.html").read_text())
    export = ["study", "export", "csv", *config, str(tmp_path / "csv"), "--participant", "w1"]
    assert main([*export, "--scenes", str(scenes), "--personal"]) == 0
    assert (tmp_path / "csv" / "participants.csv").read_text().splitlines() == [
        "participant,consent,sessions,age,group",
        "w1,answers face kits share voice,1,34,a",
    ]
    assert (tmp_path / "csv" / "scenes.csv").read_text().count(",dog,") == 1
    definitions.unlink()


def terms(study: Study, scopes: frozenset[str] = frozenset({"kits", "face", "voice"})) -> ConsentTerms:
    return ConsentTerms(scopes, "which adverts calm", "2026-11", min(START_S, 1.7e9), study.last_s)


def test_a_group_report_has_stills_of_the_adverts_whose_files_are_at_hand(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of no other file of the folder, and a file that cannot be read is named."""
    films = tmp_path / "films"
    films.mkdir()
    picture = np.full((90, 160, 3), 120, np.uint8)
    for name in ("advert-1.png", "w1.png"):
        cv2.imwrite(str(films / name), picture)
    (films / "advert-2.mp4").write_bytes(b"no film")
    assert report(place, "strips.html", "--ads", str(films)) == 0
    said = capsys.readouterr().out
    assert (
        f"study: advert-2 has no film strip: {films}/advert-2.mp4: the player cannot show files of this format" in said
    )
    page = (place / "strips.html").read_text()
    assert page.count("<image") == 1
    assert page.count('href="#strip-0"') > 1
    assert report(place, "never.html", "--ads", str(tmp_path / "none")) == 2
    assert "is not a folder" in capsys.readouterr().err
    assert not (place / "never.html").exists()


def test_without_scipy_the_line_says_what_to_install(tmp_path: Path) -> None:
    """A kiosk has it not; a study's reports want it."""
    code = "import sys; sys.modules['scipy'] = None\nfrom edge.cli.main import main\n"
    code += "sys.exit(main(['study', 'report', 'nowhere']))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert run.returncode == BAD_USAGE
    assert run.stderr == (
        "study: the package scipy is not installed. Install the packages for studies: pip install 'vitrina[study]'\n"
    )
