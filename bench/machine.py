"""What the figures were measured on, and what a process has used."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("flask", "gevent", "gunicorn", "sqlalchemy", "psycopg", "redis")
TICKS = os.sysconf("SC_CLK_TCK")
KIB = 1024


def describe() -> dict[str, str]:
    """The machine, the system and the versions that matter."""
    return {
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "chatty": _revision(),
        **{name: version(name) for name in PACKAGES},
    }


def cpu_seconds(pids: list[int]) -> float:
    """Processor time that the processes have used, their own and the kernel's for them."""
    return sum(_cpu(pid) for pid in pids)


def resident_kib(pids: list[int]) -> float:
    """Memory of the processes that is in RAM, in KiB; what they share is counted once each."""
    return sum(_status(pid, "VmRSS:") for pid in pids)


def peak_kib(pids: list[int]) -> float:
    """The most memory that the processes had in RAM since `forget_peak`, in KiB."""
    return sum(_status(pid, "VmHWM:") for pid in pids)


def forget_peak(pids: list[int]) -> None:
    """Let the most that the processes ever had be what they have now."""
    for pid in pids:
        Path(f"/proc/{pid}/clear_refs").write_text("5")


def load() -> str:
    """How busy the machine was during the last minute, others included."""
    return f"{os.getloadavg()[0]:.2f}"


def _cpu(pid: int) -> float:
    # The name in parentheses may hold blanks; what counts stands after it.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _status(pid: int, name: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name):
            return float(line.split()[1])
    message = f"process {pid} says nothing about its memory"
    raise RuntimeError(message)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _revision() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    run = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent
    )
    return run.stdout.strip() or "unknown"
