"""Starts the user's ai-toolkit on a rehearsal's configs, with the toolkit's own Python.

usage: rehearse.py JOB.json       (standard input stays open as long as the rehearsal may live)

What ai-toolkit prints goes to standard output, stderr included, in its order. Lines that begin with `::rehearsal::` are ours:
one JSON object each, with `event`. JOB.json is written by cli/src/rehearse; its shape is `RehearsalJob` there.
"""
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time
import traceback

# Nothing is written beside this program.
sys.dont_write_bytecode = True
import tiny_checkpoint  # noqa: E402

sys.dont_write_bytecode = "PYTHONDONTWRITEBYTECODE" in os.environ

MARK = "::rehearsal::"
RUNNING = []


def say(event, **facts):
    """Prints an event on a line of its own, also behind a bar that has no line end."""
    sys.stdout.flush()
    os.write(1, f"\n{MARK}{json.dumps({'event': event, **facts})}\n".encode())


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    os.dup2(1, 2)
    watch_parent(job)
    os.chdir(job["cwd"])
    sys.path[0] = job["toolkit"]
    device = choose_device(job)
    imported = fork_is_safe(device) and import_toolkit()
    # A process that has computed with threads must not be forked; so it is done in a child.
    if in_child(lambda: 0 if make_checkpoints(job) else 1) != 0:
        return 2
    if in_child(lambda: 0 if try_parts(job, device) else 1) != 0:
        return 1
    for number, config in enumerate(job["configs"][device], 1):
        say("start", start=number)
        code = in_child(lambda: run_here(config)) if imported else run_anew(job["toolkit"], config)
        say("end", start=number, code=code)
        if code != 0:
            return 1
    say("output", **written(job["output"]))
    return 0


def watch_parent(job):
    """Ends everything and removes the temporary folder when standard input closes: a cancel, or the end of who started us."""
    if hasattr(os, "fork"):
        group = os.getpgrp()
        if os.fork() == 0:
            os.setpgid(0, 0)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            while os.read(0, 4096):
                pass
            end_group(group)
            remove_folder(job)
            os._exit(0)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        return

    def wait():
        while os.read(0, 4096):
            pass
        for process in RUNNING:
            process.kill()
        remove_folder(job)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def end_group(group):
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


def remove_folder(job):
    """A killed process may have been writing; a second try finds what it left."""
    for _ in range(20):
        if not job["remove"]:
            return
        shutil.rmtree(job["remove"], ignore_errors=True)
        if not os.path.exists(job["remove"]):
            return
        time.sleep(0.1)


def choose_device(job):
    """'cpu' or 'cuda', and what PyTorch says of itself. A PyTorch that cannot be imported is left for ai-toolkit to report."""
    versions = {name: tiny_checkpoint.version_of(name) for name in ("torch", "diffusers", "transformers")}
    device, name = "cpu", None
    if job["device"] != "cpu":
        try:
            # Without it, asking would start CUDA in this process.
            os.environ.setdefault("PYTORCH_NVML_BASED_CUDA_CHECK", "1")
            import torch

            if torch.cuda.is_available():
                device = "cuda"
        except Exception:
            pass
    if device == "cpu" and job["device"] == "cuda":
        device = "cuda"
    say("device", device=device, name=name, python=sys.version.split()[0], trainer=toolkit_version(job["toolkit"]), **versions)
    if device == "cpu":
        os.environ["CUDA_VISIBLE_DEVICES"] = ""
    return device


def toolkit_version(toolkit):
    try:
        with open(os.path.join(toolkit, "version.py"), encoding="utf-8") as file:
            found = re.search(r"VERSION\s*=\s*[\"']([^\"']+)", file.read())
            return found.group(1) if found else None
    except OSError:
        return None


def fork_is_safe(device):
    """CUDA and macOS' frameworks do not survive a fork; there each start is a process of its own."""
    return hasattr(os, "fork") and sys.platform.startswith("linux") and device == "cpu"


def import_toolkit():
    """Imports ai-toolkit once for both starts. False where that fails: the start then shows how it fails."""
    saved = os.dup(1)
    null = os.open(os.devnull, os.O_WRONLY)
    sys.stdout.flush()
    try:
        os.dup2(null, 1)
        os.dup2(null, 2)
        sys.argv = ["run.py"]
        import run
        from toolkit.extension import get_all_extensions_process_dict

        get_all_extensions_process_dict()
        import gc

        gc.collect()
        # Otherwise each start copies the whole heap.
        gc.freeze()
        return run is not None
    except BaseException:
        return False
    finally:
        sys.stdout.flush()
        os.dup2(saved, 1)
        os.dup2(saved, 2)
        os.close(saved)
        os.close(null)


