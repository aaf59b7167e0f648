"""A process that must not outlive the one that started it, also when that one is killed.

A killed parent cannot tell its children to stop: they would keep the port and the queue.
"""

import os
import threading
import time

SERVED_BY = "UITKOMST_SERVED_BY"  # The process id of `uitkomst serve`, for what it starts.


def end_with(parent: int) -> None:
    """From now on, end this process within a second of its parent's end, whatever it is doing."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()


def end_with_the_server() -> None:
    """The same for what `uitkomst serve` started; nothing happens in any other process."""
    if server := os.environ.get(SERVED_BY):
        end_with(int(server))
