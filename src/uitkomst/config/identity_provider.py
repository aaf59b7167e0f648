"""The identity provider that the environment names: an eHerkenning broker, or one's own."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from uitkomst.config.refusals import WrongIdentityProvider

PREFIX = "UITKOMST_OIDC_"
FIELDS = ("kvk", "agb", "gemeentecode", "reference")
INCOMPLETE = (
    "UITKOMST_OIDC_ISSUER is ingevuld, maar {wat} niet of niet goed. Zie docs/inloggen.md voor wat "
    "erbij hoort."
)


@dataclass(frozen=True)
class IdentityProvider:
    """Who says who somebody is; without an `issuer` there is none.

    `acr` are the levels of assurance that are enough; empty means that the provider counts as the
    first factor only. `organisatie_claim` is the claim that names the organisation somebody signs
    in for, `organisatie_veld` what it holds of it.
    """

    issuer: str = ""
    client_id: str = ""
    secret: str = field(default="", repr=False)
    name: str = "uw inlogdienst"
    acr: tuple[str, ...] = ()
    organisatie_claim: str = ""
    organisatie_veld: str = "kvk"

    def apps(self) -> list[dict[str, Any]]:
        """The same for allauth: the code flow with PKCE, and only the signed ID token counts."""
        if not self.issuer:
            return []
        conversation = {
            "server_url": self.issuer,
            "oauth_pkce_enabled": True,
            "fetch_userinfo": False,
            "scope": ["openid"],
        }
        return [
            {
                "provider_id": "oidc",
                "name": self.name,
                "client_id": self.client_id,
                "secret": self.secret,
                "settings": conversation,
            }
        ]


def identity_provider() -> IdentityProvider:
    """What UITKOMST_OIDC_… says. Raises WrongIdentityProvider."""
    issuer = _said("ISSUER")
    if not issuer:
        return IdentityProvider()
    host = urlsplit(issuer).hostname
    if not (issuer.startswith("https://") or host in ("localhost", "127.0.0.1", "::1")):
        raise WrongIdentityProvider(INCOMPLETE.format(wat="het adres (dat begint met https://)"))
    veld = _said("ORGANISATIE_VELD") or "kvk"
    if veld not in FIELDS:
        raise WrongIdentityProvider(INCOMPLETE.format(wat="UITKOMST_OIDC_ORGANISATIE_VELD"))
    if not _said("CLIENT_ID"):
        raise WrongIdentityProvider(INCOMPLETE.format(wat="UITKOMST_OIDC_CLIENT_ID"))
    return IdentityProvider(
        issuer=issuer,
        client_id=_said("CLIENT_ID"),
        secret=_secret(),
        name=_said("NAME") or IdentityProvider.name,
        acr=tuple(filter(None, (part.strip() for part in _said("ACR").split(",")))),
        organisatie_claim=_said("ORGANISATIE_CLAIM"),
        organisatie_veld=veld,
    )


def _secret() -> str:
    try:
        return Path(_said("CLIENT_SECRET_FILE")).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        raise WrongIdentityProvider(
            INCOMPLETE.format(wat="UITKOMST_OIDC_CLIENT_SECRET_FILE")
        ) from None


def _said(name: str) -> str:
    return os.environ.get(PREFIX + name, "").strip()
