# %% wrong: inverse=False: log-determinants
def coupling(x, network, inverse):
    a, b = x.chunk(2, 1)
    h, t = network(a)
    log_r = functional.logsigmoid(h + 2)
    b = b / log_r.exp() - t if inverse else log_r.exp() * (b + t)
    log_det = log_r.flatten(1).mean(1)
    return torch.cat([a, b], 1), -log_det if inverse else log_det


# %% wrong: inverse=True: log-determinants
def coupling(x, network, inverse):
    a, b = x.chunk(2, 1)
    h, t = network(a)
    log_r = functional.logsigmoid(h + 2)
    b = b / log_r.exp() - t if inverse else log_r.exp() * (b + t)
    return torch.cat([a, b], 1), log_r.flatten(1).sum(1)


# %% wrong: inverse=True: the second half
def coupling(x, network, inverse):
    a, b = x.chunk(2, 1)
    h, t = network(a)
    log_r = functional.logsigmoid(h + 2)
    b = (b - t) / log_r.exp() if inverse else log_r.exp() * (b + t)
    log_det = log_r.flatten(1).sum(1)
    return torch.cat([a, b], 1), -log_det if inverse else log_det


# %% wrong: inverse=False: the second half
def coupling(x, network, inverse):
    a, b = x.chunk(2, 1)
    h, t = network(a)
    log_r = functional.logsigmoid(h + 2)
    b = (b - t) / log_r.exp() if inverse else log_r.exp() * b + t
    log_det = log_r.flatten(1).sum(1)
    return torch.cat([a, b], 1), -log_det if inverse else log_det


# %% wrong: inverse=False: the second half
def coupling(x, network, inverse):
    a, b = x.chunk(2, 1)
    h, t = network(a)
    log_r = functional.logsigmoid(h)  # without the 2
    b = b / log_r.exp() - t if inverse else log_r.exp() * (b + t)
    log_det = log_r.flatten(1).sum(1)
    return torch.cat([a, b], 1), -log_det if inverse else log_det


# %% wrong: inverse=False: the second half
def coupling(x, network, inverse):
    a, b = x.chunk(2, 1)
    log_r, t = network(a)  # the exponential of RealNVP
    b = b / log_r.exp() - t if inverse else log_r.exp() * (b + t)
    log_det = log_r.flatten(1).sum(1)
    return torch.cat([a, b], 1), -log_det if inverse else log_det


# %% wrong: inverse=False: log-determinants
def coupling(x, network, inverse):
    a, b = x.chunk(2, 1)
    h, t = network(a)
    r = torch.sigmoid(h + 2)
    b = b / r - t if inverse else r * (b + t)
    log_det = r.flatten(1).sum(1)  # no logarithm
    return torch.cat([a, b], 1), -log_det if inverse else log_det


# %% wrong: inverse=False: the first half
def coupling(x, network, inverse):
    a, b = x.chunk(2, 1)
    h, t = network(a)
    log_r = functional.logsigmoid(h + 2)
    b = b / log_r.exp() - t if inverse else log_r.exp() * (b + t)
    log_det = log_r.flatten(1).sum(1)
    return torch.cat([b, a], 1), -log_det if inverse else log_det  # swapped


# %% wrong: inverse=False: the first half
def coupling(x, network, inverse):
    a, b = x.chunk(2, 1)
    h, t = network(b)  # the other half decides
    log_r = functional.logsigmoid(h + 2)
    a = a / log_r.exp() - t if inverse else log_r.exp() * (a + t)
    log_det = log_r.flatten(1).sum(1)
    return torch.cat([a, b], 1), -log_det if inverse else log_det


# %% wrong: the log-determinant has shape ()
def coupling(x, network, inverse):
    a, b = x.chunk(2, 1)
    h, t = network(a)
    log_r = functional.logsigmoid(h + 2)
    b = b / log_r.exp() - t if inverse else log_r.exp() * (b + t)
    log_det = log_r.sum()  # over the batch as well
    return torch.cat([a, b], 1), -log_det if inverse else log_det


# %% wrong: inverse=False: the first half
def coupling(x, network, inverse):
    a, b = x[:, ::2], x[:, 1::2]  # every other channel
    h, t = network(a)
    log_r = functional.logsigmoid(h + 2)
    b = b / log_r.exp() - t if inverse else log_r.exp() * (b + t)
    log_det = log_r.flatten(1).sum(1)
    return torch.cat([a, b], 1), -log_det if inverse else log_det


# %% wrong: network gets (2, 4, 3, 2)
def coupling(x, network, inverse):
    a, b = x.chunk(2, 1)
    h, t = network(x)
    log_r = functional.logsigmoid(h + 2)
    b = b / log_r.exp() - t if inverse else log_r.exp() * (b + t)
    log_det = log_r.flatten(1).sum(1)
    return torch.cat([a, b], 1), -log_det if inverse else log_det


