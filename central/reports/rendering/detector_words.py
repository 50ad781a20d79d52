"""Sentences about the smile detector's own share of a difference, measured by placebo experiments."""

from central.languages.language import ENGLISH, Language
from central.measures import READ_BY_MODEL
from central.reports.experiment_values import Comparison, Experiment
from central.reports.rendering.text import plain_line
from central.reports.rendering.verdicts import difference_interval_text, difference_size_text


def of_detector(found: Comparison | Experiment, t: Language = ENGLISH) -> list[str]:
    """Return a sentence that compares the differences shown with the detector's own error.

    Empty for a measure that the detector does not produce, and for a placebo experiment itself. Also empty if no
    difference is shown and no placebo experiment is stored.
    """
    if found.measure not in READ_BY_MODEL or (isinstance(found, Experiment) and found.placebo):
        return []
    shown = [abs(each.mean) for each in found.differences if each.shown and each.mean is not None]
    of_placebo = found.sensitivity
    if of_placebo is None:
        return [t("placebo.not_stored")] if shown else []
    largest = difference_size_text(found.measure, of_placebo.largest, t)
    ends = sorted((of_placebo.low, of_placebo.high), reverse=of_placebo.mean < 0)
    sign = 1 if of_placebo.mean >= 0 else -1
    interval = t("span.confidence", span=difference_interval_text(found.measure, sign * ends[0], sign * ends[1], t))
    sizes = {"size": difference_size_text(found.measure, of_placebo.mean, t), "interval": interval, "largest": largest}
    said = [t("placebo.shows", name=plain_line(of_placebo.experiment), **sizes)]
    is_small = any(size <= of_placebo.largest for size in shown)
    return [*said, t("placebo.not_larger", largest=largest)] if is_small else said
