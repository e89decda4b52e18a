import pytest
import torch

from dlc_support.data.renders import RenderPlan, Renders, render_rooms, tone_map

SMALL = RenderPlan(2, renders=3, size=8, spp=2)


@pytest.fixture(scope="module")
def renders() -> Renders:
    return render_rooms(SMALL, keep=False, progress=False)


def test_renders_are_what_their_plan_says(renders):
    assert renders.radiance.shape == (2, 3, 3, 8, 8)
    means = renders.radiance.mean(dim=(1, 2, 3, 4))
    # Two per cent: a rounding that differs on another machine sends a few paths another way.
    torch.testing.assert_close(means, torch.tensor([0.38374, 0.49173]), rtol=0.02, atol=0)


def test_the_first_rooms_of_a_larger_plan_are_those_of_a_smaller_one(renders):
    more = render_rooms(RenderPlan(1, renders=3, size=8, spp=2), keep=False, progress=False)
    assert torch.equal(more.radiance, renders.radiance[:1])


def test_other_draws_of_the_same_rooms_differ_in_noise_alone():
    plan = RenderPlan(2, size=24, spp=1)
    both = [render_rooms(plan.again(draws=d), keep=False, progress=False) for d in (0, 1)]
    # Tone-mapped differences of two renders: a single firefly does not decide.
    noise = [tone_map(one.radiance[:, 0] - one.radiance[:, 1] + 1.0) for one in both]
    albedo = [one.albedo.float() for one in both]
    assert correlation(*noise).abs() < 0.15
    assert correlation(*albedo) > 0.7


def correlation(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    return torch.corrcoef(torch.stack([one.flatten(), other.flatten()]))[0, 1]


def test_each_render_is_an_input_and_another_one_of_its_room_the_target(renders):
    pairs = renders.pairs()
    assert len(pairs) == 6
    for row in range(6):
        number, scene = divmod(row, 2)
        torch.testing.assert_close(
            pairs.inputs[row, :3], tone_map(renders.radiance[scene, number])
        )
        torch.testing.assert_close(pairs.targets[row], renders.radiance[scene, (number + 1) % 3])
    assert pairs.range == "unbounded"


def test_inputs_have_the_features_that_are_asked_for(renders):
    assert renders.inputs(1).shape == (2, 9, 8, 8)
    torch.testing.assert_close(renders.inputs(1)[:, 3:6], renders.albedo[:, 1].float())
    torch.testing.assert_close(renders.inputs(1)[:, 6:], renders.normal[:, 1].float())
    plain = renders.inputs(1, features=False, mapped=False)
    assert torch.equal(plain, renders.radiance[:, 1])


def test_halves_share_no_render(renders):
    even, odd = renders.halves()
    torch.testing.assert_close(even, renders.radiance[:, [0, 2]].mean(dim=1))
    torch.testing.assert_close(odd, renders.radiance[:, 1])
    torch.testing.assert_close(renders.mean(2), renders.radiance[:, :2].mean(dim=1))


def test_pictures_are_rendered_once_and_then_read(tmp_path, monkeypatch):
    monkeypatch.setenv("DLC_DATA", str(tmp_path))
    plan = RenderPlan(1, size=4, spp=1)
    first = render_rooms(plan, progress=False)
    assert [path.name for path in (tmp_path / "renders").iterdir()] == [plan.file()]
    monkeypatch.setattr("dlc_support.data.renders.corpus.render", None)
    again = render_rooms(plan, progress=False)
    for name in ("radiance", "albedo", "normal", "plan", "seconds"):
        one, other = getattr(first, name), getattr(again, name)
        assert torch.equal(one, other) if isinstance(one, torch.Tensor) else one == other


def test_other_settings_have_other_files():
    plans = [SMALL, SMALL.again(draws=1), SMALL.again(spp=3), SMALL.again(next_event=True)]
    assert len({plan.file() for plan in plans}) == 4


@pytest.mark.parametrize("name", ["scenes", "renders", "size", "spp"])
def test_counts_below_one_are_refused(name):
    with pytest.raises(ValueError, match=name):
        SMALL.again(**{name: 0})


def test_pairs_and_halves_need_two_renders():
    alone = render_rooms(RenderPlan(1, renders=1, size=4, spp=1), keep=False, progress=False)
    for needs_two in (alone.pairs, alone.halves):
        with pytest.raises(ValueError, match="renders must be at least 2"):
            needs_two()
