"""first_second.py: what an experiment does not offer if its ads already differ before a video can have an effect."""

from central.reports.first_second import ads_to_play_next
from tests.central.reports.verdict_examples import difference, experiment


def test_the_winner_is_offered_for_the_next_playlist() -> None:
    assert ads_to_play_next(experiment()) == ["spring_a"]
    chance = difference(second_0=0.02, second_0_p=0.2)
    assert ads_to_play_next(experiment(difference=chance, differences=[chance])) == ["spring_a"]


def test_no_ad_is_offered_without_a_winner_or_where_second_0_differs() -> None:
    """Something other than the video may have won."""
    assert ads_to_play_next(experiment(winner=None)) == []
    early = difference(second_0=0.02, second_0_p=0.001)
    assert ads_to_play_next(experiment(difference=early, differences=[early])) == []
