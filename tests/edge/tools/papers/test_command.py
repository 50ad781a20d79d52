"""`vitrina papers`: writes the papers, counts the boxes, and says what has changed since."""

import json
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.exit_codes import BAD_USAGE, DONE, UNEXPECTED

docx = pytest.importorskip("docx")
pytest.importorskip("typst")

TEXT = """
[notice]
version = "1"
operator = "Acme GmbH, Berlin"
contact = "privacy@acme.example"
legal_basis = "legitimate interests"
"""


def config(folder: Path, more: str = "") -> str:
    path = folder / "vitrina.toml"
    path.write_text(f'{TEXT}{more}[outbox]\npath = "{folder}/outbox.db"\n')
    return str(path)


def test_papers_are_written_and_a_change_of_k_makes_them_out_of_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "papers")
    given = ["--country", "de", "--language", "de", "--paper", "record", "--paper", "balancing"]
    assert main(["papers", "--out", out, *given, "--config", config(tmp_path)]) == DONE
    assert "Boxes for you to fill in: record 5, balancing 5." in capsys.readouterr().out
    names = sorted(path.name for path in Path(out).iterdir())
    assert names == ["balancing-de.docx", "balancing-de.pdf", "papers.json", "record-de.docx", "record-de.pdf"]
    stored = json.loads((tmp_path / "outbox.db.papers").read_text())
    assert stored == json.loads((tmp_path / "papers" / "papers.json").read_text())
    assert (tmp_path / "outbox.db.papers").stat().st_mode & 0o777 == 0o644  # under sudo too, the kiosk reads it
    assert main(["papers", "--check", out, "--config", config(tmp_path)]) == DONE
    assert "fit the settings" in capsys.readouterr().out
    assert main(["papers", "--check", out, "--config", config(tmp_path, "[audience]\nk = 6\n")]) == UNEXPECTED
    assert "papers: audience.k was 5, and is 6." in capsys.readouterr().out


def test_the_assessment_has_the_rows_of_vitrina_law_with_the_operators_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One table of places: what `vitrina law` prints is what the paper says, with the same sources and dates."""
    row = 'says = "A sentence of our own."\nsource = "Our lawyer"\ndate = "2026-11"\nread = 2026-11-24\n'
    own = f'[places.NL]\nname = "Netherlands"\n[[places.NL.rows]]\n{row}'
    (tmp_path / "law.toml").write_text(own, encoding="utf-8")
    given = ["--out", str(tmp_path / "p"), "--country", "nl", "--paper", "dpia", "--config", config(tmp_path)]
    assert main(["papers", *given]) == DONE
    text = words_of(tmp_path / "p/dpia-en.docx")
    capsys.readouterr()
    assert main(["law", "--country", "NL", "--json", "--config", str(tmp_path / "vitrina.toml")]) == DONE
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert rows[0]["says"] == "A sentence of our own."
    assert len(rows) > 3
    for row in rows:
        assert row["says"] in text
        assert f"Law (summary): {row['source']}" in text
    assert "press release on the standard" not in text  # of the shipped row, which the operator replaced


def words_of(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_an_unknown_country_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--out", str(tmp_path / "p"), "--paper", "dpia", "--config", config(tmp_path)]
    assert main(["papers", "--country", "uk", *given]) == BAD_USAGE
    assert "papers: --country UK must be GB for the United Kingdom" in capsys.readouterr().err
    assert not (tmp_path / "p").exists()


def test_a_folder_without_papers_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["papers", "--check", str(tmp_path), "--config", config(tmp_path)]) == BAD_USAGE
    assert "has no papers.json. Name a folder that" in capsys.readouterr().err


def test_a_missing_package_is_named_with_its_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("edge.tools.papers.command.find_spec", lambda _: None)
    assert main(["papers", "--out", str(tmp_path / "p"), "--config", config(tmp_path)]) == BAD_USAGE
    assert "python-docx and typst is not installed. Install the extra" in capsys.readouterr().err
    assert not (tmp_path / "p").exists()


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p").write_text("")
    given = ["papers", "--out", str(tmp_path / "p"), "--paper", "record", "--config", config(tmp_path)]
    assert main(given) == BAD_USAGE
    assert "cannot write to" in capsys.readouterr().err


def test_without_a_folder_for_the_record_the_papers_are_still_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "vitrina.toml"
    path.write_text(f'{TEXT}[outbox]\npath = "{tmp_path}/none/outbox.db"\n')
    assert main(["papers", "--out", str(tmp_path / "p"), "--paper", "record", "--config", str(path)]) == DONE
    assert "will not warn you when the papers are out of date" in capsys.readouterr().err
