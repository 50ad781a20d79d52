"""`vitrina-central papers`: the server's part, from its settings."""

from pathlib import Path

import pytest

from central.cli import papers
from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE

pytest.importorskip("docx")
pytest.importorskip("typst")


def config(folder: Path) -> str:
    file = folder / "central.toml"
    file.write_text(
        f'[central]\ndata = "{folder}/data"\nplay_days = 60\n[broker]\nhost = "broker.example"\ntls = true\n'
    )
    return str(file)


def test_the_paper_is_written_in_both_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--config", config(tmp_path)]) == DONE
    for language in ("en", "de"):
        capsys.readouterr()
        given = ["papers", "--out", str(tmp_path / "p"), "--language", language, "--config", config(tmp_path)]
        assert main(given) == DONE
        assert "Boxes for you to fill in: 5." in capsys.readouterr().out
    names = sorted(path.name for path in (tmp_path / "p").iterdir())
    assert names == ["server-de.docx", "server-de.pdf", "server-en.docx", "server-en.pdf"]


def test_a_missing_package_is_named_with_its_lock_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(papers, "find_spec", lambda _: None)
    assert main(["papers", "--out", str(tmp_path / "p"), "--config", config(tmp_path)]) == BAD_USAGE
    assert "requirements-papers.lock" in capsys.readouterr().err
