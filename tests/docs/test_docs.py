"""The documents keep up with the code: what they name exists, what exists is named."""

import importlib.util
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from jsonschema import Draft202012Validator

from edge.cli.main import main
from edge.kiosk.parts import AUDIENCE, FEED, PLAYS, PUBLISHER, SENSES
from edge.kiosk.state.monitor import DEGRADES
from edge.messages.schema import json_schema
from edge.perception.vision.face_reading import AbstentionRules
from edge.settings.settings import parse_settings_text
from models.serving.spec import ZOO, ModelSpec

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "models" / "zoo").glob("*.md")])
DOCUMENTS += sorted(ROOT.glob("[ems]*/README.md"))
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_what_is_made_from_the_code_is_up_to_date() -> None:
    """`make docs` would change nothing."""
    run = subprocess.run([sys.executable, ROOT / "docs" / "generate.py", "--check"], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def generator() -> ModuleType:
    """docs/generate.py as a module."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_address_of_the_repository_is_filled_in_at_one_place() -> None:
    """setup.py has it, and only the README prints how to clone."""
    module = generator()
    written = [path for path in DOCUMENTS if "git clone " in path.read_text(encoding="utf-8")]
    assert written == ([ROOT / "README.md"] if module.repository() else [])


def test_the_readme_says_where_laughter_is_heard_by_the_gate() -> None:
    """So it changes with the folds that decide it, back and forth."""
    module = generator()
    assert ("In research, it also measures laughter" in README) is not module.laughter.is_laughter_heard()
    heard = module.laughter.with_laughter_use(README, in_shops=True)
    assert "they smile. It also measures laughter, and in research, with" in heard
    assert "they smile. In research, it also measures laughter" in module.laughter.with_laughter_use(
        heard, in_shops=False
    )


def test_pages_name_the_measured_models_that_no_longer_ship() -> None:
    """Until they are measured again: then the sentence goes."""
    module, shipped = generator(), ModelSpec.load(ZOO / "smile-mesh.json").label
    assert module.networks.replaced_models(f"use, {shipped}") == "All models that were measured still ship."
    assert "`smile-mesh@sha256:402dac6c9758` no longer ships" in module.networks.replaced_models(
        f"use, {shipped}\nsmile-mesh@sha256:402dac6c9758"
    )


def test_the_package_names_the_pythons_of_the_documents() -> None:
    """README and Makefile say 3.10 to 3.13."""
    setup = (ROOT / "setup.py").read_text(encoding="utf-8")
    minors = [int(minor) for minor in re.findall(r'"Programming Language :: Python :: 3\.([0-9]+)"', setup)]
    assert minors == list(range(minors[0], minors[-1] + 1))
    assert f'python_requires=">=3.{minors[0]}"' in setup
    assert f"Python 3.{minors[0]} to 3.{minors[-1]}" in README
    assert f"(3, {minors[0]}) <= sys.version_info < (3, {minors[-1] + 1})" in (ROOT / "Makefile").read_text()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    """Every link to a file of ours leads to one that is there."""
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text):
        if not re.match(r"[a-z]+:", target):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def anchors(text: str) -> set[str]:
    """Anchors of the headings, as GitHub makes them: one for each, numbered where two headings are alike."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    made: Counter[str] = Counter()
    found = set()
    for heading in headings:
        plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).lower()
        anchor = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        found.add(f"{anchor}-{made[anchor]}" if made[anchor] else anchor)
        made[anchor] += 1
    return found


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_to_a_heading_that_is_there(path: Path) -> None:
    """Every anchor in a link, of the same page or of another of ours, is that of a heading."""
    text = path.read_text(encoding="utf-8")
    dead = []
    for file, anchor in re.findall(r"\]\(([^):#\s]*)#([^)\s]+)\)", text):
        target = path.parent / file if file else path
        if target.suffix == ".md" and anchor not in anchors(target.read_text(encoding="utf-8")):
            dead.append(f"{file}#{anchor}")
    assert dead == []


def test_the_page_on_networks_names_the_angles_of_heads_that_are_not_read() -> None:
    """Both are of the code: yaw is a turn to the side, pitch up or down. A tilt (roll) is no reason to abstain."""
    text = " ".join((ROOT / "docs" / "models/networks.md").read_text(encoding="utf-8").split())
    rules = AbstentionRules()
    said = re.findall(r"\(yaw\) by more than (\d+) degrees or up or down \(pitch\) by more than (\d+)", text)
    assert said == [(f"{rules.max_yaw_deg:g}", f"{rules.max_pitch_deg:g}")] * 2
    assert "tilted" not in text


def prose(text: str) -> list[str]:
    """Words that somebody wrote: without code, generated parts, tags and addresses of links."""
    for left_out in (r"<!-- ([\w ]+)(?:: [^>]*)? -->.*?<!-- /\1 -->", r"(?m)^```.*?^```", r"<[^>]+>"):
        text = re.sub(left_out, "", text, flags=re.DOTALL)
    return [word for word in re.sub(r"\]\([^)]*\)", "]", text).split() if re.search(r"\w", word)]


