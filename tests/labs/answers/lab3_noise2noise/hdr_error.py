# %% wrong: the denominator must count as a constant
def hdr_error(estimate, target, epsilon=0.01):
    return ((estimate - target) / (estimate.clamp(min=0) + epsilon)).square().mean()
# %% wrong: no gradient flows
def hdr_error(estimate, target, epsilon=0.01):
    estimate = estimate.detach()
    return ((estimate - target) / (estimate.clamp(min=0) + epsilon)).square().mean()
# %% wrong: estimate 1.5, target 0.5
def hdr_error(estimate, target, epsilon=0.01):
    return ((estimate - target) / (target + epsilon)).square().mean()
# %% wrong: estimate 1.5, target 0.5
def hdr_error(estimate, target, epsilon=0.01):
    return ((estimate - target).square() / (estimate.detach().clamp(min=0) + epsilon)).mean()
# %% wrong: estimate 1.5, target 0.5
def hdr_error(estimate, target, epsilon=0.01):
    brightness = estimate.detach().clamp(min=0)
    return ((estimate - target).square() / (brightness.square() + epsilon)).mean()
# %% wrong: estimate 1.5, target 0.5
def hdr_error(estimate, target, epsilon=0.01):
    brightness = estimate.detach().clamp(min=0)
    return ((estimate - target).abs() / (brightness + epsilon)).mean()
# %% wrong: a negative estimate
def hdr_error(estimate, target, epsilon=0.01):
    return ((estimate - target) / (estimate.detach().abs() + epsilon)).square().mean()
# %% wrong: a negative estimate
def hdr_error(estimate, target, epsilon=0.01):
    return ((estimate - target) / (estimate.detach() + epsilon)).square().mean()
# %% wrong: changed estimate or target in place
def hdr_error(estimate, target, epsilon=0.01):
    brightness = estimate.detach().clamp_(min=0)
    return ((estimate - target) / (brightness + epsilon)).square().mean()
# %% wrong: the mean, a scalar tensor
def hdr_error(estimate, target, epsilon=0.01):
    brightness = estimate.detach().clamp(min=0)
    return ((estimate - target) / (brightness + epsilon)).square()
# %% wrong: for all three together the mean is 0.5
def hdr_error(estimate, target, epsilon=0.01):
    brightness = estimate.detach().clamp(min=0)
    return ((estimate - target) / (brightness + epsilon)).square().sum()
# %% wrong: for all three together the mean is 0.5
def hdr_error(estimate, target, epsilon=0.01):
    brightness = estimate.detach().clamp(min=0).mean()
    return ((estimate - target) / (brightness + epsilon)).square().mean()
# %% wrong: estimate 1.5, target 0.5
def hdr_error(estimate, target, epsilon=0.01):
    brightness = estimate.detach().clamp(min=0)
    return ((estimate - target) / (brightness + 0.01)).square().mean()
# %% right: no_grad and float64
def hdr_error(estimate, target, epsilon=0.01):
    with torch.no_grad():
        scale = estimate.double().clamp(min=0) + epsilon
    return (((estimate.double() - target) / scale) ** 2).mean()
# %% right: a loop over components
def hdr_error(estimate, target, epsilon=0.01):
    total = 0
    for x, y in zip(estimate.flatten(), target.flatten()):
        total = total + ((x - y) / (max(x.item(), 0) + epsilon)) ** 2
    return total / estimate.numel()
# %% right: weights of a squared error, a helper in another cell
def inverse_square(radiance, epsilon):
    return 1 / (torch.relu(radiance) + epsilon) ** 2
# %% cell
def hdr_error(estimate, target, epsilon=0.01):
    weight = inverse_square(estimate.detach().clone(), epsilon)
    return torch.mean(weight * nn.functional.mse_loss(estimate, target, reduction="none"))
# %% right: the package's loss
def hdr_error(estimate, target, epsilon=0.01):
    return RelativeHDR(epsilon)(estimate, target)
