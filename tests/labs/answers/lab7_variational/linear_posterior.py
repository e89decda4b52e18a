# %% wrong: the covariance
def linear_posterior(weight, bias, sigma, x):
    d, k = weight.shape
    inner = weight.T @ weight + sigma**2 * torch.eye(k)
    c = weight @ weight.T + sigma**2 * torch.eye(d)
    mean = (x - bias) @ weight @ torch.linalg.inv(inner)
    p = torch.distributions.MultivariateNormal(bias, c).log_prob(x)
    return mean, torch.linalg.inv(inner), p  # sigma squared is missing


# %% wrong: the means
def linear_posterior(weight, bias, sigma, x):
    d, k = weight.shape
    inner = weight.T @ weight + sigma**2 * torch.eye(k)
    c = weight @ weight.T + sigma**2 * torch.eye(d)
    mean = x @ weight @ torch.linalg.inv(inner)  # b is forgotten
    p = torch.distributions.MultivariateNormal(bias, c).log_prob(x)
    return mean, sigma**2 * torch.linalg.inv(inner), p


# %% wrong: the means
def linear_posterior(weight, bias, sigma, x):
    d, k = weight.shape
    inner = weight.T @ weight + sigma * torch.eye(k)  # sigma, not its square
    c = weight @ weight.T + sigma * torch.eye(d)
    mean = (x - bias) @ weight @ torch.linalg.inv(inner)
    p = torch.distributions.MultivariateNormal(bias, c).log_prob(x)
    return mean, sigma * torch.linalg.inv(inner), p


# %% wrong: log p(x)
def linear_posterior(weight, bias, sigma, x):
    d, k = weight.shape
    inner = weight.T @ weight + sigma**2 * torch.eye(k)
    c = weight @ weight.T + sigma**2 * torch.eye(d)
    r = x - bias
    far = (r @ torch.linalg.inv(c) * r).sum(1)
    p = -0.5 * (torch.linalg.slogdet(c).logabsdet + far)  # without 2 pi
    return r @ weight @ torch.linalg.inv(inner), sigma**2 * torch.linalg.inv(inner), p


# %% wrong: log p(x)
def linear_posterior(weight, bias, sigma, x):
    d, k = weight.shape
    inner = weight.T @ weight + sigma**2 * torch.eye(k)
    c = weight @ weight.T + sigma**2 * torch.eye(d)
    r = x - bias
    far = (r @ torch.linalg.inv(c) * r).sum(1)
    p = -0.5 * (math.log(2 * math.pi) + torch.linalg.slogdet(c).logabsdet + far)
    return r @ weight @ torch.linalg.inv(inner), sigma**2 * torch.linalg.inv(inner), p


# %% wrong: log p(x)
def linear_posterior(weight, bias, sigma, x):
    d, k = weight.shape
    inner = weight.T @ weight + sigma**2 * torch.eye(k)
    mean = (x - bias) @ weight @ torch.linalg.inv(inner)
    seen = torch.distributions.Normal(mean @ weight.T + bias, sigma)
    prior = torch.distributions.Normal(0.0, 1.0)
    p = seen.log_prob(x).sum(1) + prior.log_prob(mean).sum(1)  # at the best code
    return mean, sigma**2 * torch.linalg.inv(inner), p


# %% wrong: log p(x)
def linear_posterior(weight, bias, sigma, x):
    d, k = weight.shape
    inner = weight.T @ weight + sigma**2 * torch.eye(k)
    c = weight @ weight.T + sigma**2 * torch.eye(d)
    mean = (x - bias) @ weight @ torch.linalg.inv(inner)
    p = -torch.distributions.MultivariateNormal(bias, c).log_prob(x)  # minus
    return mean, sigma**2 * torch.linalg.inv(inner), p


# %% wrong: log p(x) has shape ()
def linear_posterior(weight, bias, sigma, x):
    d, k = weight.shape
    inner = weight.T @ weight + sigma**2 * torch.eye(k)
    c = weight @ weight.T + sigma**2 * torch.eye(d)
    mean = (x - bias) @ weight @ torch.linalg.inv(inner)
    p = torch.distributions.MultivariateNormal(bias, c).log_prob(x).mean()
    return mean, sigma**2 * torch.linalg.inv(inner), p


