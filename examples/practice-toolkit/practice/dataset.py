"""Scans dataset folders: sizes, buckets, caches, control images."""

import hashlib
import json
import math
import os
import struct
import traceback
from dataclasses import dataclass, field

from .checkpoints import write_safetensors
from .progress import track

_ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
_DIVISOR = 32


@dataclass
class Dataset:
    """One dataset at one resolution."""

    path: str
    files: list = field(default_factory=list)
    buckets: dict = field(default_factory=dict)

    def batches(self, batch_size):
        return sum(math.ceil(count / batch_size) for count in self.buckets.values())


def split_resolutions(datasets):
    """One entry per dataset and resolution; a list of resolutions stands for as many datasets."""
    for options in datasets:
        resolution = options.get("resolution", 512)
        for one in resolution if isinstance(resolution, list) else [resolution]:
            yield options | {"resolution": one}


def load_dataset(options, cache_text, needs_control, chosen):
    """Prints what a dataset's loading prints and writes its side files. Raises as ai-toolkit does."""
    path = options.get("dataset_path") or options.get("folder_path")
    files = _list_images(path) * max(1, int(options.get("num_repeats") or 1))
    print(f"Dataset: {path}")
    print("  -  Preprocessing image dimensions")
    chosen.reach("dataset")
    dataset = Dataset(path)
    sizes = _measure(path, files, dataset)
    print(f"  -  Found {len(dataset.files)} images")
    if not dataset.files:
        raise AssertionError(f"no images found in {path}")
    for axis in ("x", "y"):
        if options.get(f"flip_{axis}"):
            print(f"  -  adding {axis} axis flips")
            dataset.files += dataset.files
    if options.get("flip_x") or options.get("flip_y"):
        print(f"  -  Found {len(dataset.files)} images after adding flips")
    for file in dataset.files:
        size = bucket_size(*sizes[file], int(options["resolution"]))
        dataset.buckets[size] = dataset.buckets.get(size, 0) + 1
    print(f"Bucket sizes for {path}:")
    for (width, height), count in dataset.buckets.items():
        print(f"{width}x{height}: {count} files")
    print(f"{len(dataset.buckets)} buckets made")

    on_disk = options.get("cache_latents_to_disk")
    if on_disk or options.get("cache_latents"):
        print(f"Caching latents for {path}")
        print(" - Saving latents to disk" if on_disk else " - Keeping latents in memory")
        chosen.reach("caching")
        for file in track(dataset.files, "Caching latents to disk" if on_disk else "Caching latents"):
            if on_disk:
                _cache(file, "_latent_cache", f"{options['resolution']}:{sizes[file]}")
    if cache_text:
        print(f"Caching text_embeddings for {path}")
        print(" - Saving text embeddings to disk")
        for file in track(dataset.files, "Caching text embeddings to disk"):
            controls = find_controls(options, file)
            if needs_control and not controls:
                raise ValueError("Missing control images for QwenImageEditPlusModel")
            _cache(file, "_t_e_cache", f"{read_caption(options, file)}:{controls}")
    return dataset


def bucket_size(width, height, resolution):
    """The bucket of a picture: about resolution² pixels, never more than the picture's own, sides divisible by 32."""
    scale = math.sqrt(min(width * height, resolution**2) / (width * height))
    columns, rows = width * scale / _DIVISOR, height * scale / _DIVISOR
    candidates = [
        (x * _DIVISOR, y * _DIVISOR)
        for x in (math.floor(columns), math.ceil(columns))
        for y in (math.floor(rows), math.ceil(rows))
        if x > 0 and y > 0 and x * y * _DIVISOR**2 <= resolution**2
    ]
    if not candidates:
        return max(_DIVISOR, math.floor(columns) * _DIVISOR), max(_DIVISOR, math.floor(rows) * _DIVISOR)
    target = min(width * height, resolution**2)
    return min(candidates, key=lambda size: abs(size[0] * size[1] - target))


def find_controls(options, file):
    """The control images that go with a picture: per control folder the file of the same stem, where there is one."""
    numbered = [options.get(f"control_path_{i}") for i in (1, 2, 3)]
    folders = [folder for folder in numbered if folder] or options.get("control_path") or []
    folders = [folders] if isinstance(folders, str) else folders
    stem = os.path.splitext(os.path.basename(file))[0]
    found = []
    for folder in folders:
        paths = (os.path.join(folder, stem + ending) for ending in _ENDINGS)
        found += [path for path in paths if os.path.exists(path)][:1]
    return found


def read_caption(options, file):
    ending = options.get("caption_ext") or "txt"
    path = os.path.splitext(file)[0] + (ending if ending.startswith(".") else f".{ending}")
    if os.path.exists(path):
        with open(path, encoding="utf-8") as caption:
            text = caption.read().strip()
        if text:
            return text
    return options.get("default_caption") or ""


def _list_images(path):
    if not os.path.isdir(path):
        # A path that is no folder is taken for a JSON file that lists the pictures.
        with open(path, encoding="utf-8") as file:
            return list(json.load(file))
    files = []
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if os.path.basename(folder) != "_controls":
            shown = (name for name in sorted(names) if not name.startswith("."))
            files += [os.path.join(folder, name) for name in shown if name.lower().endswith(_ENDINGS)]
    return files


def _measure(path, files, dataset):
    root = path if os.path.isdir(path) else os.path.dirname(path)
    index_path = os.path.join(root, ".aitk_size.json")
    index = {"__version__": "0.1.2"}
    sizes = {}
    for file in track(files):
        try:
            status = os.stat(file)
            if file not in sizes:
                sizes[file] = picture_size(file)
            index[file.replace(root, "")] = [*sizes[file], f"{status.st_size}:{int(status.st_mtime)}"]
            dataset.files.append(file)
        except (OSError, ValueError, struct.error) as error:
            print(traceback.format_exc())
            print(f"Error processing image: {file}")
            print(error)
    with open(index_path, "w", encoding="utf-8") as index_file:
        json.dump(index, index_file)
    return sizes


def picture_size(path):
    """Width and height in pixels from the header of a PNG, JPEG or WebP file; raises ValueError for anything else."""
    with open(path, "rb") as file:
        data = file.read(1 << 20)
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return struct.unpack(">II", data[16:24])
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        if data[12:16] == b"VP8X":
            return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
        if data[12:16] == b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    at = 2
    while data[:2] == b"\xff\xd8" and at + 9 < len(data):
        marker, length = struct.unpack(">HH", data[at : at + 4])
        if 0xFFC0 <= marker <= 0xFFCF and marker not in (0xFFC4, 0xFFC8, 0xFFCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    raise ValueError(f"cannot identify image file '{path}'")


def _cache(file, folder, key):
    digest = hashlib.sha256(f"{os.path.basename(file)}:{key}".encode()).hexdigest()[:22]
    stem = os.path.splitext(os.path.basename(file))[0]
    target = os.path.join(os.path.dirname(file), folder, f"{stem}_{digest}.safetensors")
    if not os.path.exists(target):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        write_safetensors(target, {"practice": ((4,), [0.0, 0.0, 0.0, 0.0])}, {"format": "pt"})
