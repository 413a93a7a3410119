# Makes ../residuals: Rscript residuals.R, in this folder. What the pictures of a Cox model are drawn from: heavy ties, a
# factor with three levels, strata, both ways of tied deaths. R: cox.zph(fit, "km", terms = FALSE), lm(y ~ x).
source("cases.R")
library(survival)

set.seed(4107)
n <- 70
d <- data.frame(id = 1:n, day = sample(1:14, n, TRUE), left = rbinom(n, 1, 0.7), arm = sample(c("a", "b", "c"), n, TRUE),
                stress = round(rnorm(n, 20, 5), 1), shift = sample(c("day", "night"), n, TRUE))
drawn <- function(fit) {
    z <- cox.zph(fit, "km", terms = FALSE)
    arr(lapply(seq_len(ncol(z$y)), function(k) {
        line <- unname(coef(lm(z$y[, k] ~ z$x)))
        list(term = nm(names(coef(fit))[k], "arm"), intercept = line[1], slope = line[2],
             time_km_value = arr(lapply(seq_along(z$time), function(i) c(z$time[i], z$x[i], z$y[i, k]))))
    }))
}
case <- function(id, ties, strata) {
    # Within a stratum z has the events by rising time, those of one day in the order of the rows.
    fit <- coxph(if (strata) Surv(day, left) ~ arm + stress + strata(shift) else Surv(day, left) ~ arm + stress, d, ties = ties,
                 control = coxph.control(eps = 1e-11, iter.max = 50))
    terms <- list(list(name = "arm", type = "factor", levels = c("a", "b", "c")), list(name = "stress", type = "numeric"))
    spec <- list(time = "day", event = "left", terms = terms, ties = ties, diagnostics = TRUE)
    if (strata) spec$strata <- "shift"
    an(id, "cox", "d.csv", spec, list(scaled_residuals = drawn(fit)), rel = 1e-6, abs = 1e-9)
}
put("../residuals", list(d.csv = d), list(case("efron", "efron", FALSE), case("breslow", "breslow", FALSE),
                                          case("strata", "efron", TRUE)), title = "Scaled Schoenfeld residuals", source = "survival::cox.zph")
