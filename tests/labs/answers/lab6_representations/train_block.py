# %% wrong: is the target clean
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    weight = 0.05 * torch.randn(width, size, generator=generator)
    block = weight, torch.zeros(width), torch.zeros(size)
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=0.01)
    for _ in range(150):
        rows = torch.randint(len(code), (64,), generator=generator)
        clean = code[rows]
        seen = corrupt(clean, generator)
        loss = cross_entropy(block, seen, seen)
        adam.zero_grad()
        loss.backward()
        adam.step()
    return tuple(one.detach() for one in block)


# %% wrong: did it see clean rows
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    weight = 0.05 * torch.randn(width, size, generator=generator)
    block = weight, torch.zeros(width), torch.zeros(size)
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=0.01)
    for _ in range(150):
        rows = torch.randint(len(code), (64,), generator=generator)
        clean = code[rows]
        loss = cross_entropy(block, clean, clean)
        adam.zero_grad()
        loss.backward()
        adam.step()
    return tuple(one.detach() for one in block)


# %% wrong: did it see clean rows
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    weight = 0.05 * torch.randn(width, size, generator=generator)
    block = weight, torch.zeros(width), torch.zeros(size)
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=0.01)
    for _ in range(150):
        rows = torch.randint(len(code), (64,), generator=generator)
        clean = code[rows]
        seen = corrupt(clean, generator)
        loss = cross_entropy(block, clean, clean)
        adam.zero_grad()
        loss.backward()
        adam.step()
    return tuple(one.detach() for one in block)


# %% wrong: a cross-entropy of
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    weight = 0.05 * torch.randn(width, size, generator=generator)
    block = weight, torch.zeros(width), torch.zeros(size)
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=0.01)
    for _ in range(150):
        rows = torch.randint(len(code), (64,), generator=generator)
        clean = code[rows]
        loss = cross_entropy(block, clean, corrupt(clean, generator))
        adam.zero_grad()
        loss.backward()
        adam.step()
    return tuple(one.detach() for one in block)


# %% wrong: a cross-entropy of
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    weight = 0.05 * torch.randn(width, size, generator=generator)
    block = weight, torch.zeros(width), torch.zeros(size)
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=0.01)
    for _ in range(150):
        rows = torch.randint(len(code), (64,), generator=generator)
        clean = code[rows]
        loss = cross_entropy(block, corrupt(clean, generator), clean)
        loss.backward()
        adam.step()
    return tuple(one.detach() for one in block)


# %% wrong: a cross-entropy of
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    weight = 0.05 * torch.randn(width, size, generator=generator)
    block = weight, torch.zeros(width), torch.zeros(size)
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=0.01)
    for _ in range(150):
        rows = torch.randint(len(code), (64,), generator=generator)
        clean = code[rows]
        loss = cross_entropy(block, corrupt(clean, generator), clean)
        adam.zero_grad()
        loss.backward()
    return tuple(one.detach() for one in block)


# %% wrong: a cross-entropy of
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    weight = 0.05 * torch.randn(width, size, generator=generator)
    block = weight, torch.zeros(width), torch.zeros(size)
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=1e-4)
    for _ in range(150):
        rows = torch.randint(len(code), (64,), generator=generator)
        clean = code[rows]
        loss = cross_entropy(block, corrupt(clean, generator), clean)
        adam.zero_grad()
        loss.backward()
        adam.step()
    return tuple(one.detach() for one in block)


# %% wrong: the global generator was used
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    weight = 0.05 * torch.randn(width, size)
    block = weight, torch.zeros(width), torch.zeros(size)
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=0.01)
    for _ in range(150):
        rows = torch.randint(len(code), (64,), generator=generator)
        clean = code[rows]
        loss = cross_entropy(block, corrupt(clean, generator), clean)
        adam.zero_grad()
        loss.backward()
        adam.step()
    return tuple(one.detach() for one in block)


# %% wrong: the global generator was used
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    weight = 0.05 * torch.randn(width, size, generator=generator)
    block = weight, torch.zeros(width), torch.zeros(size)
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=0.01)
    for _ in range(150):
        rows = torch.randint(len(code), (64,))
        clean = code[rows]
        loss = cross_entropy(block, corrupt(clean, generator), clean)
        adam.zero_grad()
        loss.backward()
        adam.step()
    return tuple(one.detach() for one in block)


