import sys
import pandas as pd
from statsmodels.stats.inter_rater import cohens_kappa
d = pd.read_csv(sys.argv[1] + "/coders.csv")
k = cohens_kappa(pd.crosstab(d["first"], d["second"]).values)
print("kappa", repr(float(k.kappa)))
print("se", repr(float(k.std_kappa)))
