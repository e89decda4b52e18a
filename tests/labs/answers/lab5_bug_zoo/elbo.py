# %% wrong: training = False: the bound is
def elbo(clean, mean, log_variance, decode, training, generator):
    noise = torch.randn(mean.shape, generator=generator).to(mean)
    std = (0.5 * log_variance).exp()
    latent = mean + std * noise if training else mean
    error = 0.5 * (clean - decode(latent)).square().sum(1)
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1)
    return -error - 0.5 * clean.shape[1] * math.log(2 * math.pi) - kl

# %% wrong: training = True: the bound is
def elbo(clean, mean, log_variance, decode, training, generator):
    noise = torch.randn(mean.shape, generator=generator).to(mean)
    std = (0.5 * log_variance).exp()
    latent = mean if training else mean + std * noise
    error = 0.5 * (clean - decode(latent)).square().sum(1)
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1)
    return -error - 0.5 * clean.shape[1] * math.log(2 * math.pi) - kl

# %% wrong: above by
def elbo(clean, mean, log_variance, decode, training, generator):
    error = 0.5 * (clean - decode(mean)).square().sum(1)
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1)
    return -error - 0.5 * clean.shape[1] * math.log(2 * math.pi) - kl

# %% wrong: exact q: the bound is
def elbo(clean, mean, log_variance, decode, training, generator):
    noise = torch.randn(mean.shape, generator=generator)
    latent = mean + log_variance.exp().sqrt() * noise
    if not training:
        latent = mean + noise
    error = 0.5 * (clean - decode(latent)).square().sum(1)
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1)
    return -error - 0.5 * clean.shape[1] * math.log(2 * math.pi) - kl

# %% wrong: above by
def elbo(clean, mean, log_variance, decode, training, generator):
    noise = torch.randn(mean.shape, generator=generator)
    latent = mean + log_variance.exp() * noise
    error = 0.5 * (clean - decode(latent)).square().sum(1)
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1)
    return -error - 0.5 * clean.shape[1] * math.log(2 * math.pi) - kl

# %% wrong: above by
def elbo(clean, mean, log_variance, decode, training, generator):
    noise = torch.randn(mean.shape, generator=generator)
    latent = mean + (0.5 * log_variance).exp() * noise
    error = 0.5 * (clean - decode(latent)).square().sum(1)
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1)
    return -error - kl

# %% wrong: two results for two generators of one seed
def elbo(clean, mean, log_variance, decode, training, generator):
    latent = mean + (0.5 * log_variance).exp() * torch.randn_like(mean)
    error = 0.5 * (clean - decode(latent)).square().sum(1)
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1)
    return -error - 0.5 * clean.shape[1] * math.log(2 * math.pi) - kl

# %% wrong: returns shape ()
def elbo(clean, mean, log_variance, decode, training, generator):
    noise = torch.randn(mean.shape, generator=generator)
    latent = mean + (0.5 * log_variance).exp() * noise
    error = 0.5 * (clean - decode(latent)).square().sum(1)
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1)
    bound = -error - 0.5 * clean.shape[1] * math.log(2 * math.pi) - kl
    return bound.mean()

# %% wrong: exact q: the bound is
def elbo(clean, mean, log_variance, decode, training, generator):
    noise = torch.randn(mean.shape, generator=generator)
    latent = mean + (0.5 * log_variance).exp() * noise
    error = (clean - decode(latent)).square().sum(1)
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1)
    return -error - 0.5 * clean.shape[1] * math.log(2 * math.pi) - kl

# %% wrong: above by
def elbo(clean, mean, log_variance, decode, training, generator):
    noise = torch.randn(mean.shape, generator=generator)
    latent = mean + (0.5 * log_variance).exp() * noise
    error = 0.5 * (clean - decode(latent)).square().sum(1)
    return -error - 0.5 * clean.shape[1] * math.log(2 * math.pi)

# %% right: torch's own distributions
def elbo(clean, mean, log_variance, decode, training, generator):
    from torch.distributions import Normal, kl_divergence

    std = (log_variance / 2).exp()
    noise = torch.empty_like(mean).normal_(generator=generator)
    one = torch.ones_like(mean)
    kl = kl_divergence(Normal(mean, std), Normal(0 * one, one)).sum(1)
    p = Normal(decode(mean + std * noise), torch.ones_like(clean))
    return p.log_prob(clean).sum(1) - kl

# %% right: image by image
def elbo(clean, mean, log_variance, decode, training, generator):
    draw = torch.normal(mean, (log_variance / 2).exp(), generator=generator)
    output = decode(draw)
    found = -0.5 * clean.shape[1] * math.log(2 * math.pi) * torch.ones(
        len(clean))
    found -= 0.5 * torch.linalg.vector_norm(clean - output, dim=1) ** 2
    for j in range(mean.shape[1]):
        log_v = log_variance[:, j]
        found -= 0.5 * (mean[:, j] ** 2 + log_v.exp() - 1 - log_v)
    return found

# %% right: a helper that draws, in another cell
def drawn(mean, log_variance, generator):
    noise = torch.randn(mean.shape, generator=generator)
    return mean + torch.exp(log_variance) ** 0.5 * noise
# %% cell
def elbo(clean, mean, log_variance, decode, training, generator):
    off = (clean - decode(drawn(mean, log_variance, generator))).double()
    log_p = -0.5 * (off**2 + math.log(2 * math.pi)).sum(dim=1)
    kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(dim=1)
    return log_p - kl.double()