def make_checkpoints(job):
    """Makes or copies the small checkpoints. False after saying why that is impossible."""
    for checkpoint in job["checkpoints"]:
        kind = checkpoint["kind"]
        if kind == "image2":
            if toolkit_knows(job["toolkit"], "qwen_image_2"):
                say("impossible", message="A small checkpoint for qwen_image_2 cannot be made yet.")
                return False
            kind = "image"
        began = time.time()
        try:
            folder, made = tiny_checkpoint.cached_checkpoint(kind, job["cache"])
            shutil.copytree(folder, checkpoint["folder"], dirs_exist_ok=True)
        except ImportError:
            # ai-toolkit imports the same classes; its start shows what is missing.
            os.makedirs(checkpoint["folder"], exist_ok=True)
            continue
        except Exception as error:
            traceback.print_exc()
            say("impossible", message=f"The small checkpoint could not be made: {type(error).__name__}: {error}")
            return False
        say("checkpoint", kind=kind, made=made, seconds=round(time.time() - began, 1))
    return True


def toolkit_knows(toolkit, arch):
    """Whether a model class of this checkout names the arch."""
    for folder in ("extensions_built_in", "extensions"):
        for root, _, files in os.walk(os.path.join(toolkit, folder)):
            for name in files:
                if not name.endswith(".py"):
                    continue
                try:
                    with open(os.path.join(root, name), encoding="utf-8", errors="replace") as file:
                        if re.search(rf"^\s+arch\s*(?::\s*str\s*)?=\s*[\"']{arch}[\"']", file.read(), re.M):
                            return True
                except OSError:
                    continue
    return False


def try_parts(job, device):
    """Imports what is switched off here, and builds optimizers that this device cannot run. False after printing a failure."""
    try:
        for name in job["imports"]:
            __import__(name)
        for trial in job["optimizers"][device]:
            import torch
            from toolkit.optimizer import get_optimizer

            parameter = torch.nn.Parameter(torch.zeros(4, 4))
            get_optimizer([{"params": [parameter]}], trial["type"], trial["lr"], dict(trial["params"] or {}))
        return True
    except Exception as error:
        say("part", start=1)
        print(f"Error running job: {error}", flush=True)
        traceback.print_exc()
        sys.stderr.flush()
        say("end", start=1, code=1)
        return False


def in_child(work):
    """Does `work` in a copy of this process and gives its exit code; without fork, in this one."""
    if not (hasattr(os, "fork") and sys.platform.startswith("linux")):
        return work()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = work()
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def run_here(config):
    """One start of run.py in a copy of the process that has imported everything."""
    sys.argv = ["run.py", config]
    sys.stdout = os.fdopen(1, "w", buffering=1, closefd=False, encoding="utf-8", errors="backslashreplace")
    sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False, encoding="utf-8", errors="backslashreplace")
    signal.signal(signal.SIGINT, signal.default_int_handler)
    code = 0
    try:
        import run

        run.main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def run_anew(toolkit, config):
    """One start of run.py as a process of its own, as a user starts it; negative codes are signals."""
    process = subprocess.Popen([sys.executable, os.path.join(toolkit, "run.py"), config], stdin=subprocess.DEVNULL)
    RUNNING[:] = [process]
    return process.wait()


def written(output):
    """What the trainer left: checkpoints, samples, and the keys of the newest LoRA."""
    checkpoints, samples, newest = [], [], None
    for root, _, files in os.walk(output):
        for name in sorted(files):
            path = os.path.join(root, name)
            if name.endswith(".safetensors"):
                checkpoints.append(os.path.relpath(path, output))
                if newest is None or os.path.getmtime(path) > os.path.getmtime(newest):
                    newest = path
            elif os.path.basename(root) == "samples":
                samples.append(os.path.relpath(path, output))
    return {"checkpoints": checkpoints, "samples": samples, "loraKeys": keys_of(newest)}


def keys_of(path):
    """How many tensors a safetensors file names in its header; 0 where it cannot be read."""
    try:
        with open(path, "rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(min(length, 64 * 1024 * 1024)))
            return len([key for key in header if key != "__metadata__"])
    except (OSError, TypeError, ValueError, struct.error):
        return 0


if __name__ == "__main__":
    sys.exit(main())
