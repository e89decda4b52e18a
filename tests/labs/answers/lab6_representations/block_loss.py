# %% wrong: alpha = 2.0, beta = 0.3
def block_loss(output, clean, erased, alpha, beta, kind):
    if kind == "squared":
        losses = 0.5 * (output - clean) ** 2
    else:
        losses = functional.binary_cross_entropy_with_logits(output, clean, reduction="none")
    return (torch.where(erased, beta, alpha) * losses).sum() / len(clean)


# %% wrong: squared, alpha = 1.0, beta = 1.0
def block_loss(output, clean, erased, alpha, beta, kind):
    if kind == "squared":
        losses = 0.5 * (output - clean) ** 2
    else:
        losses = functional.binary_cross_entropy_with_logits(output, clean, reduction="none")
    return (torch.where(erased, alpha, beta) * losses).mean()


# %% wrong: squared, alpha = 1.0, beta = 1.0
def block_loss(output, clean, erased, alpha, beta, kind):
    if kind == "squared":
        losses = (output - clean) ** 2
    else:
        losses = functional.binary_cross_entropy_with_logits(output, clean, reduction="none")
    return (torch.where(erased, alpha, beta) * losses).sum() / len(clean)


# %% wrong: squared, alpha = 1.0, beta = 1.0
def block_loss(output, clean, erased, alpha, beta, kind):
    if kind == "squared":
        losses = 0.5 * (output - clean) ** 2
    else:
        losses = functional.binary_cross_entropy_with_logits(output, clean, reduction="none")
    return (torch.where(erased, alpha, beta) * losses).sum()


# %% wrong: squared, alpha = 1.0, beta = 1.0
def block_loss(output, clean, erased, alpha, beta, kind):
    output = output.sigmoid()
    if kind == "squared":
        losses = 0.5 * (output - clean) ** 2
    else:
        losses = -clean * output.log() - (1 - clean) * (1 - output).log()
    return (torch.where(erased, alpha, beta) * losses).sum() / len(clean)


# %% wrong: should be between 0 and 1
def block_loss(output, clean, erased, alpha, beta, kind):
    if kind == "squared":
        losses = 0.5 * (output - clean) ** 2
    else:
        losses = functional.binary_cross_entropy(output, clean, reduction="none")
    return (torch.where(erased, alpha, beta) * losses).sum() / len(clean)


# %% wrong: logits of ±200
def block_loss(output, clean, erased, alpha, beta, kind):
    if kind == "squared":
        losses = 0.5 * (output - clean) ** 2
    else:
        s = torch.sigmoid(output).clamp(1e-7, 1 - 1e-7)
        losses = -clean * s.log() - (1 - clean) * (1 - s).log()
    return (torch.where(erased, alpha, beta) * losses).sum() / len(clean)


# %% wrong: logits of ±200
def block_loss(output, clean, erased, alpha, beta, kind):
    if kind == "squared":
        losses = 0.5 * (output - clean) ** 2
    else:
        s = torch.sigmoid(output)
        losses = -clean * s.log() - (1 - clean) * (1 - s).log()
    return (torch.where(erased, alpha, beta) * losses).sum() / len(clean)


# %% wrong: cross-entropy, alpha = 1.0, beta = 1.0
def block_loss(output, clean, erased, alpha, beta, kind):
    if kind == "squared":
        losses = 0.5 * (output - clean) ** 2
    else:
        losses = -clean * functional.logsigmoid(output)
    return (torch.where(erased, alpha, beta) * losses).sum() / len(clean)


# %% wrong: alpha = 2.0, beta = 0.3
def block_loss(output, clean, erased, alpha, beta, kind):
    if kind == "squared":
        losses = 0.5 * (output - clean) ** 2
    else:
        losses = functional.binary_cross_entropy_with_logits(output, clean, reduction="none")
    weights = torch.where(erased, alpha, beta)
    weights = weights / weights.mean()
    return (weights * losses).sum() / len(clean)


# %% wrong: squared, alpha = 1.0, beta = 1.0
def block_loss(output, clean, erased, alpha, beta, kind):
    if kind == "squared":
        losses = 0.5 * (output - clean) ** 2
    else:
        losses = functional.binary_cross_entropy_with_logits(output, clean, reduction="none")
    return alpha * losses[erased].mean() + beta * losses[~erased].mean()


# %% wrong: is a float, not a tensor
def block_loss(output, clean, erased, alpha, beta, kind):
    if kind == "squared":
        losses = 0.5 * (output - clean) ** 2
    else:
        losses = functional.binary_cross_entropy_with_logits(output, clean, reduction="none")
    return ((torch.where(erased, alpha, beta) * losses).sum() / len(clean)).item()


# %% wrong: no gradient leads
def block_loss(output, clean, erased, alpha, beta, kind):
    output = output.detach()
    if kind == "squared":
        losses = 0.5 * (output - clean) ** 2
    else:
        losses = functional.binary_cross_entropy_with_logits(output, clean, reduction="none")
    return (torch.where(erased, alpha, beta) * losses).sum() / len(clean)


# %% wrong: changes its arguments
def block_loss(output, clean, erased, alpha, beta, kind):
    if kind == "squared":
        losses = 0.5 * clean.sub_(output.detach()) ** 2
    else:
        losses = functional.binary_cross_entropy_with_logits(output, clean, reduction="none")
    return (torch.where(erased, alpha, beta) * losses).sum() / len(clean)


# %% right: weights by arithmetic, and softplus
def block_loss(output, clean, erased, alpha, beta, kind):
    weights = alpha * erased + beta * ~erased
    if kind == "squared":
        losses = (output - clean).pow(2) / 2
    else:
        losses = functional.softplus(output) - clean * output
    return (weights * losses).sum(1).mean()


# %% right: two sums
def block_loss(output, clean, erased, alpha, beta, kind):
    if kind == "squared":
        losses = functional.mse_loss(output, clean, reduction="none") / 2
    else:
        losses = functional.binary_cross_entropy_with_logits(output, clean, reduction="none")
    return (alpha * losses[erased].sum() + beta * losses[~erased].sum()) / output.shape[0]


# %% right: the weight of the library's function
def block_loss(output, clean, erased, alpha, beta, kind):
    weight = torch.where(erased, float(alpha), float(beta))
    if kind == "squared":
        return 0.5 * (weight * (output - clean).square()).sum() / len(clean)
    total = functional.binary_cross_entropy_with_logits(
        output, clean, weight=weight, reduction="sum")
    return total / len(clean)


# %% right: log-sigmoid of both signs
def block_loss(output, clean, erased, alpha, beta, kind):
    if kind == "squared":
        losses = 0.5 * (output - clean) ** 2
    else:
        black = functional.logsigmoid(-output)
        losses = -clean * functional.logsigmoid(output) - (1 - clean) * black
    weights = torch.full_like(clean, beta)
    weights[erased] = alpha
    return torch.einsum("nd,nd->", weights, losses) / len(clean)