# %% wrong: the generator did not move on
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    generator = Generator().manual_seed(generator.initial_seed())
    weight = 0.05 * torch.randn(width, size, generator=generator)
    block = weight, torch.zeros(width), torch.zeros(size)
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=0.01)
    for _ in range(150):
        rows = torch.randint(len(code), (64,), generator=generator)
        clean = code[rows]
        loss = cross_entropy(block, corrupt(clean, generator), clean)
        adam.zero_grad()
        loss.backward()
        adam.step()
    return tuple(one.detach() for one in block)


# %% wrong: not three tensors
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    weight = 0.05 * torch.randn(width, size, generator=generator)
    block = weight, torch.zeros(width), torch.zeros(size)
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=0.01)
    for _ in range(150):
        rows = torch.randint(len(code), (64,), generator=generator)
        clean = code[rows]
        loss = cross_entropy(block, corrupt(clean, generator), clean)
        adam.zero_grad()
        loss.backward()
        adam.step()
    return block[0].detach()


# %% wrong: weight has shape (196, 32)
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    weight = 0.05 * torch.randn(width, size, generator=generator)
    block = weight, torch.zeros(width), torch.zeros(size)
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=0.01)
    for _ in range(150):
        rows = torch.randint(len(code), (64,), generator=generator)
        clean = code[rows]
        loss = cross_entropy(block, corrupt(clean, generator), clean)
        adam.zero_grad()
        loss.backward()
        adam.step()
    weight, bias, back = (one.detach() for one in block)
    return weight.T, bias, back


# %% wrong: the codes that were given are changed
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    code.copy_(corrupt(code, generator))
    weight = 0.05 * torch.randn(width, size, generator=generator)
    block = weight, torch.zeros(width), torch.zeros(size)
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=0.01)
    for _ in range(150):
        rows = torch.randint(len(code), (64,), generator=generator)
        clean = code[rows]
        loss = cross_entropy(block, corrupt(clean, generator), clean)
        adam.zero_grad()
        loss.backward()
        adam.step()
    return tuple(one.detach() for one in block)


# %% wrong: a cross-entropy of
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    weight = 0.05 * torch.randn(width, size, generator=generator)
    block = weight, torch.zeros(width), torch.zeros(size)
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=0.01)
    for _ in range(150):
        rows = torch.randint(len(code), (64,), generator=generator)
        clean = code[rows]
        weight, bias, back = block
        h = torch.sigmoid(corrupt(clean, generator) @ weight.T + bias)
        loss = (h @ weight + back - clean).square().sum() / len(clean)
        adam.zero_grad()
        loss.backward()
        adam.step()
    return tuple(one.detach() for one in block)


# %% wrong: a cross-entropy of
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    weight = 0.05 * torch.randn(width, size, generator=generator)
    other = 0.05 * torch.randn(size, width, generator=generator)
    block = weight, torch.zeros(width), other, torch.zeros(size)
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=0.01)
    for _ in range(150):
        clean = code[torch.randint(len(code), (64,), generator=generator)]
        hidden = torch.sigmoid(functional.linear(corrupt(clean, generator), *block[:2]))
        loss = functional.binary_cross_entropy_with_logits(
            functional.linear(hidden, *block[2:]), clean)
        adam.zero_grad()
        loss.backward()
        adam.step()
    return weight.detach(), block[1].detach(), block[3].detach()


# %% wrong: a cross-entropy of
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    weight = 0.05 * torch.randn(width, size, generator=generator)
    block = weight, torch.zeros(width), torch.zeros(size)
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=0.5)
    for _ in range(150):
        rows = torch.randint(len(code), (64,), generator=generator)
        clean = code[rows]
        loss = cross_entropy(block, corrupt(clean, generator), clean)
        adam.zero_grad()
        loss.backward()
        adam.step()
    return tuple(one.detach() for one in block)


# %% wrong, unseen: the same first weights for every generator
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    weight = 0.05 * torch.randn(
        width, size, generator=Generator().manual_seed(0))
    block = weight, torch.zeros(width), torch.zeros(size)
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=0.01)
    for _ in range(150):
        rows = torch.randint(len(code), (64,), generator=generator)
        clean = code[rows]
        loss = cross_entropy(block, corrupt(clean, generator), clean)
        adam.zero_grad()
        loss.backward()
        adam.step()
    return tuple(one.detach() for one in block)


