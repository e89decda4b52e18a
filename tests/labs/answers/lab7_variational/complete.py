# %% wrong: a leak
def complete(images, hidden, prior, decode, count, generator):
    visible, filled = images.masked_fill(hidden, 0), []
    mean, log_std = prior(images)  # the whole image
    for _ in range(count):
        z = mean + log_std.exp() * torch.randn(mean.shape, generator=generator)
        filled.append(torch.where(hidden, decode(z, visible).sigmoid(), visible))
    return torch.stack(filled)


# %% wrong: a leak
def complete(images, hidden, prior, decode, count, generator):
    visible, filled = images.masked_fill(hidden, 0), []
    mean, log_std = prior(visible)
    for _ in range(count):
        z = mean + log_std.exp() * torch.randn(mean.shape, generator=generator)
        filled.append(torch.where(hidden, decode(z, images).sigmoid(), visible))
    return torch.stack(filled)


# %% wrong: visible pixels differ from the image
def complete(images, hidden, prior, decode, count, generator):
    visible, filled = images.masked_fill(~hidden, 0), []  # the polarity
    mean, log_std = prior(visible)
    for _ in range(count):
        z = mean + log_std.exp() * torch.randn(mean.shape, generator=generator)
        filled.append(torch.where(hidden, visible, decode(z, visible).sigmoid()))
    return torch.stack(filled)


# %% wrong: visible pixels differ from the image
def complete(images, hidden, prior, decode, count, generator):
    visible, filled = images.masked_fill(hidden, 0), []
    mean, log_std = prior(visible)
    for _ in range(count):
        z = mean + log_std.exp() * torch.randn(mean.shape, generator=generator)
        filled.append(decode(z, visible).sigmoid())  # nothing is put back
    return torch.stack(filled)


# %% wrong: outside of (0, 1): return probabilities
def complete(images, hidden, prior, decode, count, generator):
    visible, filled = images.masked_fill(hidden, 0), []
    mean, log_std = prior(visible)
    for _ in range(count):
        z = mean + log_std.exp() * torch.randn(mean.shape, generator=generator)
        filled.append(torch.where(hidden, decode(z, visible), visible))  # logits
    return torch.stack(filled)


# %% wrong: outside of (0, 1): return probabilities
def complete(images, hidden, prior, decode, count, generator):
    visible, filled = images.masked_fill(hidden, 0), []
    mean, log_std = prior(visible)
    for _ in range(count):
        z = mean + log_std.exp() * torch.randn(mean.shape, generator=generator)
        p = decode(z, visible).sigmoid()
        drawn = p.bernoulli(generator=generator)
        filled.append(torch.where(hidden, drawn, visible))
    return torch.stack(filled)


# %% wrong: gives one result whatever the generator is
def complete(images, hidden, prior, decode, count, generator):
    visible = images.masked_fill(hidden, 0)
    mean, _ = prior(visible)  # no draw
    one = torch.where(hidden, decode(mean, visible).sigmoid(), visible)
    return one.expand(count, *one.shape).clone()


# %% wrong: noise of the codes: it has a mean of up to
def complete(images, hidden, prior, decode, count, generator):
    visible, filled = images.masked_fill(hidden, 0), []
    mean, _ = prior(visible)
    for _ in range(count):
        z = torch.randn(mean.shape, generator=generator)  # the standard prior
        filled.append(torch.where(hidden, decode(z, visible).sigmoid(), visible))
    return torch.stack(filled)


# %% wrong: noise of the codes: it is the same in two draws
def complete(images, hidden, prior, decode, count, generator):
    visible = images.masked_fill(hidden, 0)
    mean, log_std = prior(visible)
    z = mean + log_std.exp() * torch.randn(mean.shape, generator=generator)
    one = torch.where(hidden, decode(z, visible).sigmoid(), visible)
    return one.repeat(count, 1, 1, 1, 1)  # one draw, again and again


