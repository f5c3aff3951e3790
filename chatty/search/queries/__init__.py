"""What is found."""

from chatty.search.queries.messages import checked, find_messages
from chatty.search.queries.people import find_people
from chatty.search.queries.rooms import find_rooms

__all__ = ["checked", "find_messages", "find_people", "find_rooms"]
