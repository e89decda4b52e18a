def test_an_unknown_budget_is_a_usage_error(dlc):
    status, text = dlc("run", "toy", "--budget", "slow")
    assert status == 2
    assert "quick" in text
