"""Settings: what is wrong is refused before the start, in a sentence that names the setting."""

from __future__ import annotations

import stat

import pytest

from chatty.core.settings import SettingsError, load_settings
from tests.processes import SECRET_KEY
from tests.servers import bare_environment

OPEN = {"host": "0.0.0.0", "public_url": "https://chat.example"}  # noqa: S104  # that it is refused
SERVER = {"database_url": "postgresql://u@h/name"}

WRONG = [
    ({"port": "http"}, "PORT"),
    ({"port": 0}, "PORT"),
    ({"port": 65_536}, "PORT"),
    ({"web_concurrency": 0}, "WEB_CONCURRENCY"),
    ({"chatty_limits": "maybe"}, "CHATTY_LIMITS"),
    ({"chatty_log_level": "loud"}, "CHATTY_LOG_LEVEL"),
    ({"chatty_trusted_proxies": -1}, "CHATTY_TRUSTED_PROXIES"),
    ({"chatty_max_streams": 0}, "CHATTY_MAX_STREAMS"),
    ({"secret_key": "short"}, "SECRET_KEY"),
    ({"secret_key": "ChangeMe"}, "SECRET_KEY"),
    ({"secret_key": "x" * 31}, "SECRET_KEY"),
    ({"secret_key": "", **SERVER}, "SECRET_KEY"),
    ({"database_url": "mysql://u@h/name"}, "DATABASE_URL"),
    ({"database_url": "no address at all"}, "DATABASE_URL"),
    ({"database_url": "postgresql://u@h:port/name"}, "DATABASE_URL"),
    ({"redis_url": "http://localhost"}, "REDIS_URL"),
    ({"redis_url": "redis://localhost:port/0"}, "REDIS_URL"),
    ({"redis_url": "redis://[localhost/0"}, "REDIS_URL"),
    ({"chatty_doors": ""}, "CHATTY_DOORS"),
    ({"chatty_doors": "web,window"}, "CHATTY_DOORS"),
    ({"chatty_doors": "web"}, "CHATTY_DOORS"),
    ({"chatty_doors": "web", **SERVER}, "REDIS_URL"),
    ({"web_concurrency": 2}, "DATABASE_URL"),
    ({"web_concurrency": 2, **SERVER}, "REDIS_URL"),
    ({"public_url": "chat.example"}, "PUBLIC_URL"),
    ({"public_url": "ftp://chat.example"}, "PUBLIC_URL"),
    ({"public_url": "https://chat.example/chat"}, "PUBLIC_URL"),
    ({"public_url": "https://chat.example?x=1"}, "PUBLIC_URL"),
    ({"public_url": "https://[chat.example"}, "PUBLIC_URL"),
    ({"public_url": "https://"}, "PUBLIC_URL"),
    ({"host": "0.0.0.0"}, "PUBLIC_URL"),  # noqa: S104  # is refused
    ({"host": "chat.example", "public_url": "http://chat.example"}, "PUBLIC_URL"),
    ({**OPEN, "chatty_limits": "off"}, "CHATTY_LIMITS"),
    ({"mail_url": "mail.example.org"}, "MAIL_URL"),
    ({"mail_url": "http://mail.example.org"}, "MAIL_URL"),
    ({"mail_url": "smtp://"}, "MAIL_URL"),
    ({"mail_url": "smtp://mail.example.org:port"}, "MAIL_URL"),
    ({"mail_url": "smtp://mail.example.org?tls=maybe"}, "MAIL_URL"),
    ({"mail_url": "smtp://mail.example.org?tls=smtps"}, "MAIL_URL"),
    ({"mail_url": "smtp://mail.example.org?colour=red"}, "MAIL_URL"),
    ({"mail_url": "smtps://mail.example.org?tls=off"}, "MAIL_URL"),
    ({"mail_url": "smtp://m", "host": "0.0.0.0", "chatty_insecure_http": True}, "PUBLIC_URL"),  # noqa: S104  # is refused
    ({"chatty_registration": "sometimes"}, "CHATTY_REGISTRATION"),
    ({"chatty_registration_domains": "example.org"}, "MAIL_URL"),
    ({"chatty_registration_domains": "@example"}, "CHATTY_REGISTRATION_DOMAINS"),
    ({"chatty_fetch_allowed": "wiki"}, "CHATTY_FETCH_ALLOWED"),
    ({"chatty_fetch_allowed": "wiki:0"}, "CHATTY_FETCH_ALLOWED"),
    ({"chatty_guests": "maybe"}, "CHATTY_GUESTS"),
    ({"chatty_mail_from": "not an address"}, "CHATTY_MAIL_FROM"),
    ({"chatty_mail_from": "a@b.example\r\nBcc: c@d.example"}, "CHATTY_MAIL_FROM"),
]


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch):
    kept = bare_environment({})
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "HOST", "PORT"):
        if name not in kept:
            monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(("setting", "named"), WRONG, ids=str)