# %% wrong: the covariance has shape (2,)
def linear_posterior(weight, bias, sigma, x):
    d, k = weight.shape
    inner = weight.T @ weight + sigma**2 * torch.eye(k)
    c = weight @ weight.T + sigma**2 * torch.eye(d)
    mean = (x - bias) @ weight @ torch.linalg.inv(inner)
    p = torch.distributions.MultivariateNormal(bias, c).log_prob(x)
    return mean, sigma**2 * torch.linalg.inv(inner).diagonal(), p


# %% wrong: the means has dtype torch.float64
def linear_posterior(weight, bias, sigma, x):
    w, r = weight.double(), (x - bias).double()
    d, k = weight.shape
    inner = torch.linalg.inv(w.T @ w + sigma**2 * torch.eye(k))
    c = w @ w.T + sigma**2 * torch.eye(d)
    p = torch.distributions.MultivariateNormal(bias.double(), c).log_prob(x.double())
    return r @ w @ inner, sigma**2 * inner, p


# %% wrong: log p(x) has nan or infinity in it
def linear_posterior(weight, bias, sigma, x):
    d, k = weight.shape
    inner = weight.T @ weight + sigma**2 * torch.eye(k)
    c = weight @ weight.T + sigma**2 * torch.eye(d)
    r = x - bias
    far = (r @ torch.linalg.inv(c) * r).sum(1)
    p = -0.5 * (d * math.log(2 * math.pi) + torch.det(c).log() + far)
    return r @ weight @ torch.linalg.inv(inner), sigma**2 * torch.linalg.inv(inner), p


# %% wrong: log p(x) has nan or infinity in it
def linear_posterior(weight, bias, sigma, x):
    w, r = weight.double(), (x - bias).double()
    d, k = w.shape
    inner = torch.linalg.inv(w.T @ w + sigma**2 * torch.eye(k))
    c = w @ w.T + sigma**2 * torch.eye(d)
    far = (r @ torch.linalg.inv(c) * r).sum(1)
    p = -0.5 * (d * math.log(2 * math.pi) + torch.det(c).log() + far)  # in float64, too
    return (r @ w @ inner).float(), (sigma**2 * inner).float(), p.float()


# %% right: the package's normal distribution
def linear_posterior(weight, bias, sigma, x):
    d, k = weight.shape
    inner = weight.T @ weight + sigma**2 * torch.eye(k)
    c = weight @ weight.T + sigma**2 * torch.eye(d)
    mean = (x - bias) @ weight @ torch.linalg.inv(inner)
    p = torch.distributions.MultivariateNormal(bias.double(), c.double()).log_prob(x.double())
    return mean, sigma**2 * torch.linalg.inv(inner), p.float()


# %% right: by Bayes' rule at z = 0, in double precision
def linear_posterior(weight, bias, sigma, x):
    w, r = weight.double(), (x - bias).double()
    size, k = w.shape
    inner = w.T @ w + sigma**2 * torch.eye(k)
    mean, cov = r @ w @ inner.inverse(), sigma**2 * inner.inverse()
    # log p(x | 0) + log p(0) - log p(0 | x)
    log_det = k * math.log(sigma**2) - torch.linalg.slogdet(inner)[1]
    p = -0.5 * r.square().sum(1) / sigma**2 - size * math.log(sigma)
    p = p - 0.5 * size * math.log(2 * math.pi)
    p = p + 0.5 * (mean @ inner * mean).sum(1) / sigma**2 + 0.5 * log_det
    return mean.float(), cov.float(), p.float()


# %% right: a list, with Cholesky factors from another cell
def log_gauss(r, c):
    root = torch.linalg.cholesky(c)
    white = torch.linalg.solve_triangular(root, r.T, upper=False)
    log_det = 2 * root.diagonal().log().sum()
    return -0.5 * (len(c) * math.log(2 * math.pi) + log_det + white.square().sum(0))


# %% cell
def linear_posterior(weight, bias, sigma, x):
    w, r = weight.double(), x.double() - bias.double()
    noise = sigma**2
    root = torch.linalg.cholesky(w.T @ w + noise * torch.eye(w.shape[1]))
    mean = torch.cholesky_solve(w.T @ r.T, root).T
    cov = noise * torch.cholesky_inverse(root)
    p = log_gauss(r, w @ w.T + noise * torch.eye(len(w)))
    return [one.float() for one in (mean, cov, p)]
