"""Words of the Monday mail: one sentence, the text of its image, who is behind it, and two links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote, urlencode

from central.languages.language import Language
from central.reports.experiment_values import Experiment
from central.reports.rendering.arm_names import arm_names, larger_first
from central.reports.rendering.page_trend import trend_figure
from central.reports.rendering.page_verdicts import Figure, experiment_verdict
from central.reports.rendering.text import day_span_text, percent_text, plain_line, span_text, value_text
from central.reports.rendering.verdicts import experiment_headline
from central.reports.rendering.words import page_marks
from central.reports.trend_values import Trend, Week
from central.reports.week_values import WeekNews

WEEKS = 8
"""Number of weeks in the image."""
MOST_LETTERS = 1_000
LABEL, END = 12, 4
"""Longest label in the image, and number of letters that are kept of the end of a longer name."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a page of the server. `path`: path with its query."""

    label: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyContent:
    """Content of a mail in one language. `image_text` says what the image shows. `plot`: the image as SVG, or
    empty. `hint`: what happens after a click on a link.
    """

    subject: str
    tenant: str
    period: str
    marks: Sequence[str]
    sentence: str
    remark: str
    image_text: str
    plot: str
    behind: Sequence[str]
    links: Sequence[Link]
    hint: str
    why: str
    off: str
    t: Language


def build_weekly_content(news: WeekNews, host: str, t: Language, *, may_play: bool) -> WeeklyContent:
    """Content of the mail. `host`: host name of the pages. `may_play`: the user may send playlists."""
    found, trend = news.experiment, news.trend
    figure = _figure(news, t)
    simulated = news.tenant.startswith("sim-")
    research = any(value.research for value in (found, trend) if value is not None)
    plays = _play_link(news, t) if may_play else []
    return WeeklyContent(
        subject=_short(plain_line(t(f"weekly.subject_{_kind(news)}", day=t.day_text(news.monday)))),
        tenant=_short(plain_line(news.tenant)),
        period=day_span_text(news.monday, news.sunday, t),
        marks=page_marks(simulated=simulated, research=research, t=t),
        sentence=_short(plain_line(_sentence(news, t))),
        remark=_remark(news, t),
        image_text=_short(plain_line(_image_text(news, t))) if figure is not None else "",
        plot=next((plot for plot in figure.plots if 'class="plot narrow"' in plot), "") if figure is not None else "",
        behind=[plain_line(said) for said in _behind(news, t)],
        links=[*plays, _page_link(news, t)],
        hint=t("weekly.hint") if plays else "",
        why=t("weekly.why", host=host),
        off=t("weekly.off"),
        t=t,
    )


