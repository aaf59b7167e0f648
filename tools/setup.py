"""Make .venv with the locked packages; does nothing when it is current already.

Runs on the system's Python with only the standard library, because it is what brings the rest.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements-dev.txt"
STAMP = VENV / "installed"


def run(*command: str | Path) -> bool:
    """Run one command with its output shown; True when it succeeded."""
    return subprocess.run([str(part) for part in command], check=False).returncode == 0


def privileged(*command: str) -> bool:
    """Run a command as root: directly, or by sudo when that asks no password."""
    if os.geteuid() == 0:
        return run(*command)
    return bool(shutil.which("sudo")) and run("sudo", "-n", *command)


def ensure_venv_module() -> None:
    """Debian and Ubuntu leave pip out of Python: bring the package that has it."""
    if importlib.util.find_spec("ensurepip"):
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    print(f"This Python has no pip of its own; installing {package}")
    if shutil.which("apt-get"):
        privileged("apt-get", "update", "-qq")
        if privileged("apt-get", "install", "-y", "-qq", package):
            return
    sys.exit(
        "Python's venv module is incomplete here. "
        f"Install it (sudo apt-get install {package}) and try again."
    )


def fingerprint() -> str:
    """What the environment was made from: the lock, the interpreter, the place."""
    content = LOCK.read_bytes() + sys.version.encode() + str(ROOT).encode()
    return hashlib.sha256(content).hexdigest()


def main() -> None:
    """Bring .venv up to date, or stop with a sentence that says what is missing."""
    if STAMP.exists() and STAMP.read_text() == fingerprint():
        return
    ensure_venv_module()
    print("Installing the locked packages in .venv (once, about a minute)")
    venv.EnvBuilder(with_pip=True).create(VENV)
    pip = (VENV / "bin" / "python", "-m", "pip", "install", "--quiet")
    os.environ["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    if not run(*pip, "--require-hashes", "-r", LOCK):
        sys.exit("The packages could not be installed: is there internet? See the lines above.")
    # The build backend is among the locked packages, so nothing unlocked comes in by this door.
    if not run(*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT):
        sys.exit("The project itself could not be installed; the lines above say why.")
    STAMP.write_text(fingerprint())


if __name__ == "__main__":
    main()
