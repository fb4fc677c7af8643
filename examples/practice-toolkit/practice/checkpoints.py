"""Checkpoints: real safetensors files with a few small tensors, and the rules for keeping and choosing them."""

import glob
import io
import json
import os
import pickle
import random
import shutil
import struct
import tempfile
import zipfile

_MODULES = ("attn.to_q", "attn.to_k", "attn.to_v", "attn.to_out.0", "img_mlp.net.2", "txt_mlp.net.2")


_DTYPES = {"bf16": "BF16", "bfloat16": "BF16", "fp16": "F16", "float16": "F16"}


def write_safetensors(path, tensors, metadata, dtype="F32"):
    """
    Writes tensors, a mapping from name to (shape, float values), with a metadata of texts. As safetensors 0.8 does it: into a
    `.tmp` file of mode 0600 in the same folder, which is then renamed, so that a half file never has the name.
    """
    header = {"__metadata__": metadata}
    body = bytearray()
    for name, (shape, values) in tensors.items():
        start = len(body)
        body += _packed(values, dtype)
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [start, len(body)]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    handle, unfinished = tempfile.mkstemp(prefix=".tmp", dir=os.path.dirname(path) or ".")
    with os.fdopen(handle, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + body)
    os.replace(unfinished, path)


def _packed(values, dtype):
    if dtype == "F16":
        return struct.pack(f"<{len(values)}e", *values)
    whole = struct.pack(f"<{len(values)}f", *values)
    # BF16 is the upper half of a float.
    return whole if dtype == "F32" else b"".join(whole[at + 2 : at + 4] for at in range(0, len(whole), 4))


def refuse_broken(path):
    """Raises safetensors' words for a file that is cut."""
    if not path.endswith(".safetensors"):
        return
    size = os.path.getsize(path)
    with open(path, "rb") as file:
        start = file.read(8)
        (length,) = struct.unpack("<Q", start) if len(start) == 8 else (0,)
        text = file.read(length) if 0 < length <= size - 8 else b""
    if not text:
        raise RuntimeError("Error while deserializing header: header too small" if size < 8 else "Error while deserializing header: invalid header length")
    ends = [entry["data_offsets"][1] for key, entry in json.loads(text).items() if key != "__metadata__"]
    if 8 + length + max(ends, default=0) != size:
        raise RuntimeError("Error while deserializing header: incomplete metadata, file not fully covered")


def read_metadata(path):
    """The metadata of a safetensors file, JSON texts decoded; empty, with a printed line, when it has none to read."""
    try:
        with open(path, "rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            if length > os.path.getsize(path):
                raise ValueError("header too large")
            texts = json.loads(file.read(length)).get("__metadata__", {})
    except (OSError, ValueError, struct.error) as error:
        print(f"Error loading metadata from {path}: {error}")
        return {}
    return {key: _decoded(text) for key, text in texts.items()}


def write_lora(path, name, step, epoch, seed, base_model, dtype):
    """Writes a LoRA of rank 2 on one block whose numbers depend on the seed and the step alone."""
    numbers = random.Random(f"{seed}:{step}")
    tensors = {}
    for module in _MODULES:
        for half, shape in (("lora_A", (2, 16)), ("lora_B", (16, 2))):
            values = [numbers.gauss(0, 0.02) for _ in range(shape[0] * shape[1])]
            tensors[f"diffusion_model.transformer_blocks.0.{module}.{half}.weight"] = (shape, values)
    metadata = {
        "format": "pt",
        "name": name,
        "training_info": json.dumps({"step": step, "epoch": epoch}),
        "ss_base_model_version": base_model,
        "ss_output_name": name,
        "software": json.dumps({"name": "practice toolkit", "repo": "examples/practice-toolkit"}),
    }
    write_safetensors(path, tensors, metadata, _DTYPES.get(str(dtype), "F32"))


def write_optimizer(path, step, learning_rate):
    """Writes a small zip archive laid out as torch writes one."""
    state = {"state": {0: {"step": step}}, "param_groups": [{"lr": learning_rate, "params": [0]}]}
    memory = io.BytesIO()
    pickle.dump(state, memory, protocol=2)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("optimizer/data.pkl", memory.getvalue())
        archive.writestr("optimizer/byteorder", "little")
        archive.writestr("optimizer/version", "3\n")


def load_optimizer(path):
    """A cut optimizer is reported, and the run goes on without its state."""
    print(f"Loading optimizer state from {path}")
    if not zipfile.is_zipfile(path):
        print(f"Failed to load optimizer state from {path}")
        print("PytorchStreamReader failed reading zip archive: failed finding central directory")


def latest_checkpoint(save_root, name):
    """The newest file or folder by creation time whose name begins with the job's name; None when there is none."""
    paths = {path for ending in (".safetensors", ".pt", "") for path in glob.glob(os.path.join(save_root, f"{name}*{ending}"))}
    for part in ("_LoRA", "_refiner", "_t2i", "_cn"):
        if part not in name:
            paths = {path for path in paths if part not in path}
    return max(paths, key=_age, default=None)


def remove_old_saves(save_root, name, keep):
    """Keeps the newest `keep` numbered saves of each kind."""
    saves = sorted(glob.glob(os.path.join(save_root, f"{name}_*")), key=_age)
    kinds = (
        [path for path in saves if path.endswith(".safetensors")],
        [path for path in saves if path.endswith(".pt")],
        [path for path in saves if os.path.isdir(path) and not path.endswith(".safetensors")],
    )
    for paths in kinds:
        for path in paths[:-keep]:
            print(f"Removing old save: {path}")
            if os.path.isdir(path):
                shutil.rmtree(path)
            else:
                os.remove(path)
            sibling = os.path.splitext(path)[0] + ".yaml"
            if os.path.exists(sibling):
                os.remove(sibling)


def _age(path):
    # A fast practice run saves several times within one tick of the file system's clock; then the name decides, and
    # the final file, which has no number, is the youngest.
    return os.path.getctime(path), not os.path.splitext(path)[0][-9:].isdigit(), path


def _decoded(text):
    try:
        return json.loads(text)
    except ValueError:
        return text
