"""Answers about sales for a terminal, in English. A pipe gets the same content as plain lines."""

from central.reports.lift_values import Lift, LiftForecast
from central.reports.rendering import lift_words
from central.reports.rendering.sheet import Screen, Sheet
from central.reports.rendering.words import page_marks


def lift_text(found: Lift, screen: Screen) -> str:
    """Text of a lift: the answer, and its basis."""
    page = Sheet(screen)
    page.write_marks(page_marks(simulated=found.simulated, research=False))
    page.write_title(lift_words.lift_headline(found))
    page.write_lines([*lift_words.lift_warnings(found), *lift_words.lift_sentences(found)])
    page.write_table(lift_words.pairs_table(found))
    if found.placebos:
        page.write_table(lift_words.placebo_table(found))
    page.write_heading("What this does not say")
    page.write_bullets(lift_words.lift_limits())
    return page.written_text()


def forecast_text(found: LiftForecast, screen: Screen) -> str:
    """Text of a forecast: the lift that an experiment would find."""
    page = Sheet(screen)
    page.write_marks(page_marks(simulated=found.simulated, research=False))
    page.write_title(lift_words.forecast_headline(found))
    page.write_lines(lift_words.forecast_sentences(found))
    page.write_table(lift_words.forecast_table(found))
    return page.written_text()
