"""Routes of the questions page: they return the open questions and accept the answers."""

import json

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from edge.study.questionnaires.answers import BadAnswersError
from edge.study.questionnaires.manikins import POINTS, manikin_svg
from edge.study.questionnaires.questions import Choice, FreeText, Question, Scale, Slider
from edge.study_sessions.values import ClosedAskingError, PageQuestions
from edge.web.pages import read_short_body

MAX_BYTES = 1_000_000
"""Largest request in bytes: fifty free texts of 2,000 characters, each character escaped as six."""

CLOSED = "These questions are no longer open.\n"


def questionnaire_routes(asker: PageQuestions) -> list[Route]:
    """Routes of the questions page. All of them need the token (app.py)."""
    content = {
        "title": asker.questionnaire.title,
        "questions": list(map(_question_json, asker.questionnaire.questions)),
    }

    async def questions(_: Request) -> Response:
        if asker.is_closed:
            return JSONResponse({"state": "over"})
        number = asker.open_questions_number()
        return JSONResponse({"state": "wait"} if number is None else {"state": "ask", "number": number, **content})

    async def answers(request: Request) -> Response:
        body = await read_short_body(request, MAX_BYTES)
        if body is None:
            return PlainTextResponse("Too long.\n", 413)
        try:
            values = json.loads(body)
            number = values["number"]
            if type(number) is not int:
                raise TypeError
            given = values["answers"]
        except (ValueError, RecursionError, KeyError, TypeError):
            return PlainTextResponse("The request is not a set of answers.\n", 400)
        try:
            asker.take_answers(number, given)
        except ClosedAskingError:
            return PlainTextResponse(CLOSED, 409)
        except BadAnswersError as error:
            return PlainTextResponse(f"{error}.\n", 422)
        return Response(status_code=204)

    return [Route("/questions.json", questions), Route("/answers", answers, methods=["POST"])]


def _question_json(question: Question) -> dict[str, object]:
    """A question as JSON for the page."""
    shown: dict[str, object] = {"id": question.id, "kind": question.kind, "text": question.text}
    match question:
        case Slider():
            return {**shown, "low": question.low, "high": question.high}
        case Choice():
            return {**shown, "choices": question.choices, "several": question.several}
        case Scale():
            return {**shown, "drawings": [manikin_svg(question.drawing, point) for point in range(1, POINTS + 1)]}
        case FreeText():
            return {**shown, "warning": question.warning, "most": question.most}
