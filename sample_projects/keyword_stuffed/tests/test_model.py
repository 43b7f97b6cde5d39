from src.train import train


def test_accuracy():
    train()


def test_fairness():
    print("fair")


def test_api():
    pass
