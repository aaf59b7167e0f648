"""From where somebody asks: the address as far as it can be trusted, and the device in words."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def address_of(request: HttpRequest) -> str:
    """The address of the sender; empty when there is none.

    X-Forwarded-For is what anybody writes. Only behind a proxy (UITKOMST_PROXY=1) it counts, and
    then only its last part: the one that our own proxy added.
    """
    if settings.PROXY:
        added: str = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if _is_address(added):
            return added
    peer: str = request.META.get("REMOTE_ADDR", "")
    return peer if _is_address(peer) else ""


def device_of(request: HttpRequest) -> str:
    """The browser and system that a request names, in words to recognise one's own by."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return " op ".join(filter(None, (browser, system))) or "Onbekend apparaat"


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
