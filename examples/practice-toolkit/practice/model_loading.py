"""The lines and bars that stand for loading Qwen-Image and putting a LoRA on it."""

import time

from .progress import track

_BLOCKS = 60
_LORA_MODULES = 840
_TEXT_ENCODER_TENSORS = 729


def load_model(model, switches, channel):
    """Takes about `switches.load_seconds`. Raises like a full GPU when the run is to fail there."""
    share = switches.load_seconds / 100

    def stage(text, parts):
        channel.status("running", text)
        print(text)
        time.sleep(parts * share)

    stage("Loading Qwen Image model", 4)
    stage("Loading transformer", 4)
    for _ in track(range(9), "Loading checkpoint shards", 16 * share):
        pass
    switches.chosen.reach("loading")
    if model.get("quantize"):
        stage("Quantizing Transformer", 2)
        switches.chosen.reach("quantizing")
        _quantize_transformer(model, switches, share)
    if switches.failure == "load-oom":
        raise RuntimeError("CUDA out of memory. Tried to allocate 130.00 MiB. GPU 0 has a total capacity of 23.99 GiB.")
    if model.get("low_vram"):
        stage("Moving transformer to CPU", 4)
    stage("Text Encoder", 2)
    for _ in track(range(_TEXT_ENCODER_TENSORS), "Loading weights", 10 * share):
        pass
    if model.get("quantize_te", model.get("quantize")):
        stage("Quantizing Text Encoder", 12)
    for text in ("Loading VAE", "Making pipe", "Preparing Model", "Model Loaded"):
        stage(text, 2)


def print_network(network):
    rank = network.get("rank") or network.get("linear") or 4
    alpha = network.get("linear_alpha", network.get("alpha", 1.0))
    print(f"create LoRA network. base dim (rank): {rank}, alpha: {alpha}")
    print("neuron dropout: p=None, rank dropout: p=None, module dropout: p=None")
    print("create LoRA for Text Encoder: 0 modules.")
    print(f"create LoRA for U-Net: {_LORA_MODULES} modules.")
    print("enable LoRA for U-Net")


def _quantize_transformer(model, switches, share):
    adapter = str(model.get("qtype", "")).partition("|")[2]
    if switches.failure == "failed-quantize":
        for block in range(3):
            print(f"Failed to quantize transformer_blocks.{block}: CUDA error: no kernel image is available for execution on the device")
    if adapter:
        print(f"Grabbing lora from the hub: {adapter}")
        for _ in track(range(_LORA_MODULES + 6), "Attaching quantization", 36 * share):
            pass
        print(" - quantizing additional layers")
        return
    print(f" - quantizing {_BLOCKS} transformer blocks")
    for _ in track(range(_BLOCKS), "", 34 * share):
        pass
    print(" - quantizing extras")
    time.sleep(2 * share)
