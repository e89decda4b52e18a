# %% wrong: 12 of 100 images are misread
def error_rate(logits, labels):
    errors, n = int((logits.argmax(1) == labels).sum()), len(labels)
    found = binomial_interval(errors, n)
    return {"errors": errors, "share": found.mean, "low": found.low, "high": found.high}


# %% wrong: low is
def error_rate(logits, labels):
    errors, n = int((logits.argmax(1) != labels).sum()), len(labels)
    share = errors / n
    half = 1.96 * (share * (1 - share) / n) ** 0.5
    return {"errors": errors, "share": share, "low": share - half, "high": share + half}


# %% wrong: low is
def error_rate(logits, labels):
    errors, n = int((logits.argmax(1) != labels).sum()), len(labels)
    share = errors / n
    half = 1.96 * (share * (1 - share) / n) ** 0.5
    return {"errors": errors, "share": share,
            "low": max(0.0, share - half), "high": min(1.0, share + half)}


# %% wrong: share is 12.0000
def error_rate(logits, labels):
    errors, n = int((logits.argmax(1) != labels).sum()), len(labels)
    found = binomial_interval(errors, n)
    return {"errors": errors, "share": 100 * found.mean,
            "low": 100 * found.low, "high": 100 * found.high}


# %% wrong: low is
def error_rate(logits, labels):
    errors, n = int((logits.argmax(1) != labels).sum()), len(labels)
    share, z = errors / n, 1.0
    middle = share + z**2 / (2 * n)
    half = z * (share * (1 - share) / n + z**2 / (4 * n**2)) ** 0.5
    low, high = ((middle + sign * half) / (1 + z**2 / n) for sign in (-1, 1))
    return {"errors": errors, "share": share, "low": low, "high": high}


# %% wrong: low is
def error_rate(logits, labels):
    errors, n = int((logits.argmax(1) != labels).sum()), len(labels)
    share, z = errors / n, 1.96
    middle = share + z**2 / (2 * n)
    half = z * (share * (1 - share) / n + z**2 / (4 * n**2)) ** 0.5
    return {"errors": errors, "share": share, "low": middle - half, "high": middle + half}


# %% wrong: share is
def error_rate(logits, labels):
    errors, n, z = int((logits.argmax(1) != labels).sum()), len(labels), 1.96
    p = errors / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5 / (1 + z**2 / n)
    return {"errors": errors, "share": middle, "low": middle - half, "high": middle + half}


# %% wrong: images are misread, not
def error_rate(logits, labels):
    errors, n = int((logits.argmin(1) != labels).sum()), len(labels)
    found = binomial_interval(errors, n)
    return {"errors": errors, "share": found.mean, "low": found.low, "high": found.high}


# %% wrong: images are misread, not tensor(
def error_rate(logits, labels):
    errors, n = (logits.argmax(1) != labels).sum(), len(labels)
    found = binomial_interval(int(errors), n)
    return {"errors": errors, "share": found.mean, "low": found.low, "high": found.high}


# %% wrong: returns a tuple, not a dictionary
def error_rate(logits, labels):
    errors, n = int((logits.argmax(1) != labels).sum()), len(labels)
    found = binomial_interval(errors, n)
    return errors, found.mean, found.low, found.high


# %% wrong: the keys are
def error_rate(logits, labels):
    errors, n = int((logits.argmax(1) != labels).sum()), len(labels)
    found = binomial_interval(errors, n)
    return {"errors": errors, "share": found.mean, "interval": (found.low, found.high)}


# %% wrong: changes its arguments
def error_rate(logits, labels):
    logits -= logits.max(dim=1, keepdim=True).values
    errors, n = int((logits.argmax(1) != labels).sum()), len(labels)
    found = binomial_interval(errors, n)
    return {"errors": errors, "share": found.mean, "low": found.low, "high": found.high}


# %% wrong, unseen: the number of classes is that of the example
def error_rate(logits, labels):
    guesses = logits.reshape(-1, 4).argmax(1)
    errors, n = int((guesses[: len(labels)] != labels).sum()), len(labels)
    found = binomial_interval(errors, n)
    return {"errors": errors, "share": found.mean, "low": found.low, "high": found.high}


# %% right: the package's interval
def error_rate(logits, labels):
    errors = (logits.argmax(dim=-1) != labels).sum().item()
    found = binomial_interval(errors, len(labels))
    return dict(errors=errors, share=found.mean, low=found.low, high=found.high)


# %% right: a loop, and centre and half width apart
def error_rate(logits, labels):
    errors = 0
    for row, label in zip(logits.tolist(), labels.tolist(), strict=True):
        errors += row.index(max(row)) != label
    n, z2 = len(labels), 1.96**2
    centre = (errors + z2 / 2) / (n + z2)
    half = 1.96 / (n + z2) * (errors * (n - errors) / n + z2 / 4) ** 0.5
    return {"low": centre - half, "high": centre + half,
            "errors": errors, "share": errors / n}


# %% right: the roots of a quadratic, with a helper in another cell
def roots(a, b, c):
    root = max(b * b - 4 * a * c, 0) ** 0.5
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


# %% cell
def error_rate(logits, labels):
    wrong = logits.max(1).indices.ne(labels)
    n, share = len(wrong), wrong.double().mean().item()
    low, high = roots(1 + 1.96**2 / n, -2 * share - 1.96**2 / n, share**2)
    return {"errors": int(wrong.sum()), "share": share, "low": low, "high": high}


# %% right: scipy
from scipy.stats import binomtest


# %% cell
def error_rate(logits, labels):
    errors = int(torch.count_nonzero(logits.argmax(1) - labels))
    ends = binomtest(errors, len(labels)).proportion_ci(method="wilson")
    return {"errors": errors, "share": errors / len(labels),
            "low": float(ends.low), "high": float(ends.high)}
