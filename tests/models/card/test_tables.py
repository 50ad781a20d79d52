"""tables.py: any result becomes tables, and no number of it is lost."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.card.tables import interval_text, markdown_table, nested_tables, percent_text, scalar_text, wrap_prose

SCALARS = st.none() | st.booleans() | st.integers(0, 10**6) | st.floats(-1e3, 1e3)
KEYS = st.text("abcdefgh", min_size=1, max_size=6)
RESULTS = st.dictionaries(KEYS, st.recursive(SCALARS, lambda inner: st.dictionaries(KEYS, inner, max_size=4) | st.lists(inner, max_size=3), max_leaves=12), max_size=5)  # fmt: skip  # noqa: E501


def scalars(value: Any) -> list[Any]:
    """Leaves of a result."""
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in scalars(inner)]
    return [leaf for inner in value for leaf in scalars(inner)] if isinstance(value, list) else [value]


@given(RESULTS)
def test_every_number_of_a_result_is_shown(found: dict[str, Any]) -> None:
    """Numbers at any depth are shown."""
    shown = nested_tables(found)
    for leaf in scalars(found):
        assert scalar_text(leaf) in shown


def test_dicts_of_dicts_are_one_table() -> None:
    """The table has a row per inner dict and a column per key of any of them."""
    shown = nested_tables({"snr_db": {"20": {"recall": 0.95, "false_by": {"bed": 2, "dog": 1}}, "0": {"recall": None}}})
    assert shown.splitlines() == [
        "Snr db:", "", "| | recall | false by |", "|---|---|---|", "| 20 | 0.95 | bed 2, dog 1 |", "| 0 | – | |",
    ]  # fmt: skip


def test_values_of_the_card_head_are_left_out() -> None:
    """`parameters` and `model`, which every result has, are left out."""
    assert nested_tables({"n": 3, "parameters": 1000, "model": "x@sha256:0"}) == "| | |\n|---|---|\n| n | 3 |"


def test_numbers_are_written_for_people() -> None:
    """Shares have one decimal, counts have thousands separators, and missing values are dashes."""
    assert [percent_text(None), percent_text(0.8571), interval_text(None), interval_text([0.845, 0.869])] == [
        "–",
        "85.7%",
        "–",
        "84.5 to 86.9",
    ]
    assert [scalar_text(3191), scalar_text(0.98765), scalar_text(None), scalar_text(3426.4)] == [
        "3,191",
        "0.988",
        "–",
        "3,426",
    ]


def test_prose_is_wrapped_and_tables_are_not() -> None:
    """Lines of prose have at most 120 characters."""
    word = "word " * 60
    shown = wrap_prose(f"{word}\n\n{markdown_table(('a',), [('b ' * 90,)])}\n\n- {word}")
    first, drawn, listed = shown.split("\n\n")
    assert max(map(len, first.splitlines())) <= 120
    assert len(drawn.splitlines()) == 3
    assert listed == f"- {word}"
