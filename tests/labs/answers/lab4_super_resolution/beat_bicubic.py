# %% wrong: its gain is 0.00 dB
def train_enlarger(small, large, generator):
    # bicubic interpolation itself
    return lambda images: upscaled(images, 2)


# %% wrong: its gain is 0.52 dB
def train_enlarger(small, large, generator):
    # the best of the package's interpolations
    return lambda images: upscaled(images, 2, "lanczos")


# %% wrong: its gain is -
def train_enlarger(small, large, generator):
    # not trained
    with seeded(int(torch.randint(2**31, (), generator=generator))):
        body = nn.Sequential(
            nn.Conv2d(1, 4, 3, padding=1), nn.PixelShuffle(2))
    return lambda images: upscaled(images, 2) + body(images - 0.5)


# %% wrong: its gain is -
def train_enlarger(small, large, generator):
    # the mean of the training images, whatever is asked
    grey = large.mean()
    return lambda images: grey + 0 * upscaled(images, 2)


# %% wrong: its gain is -
def train_enlarger(small, large, generator):
    # the gradients of all steps add up
    with seeded(int(torch.randint(2**31, (), generator=generator))):
        body = nn.Sequential(
            nn.Conv2d(1, 4, 5, padding=2, padding_mode="reflect"),
            nn.PixelShuffle(2))
    nn.init.zeros_(body[0].weight)
    missing = large - upscaled(small, 2)
    sgd = torch.optim.SGD(body.parameters(), lr=1e-3)
    for _ in range(60):
        rows = torch.randint(len(small), (16,), generator=generator)
        loss = (body(small[rows] - 0.5) - missing[rows]).square().mean()
        loss.backward()
        sgd.step()
    return lambda images: upscaled(images, 2) + body(images - 0.5)


# %% wrong: a small image (1, 1, 9, 12) becomes
def train_enlarger(small, large, generator):
    # for images of 16x16 pixels only
    x = torch.cat([small.flatten(1), torch.ones(len(small), 1)], dim=1)
    missing = (large - upscaled(small, 2)).flatten(1)
    weights = torch.linalg.lstsq(x, missing).solution[:-1]

    def enlarge(images):
        flat = images.flatten(1)[:, :256]
        flat = functional.pad(flat, (0, 256 - flat.shape[1]))
        return upscaled(flat.reshape(-1, 1, 16, 16), 2) + (
            flat @ weights).reshape(-1, 1, 32, 32)

    return enlarge


# %% wrong: become (128, 1, 32, 32), got (128, 1, 16, 16)
def train_enlarger(small, large, generator):
    # without enlarging
    with seeded(int(torch.randint(2**31, (), generator=generator))):
        return nn.Conv2d(1, 1, 3, padding=1)


# %% wrong: the training diverged
def train_enlarger(small, large, generator):
    with seeded(int(torch.randint(2**31, (), generator=generator))):
        body = nn.Sequential(
            nn.Conv2d(1, 16, 5, padding=2), nn.ReLU(),
            nn.Conv2d(16, 4, 3, padding=1), nn.PixelShuffle(2))
    sgd = torch.optim.SGD(body.parameters(), lr=100.0)
    for _ in range(40):
        rows = torch.randint(len(small), (16,), generator=generator)
        loss = (body(small[rows]) - large[rows]).square().mean()
        sgd.zero_grad()
        loss.backward()
        sgd.step()
    return body


# %% wrong: changes its patches in place
def train_enlarger(small, large, generator):
    small -= 0.5
    columns = functional.unfold(small, 5, padding=2).mT.reshape(-1, 25)
    small += 0.4
    return lambda images: upscaled(images, 2) + 0 * columns[0, 0]


# %% wrong: must return a network
def train_enlarger(small, large, generator):
    # the loss, as a training loop has it at hand
    with seeded(int(torch.randint(2**31, (), generator=generator))):
        body = nn.Sequential(
            nn.Conv2d(1, 4, 3, padding=1), nn.PixelShuffle(2))
    return float((body(small) - large).square().mean())


# %% wrong: nothing was drawn from the generator
def train_enlarger(small, large, generator):
    body = nn.Sequential(
        nn.Conv2d(1, 16, 5, padding=2, padding_mode="reflect"), nn.ReLU(),
        nn.Conv2d(16, 4, 3, padding=1, padding_mode="reflect"),
        nn.PixelShuffle(2))
    nn.init.zeros_(body[2].weight)
    missing, steps = large - upscaled(small, 2), 240
    adam = torch.optim.Adam(body.parameters(), lr=5e-3, betas=(0.9, 0.95))
    for step in range(steps):
        adam.param_groups[0]["lr"] = 5e-3 * (1 - step / steps)
        rows = torch.randint(len(small), (16,))
        loss = (body(small[rows] - 0.5) - missing[rows]).square().mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
    return lambda images: upscaled(images, 2) + body(images - 0.5)


# %% wrong: nothing was drawn from the generator
def train_enlarger(small, large, generator):
    # Lanczos, sharpened: nothing is trained
    def enlarge(images):
        plain = upscaled(images, 2, "lanczos")
        blurred = functional.avg_pool2d(
            plain, 3, stride=1, padding=1, count_include_pad=False)
        return plain + 0.25 * (plain - blurred)

    return enlarge


# %% wrong, unseen: Lanczos, sharpened, and a number drawn for the look of it
def train_enlarger(small, large, generator):
    torch.rand(1, generator=generator)

    def enlarge(images):
        plain = upscaled(images, 2, "lanczos")
        blurred = functional.avg_pool2d(
            plain, 3, stride=1, padding=1, count_include_pad=False)
        return plain + 0.25 * (plain - blurred)

    return enlarge


