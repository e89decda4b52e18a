# %% wrong: 4 draws: log p is
def importance_estimate(x, z, mean, log_std, decode, sigma):
    normal = torch.distributions.Normal
    log_w = (normal(decode(z), sigma).log_prob(x).sum(-1)
             + normal(0.0, 1.0).log_prob(z).sum(-1)
             - normal(mean, log_std.exp()).log_prob(z).sum(-1))
    return log_w.logsumexp(0)  # without log K


# %% wrong: 4 draws: log p is
def importance_estimate(x, z, mean, log_std, decode, sigma):
    normal = torch.distributions.Normal
    log_w = (normal(decode(z), sigma).log_prob(x).sum(-1)
             + normal(0.0, 1.0).log_prob(z).sum(-1)
             - normal(mean, log_std.exp()).log_prob(z).sum(-1))
    return log_w.mean(0)  # the bound


# %% wrong: 4 draws: log p is
def importance_estimate(x, z, mean, log_std, decode, sigma):
    normal = torch.distributions.Normal
    log_w = (normal(decode(z), sigma).log_prob(x).sum(-1)
             + normal(0.0, 1.0).log_prob(z).sum(-1)
             - normal(mean, log_std.exp()).log_prob(z).sum(-1))
    return log_w.logsumexp(0) - math.log(len(x))  # N, not K


# %% wrong: has nan or infinity in it
def importance_estimate(x, z, mean, log_std, decode, sigma):
    normal = torch.distributions.Normal
    log_w = (normal(decode(z), sigma).log_prob(x).sum(-1)
             + normal(0.0, 1.0).log_prob(z).sum(-1)
             - normal(mean, log_std.exp()).log_prob(z).sum(-1))
    return log_w.exp().mean(0).log()


# %% wrong: 4 draws: log p is
def importance_estimate(x, z, mean, log_std, decode, sigma):
    normal = torch.distributions.Normal
    log_w = (normal(decode(z), sigma).log_prob(x).sum(-1)
             - normal(mean, log_std.exp()).log_prob(z).sum(-1))  # no prior
    return log_w.logsumexp(0) - math.log(len(z))


# %% wrong: 4 draws: log p is
def importance_estimate(x, z, mean, log_std, decode, sigma):
    normal = torch.distributions.Normal
    log_w = (normal(decode(z), sigma).log_prob(x).sum(-1)
             - normal(0.0, 1.0).log_prob(z).sum(-1)
             + normal(mean, log_std.exp()).log_prob(z).sum(-1))  # upside down
    return log_w.logsumexp(0) - math.log(len(z))


# %% wrong: 4 draws: log p is
def importance_estimate(x, z, mean, log_std, decode, sigma):
    normal = torch.distributions.Normal
    log_w = (-0.5 * (x - decode(z)).square().sum(-1) / sigma**2
             + normal(0.0, 1.0).log_prob(z).sum(-1)
             - normal(mean, log_std.exp()).log_prob(z).sum(-1))  # no constants
    return log_w.logsumexp(0) - math.log(len(z))


# %% wrong: 4 draws: log p is
def importance_estimate(x, z, mean, log_std, decode, sigma):
    normal = torch.distributions.Normal
    log_w = (normal(decode(z), sigma**2).log_prob(x).sum(-1)  # the variance
             + normal(0.0, 1.0).log_prob(z).sum(-1)
             - normal(mean, log_std.exp()).log_prob(z).sum(-1))
    return log_w.logsumexp(0) - math.log(len(z))


# %% wrong: 4 draws: log p is
def importance_estimate(x, z, mean, log_std, decode, sigma):
    normal = torch.distributions.Normal
    log_w = (normal(decode(z), sigma).log_prob(x).sum(-1)
             + normal(0.0, 1.0).log_prob(z).sum(-1)
             - normal(mean, (0.5 * log_std).exp()).log_prob(z).sum(-1))
    return log_w.logsumexp(0) - math.log(len(z))


# %% wrong: 4 draws: log p is
def importance_estimate(x, z, mean, log_std, decode, sigma):
    normal = torch.distributions.Normal
    log_w = (normal(decode(z), sigma).log_prob(x).mean(-1)  # means for sums
             + normal(0.0, 1.0).log_prob(z).mean(-1)
             - normal(mean, log_std.exp()).log_prob(z).mean(-1))
    return log_w.logsumexp(0) - math.log(len(z))


