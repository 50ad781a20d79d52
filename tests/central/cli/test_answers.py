"""The commands that answer: from a store and from a file, as JSON, CSV, a page and a picture in the terminal."""

import csv
import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE, NO_SOURCE
from central.messages.values import NumberedMessage
from central.transfer.lines import make_line
from tests.central import fleet
from tests.central.reports.shops import fleet_of
from tests.doubles.made_films import make_film, needs_ffmpeg

ARMS = {"spring_a": "a", "spring_b": "b"}


def lines(sites: int = 5, days: int = 3, **changed: Any) -> bytes:
    """Messages as `vitrina replay` prints them."""

    def levels(site: int, _: int) -> dict[str, float]:
        return {"spring_a": 0.1 + 0.01 * site, "spring_b": 0.2}

    messages = [message for message in fleet_of(sites, days, levels, **changed) if isinstance(message, NumberedMessage)]
    return b"".join(
        make_line(fleet.topic(m.kind, f"{m.header.tenant}/{m.header.site}/{m.header.device}"), m.raw) for m in messages
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lines.jsonl"
    path.write_bytes(lines(arms=ARMS))
    return path


@pytest.fixture
def data(tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Options of a store with the lines."""
    options = ["--data", str(tmp_path / "data")]
    assert main(["import", str(file), *options]) == DONE
    capsys.readouterr()
    return options


COMMANDS = (
    ["report", "spring_a"],
    ["report"],
    ["compare", "spring_a", "spring_b"],
    ["experiment", "e1"],
    ["trend", "spring_a"],
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_file_answers_as_a_store_does(
    command: list[str], file: Path, data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Apart from the time of the answer."""
    answers = []
    for source in (data, ["--file", str(file)]):
        assert main([*command, *source, "--json"]) == DONE
        answers.append(json.loads(capsys.readouterr().out, object_hook=lambda o: o | {"generated": None}))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_answer_is_printed_for_people_and_as_a_table(
    command: list[str], data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, *data]) == DONE
    text = capsys.readouterr().out
    assert "spring_a" in text
    assert "None" not in text
    assert main([*command, *data, "--csv"]) == DONE
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows
    assert {"value", "low", "high", "simulated"} <= rows[0].keys()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_answer_is_one_page(
    command: list[str], data: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "report.html"
    assert main([*command, *data, "--out", str(page)]) == DONE
    assert f"{page}, " in capsys.readouterr().err
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert "spring_a" in text
    assert "http" not in text.replace("http://www.w3.org/", "").replace("http-equiv", "")
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_answer_is_a_pdf(
    command: list[str], data: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "report.pdf"
    assert main([*command, *data, "--pdf", str(sheet)]) == DONE
    assert f"{sheet}, " in capsys.readouterr().err
    assert sheet.read_bytes().startswith(b"%PDF-")


@needs_ffmpeg
def test_the_page_has_the_films_of_a_folder_and_of_the_store(data: list[str], file: Path, tmp_path: Path) -> None:
    """A film by its name; without a folder the one that `creative add` kept. What is no film is left out."""
    films, page = tmp_path / "films", tmp_path / "report.html"
    films.mkdir()
    make_film(films / "Spring_A.mp4", 3.0)
    (films / "spring_b.mp4").write_text("#!ffconcat\nfile '/etc/passwd'\n")
    assert main(["report", "--file", str(file), "--ads", str(films), "--out", str(page)]) == DONE
    by_folder = page.read_text(encoding="utf-8")
    assert by_folder.count("data:image/jpeg;base64,") >= 3
    assert "Spring_A" in by_folder
    assert main(["report", "spring_a", *data, "--out", str(page)]) == DONE
    assert "data:image/jpeg" not in page.read_text(encoding="utf-8")
    film = str(films / "Spring_A.mp4")
    assert main(["creative", "add", "spring_a", "--file", film, "--name", "Frühling <3", *data]) == DONE
    assert main(["report", "spring_a", *data, "--out", str(page)]) == DONE
    assert page.read_text(encoding="utf-8").count("data:image/jpeg;base64,") >= 3
    assert "Frühling &lt;3" in page.read_text(encoding="utf-8")


def test_an_end_is_planned_once_and_its_change_is_shown(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for day in ("2027-01-10", "2027-01-20"):
        assert main(["experiment", "e1", *data, "--until", day, "--json"]) == DONE
    found = json.loads(capsys.readouterr().out.partition("}\n{")[2].join(["{", ""]))
    assert (found["planned_end"], found["former_planned_end"]) == ("2027-01-20", "2027-01-10")


def test_an_end_that_has_passed_cannot_be_planned(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Else one would choose the day on which an arm happens to be ahead."""
    assert main(["experiment", "e1", *data, "--until", "2026-11-04"]) == BAD_USAGE
    assert "2026-11-04 is already stored" in capsys.readouterr().err


def test_bad_lines_of_a_file_are_named_and_left_out(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(b"junk\n" * 7 + file.read_bytes())
    assert main(["report", "spring_a", "--file", str(file), "--json"]) == DONE
    shown = capsys.readouterr()
    assert "line 1: not a message line" in shown.err
    assert "skipped 7 lines" in shown.err
    assert json.loads(shown.out)["measures"]["smile"]["sites"] == 5


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["report", "spring_z"], BAD_USAGE, "nothing is stored for 'spring_z'. Stored: spring_a, spring_b."),
        (["report", "spring_a", "--site", "nowhere"], BAD_USAGE, "there is no site acme/nowhere"),
        (["report", "spring_a", "--ads", "no-folder"], BAD_USAGE, "no-folder is not a folder"),
        (["report", "spring_a", "--out", "no-folder/x.html"], NO_SOURCE, "no-folder/x.html cannot be written"),
        (["compare", "spring_a"], BAD_USAGE, "name at least two ads"),
        (["experiment", "e9"], BAD_USAGE, "nothing is stored for 'e9'. Stored: e1."),
        (["trend", "--tag", "cola"], BAD_USAGE, "no creative has the tag 'cola'"),
        (["trend"], BAD_USAGE, "name an ad or a tag"),
    ],
)
def test_errors_say_what_to_do(
    options: list[str], code: int, words: str, data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*options, *data]) == code
    assert words in capsys.readouterr().err


def test_a_file_without_messages_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").write_bytes(b"")
    assert main(["report", "--file", str(tmp_path / "empty")]) == NO_SOURCE
    assert "has no readable message. Create it with: vitrina replay" in capsys.readouterr().err
    assert main(["report", "--file", str(tmp_path / "none")]) == NO_SOURCE


def test_a_day_that_is_none_is_refused(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["report", "spring_a", *data, "--from", "yesterday"])
    assert left.value.code == BAD_USAGE
    assert "'yesterday' is not a day such as 2026-11-24" in capsys.readouterr().err


def test_an_end_is_planned_before_anything_is_stored(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["experiment", "e12", *data, "--until", "2027-01-10"]) == DONE
    assert "saved 2027-01-10 as the planned end of e12, which has no plays yet." in capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_page_is_in_the_language_that_is_asked_for(
    command: list[str], file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The terminal's lines about it stay English."""
    out = tmp_path / "page.html"
    assert main([*command, "--file", str(file), "--out", str(out), "--language", "de"]) == DONE
    assert "Open it in a browser" in capsys.readouterr().err
    html = out.read_text("utf-8")
    assert '<html lang="de">' in html
    assert "Erstellt mit Vitrina." in html


def test_a_sheet_of_paper_is_in_the_language_that_is_asked_for(file: Path, tmp_path: Path) -> None:
    """As a page is."""
    pytest.importorskip("typst", reason="typst is missing: make setup")
    out = tmp_path / "page.pdf"
    assert main(["report", "spring_a", "--file", str(file), "--pdf", str(out), "--language", "de"]) == DONE
    text = subprocess.run(["pdftotext", "-raw", str(out), "-"], capture_output=True, check=True, text=True).stdout
    assert "Wer „spring_a“ ansah, lächelte" in text.replace("\u00a0", " ").replace("\n", " ")


def test_a_language_without_a_page_is_refused(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A terminal, JSON and CSV are English; and a language that there is not has none."""
    assert main(["report", "--file", str(file), "--language", "de"]) == BAD_USAGE
    assert "Add --out FILE.html or --pdf FILE.pdf" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        main(["report", "--file", str(file), "--out", "x.html", "--language", "fr"])
    assert "'en', 'de', 'ru'" in capsys.readouterr().err
