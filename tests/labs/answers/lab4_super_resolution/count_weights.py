# %% wrong: one block more of 64 features adds
def edsr_weights(blocks, features, scale, channels=3):
    # no biases
    f = features
    stages = {2: 4, 3: 9, 4: 8}[scale]
    return 9 * (2 * channels * f + (2 * blocks + 1 + stages) * f * f)


# %% wrong: one block more of 64 features adds
def edsr_weights(blocks, features, scale, channels=3):
    # one convolution to a block
    f = features
    layers = [(channels, f), *[(f, f)] * (blocks + 1), (f, channels)]
    layers += {2: [(f, 4 * f)], 3: [(f, 9 * f)], 4: 2 * [(f, 4 * f)]}[scale]
    return sum(9 * a * b + b for a, b in layers)


# %% wrong: no block, 1 feature, 1 channel, scale 2
def edsr_weights(blocks, features, scale, channels=3):
    # without the convolution behind the blocks
    f = features
    layers = [(channels, f), *[(f, f)] * (2 * blocks), (f, channels)]
    layers += {2: [(f, 4 * f)], 3: [(f, 9 * f)], 4: 2 * [(f, 4 * f)]}[scale]
    return sum(9 * a * b + b for a, b in layers)


# %% wrong: at scale 4 have 1,517,571
def edsr_weights(blocks, features, scale, channels=3):
    # scale 4 in one stage
    f = features
    layers = [(channels, f), *[(f, f)] * (2 * blocks + 1), (f, channels)]
    layers += [(f, scale**2 * f)]
    return sum(9 * a * b + b for a, b in layers)


# %% wrong: two channels more add 1152 weights to the head
def edsr_weights(blocks, features, scale, channels=3):
    # always colour
    f = features
    layers = [(3, f), *[(f, f)] * (2 * blocks + 1), (f, 3)]
    layers += {2: [(f, 4 * f)], 3: [(f, 9 * f)], 4: 2 * [(f, 4 * f)]}[scale]
    return sum(9 * a * b + b for a, b in layers)


# %% wrong: two channels more add 1152 weights to the head
def edsr_weights(blocks, features, scale, channels=3):
    # no tail
    f = features
    layers = [(channels, f), *[(f, f)] * (2 * blocks + 1)]
    layers += {2: [(f, 4 * f)], 3: [(f, 9 * f)], 4: 2 * [(f, 4 * f)]}[scale]
    return sum(9 * a * b + b for a, b in layers)


# %% wrong: upsampling 40
def edsr_weights(blocks, features, scale, channels=3):
    # upsampling without more channels
    f = features
    layers = [(channels, f), *[(f, f)] * (2 * blocks + 2), (f, channels)]
    return sum(9 * a * b + b for a, b in layers)


# %% wrong: at scale 4 have 1,517,571
def edsr_weights(blocks, features, scale, channels=3):
    # one stage for every scale
    f = features
    layers = [(channels, f), *[(f, f)] * (2 * blocks + 1), (f, channels)]
    layers += [(f, (9 if scale == 3 else 4) * f)]
    return sum(9 * a * b + b for a, b in layers)


# %% wrong: one block more of 64 features adds
def edsr_weights(blocks, features, scale, channels=3):
    # kernels of 1x1
    f = features
    layers = [(channels, f), *[(f, f)] * (2 * blocks + 1), (f, channels)]
    layers += {2: [(f, 4 * f)], 3: [(f, 9 * f)], 4: 2 * [(f, 4 * f)]}[scale]
    return sum(a * b + b for a, b in layers)


# %% right: one sum
def edsr_weights(blocks, features, scale, channels=3):
    square = 9 * features**2 + features
    stages = 9 if scale == 3 else 4 * (scale // 2)
    ends = 2 * 9 * channels * features + features + channels
    return (2 * blocks + 1 + stages) * square + ends


# %% right: a model without memory
def edsr_weights(blocks, features, scale, channels=3):
    from dlc_support.models import EDSR

    if blocks == 0:
        two, one = (edsr_weights(n, features, scale, channels) for n in (2, 1))
        return 2 * one - two
    with torch.device("meta"):
        model = EDSR(
            scale=scale, blocks=blocks, features=features,
            mean=(0.5,) * channels)
    return sum(one.numel() for one in model.parameters())


# %% right: layer by layer, with a helper
def convolution(before, behind):
    return 9 * before * behind + behind
# %% cell
def edsr_weights(blocks, features, scale, channels=3):
    total = convolution(channels, features)
    for _ in range(blocks):
        total += 2 * convolution(features, features)
    total += convolution(features, features)
    if scale == 4:
        total += 2 * convolution(features, 4 * features)
    else:
        total += convolution(features, scale**2 * features)
    return total + convolution(features, channels)


# %% right: layers of PyTorch
def edsr_weights(blocks, features, scale, channels=3):
    f, device = features, "meta"
    stages = {2: [4], 3: [9], 4: [4, 4]}[scale]
    layers = [nn.Conv2d(channels, f, 3, device=device),
              nn.Conv2d(f, channels, 3, device=device)]
    layers += [nn.Conv2d(f, f, 3, device=device) for _ in range(2 * blocks + 1)]
    layers += [nn.Conv2d(f, r * f, 3, device=device) for r in stages]
    return sum(
        math.prod(one.shape) for layer in layers for one in layer.parameters())
