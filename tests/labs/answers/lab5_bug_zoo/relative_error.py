# %% wrong: with the denominator held fixed it is
def relative_error(estimate, target, epsilon):
    brightness = estimate.clamp_min(0) + epsilon
    brightness.detach()
    return ((estimate - target) / brightness).square().mean()

# %% wrong: has no gradient at all
def relative_error(estimate, target, epsilon):
    estimate = estimate.detach()
    brightness = estimate.clamp_min(0) + epsilon
    return ((estimate - target) / brightness).square().mean()

# %% wrong: has no gradient at all
def relative_error(estimate, target, epsilon):
    with torch.no_grad():
        brightness = estimate.clamp_min(0) + epsilon
        return ((estimate - target) / brightness).square().mean()

# %% wrong: the loss is
def relative_error(estimate, target, epsilon):
    brightness = target.detach().clamp_min(0) + epsilon
    return ((estimate - target) / brightness).square().mean()

# %% wrong: the loss is
def relative_error(estimate, target, epsilon):
    brightness = estimate.detach() + epsilon
    return ((estimate - target) / brightness).square().mean()

# %% wrong: the loss is
def relative_error(estimate, target, epsilon):
    brightness = estimate.detach().clamp_min(0) + epsilon
    return ((estimate - target).square() / brightness).mean()

# %% wrong: the loss is
def relative_error(estimate, target, epsilon):
    brightness = estimate.detach().clamp_min(0)
    return (estimate - target).square().div(brightness**2 + epsilon).mean()

# %% wrong: the loss is
def relative_error(estimate, target, epsilon):
    brightness = estimate.detach().clamp_min(0) + epsilon
    return ((estimate - target) / brightness).square().sum() / len(target)

# %% wrong: with the denominator held fixed it is
def relative_error(estimate, target, epsilon):
    brightness = estimate.clamp_min(0) + epsilon
    return ((estimate - target.detach()) / brightness).square().mean()

# %% wrong: with the denominator held fixed it is
def relative_error(estimate, target, epsilon):
    brightness = estimate.clamp_min(0) + torch.tensor(epsilon).detach()
    return ((estimate - target) / brightness).pow(2).mean()

# %% wrong: changes an input in place
def relative_error(estimate, target, epsilon):
    brightness = estimate.detach().clamp_min_(0) + epsilon
    return ((estimate - target) / brightness).square().mean()

# %% right: a block without gradients
def relative_error(estimate, target, epsilon):
    with torch.no_grad():
        brightness = estimate.clamp(min=0) + epsilon
    return ((estimate - target) / brightness).pow(2).mean()

# %% right: detach_ on a copy
def relative_error(estimate, target, epsilon):
    brightness = estimate.clone().clamp_min(0) + epsilon
    brightness = brightness.detach()
    off = (estimate - target).square() / brightness.square()
    return off.sum() / off.numel()

# %% right: the package's
from dlc_support.objectives import RelativeHDR


def relative_error(estimate, target, epsilon):
    return RelativeHDR(epsilon)(estimate, target)

# %% right: in float64
def relative_error(estimate, target, epsilon):
    below = estimate.data.double().relu() + epsilon
    return (((estimate.double() - target) / below) ** 2).mean()
