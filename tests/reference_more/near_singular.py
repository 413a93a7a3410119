# The truth of repeated measures whose visits nearly say the same, in sixty digits (python3-mpmath):
# REML by Newton, Satterthwaite, Kenward and Roger, as r/mixed.R has them.
# python3 near_singular.py mmrm_near_singular > mmrm_near_singular/expected.json
import csv
import json
import sys

from mpmath import betainc, findroot, log, lu_solve, matrix, mp, mpf, pi, sqrt, zeros

mp.dps = 60


def trace(m):
    return sum(m[i, i] for i in range(m.rows))


def quantile(df):
    """97.5% of Student's t."""
    return findroot(lambda t: tail(t, df) - mpf('0.05'), mpf(2))


def tail(t, df):
    return betainc(df / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True)


def inverse(m):
    return m ** -1


def read(folder):
    with open(f'{folder}/participants.csv') as file:
        arms = {row['id']: row['arm'] for row in csv.DictReader(file)}
    with open(f'{folder}/outcomes.csv') as file:
        rows = list(csv.DictReader(file))
    weeks = sorted({row['week'] for row in rows}, key=int)
    people = {}
    for row in rows:
        people.setdefault(row['id'], []).append((row['week'], arms[row['id']] == 'b', mpf(row['score'])))
    out = []  # of each person: places of the visits, rows of the design, scores
    for rows in people.values():
        rows.sort(key=lambda r: int(r[0]))
        x = zeros(len(rows), 2 * len(weeks))
        for i, (week, arm, _) in enumerate(rows):
            k = weeks.index(week)
            x[i, 0], x[i, 1] = 1, int(arm)
            if k:
                x[i, 1 + k], x[i, len(weeks) + k] = 1, int(arm)
        out.append(([weeks.index(r[0]) for r in rows], x, matrix([r[2] for r in rows])))
    return out, weeks


def parts(at, pairs):
    out = []
    for a, b in pairs:
        m = zeros(len(at))
        for i, one in enumerate(at):
            for j, two in enumerate(at):
                m[i, j] = int((one, two) in ((a, b), (b, a)))
        out.append(m)
    return out


class Fit:
    def __init__(self, people, visits, theta):
        self.pairs = [(a, b) for a in range(visits) for b in range(a + 1)]
        self.people, self.theta = people, theta
        p = people[0][1].cols
        info, cross, self.m2 = zeros(p), zeros(p, 1), mpf(0)
        self.w = []
        n, yy = 0, mpf(0)
        for at, x, y in people:
            v = zeros(len(at))
            for t, part in zip(theta, parts(at, self.pairs)):
                v += t * part
            root = mp.cholesky(v)
            self.m2 += 2 * sum(log(root[i, i]) for i in range(len(at)))
            w = inverse(v)
            self.w.append(w)
            info += x.T * w * x
            cross += x.T * w * y
            yy += (y.T * w * y)[0]
            n += len(at)
        self.phi = inverse(info)
        self.beta = self.phi * cross
        self.m2 += (n - p) * log(2 * pi) + log(mp.det(info)) + yy - (self.beta.T * cross)[0]
        self.n, self.p = n, p

    def derive(self):
        K, p = len(self.theta), self.p
        slope, traces, squares = zeros(K, 1), zeros(K), zeros(K)
        self.moves = [zeros(p) for _ in range(K)]
        pulls = zeros(p, K)
        self.second = [[zeros(p) for _ in range(K)] for _ in range(K)]
        for (at, x, y), w in zip(self.people, self.w):
            e = y - x * self.beta
            d = [w * m for m in parts(at, self.pairs)]
            for k in range(K):
                slope[k] += trace(d[k]) - (e.T * d[k] * w * e)[0]
                self.moves[k] += x.T * d[k] * w * x
                pulls[:, k] += x.T * d[k] * w * e
                for l in range(K):
                    traces[k, l] += trace(d[k] * d[l])
                    squares[k, l] += (e.T * d[k] * d[l] * w * e)[0]
                    self.second[k][l] += x.T * d[k] * d[l] * w * x
        for k in range(K):
            slope[k] -= trace(self.phi * self.moves[k])
            for l in range(K):
                traces[k, l] += trace(self.phi * self.moves[k] * self.phi * self.moves[l]) - 2 * trace(self.phi * self.second[k][l])
        self.slope = slope
        self.expected = traces / 2
        self.observed = (squares + squares.T) / 2 - pulls.T * self.phi * pulls - traces / 2

    def adjusted(self, w):
        total = zeros(self.p)
        for k in range(len(self.theta)):
            for l in range(len(self.theta)):
                total += w[k, l] * (self.second[k][l] - self.moves[k] * self.phi * self.moves[l])
        return self.phi + 2 * self.phi * total * self.phi

    def contrast(self, l):
        def test(v, w, name):
            se = sqrt((l.T * v * l)[0])
            a = self.phi * l
            g = matrix([(a.T * m * a)[0] for m in self.moves])
            df = 2 * (l.T * self.phi * l)[0] ** 2 / (g.T * w * g)[0]
            t, wide = estimate / se, quantile(df) * se
            return {'se': se, name: df, 't': t, 'p': tail(t, df), 'low': estimate - wide, 'high': estimate + wide}
        estimate = (l.T * self.beta)[0]
        we, wo = inverse(self.expected), inverse(self.observed)
        return {'estimate': estimate, 'model_based': test(self.phi, wo, 'satterthwaite_df'),
                'kenward_roger_expected': test(self.adjusted(we), we, 'df'),
                'kenward_roger_observed': test(self.adjusted(wo), wo, 'df')}


