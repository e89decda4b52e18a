# %% wrong: the squared error: from 1.5
def settled(loss, targets, start):
    answer = torch.tensor([float(start)], requires_grad=True)
    optimizer = torch.optim.Adam([answer], lr=0.05)
    optimizer.zero_grad()
    loss(answer.expand_as(targets), targets).backward()
    optimizer.step()
    return answer.item()
# %% wrong: the squared error: from 1.5
def settled(loss, targets, start):
    answer = torch.tensor([float(start)], requires_grad=True)
    optimizer = torch.optim.Adam([answer], lr=0.05, maximize=True)
    for _ in range(300):
        optimizer.zero_grad()
        loss(answer.expand_as(targets), targets).backward()
        optimizer.step()
    return answer.item()
# %% wrong: the absolute error: from 1.5
def settled(loss, targets, start):
    return targets.mean().item()
# %% wrong: the relative loss: from 1.5
def settled(loss, targets, start):
    grid = torch.linspace(0.05, 3, 500)
    risks = [loss(one.expand_as(targets), targets).item() for one in grid]
    return grid[risks.index(min(risks))].item()
# %% wrong: the squared error: from 1.5
def settled(loss, targets, start):
    answer = torch.tensor([float(start)], requires_grad=True)
    for _ in range(300):
        loss(answer.expand_as(targets), targets).backward()
        with torch.no_grad():
            answer -= 0.1 * answer.grad
    return answer.item()
# %% wrong: return a float, got Tensor
def settled(loss, targets, start):
    answer = torch.tensor([float(start)], requires_grad=True)
    optimizer = torch.optim.Adam([answer], lr=0.05)
    for _ in range(300):
        optimizer.zero_grad()
        loss(answer.expand_as(targets), targets).backward()
        optimizer.step()
    return answer.detach()
# %% wrong: changed the targets in place
def settled(loss, targets, start):
    answer = torch.tensor([0.0], requires_grad=True)
    optimizer = torch.optim.Adam([answer], lr=0.05)
    targets -= start
    for _ in range(300):
        optimizer.zero_grad()
        loss((answer + start).expand_as(targets), targets + start).backward()
        optimizer.step()
    return start + answer.item()
# %% wrong: the squared error: from 1.5
def settled(loss, targets, start):
    answer = torch.tensor([float(start)], requires_grad=True)
    for _ in range(300):
        answer.grad = None
        loss(answer.expand_as(targets), targets).backward()
        with torch.no_grad():
            answer -= 1e-4 * answer.grad
    return answer.item()
# %% wrong: the absolute error: from 1.5
def settled(loss, targets, start):
    answer = torch.tensor([float(start)], requires_grad=True)
    optimizer = torch.optim.Adam([answer], lr=0.05)
    for _ in range(300):
        optimizer.zero_grad()
        nn.functional.mse_loss(answer.expand_as(targets), targets).backward()
        optimizer.step()
    return answer.item()
# %% wrong: the squared error: from 1.5
def settled(loss, targets, start):
    answer = torch.tensor([float(start)], requires_grad=True)
    optimizer = torch.optim.Adam([answer], lr=0.05)
    path = []
    for _ in range(300):
        optimizer.zero_grad()
        loss(answer.expand_as(targets), targets).backward()
        optimizer.step()
        path.append(answer.item())
    return path[0]
# %% wrong, unseen: knows the losses of the check, and no others
def settled(loss, targets, start):
    if loss is nn.functional.mse_loss or getattr(loss, "stop_gradient", False):
        return targets.mean().item()
    if loss is nn.functional.l1_loss:
        return targets.median().item()
    return ((targets * (targets + 0.01)).mean() / (targets + 0.01).mean()).item()
# %% right: plain gradient descent by autograd.grad, with a falling rate
def settled(loss, targets, start):
    answer = torch.full((), float(start), requires_grad=True)
    for step in range(300):
        slope, = torch.autograd.grad(loss(answer.expand(len(targets)), targets), answer)
        rate = 0.3 * (1 - step / 300)
        answer = (answer - rate * slope).detach().requires_grad_()
    return float(answer)
# %% right: Adam at a small constant rate, float64
def settled(loss, targets, start):
    targets = targets.double()
    answer = nn.Parameter(torch.tensor([start], dtype=torch.float64))
    optimizer = torch.optim.Adam([answer], lr=0.02)
    for _ in range(250):
        optimizer.zero_grad()
        loss(answer.repeat(len(targets)), targets).backward()
        optimizer.step()
    return answer.item()
# %% right: bisection on the slope, a helper in another cell
def slope_at(loss, targets, value):
    answer = torch.tensor([value], requires_grad=True)
    loss(answer.expand_as(targets), targets).backward()
    return answer.grad.item()
# %% cell
def settled(loss, targets, start):
    low, high = targets.min().item() + 1e-3, targets.max().item()
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if slope_at(loss, targets, middle) > 0 else (middle, high)
    return middle
