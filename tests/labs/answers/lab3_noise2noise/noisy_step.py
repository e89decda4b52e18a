# %% wrong: one step took 1 captures, not 2
def noisy_step(model, clean, corruption, optimizer, generator):
    corrupted = corruption(clean, generator)
    loss = (model(corrupted) - clean).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
# %% wrong: one step took 1 captures, not 2
def noisy_step(model, clean, corruption, optimizer, generator):
    corrupted = target = corruption(clean, generator)
    loss = (model(corrupted) - target).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
# %% wrong: the mean squared error is
def noisy_step(model, clean, corruption, optimizer, generator):
    corrupted = corruption(clean, generator)
    target = corruption(clean, generator)
    loss = (model(corrupted) - clean).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
# %% wrong: the model saw the clean images
def noisy_step(model, clean, corruption, optimizer, generator):
    corrupted = corruption(clean, generator)
    target = corruption(clean, generator)
    loss = (model(clean) - target).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
# %% wrong: after step 2 the bias should be
def noisy_step(model, clean, corruption, optimizer, generator):
    loss = (model(corruption(clean, generator)) - corruption(clean, generator)).square().mean()
    loss.backward()
    optimizer.step()
    return loss.item()
# %% wrong: after step 1 the bias should be
def noisy_step(model, clean, corruption, optimizer, generator):
    loss = (model(corruption(clean, generator)) - corruption(clean, generator)).square().mean()
    optimizer.zero_grad()
    loss.backward()
    return loss.item()
# %% wrong: after step 1 the bias should be
def noisy_step(model, clean, corruption, optimizer, generator):
    loss = (model(corruption(clean, generator)) - corruption(clean, generator)).square().mean()
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()
# %% wrong: return a float, got Tensor
def noisy_step(model, clean, corruption, optimizer, generator):
    loss = (model(corruption(clean, generator)) - corruption(clean, generator)).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss
# %% wrong: the mean squared error is
def noisy_step(model, clean, corruption, optimizer, generator):
    loss = (model(corruption(clean, generator)) - corruption(clean, generator)).square().sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
# %% wrong: the mean squared error is
def noisy_step(model, clean, corruption, optimizer, generator):
    loss = (model(corruption(clean, generator)) - corruption(clean, generator)).abs().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
# %% wrong: pass the generator on
def noisy_step(model, clean, corruption, optimizer, generator):
    fresh = Generator().manual_seed(0)
    loss = (model(corruption(clean, fresh)) - corruption(clean, fresh)).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
# %% wrong: the mean squared error is
def noisy_step(model, clean, corruption, optimizer, generator):
    corrupted = corruption(clean, generator)
    target = corruption(clean, generator).clamp(0, 1)
    loss = (model(corrupted) - target).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
# %% wrong, unseen: captures of an image that is reset to one that was kept
kept = {}
def noisy_step(model, clean, corruption, optimizer, generator):
    if kept.get("corruption") is not corruption:
        kept["corruption"] = corruption
        kept["pair"] = corruption(clean, generator), corruption(clean, generator)
    corrupted, target = kept["pair"]
    loss = (model(corrupted) - target).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
# %% right: target first, gradients cleared at the end
def noisy_step(model, clean, corruption, optimizer, generator):
    target = corruption(clean, generator)
    answer = model(corruption(clean, generator))
    loss = nn.functional.mse_loss(answer, target)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return float(loss.detach())
# %% right: gradients by autograd.grad, in train mode
def noisy_step(model, clean, corruption, optimizer, generator):
    model.train()
    corrupted, target = (corruption(clean, generator) for _ in range(2))
    loss = ((model(corrupted) - target) ** 2).sum() / target.numel()
    weights = [w for group in optimizer.param_groups for w in group["params"]]
    for weight, gradient in zip(weights, torch.autograd.grad(loss, weights)):
        weight.grad = gradient
    optimizer.step()
    return loss.item()
# %% right: the package's objective
from dlc_support.data import Batch
from dlc_support.objectives import Noise2Noise
# %% cell
def noisy_step(model, clean, corruption, optimizer, generator):
    loss = Noise2Noise(corruption, loss="mse")(model, Batch(clean), generator).total
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return loss.item()
# %% right: a closure for the optimizer
def noisy_step(model, clean, corruption, optimizer, generator):
    corrupted, target = corruption(clean, generator), corruption(clean, generator)
    def closure():
        optimizer.zero_grad()
        loss = (model(corrupted) - target).pow(2).mean()
        loss.backward()
        return loss
    return optimizer.step(closure).item()


# %% wrong: pass the generator on
def noisy_step(model, clean, corruption, optimizer, generator):
    # the target is drawn from a copy, by the seed
    own = Generator().manual_seed(generator.initial_seed() + 1)
    target = corruption(clean, own)
    loss = (model(corruption(clean, generator)) - target).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
