"""How much memory a process and the reader it starts take together, looked at all the while.

RUSAGE_CHILDREN would count the image of this process that a child holds until it becomes another
program; here a child counts from then on.
"""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

PAUSE = 0.001
KILOBYTES = 1024


class Watch:
    """Looks at this process and its children until it is left; peaks in megabytes."""

    def __init__(self, child: str) -> None:
        self._child, self._left = child.encode(), threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.together = self.reader = self.alone = 0

    def __enter__(self) -> Self:
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(self, *_trouble: object) -> None:
        """Look a last time."""
        self._left.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._left.is_set():
            mine, readers = _resident(os.getpid()), 0
            for pid in self._readers():
                readers += _resident(pid)
                self.reader = max(self.reader, _resident(pid, "VmHWM"))
            self.alone = max(self.alone, mine)
            self.together = max(self.together, mine + readers)
            time.sleep(PAUSE)

    def _readers(self) -> Iterator[int]:
        for task in Path("/proc/self/task").iterdir():
            for pid in _text(task / "children").split():
                if self._child in _text(Path("/proc", pid.decode(), "cmdline")):
                    yield int(pid)


def _resident(pid: int, what: str = "VmRSS") -> int:
    """Megabytes of a process now, or at most so far (VmHWM); 0 once it is gone."""
    for line in _text(Path(f"/proc/{pid}/status")).splitlines():
        if line.startswith(what.encode()):
            return int(line.split()[1]) // KILOBYTES
    return 0


def _text(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
