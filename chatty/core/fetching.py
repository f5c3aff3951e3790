"""Ask other servers, at addresses that people wrote: public ones only, briefly, and not for much.

Which address a name has is looked up once, checked, and then connected to, so that a second look
cannot lead elsewhere; the same for every redirect. Proxies of the environment are not used: they
would look the name up themselves. What is refused follows Synapse's block list, with 6to4, NAT64
and site-local addresses (S69).
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import gevent
import requests
from requests.adapters import HTTPAdapter
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter_adapter import IPFilterAdapter

from chatty.core import limits

CHUNK = 16 * 1024
PORTS = frozenset({80, 443})
SCHEMES = {"http": 80, "https": 443}
INNER = "not a public address"
NO_WEB = "not an address of the web"
TOO_LONG = "it took too long"
AGENT = "chatty (+https://github.com/chatty)"


class FetchFailedError(Exception):
    """The other server could not be asked, or did not answer in time and shape."""


class FetchRefusedError(FetchFailedError):
    """The address is none that may be asked: asking again would change nothing."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was answered; ``url`` is where redirects led to, ``body`` ends at the limit."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    is_whole: bool


class Fetcher:
    """The one way out; *allowed* are inner ``(host, port)`` pairs that the operator trusts."""

    def __init__(self) -> None:
        self._allowed: frozenset[tuple[str, int]] = frozenset()

    def configure(self, allowed: Collection[tuple[str, int]]) -> None:
        """Let *allowed* be asked although they are not public."""
        self._allowed = frozenset(allowed)

    def fetch(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Fetched:
        """Ask *url*, following at most three redirects. Raises FetchFailedError.

        At most 1 MiB of the answer is read, unpacked; all together takes five seconds at most.
        """
        deadline = time.monotonic() + limits.FETCH_SECONDS
        # Under gevent this ends what trickles in, head included; without, the body's loop does.
        with gevent.Timeout(limits.FETCH_SECONDS, FetchFailedError(TOO_LONG)):
            try:
                with self._session() as session:
                    response = session.request(
                        method, url, headers=dict(headers or {}), data=body, stream=True
                    )
                    return _read(response, deadline)
            # ValueError: what a redirect leads to may be no address at all.
            except (requests.RequestException, ValueError) as error:
                if isinstance(error, requests.exceptions.InvalidURL | requests.URLRequired):
                    raise FetchRefusedError(type(error).__name__) from error
                raise FetchFailedError(type(error).__name__) from error

    def _session(self) -> requests.Session:
        session: requests.Session = HTTPSession(
            Config(
                ip_filter_enable=False,
                ip_filter_allow_loopback_ips=False,
                never_redirect=False,
                default_timeout=(limits.FETCH_CONNECT_SECONDS, limits.FETCH_SECONDS),
                user_agent_override=AGENT,
            )
        )
        session.trust_env = False
        session.max_redirects = limits.FETCH_REDIRECTS
        for scheme in SCHEMES:
            is_secure = scheme == "https"
            session.mount(f"{scheme}://", _Adapter(self._allowed, is_https_proto=is_secure))
        return session


class _Adapter(IPFilterAdapter):  # type: ignore[misc]  # published without types
    """The library's filter, with our ports and the addresses that it lets through."""

    def __init__(self, allowed: frozenset[tuple[str, int]], *, is_https_proto: bool) -> None:
        super().__init__(is_https_proto=is_https_proto)
        self._allowed = allowed

    def build_connection_pool_key_attributes(
        self,
        request: requests.PreparedRequest,
        verify: bool | str,  # noqa: FBT001  # the signature of requests
        cert: str | tuple[str, str] | None = None,
    ) -> tuple[Any, Any]:
        host, port = _target(request.url or "")
        if (host, port) in self._allowed:
            return HTTPAdapter.build_connection_pool_key_attributes(self, request, verify, cert)
        if port not in PORTS:
            raise FetchRefusedError(INNER)
        try:
            where, how = super().build_connection_pool_key_attributes(request, verify, cert)
        except requests.ConnectionError:
            raise
        except requests.RequestException as error:
            raise FetchRefusedError(str(error)) from error
        if not _is_public(str(where["host"])):
            raise FetchRefusedError(INNER)
        return where, how


def _target(url: str) -> tuple[str, int]:
    """Host and port of *url*; raises FetchRefusedError for what names somebody with a password."""
    try:
        parts = urlsplit(url)
        port = parts.port or SCHEMES[parts.scheme]
    except (KeyError, ValueError) as error:
        raise FetchRefusedError(NO_WEB) from error
    if parts.username or parts.password or not parts.hostname:
        raise FetchRefusedError(NO_WEB)
    return parts.hostname, port


def _is_public(host: str) -> bool:
    address = ipaddress.ip_address(host.strip("[]"))
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            address = inner
        elif address.is_site_local or address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _read(response: requests.Response, deadline: float) -> Fetched:
    body = bytearray()
    is_whole = True
    for chunk in response.iter_content(CHUNK):
        body += chunk
        if time.monotonic() > deadline:
            raise FetchFailedError(TOO_LONG)
        if len(body) > limits.FETCH_BYTES:
            is_whole = False
            break
    response.close()
    return Fetched(
        url=response.url,
        status=response.status_code,
        headers=response.headers,
        body=bytes(body[: limits.FETCH_BYTES]),
        is_whole=is_whole,
    )


fetcher = Fetcher()
