# %% wrong: mean is
def seed_verdict(learned, fixed, margin):
    pairs = zip(learned.values(), fixed.values())
    d = seed_interval(torch.tensor([a - b for a, b in pairs]))
    said = "resolved" if d.low > margin else "contrary" if d.high < margin else "not resolved"
    return {"mean": d.mean, "low": d.low, "high": d.high, "outcome": said}


# %% wrong: mean is -0.4500, not 0.4500
def seed_verdict(learned, fixed, margin):
    common = sorted(set(learned) & set(fixed))
    d = seed_interval(torch.tensor([fixed[s] - learned[s] for s in common]))
    said = "resolved" if d.low > margin else "contrary" if d.high < margin else "not resolved"
    return {"mean": d.mean, "low": d.low, "high": d.high, "outcome": said}


# %% wrong: margin 0.3
def seed_verdict(learned, fixed, margin):
    common = sorted(set(learned) & set(fixed))
    d = seed_interval(torch.tensor([learned[s] - fixed[s] for s in common]))
    said = "resolved" if d.low > 0 else "contrary" if d.high < 0 else "not resolved"
    return {"mean": d.mean, "low": d.low, "high": d.high, "outcome": said}


# %% wrong: the outcome is 'resolved', not 'not resolved'
def seed_verdict(learned, fixed, margin):
    common = sorted(set(learned) & set(fixed))
    d = seed_interval(torch.tensor([learned[s] - fixed[s] for s in common]))
    said = "resolved" if d.mean > margin else "contrary"
    return {"mean": d.mean, "low": d.low, "high": d.high, "outcome": said}


# %% wrong: low is
def seed_verdict(learned, fixed, margin):
    common = sorted(set(learned) & set(fixed))
    d = torch.tensor([learned[s] - fixed[s] for s in common])
    half = 1.96 * (d.std() / len(d) ** 0.5).item()
    mean = d.mean().item()
    low, high = mean - half, mean + half
    said = "resolved" if low > margin else "contrary" if high < margin else "not resolved"
    return {"mean": mean, "low": low, "high": high, "outcome": said}


# %% wrong: low is
def seed_verdict(learned, fixed, margin):
    from scipy.stats import t

    common = sorted(set(learned) & set(fixed))
    a, b = (torch.tensor([arm[s] for s in common]) for arm in (learned, fixed))
    error = ((a.var() + b.var()) / len(a)).sqrt().item()
    mean, half = (a - b).mean().item(), t.ppf(0.975, len(a) - 1).item() * error
    low, high = mean - half, mean + half
    said = "resolved" if low > margin else "contrary" if high < margin else "not resolved"
    return {"mean": mean, "low": low, "high": high, "outcome": said}


# %% wrong: low is
def seed_verdict(learned, fixed, margin):
    from scipy.stats import t

    common = sorted(set(learned) & set(fixed))
    d = torch.tensor([learned[s] - fixed[s] for s in common])
    mean = d.mean().item()
    half = t.ppf(0.975, len(d) - 1).item() * (d.std(correction=0) / len(d) ** 0.5).item()
    low, high = mean - half, mean + half
    said = "resolved" if low > margin else "contrary" if high < margin else "not resolved"
    return {"mean": mean, "low": low, "high": high, "outcome": said}


# %% wrong: mean is
def seed_verdict(learned, fixed, margin):
    every = sorted(set(learned) | set(fixed))
    d = seed_interval(
        torch.tensor([learned.get(s, 0.0) - fixed.get(s, 0.0) for s in every]))
    said = "resolved" if d.low > margin else "contrary" if d.high < margin else "not resolved"
    return {"mean": d.mean, "low": d.low, "high": d.high, "outcome": said}


# %% wrong: the outcome is 'contrary', not 'not resolved'
def seed_verdict(learned, fixed, margin):
    common = sorted(set(learned) & set(fixed))
    d = seed_interval(torch.tensor([learned[s] - fixed[s] for s in common]))
    said = "resolved" if d.low > margin else "contrary"
    return {"mean": d.mean, "low": d.low, "high": d.high, "outcome": said}


