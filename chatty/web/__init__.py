"""Door 1: pages for people with a browser, complete without scripts.

Every page is read and every change is made by ordinary requests; unsafe ones carry the CSRF
token of the session. Scripts use the same routes.
"""

from __future__ import annotations

from flask import Blueprint, Flask, g, request

from chatty.core.db import db
from chatty.stream.queries import head
from chatty.web import (
    account,
    accounts,
    addresses,
    admin,
    announcements,
    appearance,
    attachments,
    catch_up,
    completions,
    connection,
    directs,
    drafts,
    errors,
    explore,
    feeds,
    filters,
    forwards,
    friends,
    gallery,
    guests,
    home,
    identity,
    invited,
    invites,
    joining,
    markers,
    member_roles,
    members,
    memberships,
    message_actions,
    message_menu,
    messages,
    newcomers,
    notification_settings,
    notifications,
    oidc,
    override,
    owned_rooms,
    passkeys,
    passwords,
    people,
    person_reports,
    pictures,
    pins,
    polls,
    presence,
    privacy,
    profile,
    push_subscriptions,
    reactions,
    receipts,
    reports,
    roles,
    room_invites,
    room_links,
    room_moderation,
    room_pictures,
    room_settings,
    rooms,
    sanctions,
    saved,
    scheduled,
    search,
    second_step,
    security,
    sessions,
    signins,
    threads,
    trust,
    unsubscribing,
    uploads,
)
from chatty.web.assets import Assets

NOUNS = (
    home, accounts, sessions, rooms, feeds, explore, messages, markers, memberships, members,
    presence, appearance, profile, connection, second_step, passkeys, oidc, newcomers, trust,
    guests, account, addresses, passwords, signins, people, pictures, privacy, friends, invites,
    invited, room_invites, directs, announcements, admin, reactions, polls, room_settings,
    room_pictures, owned_rooms, roles, member_roles, room_links, joining,
    message_actions, sanctions, room_moderation, reports,
    receipts, catch_up, drafts, scheduled,
    pins, person_reports, search, notifications, notification_settings,
    push_subscriptions, unsubscribing,
    message_menu, threads, saved, forwards,
    completions, attachments, uploads, gallery,
)  # fmt: skip


def register(app: Flask) -> None:
    """Open the door on *app*."""
    web = Blueprint("web", __name__)
    for noun in NOUNS:
        web.register_blueprint(noun.routes)
    web.before_request(identity.note_origin)
    web.before_request(pictures.make_room)
    web.before_request(identity.protect)
    web.before_request(identity.count)
    web.before_request(guests.keep_out)
    web.before_request(take_cursor)
    web.before_request(identity.touch)
    web.after_request(security.forbid_storing)
    web.teardown_request(pictures.leave_room)
    assets = Assets(app)
    identity.register(app)
    filters.register(app)
    security.register(app, assets)
    errors.register(app)
    oidc.register(app)
    app.register_blueprint(web)
    app.wsgi_app = override.MethodOverride(app.wsgi_app)  # type: ignore[method-assign]  # the way Flask documents it


def take_cursor() -> None:
    """Note where the stream stands before anything of a page is read.

    What is committed in between is then in the page and comes once more over the stream, where it
    does no harm. The other way round it would be in neither.
    """
    if request.method == "GET":
        g.stream_cursor = head(db.session.connection())
