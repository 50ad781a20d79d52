"""Texts of the notice: the same in every language, and true for what this screen measures."""

import re
from dataclasses import replace
from string import Formatter

import pytest

from edge.intended_purpose import purpose
from edge.law.bases import ARTICLES, Basis
from edge.promise.promise import full_promise_text, promise_texts, short_promise_text
from edge.screen.notice.facts import Language, NoticeFacts, NoticeOperator, ReadsFaces
from edge.screen.notice.page import NoticePage, notice_strip_text, page_texts
from edge.screen.notice.texts import LANGUAGES, notice_texts

OPERATOR = NoticeOperator(name="Shop Ltd", contact="privacy@example.org", legal_basis="legitimate interests")
FACTS = NoticeFacts(operator=OPERATOR, version="2026-11", reads="smiles")

every_language = pytest.mark.parametrize("language", LANGUAGES)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def words(page: NoticePage) -> str:
    fields = (f"{field.label}: {field.text}" for field in (*page.fields, page.promise))
    return " ".join([page.title, *page.statements, *fields])


@every_language
def test_every_language_has_the_same_keys_and_placeholders(language: Language) -> None:
    """A translation leaves nothing out, and names the same numbers."""
    english, other = notice_texts("en"), notice_texts(language)
    assert list(other) == list(english)
    for key, text in english.items():
        assert placeholders(other[key]) == placeholders(text), key
        assert other[key] == other[key].strip()
        assert other[key]


@every_language
def test_a_translation_is_no_copy(language: Language) -> None:
    """No sentence was left in English."""
    if language != "en":
        same = {key for key, text in notice_texts("en").items() if notice_texts(language)[key] == text}
        assert same <= {"label_contact", "optout_button"}
    assert bool(re.search("[А-Яа-я]", notice_texts(language)["title"])) == (language == "ru")


@every_language
def test_the_strip_says_measuring_only_while_it_is_so(language: Language) -> None:
    """Two texts, which differ, without a placeholder."""
    sensing, paused = notice_strip_text(language, "sensing"), notice_strip_text(language, "paused")
    assert sensing == notice_texts(language)["strip_sensing"]
    assert paused == notice_texts(language)["strip_paused"]
    assert sensing != paused
    assert not placeholders(sensing + paused)


@every_language
def test_the_strip_says_in_groups_and_promises_no_anonymity(language: Language) -> None:
    """A group of five is no guarantee that nobody can be found in it."""
    says = notice_strip_text(language, "sensing").casefold()
    assert re.search("group|grup|групп", says)
    assert not re.search("anonym|anónim|аноним", says)


@every_language
def test_the_page_is_complete(language: Language) -> None:
    """All that Article 13 of the GDPR asks, the numbers of the rules, and the version."""
    text = notice_texts(language)
    page = page_texts(language, replace(FACTS, k=6, k_reaction=12))
    objection = text["object"].format(ways=text["object_ways"])
    fields = {field.label: field.text for field in page.fields}
    assert fields == {
        text["label_purpose"]: f"{text['purpose']} {purpose('shop', language)}",
        text["label_operator"]: "Shop Ltd",
        text["label_contact"]: "privacy@example.org",
        text["label_basis"]: text["basis_legitimate_interests"],
        text["label_recipients"]: text["recipients"],
        text["label_transfers"]: text["transfers"],
        text["label_retention"]: text["retention"].format(seconds=3, days=37, server=text["server_open"]),
        text["label_rights"]: f"{objection} {text['access']} {text['complain']}",
    }
    assert (page.language, page.language_name, page.title) == (language, text["language"], text["title"])
    assert (page.version, page.more, page.address) == (text["version"].format(version="2026-11"), text["more"], None)
    assert page.statements == (
        text["camera_smiles"],
        text["pictures"].format(seconds=3),
        short_promise_text(language, (6, 12)),
        text["choice"],
    )
    assert not placeholders(words(page))


def without_instruction(language: Language, promise: str) -> str:
    """The promise as the notice has it: it ends with who can be guessed, and asks nothing of a visitor."""
    claim, instruction, rest = promise.partition(promise_texts(language)["protection"])
    assert instruction
    assert not rest
    return f"{claim}."


@every_language
def test_the_promise_is_there_in_full_and_in_short(language: Language) -> None:
    """A sign has room for the short form, as one of the statements."""
    page = page_texts(language, replace(FACTS, k=6, k_reaction=12))
    assert page.promise.text == without_instruction(language, full_promise_text(language, (6, 12)))
    assert short_promise_text(language, (6, 12)) in page.statements
    unread = page_texts(language, replace(FACTS, reads="attention"))
    assert unread.promise.text == full_promise_text(language, (5, 10), reads_smiles=False)


@every_language
def test_the_purpose_is_the_operators_and_that_of_the_program(language: Language) -> None:
    """Also if the operator wrote an own one. A screen that detects no smile does not mention any."""
    own = replace(FACTS, operator=replace(OPERATOR, purpose="To plan our shelves"))
    assert purpose_of(language, own) == f"To plan our shelves. {purpose('shop', language)}"
    unread = purpose("shop", language, reads_smiles=False)
    assert purpose_of(language, replace(own, reads="attention")) == f"To plan our shelves. {unread}"
    research = replace(own, is_research=True, reads="expressions")
    assert purpose_of(language, research) == f"To plan our shelves. {purpose('research', language)}"


