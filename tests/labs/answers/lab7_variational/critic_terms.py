# %% wrong: the loss is
def critic_terms(weights, codes, permuted, gamma):
    real = critic(weights, codes.detach())
    fake = critic(weights, permuted.detach())
    loss = 0.5 * (functional.softplus(real).mean() + functional.softplus(-fake).mean())
    still = [one.detach() for one in weights]
    return loss, gamma * critic(still, codes).mean()  # labels swapped


# %% wrong: the critic's loss moves codes
def critic_terms(weights, codes, permuted, gamma):
    real, fake = critic(weights, codes), critic(weights, permuted.detach())
    loss = 0.5 * (functional.softplus(-real).mean() + functional.softplus(fake).mean())
    still = [one.detach() for one in weights]
    return loss, gamma * critic(still, codes).mean()


# %% wrong: the critic's loss moves permuted
def critic_terms(weights, codes, permuted, gamma):
    real, fake = critic(weights, codes.detach()), critic(weights, permuted)
    loss = 0.5 * (functional.softplus(-real).mean() + functional.softplus(fake).mean())
    still = [one.detach() for one in weights]
    return loss, gamma * critic(still, codes).mean()


# %% wrong: the penalty moves the matrix
def critic_terms(weights, codes, permuted, gamma):
    real = critic(weights, codes.detach())
    fake = critic(weights, permuted.detach())
    loss = 0.5 * (functional.softplus(-real).mean() + functional.softplus(fake).mean())
    return loss, gamma * critic(weights, codes).mean()


# %% wrong: the penalty has no gradient at all
def critic_terms(weights, codes, permuted, gamma):
    real = critic(weights, codes.detach())
    fake = critic(weights, permuted.detach())
    loss = 0.5 * (functional.softplus(-real).mean() + functional.softplus(fake).mean())
    return loss, gamma * real.mean().detach()


# %% wrong: the loss is
def critic_terms(weights, codes, permuted, gamma):
    real = critic(weights, codes.detach())
    fake = critic(weights, permuted.detach())
    loss = functional.softplus(-real).mean() + functional.softplus(fake).mean()
    still = [one.detach() for one in weights]
    return loss, gamma * critic(still, codes).mean()


# %% wrong: the loss is
def critic_terms(weights, codes, permuted, gamma):
    logits = critic(weights, torch.cat([codes, permuted]).detach())
    labels = torch.cat([torch.ones(len(codes)), torch.zeros(len(permuted))])
    loss = functional.binary_cross_entropy_with_logits(logits, labels)
    still = [one.detach() for one in weights]
    return loss, gamma * critic(still, codes).mean()  # one mean over N + M


# %% wrong: the loss is
def critic_terms(weights, codes, permuted, gamma):
    real = critic(weights, codes.detach())
    fake = critic(weights, permuted.detach())
    loss = 0.5 * (functional.softplus(-real).sum() + functional.softplus(fake).sum())
    still = [one.detach() for one in weights]
    return loss, gamma * critic(still, codes).sum()


# %% wrong: the loss is
def critic_terms(weights, codes, permuted, gamma):
    real = critic(weights, codes.detach()).sigmoid()
    fake = critic(weights, permuted.detach()).sigmoid()
    entropy = functional.binary_cross_entropy_with_logits  # a sigmoid too many
    loss = 0.5 * (entropy(real, torch.ones_like(real)) + entropy(fake, torch.zeros_like(fake)))
    still = [one.detach() for one in weights]
    return loss, gamma * critic(still, codes).mean()


# %% wrong: the penalty is -0.0858
def critic_terms(weights, codes, permuted, gamma):
    real = critic(weights, codes.detach())
    fake = critic(weights, permuted.detach())
    loss = 0.5 * (functional.softplus(-real).mean() + functional.softplus(fake).mean())
    still = [one.detach() for one in weights]
    return loss, -gamma * critic(still, codes).mean()


# %% wrong: gamma = 6.0: the penalty is
def critic_terms(weights, codes, permuted, gamma):
    real = critic(weights, codes.detach())
    fake = critic(weights, permuted.detach())
    loss = 0.5 * (functional.softplus(-real).mean() + functional.softplus(fake).mean())
    still = [one.detach() for one in weights]
    return loss, critic(still, codes).mean()


# %% wrong: the penalty is
def critic_terms(weights, codes, permuted, gamma):
    real = critic(weights, codes.detach())
    fake = critic(weights, permuted.detach())
    loss = 0.5 * (functional.softplus(-real).mean() + functional.softplus(fake).mean())
    still = [one.detach() for one in weights]
    return loss, gamma * critic(still, codes).sigmoid().log().mean()  # not the ratio


