"""Runs the practice toolkit many times, each in a child of its own, without starting Python anew for each.

usage: fail-practice-runs.py TOOLKIT JOBS.json, where JOBS.json is a list of {config, log, environment}. Prints a JSON list of
what os.waitstatus_to_exitcode says of each.
"""

import atexit
import json
import os
import sys
import traceback

toolkit, jobs = sys.argv[1], json.load(open(sys.argv[2], encoding="utf-8"))
sys.path.insert(0, toolkit)
import run  # noqa: E402


def child(job):
    output = os.open(job["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ.update(job["environment"])
    sys.argv = ["run.py", job["config"]]
    code = 0
    try:
        run.main()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        traceback.print_exc()
        code = 1
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


codes = []
for job in jobs:
    sys.stdout.flush()
    process = os.fork()
    if process == 0:
        child(job)
    codes.append(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
print(json.dumps(codes))
