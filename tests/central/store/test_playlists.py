"""Versions of sites and their history, drafts, and ads with a video, in both databases."""

import pytest

from central.clock import DAY_MS
from central.errors import UsageError
from central.store.creatives import set_creative
from central.store.playable_ads import playable_ads
from central.store.playlist_drafts import LARGEST_DRAFT, add_draft, drop_draft, find_draft, list_drafts, save_draft
from central.store.playlists import (
    add_playlist,
    assign_playlist,
    replace_playlist,
    sites_ever_of_version,
    sites_of_version,
    wanted_by_site,
)
from central.store.scheduled import Scheduled, apply_scheduled, put_scheduled, scheduled_sites
from central.store.scope import Scope
from central.store.sites import list_site_kiosks, set_site
from central.store.store import Store
from central.store.users import Role, add_user, remove_user, require_user
from tests.central import fleet
from tests.central.rows import one

A, B = "acme/berlin-7", "acme/rome-1"


def versions(store: Store, count: int) -> list[int]:
    with store.engine.begin() as connection:
        return [add_playlist(connection, "acme", "{}", "ann", number) for number in range(count)]


def test_a_version_replaces_only_what_it_was_compared_with(store: Store) -> None:
    first, second, third = versions(store, 3)
    with store.engine.begin() as connection:
        assert replace_playlist(connection, first, {A: None, B: None}) == []
        assert replace_playlist(connection, second, {B: None, A: first}) == [B]
        assert wanted_by_site(connection) == {A: second, B: first}
        assert sites_of_version(connection, second) == {A: first}
        assert sites_of_version(connection, first) == {B: None}
        assign_playlist(connection, third, [A, B])
        assert sites_of_version(connection, third) == {A: second, B: first}
        assert sites_ever_of_version(connection, second) == [A]
        assert sites_ever_of_version(connection, first) == [A, B]


def test_a_scheduled_version_keeps_what_it_replaces(store: Store) -> None:
    first, second, third = versions(store, 3)
    with store.engine.begin() as connection:
        assign_playlist(connection, first, [A])
        put_scheduled(connection, Scheduled(A, second, first, 5))
        assert scheduled_sites(connection) == {A}
        assert apply_scheduled(connection, Scheduled(A, second, first, 5))
        assert not apply_scheduled(connection, Scheduled(A, third, first, 5))
        assert sites_of_version(connection, second) == {A: first}
        assert sites_ever_of_version(connection, third) == []


def test_a_draft_is_of_one_user_and_is_saved_once_a_revision(store: Store) -> None:
    with store.engine.begin() as connection:
        name = add_draft(connection, 1, "acme", "{}", 1)
        draft = find_draft(connection, 1, name)
        assert draft is not None
        assert find_draft(connection, 2, name) is None
        assert save_draft(connection, draft, 0, "[1]", 2)
        assert not save_draft(connection, draft, 0, "[2]", 3)
        (kept,) = list_drafts(connection, 1)
        assert (kept.content, kept.revision, kept.changed_ms) == ("[1]", 1, 2)
        with pytest.raises(UsageError, match="too long"):
            save_draft(connection, draft, 1, " " * (LARGEST_DRAFT + 1), 3)
        assert drop_draft(connection, draft)
        assert not drop_draft(connection, draft)


def test_old_drafts_of_anybody_and_those_of_a_removed_user_are_deleted(store: Store) -> None:
    with store.engine.begin() as connection:
        add_user(connection, "ed", "hash", Role.EDITOR, Scope.whole_store())
        ed = require_user(connection, "ed")
        add_draft(connection, 7, "acme", "{}", 1)
        add_draft(connection, ed.id, "acme", "{}", 31 * DAY_MS)
        assert list_drafts(connection, 7) == []
        remove_user(connection, ed)
        assert list_drafts(connection, ed.id) == []


def test_ads_with_a_video_follow_the_scope(store: Store) -> None:
    """All of a tenant for who sees all its sites; else those that played at a site or are in its playlist."""
    store.write_messages([fleet.reading("play", fleet.play(1, "acme/berlin-7/door"))])
    for site in (A, B):
        set_site(store, site, zone="UTC", parts=None, is_new=site == B)
    played = str(one(store, "SELECT creative FROM creatives"))
    for name in (played, "listed", "other"):
        set_creative(store, f"acme/{name}", {"sha256": "a" * 64})
    with store.engine.begin() as connection:
        content = '{"creatives": [{"id": "listed"}, {"id": "gone"}]}'
        assign_playlist(connection, add_playlist(connection, "acme", content, "ann", 1), [B])
        assert {*playable_ads(connection, Scope.parse("acme/*"), "acme")} == {played, "listed", "other"}
        assert {*playable_ads(connection, Scope.parse(B), "acme")} == {"listed"}
        assert playable_ads(connection, Scope.parse("other/*"), "acme") == {}
        assert list_site_kiosks(connection, [A, B], 5) == ["berlin-7/door"]
        assert list_site_kiosks(connection, [B], 5) == []
