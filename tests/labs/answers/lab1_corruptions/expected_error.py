# %% wrong: which makes 0.8 in all, not 1.6000
def expected_error(clean, p):
    return p * (clean**2 + (1 - clean) ** 2).sum((1, 2, 3))


# %% wrong: which makes 0.8 in all, not 0.2000
def expected_error(clean, p):
    return p / 2 * (clean**2 + (1 - clean) ** 2).mean((1, 2, 3))


# %% wrong: with p = 0.4 each of these turns over
def expected_error(clean, p):
    return p / 2 * (clean**2).sum((1, 2, 3))


# %% wrong: 2 images need 2 numbers
def expected_error(clean, p):
    return p / 2 * (clean**2 + (1 - clean) ** 2).sum()


# %% wrong: a second call gives other numbers
def expected_error(clean, p):
    total = 0
    for _ in range(200):
        seen = SaltAndPepper(p)(clean, Generator().manual_seed(torch.seed() % 2**31))
        total = total + (seen - clean).square().sum((1, 2, 3)) / 200
    return total


# %% wrong: with p = 0.4 each of these turns over
def expected_error(clean, p):
    total = 0
    for seed in range(200):
        seen = SaltAndPepper(p)(clean, Generator().manual_seed(seed))
        total = total + (seen - clean).square().sum((1, 2, 3)) / 200
    return total


# %% wrong: 0.5 four times
def expected_error(clean, p):
    return p / 2 * (clean + (1 - clean)).abs().sum((1, 2, 3))


# %% wrong: 0.5 four times
def expected_error(clean, p):
    return p * (0.5 - clean).square().sum((1, 2, 3)) * 2


# %% wrong: changed the images
def expected_error(clean, p):
    dark = p / 2 * (clean**2).sum((1, 2, 3))
    bright = p / 2 * (clean.mul_(-1).add_(1) ** 2).sum((1, 2, 3))
    return dark + bright


# %% wrong: which makes 0.8 in all
def expected_error(clean, p):
    return (p / 2) ** 2 * (clean**2 + (1 - clean) ** 2).sum((1, 2, 3))


# %% right: flattened, in double precision
def expected_error(clean, p):
    x = clean.flatten(1).double()
    return p / 2 * (x.square() + (1 - x).square()).sum(1)


# %% right: multiplied out
def expected_error(clean, p):
    return p * (0.5 - clean + clean**2).sum((1, 2, 3))


# %% right: a loop over images
def expected_error(clean, p):
    found = []
    for image in clean:
        pepper = 0.5 * p * image.square().sum()
        salt = 0.5 * p * (1 - image).square().sum()
        found.append(pepper + salt)
    return torch.stack(found)