def _short(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"


def _kind(news: WeekNews) -> str:
    if news.experiment is not None:
        return ("decided" if news.is_new else "still") if news.is_decided else "running"
    return "week" if _week(news) is not None else "nothing"


def _week(news: WeekNews, back: int = 0) -> Week | None:
    """The week of the mail, or one before it, if it has a value."""
    monday = news.monday - timedelta(weeks=back)
    weeks = news.trend.weeks if news.trend is not None else []
    return next((week for week in weeks if week.week == monday and week.mean is not None), None)


def _sentence(news: WeekNews, t: Language) -> str:
    return _week_sentence(news, t) if news.experiment is None else experiment_headline(news.experiment, t)


def _remark(news: WeekNews, t: Language) -> str:
    """Sentence below the headline: the experiment was decided earlier, or others were decided too."""
    if news.is_decided and not news.is_new:
        return t("weekly.still")
    return t("weekly.others", count=news.others) if news.others else ""


def _week_sentence(news: WeekNews, t: Language) -> str:
    """Sentence about the smiles of the week. It says that they changed only if the intervals of both weeks do not
    overlap.
    """
    week, before = _week(news), _week(news, 1)
    if week is None:
        had_weeks = news.trend is not None and any(week.week == news.monday for week in news.trend.weeks)
        return t("weekly.untold" if had_weeks else "weekly.nothing")
    value = _value_with_interval(week, t)
    if before is None or before.chain != week.chain:
        return t("weekly.alone", value=value)
    is_more, is_less = _is_above(week, before), _is_above(before, week)
    key = "more" if is_more else "less" if is_less else "same"
    return t(f"weekly.{key}", value=value, before=_value_with_interval(before, t))


def _is_above(week: Week, other: Week) -> bool:
    """True if the interval of a week lies above that of another week."""
    return week.low is not None and other.high is not None and week.low > other.high


def _value_with_interval(week: Week, t: Language) -> str:
    value = value_text("smile", week.mean, 1, t)
    if week.low is None or week.high is None:
        return value
    return f"{value} {t('span.confidence', span=span_text('smile', week.low, week.high, 1, t))}"


def _figure(news: WeekNews, t: Language) -> Figure | None:
    if news.experiment is not None:
        names = arm_names(news.experiment, t)
        arms = [arm.model_copy(update={"titles": [label_of_arm(names[arm.arm])]}) for arm in news.experiment.arms]
        figure = experiment_verdict(news.experiment.model_copy(update={"arms": arms}), t).figure
        return figure if any(arm.mean is not None for arm in arms) else None
    if news.trend is None or _week(news) is None:
        return None
    shown = news.trend.model_copy(update={"weeks": _weeks_in_image(news.trend, news)})
    return trend_figure(shown, t=t)


def label_of_arm(name: str) -> str:
    """Name of an arm for the image. A long name loses its middle, because names of ads often differ only at the
    end.
    """
    name = plain_line(name)
    return name if len(name) <= LABEL else f"{name[: LABEL - END - 1]}…{name[-END:]}"


def _weeks_in_image(trend: Trend, news: WeekNews) -> list[Week]:
    return [week for week in trend.weeks if week.week <= news.monday][-WEEKS:]


def _image_text(news: WeekNews, t: Language) -> str:
    found = news.experiment
    if found is not None:
        names = arm_names(found, t)
        parts = [
            t("weekly.arm", name=names[arm.arm], value=_arm_value(found, arm.mean, arm.low, arm.high, t))
            for arm in larger_first(found, t).arms
        ]
        return t("weekly.arms", values="; ".join(parts))
    assert news.trend is not None
    shown = _weeks_in_image(news.trend, news)
    values = [
        t("weekly.arm", name=t.short_day_text(week.week), value=value_text("smile", week.mean, 1, t)) for week in shown
    ]
    return t("weekly.weeks", values="; ".join(values))


def _arm_value(found: Experiment, mean: float | None, low: float | None, high: float | None, t: Language) -> str:
    value = value_text(found.measure, mean, 1, t)
    if low is None or high is None:
        return value
    return f"{value} {t('span.confidence', span=span_text(found.measure, low, high, 1, t))}"


def _behind(news: WeekNews, t: Language) -> list[str]:
    """Sentences about the number of visits, shops and days, and about the share of visits that is reported."""
    found, week = news.experiment, _week(news)
    if found is not None:
        if found.from_ is None or found.to is None:
            return []
        said = t(
            "weekly.behind_experiment",
            visits=sum(arm.people for arm in found.arms),
            shops=max(arm.sites for arm in found.arms),
            days=(found.to - found.from_).days + 1,
            period=day_span_text(found.from_, found.to, t),
        )
        return [said, *_reported(found.reported_share, t)]
    if week is None:
        return []
    return [t("weekly.behind_week", visits=week.people, shops=week.sites), *_reported(week.reported_share, t)]


def _reported(share: float | None, t: Language) -> list[str]:
    return [] if share is None else [t("weekly.reported", share=percent_text(share, t=t))]


def _play_link(news: WeekNews, t: Language) -> list[Link]:
    if news.winning_creative is None:
        return []
    creative = quote(f"{news.tenant}/{news.winning_creative}", safe="/")
    return [Link(t("weekly.play"), f"/playlists/new?creative={creative}")]


def _page_link(news: WeekNews, t: Language) -> Link:
    found = news.experiment
    if found is not None:
        query = urlencode({"tenant": found.tenant, "id": found.id})
        return Link(t("weekly.keep"), f"/experiments/show?{query}")
    if _kind(news) == "week":
        return Link(t("weekly.ads"), "/creatives")
    return Link(t("weekly.kiosks"), "/fleet")
