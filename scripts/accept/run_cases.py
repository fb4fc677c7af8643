"""Imports ai-toolkit once, then starts it on each case in a copy of this process (Linux, CPU).

usage: run_cases.py TOOLKIT REHEARSAL CACHE      (cases come as JSON lines on standard input; see trainer-batch.ts)
Everything that a case prints goes to standard output, between the `start` and `end` lines of rehearse.py.
"""
import hashlib
import json
import os
import random
import shutil
import signal
import struct
import sys

sys.dont_write_bytecode = True
toolkit, rehearsal, cache = (os.path.abspath(path) for path in sys.argv[1:4])
sys.path.insert(0, rehearsal)
import rehearse  # noqa: E402
import tiny_checkpoint  # noqa: E402

sys.path[0] = toolkit


def main():
    os.dup2(1, 2)
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    os.chdir(toolkit)
    ready = rehearse.import_toolkit()
    if ready:
        tell_values()
    rehearse.say("imported", ready=ready, version=rehearse.toolkit_version(toolkit))
    if not ready:
        return 2
    for line in sys.stdin:
        case = json.loads(line)
        rehearse.say("case", id=case["id"])
        code = rehearse.in_child(lambda: run_case(case))
        rehearse.say("done", id=case["id"], code=code, **left_behind(case["output"]))
    return 0


def tell_values():
    """Lets each training process print the values that its config classes end with, when it ends."""
    from jobs.process.BaseSDTrainProcess import BaseSDTrainProcess

    original = BaseSDTrainProcess.run

    def run(self):
        try:
            return original(self)
        finally:
            rehearse.say("values", values=values_of(self))

    BaseSDTrainProcess.run = run
    # SDTrainer and the others inherit it, so one place is enough.


def values_of(process):
    """Plain values of the config objects, by the section's name in the config."""
    sections = {name: getattr(process, f"{name}_config", None) for name in ("train", "model", "save", "sample", "network", "logging")}
    found = {name: plain_attributes(section) for name, section in sections.items() if section is not None}
    found["datasets"] = [plain_attributes(dataset) for dataset in process.dataset_configs]
    return found


def plain_attributes(section):
    return {key: value for key, value in vars(section).items() if is_plain(value)}


def is_plain(value, depth=0):
    if isinstance(value, (list, tuple)):
        return depth < 3 and len(value) <= 100 and all(is_plain(item, depth + 1) for item in value)
    if isinstance(value, dict):
        return depth < 3 and len(value) <= 100 and all(isinstance(key, str) and is_plain(item, depth + 1) for key, item in value.items())
    return value is None or isinstance(value, (bool, int, float, str))


def run_case(case):
    """The starts of one case, each in a child that is killed when its time is over."""
    for checkpoint in case["checkpoints"]:
        rehearse.in_child(lambda: 0 if tiny_checkpoint.cached_checkpoint(checkpoint["kind"], cache) else 1)
        folder, _ = tiny_checkpoint.cached_checkpoint(checkpoint["kind"], cache)
        shutil.copytree(folder, checkpoint["folder"], dirs_exist_ok=True)
    os.chdir(case["cwd"])
    for number, config in enumerate(case["configs"], 1):
        rehearse.say("start", start=number)
        code = rehearse.in_child(lambda: timed(config, case["timeout"]))
        rehearse.say("end", start=number, code=code)
        if code != 0:
            return 1
    return 0


def timed(config, seconds):
    os.setsid()

    def end(*_):
        os.write(1, b"\nTimeoutError: the case took too long\n")
        os.killpg(os.getpgrp(), signal.SIGKILL)

    signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)
    seed_all()
    return rehearse.run_here(config)


def seed_all():
    """The same random numbers in each case: two runs that differ in nothing that matters save the same LoRA."""
    import numpy
    import torch

    random.seed(42)
    numpy.random.seed(42)
    torch.manual_seed(42)


def left_behind(output):
    """What a case left: each LoRA's hash and how far it was trained, and the hashes of its samples."""
    loras, samples = {}, {}
    for root, _, files in os.walk(output):
        for name in sorted(files):
            path = os.path.join(root, name)
            relative = os.path.relpath(path, output)
            if name.endswith(".safetensors"):
                loras[relative] = lora_facts(path)
            elif os.path.basename(root) == "samples":
                # The name begins with the time.
                samples[name.split("__", 1)[-1]] = sample_facts(path)
    return {"loras": loras, "samples": samples}


def sample_facts(path):
    """The size in pixels, then the hash."""
    from PIL import Image

    with Image.open(path) as image:
        size = f"{image.width}x{image.height}"
    with open(path, "rb") as file:
        return f"{size} {hashlib.sha256(file.read()).hexdigest()[:16]}"


def lora_facts(path):
    """The hash of the tensors without the header's texts, which hold times and versions, and the size of what training adds."""
    try:
        with open(path, "rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(length))
            tensors = {key: value for key, value in header.items() if key != "__metadata__"}
            hashed = hashlib.sha256(json.dumps(tensors, sort_keys=True).encode() + file.read()).hexdigest()
        from safetensors.torch import load_file

        # The second matrix of each pair begins at zero.
        up = [tensor.float().abs().sum().item() for key, tensor in load_file(path).items() if "lora_B" in key or "lora_up" in key]
        return {"hash": hashed[:16], "trained": sum(up) if up else None, "tensors": len(tensors)}
    except Exception as error:
        return {"hash": f"unreadable: {type(error).__name__}", "trained": None, "tensors": 0}


if __name__ == "__main__":
    sys.exit(main())
