"""Minimax polynomials for src/Kernels/Numerics: the Remez exchange in 60-digit decimals, then rounding to float32.

python3 minimax.py prints the coefficients as they stand in ElementaryFunctions.cs, HostExponential.cs (lowest power first) and
HostNormalTails.cs (a row for each power), with the largest error of the rounded polynomial on a fine grid.
"""
from decimal import Decimal as D, getcontext
from math import cos, pi
import struct

getcontext().prec = 60


def to_float32(x):
    return struct.unpack("f", struct.pack("f", float(x)))[0]


def erf(x):
    """Maclaurin series of erf, which converges everywhere; 60 digits carry its cancellation up to |x| = 5."""
    term = total = x
    n = 0
    while abs(term) > D(10) ** -55:
        n += 1
        term = -term * x * x / n
        total += term / (2 * n + 1)
    return 2 / PI.sqrt() * total


def solve(matrix, right):
    """Gaussian elimination with pivoting."""
    rows = [row[:] + [value] for row, value in zip(matrix, right)]
    size = len(rows)
    for i in range(size):
        pivot = max(range(i, size), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(i + 1, size):
            factor = rows[r][i] / rows[i][i]
            for c in range(i, size + 1):
                rows[r][c] -= factor * rows[i][c]
    answer = [D(0)] * size
    for i in reversed(range(size)):
        rest = sum((rows[i][c] * answer[c] for c in range(i + 1, size)), D(0))
        answer[i] = (rows[i][size] - rest) / rows[i][i]
    return answer


def evaluate(coefficients, x):
    total = D(0)
    for c in reversed(coefficients):
        total = total * x + c
    return total


def remez(function, weight, low, high, degree, fixed=(), grid=600, rounds=12):
    """Minimises max |weight(x) (p(x) - function(x))|; fixed are the lowest coefficients, already decided."""
    low, high = D(low), D(high)
    count = degree + 2 - len(fixed)
    points = [low + (high - low) * (D(1) - D(cos(pi * (i + 0.5) / count))) / 2 for i in range(count)]
    xs = [low + (high - low) * (D(1) - D(cos(pi * (i + 0.5) / grid))) / 2 for i in range(grid)]
    values = [(x, function(x), weight(x)) for x in xs]
    for _ in range(rounds):
        matrix, right = [], []
        for i, x in enumerate(points):
            matrix.append([x ** k for k in range(len(fixed), degree + 1)] + [D((-1) ** i) / weight(x)])
            right.append(function(x) - evaluate(fixed, x))
        free = solve(matrix, right)[:-1]
        coefficients = list(fixed) + free
        # The largest error of each run of one sign is the next exchange point.
        errors = [(w * (evaluate(coefficients, x) - f), x) for x, f, w in values]
        runs = []
        for error, x in errors:
            if runs and (runs[-1][0] > 0) == (error > 0):
                if abs(error) > abs(runs[-1][0]):
                    runs[-1] = (error, x)
            else:
                runs.append((error, x))
        while len(runs) > count:
            runs.pop(0 if abs(runs[0][0]) < abs(runs[-1][0]) else -1)
        if len(runs) < count:
            break
        points = [x for _, x in runs]
    return coefficients


def rounded(function, weight, low, high, degree):
    """Rounds one coefficient after another to float32 and fits the higher ones anew to what that changed."""
    fixed = []
    for k in range(degree + 1):
        fixed.append(D(to_float32(remez(function, weight, low, high, degree, tuple(fixed))[k] if k < degree
                                  else last(function, weight, low, high, fixed))))
    worst = max(abs(weight(x) * (evaluate(fixed, x) - function(x)))
                for x in (D(low) + (D(high) - D(low)) * i / 1000 for i in range(1001)) if x != 0)
    return fixed, worst


def last(function, weight, low, high, fixed):
    return remez(function, weight, low, high, len(fixed), tuple(fixed))[-1]


def show(name, function, weight, low, high, degree):
    coefficients, worst = rounded(function, weight, low, high, degree)
    print(f"{name}: degree {degree} on [{low}, {high}], error {float(worst):.2e}")
    print("    " + ", ".join(f"{to_float32(c):.9g}f" for c in coefficients))


PI = D("3.14159265358979323846264338327950288419716939937510582097494")


# Near zero erf(x) = x + x P(x^2): the 1 is split off, so that rounding P's first coefficient costs little of the result.
def erf_near(square):
    x = square.sqrt()
    return (erf(x) / x if x else 2 / PI.sqrt()) - 1


# Further out erf(x) = 1 - exp(-Q(x)); an error e of Q is one of erfc(x) e in the result.
def erf_far(x):
    return -(1 - erf(x)).ln()


# GELU is max(x, 0) - |x| / 2 erfc(|x| / sqrt(2)), and erfc(|x| / sqrt(2)) = 2^-Q(|x|).
def gelu_exponent(x):
    return -(1 - erf(x / D(2).sqrt())).ln() / D(2).ln()


# An error e of Q is one of erfc ln(2) e in erfc. The second weight keeps small results of negative arguments near the truth.
def gelu_weight(x):
    return D(2).ln() * max(1 - erf(x / D(2).sqrt()), D("1e-5"))


# The same tails in pieces: each a polynomial in t = scale x - n, n the nearest integer, whose coefficients are looked up by n. With
# pieces this short their rounding costs little, so that it needs no fitting anew.
def show_pieces(name, function, count, scale, degree):
    scale, pieces, worst = D(scale), [], D(0)
    for n in range(count):
        low = D(0) if n == 0 else D("-0.5")
        piece = lambda t: function((t + n) / scale)
        pieces.append([D(to_float32(c)) for c in remez(piece, lambda t: D(1), low, "0.5", degree, grid=200)])
        points = [low + (D("0.5") - low) * i / 200 for i in range(201)]
        worst = max(worst, max(abs(evaluate(pieces[n], t) - piece(t)) for t in points))
    print(f"{name}: {count} pieces of degree {degree}, {scale} a unit, error {float(worst):.2e}")
    for k in reversed(range(degree + 1)):
        print(f"    c{k}: " + ", ".join(f"{to_float32(piece[k]):.9g}f" for piece in pieces))


def normal_tails(x):
    return 1 - erf(x / D(2).sqrt())


# Near zero tanh(x) = x P(x^2), and P's first coefficient comes out as exactly 1.
def tanh_near(square):
    x = square.sqrt()
    e = (2 * x).exp()
    return (e - 1) / (e + 1) / x if x else D(1)


if __name__ == "__main__":
    show("exp", lambda x: x.exp(), lambda x: 1 / x.exp(), "-0.3466", "0.3466", 6)
    show("erf near zero", erf_near, lambda square: 1 / (1 + erf_near(square)), "0", "0.77", 6)
    show("erf further out", erf_far, lambda x: (1 - erf(x)) / erf(x), "0.875", "4", 7)
    show("2^x", lambda x: (x * D(2).ln()).exp(), lambda x: (x * -D(2).ln()).exp(), "-0.5", "0.5", 6)
    show("gelu's exponent", gelu_exponent, gelu_weight, "0", "6.5", 9)
    show_pieces("normal tails", normal_tails, 8, "1.125", 7)
    show_pieces("normal tails", normal_tails, 16, "2.375", 5)
    show("tanh near zero", tanh_near, lambda square: 1 / tanh_near(square), "0", "0.4", 5)
