"""Style sheets, scripts and pictures."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64encode
from hashlib import sha256

from chatty.web.security import PICKER_STYLE
from tests.processes import ROOT

YEAR = "public, max-age=31536000, immutable"


def urls(client) -> list[str]:
    return re.findall(r'(?:href|src)="(/static/[^"#]+)', client.get("/").text)


def test_every_address_in_a_page_is_good_for_a_year(client):
    found = urls(client)
    assert len(found) > 20
    for url in found:
        response = client.get(url)
        assert (response.status_code, response.headers["Cache-Control"]) == (200, YEAR), url


def test_address_without_or_with_an_old_digest_is_asked_for_again(client):
    for url in ("/static/js/app.js", "/static/js/app.js?v=0123456789ab"):
        response = client.get(url)
        assert response.headers["Cache-Control"] == "no-cache"
        again = client.get(url, headers={"If-None-Match": response.headers["ETag"]})
        assert again.status_code == 304


def test_text_is_compressed_for_who_takes_it(client):
    plain = client.get("/static/css/chatty.css")
    packed = client.get("/static/css/chatty.css", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.vary


def test_first_visit_weighs_less_than_200_kilobytes(client):
    headers = {"Accept-Encoding": "gzip"}
    page = gzip.compress(client.get("/rooms/plaza").data)
    weight = len(page) + sum(
        len(client.get(url, headers=headers).data) for url in set(urls(client))
    )
    assert weight < 200_000


def test_style_that_the_emoji_picker_inserts_is_the_one_that_is_allowed():
    (picker,) = (ROOT / "static" / "vendor" / "emoji-picker").glob("*/picker.js")
    text = picker.read_text()
    (base,) = re.findall(r'^var baseStyles = (".*");$', text, re.MULTILINE)
    (family,) = re.findall(r"const FONT_FAMILY =([^;]*);", text)
    fonts = "".join(re.findall(r"'([^']*)'", family))
    style = f"{json.loads(base)}:host{{--emoji-font-family:{fonts}}}"
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"sha256-{digest}" == PICKER_STYLE


def test_stylesheet_begins_with_the_order_of_the_layers(client):
    sheet = client.get("/static/css/chatty.css").text
    assert sheet.index("@layer reset, base, components, modules, utilities") < sheet.index(
        "@layer c"
    )
    for path in (ROOT / "static" / "css").glob("*.css"):
        assert path.read_text() in sheet


def test_import_map_names_every_module(client):
    text = client.get("/").text
    (inline,) = re.findall(r'importmap">(.*?)</script>', text)
    imports = json.loads(inline)["imports"]
    modules = {
        f"/static/js/{p.relative_to(ROOT / 'static/js')}"
        for p in (ROOT / "static/js").rglob("*.js")
    }
    assert modules <= set(imports)
    assert {"@hotwired/turbo", "@hotwired/stimulus"} <= set(imports)


def test_every_import_of_a_module_leads_to_a_file():
    for path in (ROOT / "static" / "js").rglob("*.js"):
        for target in re.findall(r'from "(\.[^"]+)"', path.read_text()):
            assert (path.parent / target).resolve().is_file(), f"{path.name}: {target}"


def test_every_icon_in_a_page_is_in_the_sprite():
    sprite = (ROOT / "static/icons/sprite.svg").read_text()
    drawn = set(re.findall(r'symbol id="([^"]+)"', sprite))
    text = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    assert set(re.findall(r'icon\("([a-z-]+)"', text)) <= drawn


def test_unknown_file_is_not_found(client):
    assert client.get("/static/../config.py").status_code == 404
    assert client.get("/static/nothing.js").status_code == 404
