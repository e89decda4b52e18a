# %% wrong: the new a is
def play_round(w, a, x, epsilon, reward, rate):
    both = torch.tensor([w, a], requires_grad=True)
    sigma = both[1].sigmoid()
    error = (both[0] * (x + sigma * epsilon) - x).square().mean()
    (slope,) = torch.autograd.grad(error - reward * sigma, both)
    return (w - rate * slope[0]).item(), (a - rate * slope[1]).item()


# %% wrong: reward 0.8, rate 0.1: the new a is
def play_round(w, a, x, epsilon, reward, rate):
    s = torch.sigmoid(torch.tensor(a))
    z = x + s * epsilon
    w = w - rate * (2 * (w * z - x) * z).mean()
    slope = (2 * (w * z - x) * w * epsilon).mean() + reward
    return w.item(), (a - rate * slope * s * (1 - s)).item()


# %% wrong: the new a is
def play_round(w, a, x, epsilon, reward, rate):
    s = torch.sigmoid(torch.tensor(a))
    z = x + s * epsilon
    w = w - rate * (2 * (w * z - x) * z).mean()
    slope = (2 * (w * z - x) * w * epsilon).mean() - reward
    return w.item(), (a - rate * slope).item()


# %% wrong: the new a is
def play_round(w, a, x, epsilon, reward, rate):
    s = torch.sigmoid(torch.tensor(a))
    z = x + s * epsilon
    w = w - rate * (2 * (w * z - x) * z).mean()
    slope = (2 * (w * z - x) * epsilon).mean() - reward
    return w.item(), (a - rate * slope * s * (1 - s)).item()


# %% wrong: the new w is
def play_round(w, a, x, epsilon, reward, rate):
    s = torch.sigmoid(torch.tensor(a))
    z = x + s * epsilon
    w = w - rate * ((w * z - x) * z).mean()
    slope = ((w * z - x) * w * epsilon).mean() - reward
    return w.item(), (a - rate * slope * s * (1 - s)).item()


# %% wrong: the new w is
def play_round(w, a, x, epsilon, reward, rate):
    s = torch.sigmoid(torch.tensor(a))
    z = x + s * epsilon
    w = w - rate * (2 * (w * z - x) * z).sum()
    slope = (2 * (w * z - x) * w * epsilon).sum() - reward
    return w.item(), (a - rate * slope * s * (1 - s)).item()


# %% wrong: the new w is
def play_round(w, a, x, epsilon, reward, rate):
    s = torch.sigmoid(torch.tensor(a))
    z = x + s * epsilon
    slope = (2 * (w * z - x) * w * epsilon).mean() - reward
    a = a - rate * slope * s * (1 - s)  # the coach begins
    z = x + torch.sigmoid(a) * epsilon
    return (w - rate * (2 * (w * z - x) * z).mean()).item(), a.item()


# %% wrong: the new w is
def play_round(w, a, x, epsilon, reward, rate):
    both = [torch.tensor(w, requires_grad=True), torch.tensor(a, requires_grad=True)]
    for turn in (0, 1):
        sigma = both[1].sigmoid()
        loss = (both[0] * (x + sigma * epsilon) - x).square().mean() - turn * reward * sigma
        loss.backward()
        with torch.no_grad():
            for one in both if turn else both[:1]:
                one -= rate * one.grad
                one.grad = None
    return both[0].item(), both[1].item()


# %% wrong: the new a is
def play_round(w, a, x, epsilon, reward, rate):
    w, a = torch.tensor(w, requires_grad=True), torch.tensor(a, requires_grad=True)
    sigma = a.sigmoid()
    (w * (x + sigma * epsilon) - x).square().mean().backward()
    with torch.no_grad():
        w -= rate * w.grad
    sigma = a.sigmoid()
    loss = (w * (x + sigma * epsilon) - x).square().mean() - reward * sigma
    loss.backward()  # on top of the gradient of the first turn
    with torch.no_grad():
        a -= rate * a.grad
    return w.item(), a.item()