def test_the_readme_is_short() -> None:
    """What it is, how to see it, where to go on."""
    assert 200 < len(prose(README)) <= 350
    assert len(README.split()) < 600
    assert prose("A [b c](d.md).\n<!-- x: y -->\nz\n<!-- /x -->\n```sh\ne\n```\n<img a>f |") == ["A", "[b", "c].", "f"]


def test_the_readme_gets_the_sources_with_and_without_an_address() -> None:
    """An unpacked release has no address; every way leads to the same target."""
    module = generator()
    unpacked, cloned = module.readme.start_text(""), module.readme.start_text("https://git.example.org/v")
    assert "git clone" not in unpacked
    assert "an unpacked release or a Git checkout" in " ".join(unpacked.split())
    assert "git clone https://git.example.org/v vitrina && cd vitrina && make demo\n" in cloned
    assert unpacked.endswith("&& make demo\n```\n")
    assert module.readme.start_text(module.repository()) in README


def test_the_readme_opens_a_door_to_each_reader_and_names_the_test_command() -> None:
    """The doors of the first page of the site; the command stands in CONTRIBUTING.md too."""
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    doors = re.findall(r"^\| ([\w -]+) \| \[[^]]*\]\(docs/([^)]+)\)", README, re.MULTILINE)
    assert len(doors) == 5
    for person, page in doors:
        (start,) = re.findall(rf"\*\*{person.capitalize()}\.\*\*.*?\]\(([^)]+)\)", index, re.DOTALL)
        assert page == start
    assert all("`make test`" in text for text in (README, (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))


def test_the_readme_names_commands_that_exist(capsys: pytest.CaptureFixture[str]) -> None:
    """Each `make` target and each `vitrina` command of the README is there."""
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`?make ([a-z]+)`?", README):
        assert re.search(rf"^{target}:", targets, re.MULTILINE), target
    commands = "run|status|doctor|aim|consent|forget|replay|settings|demo|bench|schema|engines|models|completion"
    for command in set(re.findall(rf"vitrina ({commands})\b", README)):
        with pytest.raises(SystemExit) as left:
            main([command, "--help"])
        assert left.value.code == 0
        assert "example:" in capsys.readouterr().out


def test_a_kiosk_with_the_settings_of_the_guide_senses() -> None:
    """They name all that a notice must say, except for the legal basis, which has no ready value."""
    guide = ROOT / "docs" / "shop/install.md"
    (block,) = re.findall(r"```toml\n(\[site\].*?)```", guide.read_text(encoding="utf-8"), re.DOTALL)
    assert parse_settings_text(block, guide).missing_notice_keys() == ["legal_basis"]
    chosen = block.replace('legal_basis = ""', 'legal_basis = "legitimate interests"')
    assert parse_settings_text(chosen, guide).missing_notice_keys() == []


def test_the_page_about_what_leaves_shows_messages_that_could_have_left() -> None:
    """Its window is what the schema allows."""
    page = (ROOT / "docs" / "privacy/what-leaves.md").read_text(encoding="utf-8")
    shown = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", page, re.DOTALL)]
    assert {message["schema"] for message in shown} == {"vitrina.window/1"}
    for message in shown:
        kind = message["schema"].removeprefix("vitrina.").rpartition("/")[0]
        Draft202012Validator(json_schema(kind)).validate(message)


def test_every_alert_has_its_cure_in_the_documents() -> None:
    """Whoever is woken by an alert finds its code."""
    text = (ROOT / "docs" / "reference/alerts.md").read_text(encoding="utf-8")
    folders = [ROOT / "edge" / name for name in ("kiosk", "screen", "sources", "uplink")]
    sources = [path for folder in folders for path in folder.rglob("*.py")]
    source = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    codes = {*DEGRADES, *(f"stage.{name}" for name in (*SENSES, AUDIENCE, FEED, PLAYS, PUBLISHER))}
    codes |= set(
        re.findall(
            r'"((?:analysis|broker|camera|clock|cmd|consent|feed|kit|microphone|notice|outbox|player|runtime)\.(?!(?:css|js)")[a-z]+)"',
            source,
        )
    )
    codes |= set(re.findall(r'\b(?:Alert|_raise|_rate_limited_alert)\(\s*"([a-z]+\.[a-z]+)"', source))
    assert len(codes) > 30
    for code in codes:
        assert f"`{code}`" in text, code


def test_the_project_speaks_of_itself_alone() -> None:
    """No path of a developer's machine and no host of a registry is in any file of ours."""
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    for name in listed:
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".lock", ".json", ""} and path.is_file() and path.name != "LICENSE":
            text = path.read_text(encoding="utf-8")
            places = r"/wor[k]/|(?<![a-z])/root[/]|pypi[.]org|pythonhosted[.]org|registry[.]npmjs"
            assert not re.search(places, text), name
