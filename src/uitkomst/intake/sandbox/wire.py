"""What the portal and the process that reads files say to each other.

A request and an answer are both two sizes, so many bytes of JSON, and so many bytes after it.
"""

import struct

READY = b"R"  # the zygote has imported all it needs
FORK = b"f"  # comes with two descriptors: the connection, and the pipe for the exit status
SIZES = struct.Struct(">2Q")
STATUS = struct.Struct(">i")
CELLS = "cells"  # the table of the delivery itself, among those that an answer holds
NO_MEMORY = 3  # exit status of a child that ran out of memory before it could say so
