"""A paper as PDF, made with Typst from the extra `papers`. Texts are passed as JSON, never as markup."""

import json
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from edge.papers.paper import Fact, Paper, Part, Question


def pdf_bytes(paper: Paper) -> bytes:
    """The paper as PDF/UA-1, which a screen reader can read."""
    import typst  # loaded only to write papers

    with TemporaryDirectory(prefix="vitrina-papers-") as name:
        folder = Path(name)
        (folder / "data.json").write_text(json.dumps(_paper_data(paper), ensure_ascii=False), encoding="utf-8")
        main = folder / "main.typ"
        main.write_bytes(files("edge.papers").joinpath("paper.typ").read_bytes())
        return bytes(typst.compile(main, root=folder, format="pdf", pdf_standards="ua-1"))


def _paper_data(paper: Paper) -> dict[str, object]:
    return {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "language": paper.language,
        "words": asdict(paper.words),
        "sections": [
            {"title": section.title, "parts": [_part_data(part) for part in section.parts]}
            for section in paper.sections
        ],
    }


def _part_data(part: Part) -> dict[str, object]:
    kind = "fact" if isinstance(part, Fact) else "question" if isinstance(part, Question) else "table"
    return {"kind": kind, **asdict(part)}
