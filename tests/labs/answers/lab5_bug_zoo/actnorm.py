# %% wrong: by the Jacobian it is
def actnorm(images, log_scale, shift):
    scale = log_scale.exp()[:, None, None]
    y = scale * (images + shift[:, None, None])
    return y, log_scale.sum().expand(len(images))

# %% wrong: by the Jacobian it is
def actnorm(images, log_scale, shift):
    scale = log_scale.exp()[:, None, None]
    y = scale * (images + shift[:, None, None])
    places = images[0].numel()
    return y, (places * log_scale.sum()).expand(len(images))

# %% wrong: by the Jacobian it is
def actnorm(images, log_scale, shift):
    scale = log_scale.exp()[:, None, None]
    y = scale * (images + shift[:, None, None])
    places = images.shape[2] ** 2
    return y, (places * log_scale.sum()).expand(len(images))

# %% wrong: by the Jacobian it is
def actnorm(images, log_scale, shift):
    scale = log_scale.exp()[:, None, None]
    y = scale * (images + shift[:, None, None])
    places = images.shape[2] * images.shape[3]
    return y, (places * log_scale.mean()).expand(len(images))

# %% wrong: by the Jacobian it is
def actnorm(images, log_scale, shift):
    scale = log_scale.exp()[:, None, None]
    y = scale * (images + shift[:, None, None])
    places = images.shape[2] * images.shape[3]
    return y, (-places * log_scale.sum()).expand(len(images))

# %% wrong: by the Jacobian it is
def actnorm(images, log_scale, shift):
    scale = log_scale.exp()[:, None, None]
    y = scale * (images + shift[:, None, None])
    places = images.shape[2] * images.shape[3]
    return y, (places * log_scale.exp().sum()).expand(len(images))

# %% wrong: by the Jacobian it is
def actnorm(images, log_scale, shift):
    scale = log_scale.exp()[:, None, None]
    y = scale * (images + shift[:, None, None])
    places = images.numel() // images.shape[1]
    return y, (places * log_scale.sum()).expand(len(images))

# %% wrong: returns shape ()
def actnorm(images, log_scale, shift):
    scale = log_scale.exp()[:, None, None]
    y = scale * (images + shift[:, None, None])
    return y, images.shape[2] * images.shape[3] * log_scale.sum()

# %% wrong: y is off by
def actnorm(images, log_scale, shift):
    y = log_scale.exp()[:, None, None] * images + shift[:, None, None]
    places = images.shape[2] * images.shape[3]
    return y, (places * log_scale.sum()).expand(len(images))

# %% wrong: changes an input in place
def actnorm(images, log_scale, shift):
    images += shift[:, None, None]
    places = images.shape[2] * images.shape[3]
    y = log_scale.exp()[:, None, None] * images
    return y, (places * log_scale.sum()).expand(len(images))

# %% right: summed over a map of log scales
def actnorm(images, log_scale, shift):
    logs = log_scale[None, :, None, None].expand_as(images)
    y = logs.exp() * (images + shift.view(1, -1, 1, 1))
    return y, logs.sum(dim=(1, 2, 3))

# %% right: channel by channel
def actnorm(images, log_scale, shift):
    n, channels, height, width = images.shape
    y = torch.stack([
        (images[:, c] + shift[c]) * log_scale[c].exp()
        for c in range(channels)], dim=1)
    total = sum(height * width * log_scale[c] for c in range(channels))
    return y, total * torch.ones(n)

# %% right: a list, in float64
def actnorm(images, log_scale, shift):
    wide = log_scale.double()
    moved = images.double() + shift.double()[:, None, None]
    y = moved * torch.exp(wide)[:, None, None]
    places = math.prod(images.shape[-2:])
    return [y, wide.sum().mul(places).repeat(len(images))]
