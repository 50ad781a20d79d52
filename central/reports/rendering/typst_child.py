"""Program that prints the PDF of a folder with `main.typ`. Usage: `typst_child.py FOLDER BYTES_OF_MEMORY`, with 0 for
no memory limit.
"""

import resource
import sys
from pathlib import Path


def main(folder: Path, memory: int) -> None:
    """Print the PDF. It is PDF/UA if the fonts contain all characters."""
    if memory:
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    import typst

    try:
        pdf = typst.compile(folder / "main.typ", root=folder, format="pdf", pdf_standards="ua-1")
    except typst.TypstError:  # a letter for which no font is installed, which the standard forbids
        pdf = typst.compile(folder / "main.typ", root=folder, format="pdf")
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