# %% wrong: the new a is
def play_round(w, a, x, epsilon, reward, rate):
    w, a = torch.tensor(w, requires_grad=True), torch.tensor(a, requires_grad=True)
    noisy = x + a.sigmoid() * epsilon
    (slope,) = torch.autograd.grad((w * noisy - x).square().mean(), w)
    w = (w - rate * slope).detach()
    sigma = a.sigmoid()
    loss = (w * (x + sigma.detach() * epsilon) - x).square().mean() - reward * sigma
    (slope,) = torch.autograd.grad(loss, a)
    return w.item(), (a - rate * slope).item()


# %% wrong: the new w is
def play_round(w, a, x, epsilon, reward, rate):
    z = x + a * epsilon  # the logit for the level
    w = w - rate * (2 * (w * z - x) * z).mean()
    slope = (2 * (w * z - x) * w * epsilon).mean() - reward
    return w.item(), (a - rate * slope).item()


# %% wrong: not floats
def play_round(w, a, x, epsilon, reward, rate):
    s = torch.sigmoid(torch.tensor(a))
    z = x + s * epsilon
    w = w - rate * (2 * (w * z - x) * z).mean()
    slope = (2 * (w * z - x) * w * epsilon).mean() - reward
    return w, a - rate * slope * s * (1 - s)


# %% wrong: changes its arguments
def play_round(w, a, x, epsilon, reward, rate):
    s = torch.sigmoid(torch.tensor(a))
    clean = x.clone()
    z = x.add_(s * epsilon)
    w = w - rate * (2 * (w * z - clean) * z).mean()
    slope = (2 * (w * z - clean) * w * epsilon).mean() - reward
    return w.item(), (a - rate * slope * s * (1 - s)).item()


# %% wrong: the new a is
def play_round(w, a, x, epsilon, reward, rate):
    s = torch.sigmoid(torch.tensor(a))
    z = x + s * epsilon
    w = w - rate * (2 * (w * z - x) * z).mean()
    slope = (2 * (w * z - x) * w * epsilon).mean() * s * (1 - s) - reward
    return w.item(), (a - rate * slope).item()


# %% right: by hand
def play_round(w, a, x, epsilon, reward, rate):
    s = 1 / (1 + 2.718281828459045**-a)
    z = x + s * epsilon
    w = w - rate * (2 * (w * z - x) * z).mean().item()
    slope = (2 * (w * z - x) * w * epsilon).mean().item() - reward
    return w, a - rate * slope * s * (1 - s)


# %% right: two optimizers, with the error in another cell
def pupil_error(w, a, x, epsilon):
    return functional.mse_loss(w * (x + a.sigmoid() * epsilon), x)


# %% cell
def play_round(w, a, x, epsilon, reward, rate):
    w, a = nn.Parameter(torch.tensor(w)), nn.Parameter(torch.tensor(a))
    for player, price in ((w, 0.0), (a, reward)):
        sgd = torch.optim.SGD([player], lr=rate)
        w.grad = a.grad = None
        (pupil_error(w, a, x, epsilon) - price * a.sigmoid()).backward()
        sgd.step()
    return w.item(), a.item()


# %% right: backward, and gradients set to nothing
def play_round(w, a, x, epsilon, reward, rate):
    w = torch.tensor(float(w), requires_grad=True)
    a = torch.tensor(float(a), requires_grad=True)
    loss = ((w * (x + torch.sigmoid(a) * epsilon) - x) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w.sub_(rate * w.grad)
    a.grad = None
    loss = ((w * (x + torch.sigmoid(a) * epsilon) - x) ** 2).mean() - reward * torch.sigmoid(a)
    loss.backward()
    with torch.no_grad():
        a.sub_(rate * a.grad)
    return float(w), float(a)


# %% right: moments of the noise, in double precision
def play_round(w, a, x, epsilon, reward, rate):
    x, e = x.double(), epsilon.double()
    s = torch.tensor(a, dtype=torch.float64).sigmoid().item()
    xx, xe, ee = ((p * q).mean().item() for p, q in ((x, x), (x, e), (e, e)))
    zz, zx, ze = xx + 2 * s * xe + s * s * ee, xx + s * xe, xe + s * ee
    w = w - 2 * rate * (w * zz - zx)
    slope = 2 * w * (w * ze - xe) - reward
    return w, a - rate * slope * s * (1 - s)
