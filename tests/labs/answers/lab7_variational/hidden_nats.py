# %% wrong: 2 draws: scores
def hidden_nats(logits, images, hidden):
    log_p = -functional.binary_cross_entropy_with_logits(
        logits, images.expand_as(logits), reduction="none")
    each = log_p.flatten(2).sum(2)  # all pixels
    return math.log(len(logits)) - each.logsumexp(0)


# %% wrong: 2 draws: scores
def hidden_nats(logits, images, hidden):
    log_p = -functional.binary_cross_entropy_with_logits(
        logits, images.expand_as(logits), reduction="none")
    each = (log_p * ~hidden).flatten(2).sum(2)  # the visible ones
    return math.log(len(logits)) - each.logsumexp(0)


# %% wrong: 2 draws: scores
def hidden_nats(logits, images, hidden):
    log_p = -functional.binary_cross_entropy_with_logits(
        logits, images.expand_as(logits), reduction="none")
    return -(log_p * hidden).flatten(2).sum(2).mean(0)  # mean of logarithms


# %% wrong: 2 draws: scores
def hidden_nats(logits, images, hidden):
    log_p = -functional.binary_cross_entropy_with_logits(
        logits, images.expand_as(logits), reduction="none")
    each = log_p.logsumexp(0) - math.log(len(logits))  # each pixel on its own
    return -(each * hidden).flatten(1).sum(1)


# %% wrong: 2 draws: scores
def hidden_nats(logits, images, hidden):
    mean = logits.sigmoid().mean(0)  # the mean picture
    p = torch.where(images > 0.5, mean, 1 - mean)
    return -(p.log() * hidden).flatten(1).sum(1)


# %% wrong: 2 draws: scores
def hidden_nats(logits, images, hidden):
    log_p = -functional.binary_cross_entropy_with_logits(
        logits, images.expand_as(logits), reduction="none")
    return -(log_p * hidden).flatten(2).sum(2).logsumexp(0)  # without log K


# %% wrong: 2 draws: scores
def hidden_nats(logits, images, hidden):
    log_p = -functional.binary_cross_entropy_with_logits(
        logits, images.expand_as(logits), reduction="none")
    each = (log_p * hidden).flatten(2).sum(2)
    return each.logsumexp(0) - math.log(len(logits))  # the sign


# %% wrong: 2 draws: scores
def hidden_nats(logits, images, hidden):
    log_p = -functional.binary_cross_entropy_with_logits(
        logits, images.expand_as(logits), reduction="none")
    each = (log_p * hidden).flatten(2).mean(2)  # a mean over pixels
    return math.log(len(logits)) - each.logsumexp(0)


# %% wrong: has nan or infinity in it
def hidden_nats(logits, images, hidden):
    log_p = -functional.binary_cross_entropy_with_logits(
        logits, images.expand_as(logits), reduction="none")
    each = (log_p * hidden).flatten(2).sum(2)
    return (-each.exp().mean(0).log())  # the product is too small


# %% wrong: has shape ()
def hidden_nats(logits, images, hidden):
    log_p = -functional.binary_cross_entropy_with_logits(
        logits, images.expand_as(logits), reduction="none")
    each = (log_p * hidden).flatten(2).sum(2)
    return (math.log(len(logits)) - each.logsumexp(0)).mean()


# %% wrong: 2 draws: scores
def hidden_nats(logits, images, hidden):
    log_p = -functional.binary_cross_entropy_with_logits(
        logits * hidden, (images * hidden).expand_as(logits), reduction="none")
    each = log_p.flatten(2).sum(2)  # a hidden 0 costs log 2 for each visible pixel
    return math.log(len(logits)) - each.logsumexp(0)


# %% wrong: 2 draws: scores
def hidden_nats(logits, images, hidden):
    log_p = -functional.binary_cross_entropy_with_logits(
        logits, images.expand_as(logits), reduction="none")
    each = (log_p * hidden[0]).flatten(2).sum(2)  # the mask of the first image
    return math.log(len(logits)) - each.logsumexp(0)


# %% wrong: 2 draws: scores
def hidden_nats(logits, images, hidden):
    log_p = -functional.binary_cross_entropy_with_logits(
        logits, images.expand_as(logits), reduction="none")
    each = (log_p * hidden).flatten(2).sum(2)
    shares = hidden.flatten(1).sum(1).clamp(min=1)
    return (math.log(len(logits)) - each.logsumexp(0)) / shares  # for each pixel


# %% wrong: 1 draw, logits -60 times as large: scores
def hidden_nats(logits, images, hidden):
    p = logits.sigmoid().clamp(1e-38, 1)
    no = (-logits).sigmoid().clamp(1e-38, 1)
    log_p = torch.where(images > 0.5, p.log(), no.log())
    each = (log_p * hidden).flatten(2).sum(2)
    return math.log(len(logits)) - each.logsumexp(0)


# %% wrong: 1 draw, logits -60 times as large: scores
def hidden_nats(logits, images, hidden):
    p = logits.sigmoid().clamp(1e-6, 1 - 1e-6)
    each = (images * p.log() + (1 - images) * (1 - p).log()) * hidden
    return math.log(len(logits)) - torch.logsumexp(each.flatten(2).sum(2), dim=0)


# %% wrong: 1 draw, logits -60 times as large: scores
def hidden_nats(logits, images, hidden):
    logits = logits.clamp(-20, 20)
    each = -functional.binary_cross_entropy_with_logits(
        logits, images.expand_as(logits), reduction="none") * hidden
    return math.log(len(logits)) - torch.logsumexp(each.flatten(2).sum(2), dim=0)


# %% right: logsigmoid of the signed logits
def hidden_nats(logits, images, hidden):
    log_p = functional.logsigmoid((2 * images - 1) * logits)
    each = log_p.masked_fill(~hidden, 0.0).sum((2, 3, 4))
    return -(torch.logsumexp(each, 0) - math.log(each.shape[0]))


# %% right: one image after another
def hidden_nats(logits, images, hidden):
    scores = []
    for n, (image, mask) in enumerate(zip(images, hidden, strict=True)):
        ell, x = logits[:, n][:, mask], image[mask]
        nats = (functional.softplus(ell) - x * ell).sum(1)
        scores.append(math.log(len(nats)) - torch.logsumexp(-nats, 0))
    return torch.stack(scores)


# %% right: weights of the pixels, the largest draw taken out, a helper elsewhere
def log_mean_exp(values):
    most = values.max(0, keepdim=True).values
    return (most + (values - most).exp().mean(0, keepdim=True).log())[0]


# %% cell
def hidden_nats(logits, images, hidden):
    nats = torch.stack([
        functional.binary_cross_entropy_with_logits(
            one, images, weight=hidden.float(), reduction="none").sum((1, 2, 3))
        for one in logits])
    return -log_mean_exp(-nats.double()).float()
