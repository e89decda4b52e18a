# %% wrong: you divided by the number of kept components
def masked_error(estimate, target, kept, p):
    weight = kept.expand_as(target)
    return ((estimate - target).square() * weight).sum() / weight.sum()
# %% wrong: the factor 1 / (1 - p) is missing
def masked_error(estimate, target, kept, p):
    return ((estimate - target).square() * kept).mean()
# %% wrong: you took the lost pixels
def masked_error(estimate, target, kept, p):
    return ((estimate - target).square() * ~kept).mean() / (1 - p)
# %% wrong: not 1 / p
def masked_error(estimate, target, kept, p):
    return ((estimate - target).square() * kept).mean() / p
# %% wrong: kept has one channel
def masked_error(estimate, target, kept, p):
    return ((estimate - target).square() * kept).sum() / ((1 - p) * kept.numel())
# %% wrong: changed target or mask in place
def masked_error(estimate, target, kept, p):
    target -= estimate.detach()
    return (target.square() * kept).mean() / (1 - p)
# %% wrong: no gradient flows
def masked_error(estimate, target, kept, p):
    return ((estimate - target).detach().square() * kept).mean() / (1 - p)
# %% wrong: return a scalar tensor
def masked_error(estimate, target, kept, p):
    return ((estimate - target).square() * kept).mean().item() / (1 - p)
# %% wrong: look at the formula again
def masked_error(estimate, target, kept, p):
    return (estimate - target).square().mean() / (1 - p)
# %% wrong: look at the formula again
def masked_error(estimate, target, kept, p):
    return ((estimate - target).square() * kept).mean().sqrt() / (1 - p)
# %% wrong: where nothing is kept the loss is 0
def masked_error(estimate, target, kept, p):
    chosen = (estimate - target)[kept.expand_as(target)]
    share = kept.float().mean() / (1 - p)
    return chosen.square().mean() * share
# %% right: loops over images and channels
def masked_error(estimate, target, kept, p):
    total = 0
    for guess, y, mask in zip(estimate, target, kept):
        for channel in range(len(guess)):
            total = total + ((guess[channel] - y[channel])[mask[0]] ** 2).sum()
    return total / ((1 - p) * estimate.numel())
# %% right: where, in float64
def masked_error(estimate, target, kept, p):
    off = torch.where(kept, (estimate - target).double(), 0.0)
    return (off ** 2).mean() / (1 - p)
# %% right: mse_loss on masked images, a helper in another cell
def hidden(image, kept):
    return image * kept.to(image.dtype)
# %% cell
def masked_error(estimate, target, kept, p):
    return nn.functional.mse_loss(hidden(estimate, kept), hidden(target, kept)) / (1 - p)
