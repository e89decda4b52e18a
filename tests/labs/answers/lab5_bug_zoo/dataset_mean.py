# %% wrong: the mean is
def dataset_mean(mean_error, batches):
    total, count = 0.0, 0
    for batch in batches:
        total += mean_error(batch)
        count += 1
    return total / count

# %% wrong: the mean is
def dataset_mean(mean_error, batches):
    total, count = 0.0, 0
    for batch in batches:
        total += mean_error(batch)
        count += len(batch)
    return total / count

# %% wrong: the mean is
def dataset_mean(mean_error, batches):
    total, count = 0.0, 0
    for batch in batches:
        total += mean_error(batch) * len(batch)
        count += 1
    return total / count

# %% wrong: mean_error saw
def dataset_mean(mean_error, batches):
    for batch in batches:
        return mean_error(batch)

# %% wrong: the mean is
def dataset_mean(mean_error, batches):
    total, count, size = 0.0, 0, None
    for batch in batches:
        size = size or len(batch)
        total += mean_error(batch) * size
        count += size
    return total / count

# %% wrong: mean_error saw
def dataset_mean(mean_error, batches):
    total, count, size = 0.0, 0, None
    for batch in batches:
        size = size or len(batch)
        if len(batch) == size:
            total += mean_error(batch)
            count += 1
    return total / count

# %% wrong: mean_error saw
def dataset_mean(mean_error, batches):
    return mean_error(torch.cat(list(batches)))

# %% wrong: mean_error saw
def dataset_mean(mean_error, batches):
    count = sum(len(batch) for batch in batches)
    total = sum(mean_error(batch) * len(batch) for batch in batches)
    return total / max(count, 1)

# %% wrong: the mean is
def dataset_mean(mean_error, batches):
    mean = 0.0
    for batch in batches:
        mean = 0.5 * mean + 0.5 * mean_error(batch)
    return mean

# %% right: two lists
def dataset_mean(mean_error, batches):
    pairs = [(float(mean_error(batch)), len(batch)) for batch in batches]
    return sum(m * n for m, n in pairs) / sum(n for _, n in pairs)

# %% right: a running mean
def dataset_mean(mean_error, batches):
    mean, count = 0.0, 0
    for batch in batches:
        count += len(batch)
        mean = mean + (mean_error(batch) - mean) * len(batch) / count
    return mean

# %% right: tensors in float64
def dataset_mean(mean_error, batches):
    batches = list(batches)
    means = torch.tensor([mean_error(b) for b in batches], dtype=torch.float64)
    sizes = torch.tensor([len(b) for b in batches], dtype=torch.float64)
    return (means * sizes).sum() / sizes.sum()
