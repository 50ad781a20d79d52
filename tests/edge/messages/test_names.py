"""Proposals of names: always a name that messages carry, or none."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.messages.names import propose_valid_name
from edge.messages.wire import NAME


@given(st.text(max_size=200))
def test_a_proposal_can_be_used(text: str) -> None:
    proposal = propose_valid_name(text)
    assert proposal == "" or re.fullmatch(NAME, proposal)


@given(st.from_regex(NAME, fullmatch=True))
def test_a_name_that_can_be_used_stays_but_for_hyphens_at_its_ends_and_double_ones(name: str) -> None:
    assert propose_valid_name(name) == re.sub("-+", "-", name).strip("-")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Müller GmbH", "mueller-gmbh"),
        ("Mu\u0308ller", "mueller"),
        ("STRASSE ß 7", "strasse-ss-7"),
        ("Łódź", "lodz"),
        ("Ærø Å", "aeroe-aa"),
        ("Щ!", ""),
        ("x" * 63 + " y", "x" * 63),
    ],
)
def test_letters_are_spelled_as_people_do_without_their_keys(text: str, name: str) -> None:
    assert propose_valid_name(text) == name
