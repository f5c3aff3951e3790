"""The documents say what the code does: every setting, limit, frame and route."""

from __future__ import annotations

import re

import pytest

from chatty.core.settings import Settings
from scripts.document import DOCS, with_generated_parts
from tests.architecture.test_sizes import tracked
from tests.processes import ROOT

CONFIGURATION = (DOCS / "configuration.md").read_text()
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_setting_is_documented(name):
    assert f"`{name.upper()}`" in CONFIGURATION


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_generated_parts_are_of_today(path):
    text = path.read_text()
    assert with_generated_parts(text) == text, "make docs rewrites it"


@pytest.mark.parametrize("path", tracked("*.md"), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path):
    targets = LINK.findall(path.read_text())
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_each_decision_has_its_three_parts():
    for path in sorted((DOCS / "decisions").glob("0*.md")):
        headings = re.findall(r"^## (.+)$", path.read_text(), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences"], path.name
