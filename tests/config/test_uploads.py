"""Uploads stay in memory and have an end."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from uitkomst.config import uploads

SOMEBODY = object()


def posted(content: bytes, actor=SOMEBODY):
    file = SimpleUploadedFile("x.csv", content)
    request = RequestFactory().post("/", {"bestand": file, "periode": "2026-1"})
    request.actor = actor
    return request


def test_a_file_is_kept_in_memory():
    request = posted(b"a;b\n" * 1_000_000)

    upload = request.FILES["bestand"]
    assert upload.read() == b"a;b\n" * 1_000_000
    assert not hasattr(upload, "temporary_file_path")
    assert settings.FILE_UPLOAD_HANDLERS == ["uitkomst.config.uploads.MemoryOnlyUploadHandler"]


@pytest.mark.parametrize("more", [0, 1, 70_000])
def test_a_file_over_the_limit_is_dropped_and_the_request_says_so(monkeypatch, more):
    monkeypatch.setattr(uploads, "LARGEST_UPLOAD", 100_000)

    request = posted(bytes(100_000 + more))

    assert ("bestand" in request.FILES) == (more == 0)
    assert getattr(request, "upload_too_large", False) == (more > 0)
    assert request.POST["periode"] == "2026-1"


def test_nothing_is_read_from_a_stranger():
    request = posted(b"a;b\n" * 1_000_000, None)

    assert "bestand" not in request.FILES


def test_many_files_are_no_way_around_the_limit(monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST_UPLOAD", 100_000)
    files = {f"bestand{number}": SimpleUploadedFile("x.csv", bytes(60_000)) for number in range(5)}
    request = RequestFactory().post("/", files)
    request.actor = SOMEBODY

    assert sum(each.size for each in request.FILES.values()) <= 100_000
    assert request.upload_too_large
