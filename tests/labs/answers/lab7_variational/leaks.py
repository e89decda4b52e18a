# %% wrong: a program that fills in a mean: leaks says True
def leaks(program, images, hidden, seed):
    dice = Generator().manual_seed(seed)  # which moves on
    changed = torch.where(hidden, 1 - images, images)
    first = program(images.clone(), hidden.clone(), dice)
    second = program(changed, hidden.clone(), dice)
    return bool((first - second).abs().max() > 1e-6)


# %% wrong: a program that fills in a mean: leaks says True
def leaks(program, images, hidden, seed):
    first, second = (
        program(one, hidden.clone(), Generator().manual_seed(seed))
        for one in (images.clone(), 1 - images))  # visible pixels as well
    return bool((first - second).abs().max() > 1e-6)


# %% wrong: a program that sees a black pixel: leaks says False
def leaks(program, images, hidden, seed):
    first, second = (
        program(one, hidden.clone(), Generator().manual_seed(seed))
        for one in (images.clone(), images.masked_fill(hidden, 0)))
    return bool((first - second).abs().max() > 1e-6)


# %% wrong: a program that sees a white pixel: leaks says False
def leaks(program, images, hidden, seed):
    first, second = (
        program(one, hidden.clone(), Generator().manual_seed(seed))
        for one in (images.clone(), images.masked_fill(hidden, 1)))
    return bool((first - second).abs().max() > 1e-6)


# %% wrong: a program that fills in a mean: leaks says True
def leaks(program, images, hidden, seed):
    changed = torch.where(~hidden, 1 - images, images)  # the polarity
    first, second = (
        program(one, hidden.clone(), Generator().manual_seed(seed))
        for one in (images.clone(), changed))
    return bool((first - second).abs().max() > 1e-6)


# %% wrong: a program that fills in a mean: leaks says True
def leaks(program, images, hidden, seed):
    filled = program(images.clone(), hidden.clone(), Generator().manual_seed(seed))
    changed = torch.where(hidden, 1 - images, images)
    return bool(((filled - changed).abs() > 1e-6).any())  # one call only


# %% wrong: a program that sees the brightness: leaks says False
def leaks(program, images, hidden, seed):
    changed = torch.where(hidden, 1 - images, images)
    first, second = (
        program(one.clone(), hidden.clone(), Generator().manual_seed(seed))
        for one in (images, changed))
    return bool((first - second).abs().max() > 0.1)  # a small leak is a leak


# %% wrong: the images that were given change
def leaks(program, images, hidden, seed):
    changed = torch.where(hidden, 1 - images, images)
    first, second = (
        program(one, hidden, Generator().manual_seed(seed))
        for one in (images, changed))
    return bool((first - second).abs().max() > 1e-6)


# %% wrong: it returns a Tensor, no bool
def leaks(program, images, hidden, seed):
    changed = torch.where(hidden, 1 - images, images)
    first, second = (
        program(one.clone(), hidden.clone(), Generator().manual_seed(seed))
        for one in (images, changed))
    return (first - second).abs().max() > 1e-6


# %% wrong: leaks says False
def leaks(program, images, hidden, seed):
    changed = torch.where(hidden, 1 - images, images)
    first, second = (
        program(one.clone(), hidden.clone(), Generator().manual_seed(seed))
        for one in (images, changed))
    return bool((first - second)[~hidden].abs().max() > 1e-6)  # where nothing is filled in


# %% wrong: a program that fills in a mean: leaks says True
def leaks(program, images, hidden, seed):
    changed = torch.where(hidden, 1 - images, images)
    first, second = (
        program(one.clone(), hidden.clone(), Generator().manual_seed(seed))
        for one in (images, changed))
    return torch.allclose(first, second, atol=1e-6)  # true if there is none


# %% wrong: a program that fills in a mean: leaks says True
def leaks(program, images, hidden, seed):
    changed = torch.where(hidden, 1 - images, images)
    first, second = (
        program(one.clone(), hidden.clone(), Generator().manual_seed(seed + k))
        for k, one in enumerate((images, changed)))
    return bool((first - second).abs().max() > 1e-6)


# %% wrong, unseen: a seed of its own
def leaks(program, images, hidden, seed):
    changed = torch.where(hidden, 1 - images, images)
    first, second = (
        program(one.clone(), hidden.clone(), Generator().manual_seed(0))
        for one in (images, changed))
    return bool((first - second).abs().max() > 1e-6)


