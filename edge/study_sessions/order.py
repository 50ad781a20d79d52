"""`vitrina study order`: prints the order in which each participant sees the ads."""

import json
from collections.abc import Sequence
from pathlib import Path

from edge.settings.settings import Settings
from edge.study.errors import StudyError
from edge.study.order import participant_advert_order
from edge.study_sessions.access import open_study_with_settings


def print_orders(
    settings: Settings, folder: Path, adverts: Sequence[str], participants: int | None, as_json: bool
) -> int:
    """Print one line for each participant of the study, or for each of w1 to w`participants`. Raises StudyError."""
    with open_study_with_settings(folder, settings) as study:
        names = study.participants.pseudonyms()
        if participants is not None:
            names = tuple(f"w{number}" for number in range(1, participants + 1))
        if not names:
            raise StudyError(
                "study: this study has no participants yet. Give the planned number of participants, for example "
                "--participants "
                "12"
            )
        rows = [(name, participant_advert_order(study.definition, adverts, name)) for name in names]
    if as_json:
        print(json.dumps([{"participant": name, "adverts": order} for name, order in rows], indent=1))
    else:
        for name, order in rows:
            print(f"{name:8}{' '.join(order)}")
    return 0
