"""Finds, reads and prepares a config as ai-toolkit does."""

import json
import os
import re
from pathlib import Path

from . import plain_yaml

TOOLKIT_ROOT = Path(__file__).resolve().parent.parent
_ENDINGS = (".json", ".jsonc", ".yaml", ".yml")


def load_config(argument, name=None):
    """The config that a command line argument names, its variables and `[name]` tags replaced. Raises ValueError."""
    path = _find(argument)
    text = Path(path).read_text(encoding="utf-8")
    text = re.sub(r"\$\{([^}]+)\}", _variable, text)
    if path.endswith((".json", ".jsonc")):
        config = json.loads(text)
    elif path.endswith((".yaml", ".yml")):
        config = _read_yaml(text)
    else:
        raise ValueError(f"Config file {argument} must be a json or yaml file")
    return _named(config, name)


def _find(argument):
    stored = TOOLKIT_ROOT / "config" / argument
    if not stored.exists():
        for ending in _ENDINGS:
            if os.path.exists(f"{stored}{ending}"):
                return f"{stored}{ending}"
    if os.path.exists(argument):
        return argument
    raise ValueError(f"Could not find config file {argument}")


def _variable(match):
    value = os.environ.get(match.group(1))
    if value is None:
        raise ValueError(f"Environment variable {match.group(1)} not set. Please ensure it's defined before proceeding.")
    return value


def _read_yaml(text):
    if os.environ.get("PRACTICE_PLAIN_YAML") == "1":
        return plain_yaml.load(text)
    try:
        import yaml
    except ImportError:
        return plain_yaml.load(text)

    class Loader(yaml.SafeLoader):
        """Reads 1e-4 as a number, as ai-toolkit's does."""

    exponent = re.compile(r"[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?[eE][-+]?[0-9]+$")
    Loader.add_implicit_resolver("tag:yaml.org,2002:float", exponent, list("-+0123456789"))
    return yaml.load(text, Loader=Loader)


def _named(config, name):
    if "job" not in config:
        raise ValueError("config file must have a job key")
    if "config" not in config:
        raise ValueError("config file must have a config section")
    if "name" not in config["config"] and name is None:
        raise ValueError("config file must have a config.name key")
    tag = config["config"]["name"] if name is None else name
    return json.loads(json.dumps(config).replace("[name]", tag))
