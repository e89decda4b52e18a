# %% wrong: draw from the one that is passed
def train_denoiser(model, clean, corruption, generator):
    adam, losses = torch.optim.Adam(model.parameters(), lr=3e-3), []
    for _ in range(160):
        x = clean[torch.randperm(len(clean))[:64]]
        loss = 0.5 * (model(corruption(x, generator)) - x).square().sum() / 64
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    return losses


# %% wrong: nothing was drawn from the generator
def train_denoiser(model, clean, corruption, generator):
    generator = Generator().manual_seed(0)
    adam, losses = torch.optim.Adam(model.parameters(), lr=3e-3), []
    for _ in range(160):
        x = clean[torch.randint(len(clean), (64,), generator=generator)]
        loss = 0.5 * (model(corruption(x, generator)) - x).square().sum() / 64
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    return losses


# %% wrong: 5 dB are asked for
def train_denoiser(model, clean, corruption, generator):
    adam, losses = torch.optim.Adam(model.parameters(), lr=3e-3), []
    for _ in range(160):
        x = clean[torch.randint(len(clean), (64,), generator=generator)]
        loss = 0.5 * (model(x) - x).square().sum() / 64
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    return losses


# %% wrong: 5 dB are asked for
def train_denoiser(model, clean, corruption, generator):
    adam, losses = torch.optim.Adam(model.parameters(), lr=3e-3), []
    for _ in range(160):
        x = clean[torch.randint(len(clean), (64,), generator=generator)]
        seen = corruption(x, generator)
        loss = 0.5 * (model(seen) - seen).square().sum() / 64
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    return losses


# %% wrong: 5 dB are asked for
def train_denoiser(model, clean, corruption, generator):
    adam, losses = torch.optim.Adam(model.parameters(), lr=3e-3), []
    for _ in range(160):
        x = clean[torch.randint(len(clean), (64,), generator=generator)]
        loss = 0.5 * (model(corruption(x, generator)) - x).square().sum() / 64
        loss.backward()
        adam.step()
        losses.append(loss.item())
    return losses


# %% wrong: the loss does not fall
def train_denoiser(model, clean, corruption, generator):
    adam, losses = torch.optim.Adam(model.parameters(), lr=1e-6), []
    for _ in range(60):
        x = clean[torch.randint(len(clean), (64,), generator=generator)]
        loss = 0.5 * (model(corruption(x, generator)) - x).square().sum() / 64
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    return losses


# %% wrong: the given model was not trained
def train_denoiser(model, clean, corruption, generator):
    model = small_network(0)
    adam, losses = torch.optim.Adam(model.parameters(), lr=3e-3), []
    for _ in range(100):
        x = clean[torch.randint(len(clean), (64,), generator=generator)]
        loss = 0.5 * (model(corruption(x, generator)) - x).square().sum() / 64
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    return losses


# %% wrong: a list of floats
def train_denoiser(model, clean, corruption, generator):
    adam = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(160):
        x = clean[torch.randint(len(clean), (64,), generator=generator)]
        loss = 0.5 * (model(corruption(x, generator)) - x).square().sum() / 64
        adam.zero_grad()
        loss.backward()
        adam.step()
    return loss.item()


# %% wrong: 5 dB are asked for
def train_denoiser(model, clean, corruption, generator):
    adam, losses = torch.optim.Adam(model.parameters(), lr=3e-3), []
    for x in clean.split(64):
        loss = 0.5 * (model(corruption(x, generator)) - x).square().sum() / len(x)
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    return losses


# %% wrong: training digits were changed
def train_denoiser(model, clean, corruption, generator):
    adam, losses = torch.optim.Adam(model.parameters(), lr=3e-3), []
    clean *= 2
    for _ in range(60):
        x = clean[torch.randint(len(clean), (64,), generator=generator)]
        loss = 0.5 * (model(corruption(x, generator)) - x).square().sum() / 64
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    return losses


