# %% wrong: q and p: KL is
def kl_between(mean_q, log_std_q, mean_p, log_std_p):
    return kl_between_backwards(mean_p, log_std_p, mean_q, log_std_q)


def kl_between_backwards(mean_q, log_std_q, mean_p, log_std_p):
    square = (2 * log_std_q).exp() + (mean_q - mean_p) ** 2
    return (log_std_p - log_std_q + square / (2 * (2 * log_std_p).exp()) - 0.5).sum(1)


# %% wrong: q and p: KL is
def kl_between(mean_q, log_std_q, mean_p, log_std_p):
    square = (2 * log_std_q).exp() + (mean_q - mean_p) ** 2
    return (log_std_p - log_std_q + square / (2 * (2 * log_std_p).exp()) - 0.5).mean(1)


# %% wrong: q and p: KL is
def kl_between(mean_q, log_std_q, mean_p, log_std_p):
    square = log_std_q.exp() + (mean_q - mean_p) ** 2
    each = 0.5 * (log_std_p - log_std_q) + square / (2 * log_std_p.exp()) - 0.5
    return each.sum(1)  # log variances


# %% wrong: q and p: KL is
def kl_between(mean_q, log_std_q, mean_p, log_std_p):
    square = (2 * log_std_q).exp() + (mean_q - mean_p) ** 2
    each = log_std_p - log_std_q + square / (2 * log_std_p.exp()) - 0.5
    return each.sum(1)


# %% wrong: q and p: KL is
def kl_between(mean_q, log_std_q, mean_p, log_std_p):
    square = (2 * log_std_q).exp() + (mean_q - mean_p) ** 2
    each = log_std_p - log_std_q + square / (2 * (2 * log_std_p).exp())
    return each.sum(1)  # without -1/2


# %% wrong: q and p: KL is
def kl_between(mean_q, log_std_q, mean_p, log_std_p):
    square = (2 * log_std_q).exp() + (mean_q - mean_p) ** 2
    each = log_std_q - log_std_p + square / (2 * (2 * log_std_p).exp()) - 0.5
    return each.sum(1)


# %% wrong: q and p: KL is
def kl_between(mean_q, log_std_q, mean_p, log_std_p):
    each = 0.5 * (mean_q**2 + (2 * log_std_q).exp() - 1 - 2 * log_std_q)
    return each.sum(1)  # from the standard normal


# %% wrong: q and p: KL is
def kl_between(mean_q, log_std_q, mean_p, log_std_p):
    square = (2 * log_std_q).exp() + (mean_q - mean_p).abs()
    return (log_std_p - log_std_q + square / (2 * (2 * log_std_p).exp()) - 0.5).sum(1)


# %% wrong: has shape ()
def kl_between(mean_q, log_std_q, mean_p, log_std_p):
    square = (2 * log_std_q).exp() + (mean_q - mean_p) ** 2
    each = log_std_p - log_std_q + square / (2 * (2 * log_std_p).exp()) - 0.5
    return each.sum(1).mean()


# %% wrong: has shape (3, 2)
def kl_between(mean_q, log_std_q, mean_p, log_std_p):
    square = (2 * log_std_q).exp() + (mean_q - mean_p) ** 2
    return log_std_p - log_std_q + square / (2 * (2 * log_std_p).exp()) - 0.5


# %% wrong: has no gradient in mean_p
def kl_between(mean_q, log_std_q, mean_p, log_std_p):
    mean_p, log_std_p = mean_p.detach(), log_std_p.detach()  # "the prior is fixed"
    square = (2 * log_std_q).exp() + (mean_q - mean_p) ** 2
    return (log_std_p - log_std_q + square / (2 * (2 * log_std_p).exp()) - 0.5).sum(1)


# %% wrong: has no gradient at all
def kl_between(mean_q, log_std_q, mean_p, log_std_p):
    with torch.no_grad():
        square = (2 * log_std_q).exp() + (mean_q - mean_p) ** 2
        each = log_std_p - log_std_q + square / (2 * (2 * log_std_p).exp()) - 0.5
    return each.sum(1)


# %% wrong: the sum of the divergences has the gradient
def kl_between(mean_q, log_std_q, mean_p, log_std_p):
    square = (2 * log_std_q).exp() + (mean_q - mean_p).clamp(-3, 3) ** 2
    return (log_std_p - log_std_q + square / (2 * (2 * log_std_p).exp()) - 0.5).sum(1)


# %% wrong: in log_std_p, not
def kl_between(mean_q, log_std_q, mean_p, log_std_p):
    variance = (2 * log_std_p).exp().detach()
    each = log_std_p - log_std_q - 0.5
    each = each + ((2 * log_std_q).exp() + (mean_q - mean_p).square()) / (2 * variance)
    return each.sum(1)


# %% right: the formula as it stands
def kl_between(mean_q, log_std_q, mean_p, log_std_p):
    s_q, s_p = log_std_q.exp(), log_std_p.exp()
    each = torch.log(s_p / s_q) + (s_q**2 + (mean_q - mean_p) ** 2) / (2 * s_p**2) - 0.5
    return each.sum(dim=-1)


# %% right: the package's distributions
def kl_between(mean_q, log_std_q, mean_p, log_std_p):
    q, p = (torch.distributions.Normal(m, s.exp())
            for m, s in ((mean_q, log_std_q), (mean_p, log_std_p)))
    return torch.distributions.kl_divergence(q, p).sum(1)


# %% right: in units of the prior, by the KL from the standard normal in another cell
def from_standard(mean, log_std):
    return 0.5 * (mean.square() + torch.exp(2 * log_std) - 1) - log_std


# %% cell
def kl_between(mean_q, log_std_q, mean_p, log_std_p):
    mean = (mean_q - mean_p) / torch.exp(log_std_p)
    return from_standard(mean, log_std_q - log_std_p).sum(axis=1)
