# %% wrong: sum over components
def risk_terms(estimate, clean, target):
    delta, error = target - clean, estimate - clean
    return ((estimate - target).square().mean().item(), error.square().mean().item(),
            (delta * error).mean().item(), delta.square().mean().item())
# %% wrong: take the mean over the images
def risk_terms(estimate, clean, target):
    delta, error = target - clean, estimate - clean
    return ((estimate - target).square().sum().item(), error.square().sum().item(),
            (delta * error).sum().item(), delta.square().sum().item())
# %% wrong: its sign is wrong
def risk_terms(estimate, clean, target):
    def dot(a, b):
        return (a * b).sum(dim=(1, 2, 3)).mean().item()
    delta, error = clean - target, estimate - clean
    missed = estimate - target
    return dot(missed, missed), dot(error, error), dot(delta, error), dot(delta, delta)
# %% wrong: changed one of its arguments in place
def risk_terms(estimate, clean, target):
    def dot(a, b):
        return (a * b).sum(dim=(1, 2, 3)).mean().item()
    missed = estimate - target
    estimate -= clean
    target -= clean
    return (dot(missed, missed), dot(estimate, estimate), dot(target, estimate),
            dot(target, target))
# %% wrong: return four numbers
def risk_terms(estimate, clean, target):
    def dot(a, b):
        return (a * b).sum(dim=(1, 2, 3))
    delta, error = target - clean, estimate - clean
    missed = estimate - target
    return dot(missed, missed), dot(error, error), dot(delta, error), dot(delta, delta)
# %% wrong: leave out the factor of the identity
def risk_terms(estimate, clean, target):
    def dot(a, b):
        return (a * b).sum(dim=(1, 2, 3)).mean().item()
    delta, error = target - clean, estimate - clean
    missed = estimate - target
    return dot(missed, missed), dot(error, error), -2 * dot(delta, error), dot(delta, delta)
# %% wrong: look at the statement again
def risk_terms(estimate, clean, target):
    def length(a):
        return a.flatten(1).norm(dim=1)
    delta, error = target - clean, estimate - clean
    cross = (delta * error).sum(dim=(1, 2, 3)).mean().item()
    return (length(estimate - target).mean().item(), length(error).mean().item(), cross,
            length(delta).mean().item())
# %% wrong, unseen: right for images of one channel alone
def risk_terms(estimate, clean, target):
    def dot(a, b):
        return (a * b).sum(dim=(2, 3)).mean().item()
    delta, error = target - clean, estimate - clean
    missed = estimate - target
    return dot(missed, missed), dot(error, error), dot(delta, error), dot(delta, delta)
# %% right: loops over images, float64
def risk_terms(estimate, clean, target):
    sums = [0.0] * 4
    for one, x, y in zip(estimate.double(), clean.double(), target.double()):
        sums[0] += ((one - y) ** 2).sum().item()
        sums[1] += ((one - x) ** 2).sum().item()
        sums[2] += ((y - x) * (one - x)).sum().item()
        sums[3] += ((y - x) ** 2).sum().item()
    return [total / len(estimate) for total in sums]
# %% right: einsum, and tensors for numbers
def risk_terms(estimate, clean, target):
    delta, error = (target - clean).flatten(1), (estimate - clean).flatten(1)
    missed = error - delta
    pairs = [(missed, missed), (error, error), (delta, error), (delta, delta)]
    return tuple(torch.einsum("bi,bi->b", a, b).mean() for a, b in pairs)
# %% right: a helper in another cell, numpy
import numpy as np

def product(a, b):
    return float(np.sum(a * b) / len(a))
# %% cell
def risk_terms(estimate, clean, target):
    estimate, clean, target = (one.numpy() for one in (estimate, clean, target))
    return (product(estimate - target, estimate - target),
            product(estimate - clean, estimate - clean),
            product(target - clean, estimate - clean),
            product(target - clean, target - clean))
