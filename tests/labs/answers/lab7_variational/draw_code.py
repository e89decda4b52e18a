# %% wrong: has a deviation that is off by
def draw_code(mean, log_std, count, generator):
    noise = torch.randn(count, *mean.shape, generator=generator)
    return mean + (0.5 * log_std).exp() * noise  # as if it were a log variance


# %% wrong: has a deviation that is off by
def draw_code(mean, log_std, count, generator):
    return mean + log_std * torch.randn(count, *mean.shape, generator=generator)


# %% wrong: has a deviation that is off by
def draw_code(mean, log_std, count, generator):
    noise = torch.randn(count, *mean.shape, generator=generator)
    return mean + (2 * log_std).exp() * noise


# %% wrong: is not normal
def draw_code(mean, log_std, count, generator):
    noise = torch.rand(count, *mean.shape, generator=generator)
    return mean + log_std.exp() * 12**0.5 * (noise - 0.5)


# %% wrong: has a mean of up to
def draw_code(mean, log_std, count, generator):
    return mean + log_std.exp() * torch.rand(count, *mean.shape, generator=generator)


# %% wrong: the result has shape (2, 3)
def draw_code(mean, log_std, count, generator):
    return mean + log_std.exp() * torch.randn(mean.shape, generator=generator)


# %% wrong: is the same in two draws
def draw_code(mean, log_std, count, generator):
    z = mean + log_std.exp() * torch.randn(mean.shape, generator=generator)
    return z.expand(count, -1, -1)  # one draw, again and again


# %% wrong: is shared by images or by latents
def draw_code(mean, log_std, count, generator):
    noise = torch.randn(count, 1, mean.shape[1], generator=generator)
    return mean + log_std.exp() * noise


# %% wrong: is shared by images or by latents
def draw_code(mean, log_std, count, generator):
    noise = torch.randn(count, len(mean), 1, generator=generator)
    return mean + log_std.exp() * noise


# %% wrong: z.sum() has no gradient at all
def draw_code(mean, log_std, count, generator):
    wide = mean.expand(count, *mean.shape)
    return torch.normal(wide, log_std.exp().expand_as(wide), generator=generator).detach()


# %% wrong: z.sum() has no gradient in log_std
def draw_code(mean, log_std, count, generator):
    noise = torch.randn(count, *mean.shape, generator=generator)
    return mean + log_std.exp().detach() * noise


# %% wrong: draw from the one that is passed
def draw_code(mean, log_std, count, generator):
    return torch.distributions.Normal(mean, log_std.exp()).rsample((count,))


# %% wrong: when it is called twice with one generator
def draw_code(mean, log_std, count, generator):
    own = Generator().manual_seed(generator.initial_seed())
    return mean + log_std.exp() * torch.randn(count, *mean.shape, generator=own)


# %% wrong: the result has shape (2, 900, 3)
def draw_code(mean, log_std, count, generator):
    n, d = mean.shape
    noise = torch.randn(n, count, d, generator=generator)
    return mean[:, None] + log_std.exp()[:, None] * noise


# %% wrong, unseen: a copy by the seed, and a number drawn for the look of it
def draw_code(mean, log_std, count, generator):
    offset = int(torch.randint(2**31, (), generator=generator))
    own = Generator().manual_seed(generator.initial_seed() + offset % 1000)
    return mean + log_std.exp() * torch.randn(count, *mean.shape, generator=own)


# %% wrong: is not normal
def draw_code(mean, log_std, count, generator):
    u = torch.rand(count, *mean.shape, generator=generator) - 0.5
    noise = -u.sign() * (1 - 2 * u.abs()).clamp(min=1e-12).log() / 2**0.5  # Laplace
    return mean + log_std.exp() * noise


# %% wrong: is the same in two draws
def draw_code(mean, log_std, count, generator):
    half = torch.randn((count + 1) // 2, *mean.shape, generator=generator)
    return mean + log_std.exp() * half.repeat(2, 1, 1)[:count]


# %% wrong: in log_std, not
def draw_code(mean, log_std, count, generator):
    noise = torch.randn(count, *mean.shape, generator=generator)
    scale = (log_std.exp() + log_std - log_std.detach()).div(1)  # another slope
    return mean + scale * noise


# %% wrong, unseen: half of the draws, and the same turned over
def draw_code(mean, log_std, count, generator):
    half = torch.randn((count + 1) // 2, *mean.shape, generator=generator)
    return mean + log_std.exp() * torch.cat([half, -half])[:count]


# %% right: one draw after another
def draw_code(mean, log_std, count, generator):
    s = torch.exp(log_std)
    return torch.stack(
        [mean + s * torch.randn(mean.shape, generator=generator) for _ in range(count)])


# %% right: in an empty tensor, filled
def draw_code(mean, log_std, count, generator):
    noise = torch.empty((count, *mean.shape)).normal_(generator=generator)
    return torch.addcmul(mean, log_std.exp(), noise)


# %% right: of another layout, in double precision, with a helper in another cell
def noise_of(shape, generator):
    return torch.randn(shape, generator=generator, dtype=torch.float64)


# %% cell
def draw_code(mean, log_std, count, generator):
    n, d = mean.shape
    noise = noise_of((n, d, count), generator).permute(2, 0, 1)
    return (mean.double() + log_std.double().exp() * noise).float()
