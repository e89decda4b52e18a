# %% wrong: TC is -0.8304
def best_critic(covariance):
    v = covariance.diagonal()
    matrix = -0.5 * (torch.linalg.inv(covariance) - torch.diag(1 / v))
    tc = 0.5 * (torch.logdet(covariance) - v.log().sum())
    return (matrix, torch.zeros(len(v)), tc), tc.item()


# %% wrong: at some code the logit is
def best_critic(covariance):
    v = covariance.diagonal()
    matrix = 0.5 * (torch.linalg.inv(covariance) - torch.diag(1 / v))  # the sign
    tc = 0.5 * (v.log().sum() - torch.logdet(covariance))
    return (matrix, torch.zeros(len(v)), tc), tc.item()


# %% wrong: at some code the logit is
def best_critic(covariance):
    v = covariance.diagonal()
    matrix = -(torch.linalg.inv(covariance) - torch.diag(1 / v))  # without a half
    tc = 0.5 * (v.log().sum() - torch.logdet(covariance))
    return (matrix, torch.zeros(len(v)), tc), tc.item()


# %% wrong: at some code the logit is
def best_critic(covariance):
    v = covariance.diagonal()
    matrix = -0.5 * torch.linalg.inv(covariance)  # q alone
    tc = 0.5 * (v.log().sum() - torch.logdet(covariance))
    return (matrix, torch.zeros(len(v)), tc), tc.item()


# %% wrong: at some code the logit is
def best_critic(covariance):
    inverse, v = torch.linalg.inv(covariance), covariance.diagonal()
    matrix = -0.5 * (inverse - torch.diag(inverse.diagonal()))
    tc = 0.5 * (v.log().sum() - torch.logdet(covariance))
    return (matrix, torch.zeros(len(v)), tc), tc.item()


# %% wrong: at some code the logit is
def best_critic(covariance):
    v = covariance.diagonal()
    matrix = -0.5 * (torch.linalg.inv(covariance) - torch.diag(1 / v))
    tc = 0.5 * (v.log().sum() - torch.logdet(covariance))
    return (matrix, torch.zeros(len(v)), torch.zeros(())), tc.item()


# %% wrong: TC is 1.6607
def best_critic(covariance):
    v = covariance.diagonal()
    matrix = -0.5 * (torch.linalg.inv(covariance) - torch.diag(1 / v))
    tc = v.log().sum() - torch.logdet(covariance)
    return (matrix, torch.zeros(len(v)), tc), tc.item()


# %% wrong: deviations 2 and 3: TC is
def best_critic(covariance):
    v = covariance.diagonal()
    matrix = -0.5 * (torch.linalg.inv(covariance) - torch.diag(1 / v))
    tc = -0.5 * torch.logdet(covariance)  # as if all variances were 1
    return (matrix, torch.zeros(len(v)), tc), tc.item()


# %% wrong: TC is 1.1980
def best_critic(covariance):
    v = covariance.diagonal()
    matrix = -0.5 * (torch.linalg.inv(covariance) - torch.diag(1 / v))
    tc = 0.5 * (v.log2().sum() - torch.logdet(covariance) / math.log(2))  # bits
    return (matrix, torch.zeros(len(v)), tc), tc.item()


# %% wrong: the number is a Tensor, no float
def best_critic(covariance):
    v = covariance.diagonal()
    matrix = -0.5 * (torch.linalg.inv(covariance) - torch.diag(1 / v))
    tc = 0.5 * (v.log().sum() - torch.logdet(covariance))
    return (matrix, torch.zeros(len(v)), tc), tc


# %% wrong: of the weights, the constant is a float, not a tensor
def best_critic(covariance):
    v = covariance.diagonal()
    matrix = -0.5 * (torch.linalg.inv(covariance) - torch.diag(1 / v))
    tc = 0.5 * (v.log().sum() - torch.logdet(covariance)).item()
    return (matrix, torch.zeros(len(v)), tc), tc


# %% wrong: does not return the weights and a number
def best_critic(covariance):
    v = covariance.diagonal()
    matrix = -0.5 * (torch.linalg.inv(covariance) - torch.diag(1 / v))
    tc = 0.5 * (v.log().sum() - torch.logdet(covariance))
    return matrix, torch.zeros(len(v)), tc


# %% wrong: at some code the logit is
def best_critic(covariance):
    v = covariance.diagonal()
    matrix = -0.5 * (covariance - torch.diag(v))  # not inverted
    tc = 0.5 * (v.log().sum() - torch.logdet(covariance))
    return (matrix, torch.zeros(len(v)), tc), tc.item()


# %% wrong, unseen: the logarithm of a determinant that is too small
def best_critic(covariance):
    v = covariance.diagonal()
    matrix = -0.5 * (torch.linalg.inv(covariance) - torch.diag(1 / v))
    tc = 0.5 * (v.prod() / torch.det(covariance)).log()
    return (matrix, torch.zeros(len(v)), tc), tc.item()


# %% right: slogdet, a diagonal matrix
def best_critic(covariance):
    delta = torch.diag_embed(covariance.diagonal())
    matrix = 0.5 * (delta.inverse() - covariance.inverse())
    tc = 0.5 * (torch.linalg.slogdet(delta)[1] - torch.linalg.slogdet(covariance)[1])
    return (matrix, torch.zeros(covariance.shape[0]), tc), float(tc)


# %% right: by the correlations, lists
def best_critic(covariance):
    s = covariance.diagonal().double().sqrt()
    correlations = covariance / torch.outer(s, s)
    tc = -0.5 * torch.linalg.eigvalsh(correlations).log().sum().item()
    matrix = torch.linalg.inv(correlations) - torch.eye(len(s))
    matrix = (-0.5 * matrix / torch.outer(s, s)).float()
    return [[matrix, torch.zeros_like(matrix[0]), torch.tensor(tc).float()], tc]


# %% right: Cholesky factors, and an unsymmetric matrix, with a helper in another cell
def log_det(matrix):
    return 2 * torch.linalg.cholesky(matrix).diagonal().log().sum().item()


# %% cell
def best_critic(covariance):
    v = covariance.diagonal()
    precision = torch.cholesky_inverse(torch.linalg.cholesky(covariance))
    matrix = -0.5 * (precision - torch.diag(v.reciprocal()))
    upper = matrix.triu(1) * 2 + torch.diag(matrix.diagonal())
    tc = 0.5 * (v.log().sum().item() - log_det(covariance))
    return (upper, 0 * v, torch.tensor(tc)), tc
