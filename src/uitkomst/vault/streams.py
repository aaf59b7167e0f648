"""A table as bytes and back: an Arrow IPC stream, never anywhere but in memory."""

import pyarrow as pa


def packed(table: pa.Table, *, compressed: bool = True) -> bytes:
    """The bytes of a table; clear, so for sealing only. Sealed cells are not worth compressing."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd" if compressed else None)
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())


def unpacked(content: "bytes | pa.Buffer") -> pa.Table:
    """The table that was packed."""
    return pa.ipc.open_stream(pa.BufferReader(content)).read_all()
