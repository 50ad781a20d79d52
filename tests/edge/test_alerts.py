"""Alerts of several parts as one list: one of each problem."""

from edge.alerts import Alert, merge_alerts


def test_alerts_of_one_code_are_one_alert() -> None:
    """With both texts, since the first of them; another code or another kit is another problem."""
    one = Alert("feed.lost", "error", "a.", 20.0)
    assert merge_alerts([one, Alert("feed.bad", "warning", "b.", 5.0), Alert("feed.lost", "error", "c.", 10.0)]) == (
        Alert("feed.lost", "error", "a. c.", 10.0),
        Alert("feed.bad", "warning", "b.", 5.0),
    )
    other = Alert("feed.lost", "error", "d.", 30.0, instance=2)
    assert merge_alerts([one, other]) == (one, other)
    assert merge_alerts([one, Alert("feed.lost", "error", "e.", 30.0)])[0].since_s == 20.0
