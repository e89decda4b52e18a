"""Photons and missing pixels from the first step on: noisy against clean targets, in colour.

The four networks of one seed take about half an hour on one core with bfloat16.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dlc_support.corruptions import Corruption, ZeroMask
from dlc_support.evaluation import Identity
from dlc_support.models import UNet
from dlc_support.objectives import Denoising, Noise2Noise
from dlc_support.provenance import describe_data
from dlc_support.recipes.restoration import noise2noise_runs as runs
from dlc_support.recipes.restoration.noise2noise_losses import BERNOULLI, INPUT, POISSON
from dlc_support.recipes.restoration.noise2noise_runs import CLEAN, NOISY, PSNR
from dlc_support.tables import Network, Networks, Recipe, Rows, Seed, beats, cell

TESTED: Mapping[str, Corruption] = {"Poisson": POISSON, "Bernoulli": BERNOULLI}
GAP = "noisy minus clean targets"
OBJECTIVES: Mapping[tuple[str, str], Denoising | Noise2Noise] = {
    ("Poisson", NOISY): Noise2Noise(POISSON, loss="mse"),
    ("Poisson", CLEAN): Denoising(POISSON, loss="mse"),
    # The missing pixels of a target are left out of the loss.
    ("Bernoulli", NOISY): Noise2Noise(
        BERNOULLI, loss="mse", target_corruption=ZeroMask(BERNOULLI.p), masked=True
    ),
    ("Bernoulli", CLEAN): Denoising(BERNOULLI, loss="mse"),
}
NETWORKS = Networks(
    "noise2noise_poisson_bernoulli",
    {
        name: Network(lambda _: UNet(3), objective, betas=(0.9, 0.99), ema="ema")
        for name, objective in OBJECTIVES.items()
    },
)


@dataclass(frozen=True)
class Config(runs.Spent):
    """Settings of the table beyond a run's own."""

    test: int = 24  # test photographs, the first ones


def run(seed: Seed) -> Rows:
    """The numbers of each network and of its input, and the difference on the same pictures."""
    parts, number = runs.sets(3), seed.number
    test = parts.test.take(seed.config.test)
    rows = {}
    for kind, noise in TESTED.items():
        found = {INPUT: runs.scored(Identity(), test, seed=number, noise=noise)}
        for targets in (NOISY, CLEAN):
            network = trained(seed, (kind, targets), parts)
            found[targets] = runs.scored(network, test, seed=number, noise=noise)
        rows |= {(kind, row): runs.numbers(scores, number) for row, scores in found.items()}
        rows[kind, GAP] = runs.numbers(found[NOISY], number, minus=found[CLEAN])
    return rows


def trained(seed: Seed, name: tuple[str, str], parts: runs.Sets) -> UNet:
    """A network of `OBJECTIVES`, with its last weights."""
    return runs.trained(seed, name, parts, TESTED[name[0]])


PROTOCOL = (
    "Pictures: ours are crops of 500x500 pixels of Kodak's photographs, the source's are whole.",
    f"Training: ours {Config.steps} steps of {Config.batch_size} patches of 64x64 pixels of "
    "Berkeley's photographs, one seed; the source's networks saw crops of 256x256 pixels of "
    "ImageNet's validation set, for much longer.",
    "Noise: ours has the peak of the test, 30, in each patch; the source draws it from a range.",
    "Clipping: our outputs are clipped and rounded to 256 levels, inputs and targets are not.",
)

RECIPE = Recipe(
    caption=(
        "Colour U-Nets trained from their first weights under Poisson noise of peak 30 or with "
        "six tenths of the values of their input missing (Bernoulli), with noisy and with clean "
        "targets; tested under the same noise. The noisy targets under Bernoulli noise have "
        "holes, which the loss leaves out. The networks of one noise share first weights, patches "
        "and inputs. Outputs are clipped and rounded. One seed; mean and 95 % interval over the "
        "photographs, of differences over the same photographs."
    ),
    config=Config(),
    quick=dict(steps=8, epochs=2, batch_size=2, size=32, ema=0.5, watched=4, test=2),
    data=lambda _: describe_data(runs.sets(3).train, runs.sets(3).test),
    networks=NETWORKS,
    run=run,
    claims=[
        beats(
            NOISY,
            CLEAN,
            PSNR,
            kind,
            margin=-0.1,
            text=f"{kind}: noisy targets cost at most 0.1 dB",
        )
        for kind in TESTED
    ],
    # Lehtinen et al. (2018), table 1.
    published={cell("Poisson", targets, PSNR): 31.66 for targets in (NOISY, CLEAN)},
)
