"""The practice toolkit: takes ai-toolkit's command line, behaves as it does, and trains nothing."""

import argparse
import atexit
import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from practice.config_file import load_config  # noqa: E402
from practice.job import Job  # noqa: E402
from practice.switches import read_switches  # noqa: E402

NOTICE = "This is the practice toolkit: it prints and writes what ai-toolkit does, and trains nothing."
_RULE = "=" * 40
_RECORDED = ("CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "PYTHONUNBUFFERED", "PYTHONUTF8", "AITK_JOB_ID")


def main():
    print(NOTICE, flush=True)
    arguments = parse_arguments()
    record_start()
    switches = read_switches()
    if arguments.log is not None:
        tee_into(arguments.log)
    configs = arguments.config_file_list
    print(f"Running {len(configs)} job{'' if len(configs) == 1 else 's'}")
    completed = failed = 0
    job = None
    for config in configs:
        try:
            job = Job(load_config(config, arguments.name), switches)
            job.run()
            completed += 1
        except Exception as error:
            print(f"Error running job: {error}")
            failed += 1
            tell_process(job, error)
            if not arguments.recover:
                print_result(completed, failed)
                atexit.register(close_bar, job)
                raise
            close_bar(job)
        except KeyboardInterrupt as interrupt:
            tell_process(job, interrupt)
            if not arguments.recover:
                print("\n".join(("", _RULE, "Job stopped", _RULE)))
                atexit.register(close_bar, job)
                sys.exit(0)
            close_bar(job)


def parse_arguments():
    parser = argparse.ArgumentParser(description=NOTICE)
    parser.add_argument("config_file_list", nargs="+", help="configs to run one after another")
    parser.add_argument("-r", "--recover", action="store_true", help="go on with the next config after a failure")
    parser.add_argument("-n", "--name", help="what to put in place of every [name] tag")
    parser.add_argument("-l", "--log", help="file to write the output to as well")
    return parser.parse_args()


def record_start():
    """Appends how this process was started to the file that PRACTICE_RECORD names, as one line of JSON."""
    path = os.environ.get("PRACTICE_RECORD")
    if not path:
        return
    environment = {name: os.environ.get(name) for name in _RECORDED}
    environment["HF_TOKEN"] = "present" if os.environ.get("HF_TOKEN") else "absent"
    start = {
        "argv": sys.argv,
        "python": sys.executable,
        "cwd": os.getcwd(),
        "env": environment,
        "pid": os.getpid(),
        "startedAt": time.time(),
    }
    with open(path, "a", encoding="utf-8") as file:
        file.write(json.dumps(start) + "\n")


class Tee:
    """Writes to a stream and a file. It has no `fileno` and no `encoding`, which is what makes the bars plain."""

    def __init__(self, stream, file):
        self.stream, self.file = stream, file

    def write(self, text):
        self.stream.write(text)
        self.file.write(text)
        self.file.flush()

    def flush(self):
        self.stream.flush()
        self.file.flush()

    def isatty(self):
        return self.stream.isatty()


def tee_into(path):
    # A bare file name has no folder to make and fails here, as it does in ai-toolkit.
    if not os.path.exists(os.path.dirname(path)):
        os.makedirs(os.path.dirname(path))
    file = open(path, "a")
    file.write(NOTICE + "\n")
    sys.stdout = Tee(sys.stdout, file)
    sys.stderr = Tee(sys.stderr, file)


def tell_process(job, error):
    try:
        job.process[0].on_error(error)
    except Exception as second:
        print(f"Error running on_error: {second}")


def close_bar(job):
    # A bar that an error left open is painted once more at the very end, below the traceback.
    if job is not None:
        for process in job.process:
            if process.bar is not None:
                process.bar.close()


def print_result(completed, failed):
    print("\n".join(("", _RULE, "Result:", f" - {completed} completed job{'' if completed == 1 else 's'}")))
    print(f" - {failed} failure{'' if failed == 1 else 's'}")
    print(_RULE)


if __name__ == "__main__":
    main()