# %% wrong: noise of the codes: it has a deviation
def complete(images, hidden, prior, decode, count, generator):
    visible, filled = images.masked_fill(hidden, 0), []
    mean, log_std = prior(visible)
    for _ in range(count):
        noise = torch.randn(mean.shape, generator=generator)
        z = mean + (0.5 * log_std).exp() * noise
        filled.append(torch.where(hidden, decode(z, visible).sigmoid(), visible))
    return torch.stack(filled)


# %% wrong: draw from the one that is passed
def complete(images, hidden, prior, decode, count, generator):
    visible, filled = images.masked_fill(hidden, 0), []
    mean, log_std = prior(visible)
    for _ in range(count):
        z = mean + log_std.exp() * torch.randn_like(mean)
        filled.append(torch.where(hidden, decode(z, visible).sigmoid(), visible))
    return torch.stack(filled)


# %% wrong: complete changes its arguments
def complete(images, hidden, prior, decode, count, generator):
    images[hidden] = 0
    filled = []
    mean, log_std = prior(images)
    for _ in range(count):
        z = mean + log_std.exp() * torch.randn(mean.shape, generator=generator)
        filled.append(torch.where(hidden, decode(z, images).sigmoid(), images))
    return torch.stack(filled)


# %% wrong: the result has shape (3, 300, 2, 4, 5)
def complete(images, hidden, prior, decode, count, generator):
    visible, filled = images.masked_fill(hidden, 0), []
    mean, log_std = prior(visible)
    for _ in range(count):
        z = mean + log_std.exp() * torch.randn(mean.shape, generator=generator)
        filled.append(torch.where(hidden, decode(z, visible).sigmoid(), visible))
    return torch.stack(filled, dim=1)


# %% wrong: noise of the codes: it has a mean of up to
def complete(images, hidden, prior, decode, count, generator):
    grey = torch.where(hidden, 0.5, images)  # grey, where 0 was asked for
    mean, log_std = prior(grey)
    filled = []
    for _ in range(count):
        z = mean + log_std.exp() * torch.randn(mean.shape, generator=generator)
        filled.append(torch.where(hidden, decode(z, grey).sigmoid(), images))
    return torch.stack(filled)


# %% wrong: is shared by images or by latents
def complete(images, hidden, prior, decode, count, generator):
    visible, filled = images.masked_fill(hidden, 0), []
    mean, log_std = prior(visible)
    for _ in range(count):
        z = mean + log_std.exp() * torch.randn(1, mean.shape[1], generator=generator)
        filled.append(torch.where(hidden, decode(z, visible).sigmoid(), visible))
    return torch.stack(filled)


# %% wrong: is shared by images or by latents
def complete(images, hidden, prior, decode, count, generator):
    visible, filled = images.masked_fill(hidden, 0), []
    mean, log_std = prior(visible)
    for _ in range(count):
        noise = torch.randn(1, mean.shape[1], generator=generator)
        z = mean + log_std.exp() * noise
        filled.append(torch.where(hidden, decode(z, visible).sigmoid(), visible))
    return torch.stack(filled)


# %% wrong: is shared by images or by latents
def complete(images, hidden, prior, decode, count, generator):
    visible, filled = images.masked_fill(hidden, 0), []
    mean, log_std = prior(visible)
    for _ in range(count):
        noise = torch.randn(len(mean), 1, generator=generator)
        z = mean + log_std.exp() * noise
        filled.append(torch.where(hidden, decode(z, visible).sigmoid(), visible))
    return torch.stack(filled)


# %% wrong: is shared by images or by latents
def complete(images, hidden, prior, decode, count, generator):
    visible, filled = images.masked_fill(hidden, 0), []
    mean, log_std = prior(visible)
    for _ in range(count):
        noise = torch.randn(1, 1, generator=generator)
        z = mean + log_std.exp() * noise
        filled.append(torch.where(hidden, decode(z, visible).sigmoid(), visible))
    return torch.stack(filled)


