"""folds.py: every speaker and every recording is in one fold, and no fold lacks a sort of sound without need."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.data import DATA, read_table
from models.voice.data import Row, copy_group, is_kept_out
from models.voice.folds import FOLDS, TENTH, fold_groups, fold_name, kept_out, row_folds

VOICE = DATA / "voice"
needs_voices = pytest.mark.skipif(not VOICE.is_dir(), reason="../shared/data/voice is not here")

KINDS = ("crowd_indoor", "street", "vehicle", "dog", "speech_plain")


def burst(speaker: int) -> Row:
    return {"speaker": f"s{speaker:03}", "class": "amusement"}


def recording(kind: str, number: int) -> Row:
    return {"kind": kind, "source": f"made/{kind}{number}", "clip_id": f"{kind}{number}"}


@given(st.lists(st.integers(0, 60), min_size=1))
def test_every_row_of_a_speaker_is_in_one_fold(speakers: list[int]) -> None:
    """The folds hold the same number of speakers, or one more."""
    found = row_folds([burst(speaker) for speaker in speakers])
    by_speaker = dict(zip(speakers, found, strict=True))
    assert found == [by_speaker[speaker] for speaker in speakers]
    sizes = Counter(by_speaker.values())
    assert max(sizes.values()) - min(sizes[fold] for fold in range(FOLDS)) <= 1


@given(st.dictionaries(st.sampled_from(KINDS), st.integers(1, 12), min_size=1), st.randoms(use_true_random=False))
def test_order_of_the_rows_changes_nothing(counts: dict[str, int], random: Random) -> None:
    """The hash of the source decides. A kind with five recordings or more is in every fold."""
    rows = [recording(kind, number) for kind, count in counts.items() for number in range(count)]
    found = {row["clip_id"]: fold for row, fold in zip(rows, row_folds(rows), strict=True)}
    random.shuffle(rows)
    assert [found[row["clip_id"]] for row in rows] == row_folds(rows)
    for kind, count in counts.items():
        used = {found[recording(kind, number)["clip_id"]] for number in range(count)}
        assert len(used) == FOLDS or count < FOLDS or kind in ("street", "vehicle")


def test_kept_out_is_a_fold_or_a_tenth() -> None:
    """Together the folds are everybody."""
    rows = [burst(speaker) for speaker in range(60)]
    assert kept_out(rows, TENTH) == [is_kept_out(row) for row in rows]
    by_fold = [kept_out(rows, fold_name(fold)) for fold in range(FOLDS)]
    assert all(sum(one) == 1 for one in zip(*by_fold, strict=True))
    both = kept_out(rows, f"{fold_name(1)}+{fold_name(3)}")
    assert both == [one or three for one, three in zip(by_fold[1], by_fold[3], strict=True)]


@pytest.mark.parametrize("size", range(1, FOLDS))
def test_every_fold_is_left_out_by_a_network(size: int) -> None:
    """Each network leaves out as many, and no more networks are trained than that takes."""
    groups = [set(name.split("+")) for name in fold_groups(size)]
    assert set().union(*groups) == {fold_name(fold) for fold in range(FOLDS)}
    assert {len(group) for group in groups} == {size}
    assert len(groups) == -(-FOLDS // size)


@needs_voices
@pytest.mark.parametrize("table", ["bursts", "ambience"])
def test_folds_of_the_data_share_nobody(table: str) -> None:
    """48 speakers a fold; speech, dogs, sneezes and a room in each."""
    rows = [row for row in read_table(VOICE / f"{table}.csv") if row["split"] == "train"]
    groups: list[set[str]] = [set() for _ in range(FOLDS)]
    kinds: list[set[str]] = [set() for _ in range(FOLDS)]
    for row, fold in zip(rows, row_folds(rows), strict=True):
        groups[fold].add(copy_group(row))
        kinds[fold].add(row.get("kind", "speaker"))
    assert sum(map(len, groups)) == len(set().union(*groups))
    if table == "bursts":
        assert [len(group) for group in groups] == [48] * FOLDS
    else:
        assert all({"speech_plain", "dog", "sneeze"} <= kind for kind in kinds)
