"""Writes a paper into a folder, as a Word file and as PDF."""

from pathlib import Path

from edge.papers.docx_file import docx_bytes
from edge.papers.paper import Paper
from edge.papers.pdf_file import pdf_bytes

PUBLIC = 0o644


def write_paper(folder: Path, paper: Paper) -> None:
    """Write NAME-LANGUAGE.docx and NAME-LANGUAGE.pdf. Raises OSError."""
    name = f"{paper.name}-{paper.language}"
    for path, content in ((folder / f"{name}.docx", docx_bytes(paper)), (folder / f"{name}.pdf", pdf_bytes(paper))):
        path.write_bytes(content)
        path.chmod(PUBLIC)  # under sudo it is root's, and somebody else reads it
