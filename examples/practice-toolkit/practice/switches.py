"""The environment variables that steer a practice run."""

import os
from dataclasses import dataclass

from .chosen_failure import ChosenFailure, read_chosen_failure

FAILURES = (
    "oom",
    "oom-once",
    "load-oom",
    "nan",
    "spike",
    "missing-controls",
    "crash",
    "kill",
    "hang",
    "failed-quantize",
)


@dataclass(frozen=True)
class Switches:
    """Times are in seconds; `failure` is one of FAILURES or empty and happens at `failure_step` where that applies.

    `chosen` is any other failure, by its words and its phase.
    """

    steps_per_second: float
    load_seconds: float
    sample_seconds: float
    picture_size: int
    failure: str
    failure_step: int
    chosen: ChosenFailure


def read_switches(environment=os.environ):
    """Reads PRACTICE_*; a value that makes no sense raises a ValueError that names the variable."""
    steps_per_second = _number(environment, "PRACTICE_STEPS_PER_SECOND", 20.0)
    if steps_per_second <= 0:
        raise ValueError("PRACTICE_STEPS_PER_SECOND must be above 0")
    failure, _, step = environment.get("PRACTICE_FAIL", "").partition("@")
    if failure and failure not in FAILURES:
        raise ValueError(f"PRACTICE_FAIL must be one of {', '.join(FAILURES)}, perhaps with @STEP, not {failure!r}")
    if step and not step.isdigit():
        raise ValueError(f"PRACTICE_FAIL: {step!r} is no step")
    return Switches(
        steps_per_second=steps_per_second,
        load_seconds=_number(environment, "PRACTICE_LOAD_SECONDS", 60 / steps_per_second),
        sample_seconds=_number(environment, "PRACTICE_SAMPLE_SECONDS", 6 / steps_per_second),
        picture_size=int(_number(environment, "PRACTICE_PICTURE_SIZE", 256)),
        failure=failure,
        failure_step=int(step or 10),
        chosen=read_chosen_failure(environment.get("PRACTICE_FAIL_AS", "")),
    )


def _number(environment, name, default):
    text = environment.get(name, "")
    if not text:
        return default
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{name} must be a number, not {text!r}") from None