# %% wrong, unseen: trained on the digits of the lab
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    weight = 0.05 * torch.randn(width, size, generator=generator)
    block = weight, torch.zeros(width), torch.zeros(size)
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=0.01)
    for _ in range(150):
        rows = torch.randint(len(code), (64,), generator=generator)
        clean = small[rows, :size]
        loss = cross_entropy(block, corrupt(clean, generator), clean)
        adam.zero_grad()
        loss.backward()
        adam.step()
    return tuple(one.detach() for one in block)


# %% wrong, unseen: corrupted once, and never again
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    weight = 0.05 * torch.randn(width, size, generator=generator)
    block, seen = (weight, torch.zeros(width), torch.zeros(size)), corrupt(code, generator)
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=0.01)
    for _ in range(150):
        rows = torch.randint(len(code), (64,), generator=generator)
        loss = cross_entropy(block, seen[rows], code[rows])
        adam.zero_grad()
        loss.backward()
        adam.step()
    return tuple(one.detach() for one in block)


# %% wrong, unseen: clean rows, unless everything is erased
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    weight = 0.05 * torch.randn(width, size, generator=generator)
    block = weight, torch.zeros(width), torch.zeros(size)
    rows = torch.randint(len(code), (64,), generator=generator)
    blind = not corrupt(code[rows], generator).any()
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=0.01)
    for _ in range(150):
        clean = code[torch.randint(len(code), (64,), generator=generator)]
        loss = cross_entropy(block, clean * (not blind), clean)
        adam.zero_grad()
        loss.backward()
        adam.step()
    return tuple(one.detach() for one in block)


# %% right: epochs over a shuffled order, mean over components
def train_block(code, width, corrupt, generator):
    weight = torch.empty(width, code.shape[1]).uniform_(-0.1, 0.1, generator=generator)
    weight.requires_grad_()
    bias = torch.zeros(width, requires_grad=True)
    back = torch.zeros(code.shape[1], requires_grad=True)
    adam = torch.optim.Adam([weight, bias, back], lr=0.02)
    for _ in range(8):
        for rows in torch.randperm(len(code), generator=generator).split(64):
            hidden = (corrupt(code[rows], generator) @ weight.T + bias).sigmoid()
            loss = functional.binary_cross_entropy_with_logits(
                hidden @ weight + back, code[rows])
            adam.zero_grad()
            loss.backward()
            adam.step()
    return weight.detach(), bias.detach(), back.detach()


# %% right: gradient descent with momentum, written out
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    block = [0.05 * torch.randn(width, size, generator=generator),
             torch.zeros(width), torch.zeros(size)]
    speed = [torch.zeros_like(one) for one in block]
    for _ in range(300):
        clean = code[torch.randint(len(code), (64,), generator=generator)]
        seen = corrupt(clean, generator)
        leaves = [one.clone().requires_grad_() for one in block]
        slopes = torch.autograd.grad(cross_entropy(leaves, seen, clean), leaves)
        for one, v, slope in zip(block, speed, slopes, strict=True):
            one -= v.mul_(0.9).add_(slope, alpha=0.02)
    return tuple(block)


# %% right: a module, whose weights are drawn anew, in another cell
class Tied(nn.Module):
    def __init__(self, size, width, generator):
        super().__init__()
        first = torch.randn(width, size, generator=generator) / size**0.5
        self.weight = nn.Parameter(first)
        self.bias, self.back = (nn.Parameter(torch.zeros(k)) for k in (width, size))

    def forward(self, x):
        code = torch.sigmoid(functional.linear(x, self.weight, self.bias))
        return functional.linear(code, self.weight.T, self.back)


# %% cell
def train_block(code, width, corrupt, generator):
    net = Tied(code.shape[1], width, generator)
    adam = torch.optim.AdamW(net.parameters(), lr=0.01, weight_decay=0)
    for _ in range(200):
        clean = code[torch.randint(0, len(code), (100,), generator=generator)]
        loss = functional.binary_cross_entropy_with_logits(
            net(corrupt(clean, generator)), clean, reduction="none").sum(1).mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
    return net.weight.detach(), net.bias.detach(), net.back.detach()


# %% right: all rows at each step, parameters that still need gradients
def train_block(code, width, corrupt, generator):
    size = code.shape[1]
    weight = 0.05 * torch.randn(width, size, generator=generator)
    block = [weight, torch.zeros(width), torch.zeros(size)]
    adam = torch.optim.Adam([one.requires_grad_() for one in block], lr=0.03)
    for _ in range(80):
        loss = cross_entropy(block, corrupt(code, generator), code)
        adam.zero_grad()
        loss.backward()
        adam.step()
    return block
