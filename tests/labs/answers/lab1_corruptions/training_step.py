# %% wrong: was the first gradient cleared
def training_step(model, optimizer, clean, corruption, generator):
    estimate = model(corruption(clean, generator))
    loss = 0.5 * (estimate - clean).square().sum() / len(clean)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% wrong: after step 1 the weight is 0.5000
def training_step(model, optimizer, clean, corruption, generator):
    estimate = model(corruption(clean, generator))
    loss = 0.5 * (estimate - clean).square().sum() / len(clean)
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


# %% wrong: after step 1 the weight is 0.5000
def training_step(model, optimizer, clean, corruption, generator):
    estimate = model(corruption(clean, generator))
    loss = 0.5 * (estimate - clean).square().sum() / len(clean)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()


# %% wrong: step 1: a loss of
def training_step(model, optimizer, clean, corruption, generator):
    corrupted = corruption(clean, generator)
    loss = 0.5 * (model(corrupted) - corrupted).square().sum() / len(clean)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% wrong: step 1: a loss of
def training_step(model, optimizer, clean, corruption, generator):
    corrupted = corruption(clean, generator)
    loss = 0.5 * (model(clean) - corrupted).square().sum() / len(clean)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% wrong: step 1: a loss of
def training_step(model, optimizer, clean, corruption, generator):
    estimate = model(corruption(clean, generator))
    loss = torch.nn.functional.mse_loss(estimate, clean)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% wrong: it was done 2 times
def training_step(model, optimizer, clean, corruption, generator):
    estimate = model(corruption(clean, generator))
    loss = 0.5 * (estimate - clean).square().sum() / len(clean)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        estimate = model(corruption(clean, generator))
        return (0.5 * (estimate - clean).square().sum() / len(clean)).item()


# %% wrong: step 1: a loss of
def training_step(model, optimizer, clean, corruption, generator):
    own = Generator().manual_seed(0)
    estimate = model(corruption(clean, own))
    loss = 0.5 * (estimate - clean).square().sum() / len(clean)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% wrong: the loss is a Tensor
def training_step(model, optimizer, clean, corruption, generator):
    estimate = model(corruption(clean, generator))
    loss = 0.5 * (estimate - clean).square().sum() / len(clean)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss


# %% wrong: step 1: a loss of
def training_step(model, optimizer, clean, corruption, generator):
    corrupted = corruption(clean, generator)
    estimate = model(corrupted)
    loss = 0.5 * (estimate - clean).square().sum() / len(clean)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        after = 0.5 * (model(corrupted) - clean).square().sum() / len(clean)
    return after.item()


# %% wrong: changed the clean images
def training_step(model, optimizer, clean, corruption, generator):
    truth = clean.clone()
    clean.copy_(corruption(clean, generator))
    loss = 0.5 * (model(clean) - truth).square().sum() / len(clean)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% right: gradients cleared at the end
def training_step(model, optimizer, clean, corruption, generator):
    seen = corruption(clean, generator)
    loss = (model(seen) - clean).pow(2).flatten(1).sum(1).mean() / 2
    loss.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return float(loss)


# %% right: a closure
def training_step(model, optimizer, clean, corruption, generator):
    seen = corruption(clean, generator)

    def closure():
        optimizer.zero_grad()
        loss = 0.5 * (model(seen) - clean).square().sum() / len(clean)
        loss.backward()
        return loss

    return optimizer.step(closure).item()


# %% right: the package's objective
from dlc_support.data import Batch


# %% cell
def training_step(model, optimizer, clean, corruption, generator):
    loss = Denoising(corruption)(model, Batch(clean), generator).total
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% right: the loss summed image by image
def training_step(model, optimizer, clean, corruption, generator):
    optimizer.zero_grad()
    with torch.no_grad():
        seen = corruption(clean, generator)
    total = 0.0
    for corrupted, x in zip(seen.split(1), clean.split(1), strict=True):
        loss = 0.5 * (model(corrupted) - x).square().sum() / len(clean)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total
