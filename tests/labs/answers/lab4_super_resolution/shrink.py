# %% wrong: must become (2, 3, 2, 4)
def shrunk(images, scale, antialias=True):
    # only the columns
    if antialias:
        return images.unflatten(-1, (-1, scale)).mean(dim=-1)
    return images[..., ::scale]


# %% wrong: antialiased: the mean
def shrunk(images, scale, antialias=True):
    # a sum for a mean
    if antialias:
        return functional.avg_pool2d(images, scale, divisor_override=1)
    return images[..., ::scale, ::scale]


# %% wrong: antialiased: the mean
def shrunk(images, scale, antialias=True):
    # the flag the wrong way round
    if not antialias:
        return functional.avg_pool2d(images, scale)
    return images[..., ::scale, ::scale]


# %% wrong: changes its images in place
def shrunk(images, scale, antialias=True):
    total = images[..., ::scale, ::scale]
    if not antialias:
        return total.clone()
    for i in range(scale):
        for j in range(scale):
            if i or j:
                total += images[..., i::scale, j::scale]
    return total / scale**2


# %% wrong: not antialiased: the upper left
def shrunk(images, scale, antialias=True):
    # the last pixel of each block
    if antialias:
        return functional.avg_pool2d(images, scale)
    return images[..., scale - 1 :: scale, scale - 1 :: scale]


# %% wrong: with antialias=True
def shrunk(images, scale, antialias=True):
    # the scale is forgotten
    if antialias:
        return functional.avg_pool2d(images, 2)
    return images[..., ::scale, ::scale]


# %% wrong: antialiased: the mean
def shrunk(images, scale, antialias=True):
    # another filter
    if antialias:
        return downscaled(images, scale)
    return images[..., ::scale, ::scale]


# %% wrong: antialiased: the mean
def shrunk(images, scale, antialias=True):
    # the largest pixel of each block
    if antialias:
        return functional.max_pool2d(images, scale)
    return images[..., ::scale, ::scale]


# %% right: blocks as axes
def shrunk(images, scale, antialias=True):
    count, channels, height, width = images.shape
    blocks = images.reshape(
        count, channels, height // scale, scale, width // scale, scale)
    if antialias:
        return blocks.mean(dim=(3, 5))
    return blocks[:, :, :, 0, :, 0].contiguous()


# %% right: loops, in float64
def shrunk(images, scale, antialias=True):
    count, channels, height, width = images.shape
    small = torch.zeros(
        count, channels, height // scale, width // scale, dtype=torch.float64)
    for y in range(height // scale):
        for x in range(width // scale):
            top, left = y * scale, x * scale
            block = images[..., top : top + scale, left : left + scale]
            small[..., y, x] = (
                block.double().mean(dim=(2, 3)) if antialias else block[..., 0, 0])
    return small


# %% right: a helper, and the package's box
def every(images, scale):
    return functional.interpolate(images, scale_factor=1 / scale, mode="nearest")
# %% cell
def shrunk(images, scale, antialias=True):
    if antialias:
        return downscaled(images, scale, "nearest")
    return every(images, scale)


# %% right: numpy
def shrunk(images, scale, antialias=True):
    import numpy as np

    pixels = images.numpy()
    parts = [pixels[..., i::scale, j::scale]
             for i in range(scale) for j in range(scale)]
    return torch.from_numpy(
        np.mean(parts, axis=0) if antialias else parts[0].copy())
