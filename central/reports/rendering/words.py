"""Sentences of a report: the finding, its certainty, the data behind it, and its limits.

A report uses "smiled", "looked" and "laughed", which describe faces and rooms. It never says what somebody thinks.
"""

from collections.abc import Sequence

from central.languages.language import ENGLISH, Language
from central.reasons import FEW_SITES, MIN_SITES, NOTHING_TOLD
from central.reports.rendering.change_words import change_sentence
from central.reports.rendering.text import (
    clip_to_range,
    day_span_text,
    join_words,
    number_text,
    percent_digits,
    percent_text,
    plain_line,
    points_text,
    range_text,
    reason_text,
    signed_points,
    span_text,
)
from central.reports.shown_values import shown_interval as shown_interval
from central.reports.values import LOW_REPORTED_SHARE, Here, Measure, Moment, Report, Wanted

LEAST_MISSING = 0.005
"""Smallest missing share that a report mentions."""


def is_panel(report: Report) -> bool:
    """Return whether the report is about a panel, with participants instead of shops and visits."""
    return report.unit == "participants"


def shop_word_ending(unit: str) -> str:
    """Return the ending of text keys about shops or participants."""
    return "participants" if unit == "participants" else "shops"


def people_word_ending(unit: str) -> str:
    """Return the ending of text keys about visits or participants."""
    return "participants" if unit == "participants" else "visits"


def shop_count(sites: int, unit: str = "sites", t: Language = ENGLISH) -> str:
    """Return a count of shops or participants as text."""
    return t(f"count.{shop_word_ending(unit)}", count=sites)


def people_count(people: int, unit: str = "sites", t: Language = ENGLISH) -> str:
    """Return the count of visits or participants behind a number as text."""
    return t(f"count.{people_word_ending(unit)}", count=people)


def report_title(report: Report) -> str:
    """Return the display name of the ad."""
    return plain_line(report.name or report.creative)


def quoted_title(report: Report, t: Language = ENGLISH) -> str:
    """Return the quoted name of the ad for a sentence."""
    return t("quote.name", name=report_title(report))


def report_headline(report: Report, t: Language = ENGLISH) -> str:
    """Return the finding in one sentence, with its interval. With fewer than four shops, the finding is valid only for
    these shops.
    """
    measure = _smiles(report)
    if measure.mean is None:
        return _headline_without_smiles(report, t)
    share = percent_text(shown_interval(measure).mean, percent_digits(*_span(measure)), t)
    interval = _interval(measure, t)
    if is_panel(report):
        count = measure.sites
        return t(
            "headline.smiled_panel", participants=count, advert=quoted_title(report, t), share=share, interval=interval
        )
    key = "headline.smiled_here" if measure.reason == FEW_SITES else "headline.smiled"
    return t(key, advert=quoted_title(report, t), share=share, interval=interval, shops=measure.sites)


def _headline_without_smiles(report: Report, t: Language) -> str:
    looked = report.measures.get("watched_share")
    code = _smiles(report).reason
    reason = "" if code == NOTHING_TOLD else reason_text(code, report.unit, t).rstrip(".")  # it repeats the sentence
    advert = quoted_title(report, t)
    because = "_because" if reason else ""
    if looked is None or looked.mean is None:
        return t(f"headline.nothing{because}", advert=advert, reason=reason)
    return t(f"headline.looked{because}", share=percent_text(looked.mean, t=t), advert=advert, reason=reason)


def _smiles(report: Report) -> Measure:
    empty = Measure(mean=None, low=None, high=None, sites=0, site_days=0, reactions=0, people=0, method="")
    return report.measures.get("smile", empty)


def _span(measure: Measure) -> tuple[float | None, float | None]:
    """Return the interval over shops.

    If there is none, return the interval over the days of the shops in the report.
    """
    found = shown_interval(measure)
    return found.low, found.high