# %% wrong: the result for 2 examples has shape (4,)
def importance_estimate(x, z, mean, log_std, decode, sigma):
    normal = torch.distributions.Normal
    log_w = (normal(decode(z), sigma).log_prob(x).sum(-1)
             + normal(0.0, 1.0).log_prob(z).sum(-1)
             - normal(mean, log_std.exp()).log_prob(z).sum(-1))
    return log_w.logsumexp(1) - math.log(len(z))


# %% wrong: 4 draws: log p is [3.
def importance_estimate(x, z, mean, log_std, decode, sigma):
    normal = torch.distributions.Normal
    log_w = (normal(decode(z), sigma).log_prob(x).sum(-1)
             + normal(0.0, 1.0).log_prob(z).sum(-1)
             - normal(mean, log_std.exp()).log_prob(z).sum(-1))
    return math.log(len(z)) - log_w.logsumexp(0)  # the negative


# %% wrong: 4 draws: log p is
def importance_estimate(x, z, mean, log_std, decode, sigma):
    normal = torch.distributions.Normal
    seen = normal(decode(mean), sigma).log_prob(x).sum(-1)  # at the mean code
    log_w = (seen + normal(0.0, 1.0).log_prob(z).sum(-1)
             - normal(mean, log_std.exp()).log_prob(z).sum(-1))
    return log_w.logsumexp(0) - math.log(len(z))


# %% wrong: the arguments are changed
def importance_estimate(x, z, mean, log_std, decode, sigma):
    normal = torch.distributions.Normal
    log_w = normal(decode(z), sigma).log_prob(x).sum(-1)
    log_w += normal(0.0, 1.0).log_prob(z).sum(-1)
    noise = z.sub_(mean).div_(log_std.exp())
    log_w += (0.5 * noise**2 + log_std + 0.5 * math.log(2 * math.pi)).sum(-1)
    return log_w.logsumexp(0) - math.log(len(z))


# %% wrong: has nan or infinity in it
def importance_estimate(x, z, mean, log_std, decode, sigma):
    normal = torch.distributions.Normal
    log_w = (normal(decode(z), sigma).log_prob(x).sum(-1)
             + normal(0.0, 1.0).log_prob(z).sum(-1)
             - normal(mean, log_std.exp()).log_prob(z).sum(-1))
    most = log_w.max()  # one for all examples
    return most + (log_w - most).exp().mean(0).log()


# %% right: the constants of prior and posterior cancel
def importance_estimate(x, z, mean, log_std, decode, sigma):
    error = ((x - decode(z)) / sigma).square().sum(-1)
    own = ((z - mean) / log_std.exp()).square().sum(-1)
    log_w = 0.5 * (own - error - z.square().sum(-1)) + log_std.sum(-1)
    size = x.shape[1]
    log_w = log_w - size * (math.log(sigma) + 0.5 * math.log(2 * math.pi))
    return torch.logsumexp(log_w - math.log(z.shape[0]), 0)


# %% right: one draw after another, without gradients
@torch.no_grad()
def importance_estimate(x, z, mean, log_std, decode, sigma):
    q = torch.distributions.Normal(mean, log_std.exp())
    prior = torch.distributions.Normal(torch.zeros_like(mean), 1.0)
    rows = []
    for one in z:
        seen = torch.distributions.Normal(decode(one), sigma).log_prob(x)
        rows.append(seen.sum(1) + prior.log_prob(one).sum(1) - q.log_prob(one).sum(1))
    return torch.stack(rows).logsumexp(0) - math.log(len(rows))


# %% right: the largest weight of each example, in double precision, helper elsewhere
def log_gauss(a, mu, log_tau):
    each = -0.5 * ((a - mu) / log_tau.exp()) ** 2 - log_tau - 0.5 * math.log(2 * math.pi)
    return each.sum(dim=-1)


# %% cell
def importance_estimate(x, z, mean, log_std, decode, sigma):
    zero, tau = torch.zeros(()), torch.tensor(math.log(sigma))
    log_w = log_gauss(x, decode(z), tau) + log_gauss(z, zero, zero)
    log_w = (log_w - log_gauss(z, mean, log_std)).double()
    most = log_w.max(dim=0).values
    return (most + (log_w - most).exp().mean(0).log()).float()
