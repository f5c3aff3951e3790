"""What friends do when somebody leaves for good."""

from __future__ import annotations

from chatty.accounts.events import UserErased
from chatty.core.facts import listens_to
from chatty.friends.actions import part_with_everybody


@listens_to(UserErased)
def part_with_the_account(fact: UserErased) -> None:
    """Who is gone is nobody's friend, and nobody needs to be kept from them."""
    part_with_everybody(fact.user_id)
