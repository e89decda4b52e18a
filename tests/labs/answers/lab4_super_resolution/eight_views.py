# %% wrong: the restorer must see 8 different views, it saw 4 of 4
def eight_views(restorer, images):
    # turns without flips
    answers = torch.stack([
        restorer(images.rot90(k, dims=(2, 3))).rot90(-k, dims=(2, 3))
        for k in range(4)])
    return answers.mean(dim=0), answers.std(dim=0, correction=0)


# %% wrong: the restorer must see 8 different views, it saw 4 of 8
def eight_views(restorer, images):
    # flips of both axes and half turns are the same views again
    answers = []
    for half in (0, 2):
        for axes in ((), (2,), (3,), (2, 3)):
            answer = restorer(images.flip(axes).rot90(half, dims=(2, 3)))
            answers.append(answer.rot90(-half, dims=(2, 3)).flip(axes))
    answers = torch.stack(answers)
    return answers.mean(dim=0), answers.std(dim=0, correction=0)


# %% wrong: answers must be turned back
def eight_views(restorer, images):
    # turned on instead of back
    answers = []
    for flipped in (False, True):
        for k in range(4):
            view = images.flip(3) if flipped else images
            answer = restorer(view.rot90(k, dims=(2, 3)))
            answer = answer.rot90(k, dims=(2, 3))
            answers.append(answer.flip(3) if flipped else answer)
    answers = torch.stack(answers)
    return answers.mean(dim=0), answers.std(dim=0, correction=0)


# %% wrong: answers must be turned back
def eight_views(restorer, images):
    # the flip undone before the turn
    answers = []
    for flipped in (False, True):
        for k in range(4):
            view = images.flip(3) if flipped else images
            answer = restorer(view.rot90(k, dims=(2, 3)))
            answer = answer.flip(3) if flipped else answer
            answers.append(answer.rot90(-k, dims=(2, 3)))
    answers = torch.stack(answers)
    return answers.mean(dim=0), answers.std(dim=0, correction=0)


# %% wrong: answers must be turned back
def eight_views(restorer, images):
    # the flips are not undone
    answers = torch.stack([
        restorer(view.rot90(k, dims=(2, 3))).rot90(-k, dims=(2, 3))
        for view in (images, images.flip(3)) for k in range(4)])
    return answers.mean(dim=0), answers.std(dim=0, correction=0)


# %% wrong: spread: the first is 2.1213, got 2.2678
def eight_views(restorer, images):
    # divided by 7
    answers = torch.stack([
        restorer(images.rot90(k, dims=(2, 3))).rot90(-k, dims=(2, 3))
        for k in range(4)] + [
        restorer(images.flip(3).rot90(k, (2, 3))).rot90(-k, (2, 3)).flip(3)
        for k in range(4)])
    return answers.mean(dim=0), answers.std(dim=0)


# %% wrong: spread: the first is 2.1213, got 4.5
def eight_views(restorer, images):
    # the variance
    answers = torch.stack([
        restorer(images.rot90(k, dims=(2, 3))).rot90(-k, dims=(2, 3))
        for k in range(4)] + [
        restorer(images.flip(3).rot90(k, (2, 3))).rot90(-k, (2, 3)).flip(3)
        for k in range(4)])
    return answers.mean(dim=0), answers.var(dim=0, correction=0)


# %% wrong: mean of eight answers
def eight_views(restorer, images):
    # the first answer
    answers = torch.stack([
        restorer(images.rot90(k, dims=(2, 3))).rot90(-k, dims=(2, 3))
        for k in range(4)] + [
        restorer(images.flip(3).rot90(k, (2, 3))).rot90(-k, (2, 3)).flip(3)
        for k in range(4)])
    return answers[0], answers.std(dim=0, correction=0)


# %% wrong: changes its images in place
def eight_views(restorer, images):
    answers = []
    for flipped in (False, True):
        if flipped:
            images.copy_(images.flip(3))
        for k in range(4):
            answer = restorer(images.rot90(k, dims=(2, 3)))
            answer = answer.rot90(-k, dims=(2, 3))
            answers.append(answer.flip(3) if flipped else answer)
    answers = torch.stack(answers)
    return answers.mean(dim=0), answers.std(dim=0, correction=0)


# %% wrong: 2x3 pixels become 4x6, got (1, 1, 4, 6), ()
def eight_views(restorer, images):
    # one number for the spread
    answers = torch.stack([
        restorer(images.rot90(k, dims=(2, 3))).rot90(-k, dims=(2, 3))
        for k in range(4)] + [
        restorer(images.flip(3).rot90(k, (2, 3))).rot90(-k, (2, 3)).flip(3)
        for k in range(4)])
    return answers.mean(dim=0), answers.std(correction=0)


# %% wrong, unseen: the two numbers over the batch as well
def eight_views(restorer, images):
    answers = torch.stack([
        restorer(images.rot90(k, dims=(2, 3))).rot90(-k, dims=(2, 3))
        for k in range(4)] + [
        restorer(images.flip(3).rot90(k, (2, 3))).rot90(-k, (2, 3)).flip(3)
        for k in range(4)])
    mean = answers.mean(dim=(0, 1), keepdim=True)[0].expand_as(answers[0])
    spread = answers.std(dim=(0, 1), correction=0, keepdim=True)[0]
    return mean, spread.expand_as(answers[0])


# %% right: flips and a transposition
def eight_views(restorer, images):
    answers = []
    for axes in ((), (2,), (3,), (2, 3)):
        view = images.flip(axes)
        answers.append(restorer(view).flip(axes))
        answers.append(restorer(view.mT).mT.flip(axes))
    answers = torch.stack(answers)
    mean = answers.mean(dim=0)
    return mean, (answers - mean).square().mean(dim=0).sqrt()


# %% right: two calls with four views each
def eight_views(restorer, images):
    flips = ((), (2,), (3,), (2, 3))
    upright = torch.cat([images.flip(axes) for axes in flips])
    answers = []
    for large in (restorer(upright), restorer(upright.mT).mT):
        parts = large.chunk(4)
        answers += [part.flip(axes) for part, axes in zip(parts, flips)]
    answers = torch.stack(answers)
    return answers.mean(dim=0), answers.std(dim=0, unbiased=False)


# %% right: the package's mean, and sums in float64
def eight_views(restorer, images):
    from dlc_support.evaluation import self_ensemble

    answers = []

    def remembered(view):
        answers.append(restorer(view))
        return answers[-1]

    mean = self_ensemble(remembered)(images)
    squares = 0.0
    for number, answer in enumerate(answers):
        back = answer.rot90(-(number % 4), dims=(-2, -1))
        back = back.flip(-1) if number >= 4 else back
        squares = squares + (back.double() - mean.double()).square() / 8
    return mean, squares.sqrt()


# %% right: numpy, helpers in another cell
def turned(images, k, flipped):
    images = images.flip(-2) if flipped else images
    return torch.rot90(images, k, dims=(-1, -2))


def back(images, k, flipped):
    images = torch.rot90(images, k, dims=(-2, -1))
    return images.flip(-2) if flipped else images
# %% cell
def eight_views(restorer, images):
    import numpy as np

    answers = np.stack([
        back(restorer(turned(images, k, flipped)), k, flipped).numpy()
        for k in range(4) for flipped in (True, False)])
    return torch.from_numpy(answers.mean(0)), torch.from_numpy(answers.std(0))
