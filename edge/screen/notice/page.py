"""The notice as data. The strip, the full page and the door sign take their texts from here, in each language."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from edge.intended_purpose import Use, purpose
from edge.law.bases import ARTICLES
from edge.promise.promise import promise_title, short_promise_text, visitors_promise_text
from edge.screen.notice.facts import SECONDS_OF_PICTURES, Language, LocalText, NoticeFacts, NoticeOperator
from edge.screen.notice.texts import notice_texts

StripState = Literal["sensing", "paused"]


@dataclass(frozen=True, slots=True)
class NoticeField:
    """One line of the notice with a label, such as the contact."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class NoticePage:
    """The full notice in one language."""

    language: Language
    language_name: str
    title: str
    statements: tuple[str, ...]  # what is measured, and what is not stored
    fields: tuple[NoticeField, ...]
    promise: NoticeField  # in full; the statements contain the short form, which fits on a sign
    version: str
    more: str  # label of the address
    address: str | None


def notice_strip_text(language: Language, state: StripState) -> str:
    """Text of the strip. Use "sensing" only while the kiosk reports this state. A page without a kiosk uses
    "paused".
    """
    return notice_texts(language)["strip_sensing" if state == "sensing" else "strip_paused"]


def page_texts(language: Language, facts: NoticeFacts) -> NoticePage:
    """The complete notice in one language."""
    text, reads_smiles = notice_texts(language), facts.reads != "attention"
    promise = visitors_promise_text(language, (facts.k, facts.k_reaction), reads_smiles=reads_smiles)
    return NoticePage(
        language=language,
        language_name=text["language"],
        title=text["title"],
        statements=tuple(_statement_texts(language, facts)),
        fields=tuple(_notice_fields(language, facts)),
        promise=NoticeField(promise_title(language), promise),
        version=text["version"].format(version=facts.version),
        more=text["more"],
        address=facts.operator.address,
    )


def ways_to_object(language: Language, operator: NoticeOperator) -> str:
    """Ways to object that need no keyboard: the operator's own way, or asking the staff or the contact. Ends without
    a full stop.
    """
    return _own(language, operator.how_to_object, notice_texts(language)["object_ways"]).rstrip(". ")


def _statement_texts(language: Language, facts: NoticeFacts) -> Iterator[str]:
    text = notice_texts(language)
    yield text[f"camera_{facts.reads}"]
    if facts.listens:
        yield text["microphone" if facts.hears_laughter else "microphone_level"]
    if facts.has_kits:
        yield text["kits"]
    if facts.takes_comments:
        yield text["comments"].format(seconds=SECONDS_OF_PICTURES)
        yield text["comment_counts"].format(slots=facts.k_reaction)
    if facts.is_research:
        yield text["research"]
    yield text["pictures"].format(seconds=SECONDS_OF_PICTURES)
    yield short_promise_text(language, (facts.k, facts.k_reaction), reads_smiles=facts.reads != "attention")
    yield text["choice"]


def _notice_fields(language: Language, facts: NoticeFacts) -> Iterator[NoticeField]:
    text, operator = notice_texts(language), facts.operator
    yield NoticeField(text["label_purpose"], _purposes(language, facts))
    yield NoticeField(text["label_operator"], operator.name)
    yield NoticeField(text["label_contact"], operator.contact)
    if operator.officer is not None:
        yield NoticeField(text["label_officer"], _local(language, operator.officer))
    yield NoticeField(text["label_basis"], _legal_basis(language, operator.legal_basis))
    yield NoticeField(text["label_recipients"], _own(language, operator.recipients, text["recipients"]))
    yield NoticeField(text["label_transfers"], _own(language, operator.transfers, text["transfers"]))
    yield NoticeField(text["label_retention"], _own(language, operator.retention, _retention(language, facts)))
    yield NoticeField(text["label_rights"], " ".join(_rights(language, facts)))


def _purposes(language: Language, facts: NoticeFacts) -> str:
    """The operator's purpose, then the intended purpose of the program."""
    own = _own(language, facts.operator.purpose, notice_texts(language)["purpose"]).strip()
    use: Use = "research" if facts.is_research else "shop"
    end = "" if own.endswith((".", "!", "?")) else "."
    return f"{own}{end} {purpose(use, language, reads_smiles=facts.reads != 'attention')}"


def _retention(language: Language, facts: NoticeFacts) -> str:
    text, months = notice_texts(language), facts.operator.server_months
    server = text["server_open"] if months is None else text["server_month" if months == 1 else "server_months"]
    return text["retention"].format(
        seconds=SECONDS_OF_PICTURES, days=facts.device_days, server=server.format(months=months)
    )


def _rights(language: Language, facts: NoticeFacts) -> Iterator[str]:
    text = notice_texts(language)
    yield text["object"].format(ways=ways_to_object(language, facts.operator))
    if facts.optout_s is not None:
        yield text["optout"].format(minutes=-(-facts.optout_s // 60))
    yield text["access"]
    authority = facts.operator.authority
    yield text["complain"] if authority is None else text["complain_to"].format(authority=_local(language, authority))


def _legal_basis(language: Language, basis: LocalText) -> str:
    """The standard text of one of the three bases, or the operator's own words. A language without own words gets
    those of another language: no basis is a standard one.
    """
    if isinstance(basis, str) and basis in ARTICLES:
        return notice_texts(language)[f"basis_{basis.replace(' ', '_')}"]
    return _local(language, basis)


def _local(language: Language, text: LocalText) -> str:
    """The operator's text in this language, or in the first language for which there is one."""
    return text if isinstance(text, str) else text.get(language, next(iter(text.values())))


def _own(language: Language, own: LocalText | None, standard: str) -> str:
    """The operator's text in this language. If there is none, the standard text."""
    if own is None:
        return standard
    return own if isinstance(own, str) else own.get(language, standard)
