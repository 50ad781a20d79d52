"""A paper as a Word file and as PDF: both have every sentence, each with its source, and a box for each question."""

import io
import subprocess
from pathlib import Path

import pytest

from edge.papers.docx_file import docx_bytes
from edge.papers.paper import Fact, Paper, PaperWords, Question, Row, Section, Table
from edge.papers.write import write_paper

docx = pytest.importorskip("docx")
pytest.importorskip("typst")

PAPER = Paper(
    name="dpia",
    language="de",
    title="Ein Titel #[x]",
    subtitle="Acme",
    words=PaperWords(note="Ein Hinweis", source="Quelle", answer="Antwort:", footer="Einstellungen abc"),
    sections=(
        Section(
            "1. Abschnitt",
            (
                Fact("Ein Satz mit *Sternen* und $Geld$.", ("Einstellung: [audience] k = 5", "Test: tests/x.py")),
                Question("Warum?"),
                Table(("Was", "Bis"), (Row(("Bilder", "3 s"), ("Tabelle: privacy/officer",)),), (1.0, 2.0)),
            ),
        ),
    ),
)


def test_a_word_file_has_each_sentence_beside_its_source() -> None:
    document = docx.Document(io.BytesIO(docx_bytes(PAPER)))
    fact, question, table = document.tables
    assert [cell.text for cell in fact.rows[0].cells] == [
        "Ein Satz mit *Sternen* und $Geld$.",
        "Einstellung: [audience] k = 5\nTest: tests/x.py",
    ]
    assert question.rows[0].cells[0].text == "☐ Warum?\nAntwort:\n\n"
    assert [cell.text for cell in table.rows[0].cells] == ["Was", "Bis", "Quelle"]
    assert [cell.text for cell in table.rows[1].cells] == ["Bilder", "3 s", "Tabelle: privacy/officer"]
    assert [each.text for each in document.paragraphs if each.style.name == "Heading 1"] == ["1. Abschnitt"]
    assert document.sections[0].footer.paragraphs[0].text == "Einstellungen abc"
    assert (document.core_properties.title, document.core_properties.language) == ("Ein Titel #[x]", "de")


def test_a_pdf_has_the_same_words_and_takes_none_as_markup(tmp_path: Path) -> None:
    write_paper(tmp_path, PAPER)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dpia-de.docx", "dpia-de.pdf"]
    pdf = tmp_path / "dpia-de.pdf"
    assert b"pdfuaid" in pdf.read_bytes()
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    words = ["Ein Titel #[x]", "Ein Satz mit *Sternen* und $Geld$.", "[audience] k = 5", "Warum?", "Bilder", "Quelle"]
    assert [word for word in [*words, "Einstellungen abc"] if word not in text] == []
