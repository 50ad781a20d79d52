"""Each arm has each weekday equally often, in random order that everybody finds alike."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from edge.playlist.arm_days import DAY_RUN, WEEK_RUN, block_days, day_arm

NAMES = st.tuples(st.text(max_size=8), st.text(max_size=8), st.text(max_size=8))


@settings(max_examples=30)
@given(names=NAMES, arms=st.integers(2, 8), blocks=st.integers(1, 3), run=st.sampled_from([DAY_RUN, WEEK_RUN]))
def test_each_arm_has_each_weekday_equally_often(names: tuple[str, str, str], arms: int, blocks: int, run: int) -> None:
    """Within every block, so also within all of them."""
    of = [f"arm{number}" for number in range(arms)]
    for block in range(blocks):
        days = range(block * block_days(arms), (block + 1) * block_days(arms))
        counts = Counter((day_arm(names, of, day, run), day % 7) for day in days)
        assert set(counts.values()) == {1}
        assert len(counts) == 7 * arms


@settings(max_examples=30)
@given(names=NAMES, arms=st.integers(2, 4), day=st.integers(0, 400))
def test_a_run_of_a_week_has_one_arm(names: tuple[str, str, str], arms: int, day: int) -> None:
    of = [f"arm{number}" for number in range(arms)]
    monday = day - day % 7
    assert len({day_arm(names, of, monday + more, WEEK_RUN) for more in range(7)}) == 1


@settings(max_examples=30)
@given(names=NAMES, day=st.integers(0, 400), run=st.sampled_from([DAY_RUN, WEEK_RUN]))
def test_the_order_of_the_names_of_the_arms_does_not_matter(names: tuple[str, str, str], day: int, run: int) -> None:
    assert day_arm(names, ["on", "off"], day, run) == day_arm(names, ["off", "on"], day, run)


def test_the_order_is_the_same_for_ever() -> None:
    """A kiosk and a server of another version must agree."""
    drawn = "".join(day_arm(("s", "e12", "berlin-7"), "ab", day, DAY_RUN) for day in range(28))
    weeks = "".join(day_arm(("s", "e12", "berlin-7"), "ab", day, WEEK_RUN) for day in range(0, 56, 7))
    assert (drawn, weeks) == ("abbabbbbaabaaaabbaababaabbab", "baababba")


def test_sites_blocks_seeds_and_experiments_are_drawn_apart() -> None:
    def drawn(*names: str) -> str:
        return "".join(day_arm(names, "ab", day, DAY_RUN) for day in range(56))  # type: ignore[arg-type]

    all_of = [drawn("s", "e", site) for site in map(str, range(50))] + [drawn("t", "e", "1"), drawn("s", "f", "1")]
    assert len(set(all_of)) == len(all_of)
    assert all(one[:14] != one[14:28] or one[28:42] != one[:14] for one in all_of)
    shares = [sum(one[day] == "a" for one in all_of) / len(all_of) for day in range(56)]
    assert min(shares) > 0.2
    assert max(shares) < 0.8
