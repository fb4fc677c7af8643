"""Makes a small random Qwen-Image checkpoint in diffusers' layout, with the user's own diffusers and transformers.

About 1.3 MB and two seconds. Nothing is downloaded. Losses are near 1.7 and samples are noise: it shows the way, not the quality.
"""
import json
import os
import re
import shutil
import tempfile
from importlib import metadata

# Raise it when the checkpoint changes, so that cached ones are made again.
LAYOUT = 1
HIDDEN = 64
SPECIAL_TOKENS = [
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|object_ref_start|>", "<|object_ref_end|>", "<|box_start|>", "<|box_end|>",
    "<|quad_start|>", "<|quad_end|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>", "<|image_pad|>", "<|video_pad|>",
]


def version_of(package):
    """The installed version of a package, or '-'."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "-"


def cached_checkpoint(kind, cache):
    """The folder of a checkpoint of this kind and these versions below `cache`, made where it is absent: (folder, made)."""
    versions = "-".join(f"{name}{version_of(name)}" for name in ("torch", "diffusers", "transformers"))
    folder = os.path.join(cache, re.sub(r"[^\w.-]", "_", f"{kind}-{LAYOUT}-{versions}"))
    if os.path.isfile(os.path.join(folder, "model_index.json")):
        return folder, False
    os.makedirs(cache, exist_ok=True)
    part = tempfile.mkdtemp(prefix="part-", dir=cache)
    try:
        make_checkpoint(kind, part)
        try:
            os.replace(part, folder)
        except OSError:
            # Another rehearsal was faster; anything else is told by the file that is missing.
            if not os.path.isfile(os.path.join(folder, "model_index.json")):
                raise
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder, True


def make_checkpoint(kind, folder):
    """Writes the checkpoint of a kind ('image', or 'edit' with a processor) into an existing folder."""
    import torch

    state = torch.random.get_rng_state()
    torch.manual_seed(0)
    try:
        ids = make_tokenizer(os.path.join(folder, "tokenizer"))
        make_text_encoder(os.path.join(folder, "text_encoder"), ids)
        make_image_parts(folder)
        if kind == "edit":
            make_processor(folder)
    finally:
        torch.random.set_rng_state(state)
    index = {
        "_class_name": "QwenImagePipeline",
        "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
        "text_encoder": ["transformers", "Qwen2_5_VLForConditionalGeneration"],
        "tokenizer": ["transformers", "Qwen2Tokenizer"],
        "transformer": ["diffusers", "QwenImageTransformer2DModel"],
        "vae": ["diffusers", "AutoencoderKLQwenImage"],
    }
    # Written last: its presence says that the checkpoint is complete.
    with open(os.path.join(folder, "model_index.json"), "w", encoding="utf-8") as file:
        json.dump(index, file)


def make_tokenizer(folder):
    """A byte-level BPE of about 1,200 words, which reads any text; returns the ids of the special tokens."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    texts = [
        "Describe the image by detailing the color, shape, size, texture, quantity, text, spatial relationships of the objects and background:",
        "a portrait of a person, natural light, high quality, full body, standing, smiling, photorealistic",
        "system user assistant",
    ]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=1200, special_tokens=SPECIAL_TOKENS, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(texts * 50, trainer)
    os.makedirs(folder, exist_ok=True)
    tokenizer.save(os.path.join(folder, "tokenizer.json"))
    tokenizer.model.save(folder)
    ids = {token: tokenizer.token_to_id(token) for token in SPECIAL_TOKENS}
    added = {
        str(ids[token]): {"content": token, "lstrip": False, "rstrip": False, "normalized": False, "single_word": False, "special": True}
        for token in SPECIAL_TOKENS
    }
    settings = {
        "tokenizer_class": "Qwen2Tokenizer", "model_max_length": 131072, "pad_token": "<|endoftext|>", "eos_token": "<|im_end|>",
        "unk_token": "<|endoftext|>", "additional_special_tokens": SPECIAL_TOKENS, "errors": "replace",
        "clean_up_tokenization_spaces": False, "split_special_tokens": False, "added_tokens_decoder": added,
    }
    with open(os.path.join(folder, "tokenizer_config.json"), "w", encoding="utf-8") as file:
        json.dump(settings, file)
    ids["size"] = tokenizer.get_vocab_size()
    return ids


def make_text_encoder(folder, ids):
    """Qwen2.5-VL with two layers; `mrope_section` sums to half the head's size."""
    import torch
    from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

    sections = [2, 3, 3]
    config = Qwen2_5_VLConfig(
        text_config=dict(
            vocab_size=ids["size"], hidden_size=HIDDEN, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4,
            num_key_value_heads=2, max_position_embeddings=4096,
            rope_parameters={"rope_type": "default", "mrope_section": sections, "rope_theta": 1000000.0},
            rope_scaling={"type": "mrope", "rope_type": "default", "mrope_section": sections},
            bos_token_id=ids["<|endoftext|>"], eos_token_id=ids["<|im_end|>"],
        ),
        vision_config=dict(
            depth=2, hidden_size=32, intermediate_size=64, num_heads=2, out_hidden_size=HIDDEN, patch_size=14, spatial_merge_size=2,
            temporal_patch_size=2, window_size=112, fullatt_block_indexes=[1],
        ),
        image_token_id=ids["<|image_pad|>"], video_token_id=ids["<|video_pad|>"],
        vision_start_token_id=ids["<|vision_start|>"], vision_end_token_id=ids["<|vision_end|>"],
    )
    Qwen2_5_VLForConditionalGeneration(config).to(torch.bfloat16).save_pretrained(folder)


def make_image_parts(folder):
    """Transformer, VAE and scheduler. The rope's dimensions sum to the head's size."""
    import torch
    from diffusers import AutoencoderKLQwenImage, FlowMatchEulerDiscreteScheduler, QwenImageTransformer2DModel

    transformer = QwenImageTransformer2DModel(
        patch_size=2, in_channels=64, out_channels=16, num_layers=2, attention_head_dim=16, num_attention_heads=4,
        joint_attention_dim=HIDDEN, axes_dims_rope=(4, 6, 6),
    )
    transformer.to(torch.bfloat16).save_pretrained(os.path.join(folder, "transformer"))
    vae = AutoencoderKLQwenImage(
        base_dim=2, z_dim=16, dim_mult=[1, 2, 4, 4], num_res_blocks=1, attn_scales=[], temperal_downsample=[False, True, True],
    )
    vae.to(torch.bfloat16).save_pretrained(os.path.join(folder, "vae"))
    scheduler = FlowMatchEulerDiscreteScheduler(shift=1.0, use_dynamic_shifting=True)
    scheduler.save_pretrained(os.path.join(folder, "scheduler"))


def make_processor(folder):
    """The edit archs' processor; transformers 5 refuses to build one without a video processor."""
    import transformers

    tokenizer = transformers.Qwen2Tokenizer.from_pretrained(os.path.join(folder, "tokenizer"))
    parts = {"image_processor": transformers.Qwen2VLImageProcessor(), "tokenizer": tokenizer}
    if hasattr(transformers, "Qwen2VLVideoProcessor"):
        parts["video_processor"] = transformers.Qwen2VLVideoProcessor()
    transformers.Qwen2VLProcessor(**parts).save_pretrained(os.path.join(folder, "processor"))
