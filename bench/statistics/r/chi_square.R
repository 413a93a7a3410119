begun <- proc.time()[3]
d <- table_of("survey.csv", select = c("site", "used"))
x <- chisq.test(table(d$site, d$used), correct = FALSE)
say("chi2", x$statistic); say("df", x$parameter)
say("own_seconds", proc.time()[3] - begun)
