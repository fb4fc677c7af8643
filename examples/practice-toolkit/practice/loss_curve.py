"""A loss that looks like that of a flow-matching LoRA: very noisy, slowly falling, the same for the same seed."""

import math
import random


def loss_at(seed, step, steps):
    """The loss of a 0-based step of a run of `steps`; it does not depend on the steps before, so a resumed run agrees."""
    level = 0.22 + 0.26 * math.exp(-4 * step / max(1, steps))
    chance = random.Random(f"{seed}:{step}")
    return level * math.exp(chance.gauss(-0.06, 0.35))