# %% wrong: the penalty is
def critic_terms(weights, codes, permuted, gamma):
    real = critic(weights, codes.detach())
    fake = critic(weights, permuted.detach())
    loss = 0.5 * (functional.softplus(-real).mean() + functional.softplus(fake).mean())
    still = [one.detach() for one in weights]
    return loss, gamma * critic(still, permuted).mean()


# %% wrong: the critic's loss has no gradient at all
def critic_terms(weights, codes, permuted, gamma):
    still = [one.detach() for one in weights]
    real, fake = critic(still, codes.detach()), critic(still, permuted.detach())
    loss = 0.5 * (functional.softplus(-real).mean() + functional.softplus(fake).mean())
    return loss, gamma * critic(still, codes).mean()


# %% wrong, unseen: a logarithm of a probability that is 0
def critic_terms(weights, codes, permuted, gamma):
    real = critic(weights, codes.detach()).sigmoid()
    fake = critic(weights, permuted.detach()).sigmoid()
    loss = -0.5 * (real.log().mean() + (1 - fake).log().mean())
    still = [one.detach() for one in weights]
    return loss, gamma * critic(still, codes).mean()


# %% wrong: has no gradient in the slope
def critic_terms(weights, codes, permuted, gamma):
    half = [weights[0], *(one.detach() for one in weights[1:])]
    real, fake = critic(half, codes.detach()), critic(half, permuted.detach())
    loss = 0.5 * (functional.softplus(-real).mean() + functional.softplus(fake).mean())
    still = [one.detach() for one in weights]
    return loss, gamma * critic(still, codes).mean()


# %% wrong: has no gradient in the matrix
def critic_terms(weights, codes, permuted, gamma):
    half = [*(one.detach() for one in weights[:2]), weights[2]]
    real, fake = critic(half, codes.detach()), critic(half, permuted.detach())
    loss = 0.5 * (functional.softplus(-real).mean() + functional.softplus(fake).mean())
    still = [one.detach() for one in weights]
    return loss, gamma * critic(still, codes).mean()


# %% wrong: the critic's loss has the gradient
def critic_terms(weights, codes, permuted, gamma):
    real, fake = critic(weights, codes.detach()), critic(weights, permuted.detach())
    ends = functional.softplus(-real).mean(), functional.softplus(fake).mean()
    loss = 0.5 * (ends[0] + ends[1].detach())  # learns by one of the terms
    still = [one.detach() for one in weights]
    return loss, gamma * critic(still, codes).mean()


# %% wrong: gamma = 6.0: the penalty has the gradient
def critic_terms(weights, codes, permuted, gamma):
    real, fake = critic(weights, codes.detach()), critic(weights, permuted.detach())
    loss = 0.5 * (functional.softplus(-real).mean() + functional.softplus(fake).mean())
    t = critic([one.detach() for one in weights], codes).mean()
    return loss, t + (gamma - 1) * t.detach()


# %% right: cross-entropies with labels
def critic_terms(weights, codes, permuted, gamma):
    entropy = functional.binary_cross_entropy_with_logits
    real, fake = (critic(weights, one.detach()) for one in (codes, permuted))
    loss = 0.5 * entropy(real, torch.ones(len(real)))
    loss = loss + 0.5 * entropy(fake, torch.zeros(len(fake)))
    matrix, slope, constant = weights
    return loss, gamma * critic(
        (matrix.detach(), slope.detach(), constant.detach()), codes).mean()


# %% right: a softmax over two classes, a list
def critic_terms(weights, codes, permuted, gamma):
    means = []
    for rows, label in ((codes, 1), (permuted, 0)):
        t = critic(weights, rows.detach().clone())
        both = torch.stack([torch.zeros_like(t), t], 1)
        labels = torch.full((len(t),), label)
        means.append(functional.cross_entropy(both, labels))
    frozen = tuple(one.detach().clone() for one in weights)
    return [sum(means) / 2, critic(frozen, codes).mul(gamma).mean()]


# %% right: logsigmoid, with copies that are still made in another cell
def still(things):
    return [one.detach() for one in things]


# %% cell
def critic_terms(weights, codes, permuted, gamma):
    z, other = still([codes, permuted])
    gain = functional.logsigmoid(critic(weights, z)).mean()
    gain = gain + functional.logsigmoid(-critic(weights, other)).mean()
    return -gain / 2, gamma * torch.mean(critic(still(weights), codes))
