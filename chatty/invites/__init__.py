"""Invites to be friends, to a room, or to this server by mail."""
