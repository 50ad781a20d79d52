"""`vitrina study export`: exports a study, and prints who is included and who is excluded."""

from pathlib import Path

from edge.clock import machine_time_s
from edge.settings.settings import Settings
from edge.study.export.export import ExportRequest, export_study
from edge.study.export.selection import SHARE, Selection
from edge.study.export.tables import count_with_noun
from edge.study_sessions.access import open_study_with_settings


def run_export(settings: Settings, folder: Path, request: ExportRequest) -> int:
    """Export a study."""
    with open_study_with_settings(folder, settings) as study:
        selection = export_study(study, request, machine_time_s)
    people = count_with_noun(len(selection.participants), "participant")
    print(
        f"study: {request.place} contains {people}, {count_with_noun(selection.session_count, 'session')}, as "
        f"{request.kind}."
    )
    print_exclusions(selection)
    private = [one.name for one in selection.participants if SHARE not in one.scopes]
    if private:
        print(f"study: do not pass it on: {', '.join(private)} did not agree to that.")
    print(
        "study: it is readable without a key, and noted in the study. If a participant withdraws, delete their data "
        "there by hand."
    )
    return 0


def print_exclusions(selection: Selection) -> None:
    """Print which people and series are excluded, and why."""
    for one in selection.left_out:
        what = f"{one.what} of {one.participant} is" if one.what else f"{one.participant} is"
        print(f"study: {what} excluded: {one.reason}.")
