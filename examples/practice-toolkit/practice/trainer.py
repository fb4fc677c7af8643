"""One training process, from the printed config to the final samples."""

import json
import math
import os
import signal
import time
import zlib

from . import plain_yaml
from .checkpoints import latest_checkpoint, load_optimizer, read_metadata, refuse_broken, remove_old_saves, write_lora, write_optimizer
from .control_channel import ControlChannel
from .dataset import find_controls, load_dataset, split_resolutions
from .loss_curve import loss_at
from .loss_log import LossLog
from .model_loading import load_model, print_network
from .progress import ProgressBar, track
from .samples import SamplePictures

MISSING_CONTROLS = "Missing control images for QwenImageEditPlusModel"
SPIKE_STEPS = 30


class Trainer:
    """Behaves as ai-toolkit's `sd_trainer` and `diffusion_trainer` do."""

    def __init__(self, job_config, name, options, switches):
        self.name, self.options, self.switches = name, options, switches
        print(json.dumps(options, indent=4))
        self.save_root = os.path.join(options.get("training_folder"), name)
        os.makedirs(self.save_root, exist_ok=True)
        with open(os.path.join(self.save_root, "config.yaml"), "w", encoding="utf-8") as file:
            file.write(plain_yaml.dump(job_config))

        self.train, self.model = self._section("train"), self._section("model")
        self.save_options, self.sample_options = self._section("save"), self._section("sample")
        self.datasets = list(split_resolutions(options.get("datasets") or []))
        self._refuse_bad_options()
        switches.chosen.reach("starting")
        self.steps = int(self.train.get("steps", 1000))
        self.step = self.epoch = self.last_save = 0
        self.seed = options.get("training_seed") or zlib.crc32(name.encode())
        self.cache_text = bool(self.train.get("cache_text_embeddings")) or any(
            dataset.get("cache_text_embeddings") for dataset in self.datasets
        )
        # `arch: NAME:2511` means NAME; the part behind the colon is for ai-toolkit's own interface.
        self.arch = str(self.model.get("arch") or "").partition(":")[0]
        self.samples = self._read_samples()
        self.pictures = SamplePictures(os.path.join(self.save_root, "samples"), self.sample_options, switches.picture_size)
        logging = self._section("logging")
        self.log_every = logging.get("log_every", 100)
        keeps_log = logging.get("use_ui_logger") and not logging.get("use_wandb")
        self.loss_log = LossLog(os.path.join(self.save_root, "loss_log.db")) if keeps_log else None
        self.bar = None
        self.ooms = 0
        if (self.train.get("ema_config") or {}).get("use_ema"):
            print("Using EMA")
        self.channel = ControlChannel(options.get("type"), options)

    def run(self):
        self.channel.raise_if_stopped()
        self.channel.status("running", "Loading model")
        load_model(self.model, self.switches, self.channel)
        print_network(self._section("network"))
        self._resume()
        self.switches.chosen.reach("network")
        self.channel.raise_if_stopped()
        self.channel.status("running", "Loading dataset")
        batch_size = int(self.train.get("batch_size", 1))
        needs_control = self.arch == "qwen_image_edit_plus"
        loaded = [load_dataset(options, self.cache_text, needs_control, self.switches.chosen) for options in self.datasets]
        batches = sum(dataset.batches(batch_size) for dataset in loaded)
        self.steps_per_epoch = max(1, batches / int(self.train.get("gradient_accumulation") or 1))
        self.last_save = self.step
        self.channel.raise_if_stopped()
        self.channel.step(self.step)
        self.channel.status("running", "Training")
        if self.cache_text or self.train.get("unload_text_encoder"):
            self._unload_text_encoder()
        self._sample_before_training()
        self._loop()
        self.bar.close()
        self._save(None)
        self.switches.chosen.reach("finishing")
        if not self.train.get("disable_sampling"):
            self._sample(self.step)
        print("")
        if self.loss_log:
            self.loss_log.close()
        self.channel.status("completed", "Training completed")

    def on_error(self, error):
        if isinstance(error, KeyboardInterrupt):
            self.channel.status("stopped", "Job stopped")
            if self.channel.active and self.bar:
                self.bar.open = False
        elif not self.channel.stopping:
            self.channel.status("error", str(error))
        self.channel.step(self.last_save)

    def _section(self, name):
        return self.options.get(name) or {}

    def _refuse_bad_options(self):
        if "model" in self.options and not self.model.get("name_or_path"):
            raise ValueError("name_or_path must be specified")
        save_format = self.save_options.get("save_format", "safetensors")
        if save_format not in ("safetensors", "diffusers"):
            raise ValueError(f"save_format must be safetensors or diffusers, got {save_format}")
        if self.train.get("gradient_accumulation", 1) > 1 and self.train.get("gradient_accumulation_steps", 1) != 1:
            raise ValueError("gradient_accumulation and gradient_accumulation_steps are mutually exclusive")

    def _read_samples(self):
        listed = self.sample_options.get("samples")
        if listed is None:
            listed = [{"prompt": prompt} for prompt in self.sample_options.get("prompts") or []]
        trigger = self.options.get("trigger_word")
        samples = []
        for sample in listed:
            if sample.get("prompt") is not None:
                prompt = sample["prompt"].replace("[trigger]", trigger) if trigger else sample["prompt"]
                samples.append({**sample, "prompt": prompt})
        return samples

    def _resume(self):
        path = latest_checkpoint(self.save_root, self.name)
        pretrained = self._section("network").get("pretrained_lora_path")
        if not path and pretrained and os.path.exists(pretrained):
            path = pretrained
            print(f"Using pretrained lora path from config: {path}")
        if path:
            print(f"#### IMPORTANT RESUMING FROM {path} ####")
            print(f"Loading from {path}")
            self.switches.chosen.reach("network")
            refuse_broken(path)
            print("Missing keys: []")
            info = {} if path == pretrained else read_metadata(path).get("training_info") or {}
            if "step" in info and self.train.get("start_step") is None:
                self.step, self.epoch = info["step"], info.get("epoch", 0)
                print(f"Found step {self.step} in metadata, starting from there")
        if self.train.get("start_step") is not None:
            self.step = int(self.train["start_step"])
        optimizer = os.path.join(self.save_root, "optimizer.pt")
        if os.path.exists(optimizer):
            load_optimizer(optimizer)
            print("Updating optimizer LR from params")

    def _unload_text_encoder(self):
        print("Caching embeddings and unloading text encoder")
        if self.train.get("train_text_encoder"):
            raise ValueError("Cannot unload text encoder if training text encoder")
        for sample in self.samples:
            self._check_sample_controls(sample)
        print("\n***** UNLOADING TEXT ENCODER *****")
        if self.cache_text:
            print("Embeddings cached to disk. We dont need the text encoder anymore")
        else:
            print("This will train only with a blank prompt or trigger word, if set")
            print("If this is not what you want, remove the unload_text_encoder flag")
        print("***********************************")
        print("")

    def _check_sample_controls(self, sample):
        keys = ("ctrl_img", "ctrl_img_1", "ctrl_img_2", "ctrl_img_3")
        controls = [sample[key] for key in keys if sample.get(key)]
        if controls and self.arch == "qwen_image":
            raise NotImplementedError("Control image generation is not supported in Qwen Image model... yet")
        if self.switches.failure == "missing-controls" or (self.arch == "qwen_image_edit_plus" and not controls):
            raise ValueError(MISSING_CONTROLS)
        for path in controls:
            open(path, "rb").close()

    def _sample_before_training(self):
        if self.train.get("skip_first_sample") or self.train.get("disable_sampling"):
            print("Skipping first sample due to config setting")
        elif self.step <= 1 or self.train.get("force_first_sample"):
            print("Generating baseline samples before training")
            self.switches.chosen.reach("baseline")
            self._sample(self.step)

    def _loop(self):
        first = self.step
        save_every = self.save_options.get("save_every", 1000)
        sample_every = self.sample_options.get("sample_every", 100)
        sample_start = self.sample_options.get("sample_start_step") or 0
        report_every = self.options.get("performance_log_every") or 0
        self.bar = ProgressBar(self.steps, self.name, first, smoothing=0.7)
        due = time.monotonic()
        for step in range(first, self.steps):
            self.step = step
            loss = self._train_step(step)
            due = max(due + 1 / self.switches.steps_per_second, time.monotonic())
            time.sleep(max(0.0, due - time.monotonic()))
            rate = 0.0 if loss is None else self._learning_rate(step)
            if loss is not None:
                self.bar.set_postfix(f"lr: {rate:.1e} loss: {loss:.3e}")
            if step != first:
                if save_every and step % save_every == 0:
                    self._while_paused(f"\nSaving at step {step}", lambda: self._save(self.step))
                sampling = not self.train.get("disable_sampling") and step >= sample_start
                if sampling and sample_every and step % sample_every == 0:
                    self._while_paused(None, lambda: self._sample(self.step))
                if self.loss_log and (self.log_every is None or (self.log_every and step % self.log_every == 0)):
                    values = {"learning_rate": rate}
                    self.loss_log.add(step, values if loss is None else values | {"loss/loss": loss})
                if report_every and step % report_every == 0:
                    self._report_speed(report_every)
                due = max(due, time.monotonic())
            self.bar.advance_to(step + 1)
            self.step = step + 1
            self.epoch = int(self.step / self.steps_per_epoch)
            self._obey_channel()

    def _train_step(self, step):
        failure, at = self.switches.failure, self.switches.failure_step
        self.switches.chosen.reach("training")
        if step == 0 and self.arch == "qwen_image_edit_plus" and not self.cache_text:
            for options in self.datasets:
                folder = options.get("folder_path") or options.get("dataset_path")
                pictures = [name for name in os.listdir(folder) if name.lower().endswith((".png", ".jpg", ".jpeg", ".webp"))]
                if not all(find_controls(options, name) for name in pictures):
                    raise ValueError(MISSING_CONTROLS)
        if failure == "crash" and step == at:
            raise RuntimeError("CUDA error: an illegal memory access was encountered")
        if failure == "kill" and step == at:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
        if failure == "hang" and step == at:
            while True:
                time.sleep(3600)
        if (failure == "oom" and step >= at) or (failure == "oom-once" and step == at):
            self._report_oom()
            return None
        self.ooms = 0
        if failure == "nan" and step >= at:
            print("loss is nan")
            return 0.0
        loss = loss_at(self.seed, step, self.steps)
        return loss * 5 if failure == "spike" and at <= step < at + SPIKE_STEPS else loss

    def _report_oom(self):
        self.ooms += 1
        if self.ooms > 3:
            raise RuntimeError("OOM during training step 3 times in a row, aborting training")
        print("")
        print("################################################")
        print(f"# OOM during training step, skipping batch {self.ooms}/3 #")
        print("################################################")
        print("")

    def _learning_rate(self, step):
        rate = float(self.train.get("lr", 1e-6))
        if str(self.train.get("lr_scheduler", "constant")).startswith("cosine"):
            rate *= 0.5 * (1 + math.cos(math.pi * step / max(1, self.steps)))
        return rate

    def _while_paused(self, line, action):
        self.bar.pause()
        if line is not None:
            print(line)
        action()
        self.bar.resume()

    def _obey_channel(self):
        if not self.channel.active:
            return
        self.channel.step(self.step)
        self.channel.raise_if_stopped()
        if self.channel.take_save():
            self._while_paused(f"\nSaving at step {self.step}", lambda: self._save(self.step))
        if self.channel.take_sample():
            self._while_paused(f"\nSampling at step {self.step}", lambda: self._sample(self.step))

    def _report_speed(self, steps):
        seconds = 1 / self.bar.rate if self.bar.rate else 0.0
        if os.environ.get("IS_AI_TOOLKIT_UI") != "1":
            print(f"\nTimer '{self.name} Timer':")
            print(f" - {seconds:.4f}s avg - train_loop, num = {min(10, steps)}")
            print("")
        if self.bar.rate:
            self.channel.speed(self.bar.rate)

    def _save(self, step):
        self.channel.raise_if_stopped()
        self.channel.status("running", "Saving model")
        if step is not None:
            self.last_save = step
            self.switches.chosen.reach("saving")
        number = "" if step is None else f"_{step:09d}"
        path = os.path.join(self.save_root, f"{self.name}{number}.safetensors")
        write_lora(path, self.name, self.step, self.epoch, self.seed, self.arch or "sd1", self.save_options.get("dtype", "float16"))
        print(f"Saved checkpoint to {path}")
        optimizer = os.path.join(self.save_root, "optimizer.pt")
        write_optimizer(optimizer, self.step, self._learning_rate(self.step))
        print(f"Saved optimizer to {optimizer}")
        remove_old_saves(self.save_root, self.name, int(self.save_options.get("max_step_saves_to_keep", 5)))
        self.channel.raise_if_stopped()
        self.channel.status("running", "Training")

    def _sample(self, step):
        self.channel.raise_if_stopped()
        count = len(self.samples)
        self.channel.status("running", f"Generating images - 0/{count}")
        for sample in self.samples:
            self._check_sample_controls(sample)
        seed = self.sample_options.get("seed", 0)
        numbered = list(enumerate(self.samples))
        for index, sample in track(numbered, "Generating Samples", self.switches.sample_seconds * count):
            if self.bar is not None:
                self.switches.chosen.reach("sampling")
            self.pictures.write(step, index, sample["prompt"], seed, min(1.0, step / max(1, self.steps)))
            self.channel.raise_if_stopped()
            self.channel.status("running", f"Generating images - {index + 1}/{count}")
        print("")
        self.channel.raise_if_stopped()
        self.channel.status("running", "Training")
