"""Write the published description to a file: `python -m uitkomst.api docs/openapi.json`."""

import json
import os
import sys
from pathlib import Path

import django


def main(file: Path) -> None:
    """Write it as a portal without settings of its own would publish it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitkomst.config.settings")
    django.setup()
    from uitkomst.api.openapi import description

    text = json.dumps(description(), indent=1, ensure_ascii=False)
    file.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
