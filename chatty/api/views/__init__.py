"""The views, one module for each noun, and all their routes."""

from chatty.api.views import auth, me, members, messages, presence, rooms, sync, users

ROUTES = tuple(
    route
    for noun in (auth, me, users, rooms, members, messages, presence, sync)
    for route in noun.routes.found
)
