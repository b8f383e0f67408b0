"""Runs a command several times and tells what each run took: `python measure.py TIMES COMMAND …`.

Prints JSON: [{"seconds", "peakBytes", "code"}], whole process, with the children it waited for. A process of
its own, because the system tells the peak of a child's memory only to its parent, by wait4.
"""

import json
import os
import subprocess
import sys
import time

# Linux tells kibibytes, macOS bytes.
UNIT = 1 if sys.platform == "darwin" else 1024

runs = []
for _ in range(int(sys.argv[1])):
    started = time.perf_counter()
    child = subprocess.Popen(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    code = os.waitstatus_to_exitcode(status)
    runs.append({"seconds": seconds, "peakBytes": usage.ru_maxrss * UNIT, "code": code})
print(json.dumps(runs))
