"""The API: what the commands print, pages, tags, limits, errors, and a document that is true."""

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from central.cli.main import main
from central.exit_codes import DONE
from central.store.location import Location
from central.web.api.endpoints import ENDPOINTS
from tests.central.reports.shops import Shop
from tests.central.web.people import Site, fill
from tests.doubles.web import Browser, web_server


@pytest.fixture(scope="module")
def token(site: Site) -> dict[str, str]:
    return site.token("tests of the API", "write")


def told(text: str) -> Any:
    """JSON without the time of the answer."""
    return json.loads(text, object_hook=lambda fields: {k: v for k, v in fields.items() if k != "generated"})


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("creatives/acme/a/report", ("report", "acme/a")),
        ("creatives/acme/a/report?from=2026-11-03&to=2026-11-03&site=shop-1&site=shop-2",
         ("report", "acme/a", "--from", "2026-11-03", "--to", "2026-11-03", "--site", "shop-1", "--site", "shop-2")),
        ("compare?creative=acme/a&creative=acme/b&measure=negative",
         ("compare", "acme/a", "acme/b", "--measure", "negative")),
        ("trend?creative=acme/a", ("trend", "acme/a")),
        ("plan?tenant=acme&sites=12&people=50&difference=1.5",
         ("plan", "--tenant", "acme", "--sites", "12", "--people", "50", "--difference", "1.5")),
        ("fleet", ("kiosk", "list")),
    ],
)  # fmt: skip
def test_it_says_what_the_command_says(
    site: Site, token: dict[str, str], path: str, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--json", "--data", str(site.location.data)]) == DONE
    answer = site.browser().get(f"/api/v1/{path}", **token)
    assert answer.headers["content-type"] == "application/json"
    assert told(answer.text) == told(capsys.readouterr().out)


def test_an_experiment(tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]) -> None:
    """Of the sites of the token alone."""
    from tests.central.reports.shops import stored

    folder = tmp_path_factory.mktemp("experiment")
    fill(folder)
    shops = [Shop(f"acme/shop-{number}/door", last=1_000) for number in range(5)]
    for shop in shops:
        for day in range(3):
            shop.day(day + 10, {"x": 0.1, "y": 0.3}, arms={"x": "one", "y": "two"})
    with (
        stored(folder, [message for shop in shops for message in shop.made]),
        web_server(Location(folder / "data")) as port,
    ):
        opened = Site(port, Location(folder / "data"))
        answer = opened.browser().get("/api/v1/experiment?id=e1&measure=smile", **opened.token("e"))
        part = opened.browser().get("/api/v1/experiment?id=e1", **opened.token("p", scope="acme/shop-1 acme/shop-2"))
    assert main(["experiment", "e1", "--json", "--data", str(folder / "data")]) == DONE
    assert told(answer.text) == told(capsys.readouterr().out)
    assert [arm["sites"] for arm in told(part.text)["arms"]] == [2, 2]
    assert (
        any("The report covers only some days or sites" in note for note in told(part.text)["notes"])
        or told(part.text)["notes"]
    )


def test_a_list_comes_in_pages(site: Site, token: dict[str, str]) -> None:
    whole = json.loads(site.browser().get("/api/v1/creatives?sort=name", **token).text)
    assert [one["creative"] for one in whole["creatives"]] == ["a", "b", "own"]
    found, offset = [], 0
    while offset is not None:
        page = json.loads(site.browser().get(f"/api/v1/creatives?sort=name&limit=2&offset={offset}", **token).text)
        found += page["creatives"]
        offset = page["next"]
    assert found == whole["creatives"]
    first = json.loads(site.browser().get("/api/v1/fleet?limit=1", **token).text)
    assert (len(first["kiosks"]), first["total"], first["next"]) == (1, 6, 1)
    entries = [json.loads(site.browser("ann").get("/api/v1/audit?limit=1").text)]
    while entries[-1]["next"] is not None:
        entries.append(json.loads(site.browser("ann").get(f"/api/v1/audit?limit=1&before={entries[-1]['next']}").text))
    ids = [each["id"] for page in entries for each in page["entries"]]
    assert ids == sorted(set(ids), reverse=True)


