"""Audit by groups of people: how well a model reads each group, and the gaps between groups that are not chance."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.make.people import Groups
from models.make.scores import JudgedImages, people_interval
from models.metrics import CONFIDENCE, difference_interval

SHARES = ("smile_accuracy", "abstained", "used")
"""Shares of each group: right statements about smiles, images without a result, and images in which a face was found
that the kiosk would read.
"""

Hits = tuple[NDArray[np.bool_], NDArray[np.str_]]


def audit_groups(judged: JudgedImages, pictures: Sequence[tuple[str, bool]], groups: Groups) -> dict[str, Any]:
    """Scores of each group and the most certain gap of each share. `pictures`: the person in each image of the folder,
    and whether the image was used.

    `people_share`: share of the people who have a value for every attribute. `least_people`: people in the smallest
    group.
    """
    people = set(judged.persons.tolist())
    hits = {
        attribute: {
            value: _hits(judged, pictures, {person for person, own in values.items() if own == value})
            for value in sorted({values[person] for person in people if person in values})
        }
        for attribute, values in groups.items()
    }
    rows = {
        attribute: {value: _group_row(each) for value, each in values.items()} for attribute, values in hits.items()
    }
    sizes = [row["people"] for values in rows.values() for row in values.values()]
    complete = [person for person in people if all(person in values for values in groups.values())]
    return {
        "people": len(people),
        "people_share": len(complete) / max(1, len(people)),
        "least_people": min(sizes, default=0),
        "groups": rows,
        "gaps": certain_gaps(hits),
    }


def _hits(judged: JudgedImages, pictures: Sequence[tuple[str, bool]], members: set[str]) -> dict[str, Hits]:
    """For each share, whether each image counts, and the person in it."""
    here = judged.select_rows(np.isin(judged.persons, sorted(members)))
    read = here.select_rows(~here.abstained)
    own = [(person, used) for person, used in pictures if person in members]
    return {
        "smile_accuracy": (read.smile_is_right, read.persons),
        "abstained": (here.abstained, here.persons),
        "used": (np.array([used for _, used in own], bool), np.array([person for person, _ in own], str)),
    }


def _group_row(hits: Mapping[str, Hits]) -> dict[str, Any]:
    shares = {name: float(values.mean()) if len(values) else None for name, (values, _) in hits.items()}
    intervals = {name: people_interval(*each) for name, each in hits.items()}
    n, people = len(hits["abstained"][0]), len(np.unique(hits["abstained"][1]))
    return {"n": n, "people": people, **shares, "interval": intervals}


def certain_gaps(hits: Mapping[str, Mapping[str, Mapping[str, Hits]]]) -> dict[str, dict[str, Any]]:
    """Most certain gap of each share between two groups of an attribute: the one with the highest lower end of its
    interval. The intervals hold for all pairs of groups together (Bonferroni). A share without two groups has no gap.
    """
    pairs = [(attribute, *pair) for attribute, of in hits.items() for pair in itertools.permutations(of, 2)]
    confidence = 1 - (1 - CONFIDENCE) / max(1, len(pairs) // 2)
    gaps: dict[str, dict[str, Any]] = {}
    for share in SHARES:
        differ = []
        for attribute, above, below in pairs:
            (a, people_a), (b, people_b) = hits[attribute][above][share], hits[attribute][below][share]
            ends_a, ends_b = people_interval(a, people_a, confidence), people_interval(b, people_b, confidence)
            if ends_a is not None and ends_b is not None:
                share_a, share_b = float(a.mean()), float(b.mean())
                low, high = difference_interval(share_a, ends_a, share_b, ends_b)
                differ.append((low, share_a - share_b, high, f"{attribute}: {above} above {below}"))
        if differ:
            low, gap, high, of = max(differ)
            gaps[share] = {"gap": gap, "interval": (low, high), "of": of}
    return gaps
