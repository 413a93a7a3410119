suppressMessages(library(survival))
begun <- proc.time()[3]
d <- table_of("survey.csv")
m <- coxph(Surv(day, left) ~ arm + age + sex + site + ethnicity + hours + stress + sleep + mood + load + support +
             distance, d)
s <- summary(m)$coefficients
say("log_lik", m$loglik[2])
say("stress", s["stress", "coef"]); say("stress.se", s["stress", "se(coef)"])
say("arm", s["armC", "coef"]); say("arm.se", s["armC", "se(coef)"])
say("concordance", m$concordance["concordance"])
z <- cox.zph(m)$table
say("ph.chi2", z["GLOBAL", "chisq"])
say("own_seconds", proc.time()[3] - begun)
