"""Questions of a session: when they are open, who may answer, and what is kept of the answers."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from edge.clock import Clock
from edge.events import PlayEnded, PlayStarted
from edge.kiosk.stages.supervisor import StageSupervisor
from edge.queues import BoundedQueue
from edge.study.errors import StudyError
from edge.study.face_grid import AttentionRule
from edge.study.markers import Marker
from edge.study.questionnaires.answers import GivenAnswers
from edge.study.recorder import SessionClock, SessionRecorder, StudyEvent
from edge.study.sessions import SessionInfo
from edge.study.zone import WHOLE
from edge.study_sessions.course import SessionCourse
from edge.study_sessions.options import SessionOptions
from edge.study_sessions.pages.app import serve_page
from edge.study_sessions.pages.ask_routes import MAX_BYTES, questionnaire_routes
from edge.study_sessions.questions.asker import UNSEEN_S, Asker
from edge.study_sessions.questions.open import require_answer_consent
from edge.study_sessions.session import SessionRun
from edge.study_sessions.stages import SessionStages
from edge.study_sessions.values import ClosedAskingError
from tests.doubles.leader import StudyPage
from tests.doubles.study import Lab
from tests.edge.study.questionnaires.test_answers import ASKED, GOOD
from tests.edge.study_sessions.test_session import terms_of_now

AT_END = ASKED.model_copy(update={"when": "end"})
SECRET = "a planted word"


@dataclass
class Desk:
    """An asker whose clock a test moves, with all that it recorded and told."""

    now_s: float = 100.0
    recorded: list[Marker | GivenAnswers] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def asker(self, questionnaire: object = ASKED) -> Asker:
        assert isinstance(questionnaire, type(ASKED))
        return Asker(questionnaire, lambda: self.now_s, self.recorded.append, self.told.append)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(one.type, one.name) if isinstance(one, Marker) else ("answers", one.creative) for one in self.recorded]


def test_questions_follow_each_advert_and_their_answers_name_it() -> None:
    desk = Desk()
    asker = desk.asker()
    asker.process_play(PlayStarted(100.0, "spring"))
    assert asker.open_questions_number() is None
    asker.process_play(PlayEnded(110.0))
    desk.now_s = 111.0
    number = asker.open_questions_number()
    assert number is not None
    desk.now_s = 120.0
    asker.take_answers(number, GOOD)
    assert desk.kinds == [("questions_start", "spring"), ("answers", "spring"), ("questions_end", "spring")]
    given = desk.recorded[1]
    assert isinstance(given, GivenAnswers)
    assert (given.asked_s, given.at_s) == (111.0, 120.0)
    with pytest.raises(ClosedAskingError):
        asker.take_answers(number, GOOD)
    asker.process_play(PlayStarted(121.0, "summer"))
    asker.process_play(PlayStarted(131.0, "autumn"))
    asker.process_play(PlayStarted(141.0, "winter"))
    assert desk.told == ["study: the questions about summer were not answered in time."]
    assert not asker.has_asked_everything
    asker.ask_final_questions()
    assert desk.kinds[-1] == ("questions_start", "winter")
    asker.take_answers(asker.open_questions_number() or 0, GOOD)
    assert asker.has_asked_everything


def test_an_advert_that_goes_on_after_a_break_takes_its_questions_back() -> None:
    desk = Desk()
    asker = desk.asker()
    asker.process_play(PlayStarted(100.0, "spring"))
    asker.process_play(PlayEnded(104.0))
    asker.process_play(PlayStarted(105.0, "spring", media_s=4.0))
    assert not asker.has_open_questions
    asker.process_play(PlayEnded(110.0))
    assert asker.has_open_questions


def test_questions_at_the_end_are_asked_once() -> None:
    desk = Desk()
    asker = desk.asker(AT_END)
    asker.process_play(PlayStarted(100.0, "spring"))
    asker.process_play(PlayEnded(110.0))
    assert (asker.has_open_questions, asker.has_asked_everything) == (False, False)
    asker.ask_final_questions()
    desk.now_s += UNSEEN_S + 1
    asker.update_consent(is_held=True)
    asker.update_consent(is_held=True)
    assert len(desk.told) == 1
    assert "no page shows the questions" in desk.told[0]
    asker.take_answers(asker.open_questions_number() or 0, GOOD)
    assert (asker.has_asked_everything, desk.kinds[0]) == (True, ("questions_start", ""))


def test_a_consent_that_ends_ends_the_questions() -> None:
    desk = Desk()
    asker = desk.asker()
    asker.process_play(PlayStarted(100.0, "spring"))
    asker.process_play(PlayEnded(110.0))
    number = asker.open_questions_number() or 0
    asker.update_consent(is_held=False)
    with pytest.raises(ClosedAskingError):
        asker.take_answers(number, GOOD)
    asker.process_play(PlayStarted(111.0, "summer"))
    asker.process_play(PlayEnded(112.0))
    asker.ask_final_questions()
    assert asker.has_asked_everything
    assert "answers" not in [kind for kind, _ in desk.kinds]


class Tablet(StudyPage):
    """The page of an asker as a program may reach it."""

    def answer(self, number: object, answers: object, **headers: str) -> int:
        return self.ask("/answers", "POST", json.dumps({"number": number, "answers": answers}), **headers)[0]

    @property
    def number(self) -> int:
        return int(json.loads(self.ask("/questions.json")[1])["number"])


@contextmanager
def tablet(asker: Asker) -> Iterator[Tablet]:
    with serve_page("ask", questionnaire_routes(asker)) as link:
        place, _, token = link.partition("/#")
        yield Tablet(int(place.rpartition(":")[2]), token)


def test_attacks_on_the_page_change_nothing() -> None:
    """No token, that of another session, another host or origin, answers that do not fit: nothing is recorded."""
    desk, other = Desk(), Desk()
    asker = desk.asker()
    asker.process_play(PlayStarted(100.0, "spring"))
    with tablet(asker) as page, tablet(other.asker()) as elsewhere:
        assert page.ask("/questions.json") == (200, b'{"state":"wait"}')
        assert page.answer(1, GOOD) == 409
        asker.process_play(PlayEnded(110.0))
        assert page.answer(1, GOOD) == 409  # no page has shown it yet
        number = page.number
        before = list(desk.recorded)
        for token in ("", "vitrina_study=", "vitrina_study=x", f"vitrina_study={elsewhere.token}"):
            assert page.ask("/questions.json", Cookie=token)[0] == 403
            assert page.answer(number, GOOD, Cookie=token) == 403
        assert page.ask("/login", "POST", elsewhere.token, Cookie="")[0] == 403
        assert page.ask("/login", "POST", "x" * 500)[0] == 413
        for host in ("evil.example", "127.0.0.1", f"localhost.evil.example:{page.port}"):
            assert page.ask("/questions.json", Host=host)[0] == 400
        for origin in ("", "null", "http://evil.example", f"http://127.0.0.1:{elsewhere.port}"):
            assert page.answer(number, GOOD, Origin=origin) == 403
            assert page.ask("/login", "POST", page.token, Origin=origin)[0] == 403
        for wrong in (number + 1, 0, -1):
            assert page.answer(wrong, GOOD) == 409
        for bad in (str(number), None, True, [number]):
            assert page.answer(bad, GOOD) == 400
        for body in ("", "[]", "{", "[" * 100_000, '{"number": 1}', "1" * 5000):
            assert page.ask("/answers", "POST", body)[0] == 400
        no_answers: list[object] = [None, [], {}]
        no_answers += [{**GOOD, "unknown": 1}, {**GOOD, "remark": "x" * 21}, {**GOOD, "seen": [{}]}]
        for answers in no_answers:
            assert page.answer(number, answers) == 422
        assert page.ask("/answers", "POST", " " * (MAX_BYTES + 1))[0] == 413
        assert page.ask("/answers")[0] == 405
        assert page.ask("/page/app.py")[0] == page.ask("/page/flash.html")[0] == 404
        assert desk.recorded == before
        assert page.answer(number, GOOD) == 204
        assert page.answer(number, GOOD) == 409
        asker.close()
        assert page.ask("/questions.json") == (200, b'{"state":"over"}')
    assert desk.kinds == [("questions_start", "spring"), ("answers", "spring"), ("questions_end", "spring")]
    assert other.recorded == []


def test_answers_are_stored_encrypted_and_only_of_those_who_agreed(tmp_path: Path) -> None:
    """The scope ends in the middle of a session: what was answered before goes with its key, and no more is taken."""
    lab, clock = Lab(tmp_path), Clock()
    lab.now_s = clock.now()
    with ExitStack() as stack:
        study = stack.enter_context(lab.open())
        study.participants.add("w1", terms_of_now(lab))
        study.participants.add("w2", replace(terms_of_now(lab), scopes=frozenset({"kits"})))
        require_answer_consent(study, "w1", clock.now())
        with pytest.raises(StudyError, match="w2 does not consent to answers"):
            require_answer_consent(study, "w2", clock.now())
        recorders = [
            SessionRecorder(
                study, name, SessionInfo(clock.now()), SessionClock(clock.now, clock.error_s), AttentionRule(25, 20)
            )
            for name in ("w1", "w2")
        ]
        answers: dict[str, object] = {**GOOD, "seen": (), "remark": f"{SECRET}\ud800\t\n1"}
        for recorder in recorders:
            recorder.handle_event(GivenAnswers(clock.now(), clock.now(), "spring", ASKED, answers))  # type: ignore[arg-type]
            recorder.close()
        first, second = study.readable_sessions("w1")[0], study.readable_sessions("w2")[0]
        assert "answers" not in second.series_names
        rows = first.read_series("answers")
        assert list(rows["text"]) == ["", "", "B", "[]", f"{SECRET}   1"]
        assert list(rows["number"][:2]) == [9, 0]
        assert not [path for path, data in lab.files().items() if SECRET.encode() in data]
        study.withdrawal.end_consent_scope("w1", "answers")
        assert "answers" not in study.readable_sessions("w1")[0].series_names


def test_a_session_waits_for_the_answers_to_its_last_questions(tmp_path: Path) -> None:
    lab, clock = Lab(tmp_path), Clock()
    lab.now_s = clock.now()
    with lab.open() as study:
        study.participants.add("w1", terms_of_now(lab))
        info = SessionInfo(clock.now())
        recorder = SessionRecorder(study, "w1", info, SessionClock(clock.now, clock.error_s), AttentionRule(25, 20))
        queue: BoundedQueue[StudyEvent] = BoundedQueue(100)
        asker = Asker(AT_END, clock.now, queue.put, print)
        course = SessionCourse(clock.now, asker)
        stages = SessionStages(StageSupervisor(clock), queue)
        wanted = SessionOptions("w1", WHOLE, check_s=0.0, baseline_s=0.0)
        run = SessionRun(recorder, stages, clock, course.make_session_phases(wanted, 0.05))
        run.on_play, run.on_end = course.process_play, course.close

        def answer() -> None:
            course.update_scopes(recorder.recorded_scopes)
            if (number := asker.open_questions_number()) is not None:
                asker.take_answers(number, GOOD)

        run.on_turn = answer
        session = run.run()
        assert len(session.read_series("answers")["time_s"]) == 5
        types = list(session.read_events()["type"])
        assert types == ["session_start", "questions_start", "questions_end", "session_end"]
