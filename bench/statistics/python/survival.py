import sys
import pandas as pd
from statsmodels.duration.survfunc import SurvfuncRight, survdiff
d = pd.read_csv(sys.argv[1] + "/survey.csv", usecols=["day", "left", "arm"])
for arm, own in d.groupby("arm"):
    curve = SurvfuncRight(own["day"].values, own["left"].values)
    if arm == "A":
        at = curve.surv_times.searchsorted(90, "right") - 1
        print("median", curve.quantile(0.5))
        print("at90", repr(float(curve.surv_prob[at])))
        print("at90.se", repr(float(curve.surv_prob_se[at])))
print("chi2", repr(float(survdiff(d["day"].values, d["left"].values, d["arm"].values)[0])))