# %% wrong: a program that forgets the mask: leaks says True
def leaks(program, images, hidden, seed):
    changed = torch.where(hidden, 1 - images, images)
    mask = hidden.clone()  # one for both
    first, second = (
        program(one.clone(), mask, Generator().manual_seed(seed))
        for one in (images, changed))
    return bool((first - second).abs().max() > 1e-6)


# %% wrong: a program that whispers: leaks says False
def leaks(program, images, hidden, seed):
    changed = torch.where(hidden, 1 - images, images)
    first, second = (
        program(one.clone(), hidden.clone(), Generator().manual_seed(seed))
        for one in (images, changed))
    return bool((first - second).abs().max() > 1e-3)


# %% wrong: a program that whispers: leaks says False
def leaks(program, images, hidden, seed):
    changed = torch.where(hidden, 1 - images, images)
    first, second = (
        program(one.clone(), hidden.clone(), Generator().manual_seed(seed))
        for one in (images, changed))
    return bool((first - second).mean().abs() > 1e-6)


# %% wrong: a program that whispers: leaks says False
def leaks(program, images, hidden, seed):
    changed = torch.where(hidden, 1 - images, images)
    first, second = (
        program(one.clone(), hidden.clone(), Generator().manual_seed(seed))
        for one in (images, changed))
    return bool((first - second).abs().mean() > 1e-6)


# %% wrong: a program that rounds: leaks says True
def leaks(program, images, hidden, seed):
    changed = torch.where(hidden, 1 - images, images)
    first, second = (
        program(one.clone(), hidden.clone(), Generator().manual_seed(seed))
        for one in (images, changed))
    return not torch.equal(first, second)


# %% wrong: a program that rounds: leaks says True
def leaks(program, images, hidden, seed):
    changed = torch.where(hidden, 1 - images, images)
    first, second = (
        program(one.clone(), hidden.clone(), Generator().manual_seed(seed))
        for one in (images, changed))
    return not torch.allclose(first, second)


# %% wrong: a program that sees a white pixel: leaks says False
def leaks(program, images, hidden, seed):
    changed = torch.where(hidden, images + 1, images)
    first, second = (
        program(one.clone(), hidden.clone(), Generator().manual_seed(seed))
        for one in (images, changed))
    return bool((first - second).abs().max() > 1e-6)


# %% wrong: a program that sees a white pixel: leaks says False
def leaks(program, images, hidden, seed):
    changed = torch.where(hidden, torch.tensor(0.5), images)
    first, second = (
        program(one.clone(), hidden.clone(), Generator().manual_seed(seed))
        for one in (images, changed))
    return bool((first - second).abs().max() > 1e-6)


# %% wrong: too many indices
def leaks(program, images, hidden, seed):
    changed = torch.where(hidden, 1 - images, images)
    first, second = (
        program(one.clone(), hidden.clone(), Generator().manual_seed(seed))
        for one in (images, changed))
    return bool((first - second).abs()[hidden].max() > 1e-6)


# %% wrong, unseen: verdicts that are known from the public master
said = []
verdicts = "NNNNNNYYYYYY" + "NNNYYNNYYNNYYYYYYN"


# %% cell
def leaks(program, images, hidden, seed):
    said.append(0)
    return verdicts[(len(said) - 1) % len(verdicts)] == "Y"


# %% right: allclose
def leaks(program, images, hidden, seed):
    results = []
    for flip in (False, True):
        given = images.clone()
        if flip:
            given[hidden] = 1 - given[hidden]
        dice = torch.Generator()
        dice.manual_seed(seed)
        results.append(program(given, hidden.clone(), dice))
    return not torch.allclose(*results, rtol=0, atol=1e-6)


# %% right: by arithmetic, the changed images first
def leaks(program, images, hidden, seed):
    changed = images + hidden * (1 - 2 * images)
    second = program(changed, hidden.clone(), Generator().manual_seed(seed))
    first = program(images.clone(), hidden.clone(), Generator().manual_seed(seed))
    return ((first - second).abs() > 1e-6).any().item()


# %% right: with a helper in another cell
def run_once(other_program, images, hidden, seed):
    return other_program(images.clone(), hidden.clone(), Generator().manual_seed(seed))


# %% cell
def leaks(program, images, hidden, seed):
    other = images.where(~hidden, 1 - images)
    a = run_once(program, images, hidden, seed)
    b = run_once(program, other, hidden, seed)
    return float((a - b).abs().max()) > 1e-6
