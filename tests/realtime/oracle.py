"""What may be heard and read of a room, by rules that know nothing of the code (S41)."""

from __future__ import annotations

from dataclasses import dataclass, field

OPEN = {"public"}


@dataclass
class Said:
    """A message as the oracle knows it."""

    id: int
    sender: str
    versions: list[str]
    deleted: bool = False

    @property
    def content(self) -> str:
        return "" if self.deleted else self.versions[-1]


@dataclass
class Oracle:
    """Who is in the room, since when, and what was said."""

    kind: str = "public"
    history: str = "shared"
    open_from: int = 1
    archived: bool = False
    members: dict[str, int] = field(default_factory=dict)
    banned: set[str] = field(default_factory=set)
    said: list[Said] = field(default_factory=list)
    # What was said in threads: the place of what each hangs on, by the words.
    in_threads: dict[str, int] = field(default_factory=dict)

    def floor(self, person: str) -> int | None:
        """The first message the person may see; None when they see none."""
        if person in self.banned:
            return None
        if person in self.members:
            return self.members[person]
        return self.open_from if self.kind in OPEN and not self.archived else None

    def visible(self, person: str) -> list[str] | None:
        """What the person reads of the room now."""
        floor = self.floor(person)
        if floor is None:
            return None
        return [each.content for each in self.said[floor - 1 :]]

    def may_join(self, person: str) -> bool:
        is_new = person not in self.members and person not in self.banned
        return is_new and self.kind in OPEN and not self.archived

    def enter(self, person: str) -> None:
        newest = len(self.said) + 1
        self.members[person] = newest if self.history == "from_join" else self.open_from
