"""What `tools/live.py` writes for the live figures, read back without a browser."""

import base64

import numpy as np
import pytest
import torch
from torch import nn

from dlc_support.data import binarised, mnist
from dlc_support.objectives import incomplete
from dlc_support.recipes.variational.digit_features import class_probabilities
from tools import live, small_networks
from tools.project import ROOT

SHARED = ROOT.parent / "shared" / "data"


def read(text: str) -> torch.Tensor:
    return torch.from_numpy(np.frombuffer(base64.b64decode(text), "<f2").astype(np.float32))


def test_layers_are_written_in_order_with_weights_in_half_precision():
    model = nn.Sequential(
        nn.Conv2d(1, 2, 3, stride=2), nn.ReLU(), nn.ConvTranspose2d(2, 1, 4), nn.Sigmoid()
    )
    first, second, third, fourth = live.layers(model)
    assert [first["kind"], second["kind"]] == ["convolution", "relu"]
    assert [third["kind"], fourth["kind"]] == ["transposed", "sigmoid"]
    assert (first["kernel"], first["stride"], first["outputs"]) == (3, 2, 2)
    assert torch.equal(read(first["weight"]), model[0].weight.detach().half().float().flatten())
    assert torch.equal(read(third["bias"]), model[2].bias.detach().half().float())


@pytest.mark.parametrize(
    "layer",
    [
        nn.Conv2d(1, 1, 3, padding=1),
        nn.Conv2d(1, 1, (3, 2)),
        nn.Conv2d(2, 2, 3, groups=2),
        nn.Tanh(),
    ],
    ids=repr,
)
def test_a_layer_that_the_page_cannot_compute_is_refused_by_name(layer):
    with pytest.raises(TypeError, match=type(layer).__name__):
        list(live.layers(nn.Sequential(layer)))


def test_the_digits_are_one_of_each_class_and_the_prior_holds_none_of_them():
    kept = np.load(live.DIGITS)
    assert kept["labels"].tolist() == list(range(live.TEST))
    assert kept["prior"].shape == (live.PRIOR, 28, 28)
    same = (kept["prior"][:, None] == kept["test"][None]).all(axis=(2, 3))
    assert not same.any()


def test_the_decoder_draws_a_class_where_its_codes_lie():
    kept = np.load(live.DIGITS)
    assert len(kept["codes"]) == len(kept["code_labels"]) == live.ENCODED
    model = live.recorded(small_networks.PLANE, small_networks.plane())
    centres = [kept["codes"][kept["code_labels"] == label].mean(axis=0) for label in (0, 1, 6)]
    with torch.no_grad():
        drawn = model.decode(torch.tensor(np.stack(centres))).sigmoid()
        back = model.encode((drawn > 0.5).float()).mean.numpy()
    nearest = [int(np.linalg.norm(np.stack(centres) - code, axis=1).argmin()) for code in back]
    assert nearest == [0, 1, 2]


def test_the_data_of_completions_are_the_recorded_prior_and_decoder():
    found = live.completions()
    model = live.recorded(small_networks.ANY_HOLE, small_networks.any_hole())
    assert found["latents"] == model.latents == 20
    assert [layer["kind"] for layer in found["prior"]] == [*["linear", "relu"] * 2, "linear"]
    assert [layer["kind"] for layer in found["decoder"]] == [
        *["linear", "relu"] * 2,
        "linear",
        "sigmoid",
    ]
    first = read(found["decoder"][0]["weight"]).view(256, 20 + 784)
    assert torch.equal(first, model.decoder.layers[0].weight.detach())


def test_the_upper_right_corner_of_the_four_excludes_the_nines():
    digit = torch.from_numpy(np.load(live.DIGITS)["test"][4:5, None] > 127).float()
    model = live.recorded(small_networks.ANY_HOLE, small_networks.any_hole())
    noise = torch.randn(100, 1, model.latents, generator=torch.Generator().manual_seed(1))
    sure, errors = [], []
    for top in (0, 14):  # the right half is hidden, or its lower part alone
        hidden = torch.zeros_like(digit, dtype=torch.bool)
        hidden[..., top:, 14:] = True
        with torch.no_grad():
            decode = model.given(incomplete(digit, hidden)).decode
            answers = torch.cat([torch.where(hidden, decode(u).sigmoid(), digit) for u in noise])
        found = class_probabilities(answers).argmax(dim=1)
        sure.append([(found == label).sum().item() for label in (4, 9)])
        one = (answers - digit).square().sum(dim=(1, 2, 3)).mean()
        mean = (answers.mean(dim=0) - digit[0]).square().sum()
        errors.append((one.item(), mean.item()))
    assert min(sure[0]) > 20
    assert sure[1] == [100, 0]
    assert all(after < before for before, after in zip(*errors, strict=True))
    assert all(mean < one for one, mean in errors)


@pytest.mark.skipif(not SHARED.is_dir(), reason="no copy of MNIST beside the repository")
def test_the_codes_are_those_of_the_recorded_encoder(tmp_path, monkeypatch):
    monkeypatch.setenv("DLC_DATA", str(tmp_path))
    monkeypatch.setenv("DLC_MIRROR", str(SHARED))
    kept, test = np.load(live.DIGITS), mnist(embedded=False).test
    assert kept["code_labels"].tolist() == test.labels[: live.ENCODED].tolist()
    model = live.recorded(small_networks.PLANE, small_networks.plane())
    with torch.no_grad():
        codes = model.encode(binarised(test, seed=0).inputs[: live.ENCODED]).mean
    np.testing.assert_allclose(kept["codes"], codes.numpy(), atol=1e-3)
