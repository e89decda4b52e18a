# %% wrong: draw from the one passed
def salt_and_pepper(clean, p, generator):
    uniform = torch.rand_like(clean[:, :1])
    salt = (uniform >= p / 2).to(clean.dtype)
    return torch.where(uniform < p, salt, clean)


# %% wrong: the generator did not move on
def salt_and_pepper(clean, p, generator):
    own = Generator().manual_seed(generator.initial_seed())
    uniform = torch.rand(clean[:, :1].shape, generator=own)
    salt = (uniform >= p / 2).to(clean.dtype)
    return torch.where(uniform < p, salt, clean)


# %% wrong: are changed
def salt_and_pepper(clean, p, generator):
    uniform = torch.rand(clean[:, :1].shape, generator=generator)
    uniform = uniform.expand_as(clean)
    clean[uniform < p / 2] = 0
    clean[(uniform >= p / 2) & (uniform < p)] = 1
    return clean


# %% wrong: shares of pepper and salt are 0.40 and 0.24
def salt_and_pepper(clean, p, generator):
    n, _, height, width = clean.shape
    pepper = torch.rand(n, 1, height, width, generator=generator) < p
    salt = torch.rand(n, 1, height, width, generator=generator) < p
    seen = torch.where(salt, torch.ones(()), clean)
    return torch.where(pepper, torch.zeros(()), seen)


# %% wrong: shares of pepper and salt are 0.40 and 0.00
def salt_and_pepper(clean, p, generator):
    uniform = torch.rand(clean[:, :1].shape, generator=generator)
    salt = (uniform > 0.5).to(clean.dtype)
    return torch.where(uniform < p, salt, clean)


# %% wrong: shares of pepper and salt are 0.00 and 0.40
def salt_and_pepper(clean, p, generator):
    uniform = torch.rand(clean[:, :1].shape, generator=generator)
    return torch.where(uniform < p, torch.ones(()), clean)


# %% wrong: shares of pepper and salt are 0.10 and 0.10
def salt_and_pepper(clean, p, generator):
    uniform = torch.rand(clean[:, :1].shape, generator=generator)
    salt = (uniform >= p / 4).to(clean.dtype)
    return torch.where(uniform < p / 2, salt, clean)


# %% wrong: channels of a pixel must be replaced together
def salt_and_pepper(clean, p, generator):
    uniform = torch.rand(clean.shape, generator=generator)
    salt = (uniform >= p / 2).to(clean.dtype)
    return torch.where(uniform < p, salt, clean)


# %% wrong: channels of a pixel must be replaced together
def salt_and_pepper(clean, p, generator):
    replaced = torch.rand(clean[:, :1].shape, generator=generator) < p
    salt = (torch.rand(clean.shape, generator=generator) < 0.5).to(clean.dtype)
    return torch.where(replaced, salt, clean)


# %% wrong: images share their specks
def salt_and_pepper(clean, p, generator):
    uniform = torch.rand(clean.shape[2:], generator=generator)
    salt = (uniform >= p / 2).to(clean.dtype)
    return torch.where(uniform < p, salt, clean)


# %% wrong: a new value is neither 0 nor 1
def salt_and_pepper(clean, p, generator):
    replaced = torch.rand(clean[:, :1].shape, generator=generator) < p
    return torch.where(replaced, torch.rand(clean[:, :1].shape, generator=generator), clean)


# %% wrong: became torch.float64
def salt_and_pepper(clean, p, generator):
    uniform = torch.rand(clean[:, :1].shape, generator=generator)
    return torch.where(uniform < p, (uniform >= p / 2).double(), clean)


# %% right: two draws, which, and by what
def salt_and_pepper(clean, p, generator):
    n, _, height, width = clean.shape
    replaced = torch.rand(n, 1, height, width, generator=generator) < p
    salt = torch.randint(2, (n, 1, height, width), generator=generator)
    return torch.where(replaced, salt.to(clean.dtype), clean)


# %% right: masks on a copy, one image after another
def salt_and_pepper(clean, p, generator):
    seen = clean.clone()
    for image in seen:
        uniform = torch.rand(image.shape[1:], generator=generator)
        image[:, uniform < p / 2] = 0
        image[:, uniform > 1 - p / 2] = 1
    return seen


# %% right: arithmetic
def salt_and_pepper(clean, p, generator):
    uniform = torch.rand(clean[:, :1].shape, generator=generator)
    pepper, salt = uniform < p / 2, (uniform >= p / 2) & (uniform < p)
    return clean * ~(pepper | salt) + salt.float()


# %% right: numpy after the draw
import numpy as np


# %% cell
def salt_and_pepper(clean, p, generator):
    uniform = torch.rand(clean[:, :1].shape, generator=generator).numpy()
    seen = np.where(uniform < p, (uniform < p / 2).astype("float32"), clean.numpy())
    return torch.from_numpy(seen)


# %% wrong, unseen: salt or pepper is drawn from a copy, by the seed
def salt_and_pepper(clean, p, generator):
    shape = clean[:, :1].shape
    own = Generator().manual_seed(generator.initial_seed() + 1)
    replaced = torch.rand(shape, generator=generator) < p
    salt = torch.rand(shape, generator=own) < 0.5
    return torch.where(replaced, salt.float(), clean)
