"""What this project is built of: known weaknesses in it (`audit`), and a list of it (`sbom`).

Both go by the hash-pinned lists that are installed, not by a new resolution. An audit that could
not look says so in capitals and passes, so that work without a network goes on; with `--strict`, as
for a release, it fails. It never says that all is well without having looked at every package.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LISTS = ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt")
RUNTIME = "requirements.txt"
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)(?:\s*;\s*([^\\\n]+))?", re.M)
UV = Path(sys.executable).with_name("uv")
PREVIEW = "--preview-features=audit-command,json-output,sbom-export"
NO_NETWORK = ("error sending request", "Failed to fetch", "Could not connect")
NOT_LOOKED = 3


class NotLooked(Exception):
    """The packages could not be looked up; the text says why."""


Pins = dict[tuple[str, str], str]
"""Name and version of each package, with the condition on which it is installed, if any."""


def pins(*lists: str) -> Pins:
    """What stands in these lists."""
    text = "\n".join((ROOT / name).read_text() for name in lists)
    return {
        (re.sub(r"[-_.]+", "-", name).lower(), version): when.strip()
        for name, version, when in PIN.findall(text)
    }


def lock(folder: Path, wanted: Pins) -> None:
    """Lay a project in the folder that is locked to exactly these versions. Raises NotLooked."""
    described = (ROOT / "pyproject.toml").read_text()
    exact = [
        f"{name}=={version}" + (f" ; {when}" if when else "")
        for (name, version), when in wanted.items()
    ]
    described += f"\n[tool.uv]\nconstraint-dependencies = {json.dumps(exact)}\n"
    (folder / "pyproject.toml").write_text(described)
    (folder / "README.md").touch()
    done = uv(folder, "lock", "--quiet")
    if done.returncode:
        raise failure(done.stderr)


def uv(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run uv in a folder."""
    return subprocess.run(
        [UV, *words, "--project", folder], capture_output=True, text=True, check=False
    )


def audited(folder: Path, service: str | None) -> dict[str, object]:
    """What uv says of the locked packages. Raises NotLooked."""
    where = ["--service-url", service] if service else []
    done = uv(folder, "audit", "--frozen", PREVIEW, "--output-format=json", *where)
    try:
        told: dict[str, object] = json.loads(done.stdout)
    except ValueError:
        raise failure(done.stderr) from None
    return told


def failure(said: str) -> Exception:
    """No network is one thing; anything else is a mistake of ours that must not pass."""
    away = any(words in said for words in NO_NETWORK)
    return NotLooked(said.strip()) if away else RuntimeError(said.strip())


def audit(*, strict: bool = False, service: str | None = None) -> int:
    """Say what is known against the pinned packages; 0 clean, 1 something is, 3 not looked."""
    wanted = pins(*LISTS)
    try:
        with tempfile.TemporaryDirectory() as folder:
            lock(Path(folder), wanted)
            told = audited(Path(folder), service)
    except NotLooked as why:
        return not_looked(str(why), len(wanted), strict)
    count = told["summary"]["audited_packages"]  # type: ignore[index]
    if count < len(wanted):
        return not_looked(f"only {count} were looked up", len(wanted), strict)
    found = [*told["vulnerabilities"], *told["adverse_statuses"]]  # type: ignore[misc]
    for each in found:
        package = each["dependency"]
        fixed = ", ".join(each.get("fix_versions") or []) or "nothing yet"
        what = each.get("display_id") or each.get("status")
        print(f"{package['name']} {package['version']}: {what}; fixed in {fixed}")
    print(f"Dependency audit: {count} packages looked up, {len(found)} findings.")
    return 1 if found else 0


def not_looked(why: str, count: int, strict: bool) -> int:
    """Say it so that nobody takes it for a clean audit."""
    line = "!" * 72
    reason = why.splitlines()[-1].strip()
    print(f"{line}\nDEPENDENCIES NOT AUDITED: 0 of {count} packages vouched for.")
    print(
        f"Why: {reason}\nRun `make audit ARGS=--strict` where the service can be reached.\n{line}"
    )
    return NOT_LOOKED if strict else 0


def sbom(to: Path, *, strict: bool = False) -> int:
    """Write a CycloneDX list of what runs; 1 when it does not hold every pinned package."""
    wanted = pins(RUNTIME)
    with tempfile.TemporaryDirectory() as folder:
        try:
            lock(Path(folder), wanted)
        except NotLooked as why:
            print(f"NO SBOM WAS MADE: {str(why).splitlines()[-1].strip()}")
            return NOT_LOOKED if strict else 0
        done = uv(
            Path(folder), "export", "--frozen", "--no-dev", "--no-emit-project", PREVIEW,
            "--format=cyclonedx1.5", "--quiet",
        )  # fmt: skip
    held = {(each["name"], each["version"]) for each in json.loads(done.stdout)["components"]}
    if missing := wanted.keys() - held:
        print(f"The SBOM does not tell what is installed: {sorted(missing)}")
        return 1
    to.parent.mkdir(exist_ok=True)
    to.write_text(done.stdout)
    print(f"{to}: {len(held)} components")
    return 0


def main(words: list[str]) -> int:
    """`audit` or `sbom`, with or without `--strict`."""
    strict = "--strict" in words
    if words[:1] == ["sbom"]:
        return sbom(ROOT / "dist" / "sbom.cdx.json", strict=strict)
    return audit(strict=strict)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
