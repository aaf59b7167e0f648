"""Reading an ID token: by whom it is, for whom and until when (OpenID Connect Core 3.1.3.7).

Always with the signature, also where the specification lets one skip it.
"""

from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

# Signed with a private key only; never "none", and never with the secret that both sides know.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
LEEWAY = 60  # seconds that two clocks may differ


def claims_of(token: str, *, keys_url: str, issuer: str, client_id: str) -> dict[str, Any]:
    """What a token says. Raises OAuth2Error, RequestException."""
    with get_adapter().get_requests_session() as session:
        answer = session.get(keys_url)
        answer.raise_for_status()
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key_of(token, jwt.PyJWKSet.from_dict(answer.json())),
            algorithms=ALGORITHMS,
            audience=client_id,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": ["sub", "iss", "aud", "exp", "iat"]},
        )
    except (jwt.PyJWTError, ValueError) as error:
        raise OAuth2Error("not a token to trust") from error
    return claims


def _key_of(token: str, keys: jwt.PyJWKSet) -> jwt.PyJWK:
    """The key that the token names; one that names none is of the only key there is."""
    named = jwt.get_unverified_header(token).get("kid")
    fits = [key for key in keys.keys if named in (None, key.key_id)]
    if len(fits) != 1:
        raise OAuth2Error("a token of an unknown key")
    return fits[0]
