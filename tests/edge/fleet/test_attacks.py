"""Attacks on the repository of a fleet. Each is refused, and each succeeds once its guard is taken away, so that the
first half of each test means something. The table of docs/evidence/fleet-attacks.md has the same rows.
"""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from securesystemslib.signer import SSlibKey
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    Root,
    Signed,
    SuccinctRoles,
    TargetFile,
    Targets,
)  # fmt: skip
from tuf.ngclient.updater import Updater

from central.fleet.contents import set_settings
from central.fleet.keys import named_signer
from central.fleet.rotation import replace_stick
from edge.fleet import fetcher, offers, repository
from edge.fleet.fetcher import HttpSource
from edge.fleet.floors import Floors
from edge.fleet.refusals import CODES, FleetRefused
from tests.edge.fleet.worlds import NOW, SOFTWARE, TAR, World, make_world, plan_bytes, serve_folder, serve_http

ROOT = Path(__file__).parents[3]
DOCUMENT = ROOT / "docs" / "evidence" / "fleet-attacks.md"
MonkeyPatch = pytest.MonkeyPatch
TAKEN = "taken"


def outcome(do: Callable[[], Any]) -> str:
    """Code of the refusal; "taken" if what the attacker wants has happened; "not offered" if nothing came."""
    try:
        return TAKEN if do() else "not offered"
    except FleetRefused as refusal:
        return refusal.code


def passes(check: Callable[[], None]) -> bool:
    check()
    return True


def look(world: World, now: datetime = NOW) -> str:
    """Outcome of one whole look of the kiosk."""

    def do() -> bool:
        kiosk = world.kiosk()
        kiosk.refresh(now)
        kiosk.settings(world.tenant, "berlin-7", "door")
        kiosk.software()
        kiosk.plan()
        kiosk.go()
        return True

    return outcome(do)


def sign_a_setting(world: World, value: int = 1) -> None:
    set_settings(world.desk(1), "settings", f"{world.tenant}/berlin-7", f"[faces]\nrate_hz = {value}\n".encode())
    world.publish()


def no_signature_counts(patch: MonkeyPatch) -> None:
    patch.setattr(Root, "verify_delegate", lambda *_: None)
    patch.setattr(Targets, "verify_delegate", lambda *_: None)


def nothing_expires(patch: MonkeyPatch) -> None:
    patch.setattr(Signed, "is_expired", lambda *_: False)


def every_role_may_name_everything(patch: MonkeyPatch) -> None:
    def roles(self: Delegations, _: str) -> list[tuple[str, bool]]:
        return [] if self.roles is None else [(name, False) for name in self.roles]

    patch.setattr(Delegations, "get_roles_for_target", roles)


def older_after_newer(world: World) -> str:
    sign_a_setting(world, 1)
    shutil.copytree(world.published.folder.path, world.place / "older")
    sign_a_setting(world, 2)
    assert look(world) == TAKEN
    shutil.rmtree(world.published.folder.path)
    (world.place / "older").rename(world.published.folder.path)
    return look(world)


def the_kiosk_forgets(patch: MonkeyPatch) -> None:
    real = Updater._load_local_metadata

    def load(self: Updater, role: str) -> bytes:
        if role in ("timestamp", "snapshot"):
            raise OSError
        return real(self, role)

    patch.setattr(Updater, "_load_local_metadata", load)


def frozen(world: World) -> str:
    assert look(world) == TAKEN
    return look(world, NOW + timedelta(days=8))


def clock_in_2040(world: World) -> str:
    return look(world, datetime(2040, 1, 1, tzinfo=timezone.utc))


def other_bytes(world: World) -> str:
    sign_a_setting(world)
    path = next(world.published.folder.targets.rglob("*.berlin-7.toml"))
    path.write_bytes(path.read_bytes().replace(b"1", b"9"))
    kiosk = world.kiosk()
    kiosk.refresh(NOW)
    return outcome(lambda: b"9" in kiosk.fetch("settings/acme/berlin-7.toml").read_bytes())


def hashes_are_not_compared(patch: MonkeyPatch) -> None:
    patch.setattr(TargetFile, "verify_length_and_hashes", lambda *_: None)


