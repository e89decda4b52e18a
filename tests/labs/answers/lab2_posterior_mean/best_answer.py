# %% wrong: is it a place?
def best_answer(values, weights, answers, loss):
    risks = loss(values - answers[:, None]) @ weights
    return risks.argmin(), risks.min()


# %% wrong: the best answer is
def best_answer(values, weights, answers, loss):
    risks = loss(values - answers[:, None]) @ weights
    return answers[risks.argmax()], risks.max()


# %% wrong: the best answer is
def best_answer(values, weights, answers, loss):
    risks = loss(values - answers[:, None]).mean(dim=1)
    return answers[risks.argmin()], risks.min()


# %% wrong: 2 for too low, 1 for too high loss: the best answer is
def best_answer(values, weights, answers, loss):
    risks = loss(answers[:, None] - values) @ weights
    return answers[risks.argmin()], risks.min()


# %% wrong: its risk is
def best_answer(values, weights, answers, loss):
    risks = loss((weights * values).sum() - answers)
    return answers[risks.argmin()], risks.min()


# %% wrong: its risk is
def best_answer(values, weights, answers, loss):
    risks = loss(values - answers[:, None]) @ weights
    return answers[risks.argmin()], risks.min() / len(values)


# %% wrong: answer and risk are to be returned
def best_answer(values, weights, answers, loss):
    risks = loss(values - answers[:, None]) @ weights
    return answers[risks.argmin()]


# %% wrong: is none of the answers
def best_answer(values, weights, answers, loss):
    mean = (weights * values).sum() + 0.01
    return mean, (weights * loss(values - mean)).sum()


# %% wrong: the best answer is
def best_answer(values, weights, answers, loss):
    risks = loss(weights * (values - answers[:, None])).sum(dim=1)
    return answers[risks.argmin()], risks.min()


# %% wrong: the best answer is
def best_answer(values, weights, answers, loss):
    risks = loss((values - answers[:, None]).abs()) @ weights
    return answers[risks.argmin()], risks.min()


# %% wrong: changed its inputs
def best_answer(values, weights, answers, loss):
    best = (answers[0].clone(), torch.tensor(torch.inf))
    for a in answers.clone():
        values -= a
        risk = (weights * loss(values)).sum()
        values += a + 1e-6
        best = min(best, (a, risk), key=lambda one: one[1])
    return best


# %% right: a loop over answers
def best_answer(values, weights, answers, loss):
    best, least = None, math.inf
    for a in answers:
        risk = float((weights * loss(values - a)).sum())
        if risk < least:
            best, least = float(a), risk
    return best, least


# %% right: a table the other way round, float64
def best_answer(values, weights, answers, loss):
    table = loss(values.double()[:, None] - answers.double()[None])
    risks = (weights.double()[:, None] * table).sum(dim=0)
    least, place = risks.min(dim=0)
    return answers[place], least


# %% right: sorted, and a list returned
def risk_of(answer, values, weights, loss):
    return torch.dot(weights, loss(values - answer))


# %% cell
def best_answer(values, weights, answers, loss):
    risks = torch.stack([risk_of(a, values, weights, loss) for a in answers])
    return [answers[risks.argsort()[0]], risks.sort().values[0]]
