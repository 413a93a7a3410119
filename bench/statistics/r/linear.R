begun <- proc.time()[3]
d <- table_of("survey.csv")
m <- lm(sleep ~ age + sex + site + ethnicity + hours + stress + mood + load + support + distance + sought + used, d)
s <- summary(m)$coefficients
say("n", nobs(m)); say("log_lik", as.numeric(logLik(m))); say("r2", summary(m)$r.squared)
say("stress", s["stress", 1]); say("stress.se", s["stress", 2])
say("site", s["siteWest", 1]); say("site.se", s["siteWest", 2])
say("own_seconds", proc.time()[3] - begun)
