# %% wrong: luma in studio range
def benchmark_psnr(estimate, clean, crop):
    # all channels instead of luma
    height, width = clean.shape[2:]
    a, b = (
        (255 * x.clamp(0, 1)).round()[..., crop:height - crop, crop:width - crop]
        for x in (estimate, clean))
    return 10 * torch.log10(255**2 / (a - b).square().mean(dim=(1, 2, 3)))


# %% wrong: luma in studio range and not rounded again: the PSNR is 15.30 dB, got 13.98
def benchmark_psnr(estimate, clean, crop):
    # luma over the full range
    height, width = clean.shape[2:]
    w = torch.tensor([0.299, 0.587, 0.114])[:, None, None]
    a, b = (
        ((255 * x.clamp(0, 1)).round() * w).sum(1)[
            :, crop:height - crop, crop:width - crop]
        for x in (estimate, clean))
    return 10 * torch.log10(255**2 / (a - b).square().mean(dim=(1, 2)))


# %% wrong: 0.4 of a byte is rounded off
def benchmark_psnr(estimate, clean, crop):
    # not rounded
    height, width = clean.shape[2:]
    w = 219 / 255 * torch.tensor([0.299, 0.587, 0.114])[:, None, None]
    e = (255 * (estimate.clamp(0, 1) - clean.clamp(0, 1)) * w).sum(1)
    e = e[:, crop:height - crop, crop:width - crop]
    return 10 * torch.log10(255**2 / e.square().mean(dim=(1, 2)))


# %% wrong: 0.6 rounds up to 1
def benchmark_psnr(estimate, clean, crop):
    # rounded down, as a cast to uint8 does
    height, width = clean.shape[2:]
    w = 219 / 255 * torch.tensor([0.299, 0.587, 0.114])[:, None, None]
    a, b = ((255 * x.clamp(0, 1) + 0.01).floor() for x in (estimate, clean))
    e = ((a - b) * w).sum(1)[:, crop:height - crop, crop:width - crop]
    return 10 * torch.log10(255**2 / e.square().mean(dim=(1, 2)))


# %% wrong: 1.2 is clipped to 1
def benchmark_psnr(estimate, clean, crop):
    # not clipped
    height, width = clean.shape[2:]
    w = 219 / 255 * torch.tensor([0.299, 0.587, 0.114])[:, None, None]
    e = (((255 * estimate).round() - (255 * clean).round()) * w).sum(1)
    e = e[:, crop:height - crop, crop:width - crop]
    return 10 * torch.log10(255**2 / e.square().mean(dim=(1, 2)))


# %% wrong: a border of 2 pixels is left out
def benchmark_psnr(estimate, clean, crop):
    # the border counts
    w = 219 / 255 * torch.tensor([0.299, 0.587, 0.114])[:, None, None]
    a, b = ((255 * x.clamp(0, 1)).round() for x in (estimate, clean))
    e = ((a - b) * w).sum(1)
    return 10 * torch.log10(255**2 / e.square().mean(dim=(1, 2)))


# %% wrong: 0.4 of a byte is rounded off: the PSNR is inf dB, got nan
def benchmark_psnr(estimate, clean, crop):
    # a crop of 0 leaves nothing
    w = 219 / 255 * torch.tensor([0.299, 0.587, 0.114])[:, None, None]
    a, b = ((255 * x.clamp(0, 1)).round() for x in (estimate, clean))
    e = ((a - b) * w).sum(1)[:, crop:-crop, crop:-crop]
    return 10 * torch.log10(255**2 / e.square().mean(dim=(1, 2)))


# %% wrong: two images have two PSNRs
def benchmark_psnr(estimate, clean, crop):
    # one number for the batch
    height, width = clean.shape[2:]
    w = 219 / 255 * torch.tensor([0.299, 0.587, 0.114])[:, None, None]
    a, b = ((255 * x.clamp(0, 1)).round() for x in (estimate, clean))
    e = ((a - b) * w).sum(1)[:, crop:height - crop, crop:width - crop]
    return 10 * torch.log10(255**2 / e.square().mean())


# %% wrong: each image has a PSNR of its own
def benchmark_psnr(estimate, clean, crop):
    # the mean error of the batch for every image
    height, width = clean.shape[2:]
    w = 219 / 255 * torch.tensor([0.299, 0.587, 0.114])[:, None, None]
    a, b = ((255 * x.clamp(0, 1)).round() for x in (estimate, clean))
    e = ((a - b) * w).sum(1)[:, crop:height - crop, crop:width - crop]
    value = 10 * torch.log10(255**2 / e.square().mean())
    return value.expand(len(clean))


