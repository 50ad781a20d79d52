"""`vitrina badge`: writes a PDF with staff badges."""

import sys
from pathlib import Path

from edge.exit_codes import DONE
from edge.tools import output_files
from edge.tools.badge_sheet import BadgeSheetOptions, badge_sheet_pdf, reading_text


def write_badges(wanted: BadgeSheetOptions, path: Path) -> int:
    """Write the sheets with the badges. Raises OutputFileError."""
    output_files.check({"--pdf": path}, [])
    pdf = badge_sheet_pdf(wanted)
    with output_files.open_output_bytes(path) as file:
        file.write(pdf)
    print(f"badge: wrote {path}. Print it at full size (100 %) on matt paper.", file=sys.stderr)
    print(f"badge: {reading_text(wanted)}", file=sys.stderr)
    print('badge: set [staff] in_view = "badges", with declared_on and declared_by.', file=sys.stderr)
    return DONE
