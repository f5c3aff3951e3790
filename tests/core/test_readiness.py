"""A process that cannot do its work yet lives, and says that it is not ready (R37)."""

from __future__ import annotations

from tests.processes import ChattyServer
from tests.servers import wait_until


def test_process_without_its_migrations_is_alive_and_not_ready(tmp_path):
    server = ChattyServer(tmp_path, {"CHATTY_MIGRATE": "off"})
    server.launch()
    try:
        wait_until(lambda: server.status_of("/healthz") == 200, 40, "/healthz to answer")
        assert server.status_of("/readyz") == 503
        assert server.status_of("/events?rooms=1") == 503
    finally:
        server.kill9()
