"""What every model promises: one body over all members."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from dlc_support import models
from dlc_support.models import (
    EDSR,
    MDSR,
    MLP,
    RBM,
    TDVAE,
    VAE,
    VQVAE,
    ConditionalVAE,
    ConvAutoencoder,
    ConvBlock,
    ConvClassifier,
    DiscreteFlow,
    FramePredictor,
    Glow,
    LevelMLP,
    LevelUNet,
    MNISTUpscaler,
    Model,
    NoiseTransformer,
    PairCritic,
    Preconditioned,
    RadianceUNet,
    Refiner,
    ResidualUNet,
    StagedVAE,
    StochasticDenoiser,
    UNet,
    reconstruct,
)
from dlc_support.models.dequantiser import Dequantiser


@dataclass(frozen=True)
class Member:
    name: str
    build: Callable[[], nn.Module]
    inputs: tuple[tuple[int, ...], ...]  # shapes without the batch
    output: tuple[int, ...]
    parameters: int
    silent: str = ""  # a part for training alone, which the call leaves out
    lr: float = 1e-3  # with which it learns by heart


def awake_radiance_unet() -> RadianceUNet:
    """The network past its first step: at first its last layer lets nothing through."""
    network = RadianceUNet(9, 3)
    nn.init.normal_(network.dec_conv1c.weight, std=0.01)
    return network


def awake_residual_unet() -> ResidualUNet:
    """The network past its first step: at first its last layer lets nothing through."""
    network = ResidualUNet()
    nn.init.normal_(network.dec_conv1c.weight, std=0.01)
    return network


def awake_noise_transformer() -> NoiseTransformer:
    """The network past its first step: at first its last layer lets nothing through."""
    network = NoiseTransformer(30, hidden=8)
    nn.init.normal_(network.head.weight, std=0.3)
    return network


def awake(flow: nn.Module) -> nn.Module:
    """A flow past its first step: at first the last layers of its networks let nothing through."""
    for name, weight in flow.named_parameters():
        if not weight.any() and not name.endswith(("log_gain", "place")):
            nn.init.normal_(weight, std=0.1)
    return flow


def coded_flow() -> DiscreteFlow:
    """A flow on digits of 4x4 pixels that is given a code of three numbers."""
    flow = Glow(1, 4, (2, 1), 16, condition=3)
    return DiscreteFlow(flow, Dequantiser(width=4), MLP((16, 8, 6)), latents=3)


def small_vq_vae() -> VQVAE:
    """One code for an image."""
    return VQVAE(
        nn.Sequential(nn.Conv2d(1, 16, (4, 6)), nn.ReLU(), nn.Conv2d(16, 3, 1)),
        nn.Sequential(nn.Conv2d(3, 16, 1), nn.ReLU(), nn.ConvTranspose2d(16, 1, (4, 6))),
        codes=16,
        dimension=3,
    )


def awake_level_unet() -> LevelUNet:
    """The network past its first step: at first its last layers let nothing through."""
    network = LevelUNet(1, width=8)
    blocks = [network.outer, *network.inner, network.joined]
    for layer in (network.end[-1], *(block.second for block in blocks)):
        nn.init.normal_(layer.weight, std=0.1)
    return network


MEMBERS = [
    Member("toy", lambda: MLP((2, 100, 2)), ((2,),), (2,), 502),
    Member(
        "dense",
        lambda: MLP((784, 1000, 784)),
        ((1, 28, 28),),
        (1, 28, 28),
        784 * 1000 + 1000 + 1000 * 784 + 784,
    ),
    Member(
        "dense, regularised",
        lambda: MLP((30, 64, 64, 30), activation=nn.Tanh, dropout=0.1, batch_norm=True),
        ((1, 5, 6),),
        (1, 5, 6),
        30 * 64 + 64 + 64 * 64 + 64 + 64 * 30 + 30 + 4 * 64,
    ),
    Member("classifier", lambda: MLP((64, 32, 10)), ((1, 8, 8),), (10,), 65 * 32 + 33 * 10),
    Member(
        "given the mask", lambda: MLP((32, 40, 16)), ((2, 4, 4),), (1, 4, 4), 33 * 40 + 41 * 16
    ),
    Member("Boltzmann machine", lambda: RBM(30, 40), ((1, 5, 6),), (1, 5, 6), 31 * 40 + 30),
    Member("convolutional", ConvAutoencoder, ((1, 28, 28),), (1, 28, 28), 235_457),
    Member(
        "convolutional, given the mask",
        lambda: ConvAutoencoder(extra_channels=1, filters=8, embedding=16),
        ((2, 28, 28),),
        (1, 28, 28),
        (408 + 1608 + 1032 + 584 + 2064) + (2056 + 584 + 1032 + 1608 + 201),
    ),
    Member(
        "convolutional block",
        lambda: ConvBlock(2, ((3, 4), (5,)), kernel=3),
        ((2, 8, 12),),
        (2, 8, 12),
        (19 * 3 + 28 * 4 + 37 * 5) + (46 * 4 + 37 * 3 + 28 * 2),
    ),
    Member(
        "convolutional classifier",
        lambda: ConvClassifier([ConvBlock(2, ((3,), (4,)), kernel=3)], side=8, widths=(6, 5)),
        ((2, 8, 8),),
        (5,),
        (19 * 3 + 28 * 4) + (17 * 6 + 7 * 5),
    ),
    Member(
        "stochastic",
        StochasticDenoiser,
        ((1, 28, 28), (16,)),
        (1, 28, 28),
        (17 * 24 + 385 * 48 + 2353 * 128) + (145 * 128 + 129 * 2352 + 768 * 24 + 24 + 24 * 16 + 1),
    ),
    Member(
        "variational",
        lambda: VAE(MLP((30, 8, 6)), MLP((3, 8, 30)), latents=3, shape=(1, 5, 6)),
        ((1, 5, 6), (3,)),
        (1, 5, 6),
        (31 * 8 + 9 * 6) + (4 * 8 + 9 * 30),
    ),
    Member(
        "variational, in stages",
        lambda: StagedVAE(
            MLP((30, 8, 6)),
            MLP((3, 8, 30)),
            [Refiner(1, features=8, blocks=1)],
            latents=3,
            shape=(1, 5, 6),
        ),
        ((1, 5, 6), (3,)),
        (1, 5, 6),
        (31 * 8 + 9 * 6) + (4 * 8 + 9 * 30) + (10 * 8 + (73 * 8 + 72 * 8 + 16) + 73),
    ),
    Member(
        "refiner",
        lambda: Refiner(2, features=32, blocks=1),
        ((2, 5, 6),),
        (2, 5, 6),
        19 * 32 + (289 * 32 + 288 * 32 + 64) + 289 * 2,
    ),
    Member(
        "conditional",
        lambda: ConditionalVAE(
            MLP((30, 8, 6)),
            MLP((33, 8, 30)),
            prior=MLP((30, 8, 6)),
            latents=3,
            condition=30,
            shape=(1, 5, 6),
        ),
        ((1, 5, 6), (1, 5, 6), (3,)),
        (1, 5, 6),
        2 * (31 * 8 + 9 * 6) + (34 * 8 + 9 * 30),
        silent="recognition",
    ),
    Member(
        "vector-quantised",
        small_vq_vae,
        ((1, 4, 6),),
        (1, 4, 6),
        (25 * 16 + 17 * 3) + (4 * 16 + 16 * 24 + 1) + 16 * 3,
        silent="codebook",
    ),
    Member(
        "belief and jumps",
        lambda: TDVAE(shape=(1, 5, 6), belief=10, latents=3, hidden=7, decoder=9, jumps=2),
        ((4, 1, 5, 6), (2, 6)),
        (1, 5, 6),
        (31 * 10 + 11 * 10 + 8 * 10 * 11)  # reader, and LSTM with two biases
        + sum(2 * 8 * 6 + (c + 1 + c + 4) * 14 for c in (10, 6 + 20 + 2, 6 + 2))
        + (7 * 9 + 10 * 9 + 10 * 30),
        silent="_smoothing",
    ),
    Member(
        "next frames",
        lambda: FramePredictor(shape=(1, 5, 6), belief=10, decoder=9),
        ((4, 1, 5, 6),),
        (4, 1, 5, 6),
        (31 * 10 + 11 * 10 + 8 * 10 * 11) + (11 * 9 + 10 * 9 + 10 * 30),
    ),
    Member(
        "flow",
        lambda: awake(Glow(2, 4, (2, 1), 5)),
        ((2, 4, 4),),
        (2, 4, 4),
        # a step: actnorm, matrix, coupling (first, places, second, last, gain); the split prior;
        # at one pixel the coupling's convolutions are 1x1
        2 * (2 * 8 + 64 + (37 * 5 + 5 * 4 + 6 * 5 + 46 * 8 + 8))
        + (37 * 8)
        + (2 * 16 + 256 + (9 * 5 + 5 + 6 * 5 + 6 * 16 + 16)),
    ),
    Member(
        "flow with a code",
        lambda: awake(coded_flow()),
        ((1, 4, 4), (16 + 3,)),
        (1, 4, 4),
        2 * (2 * 4 + 16 + (19 * 16 + 16 * 4 + 17 * 16 + 145 * 4 + 4 + 4 * 16))
        + (19 * 4)
        + (2 * 8 + 64 + (5 * 16 + 16 + 17 * 16 + 17 * 8 + 8 + 4 * 16))
        + (37 * 4 + 5 * 4 + 37 * 8)
        + (17 * 8 + 9 * 6),
        silent="dequantiser",
    ),
    Member(
        "critic",
        PairCritic,
        ((1, 28, 28), (1, 28, 28)),
        (),
        33 * 24 + 385 * 48 + 2353 * 128 + 129,
    ),
    Member(
        "given a level",
        lambda: LevelMLP(30, (8,)),
        ((1, 5, 6), (1,)),
        (1, 5, 6),
        32 * 8 + 9 * 30,
    ),
    Member(
        "U-Net given a level",
        awake_level_unet,
        ((1, 8, 8), (1,)),
        (1, 8, 8),
        (13 * 64 + 65 * 64)
        + (37 * 8 + 73 * 16 + 145 * 8 + 16 + 73 * 4)
        + (32 + 2 * 73 * 8 + 65 * 16)
        + 2 * (64 + 2 * 145 * 16 + 65 * 32)
        + (48 + 145 * 8 + 73 * 8 + 65 * 16 + 17 * 8),
    ),
    Member(
        "for all levels",
        lambda: Preconditioned(LevelMLP(2, (64,)), spread=0.7),
        ((2,), (1,)),
        (2,),
        4 * 64 + 65 * 2,
    ),
    Member("noise level", awake_noise_transformer, ((1, 5, 6),), (1, 1, 1), 31 * 8 + 9),
    Member("U-Net", UNet, ((1, 32, 32),), (1, 32, 32), 988_609),
    # Its output is an exponential in the dark: a large first step ends where no gradient is left.
    Member(
        "U-Net of radiance", awake_radiance_unet, ((9, 32, 32),), (3, 32, 32), 997_251, lr=3e-4
    ),
    Member("U-Net of residuals", awake_residual_unet, ((1, 32, 32),), (1, 32, 32), 988_609),
    Member("digit upscaler", MNISTUpscaler, ((1, 14, 14),), (1, 28, 28), 120_641),
    Member(
        "digit upscaler, resizing",
        lambda: MNISTUpscaler(resize=True, filters=8),
        ((1, 14, 14),),
        (1, 28, 28),
        (208 + 1608 + 1032 + 584) + (1032 + 584 + 1032 + 1608 + 201),
    ),
    Member(
        "EDSR",
        lambda: EDSR(scale=2, blocks=2, features=8),
        ((3, 5, 6),),
        (3, 10, 12),
        28 * 8 + 5 * 73 * 8 + 73 * 32 + 73 * 3,
    ),
    Member(
        "MDSR, one scale",
        lambda: MDSR(scales=(3,), blocks=2, features=8),
        ((3, 5, 6),),
        (3, 15, 18),
        28 * 8 + 4 * 201 * 8 + 5 * 73 * 8 + 73 * 72 + 73 * 3,
    ),
]
everyone = pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.name)


def build(member: Member) -> nn.Module:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return member.build()


def draw(member: Member, count: int) -> list[Tensor]:
    generator = torch.Generator().manual_seed(1)
    return [torch.rand(count, *shape, generator=generator) for shape in member.inputs]


def test_every_public_model_is_under_contract():
    kinds = {getattr(models, name) for name in models.__all__} - {Model, reconstruct}
    assert {type(build(member)) for member in MEMBERS} == kinds


@everyone
@pytest.mark.parametrize("count", [2, 5])
def test_the_output_has_its_shape(member, count):
    assert build(member)(*draw(member, count)).shape == (count, *member.output)


@everyone
def test_the_number_of_parameters_is_the_one_computed_by_hand(member):
    assert sum(parameter.numel() for parameter in build(member).parameters()) == member.parameters


@everyone
def test_every_parameter_gets_a_finite_gradient(member):
    model = build(member)
    model(*draw(member, 4)).square().sum().backward()
    for name, parameter in model.named_parameters():
        if member.silent and name.startswith(member.silent):
            assert parameter.grad is None, name
            continue
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name
        assert parameter.grad.any(), name


@everyone
def test_the_same_input_gives_the_same_output_in_evaluation(member):
    model, inputs = build(member).eval(), draw(member, 3)
    state = torch.get_rng_state()
    assert torch.equal(model(*inputs), model(*inputs))
    assert torch.equal(torch.get_rng_state(), state)


@everyone
def test_the_inputs_are_left_as_they_are(member):
    inputs = draw(member, 3)
    before = [tensor.clone() for tensor in inputs]
    build(member)(*inputs)
    assert all(torch.equal(*pair) for pair in zip(inputs, before, strict=True))


@everyone
def test_an_example_does_not_depend_on_its_batch_in_evaluation(member):
    model, inputs = build(member).eval(), draw(member, 4)
    alone = model(*(tensor[1:2] for tensor in inputs))
    torch.testing.assert_close(model(*inputs)[1:2], alone, atol=1e-5, rtol=1e-4)


@everyone
def test_the_state_survives_a_file_that_may_hold_weights_only(member, tmp_path):
    model, inputs = build(member).eval(), draw(member, 3)
    torch.save(model.state_dict(), tmp_path / "weights.pt")
    other = member.build().eval()
    other.load_state_dict(torch.load(tmp_path / "weights.pt", weights_only=True))
    assert torch.equal(other(*inputs), model(*inputs))


@everyone
def test_one_batch_of_four_can_be_learned_by_heart(member):
    model, inputs = build(member), [8 * tensor - 4 for tensor in draw(member, 4)]
    if any(isinstance(layer, nn.Dropout) for layer in model.modules()):
        pytest.skip("dropout is there to prevent it")
    if isinstance(model, Preconditioned):
        inputs[1] = inputs[1].exp()  # a level is positive
    # Each example has a grey of its own; the best that ignores the input is their mean.
    grey = torch.tensor([0.0, 1.0, 1.0, 0.0])
    target = grey.reshape(4, *(1 for _ in member.output)).expand(4, *member.output)
    trivial = 0.25
    optimizer = torch.optim.Adam(model.parameters(), member.lr)
    for _ in range(1000):
        loss = functional.mse_loss(model(*inputs), target)
        if loss < 0.2 * trivial:
            return
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    pytest.fail(f"loss {loss.item():.4f} after 1000 steps, {trivial:.4f} for a constant")


@everyone
def test_a_network_works_in_double_precision(member):
    inputs = [tensor.double() for tensor in draw(member, 2)]
    assert build(member).double()(*inputs).dtype == torch.float64
