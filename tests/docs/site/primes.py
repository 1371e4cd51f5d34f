"""What examples of workers start."""

__export__ = ["count"]


def count(limit):
    """Count the primes below a number."""
    return sum(all(number % divisor for divisor in range(2, number)) for number in range(2, limit))
