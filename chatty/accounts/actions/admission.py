"""Who may make an account here, asked of the database at every registration.

What administrators decided while the server runs goes first; what they left open is as the
environment said at the start. So a decision holds in every process at once, and there is nothing
to wait for. The first account is always allowed. With allowed mail domains everybody else needs a
confirmed address of one of them before they sign in for the first time; an invite does not lift
that. While raid mode lasts nobody new comes in, whoever invited them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from chatty.accounts.models import User
from chatty.core.errors import Forbidden, invalid
from chatty.site.queries import is_under_raid, site_settings


class Registration(StrEnum):
    """Who may register."""

    OPEN = "open"
    INVITE = "invite"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Policy:
    """Who is admitted; ``domains`` are lower case, none for all."""

    registration: Registration = Registration.OPEN
    domains: tuple[str, ...] = ()
    guests: bool = True


class Admission:
    """The policy of this installation."""

    def __init__(self) -> None:
        self.configured = Policy()

    def configure(self, registration: str, *, domains: Collection[str], guests: bool) -> None:
        """Admit by *registration* (open, invite, closed) and, if there are any, by *domains*.

        *guests* is whether people may come in with nothing but a name. All of it holds where the
        administrators decided nothing else.
        """
        lower = tuple(domain.lower() for domain in domains)
        self.configured = Policy(Registration(registration), lower, guests)

    @property
    def registration(self) -> Registration:
        """Who may register."""
        chosen = site_settings().registration
        return self.configured.registration if chosen is None else Registration(chosen)

    @property
    def domains(self) -> tuple[str, ...]:
        """The mail domains whose people may register; empty for all."""
        chosen = site_settings().registration_domains
        if chosen is None:
            return self.configured.domains
        return tuple(filter(None, chosen.split(",")))

    @property
    def guests(self) -> bool:
        """Whether people come in with nothing but a name."""
        chosen = site_settings().guests
        is_open = self.configured.guests if chosen is None else chosen
        return is_open and not is_under_raid()

    @property
    def paused(self) -> bool:
        """Whether nobody new comes in at the moment."""
        return is_under_raid()

    def check(self, *, invited: bool, email: str | None) -> None:
        """Raise Forbidden, or Invalid on the field ``email``, when nobody may register so."""
        self._check_raid()
        if self.registration is Registration.CLOSED:
            raise Forbidden("registration_closed", "This server takes no new accounts.")
        if self.registration is Registration.INVITE and not invited:
            detail = "On this server one registers by invitation."
            raise Forbidden("invitation_needed", detail)
        self.check_address(email)

    def check_address(self, email: str | None) -> None:
        """Raise Invalid on the field ``email`` for an address of none of the allowed domains."""
        domains = self.domains
        if domains and not (email and email.rpartition("@")[2].lower() in domains):
            raise invalid("email", f"An address of {self.domain_words} is needed.")

    def check_guests(self) -> None:
        """Raise Forbidden where nobody comes in with nothing but a name."""
        self._check_raid()
        if not self.guests:
            raise Forbidden("guests_off", "This server takes no guests. Please sign in.")

    def must_confirm(self, user: User) -> bool:
        """Whether *user* has to confirm an address before they may sign in."""
        waits = user.email is None and user.pending_email is not None
        return waits and bool(self.domains)

    @property
    def domain_words(self) -> str:
        """The allowed domains in words."""
        return " or ".join(self.domains)

    def _check_raid(self) -> None:
        if self.paused:
            detail = "This server takes nobody new at the moment. Please come back later."
            raise Forbidden("raid_mode", detail)


admission = Admission()
