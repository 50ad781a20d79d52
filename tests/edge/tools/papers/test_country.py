"""The country of the papers."""

from edge.tools.papers.country import country_of_papers


def test_the_country_is_read_in_any_letters() -> None:
    given = [country_of_papers(given, None) for given in ("us-il", "DE", "", None)]
    assert given == ["US-IL", "DE", None, None]


def test_without_the_option_it_is_the_country_of_the_shop() -> None:
    assert country_of_papers(None, "FR") == country_of_papers("", "FR") == "FR"
    assert country_of_papers("nl", "FR") == "NL"
