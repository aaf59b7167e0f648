"""Find a Chromium for the browser tests, or bring one the platform's way."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ADVICE = (
    "No Chromium found and none could be installed. Install one "
    "(Debian: sudo apt-get install chromium; macOS: brew install --cask chromium) "
    "or name one in the environment variable CHROMIUM."
)


def find() -> str | None:
    """The path of a Chromium that is on this machine, or None."""
    named = os.environ.get("CHROMIUM")
    if named and Path(named).exists():
        return named
    for candidate in (*map(shutil.which, NAMES), *MAC):
        if candidate and Path(candidate).exists():
            return candidate
    return _downloaded()


def _downloaded() -> str | None:
    """The Chromium that Playwright downloads for itself, where it did so."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _install() -> None:
    """Debian has a Chromium package; elsewhere Playwright's own download is the way."""
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    privileged = not root or bool(shutil.which("sudo"))
    system = platform.freedesktop_os_release().get("ID") if platform.system() == "Linux" else ""
    if system == "debian" and privileged:
        subprocess.run([*root, "apt-get", "update", "-qq"], check=False)
        subprocess.run([*root, "apt-get", "install", "-y", "-qq", "chromium"], check=False)
    if not find():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> None:
    """Make sure there is one; stop with advice when there is none to be had."""
    if not find():
        _install()
    if not find():
        sys.exit(ADVICE)


if __name__ == "__main__":
    main()