# %% wrong: returns a tuple
def seed_verdict(learned, fixed, margin):
    common = sorted(set(learned) & set(fixed))
    d = seed_interval(torch.tensor([learned[s] - fixed[s] for s in common]))
    said = "resolved" if d.low > margin else "contrary" if d.high < margin else "not resolved"
    return d.mean, d.low, d.high, said


# %% wrong: the outcome is
def seed_verdict(learned, fixed, margin):
    common = sorted(set(learned) & set(fixed))
    arms = [seed_interval(torch.tensor([arm[s] for s in common])) for arm in (learned, fixed)]
    d = seed_interval(torch.tensor([learned[s] - fixed[s] for s in common]))
    apart = arms[0].low > arms[1].high + margin
    below = arms[0].high < arms[1].low + margin
    said = "resolved" if apart else "contrary" if below else "not resolved"
    return {"mean": d.mean, "low": d.low, "high": d.high, "outcome": said}


# %% wrong: mean is
def seed_verdict(learned, fixed, margin):
    common = sorted(set(learned) & set(fixed))
    d = seed_interval(torch.tensor([learned[s] - fixed[s] for s in common]))
    said = "resolved" if d.low > margin else "contrary" if d.high < margin else "not resolved"
    return {"mean": d.mean - margin + 1e-2, "low": d.low, "high": d.high, "outcome": said}


# %% wrong: mean is a Tensor
def seed_verdict(learned, fixed, margin):
    common = sorted(set(learned) & set(fixed))
    values = torch.tensor([learned[s] - fixed[s] for s in common])
    d = seed_interval(values)
    said = "resolved" if d.low > margin else "contrary" if d.high < margin else "not resolved"
    return {"mean": values.mean(), "low": d.low, "high": d.high, "outcome": said}


# %% right: sets of names
def seed_verdict(learned, fixed, margin):
    common = set(learned) & set(fixed)
    d = seed_interval(torch.tensor([learned[s] - fixed[s] for s in common]))
    outcome = "not resolved"
    if d.resolved(margin):
        outcome = "resolved" if d.mean > margin else "contrary"
    return dict(mean=d.mean, low=d.low, high=d.high, outcome=outcome)


# %% right: by hand with the statistics module and scipy
import statistics

from scipy.stats import t


# %% cell
def seed_verdict(learned, fixed, margin):
    d = [learned[s] - fixed[s] for s in learned.keys() & fixed.keys()]
    mean = statistics.fmean(d)
    half = float(t.ppf(0.975, len(d) - 1)) * statistics.stdev(d) / len(d) ** 0.5
    low, high = mean - half, mean + half
    if low > margin:
        outcome = "resolved"
    elif high < margin:
        outcome = "contrary"
    else:
        outcome = "not resolved"
    return {"outcome": outcome, "mean": mean, "low": low, "high": high}


# %% right: two tensors in the same order, double precision
def seed_verdict(learned, fixed, margin):
    names = [name for name in fixed if name in learned]
    arms = [torch.tensor([arm[n] for n in names]).double() for arm in (learned, fixed)]
    d = seed_interval(arms[0] - arms[1])
    above, below = d.low > margin, d.high < margin
    outcome = ("not resolved", "resolved", "contrary")[above + 2 * below]
    return {"mean": d.mean, "low": d.low, "high": d.high, "outcome": outcome}


# %% right: pandas
import pandas as pd


# %% cell
def seed_verdict(learned, fixed, margin):
    d = (pd.Series(learned) - pd.Series(fixed)).dropna()
    i = seed_interval(torch.tensor(d.tolist()))
    outcome = "resolved" if i.low > margin else "not resolved"
    outcome = "contrary" if i.high < margin else outcome
    return {"mean": i.mean, "low": i.low, "high": i.high, "outcome": outcome}
