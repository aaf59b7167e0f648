"""The municipality of a record: as delivered, or known from the postcode; never guessed."""

from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.standard.gemeenten import gemeenten, postcodebereiken


@lru_cache(maxsize=2)
def _lookup(blocks: tuple[tuple[int, int, str], ...]) -> tuple[pa.Array, pa.Array]:
    """Every code and every four-digit part of a postcode, with the municipality it stands for."""
    codes = {gemeente.code: gemeente.code for gemeente in gemeenten()}
    postcodes = {f"{pc4}P": code for van, tot, code in blocks for pc4 in range(van, tot + 1)}
    known = codes | postcodes
    return pa.array(known.keys(), pa.string()), pa.array(known.values(), pa.string())


def gemeente_of(places: pa.ChunkedArray) -> pa.StringArray:
    """The four-digit code for each postcode or municipality code; null where it is not known."""
    texts = places.combine_chunks().dictionary_encode()
    return pc.take(_codes(texts.dictionary), texts.indices)


def _codes(places: pa.StringArray) -> pa.StringArray:
    keys, codes = _lookup(postcodebereiken())
    is_postcode = pc.match_substring_regex(places, "^[1-9][0-9]{3}[A-Z]{2}$")
    four = pc.utf8_slice_codeunits(places, 0, 4)
    key = pc.if_else(is_postcode, pc.binary_join_element_wise(four, "P", ""), places)
    return pc.take(codes, pc.index_in(key, value_set=keys))
