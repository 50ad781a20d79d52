"""The three legal bases."""

from edge.law.bases import ARTICLES, ASKS


def test_each_basis_has_its_article_and_says_what_it_asks_for() -> None:
    assert ARTICLES == {"consent": "6(1)(a)", "legitimate interests": "6(1)(f)", "public task": "6(1)(e)"}
    assert ASKS.keys() == ARTICLES.keys()
    assert "balancing test" in ASKS["legitimate interests"]
    assert "cannot ask passers-by" in ASKS["consent"]