def test_a_search(site: Site, token: dict[str, str]) -> None:
    site.sql("UPDATE creatives SET name = 'Straße am Meer', tag = 'cola' WHERE creative = 'b'")
    for query, expected in (
        ("search=strasse", ["b"]),
        ("search=meer+COLA", ["b"]),
        ("search=meer+nothing", []),
        ("tag=cola", ["b"]),
        ("tag=col", []),
        ("sort=smiles&tenant=acme", ["b", "a"]),
        ("search=%25", []),
    ):
        found = json.loads(site.browser().get(f"/api/v1/creatives?{query}", **token).text)
        assert [one["creative"] for one in found["creatives"]] == expected, query


def test_an_answer_that_is_known_is_not_sent_again(site: Site, token: dict[str, str]) -> None:
    """Though the time in it differs; and it is sent once it has changed."""
    path = "/api/v1/creatives/acme/a/report"
    first = site.browser().get(path, **token)
    again = site.browser().get(path, **token, **{"if-none-match": first.headers["etag"]})
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert site.browser().get(path, **token, **{"if-none-match": 'W/"other"'}).status == 200
    site.sql("UPDATE creatives SET name = 'Renamed' WHERE creative = 'a'")
    assert site.browser().get(path, **token, **{"if-none-match": first.headers["etag"]}).status == 200
    assert first.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("creatives?form=2026-11-03", 400, "form is not a parameter. Known parameters: limit, offset, tenant, from"),
        ("creatives?from=yesterday", 400, "from is wrong"),
        ("creatives?from=2026-11-04&to=2026-11-03", 400, "the period from 2026-11-04 to 2026-11-03 contains no day."),
        ("creatives?limit=0", 400, "limit is wrong"),
        ("creatives?limit=5&limit=6", 400, "limit was given 2 times"),
        ("creatives?site=a/b/c", 400, "site.0 is wrong"),
        ("creatives?site=shop-1'%20OR%201=1", 400, "site.0 is wrong"),
        ("creatives?sort=plays;drop", 400, "sort is wrong"),
        ("compare?creative=acme/a", 400, "creative is wrong"),
        ("compare?creative=acme/a&creative=acme/b&measure=happiness", 400, "measure is wrong"),
        ("compare?creative=acme/a&creative=other/own", 400, "several tenants"),
        ("creatives/acme/a/report?tenant=other", 400, "tenant is already in the path"),
        ("creatives/acme/nix/report", 404, "nothing is stored for 'nix'"),
        ("creatives/acme/A%20b/report", 400, "creative is wrong"),
        ("trend", 400, "name a creative or a tag"),
        ("experiment?id=e9", 404, "nothing is stored for 'e9'"),
        ("experiment", 400, "id is wrong"),
        ("nothing", 404, "There is no such page"),
    ],
)  # fmt: skip
def test_an_error_is_a_sentence_and_a_cure(
    site: Site, token: dict[str, str], path: str, status: int, words: str
) -> None:
    answer = site.browser().get(f"/api/v1/{path}", **token)
    assert (answer.status, answer.headers["content-type"]) == (status, "application/json")
    fields = json.loads(answer.text)
    assert words in fields["error"]
    assert fields["cure"].endswith((".", "NAME"))


LONG = json.dumps({"name": "x" * 300})


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '{"name": 1}', '{"sha256": "x"}', '{"name": "a\\u0000b"}', LONG], ids=lambda body: body[:20]
)
def test_a_body_that_is_wrong_changes_nothing(site: Site, token: dict[str, str], body: str) -> None:
    before = site.rows("SELECT * FROM creatives ORDER BY id")
    answer = site.browser().send("PATCH", "/api/v1/creatives/acme/a", token, body)
    assert answer.status == 400
    assert "Nothing was changed." in answer.text
    assert site.rows("SELECT * FROM creatives ORDER BY id") == before


