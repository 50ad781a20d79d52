"""Advisories in the OSV format."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.packaging.osv import AdvisoryError, read_advisories, schema_faults
from tests.packaging.sources import ROOT

Event = dict[str, str]


def advisory(*events: Event, package: str = "thing", versions: tuple[str, ...] = (), **fields: Any) -> dict[str, Any]:
    """An advisory with one range of events, or with a list of versions."""
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}] if events else []
    one = {"package": {"ecosystem": "PyPI", "name": package}, "ranges": ranges, "versions": list(versions)}
    return {"id": "GHSA-1", "modified": "2026-11-01T00:00:00Z", "summary": "Bad.", "affected": [one]} | fields


def is_affected(folder: Path, entry: object, version: str, package: str = "thing") -> bool:
    path = folder / "one.json"
    path.write_text(json.dumps(entry))
    affected = [one for found in read_advisories(path) for one in found.affected if one.package == package]
    return any(one.has(version) for one in affected)


ALL, FROM_2 = {"introduced": "0"}, {"introduced": "2.0"}


@pytest.mark.parametrize(
    ("events", "version", "expected"),
    [
        ([ALL], "0.dev0", True),
        ([ALL, {"fixed": "1.2"}], "1.1.9", True),
        ([ALL, {"fixed": "1.2"}], "1.2", False),
        ([ALL, {"fixed": "1.2"}], "1.2rc1", True),
        ([ALL, {"fixed": "1.10"}], "1.9", True),  # not in the order of letters
        ([FROM_2, {"last_affected": "2.3"}], "1.9", False),
        ([FROM_2, {"last_affected": "2.3"}], "2.3", True),
        ([FROM_2, {"last_affected": "2.3"}], "2.3.post1", False),
        ([{"fixed": "1.5"}, {"introduced": "1.0"}, FROM_2, {"fixed": "2.1"}], "1.7", False),
        ([{"fixed": "1.5"}, {"introduced": "1.0"}, FROM_2, {"fixed": "2.1"}], "2.0.1", True),
        ([ALL, {"limit": "3.0"}], "3.0", False),
        ([ALL, {"limit": "3.0"}], "2.9", True),
        ([ALL, {"limit": "*"}], "9", True),
    ],
)
def test_a_range_affects_the_versions_between_its_events(
    tmp_path: Path, events: list[Event], version: str, expected: bool
) -> None:
    assert is_affected(tmp_path, advisory(*events), version) is expected


def test_a_listed_version_is_affected_however_it_is_written(tmp_path: Path) -> None:
    listed = advisory(versions=("1.0", "2.0.0", "early-bird"))
    assert [is_affected(tmp_path, listed, version) for version in ("1.0.0", "2", "1.1")] == [True, True, False]


def test_a_package_is_the_same_in_any_spelling_and_only_on_its_index(tmp_path: Path) -> None:
    assert is_affected(tmp_path, advisory(ALL, package="A_Thing.x"), "1.0", "a-thing-x")
    npm = advisory(ALL)
    npm["affected"][0]["package"]["ecosystem"] = "npm"
    assert not is_affected(tmp_path, npm, "1.0")
    commits = advisory()
    commits["affected"][0]["ranges"] = [{"type": "GIT", "repo": "https://x", "events": [ALL]}]
    assert not is_affected(tmp_path, commits, "1.0")


def test_a_withdrawn_advisory_affects_nothing(tmp_path: Path) -> None:
    assert not is_affected(tmp_path, advisory(ALL, withdrawn="2026-11-02T00:00:00Z"), "1.0")


def test_a_list_the_answer_of_the_api_an_archive_and_a_folder_are_read(tmp_path: Path) -> None:
    both = [advisory(ALL), advisory(ALL, id="GHSA-2")]
    assert is_affected(tmp_path, both, "1.0")
    assert is_affected(tmp_path, {"vulns": both}, "1.0")
    folder = tmp_path / "folder/PyPI"
    folder.mkdir(parents=True)
    for entry in both:
        (folder / f"{entry['id']}.json").write_text(json.dumps(entry))
    assert [each.id for each in read_advisories(tmp_path / "folder")] == ["GHSA-1", "GHSA-2"]
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    assert [each.id for each in read_advisories(tmp_path / "all.zip")] == ["GHSA-1", "GHSA-2"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "bad.json is not JSON (Expecting property name"),
        ("\ufeff\0", "bad.json is not JSON"),
        ("[1]", "bad.json is not in the OSV format: an advisory is an object"),
        ('{"id": "X"}', "bad.json is not in the OSV format: modified is missing"),
        ('{"modified": "2026"}', "bad.json is not in the OSV format: id is missing"),
        (json.dumps(advisory({"fixed": "1"})), "events has no introduced"),
        (json.dumps(advisory(ALL, {"fixed": "one"})), "Invalid version: 'one' of GHSA-1"),
    ],
)
def test_a_bad_file_is_named_with_what_to_do(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "bad.json").write_text(text, encoding="utf-8")
    with pytest.raises(AdvisoryError, match="Download it again") as raised:
        read_advisories(tmp_path)
    assert says in str(raised.value)


def test_a_path_that_has_no_advisories_is_named(tmp_path: Path) -> None:
    for path, says in ((tmp_path, "has no JSON file"), (tmp_path / "gone.json", "cannot be read"), (tmp_path, "Name")):
        with pytest.raises(AdvisoryError, match=says):
            read_advisories(path)
    (tmp_path / "all.zip").write_text("no archive")
    with pytest.raises(AdvisoryError, match="no ZIP archive"):
        read_advisories(tmp_path / "all.zip")


def own_advisories() -> list[Path]:
    return sorted((ROOT / "security").glob("*.json"))


@pytest.mark.parametrize("path", own_advisories(), ids=lambda path: path.name)
def test_own_advisories_and_their_template_follow_the_format(path: Path) -> None:
    entry = json.loads(path.read_text(encoding="utf-8"))
    assert schema_faults(entry) == []
    assert entry["summary"].endswith(".")
    assert all(one["versions"] for one in entry["affected"])
    assert path.stem in (entry["id"], "template")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"id": None}, "id is missing"),
        ({"aliases": "CVE-1"}, "aliases is no list"),
        ({"affected": {}}, None),
        ({"affected": [1]}, "affected is no list of objects"),
        ({"affected": [{"package": {"name": "x"}}]}, "package needs ecosystem and name"),
        ({"affected": [{"ranges": [{"type": "DAYS", "events": [ALL]}]}]}, "type is none of ECOSYSTEM, SEMVER, GIT"),
        ({"affected": [{"ranges": [{"type": "GIT", "events": [ALL]}]}]}, "a range of commits needs repo"),
        ({"affected": [{"ranges": [{"type": "GIT", "repo": "x", "events": []}]}]}, "events has no introduced"),
        ({"affected": [{"ranges": [3]}]}, "events is no list of objects"),
        (
            {"affected": [{"ranges": [{"type": "SEMVER", "events": [ALL, {"fixed": "1"}, {"last_affected": "2"}]}]}]},
            "events has fixed beside last_affected",
        ),
        ({"affected": [{"ranges": [{"type": "SEMVER", "events": [{**ALL, "fixed": "1"}]}]}]}, "events is no list"),
    ],
)
def test_a_broken_rule_of_the_format_is_named(change: dict[str, object], fault: str | None) -> None:
    template = json.loads((ROOT / "security/template.json").read_text(encoding="utf-8"))
    faults = schema_faults(template | change)
    assert faults == [] if fault is None else any(each.startswith(fault) for each in faults)