def _interval(measure: Measure, t: Language) -> str:
    low, high = _span(measure)
    if low is None or high is None:
        return ""
    span = span_text("smile", low, high, percent_digits(low, high), t)
    if isinstance(shown_interval(measure), Here):
        return " " + t("span.over_days", span=span, days=measure.here.days if measure.here else 0)
    return " " + t("span.confidence", span=span)


def assurance_sentences(report: Report, t: Language = ENGLISH) -> list[str]:
    """Return sentences about the data on which the headline is based, and its certainty."""
    measure = _smiles(report)
    said = [_base(report, measure, t)]
    if measure.reason == FEW_SITES:
        said.append(t(f"alone.{shop_word_ending(report.unit)}", count=measure.sites, least=MIN_SITES))
    if measure.mean is not None and None in _span(measure):
        reason = reason_text(measure.reason, report.unit, t).rstrip(".")
        said.append(t("no_interval.because", reason=reason) if reason else t("no_interval.few"))
    said += [sentence] if (sentence := change_sentence(report.change, t)) else []
    said += days_needed_sentences(report, t)
    return [*said, *(missing_sentence(report, t) if is_little_reported(report) else [])]


def is_little_reported(report: Report) -> bool:
    """Return whether the missing share is so large that it is shown next to the headline instead of among the
    limits.
    """
    return report.reported_share is not None and report.reported_share < LOW_REPORTED_SHARE


def _base(report: Report, measure: Measure, t: Language) -> str:
    if is_panel(report):
        return t("base.panel", participants=measure.sites)
    used = next((span for span in report.models if span.is_used), None) if len(report.models) > 1 else None
    period = day_span_text(report.from_, report.to, t) if used is None else day_span_text(used.from_, used.to, t)
    if measure.people:
        return t("base.visits", visits=measure.people, days=measure.site_days, period=period)
    return t("base.no_day") if report.from_ is None or report.to is None else t("base.period", period=period)


def days_needed_sentences(report: Report, t: Language = ENGLISH) -> list[str]:
    """Return the number of days needed to measure so few shops.

    Also return the data needed to detect a difference between two ads with similar data.
    """
    wanted, smiles = report.wanted, _smiles(report)
    if is_panel(report):
        return []
    said = []
    if wanted.days is not None and smiles.reason == FEW_SITES:
        points = t.rounded_quantity(100 * wanted.difference, 1)
        said.append(t("decide.here", shops=min(smiles.sites, 2), points=points, days=wanted.days))
    return [*said, *_told_apart(wanted, t)]


def _told_apart(wanted: Wanted, t: Language) -> list[str]:
    """Return one paragraph with the difference that can be detected, and the number of shops needed to detect the
    wanted difference.
    """
    said, low, high = [], wanted.low, wanted.high
    if wanted.detectable is not None:
        sizes = {"size": _points(wanted.detectable, t)}
        if low is not None and high is not None and low != high:
            sizes |= {"low": points_text(low, t=t), "high": _points(high, t)}
        said.append(t(f"decide.detectable{'_range' * (len(sizes) > 1)}", **sizes))
    if wanted.sites is not None and (wanted.detectable is None or wanted.detectable > wanted.difference):
        said.append(t("decide.sites", size=_points(wanted.difference, t), count=wanted.sites))
    return [" ".join(said)] if said else []


def _points(size: float, t: Language) -> str:
    return t("size.points", points=t.fixed_quantity(100 * size, 1))


def remaining_watchers_sentences(report: Report, t: Language = ENGLISH) -> list[str]:
    """Compare the number of watchers in the last seconds with that in the first seconds. It is above 100 % if more
    people come than leave.
    """
    found = report.retention
    if found is None or found.mean is None:
        return []
    share = t.numbers.format_percent(number_text(100 * found.mean, t=t))
    interval = ""
    if found.low is not None and found.high is not None:
        low, high = (
            number_text(max(100 * found.low, 0.0), t=t),
            t.numbers.format_percent(number_text(100 * found.high, t=t)),
        )
        interval = " " + t("span.confidence", span=range_text(low, high, t))
    return [
        t(f"watchers.at_the_end_{shop_word_ending(report.unit)}", share=share, interval=interval, count=found.sites)
    ]