def endless_bytes(world: World) -> str:
    """A server that never ends its timestamp. Taken: it has sent more than a megabyte."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if not handler.path.endswith("timestamp.json"):
            return serve_folder(world.published.folder.path)(handler)
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b" " * 65_536)
        except OSError:
            return None

    with serve_http(answer) as url:
        kiosk = world.kiosk(source=HttpSource(url))
        found = outcome(lambda: kiosk.refresh(NOW))
    return TAKEN if kiosk.received_bytes > 1_000_000 else found


def a_timestamp_may_have_two_megabytes(patch: MonkeyPatch) -> None:
    patch.setattr(repository, "MOST_TIMESTAMP_BYTES", 2_000_000)


def much_metadata(world: World) -> str:
    long = {f"settings/acme/{number:05}.toml": TargetFile.from_data("x", b"", ["sha256"]) for number in range(4_500)}
    bins = SuccinctRoles([], 1, 6, "settings")
    role = bins.get_role_for_target("settings/acme/berlin-7.toml")
    world.forge(role, lambda content: content.targets.update(long), world.signer("operator-1"))
    assert max(path.stat().st_size for path in world.published.folder.metadata.iterdir()) > 512_000
    return look(world)


def metadata_may_have_five_megabytes(patch: MonkeyPatch) -> None:
    patch.setattr(repository, "MOST_METADATA_BYTES", 5_000_000)


def many_roots(world: World) -> str:
    for _ in range(33):
        world.forge("root", lambda _: None, world.signer("root-1"), world.signer("root-2"))
    return look(world)


def a_look_takes_all_roots(patch: MonkeyPatch) -> None:
    patch.setattr(repository, "MOST_ROOTS", 256)


def another_key(world: World) -> str:
    world.forge("maker", lambda _: None, named_signer("maker-1"))
    return look(world)


def rotated_key(world: World) -> str:
    stolen = world.signer("maker-1")
    world.stick("1b").mkdir()
    replace_stick(world.desk("1b", 2, 3), 1, world.stick("1b"))
    world.publish()
    assert look(world) == TAKEN
    world.forge("maker", lambda _: None, stolen)
    return look(world)


def one_owner(world: World) -> str:
    world.forge("root", lambda _: None, world.signer("root-1"))
    return look(world)


def one_operator_moves_the_broker(world: World) -> str:
    target = world.add_file("address/acme.toml", b"[broker]\nhost = 'x'\n", {"counter": 1, "min_version": None})
    world.forge("address", lambda content: content.targets.update({target.path: target}), world.signer("operator-1"))
    return look(world)


def another_tenant(world: World) -> str:
    (world.place / "rival").mkdir()
    rival = make_world(world.place / "rival", "rival")
    shutil.rmtree(world.published.folder.path)
    shutil.copytree(rival.published.folder.path, world.published.folder.path)
    return look(world)


def redirect(world: World) -> str:
    """A server that redirects. Taken: the kiosk used what came with the redirect."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        path = world.published.folder.path / handler.path.lstrip("/")
        content = path.read_bytes() if path.is_file() else b""
        handler.send_response(302 if content else 404)
        handler.send_header("Location", "https://attacker.example/")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    with serve_http(answer) as url:
        kiosk = world.kiosk(source=HttpSource(url))
        return outcome(lambda: kiosk.refresh(NOW))


def a_redirect_is_an_answer(patch: MonkeyPatch) -> None:
    real = fetcher._check_status
    patch.setattr(fetcher, "_check_status", lambda status, *rest: real(200 if status == 302 else status, *rest))


def plain_http(_: World) -> str:
    return outcome(lambda: HttpSource("http://media.example.org/media/fleet/acme/"))


def every_host_is_this_machine(patch: MonkeyPatch) -> None:
    patch.setattr(fetcher, "LOOPBACK", ("media.example.org",))


def operator_offers_software(world: World) -> str:
    target = world.add_file(TAR, b"tree", SOFTWARE)
    world.forge("operator", lambda content: content.targets.update({TAR: target}), world.signer("operator-1"))
    kiosk = world.kiosk()
    kiosk.refresh(NOW)
    assert kiosk.software() == ()
    return outcome(lambda: kiosk.fetch(TAR))