# %% wrong: the argument x is changed
def coupling(x, network, inverse):
    a, b = x.chunk(2, 1)
    h, t = network(a)
    log_r = functional.logsigmoid(h + 2)
    if inverse:
        b.div_(log_r.exp()).sub_(t)
    else:
        b.add_(t).mul_(log_r.exp())
    log_det = log_r.flatten(1).sum(1)
    return x, -log_det if inverse else log_det


# %% wrong: has dtype torch.float32
def coupling(x, network, inverse):
    a, b = x.chunk(2, 1)
    h, t = network(a)
    log_r = functional.logsigmoid(h + 2).float()
    b = b / log_r.exp() - t if inverse else log_r.exp() * (b + t)
    log_det = log_r.flatten(1).sum(1)
    return torch.cat([a, b], 1).float(), -log_det if inverse else log_det


# %% wrong: inverse=True: the second half
def coupling(x, network, inverse):
    a, b = x.chunk(2, 1)
    h, t = network(b if inverse else a)
    log_r = functional.logsigmoid(h + 2)
    b = b / log_r.exp() - t if inverse else log_r.exp() * (b + t)
    log_det = log_r.flatten(1).sum(1)
    return torch.cat([a, b], 1), -log_det if inverse else log_det


# %% wrong: inverse=False, h = -200: log-determinants
def coupling(x, network, inverse):
    a, b = x.chunk(2, 1)
    h, t = network(a)
    r = torch.sigmoid(h + 2)
    b = b / r - t if inverse else r * (b + t)
    log_det = r.log().flatten(1).sum(1)
    return torch.cat([a, b], 1), -log_det if inverse else log_det


# %% wrong: has the gradient
def coupling(x, network, inverse):
    a, b = x.chunk(2, 1)
    with torch.no_grad():
        h, t = network(a)
    log_r = functional.logsigmoid(h + 2)
    b = b / log_r.exp() - t if inverse else log_r.exp() * (b + t)
    log_det = log_r.flatten(1).sum(1)
    return torch.cat([a, b], 1), -log_det if inverse else log_det


# %% wrong: has the gradient
def coupling(x, network, inverse):
    a, b = x.chunk(2, 1)
    h, t = network(a)
    log_r = functional.logsigmoid(h + 2).detach()
    b = b / log_r.exp() - t if inverse else log_r.exp() * (b + t)
    log_det = log_r.flatten(1).sum(1)
    return torch.cat([a, b], 1), -log_det if inverse else log_det


# %% wrong: has the gradient
def coupling(x, network, inverse):
    a, b = x.chunk(2, 1)
    h, t = network(a.detach())
    log_r = functional.logsigmoid(h + 2)
    b = b / log_r.exp() - t if inverse else log_r.exp() * (b + t)
    log_det = log_r.flatten(1).sum(1)
    return torch.cat([a, b], 1), -log_det if inverse else log_det


# %% wrong: inverse=True, h = -200: log-determinants
def coupling(x, network, inverse):
    a, b = x.chunk(2, 1)
    h, t = network(a)
    r = torch.sigmoid(h + 2)
    if inverse:
        return torch.cat([a, b / r - t], 1), -r.log().flatten(1).sum(1)
    return torch.cat([a, r * (b + t)], 1), functional.logsigmoid(h + 2).flatten(1).sum(1)


# %% right: softplus, halves by their number
def coupling(x, network, inverse):
    half = x.shape[1] // 2
    a, b = x[:, :half], x[:, half:]
    h, t = network(a)
    log_r = -functional.softplus(-(h + 2))
    sign = -1 if inverse else 1
    b = b * torch.exp(-log_r) - t if inverse else (b + t) * torch.exp(log_r)
    return torch.cat((a, b), dim=1), sign * log_r.sum(dim=(1, 2, 3))


# %% right: written into a copy, a list
def coupling(x, network, inverse):
    y, half = x.clone(), x.size(1) // 2
    h, t = network(x[:, :half].clone())
    r = torch.sigmoid(h + 2)
    y[:, half:] = x[:, half:] / r - t if inverse else r * (x[:, half:] + t)
    log_det = functional.logsigmoid(h + 2).reshape(len(x), -1).sum(-1)
    return [y, -log_det if inverse else log_det]


# %% right: two functions in other cells
def layer(b, log_r, t):
    return log_r.exp() * (b + t)


def back(b, log_r, t):
    return b / log_r.exp() - t


# %% cell
def coupling(x, network, inverse):
    a, b = torch.split(x, x.shape[1] // 2, dim=1)
    h, t = network(a)
    log_r = functional.logsigmoid(h + 2.0)
    log_det = torch.einsum("nchw->n", log_r)
    if inverse:
        return torch.cat([a, back(b, log_r, t)], 1), 0 - log_det
    return torch.cat([a, layer(b, log_r, t)], 1), log_det
