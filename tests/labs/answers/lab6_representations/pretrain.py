# %% wrong: block 2 does not learn from the clean code
def pretrain(images, widths, train):
    encoders = []
    for width in widths:
        weight, bias, _ = train(images, width)
        encoders.append((weight, bias))
    return encoders


# %% wrong: block 2 does not learn from the clean code
def pretrain(images, widths, train):
    code, encoders = images, []
    for width in widths:
        weight, bias, _ = train(code, width)
        encoders.append((weight, bias))
        code = (code @ weight.T + bias).detach()
    return encoders


# %% wrong: gradients of block 2 lead
def pretrain(images, widths, train):
    code, encoders = images, []
    for width in widths:
        weight, bias, _ = train(code, width)
        encoders.append((weight, bias))
        code = torch.sigmoid(code @ weight.T + bias)
    return encoders


# %% wrong: block 2 does not learn from the clean code
def pretrain(images, widths, train):
    code, encoders = images, []
    for width in widths:
        weight, bias, _ = train(code, width)
        encoders.append((weight, bias))
        kept = torch.rand(code.shape, generator=Generator().manual_seed(0)) >= 0.25
        code = torch.sigmoid(code * kept @ weight.T + bias).detach()
    return encoders


# %% wrong: block 2 does not learn from the clean code
def pretrain(images, widths, train):
    code, encoders = images, []
    for width in widths:
        weight, bias, back = train(code, width)
        encoders.append((weight, bias))
        hidden = torch.sigmoid(code @ weight.T + bias)
        code = torch.sigmoid(hidden @ weight + back).detach()
    return encoders


# %% wrong: are trained in the order
def pretrain(images, widths, train):
    code, encoders = images, []
    for width in reversed(widths):
        weight, bias, _ = train(code, width)
        encoders.append((weight, bias))
        code = torch.sigmoid(code @ weight.T + bias).detach()
    return encoders[::-1]


# %% wrong: not 3 pairs
def pretrain(images, widths, train):
    code, blocks = images, []
    for width in widths:
        blocks.append(train(code, width))
        weight, bias, _ = blocks[-1]
        code = torch.sigmoid(code @ weight.T + bias).detach()
    return blocks


# %% wrong: train is called 6 times
def pretrain(images, widths, train):
    code, encoders = images, []
    for width in widths:
        encoders.append(train(code, width)[:2])
        weight, bias, _ = train(code, width)
        code = torch.sigmoid(code @ weight.T + bias).detach()
    return encoders


# %% wrong: block 3 does not learn from the clean code
def pretrain(images, widths, train):
    code, encoders = images, []
    for width in widths:
        weight, bias, _ = train(code, width)
        encoders.append((weight, bias))
        code = torch.sigmoid(code @ weight.T + (bias if len(encoders) == 1 else 0)).detach()
    return encoders


# %% wrong: the encoder of layer 1 is not
def pretrain(images, widths, train):
    code, encoders = images, []
    for width in widths:
        weight, bias, _ = train(code, width)
        encoders.insert(0, (weight, bias))
        code = torch.sigmoid(code @ weight.T + bias).detach()
    return encoders


# %% wrong: the encoder of layer 1 is not
def pretrain(images, widths, train):
    code, encoders = images, []
    for width in widths:
        weight, bias, back = train(code, width)
        encoders.append((weight, back))
        code = torch.sigmoid(code @ weight.T + bias).detach()
    return encoders


# %% wrong: does not return a list
def pretrain(images, widths, train):
    code, encoders = images, []
    for width in widths:
        weight, bias, _ = train(code, width)
        encoders.append((weight, bias))
        code = torch.sigmoid(code @ weight.T + bias).detach()
    return tuple(encoders)


# %% wrong: the images that were given are changed
def pretrain(images, widths, train):
    images *= 0.5
    code, encoders = images, []
    for width in widths:
        weight, bias, _ = train(code, width)
        encoders.append((weight, bias))
        code = torch.sigmoid(code @ weight.T + bias).detach()
    return encoders


# %% right: without gradients from the start
def pretrain(images, widths, train):
    code, encoders = images, []
    for width in widths:
        weight, bias, _ = train(code, width)
        with torch.no_grad():
            code = functional.linear(code, weight, bias).sigmoid()
        encoders.append((weight, bias))
    return encoders


# %% right: recursion
def pretrain(images, widths, train):
    if not widths:
        return []
    weight, bias, _ = train(images, widths[0])
    weight, bias = weight.detach(), bias.detach()
    code = 1 / (1 + (-(images @ weight.T + bias)).exp())
    return [(weight, bias), *pretrain(code, widths[1:], train)]


# %% right: the code of each layer anew from the images, with a helper in another cell
def coded(images, encoders):
    code = images
    for weight, bias in encoders:
        code = torch.sigmoid(torch.addmm(bias, code, weight.T)).detach()
    return code


# %% cell
def pretrain(images, widths, train):
    encoders = []
    for width in widths:
        encoders.append([one.detach() for one in train(coded(images, encoders), width)[:2]])
    return encoders


# %% right: linear layers that are loaded
def pretrain(images, widths, train):
    code, encoders = images.clone(), []
    for width in widths:
        block = train(code, width)
        layer = nn.Linear(code.shape[1], width).requires_grad_(False)
        layer.weight.copy_(block[0].detach())
        layer.bias.copy_(block[1].detach())
        encoders.append((layer.weight.clone(), layer.bias.clone()))
        code = layer(code).sigmoid()
    return encoders
