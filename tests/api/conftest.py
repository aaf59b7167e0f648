"""Providers with keys, and a client that is a system: a header, no cookies."""

import base64
import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from world import World, world

from uitkomst.access.actor import Actor
from uitkomst.access.scopes import Scope
from uitkomst.services import keyring
from uitkomst.services.systems import koppelingen

ROOT = "/api/v1"


@dataclass
class System:
    """A system of a provider; `key` None is one without a key."""

    key: str | None

    def get(self, path: str, **headers: str):
        return self._ask("GET", path, **headers)

    def delete(self, path: str, **headers: str):
        return self._ask("DELETE", path, **headers)

    def post(self, path: str, data: Any = None, **headers: str):
        """A dict of fields and files goes as multipart, a list or text as JSON."""
        client, more = self._client(), self._headers(headers)
        if isinstance(data, dict) and any(hasattr(each, "read") for each in data.values()):
            return client.post(f"{ROOT}{path}", data, secure=True, headers=more)
        body = data if isinstance(data, bytes) else json.dumps(data)
        return client.post(
            f"{ROOT}{path}", body, content_type="application/json", secure=True, headers=more
        )

    def _ask(self, method: str, path: str, **headers: str):
        client = self._client()
        return client.generic(method, f"{ROOT}{path}", secure=True, headers=self._headers(headers))

    def _client(self) -> Client:
        return Client(raise_request_exception=False, enforce_csrf_checks=True)

    def _headers(self, headers: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return named if self.key is None else {"Authorization": f"Bearer {self.key}", **named}


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data folder and a vault of this test's own."""
    monkeypatch.setattr(settings, "DATA", tmp_path)
    monkeypatch.setenv("UITKOMST_MASTER_KEY", base64.b64encode(bytes(range(32))).decode())
    keyring.current_vault.cache_clear()
    yield tmp_path
    keyring.current_vault.cache_clear()


@pytest.fixture
def people(db, data) -> World:
    return world()


@pytest.fixture
def system(people):
    """Make the system of somebody's organisation, with a key for these scopes (all of them)."""
    made = []

    def of(actor: Actor, *scopes: Scope) -> System:
        made.append(actor)
        new = koppelingen.create(
            actor=actor,
            naam=f"Systeem {len(made)}",
            scopes=scopes or tuple(Scope),
            until=None,
            now=timezone.now(),
        )
        return System(new.sleutel)

    return of


@pytest.fixture
def stranger() -> System:
    return System(None)
