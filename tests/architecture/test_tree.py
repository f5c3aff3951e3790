"""The tree itself: what lies at the top, and nothing of anybody's machine."""

from __future__ import annotations

import json
import re
import subprocess
from base64 import b64encode
from hashlib import sha384
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.test_sizes import tracked
from tests.processes import ROOT

MANIFEST = ROOT / "static" / "vendor" / "manifest.json"
HOME_FOLDER = re.compile(r"(?<![\w.])/(?:home|Users)/[a-z]\w+")
TOP_FILES = [
    "wsgi.py",
    "config.py",
    "requirements.txt",
    "requirements-dev.txt",
    "Procfile",
    "Makefile",
    "pyproject.toml",
    "gunicorn.conf.py",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
]


def entries() -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(MANIFEST.read_text())
    return listed


def files_of(entry: dict[str, Any]) -> dict[Path, str]:
    """Each file of a vendored package and the digest it must have."""
    folder = MANIFEST.parent / entry["name"] / entry["version"]
    return {folder / name: digest for name, digest in entry["files"].items()}


def digest(path: Path) -> str:
    return "sha384-" + b64encode(sha384(path.read_bytes()).digest()).decode()


@pytest.mark.parametrize("name", TOP_FILES)
def test_top_level_has_what_everybody_expects(name):
    assert (ROOT / name).is_file()


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: str(entry["name"]))
def test_vendored_files_are_what_the_manifest_says(entry):
    for path, expected in files_of(entry).items():
        assert digest(path) == expected, path


def test_every_vendored_file_is_in_the_manifest():
    listed = {path for entry in entries() for path in files_of(entry)}
    there = {path for path in MANIFEST.parent.rglob("*") if path.is_file()}
    assert there - {MANIFEST} == listed


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: str(entry["name"]))
def test_vendored_thing_says_version_package_and_licence(entry):
    assert all(entry[key] for key in ("name", "version", "package", "licence", "files"))


def test_no_path_of_a_machine_is_in_the_tree():
    needles = (str(ROOT) + "/", str(Path.home()) + "/")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()[:80]}"
        for path in tracked()
        if path.suffix not in {".png", ".woff2", ".ico", ".jpg"}
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
        if HOME_FOLDER.search(line) or any(needle in line for needle in needles)
    ]
    assert found == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_lock_has_hashes_and_names_no_place(name):
    text = (ROOT / name).read_text()
    pins = [line for line in text.splitlines() if re.match(r"[a-z0-9].*==", line)]
    assert len(pins) > 30
    assert all(pin.endswith("\\") for pin in pins)
    assert not re.search(r"--(?:extra-)?index-url|--find-links|https?://|file:", text)


def test_makefile_explains_every_command():
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    wanted = {"run", "demo", "test", "check", "fix", "bench", "migration", "docs", "help"}
    assert wanted <= set(re.findall(r"^  make (\w+)", shown, re.MULTILINE))
