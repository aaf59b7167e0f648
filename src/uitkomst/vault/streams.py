"""A table as bytes and back: an Arrow IPC stream with zstd inside, never anywhere but in memory."""

import pyarrow as pa


def packed(table: pa.Table) -> bytes:
    """The bytes of a table; clear, so for sealing only."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())


def unpacked(content: "bytes | pa.Buffer") -> pa.Table:
    """The table that was packed."""
    return pa.ipc.open_stream(pa.BufferReader(content)).read_all()