# %% wrong: is the same in two draws
def complete(images, hidden, prior, decode, count, generator):
    visible, filled = images.masked_fill(hidden, 0), []
    mean, log_std = prior(visible)
    for _ in range((count + 1) // 2):
        z = mean + log_std.exp() * torch.randn(mean.shape, generator=generator)
        filled += 2 * [torch.where(hidden, decode(z, visible).sigmoid(), visible)]
    return torch.stack(filled[:count])


# %% wrong: is the same in two draws
def complete(images, hidden, prior, decode, count, generator):
    visible = images.masked_fill(hidden, 0)
    mean, log_std = prior(visible)
    noise = torch.randn((count + 1) // 2, *mean.shape, generator=generator)
    codes = (mean + log_std.exp() * noise).repeat(2, 1, 1)[:count]
    return torch.stack([
        torch.where(hidden, decode(z, visible).sigmoid(), visible) for z in codes])


# %% wrong: is not normal
def complete(images, hidden, prior, decode, count, generator):
    visible, filled = images.masked_fill(hidden, 0), []
    mean, log_std = prior(visible)
    for _ in range(count):
        noise = 12**0.5 * (torch.rand(mean.shape, generator=generator) - 0.5)
        z = mean + log_std.exp() * noise
        filled.append(torch.where(hidden, decode(z, visible).sigmoid(), visible))
    return torch.stack(filled)


# %% wrong: decode gets codes (
def complete(images, hidden, prior, decode, count, generator):
    visible = images.masked_fill(hidden, 0).repeat(count, 1, 1, 1)  # all at once
    mean, log_std = prior(visible)
    z = mean + log_std.exp() * torch.randn(mean.shape, generator=generator)
    logits = decode(z, visible)
    filled = torch.where(hidden.repeat(count, 1, 1, 1), logits.sigmoid(), visible)
    return filled.reshape(count, *images.shape)


# %% wrong, unseen: half of the draws, and the same turned over
def complete(images, hidden, prior, decode, count, generator):
    visible = images.masked_fill(hidden, 0)
    mean, log_std = prior(visible)
    half = torch.randn((count + 1) // 2, *mean.shape, generator=generator)
    noises = torch.cat([half, -half])[:count]
    logits = [decode(mean + log_std.exp() * one, visible) for one in noises]
    return torch.stack(
        [torch.where(hidden, one.sigmoid(), visible) for one in logits])


# %% right: all noise at once, and multiplied masks
def complete(images, hidden, prior, decode, count, generator):
    shown = (~hidden).to(images.dtype)
    visible = images * shown
    mean, log_std = prior(visible)
    codes = mean + log_std.exp() * torch.randn(count, *mean.shape, generator=generator)
    filled = torch.stack([torch.sigmoid(decode(z, visible)) for z in codes])
    return filled * hidden + visible * shown


# %% right: written into a tensor
def complete(images, hidden, prior, decode, count, generator):
    visible = images.clone()
    visible[hidden] = 0
    mean, log_std = prior(visible.clone())
    answer = images.repeat(count, 1, 1, 1, 1)
    for one in answer:
        z = torch.normal(mean, log_std.exp(), generator=generator)
        one[hidden] = decode(z, visible.clone()).sigmoid()[hidden]
    return answer


# %% right: a generator of draws in another cell, prior asked each time
def codes_for(visible, prior, count, dice):
    for _ in range(count):
        mean, log_std = prior(visible)
        yield mean + torch.exp(log_std) * torch.empty_like(mean).normal_(generator=dice)


# %% cell
def complete(images, hidden, prior, decode, count, generator):
    visible = torch.where(hidden, torch.zeros_like(images), images)
    return torch.stack([
        torch.where(hidden, 1 / (1 + (-decode(z, visible)).exp()), visible)
        for z in codes_for(visible, prior, count, generator)])
