import sys
import pandas as pd
import statsmodels.formula.api as formula
import statsmodels.api as models
d = pd.read_csv(sys.argv[1] + "/survey.csv")
m = formula.glm("used ~ age + sex + site + ethnicity + hours + stress + sleep + mood + load + support + distance + sought",
                d, family=models.families.Binomial()).fit()
for name, value in [("n", m.nobs), ("log_lik", m.llf), ("stress", m.params["stress"]), ("stress.se", m.bse["stress"]),
                    ("site", m.params["site[T.West]"]), ("site.se", m.bse["site[T.West]"])]:
    print(name, repr(float(value)))
