"""The search finds what it is for: every value, in every shape, wherever it is packed."""

import base64
import gzip
import hashlib
import io
import random
import zipfile
import zlib

import pyarrow as pa
import pytest
from traces import Search, shapes
from world import BSNS

VALUES = [*BSNS[:100], "2597GV", "20110917"]
NOISE = random.Random(1).randbytes


def in_zip(content: bytes) -> bytes:
    said = io.BytesIO()
    with zipfile.ZipFile(said, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", content)
    return said.getvalue()


PACKED = {
    "not": lambda content: content,
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "zip": in_zip,
    "zstd": lambda content: pa.Codec("zstd").compress(content, asbytes=True),
    "zip in gzip": lambda content: gzip.compress(in_zip(content)),
}


@pytest.mark.parametrize("how", PACKED)
def test_every_value_is_found_in_every_shape(how):
    """The positive control: of all that was left on purpose nothing is missed."""
    search = Search(VALUES)
    left = [
        (value, shape, needle)
        for value in VALUES
        for shape, forms in shapes(value).items()
        for needle in forms
    ]

    missed = [
        (value, shape)
        for value, shape, needle in left
        if value not in search.in_bytes(NOISE(99) + PACKED[how](NOISE(50) + needle + NOISE(50)))
    ]

    assert len(left) > 1000
    assert missed == []


def test_the_shapes_are_what_others_would_make_of_the_value():
    bsn = BSNS[0]
    made = {
        "utf-16": bsn.encode("utf-16"),
        "in a json in base64": base64.b64encode(f'{{"a": 1, "bsn": "{bsn}", "x": 2}}'.encode()),
        "url-safe": base64.urlsafe_b64encode(f">>>{bsn}???".encode()),
        "hexdump": f"x{bsn}y".encode().hex().encode(),
        "bytea": b"\\x" + bsn.encode().hex().encode(),
        "sha256": hashlib.sha256(bsn.encode()).hexdigest().encode(),
        "bigint": int(bsn).to_bytes(8, "big"),
        "arrow": pa.array([int(bsn)], pa.int64()).buffers()[1].to_pybytes(),
    }

    assert [how for how, content in made.items() if Search([bsn]).in_bytes(content) != {bsn}] == []


def test_what_is_not_there_is_not_found():
    assert Search(VALUES).in_bytes(NOISE(4 << 20)) == set()


def test_a_folder_is_searched_to_the_bottom_names_included(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "x.gz").write_bytes(gzip.compress(BSNS[0].encode()))
    (tmp_path / f"{BSNS[1]}.csv").touch()

    assert Search(BSNS[:3]).in_folder(tmp_path) == set(BSNS[:2])