def reported_share_warning(share: float | None, unit: str = "sites", t: Language = ENGLISH) -> list[str]:
    """Return a warning that part of the visits were in groups too small to report. None if the reported share is 80 %
    or more.
    """
    if share is None or share >= LOW_REPORTED_SHARE:
        return []
    if share <= 0:
        return [t(f"told.none_{people_word_ending(unit)}")]
    return [t("told.missing", parts=t(f"limit.{people_word_ending(unit)}", share=percent_text(1 - share, t=t)))]


def missing_sentence(report: Report, t: Language = ENGLISH) -> list[str]:
    """Return the sentence about results that had too few people to report: plays, seconds and shops. It includes visits
    if less than 80 % of them are reported.
    """
    share, unit = report.reported_share, report.unit
    if share is not None and share <= 0:
        return reported_share_warning(share, unit, t)
    is_little = share is not None and share < LOW_REPORTED_SHARE
    shares = (
        (1 - share if share is not None and is_little else None, people_word_ending(unit)),
        (report.withheld.plays, "plays"),
        (report.withheld.seconds, "seconds"),
        (None if is_panel(report) and is_little else report.withheld.sites, shop_word_ending(unit)),
    )
    parts = [
        t(f"limit.{what}", share=percent_text(clip_to_range(missing), t=t))
        for missing, what in shares
        if missing is not None and missing >= LEAST_MISSING
    ]
    return [t("told.missing", parts=join_words(parts, t))] if parts else []


def reported_share_note(share: float | None, t: Language = ENGLISH) -> str:
    """Return the reported share in a few words, for a table cell."""
    if share is None:
        return ""
    shown = percent_text(share, t=t)
    return t("told.short", share=shown) if share < LOW_REPORTED_SHARE else shown


def several_headline(reports: Sequence[Report], t: Language = ENGLISH) -> str:
    """Return the range of the smile values of several ads that are not compared. The ads are not ranked by these
    values.
    """
    means = sorted(mean for mean in (_smiles(report).mean for report in reports) if mean is not None)
    if not means:
        return t("headline.several_nothing", adverts=len(reports))
    key = "headline.several_panel" if all(map(is_panel, reports)) else "headline.several"
    return t(key, adverts=len(reports), span=span_text("smile", means[0], means[-1], 1, t))


def moment_name(moment: Moment, t: Language = ENGLISH) -> str:
    """Return the seconds of a moment and its size, such as `Seconds 6–8: +4 points`. `to_second` is not included."""
    first, last, size = moment.from_second, moment.to_second - 1, signed_points(moment.size, 0, t)
    if last <= first:
        return t("moment.name_one", second=str(first), size=size)
    return t("moment.name", first=str(first), last=str(last), size=size)


def moment_sentence(moment: Moment, t: Language = ENGLISH) -> str:
    """Return the size and interval of a moment as a sentence."""
    key, low, high = ("more", moment.low, moment.high) if moment.size >= 0 else ("less", -moment.high, -moment.low)
    size = t.rounded_quantity(abs(100 * moment.size), 1)
    return t(f"moment.{key}", size=size, low=number_text(100 * low, 1, t), high=number_text(100 * high, 1, t))


def no_moment_reason(report: Report, t: Language = ENGLISH) -> str:
    """Return the reason why no moment is shown."""
    if not any(second.smile is not None for second in report.curve):
        return t("moment.untold")
    if all(second.band_low is None for second in report.curve):
        return t(f"moment.few_{shop_word_ending(report.unit)}")
    return t("moment.none")


def purpose_rule(*, research: bool, t: Language = ENGLISH) -> tuple[str, str]:
    """Return the title and text of the intended purpose of the kiosks that measured."""
    return t("purpose.title"), t("purpose.research" if research else "purpose.shop")


def page_marks(*, simulated: bool, research: bool, t: Language = ENGLISH) -> list[str]:
    """Return the labels that every page, image and export contains."""
    return [t("mark.simulated")] * simulated + [t("mark.research")] * research
