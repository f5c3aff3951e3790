"""Roles and invites in a real browser: what somebody may do changes while they look."""

from __future__ import annotations

from playwright.sync_api import expect


def test_who_is_raised_sees_it_at_once(person, sqlite_databases):
    cal_id = sqlite_databases.casts["cast"].cal.id
    cal, bea = person("cal"), person("bea")
    cal.open("/rooms/market")
    mine = cal.page.locator(f".panel [data-user-id='{cal_id}']")
    expect(mine).not_to_contain_text("admin")
    bea.open(f"/rooms/5/members/{cal_id}")
    bea.page.get_by_text("Make admin").first.click()
    bea.page.get_by_role("button", name="Make admin").click()
    expect(mine).to_contain_text("admin")
    expect(mine.get_by_role("link", name="Role of Cal and more")).to_be_visible()


def test_friends_are_looked_for_while_one_types(person):
    bea = person("bea")
    bea.open("/rooms/5/invites")
    friend = bea.page.locator(".picks__item", has_text="@ada")
    search = bea.page.get_by_label("Search among your friends")
    search.fill("nobody")
    expect(friend).to_be_hidden()
    search.fill("AD")
    expect(friend).to_be_visible()
