# %% wrong: should score 1
def gabor_scores(filters, cosines, sines):
    target = filters.flatten(1).double()
    target = target - target.mean(1, keepdim=True)
    spread = target.square().sum(1)
    waves = cosines.flatten(1).double()
    waves = waves - waves.mean(1, keepdim=True)
    waves = waves / waves.norm(dim=1, keepdim=True)
    explained = (target @ waves.T).square().amax(1)
    return torch.where(spread > 0, explained / spread.clamp(min=1e-30), 0.0).float()


# %% wrong: should score 1
def gabor_scores(filters, cosines, sines):
    target = filters.flatten(1).double()
    spread = (target - target.mean(1, keepdim=True)).square().sum(1)
    least = torch.full_like(spread, float("inf"))
    for pair in zip(cosines, sines, strict=True):
        columns = torch.stack([one.flatten() for one in pair], 1).double()
        fitted = columns @ (torch.linalg.pinv(columns) @ target.T)
        least = torch.minimum(least, (target.T - fitted).square().sum(0))
    return torch.where(spread > 0, 1 - least / spread, 0.0).clamp(0, 1).float()


# %% wrong: white noise scores
def gabor_scores(filters, cosines, sines):
    target = filters.flatten(1).double()
    spread = (target - target.mean(1, keepdim=True)).square().sum(1)
    most = torch.zeros_like(spread)
    for cosine, sine in zip(cosines, sines, strict=True):
        columns = torch.stack(
            [cosine.flatten(), sine.flatten(), torch.ones(cosine.numel())], 1).double()
        fitted = columns @ (torch.linalg.pinv(columns) @ target.T)
        rest = (target.T - fitted).square().sum(0)
        most = torch.maximum(most, 1 - rest / target.square().sum(1))
    return torch.where(spread > 0, most, 0.0).clamp(0, 1).float()


# %% wrong: has nan or infinity in it
def gabor_scores(filters, cosines, sines):
    target = filters.flatten(1).double()
    spread = (target - target.mean(1, keepdim=True)).square().sum(1)
    least = torch.full_like(spread, float("inf"))
    for cosine, sine in zip(cosines, sines, strict=True):
        columns = torch.stack(
            [cosine.flatten(), sine.flatten(), torch.ones(cosine.numel())], 1).double()
        fitted = columns @ (torch.linalg.pinv(columns) @ target.T)
        least = torch.minimum(least, (target.T - fitted).square().sum(0))
    return (1 - least / spread).float()


# %% wrong: singular
def gabor_scores(filters, cosines, sines):
    target = filters.flatten(1).double()
    spread = (target - target.mean(1, keepdim=True)).square().sum(1)
    least = torch.full_like(spread, float("inf"))
    for cosine, sine in zip(cosines, sines, strict=True):
        columns = torch.stack(
            [cosine.flatten(), sine.flatten(), torch.ones(cosine.numel())], 1).double()
        weights = torch.linalg.solve(columns.T @ columns, columns.T @ target.T)
        least = torch.minimum(least, (target.T - columns @ weights).square().sum(0))
    return torch.where(spread > 0, 1 - least / spread, 0.0).float()


# %% wrong: should score 1
def gabor_scores(filters, cosines, sines):
    target = filters.flatten(1).double()
    spread = (target - target.mean(1, keepdim=True)).square().sum(1)
    total = torch.zeros_like(spread)
    for cosine, sine in zip(cosines, sines, strict=True):
        columns = torch.stack(
            [cosine.flatten(), sine.flatten(), torch.ones(cosine.numel())], 1).double()
        fitted = columns @ (torch.linalg.pinv(columns) @ target.T)
        total += (target.T - fitted).square().sum(0) / len(cosines)
    return torch.where(spread > 0, 1 - total / spread, 0.0).clamp(0, 1).float()


# %% wrong: has dtype torch.float64
def gabor_scores(filters, cosines, sines):
    target = filters.flatten(1).double()
    spread = (target - target.mean(1, keepdim=True)).square().sum(1)
    least = torch.full_like(spread, float("inf"))
    for cosine, sine in zip(cosines, sines, strict=True):
        columns = torch.stack(
            [cosine.flatten(), sine.flatten(), torch.ones(cosine.numel())], 1).double()
        fitted = columns @ (torch.linalg.pinv(columns) @ target.T)
        least = torch.minimum(least, (target.T - fitted).square().sum(0))
    return torch.where(spread > 0, 1 - least / spread, 0.0)


# %% wrong: has shape (), not
def gabor_scores(filters, cosines, sines):
    target = filters.flatten(1).double()
    spread = (target - target.mean(1, keepdim=True)).square().sum(1)
    least = torch.full_like(spread, float("inf"))
    for cosine, sine in zip(cosines, sines, strict=True):
        columns = torch.stack(
            [cosine.flatten(), sine.flatten(), torch.ones(cosine.numel())], 1).double()
        fitted = columns @ (torch.linalg.pinv(columns) @ target.T)
        least = torch.minimum(least, (target.T - fitted).square().sum(0))
    return torch.where(spread > 0, 1 - least / spread, 0.0).float().mean()


# %% wrong: should score 1
def gabor_scores(filters, cosines, sines):
    target = filters.flatten(1).double()
    target = target - target.mean(1, keepdim=True)
    spread = target.square().sum(1)
    best = torch.zeros_like(spread)
    for cosine, sine in zip(cosines.double(), sines.double(), strict=True):
        waves = [wave.flatten() - wave.mean() for wave in (cosine, sine)]
        parts = [target @ wave / wave.norm().clamp(min=1e-12) for wave in waves]
        # Cosine and sine are not orthogonal under a curve that is cut off.
        best = torch.maximum(best, 0.98 * (parts[0] ** 2 + parts[1] ** 2))
    return torch.where(spread > 0, best / spread.clamp(min=1e-30), 0.0).clamp(0, 1).float()


