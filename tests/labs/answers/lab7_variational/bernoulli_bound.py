# %% wrong: R is 0.4949
def bernoulli_bound(logits, images, mean, log_std, beta):
    r = functional.binary_cross_entropy_with_logits(logits, images)  # a mean over pixels
    kl = 0.5 * (mean**2 + (2 * log_std).exp() - 1 - 2 * log_std).sum(1).mean()
    return r + beta * kl, r, kl


# %% wrong: KL is
def bernoulli_bound(logits, images, mean, log_std, beta):
    r = functional.binary_cross_entropy_with_logits(
        logits, images, reduction="sum") / len(images)
    kl = 0.5 * (mean**2 + (2 * log_std).exp() - 1 - 2 * log_std).mean()
    return r + beta * kl, r, kl


# %% wrong: R is 2.9693, not 1.4846
def bernoulli_bound(logits, images, mean, log_std, beta):
    r = functional.binary_cross_entropy_with_logits(logits, images, reduction="sum")
    kl = 0.5 * (mean**2 + (2 * log_std).exp() - 1 - 2 * log_std).sum()
    return r + beta * kl, r, kl


# %% wrong: KL is
def bernoulli_bound(logits, images, mean, log_std, beta):
    r = functional.binary_cross_entropy_with_logits(
        logits, images, reduction="sum") / len(images)
    kl = 0.5 * (mean**2 + log_std.exp() - 1 - log_std).sum(1).mean()  # log variance
    return r + beta * kl, r, kl


# %% wrong: KL is -1.8131
def bernoulli_bound(logits, images, mean, log_std, beta):
    r = functional.binary_cross_entropy_with_logits(
        logits, images, reduction="sum") / len(images)
    kl = 0.5 * (1 + 2 * log_std - mean**2 - (2 * log_std).exp()).sum(1).mean()
    return r - beta * kl, r, kl


# %% wrong: KL is
def bernoulli_bound(logits, images, mean, log_std, beta):
    r = functional.binary_cross_entropy_with_logits(
        logits, images, reduction="sum") / len(images)
    kl = (mean**2 + (2 * log_std).exp() - 1 - 2 * log_std).sum(1).mean()
    return r + beta * kl, r, kl


# %% wrong: logits ±200: R is inf
def bernoulli_bound(logits, images, mean, log_std, beta):
    p = logits.sigmoid()
    r = -(images * p.log() + (1 - images) * (1 - p).log()).flatten(1).sum(1).mean()
    kl = 0.5 * (mean**2 + (2 * log_std).exp() - 1 - 2 * log_std).sum(1).mean()
    return r + beta * kl, r, kl


# %% wrong: logits ±200: R is
def bernoulli_bound(logits, images, mean, log_std, beta):
    r = functional.binary_cross_entropy(  # clamps its logarithms at -100
        logits.sigmoid(), images, reduction="sum") / len(images)
    kl = 0.5 * (mean**2 + (2 * log_std).exp() - 1 - 2 * log_std).sum(1).mean()
    return r + beta * kl, r, kl


# %% wrong: beta = 4.0: KL is 7.2524
def bernoulli_bound(logits, images, mean, log_std, beta):
    r = functional.binary_cross_entropy_with_logits(
        logits, images, reduction="sum") / len(images)
    kl = beta * 0.5 * (mean**2 + (2 * log_std).exp() - 1 - 2 * log_std).sum(1).mean()
    return r + kl, r, kl


# %% wrong: beta = 4.0: R + beta KL is
def bernoulli_bound(logits, images, mean, log_std, beta):
    r = functional.binary_cross_entropy_with_logits(
        logits, images, reduction="sum") / len(images)
    kl = 0.5 * (mean**2 + (2 * log_std).exp() - 1 - 2 * log_std).sum(1).mean()
    return r + kl, r, kl


# %% wrong: R is
def bernoulli_bound(logits, images, mean, log_std, beta):
    r = 0.5 * (logits.sigmoid() - images).square().flatten(1).sum(1).mean()
    kl = 0.5 * (mean**2 + (2 * log_std).exp() - 1 - 2 * log_std).sum(1).mean()
    return r + beta * kl, r, kl