def purpose_of(language: Language, facts: NoticeFacts) -> str:
    return page_texts(language, facts).fields[0].text


@every_language
@pytest.mark.parametrize(("months", "key"), [(1, "server_month"), (24, "server_months")])
def test_the_page_says_how_long_the_server_keeps_numbers_about_groups(
    language: Language, months: int, key: str
) -> None:
    """And the kiosk itself."""
    page = page_texts(language, replace(FACTS, operator=replace(OPERATOR, server_months=months), device_days=44))
    retention = page.fields[-2].text
    assert notice_texts(language)[key].format(months=months) in retention
    assert "44" in retention


@every_language
def test_no_page_claims_that_anybody_is_anonymous(language: Language) -> None:
    """Results leave in groups: that is less, and true."""
    page = page_texts(language, replace(FACTS, reads="expressions", listens=True, has_kits=True, takes_comments=True))
    assert not re.search("anonym|anónim|аноним", words(page), re.IGNORECASE)


@pytest.mark.parametrize("reads", ["attention", "smiles", "expressions"])
def test_the_notice_says_what_is_read_in_faces(reads: ReadsFaces) -> None:
    """Without a reader no smile is claimed; with one of all expressions more than smiles is."""
    page = page_texts("en", replace(FACTS, reads=reads))
    assert page.statements[0] == notice_texts("en")[f"camera_{reads}"]
    assert ("smile" in words(page)) == (reads != "attention")
    assert ("expressions" in words(page)) == (reads == "expressions")
    assert ("AI system" in words(page)) == (reads != "attention")


def test_microphone_kits_and_research_are_told_only_where_they_are() -> None:
    """Each is one statement, in this order, behind the camera."""
    text = notice_texts("en")
    every = replace(FACTS, listens=True, hears_laughter=True, has_kits=True, is_research=True)
    assert page_texts("en", every).statements[1:4] == (text["microphone"], text["kits"], text["research"])
    for name, key in (("listens", "microphone_level"), ("has_kits", "kits"), ("is_research", "research")):
        alone = page_texts("en", replace(FACTS, **{name: True})).statements  # type: ignore[arg-type]
        assert alone[1] == text[key]
        assert len(alone) == 5


@every_language
def test_comments_are_an_exception_to_the_people_behind_a_number(language: Language) -> None:
    """A batch of comments may be one person's: the notice says so beside the promise, with the kiosk's own number."""
    page = page_texts(language, replace(FACTS, takes_comments=True, k_reaction=12))
    told = notice_texts(language)["comment_counts"].format(slots=12)
    assert told in page.statements
    assert "12" in told
    assert told not in page_texts(language, FACTS).statements


@pytest.mark.parametrize(("optout_s", "minutes"), [(600, 10), (601, 11), (60, 1)])
def test_the_button_is_told_where_there_is_one(optout_s: int, minutes: int) -> None:
    """With the minutes for which it pauses, rounded up."""
    rights = page_texts("en", replace(FACTS, optout_s=optout_s)).fields[-1].text
    assert f"Press the button on the screen to pause the measurement for {minutes} minutes." in rights
    assert "button" not in words(page_texts("en", FACTS))


def test_own_texts_take_the_place_of_the_standard_ones() -> None:
    """One text for all languages, or one for each; a language without one keeps the standard text."""
    operator = replace(
        OPERATOR, purpose={"de": "Zweck!"}, legal_basis="by law", retention={"en": "kept"}, address="https://x.example"
    )
    german, english = (page_texts(language, replace(FACTS, operator=operator)) for language in ("de", "en"))
    assert [german.fields[n].text for n in (0, 3)] == [f"Zweck! {purpose('shop', 'de')}", "by law"]
    assert english.fields[0].text == f"{notice_texts('en')['purpose']} {purpose('shop', 'en')}"
    assert [english.fields[n].text for n in (3, -2)] == ["by law", "kept"]
    assert german.fields[-2].text.endswith("auf dem Server des Betreibers ohne feste Frist.")
    assert english.address == "https://x.example"


@every_language
@pytest.mark.parametrize("basis", ARTICLES)
def test_each_of_the_three_legal_bases_has_a_text_with_its_article(language: Language, basis: Basis) -> None:
    page = page_texts(language, replace(FACTS, operator=replace(OPERATOR, legal_basis=basis)))
    text = next(field.text for field in page.fields if field.label == notice_texts(language)["label_basis"])
    letter = ARTICLES[basis][-2]
    assert re.search(rf"6\W.*\b{letter}\b", text)
    assert text == notice_texts(language)[f"basis_{basis.replace(' ', '_')}"]


def test_a_language_without_own_words_about_the_legal_basis_gets_those_of_another() -> None:
    """Never those of a basis that nobody chose."""
    operator = replace(OPERATOR, legal_basis={"de": "nach dem Landesgesetz"})
    texts = [field.text for field in page_texts("fr", replace(FACTS, operator=operator)).fields]
    assert "nach dem Landesgesetz" in texts


@every_language
def test_the_notice_names_the_authority_for_complaints(language: Language) -> None:
    page = page_texts(language, replace(FACTS, operator=replace(OPERATOR, authority="Datenschutzbehörde X")))
    rights = page.fields[-1].text
    assert rights.endswith(notice_texts(language)["complain_to"].format(authority="Datenschutzbehörde X"))
    assert notice_texts(language)["complain"] not in rights
