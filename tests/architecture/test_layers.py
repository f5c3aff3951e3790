"""Who may import whom, and which files a domain has."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT

CHATTY = ROOT / "chatty"
DOMAINS = sorted(
    path.name
    for path in CHATTY.iterdir()
    if (path / "__init__.py").exists()
    and path.name not in {"core", "wire", "web", "api", "realtime"}
)
DOMAIN_FILES = {
    "__init__",
    "models",
    "events",
    "queries",
    "policies",
    "actions",
    "jobs",
    "listeners",
    "errors",
    "rendering",
}


def test_layers_are_kept():
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("domain", DOMAINS)
def test_domain_uses_only_the_agreed_file_names(domain):
    names = {path.stem for path in (CHATTY / domain).iterdir() if path.name != "__pycache__"}
    assert names <= DOMAIN_FILES


def test_importing_chatty_costs_nothing():
    command = (
        "import sys; before = set(sys.modules); import chatty; print(*set(sys.modules)-before)"
    )
    run = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["chatty"]