def maker_sets_settings(world: World) -> str:
    name = "settings/acme/berlin-7.toml"
    target = world.add_file(name, b"", {"counter": 1, "min_version": None})
    world.forge("maker", lambda content: content.targets.update({name: target}), world.signer("maker-1"))
    kiosk = world.kiosk()
    kiosk.refresh(NOW)
    return outcome(lambda: kiosk.settings("acme", "berlin-7", "door"))


def go_plans(world: World) -> str:
    target = world.add_file("plan.json", plan_bytes(), {"counter": 1})
    world.forge("go", lambda content: content.targets.update({"plan.json": target}), world.signer("go-1"))
    kiosk = world.kiosk()
    kiosk.refresh(NOW)
    return outcome(kiosk.plan)


def operator_calls_a_role_maker(world: World) -> str:
    """Operator and central together: TUF keeps roles by name, so this role would replace the true maker."""
    own = named_signer("maker-9")

    def hand_on(content: Targets) -> None:
        role = DelegatedRole("maker", [own.public_key.keyid], 1, terminating=True, paths=["settings/*/*"])
        content.delegations = Delegations({own.public_key.keyid: own.public_key}, {"maker": role})

    kiosk = world.kiosk()
    world.forge("operator", hand_on, world.signer("operator-1"))
    kiosk.refresh(NOW)
    assert kiosk.software() == ()
    target = world.add_file(TAR, b"tree", SOFTWARE)
    forged: Metadata[Any] = Metadata(Targets(expires=NOW + timedelta(days=9)))
    forged.signed.targets = {TAR: target}
    world.put("maker", forged, own)  # the same version, with other bytes
    for known in (world.place / "kiosk" / "tuf").glob("maker.json"):
        known.unlink()

    def do() -> Any:
        kiosk.settings("acme", "berlin-7", "door")
        return kiosk.fetch(TAR)

    return outcome(do)


def roles_are_not_checked(patch: MonkeyPatch) -> None:
    patch.setattr(repository._Client, "_check_role", lambda *_: None)


def owners_name_files(world: World) -> str:
    target = world.add_file(TAR, b"tree", SOFTWARE)
    world.forge(
        "targets", lambda content: content.targets.update({TAR: target}), world.signer("targets-1"),
        world.signer("targets-2"),
    )  # fmt: skip
    return look(world)


def targets_may_name_files(patch: MonkeyPatch) -> None:
    patch.setattr(repository._Client, "refresh", Updater.refresh)


def key_of_another_kind(world: World) -> str:
    other = SSlibKey("aa", "rsa", "rsassa-pss-sha256", {"public": "-----BEGIN PUBLIC KEY-----"})

    def add(content: Root) -> None:
        content.add_key(other, "timestamp")

    world.forge("root", add, world.signer("root-1"), world.signer("root-2"))
    return look(world)


def older_after_lost_state(world: World) -> str:
    """The kiosk has lost the state of TUF, which the floors outlive."""
    target = world.add_file("plan.json", plan_bytes(counter=3), {"counter": 3})
    world.forge("operator", lambda content: content.targets.update({"plan.json": target}), world.signer("operator-1"))
    kiosk = world.kiosk("new-state")
    kiosk.refresh(NOW)
    plan = kiosk.plan()
    return outcome(lambda: offers.floors_with_plan(Floors(plan_counter=4), plan))


def plans_may_be_older(patch: MonkeyPatch) -> None:
    patch.setattr(offers, "is_older_plan", lambda *_: False)


def clock_in_2000(world: World) -> str:
    """TUF alone would take everything that ever was signed."""
    now = datetime(2000, 1, 1, tzinfo=timezone.utc)
    refused = outcome(lambda: passes(lambda: Floors().refuse_low_clock(now.timestamp())))
    return look(world, now) if refused == TAKEN else refused


def the_clock_is_believed(patch: MonkeyPatch) -> None:
    patch.setattr(Floors, "refuse_low_clock", lambda *_: None)


def lower_version(_: World) -> str:
    return outcome(lambda: passes(lambda: Floors(version="0.3.0").refuse_low_version("0.2.0")))


def version_that_came_back(_: World) -> str:
    return outcome(lambda: passes(lambda: Floors(bad=("0.2.0",)).refuse_low_version("0.2.0")))