# %% wrong: R is
def bernoulli_bound(logits, images, mean, log_std, beta):
    r = functional.binary_cross_entropy_with_logits(
        logits.sigmoid(), images, reduction="sum") / len(images)  # a sigmoid too many
    kl = 0.5 * (mean**2 + (2 * log_std).exp() - 1 - 2 * log_std).sum(1).mean()
    return r + beta * kl, r, kl


# %% wrong: the result is a Tensor, not 3 tensors
def bernoulli_bound(logits, images, mean, log_std, beta):
    r = functional.binary_cross_entropy_with_logits(
        logits, images, reduction="sum") / len(images)
    kl = 0.5 * (mean**2 + (2 * log_std).exp() - 1 - 2 * log_std).sum(1).mean()
    return r + beta * kl


# %% wrong: R + beta KL has shape (2,)
def bernoulli_bound(logits, images, mean, log_std, beta):
    r = functional.binary_cross_entropy_with_logits(
        logits, images, reduction="none").flatten(1).sum(1)
    kl = 0.5 * (mean**2 + (2 * log_std).exp() - 1 - 2 * log_std).sum(1)
    return r + beta * kl, r, kl


# %% wrong: the loss has no gradient in log_std
def bernoulli_bound(logits, images, mean, log_std, beta):
    s = log_std.detach()
    r = functional.binary_cross_entropy_with_logits(
        logits, images, reduction="sum") / len(images)
    kl = 0.5 * (mean**2 + (2 * s).exp() - 1 - 2 * s).sum(1).mean()
    return r + beta * kl + 0 * log_std.sum(), r, kl


# %% wrong: the loss has no gradient in mean
def bernoulli_bound(logits, images, mean, log_std, beta):
    losses = functional.binary_cross_entropy_with_logits(logits, images, reduction="none")
    r = losses.flatten(1).sum(1).mean()
    kl = 0.5 * (mean.square() + (2 * log_std).exp() - 1 - 2 * log_std).sum(1).mean()
    return r + beta * kl.detach(), r, kl


# %% wrong: the loss has the gradient
def bernoulli_bound(logits, images, mean, log_std, beta):
    losses = functional.binary_cross_entropy_with_logits(logits, images, reduction="none")
    r = losses.flatten(1).sum(1).mean()
    kl = 0.5 * (mean.square() + (2 * log_std).exp() - 1 - 2 * log_std).sum(1).mean()
    return r + kl + (beta - 1) * kl.detach(), r, kl  # learns without the weight


# %% right: the package's distribution, softplus for the pixels
def bernoulli_bound(logits, images, mean, log_std, beta):
    r = (functional.softplus(logits) - images * logits).sum((1, 2, 3)).mean()
    normal = torch.distributions.Normal
    kl = torch.distributions.kl_divergence(normal(mean, log_std.exp()), normal(0.0, 1.0))
    kl = kl.sum(1).mean()
    return r + beta * kl, r, kl


# %% right: a list, with logsigmoid, one image after another
def bernoulli_bound(logits, images, mean, log_std, beta):
    rows = []
    for ell, x, m, s in zip(logits, images, mean, log_std, strict=True):
        r = -(x * functional.logsigmoid(ell) + (1 - x) * functional.logsigmoid(-ell)).sum()
        kl = 0.5 * (m * m + torch.exp(2 * s) - 1 - 2 * s).sum()
        rows.append(torch.stack([r + beta * kl, r, kl]))
    return list(torch.stack(rows).mean(0))


# %% right: divided by the batch size, with a helper in another cell
def prior_kl(mean, variance):
    return 0.5 * torch.sum(mean.pow(2) + variance - 1 - variance.log()) / len(mean)


# %% cell
def bernoulli_bound(logits, images, mean, log_std, beta):
    r = functional.binary_cross_entropy_with_logits(logits, images, reduction="sum")
    r, kl = r / logits.size(0), prior_kl(mean, log_std.exp().pow(2))
    return torch.add(r, kl, alpha=beta), r, kl
