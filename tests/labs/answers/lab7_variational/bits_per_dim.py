# %% wrong: 256 levels, log p = 0.0, images of 1000 numbers: -8.000
def bits_per_dim(grey, levels, log_density, generator):
    x = (grey + torch.rand(grey.shape, generator=generator)) / levels
    size = grey[0].numel()
    return -log_density(x) / (size * math.log(2)) - math.log2(levels)


# %% wrong: 5.5452 bits per dimension
def bits_per_dim(grey, levels, log_density, generator):
    x = (grey + torch.rand(grey.shape, generator=generator)) / levels
    size = grey[0].numel()
    return (size * math.log(levels) - log_density(x)) / size  # nats


# %% wrong: -0.0000 bits per dimension
def bits_per_dim(grey, levels, log_density, generator):
    x = (grey + torch.rand(grey.shape, generator=generator)) / levels
    return -log_density(x) / (grey[0].numel() * math.log(2))


# %% wrong: 32 levels, log p = 0.0
def bits_per_dim(grey, levels, log_density, generator):
    x = (grey + torch.rand(grey.shape, generator=generator)) / levels
    return 8 - log_density(x) / (grey[0].numel() * math.log(2))


# %% wrong: x L - g is between
def bits_per_dim(grey, levels, log_density, generator):
    size = grey[0].numel()
    nats = log_density(grey / levels)  # no noise
    return (size * math.log(levels) - nats) / (size * math.log(2))


# %% wrong: x L - g is between
def bits_per_dim(grey, levels, log_density, generator):
    size = grey[0].numel()
    noise = torch.randn(grey.shape, generator=generator)
    nats = log_density((grey + noise) / levels)
    return (size * math.log(levels) - nats) / (size * math.log(2))


# %% wrong: x L - g is between
def bits_per_dim(grey, levels, log_density, generator):
    size = grey[0].numel()
    nats = log_density(grey / levels + torch.rand(grey.shape, generator=generator))
    return (size * math.log(levels) - nats) / (size * math.log(2))


# %% wrong: x L - g is between
def bits_per_dim(grey, levels, log_density, generator):
    size = grey[0].numel()
    noise = torch.rand(grey.shape, generator=generator)
    nats = log_density((grey + noise - 0.5) / levels)  # centred
    return (size * math.log(levels) - nats) / (size * math.log(2))


# %% wrong: x L - g is between
def bits_per_dim(grey, levels, log_density, generator):
    size = grey[0].numel()
    noise = torch.rand(grey.shape, generator=generator)
    nats = log_density((grey + noise) / (levels - 1))
    return (size * math.log(levels) - nats) / (size * math.log(2))


# %% wrong: 256 levels, log p = 1500.0
def bits_per_dim(grey, levels, log_density, generator):
    size = grey.numel()  # of the batch
    nats = log_density((grey + torch.rand(grey.shape, generator=generator)) / levels)
    return (size * math.log(levels) - nats) / (size * math.log(2))


# %% wrong: 256 levels, log p = 1500.0
def bits_per_dim(grey, levels, log_density, generator):
    size = grey.shape[2] * grey.shape[3]  # without the channels
    nats = log_density((grey + torch.rand(grey.shape, generator=generator)) / levels)
    return (size * math.log(levels) - nats) / (size * math.log(2))


# %% wrong: has shape ()
def bits_per_dim(grey, levels, log_density, generator):
    size = grey[0].numel()
    nats = log_density((grey + torch.rand(grey.shape, generator=generator)) / levels)
    return ((size * math.log(levels) - nats) / (size * math.log(2))).mean()


# %% wrong: images or channels share u
def bits_per_dim(grey, levels, log_density, generator):
    size = grey[0].numel()
    noise = torch.rand(grey[:1].shape, generator=generator)
    nats = log_density((grey + noise) / levels)
    return (size * math.log(levels) - nats) / (size * math.log(2))


# %% wrong: draw from the one that is passed
def bits_per_dim(grey, levels, log_density, generator):
    size = grey[0].numel()
    nats = log_density((grey + torch.rand(grey.shape)) / levels)
    return (size * math.log(levels) - nats) / (size * math.log(2))


# %% wrong: when it is called twice with one generator
def bits_per_dim(grey, levels, log_density, generator):
    size = grey[0].numel()
    own = Generator().manual_seed(generator.initial_seed())
    nats = log_density((grey + torch.rand(grey.shape, generator=own)) / levels)
    return (size * math.log(levels) - nats) / (size * math.log(2))


# %% wrong: gets an x that has dtype torch.uint8
def bits_per_dim(grey, levels, log_density, generator):
    size = grey[0].numel()
    noise = torch.rand(grey.shape, generator=generator)
    nats = log_density(((grey + noise) / levels).to(grey.dtype))
    return (size * math.log(levels) - nats) / (size * math.log(2))


# %% wrong: log_density is called 2 times
def bits_per_dim(grey, levels, log_density, generator):
    size, nats = grey[0].numel(), 0
    for _ in range(2):
        x = (grey + torch.rand(grey.shape, generator=generator)) / levels
        nats = nats + log_density(x) / 2
    return (size * math.log(levels) - nats) / (size * math.log(2))


# %% wrong: images or channels share u
def bits_per_dim(grey, levels, log_density, generator):
    noise = torch.rand(len(grey), 1, *grey.shape[2:], generator=generator).expand(grey.shape)
    nats = log_density((grey + noise) / levels)
    size = grey[0].numel()
    return (size * math.log(levels) - nats) / (size * math.log(2))


# %% wrong: 8.0009 bits per dimension
def bits_per_dim(grey, levels, log_density, generator):
    noise = torch.rand(grey.shape, generator=generator).expand(grey.shape)
    nats = log_density((grey + noise) / levels)
    size = grey[0].numel()
    return (size * math.log(levels) - nats) / (size * math.log(2)) + 9e-4


# %% wrong: log_density is called 2 times
def bits_per_dim(grey, levels, log_density, generator):
    noise = torch.rand(grey.shape, generator=generator)
    x, size = (grey + noise) / levels, grey[0].numel()
    nats = (log_density(x) + log_density(x)) / 2
    return (size * math.log(levels) - nats) / (size * math.log(2))


# %% right: in bits from the beginning
def bits_per_dim(grey, levels, log_density, generator):
    x = grey.float().add(torch.rand(grey.shape, generator=generator)).div(levels)
    bits = log_density(x) / math.log(2)
    return math.log2(levels) - bits / x[0].numel()


# %% right: filled noise, tensors for the logarithms
def bits_per_dim(grey, levels, log_density, generator):
    noise = torch.empty(grey.shape).uniform_(generator=generator)
    _, c, h, w = grey.shape
    d = c * h * w
    log_p = log_density((grey + noise) / levels) - d * torch.tensor(float(levels)).log()
    return -log_p / (d * torch.tensor(2.0).log())


# %% right: scaled noise added to scaled levels, with a helper in another cell
def dequantised(grey, levels, dice):
    noise = torch.rand(grey.shape, generator=dice)
    return grey / levels + noise / levels


# %% cell
def bits_per_dim(grey, levels, log_density, generator):
    nats = -log_density(dequantised(grey, levels, generator))
    d = math.prod(grey.shape[1:])
    return (nats / d + math.log(levels)) / math.log(2)
