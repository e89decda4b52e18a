# %% wrong: denoiser_score must be
def denoiser_score(denoise, seen, sigma):
    return (denoise(seen) - seen) / sigma


# %% wrong: denoiser_score must be
def denoiser_score(denoise, seen, sigma):
    return (seen - denoise(seen)) / sigma**2


# %% wrong: denoiser_score must be
def denoiser_score(denoise, seen, sigma):
    return denoise(seen) / sigma**2


# %% wrong: denoiser_score must be
def denoiser_score(denoise, seen, sigma):
    return sigma**2 * (denoise(seen) - seen)


# %% wrong: denoiser_score changed its input
def denoiser_score(denoise, seen, sigma):
    arrows = denoise(seen)
    arrows = arrows - seen
    seen += arrows
    return arrows / sigma**2


# %% wrong: density_score must be
def density_score(log_density, seen):
    leaf = seen.detach().clone().requires_grad_()
    return torch.autograd.grad(log_density(leaf).mean(), leaf)[0]


# %% wrong: density_score left requires_grad
def density_score(log_density, seen):
    seen.requires_grad_()
    return torch.autograd.grad(log_density(seen).sum(), seen)[0]


# %% wrong: density_score left requires_grad or a .grad
def density_score(log_density, seen):
    seen.requires_grad_(True)
    log_density(seen).sum().backward()
    slope = seen.grad.clone()
    seen.requires_grad_(False)
    return slope


# %% wrong: density_score must be
def density_score(log_density, seen):
    leaf = seen.detach().clone().requires_grad_()
    return torch.autograd.grad(log_density(leaf).exp().sum(), leaf)[0]


# %% wrong: returned a gradient graph
def density_score(log_density, seen):
    leaf = seen.detach().clone().requires_grad_()
    total = log_density(leaf).sum()
    return torch.autograd.grad(total, leaf, create_graph=True)[0]


# %% wrong: density_score has
def density_score(log_density, seen):
    leaf = seen.detach().clone().requires_grad_()
    return torch.autograd.grad(log_density(leaf).sum(), leaf)[0].sum(dim=1)


# %% right: backward on a leaf of its own
def denoiser_score(denoise, seen, sigma):
    return (denoise(seen) - seen).div(sigma**2)


def density_score(log_density, seen):
    with torch.enable_grad():
        leaf = seen.clone().detach().requires_grad_(True)
        log_density(leaf).backward(torch.ones(len(leaf)).to(leaf))
    return leaf.grad


# %% right: one point after another
def denoiser_score(denoise, seen, sigma):
    rows = [denoise(x[None])[0] - x for x in seen]
    return torch.stack(rows) * sigma**-2


def density_score(log_density, seen):
    return torch.stack([
        torch.autograd.functional.jacobian(lambda p: log_density(p[None])[0], x)
        for x in seen])


# %% right: torch.func, and float64
def row_slope(log_density):
    return torch.func.grad(lambda point: log_density(point[None])[0])


# %% cell
def denoiser_score(denoise, seen, sigma):
    with torch.no_grad():
        return (denoise(seen).double() - seen.double()) / sigma**2


def density_score(log_density, seen):
    with torch.enable_grad():
        return torch.stack([row_slope(log_density)(x) for x in seen]).detach()
