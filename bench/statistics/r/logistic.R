begun <- proc.time()[3]
d <- table_of("survey.csv")
m <- glm(used ~ age + sex + site + ethnicity + hours + stress + sleep + mood + load + support + distance + sought,
         binomial, d)
s <- summary(m)$coefficients
say("n", nobs(m)); say("log_lik", as.numeric(logLik(m)))
say("stress", s["stress", 1]); say("stress.se", s["stress", 2])
say("site", s["siteWest", 1]); say("site.se", s["siteWest", 2])
say("own_seconds", proc.time()[3] - begun)
