"""Runs a command several times and tells what each run took: `python measure.py TIMES COMMAND …`.

Prints JSON: [{"seconds", "peakBytes", "code"}]: from start to end, and the most that the process and its children
took together, looked at every few milliseconds, or the process alone at its peak, which the system tells its parent.
"""

import json
import os
import pathlib
import subprocess
import sys
import threading
import time

# Linux tells kibibytes, macOS bytes.
UNIT = 1 if sys.platform == "darwin" else 1024

PAGE = os.sysconf("SC_PAGE_SIZE")


def resident(pid):
    """Bytes of a process and of all that it has started; 0 where the system does not tell."""
    process = pathlib.Path(f"/proc/{pid}")
    try:
        own = int((process / "statm").read_text().split()[1]) * PAGE
        children = [child for task in (process / "task").iterdir() for child in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return own + sum(map(resident, children))


def watch(pid, ended, peak):
    while not ended.wait(0.004):
        peak[0] = max(peak[0], resident(pid))


runs = []
for _ in range(int(sys.argv[1])):
    started = time.perf_counter()
    child = subprocess.Popen(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak, ended = [0], threading.Event()
    watcher = threading.Thread(target=watch, args=(child.pid, ended, peak))
    watcher.start()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    ended.set()
    watcher.join()
    code = os.waitstatus_to_exitcode(status)
    runs.append({"seconds": seconds, "peakBytes": max(peak[0], usage.ru_maxrss * UNIT), "code": code})
print(json.dumps(runs))