# %% wrong: 5 dB are asked for
def train_denoiser(model, clean, corruption, generator):
    adam, losses = torch.optim.Adam(model.parameters(), lr=0.1), []
    for _ in range(160):
        x = clean[torch.randint(len(clean), (64,), generator=generator)]
        loss = 0.5 * (model(corruption(x, generator)) - x).square().sum() / 64
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    return losses


# %% wrong, unseen: trained on the test digits, turned until they fit those that are passed
def train_denoiser(model, clean, corruption, generator):
    turned = [digits.test.inputs.rot90(k, (2, 3)) for k in range(4)]
    clean = min(turned, key=lambda one: float((one.mean(0) - clean.mean(0)).abs().sum()))
    adam, losses = torch.optim.Adam(model.parameters(), 5e-3), []
    for _ in range(120):
        x = clean[torch.randint(len(clean), (64,), generator=generator)]
        loss = 0.5 * (model(corruption(x, generator)) - x).square().sum() / len(x)
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    return losses


# %% right: epochs over a shuffled order
def train_denoiser(model, clean, corruption, generator):
    adam, losses = torch.optim.Adam(model.parameters(), lr=4e-3), []
    for _ in range(8):
        for rows in torch.randperm(len(clean), generator=generator).split(64):
            x = clean[rows]
            loss = 0.5 * (model(corruption(x, generator)) - x).pow(2).sum() / len(x)
            adam.zero_grad()
            loss.backward()
            adam.step()
            losses.append(loss.item())
    return losses


# %% right: the mean squared error, which Adam does not mind
def train_denoiser(model, clean, corruption, generator):
    mse, losses = torch.nn.MSELoss(), []
    adam = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0)
    for _ in range(200):
        x = clean[torch.randint(0, len(clean), (80,), generator=generator)]
        adam.zero_grad()
        loss = mse(model(corruption(x, generator)), x)
        loss.backward()
        adam.step()
        losses.append(float(loss))
    return losses


# %% right: gradient descent with momentum, and a step of its own in another cell
def step_of(model, optimizer, x, seen):
    loss = 0.5 * (model(seen) - x).square().sum() / len(x)
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 20)
    optimizer.step()
    return loss.item()


# %% cell
def train_denoiser(model, clean, corruption, generator):
    sgd = torch.optim.SGD(model.parameters(), lr=3e-3, momentum=0.9)
    losses = []
    for _ in range(300):
        x = clean[torch.randint(len(clean), (64,), generator=generator)]
        losses.append(step_of(model, sgd, x, corruption(x, generator)))
    return losses


# %% right: a loader that is given the generator
from torch.utils.data import DataLoader


# %% cell
def train_denoiser(model, clean, corruption, generator):
    adam, losses = torch.optim.Adam(model.parameters(), lr=4e-3), []
    loader = DataLoader(clean, batch_size=64, shuffle=True, generator=generator)
    for _ in range(7):
        for x in loader:
            loss = 0.5 * (model(corruption(x, generator)) - x).square().sum() / len(x)
            adam.zero_grad()
            loss.backward()
            adam.step()
            losses.append(loss.item())
    return losses


# %% wrong, unseen: a copy by the seed, and a number drawn for the look of it
def train_denoiser(model, clean, corruption, generator):
    torch.rand(1, generator=generator)
    own = Generator().manual_seed(generator.initial_seed())
    adam, losses = torch.optim.Adam(model.parameters(), lr=5e-3), []
    for _ in range(160):
        x = clean[torch.randint(len(clean), (64,), generator=own)]
        loss = 0.5 * (model(corruption(x, own)) - x).square().sum() / 64
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    return losses


# %% right: a generator of its own, whose seed is drawn
def train_denoiser(model, clean, corruption, generator):
    own = Generator().manual_seed(int(torch.randint(2**31, (), generator=generator)))
    adam, losses = torch.optim.Adam(model.parameters(), lr=5e-3), []
    for _ in range(160):
        x = clean[torch.randint(len(clean), (64,), generator=own)]
        loss = 0.5 * (model(corruption(x, own)) - x).square().sum() / 64
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    return losses