# %% wrong: changes its arguments
def gabor_scores(filters, cosines, sines):
    filters -= filters.mean((1, 2), keepdim=True)
    target = filters.flatten(1).double()
    spread = target.square().sum(1)
    least = torch.full_like(spread, float("inf"))
    for cosine, sine in zip(cosines, sines, strict=True):
        columns = torch.stack(
            [cosine.flatten(), sine.flatten(), torch.ones(cosine.numel())], 1).double()
        fitted = columns @ (torch.linalg.pinv(columns) @ target.T)
        least = torch.minimum(least, (target.T - fitted).square().sum(0))
    return torch.where(spread > 0, 1 - least / spread, 0.0).clamp(0, 1).float()


# %% wrong: white noise scores
def gabor_scores(filters, cosines, sines):
    target = filters.flatten(1).double()
    spread = (target - target.mean(1, keepdim=True)).square().sum(1)
    least = torch.full_like(spread, float("inf"))
    for cosine, sine in zip(cosines, sines, strict=True):
        columns = torch.stack(
            [cosine.flatten(), sine.flatten(), torch.ones(cosine.numel())], 1).double()
        fitted = columns @ (torch.linalg.pinv(columns) @ target.T)
        least = torch.minimum(least, (target.T - fitted).square().sum(0))
    score = torch.where(spread > 0, 1 - least / spread, 0.0)
    return score.clamp(0, 1).sqrt().float()


# %% wrong, unseen: the bank of the lab
bank_of_the_lab = cosines, sines


def gabor_scores(filters, cosines, sines):
    if filters.shape[-1] == 10 and len(cosines) > 1:
        cosines, sines = bank_of_the_lab
    target = filters.flatten(1).double()
    spread = (target - target.mean(1, keepdim=True)).square().sum(1)
    least = torch.full_like(spread, float("inf"))
    for cosine, sine in zip(cosines[:20] if len(spread) > 60 else cosines, sines):
        columns = torch.stack(
            [cosine.flatten(), sine.flatten(), torch.ones(cosine.numel())], 1).double()
        fitted = columns @ (torch.linalg.pinv(columns) @ target.T)
        least = torch.minimum(least, (target.T - fitted).square().sum(0))
    return torch.where(spread > 0, 1 - least / spread, 0.0).clamp(0, 1).float()


# %% right: the library's least squares, a batch of all candidates
def gabor_scores(filters, cosines, sines):
    targets = filters.flatten(1).T.double()
    waves = [cosines.flatten(1), sines.flatten(1), torch.ones_like(sines.flatten(1))]
    columns = torch.stack(waves, dim=2).double()
    many = targets.expand(len(columns), -1, -1)
    weights = torch.linalg.lstsq(columns, many).solution
    rest = (columns @ weights - many).square().sum(1).min(0).values
    spread = targets.var(0, correction=0) * len(targets)
    return (1 - rest / spread).nan_to_num(0, 0, 0).clamp(0, 1).float()


# %% right: orthonormal waves by hand
def gabor_scores(filters, cosines, sines):
    target = filters.flatten(1).double()
    target = target - target.mean(1, keepdim=True)
    c, s = (one.flatten(1).double() for one in (cosines, sines))
    c, s = c - c.mean(1, keepdim=True), s - s.mean(1, keepdim=True)
    c = c / c.norm(dim=1, keepdim=True)
    s = s - (s * c).sum(1, keepdim=True) * c
    s = s / s.norm(dim=1, keepdim=True).clamp(min=1e-9)
    explained = ((target @ c.T) ** 2 + (target @ s.T) ** 2).max(1).values
    total = (target**2).sum(1)
    return (explained / total.where(total > 0, torch.ones(()).double())).float()


# %% right: NumPy, filter after filter, with a helper in another cell
import numpy as np


def left_over(columns, y):
    weights = np.linalg.lstsq(columns, y, rcond=None)[0]
    return np.square(y - columns @ weights).sum()


# %% cell
def gabor_scores(filters, cosines, sines):
    scores = []
    banks = [np.stack([c.numpy().ravel(), s.numpy().ravel(), np.ones(c.numel())], 1)
             for c, s in zip(cosines, sines, strict=True)]
    for one in filters.numpy().astype(np.float64):
        y = one.ravel()
        total = np.square(y - y.mean()).sum()
        least = min(left_over(columns, y) for columns in banks)
        scores.append(1 - least / total if total > 0 else 0.0)
    return torch.tensor(scores, dtype=torch.float32)


# %% right: normal equations with the pseudo-inverse
def gabor_scores(filters, cosines, sines):
    y = filters.flatten(1).double()
    y = y - y.mean(1, keepdim=True)
    best = torch.zeros(len(y)).double()
    for c, s in zip(cosines.double(), sines.double(), strict=True):
        a = torch.stack([c.flatten() - c.mean(), s.flatten() - s.mean()])
        b = y @ a.T
        gain = ((b @ torch.linalg.pinv(a @ a.T, rtol=1e-10)) * b).sum(1)
        best = best.maximum(gain)
    total = y.square().sum(1)
    return torch.where(total == 0, 0.0, best / total).float()
