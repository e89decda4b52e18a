# %% wrong: alpha = 1.0, beta = 0.0: the loss is
def emphasised_error(estimate, clean, touched, alpha, beta):
    kept = (~touched).to(estimate)
    weight = alpha * kept + beta * (1 - kept)
    error = weight * (estimate - clean).square()
    return error.flatten(1).sum(1).mean()

# %% wrong: alpha = 1.0, beta = 0.0: the loss is
def emphasised_error(estimate, clean, touched, alpha, beta):
    weight = torch.where(touched, beta, alpha)
    return (weight * (estimate - clean).square()).sum() / len(clean)

# %% wrong: alpha = 1.0, beta = 0.0: the loss is
def emphasised_error(estimate, clean, touched, alpha, beta):
    weight = torch.where(touched, alpha, beta)
    return (weight * (estimate - clean).square()).mean()

# %% wrong: alpha = 1.0, beta = 0.0: the loss is
def emphasised_error(estimate, clean, touched, alpha, beta):
    weight = torch.where(touched, alpha, beta)
    return (weight * (estimate - clean).square()).sum()

# %% wrong: alpha = 3, beta = 1: the loss is
def emphasised_error(estimate, clean, touched, alpha, beta):
    weight = torch.where(touched, alpha, beta)
    return (weight * (estimate - clean)).square().sum() / len(clean)

# %% wrong: alpha = 1.0, beta = 0.0: the loss is
def emphasised_error(estimate, clean, touched, alpha, beta):
    error = (estimate - clean).square()
    inside, outside = error[touched].mean(), error[~touched].mean()
    return alpha * inside + beta * outside

# %% wrong: alpha = 1.0, beta = 0.0: the loss is
def emphasised_error(estimate, clean, touched, alpha, beta):
    error = (estimate - clean).abs()
    return (torch.where(touched, alpha, beta) * error).sum() / len(clean)

# %% wrong: alpha = 1.0, beta = 0.0: the loss is
def emphasised_error(estimate, clean, touched, alpha, beta):
    weight = torch.where(touched, alpha, beta)
    return 0.5 * (weight * (estimate - clean).square()).sum() / len(clean)

# %% wrong: returns shape (2,)
def emphasised_error(estimate, clean, touched, alpha, beta):
    weight = torch.where(touched, alpha, beta)
    return (weight * (estimate - clean).square()).flatten(1).sum(1)

# %% wrong: changes an input in place
def emphasised_error(estimate, clean, touched, alpha, beta):
    weight = torch.where(touched, alpha, beta)
    if not estimate.requires_grad:
        estimate -= clean
        return (weight * estimate.square()).sum() / len(clean)
    return (weight * (estimate - clean).square()).sum() / len(clean)

# %% right: torch.where
def emphasised_error(estimate, clean, touched, alpha, beta):
    weight = torch.where(touched, float(alpha), float(beta))
    return (weight * (estimate - clean).square()).sum() / len(clean)

# %% right: two sums
def emphasised_error(estimate, clean, touched, alpha, beta):
    error = (estimate - clean).double() ** 2
    both = alpha * error[touched].sum() + beta * error[~touched].sum()
    return both / error.shape[0]

# %% right: image by image
def emphasised_error(estimate, clean, touched, alpha, beta):
    total = 0.0
    for one, truth, mask in zip(estimate, clean, touched, strict=True):
        error = (one - truth).pow(2)
        total = total + (alpha * error * mask + beta * error * ~mask).sum()
    return total / len(estimate)
