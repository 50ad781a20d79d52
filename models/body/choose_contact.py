"""python -m models.body.choose_contact: compares limits of skin contact on the exams, by cross-validation over
people.

For each person, the limits are chosen on the other people. Of the limits that lose no more than LOST of the recall of
no contact, those with the best recall of contact are chosen. The person is then scored with these limits.
"""

import argparse
import itertools
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.body.contact_scores import recalls_by_session, right_verdicts
from models.body.data import WristbandRecording, body_folder, load_exams
from models.command_line import add_data_option, report_errors
from models.serving.features.body import HZ, causal_median
from models.serving.features.contact import FLOOR_S, LEVEL_S, ContactRules, contact_with_hysteresis
from models.serving.hardening import harden_process

FIXED = ContactRules(above_floor_us=inf)
"""The rule with the same limit, OPEN_US, for every wristband. Other rules are compared with this rule."""

CANDIDATES = [
    FIXED,
    *(
        ContactRules(above_floor_us=above, of_floor=share)
        for above, share in itertools.product((0.006, 0.008, 0.01, 0.012, 0.014, 0.016), (0.0, 0.3, 0.6))
    ),
]

LOST = 0.0002
"""Recall of no contact that a rule may lose compared with FIXED. It corresponds to 31 s in 43 hours off the wrist."""


@dataclass(frozen=True, eq=False)
class SessionContact:
    """Seconds of one session on the wrist and off the wrist."""

    person: int
    right: NDArray[np.int64]  # (rules, 2): what each rule of CANDIDATES gets right
    seconds: NDArray[np.int64]  # (2,)


def score_contact_rules(recording: WristbandRecording) -> SessionContact:
    """Number of seconds with and without contact that each rule classifies correctly."""
    us = recording.eda_us.astype(np.float64)
    level, low = (causal_median(us, seconds * HZ) for seconds in (LEVEL_S, FLOOR_S))
    floor = np.fmin.accumulate(np.fmin(low, inf))
    at_s = np.arange(1, recording.seconds + 1)
    right = []
    for rules in CANDIDATES:
        parts = right_verdicts(at_s, contact_with_hysteresis(level, floor, rules)[HZ - 1 :: HZ], recording.worn_s)
        right.append([part.sum() for part in parts])
    return SessionContact(recording.person, np.array(right), np.array([len(part) for part in parts]))


def recall_by_rule(sessions: Iterable[SessionContact]) -> NDArray[np.float64]:
    """Share of the seconds with contact, and of the seconds without contact, that each rule classifies correctly:
    (rules, 2).
    """
    listed = list(sessions)
    total = np.sum([one.right for one in listed], axis=0) / np.sum([one.seconds for one in listed], axis=0)
    return np.asarray(total)


def best_rule(sessions: Iterable[SessionContact]) -> int:
    """Index of the best contact rule on these sessions."""
    by_rule = recall_by_rule(sessions)
    allowed = by_rule[:, 1] >= by_rule[0, 1] - LOST
    return int(np.where(allowed, by_rule[:, 0], -1.0).argmax())


def choice_result(sessions: Sequence[SessionContact]) -> dict[str, Any]:
    """Scores of FIXED, of the kiosk's rules, and of the rules chosen by cross-validation, and the choice in each
    fold.
    """
    people = sorted({one.person for one in sessions})
    chosen = {person: best_rule(one for one in sessions if one.person != person) for person in people}
    rows = {
        "fixed": [one.right[0] for one in sessions],
        "kiosk": [one.right[CANDIDATES.index(ContactRules())] for one in sessions],
        "by_folds": [one.right[chosen[one.person]] for one in sessions],
    }
    seconds = [one.seconds for one in sessions]
    figures = {name: recalls_by_session(np.array(right), np.array(seconds)) for name, right in rows.items()}
    folds = {f"S{person:02d}": asdict(CANDIDATES[index]) for person, index in chosen.items()}
    return {"sessions": len(sessions), "people": len(people), **figures, "chosen": folds}


@report_errors
def main(arguments: list[str] | None = None) -> int:
    """Compare the limits and return the exit code: 0 done, 2 bad usage, 3 data missing."""
    parser = argparse.ArgumentParser(
        prog="python -m models.body.choose_contact",
        description="Compare limits for detecting skin contact. Each person is tested with limits chosen from the "
        "other people's data.",
        epilog="example: python -m models.body.choose_contact --data data",
    )
    add_data_option(parser, "data")
    recordings = load_exams(body_folder(parser.parse_args(arguments).data))
    if len({one.person for one in recordings}) < 2:
        print("choose_contact: the data have only one person. Add recordings of another.", file=sys.stderr)
        return 3
    print(
        json.dumps(choice_result([score_contact_rules(recording) for recording in recordings]), indent=2).replace(
            "Infinity", "null"
        )
    )
    return 0


if __name__ == "__main__":
    harden_process()
    sys.exit(main())
