"""Uploads stay in memory and have an end: what a sender gives never touches a temporary file."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    SkipFile,
    StopFutureHandlers,
    StopUpload,
)

from uitkomst.services.limits import LARGEST_UPLOAD


class MemoryOnlyUploadHandler(FileUploadHandler):
    """Collects whole files in memory; over the limit they are dropped and the request says so.

    The limit is of all files of a request together: a hundred of them are no way around it. The
    rest of a too large file is read past and not kept, so that the sender gets a page with the
    reason instead of a broken connection.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Start collecting; no other handler sees the file. Nothing is read from a stranger.

        Django reads a form before it asks who sent it.
        """
        if getattr(self.request, "actor", None) is None:
            raise StopUpload(connection_reset=True)
        super().new_file(*args, **kwargs)
        self._received = getattr(self, "_received", 0)
        self._buffer = BytesIO()
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a chunk, unless that makes the file too large."""
        self._received += len(raw_data)
        if self._received > LARGEST_UPLOAD:
            self._buffer = BytesIO()
            if self.request is not None:
                self.request.upload_too_large = True  # type: ignore[attr-defined]
            raise SkipFile
        self._buffer.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """The whole file."""
        self._buffer.seek(0)
        return InMemoryUploadedFile(
            file=self._buffer,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
