# %% wrong: exact posterior, K = 10
def importance_nll(log_joint, log_proposal):
    log_weights = log_joint - log_proposal
    return -log_weights.logsumexp(0)

# %% wrong: exact posterior, K = 10
def importance_nll(log_joint, log_proposal):
    log_weights = log_joint - log_proposal
    return -(log_weights.logsumexp(0) + math.log(len(log_weights)))

# %% wrong: weights
def importance_nll(log_joint, log_proposal):
    return -(log_joint - log_proposal).mean(0)

# %% wrong: exact posterior, K = 1:
def importance_nll(log_joint, log_proposal):
    log_weights = log_joint - log_proposal
    return math.log(log_weights.shape[1]) - log_weights.logsumexp(0)

# %% wrong: returns shape (1,)
def importance_nll(log_joint, log_proposal):
    log_weights = log_joint - log_proposal
    return math.log(log_weights.shape[1]) - log_weights.logsumexp(1)

# %% wrong: log p = -2000: inf nats
def importance_nll(log_joint, log_proposal):
    return -(log_joint - log_proposal).exp().mean(0).log()

# %% wrong: exact posterior, K = 1
def importance_nll(log_joint, log_proposal):
    log_weights = log_joint - log_proposal
    return log_weights.logsumexp(0) - math.log(len(log_weights))

# %% wrong: weights
def importance_nll(log_joint, log_proposal):
    return -(log_joint - log_proposal).amax(0)

# %% wrong: exact posterior, K = 1:
def importance_nll(log_joint, log_proposal):
    return math.log(len(log_joint)) - log_joint.logsumexp(0)

# %% wrong: exact posterior, K = 10
def importance_nll(log_joint, log_proposal):
    log_weights = log_joint - log_proposal
    return -log_weights.logsumexp(0) / len(log_weights)

# %% wrong: changes an input in place
def importance_nll(log_joint, log_proposal):
    log_joint -= log_proposal
    return math.log(len(log_joint)) - log_joint.logsumexp(0)

# %% right: the mean beside the largest weight
def importance_nll(log_joint, log_proposal):
    log_weights = (log_joint - log_proposal).double()
    top = log_weights.amax(0)
    return -top - (log_weights - top).exp().mean(0).log()

# %% right: log K inside the sum
def importance_nll(log_joint, log_proposal):
    count = torch.tensor(float(len(log_joint)))
    return -torch.logsumexp(log_joint - log_proposal - count.log(), dim=0)

# %% right: image by image
def importance_nll(log_joint, log_proposal):
    found = []
    for joint, proposal in zip(log_joint.T, log_proposal.T, strict=True):
        weights = joint - proposal
        found.append(math.log(weights.numel()) - weights.logsumexp(0))
    return torch.stack(found)
