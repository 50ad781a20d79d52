"""Writes one of each kind of report of a study to be looked at: `python -m tests.edge.study.report.look DIR`."""

import sys
from pathlib import Path

from edge.study.report.page import group_report_html, participant_report_html
from tests.edge.study.report.made_results import group, participant


def main() -> None:
    """Runs the command."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    pages = {
        "group": group_report_html(group(14)),
        "persons": group_report_html(group(3)),
        "participant": participant_report_html(participant()),
    }
    for name, page in pages.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
