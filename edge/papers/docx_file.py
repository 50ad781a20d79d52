"""A paper as an editable Word file: the text on the left, its source in a narrow column on the right."""

import io
from typing import Any

from edge.papers.paper import Fact, Paper, Part, Question, Row, Table

TEXT_CM, MARGIN_CM = 12.6, 4.4
_GREY, _INK, _PALE = "5A6670", "12263A", "F2F5F8"


def docx_bytes(paper: Paper) -> bytes:
    """The paper as DOCX. Needs python-docx, of the extra `papers`."""
    import docx  # loaded only to write papers
    from docx.shared import Cm, Pt

    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(10)
    _set_language(style, paper.language)
    _write_head(document, paper)
    for section in paper.sections:
        document.add_heading(section.title, 1)
        for part in section.parts:
            _write_part(document, paper, part)
    _write_footer(page, paper)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _write_head(document: Any, paper: Paper) -> None:
    document.core_properties.title = paper.title
    document.core_properties.author = "Vitrina"
    document.core_properties.language = paper.language
    document.add_heading(paper.title, 0)
    _run(document.add_paragraph(), paper.subtitle, 8.5, _GREY)
    _run(document.add_paragraph(), paper.words.note, 8.5, _GREY)


def _write_footer(page: Any, paper: Paper) -> None:
    _run(page.footer.paragraphs[0], paper.words.footer, 8, _GREY)


def _write_part(document: Any, paper: Paper, part: Part) -> None:
    if isinstance(part, Fact):
        _write_fact(document, part)
    elif isinstance(part, Question):
        _write_question(document, paper, part)
    else:
        _write_table(document, paper, part)


def _write_fact(document: Any, fact: Fact) -> None:
    table = _grid(document, 1, [TEXT_CM, MARGIN_CM])
    left, right = table.rows[0].cells
    _run(left.paragraphs[0], fact.text, 10, None)
    _write_sources(right, fact.sources)
    _keep_whole(table.rows[0])
    _gap(document, 3)


def _write_question(document: Any, paper: Paper, question: Question) -> None:
    table = _grid(document, 1, [TEXT_CM + MARGIN_CM])
    table.style = "Table Grid"
    cell = table.rows[0].cells[0]
    _shade(cell, _PALE)
    _run(cell.paragraphs[0], f"☐ {question.text}", 10, _INK, bold=True)
    _run(cell.add_paragraph(), paper.words.answer, 9, _GREY)
    for _ in range(2):
        cell.add_paragraph()
    _keep_whole(table.rows[0])
    _gap(document, 6)


def _write_table(document: Any, paper: Paper, made: Table) -> None:
    widths_cm = [TEXT_CM * width / sum(made.widths) for width in made.widths]
    table = _grid(document, 1, [*widths_cm, MARGIN_CM])
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, (*made.head, paper.words.source), strict=True):
        _shade(cell, _PALE)
        _run(cell.paragraphs[0], text, 9, _INK, bold=True)
    _repeat_head(table.rows[0])
    for row in made.rows:
        _write_row(table, row)
    _gap(document, 6)


def _write_row(table: Any, row: Row) -> None:
    added = table.add_row()
    _keep_whole(added)
    cells = added.cells
    for cell, first in zip(cells, table.rows[0].cells, strict=True):
        cell.width = first.width
    for cell, text in zip(cells, row.cells, strict=False):
        _run(cell.paragraphs[0], text, 9, None)
    _write_sources(cells[-1], row.sources)


def _write_sources(cell: Any, sources: tuple[str, ...]) -> None:
    for index, source in enumerate(sources):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        _run(paragraph, source, 7, _GREY)


def _grid(document: Any, rows: int, widths_cm: list[float]) -> Any:
    from docx.shared import Cm

    table = document.add_table(rows=rows, cols=len(widths_cm))
    table.autofit = False
    for column, width in zip(table.columns, widths_cm, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    return table


def _run(paragraph: Any, text: str, size_pt: float, colour: str | None, *, bold: bool = False) -> None:
    from docx.shared import Pt, RGBColor

    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size_pt), bold
    if colour is not None:
        run.font.color.rgb = RGBColor.from_string(colour)


def _gap(document: Any, size_pt: float) -> None:
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.add_run().font.size = Pt(size_pt)
    paragraph.paragraph_format.line_spacing = Pt(size_pt)


def _shade(cell: Any, colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shade)


def _repeat_head(row: Any) -> None:
    """Repeat a table's head on each page."""
    _mark_row(row, "w:tblHeader")


def _keep_whole(row: Any) -> None:
    """Keep a row on one page."""
    _mark_row(row, "w:cantSplit")


def _mark_row(row: Any, name: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _set_language(style: Any, language: str) -> None:
    """Language of the text, for the spelling check of a word processor."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement("w:lang")
    element.set(qn("w:val"), "de-DE" if language == "de" else "en-GB")
    style.element.get_or_add_rPr().append(element)
