"""Faults of a playlist draft, each with its place and a sentence in the user's language."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from central.errors import SourceError
from central.languages.language import Language
from central.languages.recognition import translate_known
from central.playlists.content import Fault, find_faults
from central.playlists.day_experiments import parse_day_experiment
from central.playlists.draft import Tables
from central.reports.playlist_arm_days import has_started
from central.web.playlist_drafts import OpenDraft, draft_films, utc_today
from central.web.request_context import RequestContext
from edge.playlist.arm_days import block_days
from edge.playlist.day_design import DAY, SHARED, block_ends

DAY_EXAMPLE = date(2026, 12, 24)


def draft_faults(context: RequestContext, opened: OpenDraft) -> Mapping[tuple[str, int, str], str]:
    """A sentence for each fault in the user's language, by section, number of the table, and field."""
    try:
        found = find_faults(draft_films(context, opened), opened.draft.tables)
    except SourceError as error:
        return {("", 0, ""): translate_known("problem", context.t, str(error)).text}
    tables = opened.draft.experiments
    said = {(each.section, each.index, each.field): _sentence(context, each, tables) for each in reversed(found)}
    with context.read_view() as connection:
        late = late_experiments(context, connection, opened)
    return said | {("experiment", index, "from"): context.t("drafting.fault_started") for index in late}


def late_experiments(context: RequestContext, connection: Connection, opened: OpenDraft) -> list[int]:
    """Numbers of the experiments by day that start today (UTC) or earlier, without having been sent before."""
    today = utc_today(context)
    parsed = [parse_day_experiment(table) for table in opened.draft.experiments]
    return [
        index
        for index, each in enumerate(parsed)
        if each is not None and has_started(connection, opened.tenant, each, today)
    ]


FIELD_WORDS: Mapping[str, str] = {
    "weight": "weight",
    "open": "open",
    "duration_s": "seconds",
    "film": "film",
    "arms": "arms",
    "id": "id",
    "seed": "seed",
    "rotate": "rotate",
}


def _sentence(context: RequestContext, fault: Fault, experiments: Sequence[Tables]) -> str:
    """The fault in the words of the page. The text of the check is English, and names keys of the file."""
    if fault.section == "experiment" and experiments[fault.index].get("unit") == DAY:
        said = day_fault(context.t, fault, experiments[fault.index])
        if said is not None:
            return said
    if fault.section == "" and SHARED in fault.text:
        return context.t("drafting.fault_shared")
    if fault.section == "rotate":
        return context.t("drafting.fault_rotate")
    if fault.section == "experiment" and fault.field == "weight":
        return context.t("drafting.fault_blocks")
    if fault.field == "until" and " is before from " in fault.text:
        return context.t("drafting.fault_order")
    if fault.field in ("from", "until"):
        return context.t("drafting.fault_day", example=context.t.numeric_day_text(DAY_EXAMPLE))
    word = FIELD_WORDS.get(fault.field)
    return context.t(f"drafting.fault_{word}") if word else context.t("drafting.fault_other", reason=fault.text)


def day_fault(t: Language, fault: Fault, table: Tables) -> str | None:
    """Sentence about a fault that only an experiment by day can have; None for another fault."""
    if fault.field in ("arms", "washout_days"):
        return t(f"drafting.fault_{fault.field}_by_day")
    if fault.field != "until" or " makes " not in fault.text:
        return None
    first, last = (date.fromisoformat(str(table[key])) for key in ("from", "until"))
    arms = len(table["arms"])
    ends = [t.numeric_day_text(day) for day in block_ends(arms, first, (last - first).days + 1)]
    if not ends:
        return None
    key = "drafting.fault_block_days" if len(ends) > 1 else "drafting.fault_block_days_one"
    return t(key, arms=arms, days=block_days(arms), first=ends[0], second=ends[-1])
