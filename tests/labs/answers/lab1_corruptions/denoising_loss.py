# %% wrong: have a loss of 1.5
def denoising_loss(estimate, clean):
    return torch.nn.functional.mse_loss(estimate, clean)


# %% wrong: and not 3.0000
def denoising_loss(estimate, clean):
    return (estimate - clean).square().sum() / len(clean)


# %% wrong: have a loss of 1.5
def denoising_loss(estimate, clean):
    return 0.5 * (estimate - clean).square().sum()


# %% wrong: have a loss of 1.5
def denoising_loss(estimate, clean):
    return 0.5 * (estimate - clean).abs().sum() / len(clean)


# %% wrong: have a loss of 1.5
def denoising_loss(estimate, clean):
    return 0.5 * (estimate - clean).flatten(1).norm(dim=1).mean()


# %% wrong: the loss has shape
def denoising_loss(estimate, clean):
    return 0.5 * (estimate - clean).square().sum((1, 2, 3))


# %% wrong: is no tensor
def denoising_loss(estimate, clean):
    return 0.5 * (estimate - clean).square().sum().item() / len(clean)


# %% wrong: the graph is lost
def denoising_loss(estimate, clean):
    return 0.5 * (estimate.detach() - clean).square().sum() / len(clean)


# %% wrong: denoising_loss changed what it was given
def denoising_loss(estimate, clean):
    clean -= estimate.detach()
    return 0.5 * (estimate * 0 + clean).square().sum() / len(clean)


# %% wrong: have a loss of 1.5
def denoising_loss(estimate, clean):
    return 0.5 * (estimate - clean).square().sum() / clean[0].numel()


# %% right: a loop
def denoising_loss(estimate, clean):
    total = 0.0
    for restored, truth in zip(estimate, clean, strict=True):
        total = total + (restored - truth).pow(2).sum()
    return total / (2 * len(clean))


# %% right: mse_loss, summed
def denoising_loss(estimate, clean):
    total = torch.nn.functional.mse_loss(estimate, clean, reduction="sum")
    return total / clean.shape[0] / 2


# %% right: a mean of sums, in double precision
def denoising_loss(estimate, clean):
    error = (estimate - clean).double().flatten(1)
    return (error * error).sum(dim=1).mean() * 0.5


# %% right: the norm, squared
def denoising_loss(estimate, clean):
    return ((estimate - clean).norm() ** 2) / (2 * estimate.size(0))
