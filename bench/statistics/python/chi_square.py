import sys
import pandas as pd
from scipy.stats import chi2_contingency
d = pd.read_csv(sys.argv[1] + "/survey.csv", usecols=["site", "used"])
x = chi2_contingency(pd.crosstab(d["site"], d["used"]), correction=False)
print("chi2", repr(float(x[0])))
print("df", x[2])
