"""The parts of the scripts that need no page, run by node; and what holds for all scripts."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.processes import ROOT

SCRIPTS = ROOT / "static" / "js"
TEMPLATES = ROOT / "templates"
SUITES = sorted(path.name for path in Path(__file__).parent.glob("*.test.js"))
CONTROLLER_LINES = 150
node = shutil.which("node")


@pytest.mark.skipif(node is None, reason="node is not on this machine; the journeys still run")
@pytest.mark.parametrize(
    "name", sorted(path.name for path in Path(__file__).parent.glob("*.test.js"))
)
def test_models_and_transports_do_what_their_tests_say(name):
    result = subprocess.run(
        [str(node), "--test", f"tests/js/{name}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-4_000:] + result.stderr[-2_000:]


def controllers() -> dict[str, Path]:
    files = (SCRIPTS / "controllers").glob("*_controller.js")
    return {path.name.removesuffix("_controller.js").replace("_", "-"): path for path in files}


def pages() -> str:
    return "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))


def named_in_templates() -> set[str]:
    return set(" ".join(re.findall(r'data-controller="([^"]+)"', pages())).split())


def test_every_controller_in_a_page_has_its_file_and_every_file_its_page():
    assert named_in_templates() == set(controllers())


def test_every_controller_is_registered_under_its_name():
    registered = re.findall(r'application\.register\("([^"]+)"', (SCRIPTS / "app.js").read_text())
    assert sorted(registered) == sorted(controllers())


def test_every_target_named_in_a_page_is_known_to_its_controller():
    for controller, target in re.findall(r'data-([a-z-]+)-target="(\w+)"', pages()):
        source = controllers()[controller].read_text()
        declared = "".join(re.findall(r"static targets = \[([^\]]*)\]", source))
        assert f'"{target}"' in declared, f"{controller}: {target}"


def test_every_action_named_in_a_page_is_a_method_of_its_controller():
    for actions in re.findall(r'data-action="([^"{]+)"', pages()):
        for controller, method in re.findall(r"([a-z-]+)#(\w+)", actions):
            source = controllers()[controller].read_text()
            known = re.search(rf"^  (?:async )?{method}\(", source, re.MULTILINE)
            assert known, f"{controller}#{method}"


def test_every_moment_in_a_page_is_told_in_the_readers_own_time():
    """By the component, which scripts rewrite. Messages have their own way; a birthday is a day."""
    others = {"_message.html": "message.timestamp", "show.html": "user.birthDate"}
    for path in TEMPLATES.rglob("*.html"):
        for moment in re.findall(r"<time [^>]+>", path.read_text()):
            known = 'data-controller="moment"' in moment or others.get(path.name, "!") in moment
            assert known, f"{path.name}: {moment}"


def test_controllers_are_short():
    long = {name: len(path.read_text().splitlines()) for name, path in controllers().items()}
    assert {name: lines for name, lines in long.items() if lines > CONTROLLER_LINES} == {}


def test_no_script_makes_html_from_data():
    for path in SCRIPTS.rglob("*.js"):
        source = path.read_text()
        assert "insertAdjacentHTML" not in source
        assert "outerHTML" not in source
        # The one place where the server's own rendering becomes elements.
        assert "innerHTML" not in source or path.name == "page.js"
