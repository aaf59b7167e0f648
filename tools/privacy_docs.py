"""Write docs/dpia.md and docs/verwerkingsregister.md from the texts and lists they are made of."""

import os
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"


def main() -> int:
    """Write both; gives 0."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "uitkomst.config.settings"
    os.environ.setdefault("UITKOMST_SECRET_KEY", "only to load the settings")
    import django

    django.setup()
    from uitkomst.services.privacy import bewijsmap_dpia, bewijsmap_register

    (DOCS / "dpia.md").write_text(bewijsmap_dpia.text(), encoding="utf-8")
    (DOCS / "verwerkingsregister.md").write_text(bewijsmap_register.template(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
