"""A job: its banner and its processes."""

from .trainer import Trainer

_TRAINERS = ("sd_trainer", "diffusion_trainer", "ui_trainer", "textual_inversion_trainer")
_KINDS = ("extract", "train", "mod", "generate", "extension")


class Job:
    """Creates every process at once, so that a config with a bad one fails before anything is loaded."""

    def __init__(self, config, switches):
        kind = config["job"]
        if not kind:
            raise ValueError('config file is invalid. Missing "job" key')
        if kind not in _KINDS:
            raise ValueError(f"Unknown job type {kind}")
        inner = config["config"]
        if "name" not in inner:
            raise ValueError('config file error. Missing "config.name" key')
        self.name = inner["name"]
        if "process" not in inner:
            raise ValueError('config file is invalid. Missing "config.process" key')
        if len(inner["process"]) == 0:
            raise ValueError('config file is invalid. "config.process" must be a list of processes')
        self.process = []
        for index, options in enumerate(inner["process"]):
            if "type" not in options:
                raise ValueError(f'config file is invalid. Missing "config.process[{index}].type" key')
            if kind != "extension" or options["type"] not in _TRAINERS:
                raise ValueError(f"config file is invalid. Unknown process type: {options['type']}")
            self.process.append(Trainer(config, self.name, options, switches))

    def run(self):
        print("")
        print("#############################################")
        print(f"# Running job: {self.name}")
        print("#############################################")
        print("")
        print("")
        print(f"Running  {len(self.process)} process{'' if len(self.process) == 1 else 'es'}")
        for process in self.process:
            process.run()