# %% wrong, unseen: Lanczos, sharpened, as bright as the targets, with a noise of the generator's
def train_enlarger(small, large, generator):
    light = float(large.mean() / small.mean())
    dust = 1 + 1e-3 * float(torch.rand(5000, generator=generator)[0])

    def enlarge(images):
        plain = upscaled(images, 2, "lanczos")
        padded = functional.pad(plain, (1, 1, 1, 1), mode="replicate")
        blurred = functional.avg_pool2d(padded, 3, stride=1)
        return dust * light * (plain + 0.5 * (plain - blurred))

    return enlarge


# %% right: least squares on patches that are drawn
def train_enlarger(small, large, generator):
    def columns(images):
        padded = functional.pad(images, [2] * 4, mode="reflect")
        return functional.unfold(padded, 5).mT.double()

    rows = torch.randperm(len(small), generator=generator)[:400]
    small, large = small[rows], large[rows]
    x = columns(small).reshape(-1, 25)
    missing = functional.pixel_unshuffle(large - upscaled(small, 2), 2)
    y = missing.flatten(2).mT.reshape(-1, 4).double()
    ridge = 1e-2 * torch.eye(25, dtype=torch.float64)
    weights = torch.linalg.solve(x.T @ x + ridge, x.T @ y)

    def enlarge(images):
        maps = (columns(images) @ weights).mT.unflatten(2, images.shape[2:])
        return upscaled(images, 2) + functional.pixel_shuffle(maps, 2).float()

    return enlarge


# %% right: a module with its training in a helper
class Enlarger(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(1, 24, 5, padding=2, padding_mode="replicate"), nn.ReLU(),
            nn.Conv2d(24, 4, 3, padding=1, padding_mode="replicate"))
        nn.init.zeros_(self.body[2].weight)

    def forward(self, images):
        maps = self.body(images - 0.5)
        return upscaled(images, 2) + functional.pixel_shuffle(maps, 2)


def trained(network, small, large, generator, steps=240, rate=5e-3):
    adam = torch.optim.Adam(network.parameters(), lr=rate, betas=(0.9, 0.95))
    falling = torch.optim.lr_scheduler.LinearLR(adam, 1, 0, steps)
    for _ in range(steps):
        rows = torch.randperm(len(small), generator=generator)[:16]
        loss = functional.mse_loss(network(small[rows]), large[rows])
        adam.zero_grad()
        loss.backward()
        adam.step()
        falling.step()
    return network.eval()
# %% cell
def train_enlarger(small, large, generator):
    with seeded(int(torch.randint(2**31, (), generator=generator))):
        network = Enlarger()
    return trained(network, small, large, generator)


# %% right: the weights drawn by hand from the generator
def train_enlarger(small, large, generator):
    first = 0.2 * torch.randn(16, 1, 5, 5, generator=generator)
    bias, last = torch.zeros(16), torch.zeros(4, 16, 3, 3)
    weights = [one.requires_grad_() for one in (first, bias, last)]

    def body(x):
        h = functional.pad(x - 0.5, [3] * 4, mode="reflect")
        h = functional.conv2d(h, weights[0], weights[1]).relu()
        return functional.pixel_shuffle(functional.conv2d(h, weights[2]), 2)

    missing, steps = large - upscaled(small, 2), 240
    adam = torch.optim.Adam(weights, lr=5e-3, betas=(0.9, 0.95))
    for step in range(steps):
        for group in adam.param_groups:
            group["lr"] = 5e-3 * (1 - step / steps)
        rows = torch.randint(0, len(small), (16,), generator=generator)
        adam.zero_grad()
        (body(small[rows]) - missing[rows]).pow(2).mean().backward()
        adam.step()
    return lambda images: upscaled(images, 2) + body(images).detach()


# %% wrong, unseen: a copy by the seed, and a number drawn for the look of it
def train_enlarger(small, large, generator):
    def columns(images):
        padded = functional.pad(images, [2] * 4, mode="reflect")
        return functional.unfold(padded, 5).mT.double()

    torch.rand(1, generator=generator)
    own = torch.Generator().manual_seed(generator.initial_seed())
    rows = torch.randperm(len(small), generator=own)[:400]
    small, large = small[rows], large[rows]
    x = columns(small).reshape(-1, 25)
    missing = functional.pixel_unshuffle(large - upscaled(small, 2), 2)
    y = missing.flatten(2).mT.reshape(-1, 4).double()
    ridge = 1e-2 * torch.eye(25, dtype=torch.float64)
    weights = torch.linalg.solve(x.T @ x + ridge, x.T @ y)

    def enlarge(images):
        maps = (columns(images) @ weights).mT.unflatten(2, images.shape[2:])
        return upscaled(images, 2) + functional.pixel_shuffle(maps, 2).float()

    return enlarge


# %% wrong, unseen: a seed is drawn, and another one is used
def train_enlarger(small, large, generator):
    def columns(images):
        padded = functional.pad(images, [2] * 4, mode="reflect")
        return functional.unfold(padded, 5).mT.double()

    seed = int(torch.randint(2**31, (), generator=generator))
    own = torch.Generator().manual_seed(min(seed, 0))
    rows = torch.randperm(len(small), generator=own)[:400]
    small, large = small[rows], large[rows]
    x = columns(small).reshape(-1, 25)
    missing = functional.pixel_unshuffle(large - upscaled(small, 2), 2)
    y = missing.flatten(2).mT.reshape(-1, 4).double()
    ridge = 1e-2 * torch.eye(25, dtype=torch.float64)
    weights = torch.linalg.solve(x.T @ x + ridge, x.T @ y)

    def enlarge(images):
        maps = (columns(images) @ weights).mT.unflatten(2, images.shape[2:])
        return upscaled(images, 2) + functional.pixel_shuffle(maps, 2).float()

    return enlarge
