# %% wrong: channels 0, 1 are the first group
def shuffled(maps, tall, wide):
    # channels of the result vary fastest
    n, c, h, w = maps.shape
    split = maps.reshape(n, tall, wide, c // (tall * wide), h, w)
    return split.permute(0, 3, 4, 1, 5, 2).reshape(n, -1, h * tall, w * wide)


# %% wrong: fill a block of 2 rows and 3 columns
def shuffled(maps, tall, wide):
    # column by column
    n, c, h, w = maps.shape
    split = maps.reshape(n, -1, wide, tall, h, w)
    return split.permute(0, 1, 4, 3, 5, 2).reshape(n, -1, h * tall, w * wide)


# %% wrong: each pixel becomes a block in its own place
def shuffled(maps, tall, wide):
    # without moving any axis
    n, c, h, w = maps.shape
    return maps.reshape(n, c // (tall * wide), h * tall, w * wide)


# %% wrong: each pixel becomes a block in its own place
def shuffled(maps, tall, wide):
    # whole maps side by side
    n, c, h, w = maps.shape
    split = maps.reshape(n, -1, tall, wide, h, w)
    return split.permute(0, 1, 2, 4, 3, 5).reshape(n, -1, h * tall, w * wide)


# %% wrong: become (2, 2, 4, 12)
def shuffled(maps, tall, wide):
    # rows and columns confused
    n, c, h, w = maps.shape
    split = maps.reshape(n, -1, wide, tall, h, w)
    return split.permute(0, 1, 4, 2, 5, 3).reshape(n, -1, h * wide, w * tall)


# %% wrong: become (2, 2, 4, 12), got (2, 3, 4, 8)
def shuffled(maps, tall, wide):
    # squares only
    return functional.pixel_shuffle(maps, tall)


# %% wrong: changes its maps in place
def shuffled(maps, tall, wide):
    n, c, h, w = maps.shape
    split = maps.reshape(n, -1, tall, wide, h, w)
    out = split.permute(0, 1, 4, 2, 5, 3).reshape(n, -1, h * tall, w * wide)
    maps.copy_(out.reshape(maps.shape))
    return out


# %% wrong: each pixel becomes a block in its own place
def shuffled(maps, tall, wide):
    # the first channel of each group, repeated
    first = maps[:, ::tall * wide]
    out = first.repeat_interleave(tall, dim=2).repeat_interleave(wide, dim=3)
    for i in range(tall):
        for j in range(wide):
            if i + j:
                out[:, :, i, j] = maps[:, i * wide + j::tall * wide, 0, 0]
    return out


# %% right: slices
def shuffled(maps, tall, wide):
    n, c, h, w = maps.shape
    out = maps.new_empty(n, c // (tall * wide), h * tall, w * wide)
    for i in range(tall):
        for j in range(wide):
            out[:, :, i::tall, j::wide] = maps[:, i * wide + j::tall * wide]
    return out


# %% right: the formula, number by number
def shuffled(maps, tall, wide):
    n, c, h, w = maps.shape
    group = tall * wide
    out = torch.zeros(n, c // group, h * tall, w * wide)
    for channel in range(c):
        i, j = divmod(channel % group, wide)
        for y in range(h):
            for x in range(w):
                out[:, channel // group, y * tall + i, x * wide + j] = (
                    maps[:, channel, y, x])
    return out


# %% right: unflatten, flatten, in a helper
def joined(split):
    return split.movedim((4, 5), (2, 4)).flatten(4, 5).flatten(2, 3)
# %% cell
def shuffled(maps, tall, wide):
    return joined(maps.unflatten(1, (-1, tall, wide)))


# %% right: a transposed convolution
def shuffled(maps, tall, wide):
    groups = maps.shape[1] // (tall * wide)
    weight = torch.eye(tall * wide).reshape(tall * wide, 1, tall, wide)
    return functional.conv_transpose2d(
        maps, weight.repeat(groups, 1, 1, 1), stride=(tall, wide), groups=groups)