def test_so_many_requests_a_minute(tmp_path_factory: pytest.TempPathFactory) -> None:
    """For each token."""
    location = fill(tmp_path_factory.mktemp("limit"))
    with web_server(location, requests_per_minute=10) as port:
        site = Site(port, location)
        one, other = site.token("one"), site.token("other")
        assert [site.browser().get("/api/v1/sites", **one).status for _ in range(10)] == [200] * 10
        refused = site.browser().get("/api/v1/sites", **one)
        assert (refused.status, json.loads(refused.text)["error"]) == (429, "Too many requests.")
        assert 1 <= int(refused.headers["retry-after"]) <= 6
        assert site.browser().get("/api/v1/sites", **other).status == 200


def test_the_document_is_true(site: Site, token: dict[str, str]) -> None:
    """Each reference leads somewhere; each answer, and each error, is of the type that stands there."""
    document = json.loads(site.browser().get("/api/v1/openapi.json", **token).text)
    assert document["openapi"] == "3.1.0"
    references = re.findall(r'"\$ref": "#/components/schemas/([^"]+)"', json.dumps(document))
    assert set(references) <= set(document["components"]["schemas"])
    for name, schema in document["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert schema["title"] == name  # generators of clients name types by it, and drop a second of a name
    examples = {
        "/creatives/{tenant}/{creative}/report": "/creatives/acme/a/report",
        "/compare": "/compare?creative=acme/a&creative=acme/b",
        "/trend": "/trend?creative=acme/a",
        "/experiment": "/experiment?id=none",
    }
    operations = {operation["operationId"] for path in document["paths"].values() for operation in path.values()}
    assert len(operations) == len(ENDPOINTS)
    for path, of_path in document["paths"].items():
        if "get" in of_path:
            short = path.removeprefix("/api/v1")
            answer = site.browser("ann").get("/api/v1" + examples.get(short, short))
            said = of_path["get"]["responses"][str(answer.status)]["content"]["application/json"]["schema"]
            Draft202012Validator(said | {"components": document["components"]}).validate(json.loads(answer.text))


def test_parameters_of_the_document_are_those_of_the_endpoint(site: Site, token: dict[str, str]) -> None:
    document = json.loads(site.browser().get("/api/v1/openapi.json", **token).text)
    of_list = {each["name"]: each for each in document["paths"]["/api/v1/creatives"]["get"]["parameters"]}
    assert set(of_list) == {"limit", "offset", "tenant", "from", "to", "site", "search", "tag", "sort"}
    assert of_list["from"]["schema"] == {"type": "string", "format": "date"}
    assert of_list["limit"]["schema"]["maximum"] == 500
    of_report = document["paths"]["/api/v1/creatives/{tenant}/{creative}/report"]["get"]["parameters"]
    assert {each["name"] for each in of_report if each["in"] == "path" and each["required"]} == {"tenant", "creative"}
    patch = document["paths"]["/api/v1/creatives/{tenant}/{creative}"]["patch"]
    assert patch["requestBody"]["required"]


def test_a_session_writes_with_the_token_of_its_forms(site: Site) -> None:
    """For pages that use the API."""
    browser: Browser = site.browser("ed")
    path, origin = "/api/v1/creatives/acme/b", {"origin": f"http://127.0.0.1:{site.port}"}
    body = json.dumps({"tag": "cola"})
    assert browser.send("PATCH", path, origin, body).status == 403
    form_token = browser.form_token("/account")
    assert browser.send("PATCH", path, {"x-form-token": form_token}, body).status == 403
    assert browser.send("PATCH", path, origin | {"x-form-token": form_token}, body).status == 200