def test_wrong_setting_is_refused_by_name(tmp_path, setting, named):
    with pytest.raises(SettingsError) as refused:
        load_settings(**{"chatty_data": tmp_path, "secret_key": SECRET_KEY, **setting})
    assert named in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("secret", ["short secret", "another-of-31-characters-exactly"[:31]])
def test_refusal_does_not_repeat_the_secret(tmp_path, secret):
    with pytest.raises(SettingsError) as refused:
        load_settings(chatty_data=tmp_path, secret_key=secret)
    assert secret not in str(refused.value)


def test_nothing_set_is_enough_on_ones_own_machine(tmp_path):
    settings = load_settings(chatty_data=tmp_path)
    assert settings.on_sqlite
    assert settings.on_loopback
    assert settings.limits_on
    assert settings.doors == {"web", "api", "realtime"}


def test_secret_is_made_once_and_for_its_owner_only(tmp_path):
    first = load_settings(chatty_data=tmp_path / "new" / "folder")
    second = load_settings(chatty_data=tmp_path / "new" / "folder")
    path = tmp_path / "new" / "folder" / "secret_key"
    assert first.secret_key == second.secret_key == path.read_text().strip()
    assert len(first.secret_key) >= 43
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_folders_have_two_secrets(tmp_path):
    one, other = (load_settings(chatty_data=tmp_path / name) for name in ("one", "other"))
    assert one.secret_key != other.secret_key


def test_data_folder_is_made_also_when_the_secret_is_given(tmp_path):
    load_settings(chatty_data=tmp_path / "new", secret_key=SECRET_KEY)
    assert list((tmp_path / "new").iterdir()) == []


def test_data_folder_that_is_a_file_is_refused(tmp_path):
    path = tmp_path / "file"
    path.write_text("not a folder")
    with pytest.raises(SettingsError, match="CHATTY_DATA"):
        load_settings(chatty_data=path)


def test_data_folder_that_cannot_be_made_is_refused():
    with pytest.raises(SettingsError, match="CHATTY_DATA"):
        load_settings(chatty_data="/proc/chatty")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_by_its_driver_however_a_host_names_it(tmp_path, scheme):
    settings = load_settings(secret_key=SECRET_KEY, database_url=f"{scheme}://u:p%40@h/name")
    assert settings.database_url == "postgresql+psycopg://u:p%40@h/name"
    assert not settings.on_sqlite


def test_public_url_loses_its_last_slash(tmp_path):
    settings = load_settings(chatty_data=tmp_path, public_url="https://chat.example:8443/")
    assert settings.public_url == "https://chat.example:8443"
    assert settings.https


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("10.0.0.1", False), ("h", False)],
)
def test_loopback_is_known_in_every_spelling(tmp_path, host, loopback):
    settings = load_settings(chatty_data=tmp_path, host=host, public_url="https://chat.example")
    assert settings.on_loopback is loopback


@pytest.mark.parametrize(
    "said", [{"chatty_insecure_http": True}, {"public_url": OPEN["public_url"]}]
)
def test_open_host_is_taken_when_meant(tmp_path, said):
    settings = load_settings(chatty_data=tmp_path, host=OPEN["host"], **said)
    assert not settings.on_loopback


def test_environment_is_read(tmp_path, monkeypatch):
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("CHATTY_DATA", str(tmp_path))
    monkeypatch.setenv("CHATTY_SITE_NAME", "harbour talk")
    settings = load_settings()
    assert (settings.port, settings.chatty_site_name) == (8123, "harbour talk")
