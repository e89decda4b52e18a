# %% wrong: all wrong by 0.5
def vae_loss(estimate, clean, mean, log_variance):
    error = functional.mse_loss(estimate, clean)
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance)
    return error + kl.sum(1).mean()

# %% wrong: all wrong by 0.5
def vae_loss(estimate, clean, mean, log_variance):
    error = functional.mse_loss(estimate, clean, reduction="sum")
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance)
    return error + kl.sum(1).mean()

# %% wrong: all wrong by 0.5
def vae_loss(estimate, clean, mean, log_variance):
    error = (estimate - clean).square().flatten(1).sum(1).mean()
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance)
    return error + kl.sum(1).mean()

# %% wrong: 3 latents of mean 2 and variance 1
def vae_loss(estimate, clean, mean, log_variance):
    error = 0.5 * (estimate - clean).square().sum() / len(clean)
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance)
    return error + kl.mean()

# %% wrong: all wrong by 0.5
def vae_loss(estimate, clean, mean, log_variance):
    error = 0.5 * functional.mse_loss(estimate, clean)
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance)
    return error + kl.mean()

# %% wrong: images of 8x10 pixels
def vae_loss(estimate, clean, mean, log_variance):
    error = 0.5 * 20 * functional.mse_loss(estimate, clean)
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance)
    return error + kl.sum(1).mean()

# %% wrong: 3 latents of mean 2 and variance 1
def vae_loss(estimate, clean, mean, log_variance):
    error = 0.5 * (estimate - clean).square().sum() / len(clean)
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance)
    return error + kl.sum()

# %% wrong: 3 latents of mean 2 and variance 1
def vae_loss(estimate, clean, mean, log_variance):
    error = 0.5 * (estimate - clean).square().sum() / len(clean)
    kl = 0.5 * (1 + log_variance - mean**2 - log_variance.exp())
    return error + kl.sum(1).mean()

# %% wrong: log variance 2
def vae_loss(estimate, clean, mean, log_variance):
    error = 0.5 * (estimate - clean).square().sum() / len(clean)
    variance = (2 * log_variance).exp()
    kl = 0.5 * (mean**2 + variance - 1 - 2 * log_variance)
    return error + kl.sum(1).mean()

# %% wrong: returns shape (2,)
def vae_loss(estimate, clean, mean, log_variance):
    error = 0.5 * (estimate - clean).square().flatten(1).sum(1)
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance)
    return error + kl.sum(1)

# %% right: everything over the batch at the end
def vae_loss(estimate, clean, mean, log_variance):
    error = functional.mse_loss(estimate, clean, reduction="sum") / 2
    kl = (mean**2 + log_variance.exp() - 1 - log_variance).sum() / 2
    return (error + kl) / len(clean)

# %% right: torch's own divergence
def vae_loss(estimate, clean, mean, log_variance):
    from torch.distributions import Normal, kl_divergence

    q = Normal(mean, (log_variance / 2).exp())
    kl = kl_divergence(q, Normal(torch.zeros_like(mean), 1.0)).sum(1)
    error = (estimate - clean).pow(2).sum((1, 2, 3)) / 2
    return (error + kl).mean()

# %% right: image by image in float64
def vae_loss(estimate, clean, mean, log_variance):
    total = 0.0
    parts = (estimate, clean, mean, log_variance)
    for one, truth, m, log_v in zip(*parts, strict=True):
        off = one.double() - truth.double()
        log_v = log_v.double()
        kl = m.double() ** 2 + torch.exp(log_v) - 1 - log_v
        total = total + 0.5 * off.square().sum() + 0.5 * kl.sum()
    return total / clean.shape[0]
