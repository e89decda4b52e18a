import torch

from dlc_support.models import reconstruct
from dlc_support.recipes.variational.sprite_networks import critic, vae


def test_the_autoencoder_answers_with_logits_of_sprites():
    images = torch.zeros(3, 1, 32, 32)
    model = vae(16, 4)
    answer = reconstruct(model, images, generator=torch.Generator().manual_seed(0))
    assert answer.shape == images.shape
    assert model.encoder.widths == (1024, 16, 8, 8)


def test_the_critic_has_one_logit_for_each_code_and_a_slope_below_zero():
    judge = critic(8, 4)
    assert judge(torch.zeros(5, 4)).shape == (5, 1)
    assert judge.widths == (4, 8, 8, 8, 1)
    kinds = [type(part).__name__ for part in judge.layers]
    assert kinds.count("LeakyReLU") == 3
    assert judge.layers[1](torch.tensor([-1.0])).item() == torch.tensor(-0.2).item()