def best(people, visits):
    at = Fit(people, visits, matrix([mpf(a == b) for a in range(visits) for b in range(a + 1)]))
    for _ in range(500):
        at.derive()
        try:
            mp.cholesky(at.observed)
            curve = at.observed
        except ValueError:
            curve = at.expected
        step, part, following = -lu_solve(curve, at.slope / 2), mpf(1), None
        while following is None:
            try:
                following = Fit(people, visits, at.theta + part * step)
                if following.m2 > at.m2 + mpf(10) ** -45:
                    following = None
            except ValueError:
                pass
            part /= 2
        gain = -(at.slope.T * step)[0]
        at = following
        if gain < mpf(10) ** -50:
            at.derive()
            return at
    raise SystemExit('no maximum')


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return float(value) if isinstance(value, mpf) else value


people, weeks = read(sys.argv[1])
found = best(people, len(weeks))
names = ['(Intercept)', 'arm=b'] + [f'wk={w}' for w in weeks[1:]] + [f'arm=b:wk={w}' for w in weeks[1:]]
covariance = [[found.theta[found.pairs.index((max(a, b), min(a, b)))] for b in range(len(weeks))] for a in range(len(weeks))]
contrasts = []
for k, week in enumerate(weeks):
    weights = zeros(len(names), 1)
    weights[1] = 1
    if k:
        weights[len(weeks) + k] = 1
    contrasts.append({'label': f'b - a, week {week}', **found.contrast(weights)})
analysis = {
    'id': 'mmrm', 'method': 'mmrm', 'file': ['participants.csv', 'outcomes.csv'],
    'spec': {'outcome': 'score at weeks ' + ', '.join(weeks[:-1]) + ' and ' + weeks[-1], 'fixed': ['arm', 'week', 'arm:week'],
             'arm_levels': ['a', 'b'], 'week_levels': weeks, 'covariance': 'unstructured over weeks within id', 'estimation': 'REML',
             'missing': 'rows with missing score dropped; ids with one visit kept'},
    'expected': {'participants': len(people), 'observations': found.n,
                 'fixed': [{'term': n, 'estimate': found.beta[i], 'se': sqrt(found.phi[i, i])} for i, n in enumerate(names)],
                 'covariance': covariance, 'minus2_reml_log_lik': found.m2, 'contrasts': contrasts},
    'tol': {'rel': 1e-7, 'abs': 1e-9}}
print(json.dumps(plain({'case': 'near_singular', 'title': '', 'source': '', 'generated_with': 'mpmath',
                        'files': ['participants.csv', 'outcomes.csv'], 'analyses': [analysis]}), separators=(',', ':')))
