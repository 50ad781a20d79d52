"""Program that prints the PDF or PNG of a folder with `main.typ`. Usage: `typst_child.py FOLDER BYTES_OF_MEMORY KIND`,
with 0 for no memory limit.
"""

import resource
import sys
from pathlib import Path

PIXELS_PER_INCH = 144.0


def main(folder: Path, memory: int, kind: str) -> None:
    """Print the document. A PDF is PDF/UA if the fonts contain all characters. A PNG has one page."""
    if memory:
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    import typst

    file = folder / "main.typ"
    if kind == "png":
        sys.stdout.buffer.write(typst.compile(file, root=folder, format="png", ppi=PIXELS_PER_INCH))
        return
    try:
        pdf = typst.compile(file, root=folder, format="pdf", pdf_standards="ua-1")
    except typst.TypstError:  # a letter for which no font is installed, which the standard forbids
        pdf = typst.compile(file, root=folder, format="pdf")
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