def versions_are_not_compared(patch: MonkeyPatch) -> None:
    patch.setattr(Floors, "refuse_low_version", lambda *_: None)


@dataclass(frozen=True)
class Attack:
    """An attack, its outcome, and what takes its guard away."""

    words: str
    do: Callable[[World], str]
    outcome: str
    without_guard: Callable[[MonkeyPatch], None]


ATTACKS = (
    Attack("older metadata after newer", older_after_newer, "rollback", the_kiosk_forgets),
    Attack("a frozen repository, eight days later", frozen, "expired", nothing_expires),
    Attack("the kiosk's clock in 2040", clock_in_2040, "expired", nothing_expires),
    Attack("other bytes in a settings file", other_bytes, "content", hashes_are_not_compared),
    Attack("a timestamp without end", endless_bytes, "size", a_timestamp_may_have_two_megabytes),
    Attack("more than 512 kB of metadata, well signed", much_metadata, "size", metadata_may_have_five_megabytes),
    Attack("33 roots at once, well signed", many_roots, "roots", a_look_takes_all_roots),
    Attack("programs signed with another key", another_key, "signature", no_signature_counts),
    Attack("programs signed with a key that was rotated out", rotated_key, "signature", no_signature_counts),
    Attack("a root signed by one of three owners", one_owner, "signature", no_signature_counts),
    Attack("a broker address signed by one of two", one_operator_moves_the_broker, "signature", no_signature_counts),
    Attack("the repository of another tenant", another_tenant, "signature", no_signature_counts),
    Attack("a redirect to another host", redirect, "other_host", a_redirect_is_an_answer),
    Attack("plain http", plain_http, "plain_http", every_host_is_this_machine),
    Attack("the operator signs a program", operator_offers_software, "target", every_role_may_name_everything),
    Attack("the maker signs settings", maker_sets_settings, "not offered", every_role_may_name_everything),
    Attack("central's key for rings signs a plan", go_plans, "not offered", every_role_may_name_everything),
    Attack(
        "operator and central: a role of the operator called maker",
        operator_calls_a_role_maker, "signature", roles_are_not_checked,
    ),
    Attack("two owners name a program themselves", owners_name_files, "format", targets_may_name_files),
    Attack("a root with a key that is not ed25519", key_of_another_kind, "signature", targets_may_name_files),
    Attack("an older plan, with the state lost", older_after_lost_state, "counter_lower", plans_may_be_older),
    Attack("the kiosk's clock in 2000", clock_in_2000, "clock", the_clock_is_believed),
    Attack("a lower version, well signed", lower_version, "version_lower", versions_are_not_compared),
    Attack("a version that came back here", version_that_came_back, "version_bad", versions_are_not_compared),
)  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.do.__name__)
def test_an_attack_is_refused_and_succeeds_without_its_guard(
    attack: Attack, tmp_path: Path, monkeypatch: MonkeyPatch
) -> None:
    for name in ("guarded", "open"):
        (tmp_path / name).mkdir()
    assert attack.do(make_world(tmp_path / "guarded")) == attack.outcome
    world = make_world(tmp_path / "open")
    attack.without_guard(monkeypatch)
    assert attack.do(world) == TAKEN


def test_a_refused_look_changes_nothing_for_the_next_one(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    assert many_roots(world) == "roots"
    assert look(world) == TAKEN  # 32 were taken before: this look takes the rest
    assert another_key(world) == "signature"
    assert look(world, NOW) == "signature"


def test_the_document_lists_every_attack_with_its_outcome() -> None:
    rows = re.findall(r"^\| (.+?) \| `?([a-z_ ]+?)`? \| .*`.*\[([a-z_0-9]+)\]` \|$", DOCUMENT.read_text(), re.MULTILINE)
    ours = [(attack.words, attack.outcome, attack.do.__name__) for attack in ATTACKS]
    assert rows[: len(ours)] == ours
    assert {attack.outcome for attack in ATTACKS} <= {*CODES, "not offered"}


def test_every_other_test_of_the_document_exists() -> None:
    named = re.findall(r"`([a-z/_]+\.py)::([a-z_0-9]+)`", DOCUMENT.read_text())
    assert len(named) > 10
    for file, test in named:
        assert f"def {test}(" in (ROOT / "tests" / file).read_text(), f"{file}::{test}"