# %% wrong: the PSNR is 15.30 dB, got 13.98
def benchmark_psnr(estimate, clean, crop):
    # the peak is squeezed as well
    height, width = clean.shape[2:]
    w = 219 / 255 * torch.tensor([0.299, 0.587, 0.114])[:, None, None]
    a, b = ((255 * x.clamp(0, 1)).round() for x in (estimate, clean))
    e = ((a - b) * w).sum(1)[:, crop:height - crop, crop:width - crop]
    return 10 * torch.log10(219**2 / e.square().mean(dim=(1, 2)))


# %% wrong: the PSNR is 15.30 dB, got 30.60
def benchmark_psnr(estimate, clean, crop):
    # 20 for 10: the peak is squared already
    height, width = clean.shape[2:]
    w = 219 / 255 * torch.tensor([0.299, 0.587, 0.114])[:, None, None]
    a, b = ((255 * x.clamp(0, 1)).round() for x in (estimate, clean))
    e = ((a - b) * w).sum(1)[:, crop:height - crop, crop:width - crop]
    return 20 * torch.log10(255**2 / e.square().mean(dim=(1, 2)))


# %% wrong: 0.4 too much of blue counts 0.114
def benchmark_psnr(estimate, clean, crop):
    # the weights of BT.709
    height, width = clean.shape[2:]
    w = 219 / 255 * torch.tensor([0.2126, 0.7152, 0.0722])[:, None, None]
    a, b = ((255 * x.clamp(0, 1)).round() for x in (estimate, clean))
    e = ((a - b) * w).sum(1)[:, crop:height - crop, crop:width - crop]
    return 10 * torch.log10(255**2 / e.square().mean(dim=(1, 2)))


# %% wrong: changes its images in place
def benchmark_psnr(estimate, clean, crop):
    height, width = clean.shape[2:]
    w = 219 / 255 * torch.tensor([0.299, 0.587, 0.114])[:, None, None]
    a, b = (x.clamp_(0, 1).mul_(255).round_() for x in (estimate, clean))
    e = ((a - b) * w).sum(1)[:, crop:height - crop, crop:width - crop]
    return 10 * torch.log10(255**2 / e.square().mean(dim=(1, 2)))


# %% wrong: in studio range and not rounded again
def benchmark_psnr(estimate, clean, crop):
    # the luma is rounded as well
    height, width = clean.shape[2:]
    w = 219 / 255 * torch.tensor([0.299, 0.587, 0.114])[:, None, None]
    a, b = (
        (16 + ((255 * x.clamp(0, 1)).round() * w).sum(1)).round()
        for x in (estimate, clean))
    e = (a - b)[:, crop:height - crop, crop:width - crop]
    return 10 * torch.log10(255**2 / e.square().mean(dim=(1, 2)))


# %% right: the package's convention
def benchmark_psnr(estimate, clean, crop):
    from dlc_support.evaluation import Convention

    return Convention(channels="studio luma", crop=crop)(estimate, clean)


# %% right: image by image in numpy
def benchmark_psnr(estimate, clean, crop):
    import numpy as np

    found = []
    for one, other in zip(estimate, clean):
        a, b = (np.round(255 * np.clip(x.numpy().astype(float), 0, 1))
                for x in (one, other))
        y = 65.481 * (a - b)[0] + 128.553 * (a - b)[1] + 24.966 * (a - b)[2]
        y = y[crop:y.shape[0] - crop, crop:y.shape[1] - crop] / 255
        mse = np.mean(y**2)
        found.append(10 * np.log10(255**2 / mse) if mse else np.inf)
    return torch.tensor(found)


# %% right: helpers in another cell, in float64
def luma_bytes(images):
    levels = images.double().clamp(0, 1).mul(255).add(0.5).floor()
    red, green, blue = levels.unbind(dim=1)
    return 16 + (0.299 * red + 0.587 * green + 0.114 * blue) * 219 / 255
# %% cell
def benchmark_psnr(estimate, clean, crop):
    e = luma_bytes(estimate) - luma_bytes(clean)
    if crop > 0:
        e = e[:, crop:-crop, crop:-crop]
    return 20 * math.log10(255) - 10 * (e**2).mean(dim=(1, 2)).log10()


# %% right: a convolution makes the luma
def benchmark_psnr(estimate, clean, crop):
    height, width = clean.shape[2:]
    weight = torch.tensor([65.481, 128.553, 24.966]).reshape(1, 3, 1, 1) / 255
    e = functional.conv2d(
        255 * to_bytes(estimate) - 255 * to_bytes(clean), weight)
    e = functional.pad(e, [-crop] * 4)
    return psnr(e, torch.zeros_like(e), peak=255.0)
