"""Friendships and blocks, and people one may know."""
