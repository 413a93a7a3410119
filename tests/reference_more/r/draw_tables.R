# Rscript draw_tables.R FOLDER FIRST LAST: draws a table for each seed, of 1 to 400 people, with gaps, ties,
# constants, columns of 1e-12 to 1e12, near-collinear ones, Chinese and quoted labels; and some 125 questions of it.
# Of cross01 to cross06 a part of the questions is kept.

source("cross_sectional.R")

args <- commandArgs(TRUE)

out <- args[1]

seeds <- as.integer(args[2]):as.integer(args[3])

for (seed in seeds) {
  set.seed(seed)
  n <- sample(c(1, 2, 3, 4, 5, 8, 12, 25, 60, 150, 400), 1, prob = c(1, 1, 1, 1,
    1, 1, 1, 3, 4, 3, 1))
  miss <- sample(c(0, 0.05, 0.3), 1)
  na <- function(x) {
    x[runif(length(x)) < miss] <- NA
    x
  }
  sc <- sample(c(1, 1, 1, 1e-12, 1e+12, 0.001), 1)
  off <- sample(c(0, 0, 0, 1e+06), 1) * sc
  gl <- sample(list(c("a", "b"), c("男", "女, 未婚", "其他"), c("x y", "x \"q\"",
    "z", "w"), c("low", "mid", "high")), 1)[[1]]
  d <- data.frame(id = 1:n, check.names = FALSE)
  d$`group of` <- na(sample(gl, n, TRUE, prob = rev(seq_along(gl))))
  d$num <- na(signif(rnorm(n) * sc + off, 12))
  d$num2 <- na(signif(0.5 * rnorm(n) + ifelse(is.na(d$num), 0, (d$num - off)/sc),
    10))
  d$tie <- na(sample(0:3, n, TRUE))
  d$neg <- na(sample(-2:2, n, TRUE))
  d$const <- 7
  d$yes <- na(as.integer(runif(n) < plogis(-0.3 + 0.8 * (d$tie %in% 2:3))))
  d$yes2 <- na(ifelse(runif(n) < 0.7, d$yes, 1 - d$yes))
  d$ans <- na(c("yes", "no")[1 + (runif(n) < 0.4)])
  d$site <- sample(1:3, n, TRUE)
  d$w <- sample(c(0, 1, 2, 3, 10), n, TRUE)
  d$big <- sample(c(1e+06, 250000, 3), n, TRUE)
  d$count <- na(rnbinom(n, size = 0.8, mu = exp(0.5 + 0.3 * (d$site == 2))))
  d$pois <- na(rpois(n, 3))
  d$time <- round(runif(n, 0.5, 9), 2)
  d$lt <- round(log(d$time), 6)
  d$near <- signif(d$num + rnorm(n) * 1e-04 * sc, 13)
  d$dup <- d$tie * 2
  d$sum <- d$tie + d$site
  d$k1 <- na(sample(c("p", "q", "r"), n, TRUE))
  d$k2 <- na(ifelse(runif(n) < 0.7, d$k1, sample(c("p", "q", "r"), n, TRUE)))
  d$k3 <- na(ifelse(runif(n) < 0.6, d$k1, sample(c("p", "q", "r"), n, TRUE)))
  d$s1 <- na(sample(1:5, n, TRUE))
  d$s2 <- na(pmin(5, pmax(1, d$s1 + sample(-1:1, n, TRUE))))
  d$s3 <- na(pmin(5, pmax(1, d$s1 + sample(-2:2, n, TRUE))))
  f <- rnorm(n)
  for (i in 1:6) d[[paste0("i", i)]] <- na(pmin(4, pmax(0, round(2 + (if (i %in%
    c(2, 5)) -1 else 1) * 0.8 * f + rnorm(n)))))
  d$rev <- 4 - d$i1
  cs <- list()
  add <- function(method, spec) {
    cs[[length(cs) + 1]] <<- case_of(d, paste0(method, "_", length(cs)), method,
      spec)
  }
  flt <- sample(list(NULL, list(site = 1), list(site = c(1, 3)), list(ans = "yes"),
    list(`group of` = gl[1:2], site = list(2))), 1)[[1]]
  S <- function(...) {
    s <- list(...)
    if (!is.null(flt))
      s$filter <- flt
    s
  }
  for (v in c("num", "tie", "const", "neg")) add("describe", S(column = v))
  add("describe", S(column = "num2", by = "group of"))
  add("describe", S(column = "tie", by = "site"))
  add("proportion", S(column = "yes", event = "1"))
  add("proportion", S(column = "ans", event = "no", by = "group of"))
  add("proportion", S(column = "ans", event = "nobody"))
  add("chi_square", S(row = "group of", column = "tie", row_levels = gl, column_levels = 0:3))
  add("chi_square", S(row = "ans", column = "yes", row_levels = c("yes", "no"),
    column_levels = c("1", "0")))
  add("chi_square", S(row = "ans", column = "group of", row_levels = c("yes", "never",
    "no"), column_levels = c(rev(gl), "nobody")))
  add("chi_square", S(row = "site", column = "yes2", row_levels = c(1, 2), column_levels = c(1,
    0), weights = "big"))
  add("chi_square", S(row = "group of", column = "s1", row_levels = gl, column_levels = 1:5,
    weights = "w"))
  add("chi_square", S(row = "ans", column = "const", row_levels = c("yes", "no"),
    column_levels = list(7)))
  add("chi_square", S(row = "site", column = "neg"))
  for (v in c("num", "num2", "tie", "const")) {
    add("t_test", S(outcome = v, group = "group of", levels = gl[1:2]))
    add("mann_whitney", S(outcome = v, group = "group of", levels = gl[2:1]))
    add("anova_oneway", S(outcome = v, group = "group of", levels = gl))
    add("kruskal_wallis", S(outcome = v, group = "group of", levels = gl))
  }
  add("anova_oneway", S(outcome = "num", group = "site"))
  add("kruskal_wallis", S(outcome = "neg", group = "site"))
  add("t_test", S(outcome = "neg", group = "yes", levels = c(1, 0)))
  for (p in list(c("num", "num2"), c("tie", "neg"), c("num", "const"), c("num",
    "near"), c("tie", "dup"), c("s1", "s2"))) {
    add("correlation", S(x = p[1], y = p[2]))
    add("paired_t_test", S(first = p[1], second = p[2]))
    add("wilcoxon_signed_rank", S(first = p[1], second = p[2]))
  }
  add("mcnemar", S(first = "yes", second = "yes2", levels = c("1", "0")))
  add("mcnemar", S(first = "k1", second = "k2", levels = c("p", "r")))
  add("cochran_armitage", S(outcome = "yes", event = "1", group = "group of", scores = as.list(setNames(c(0,
    1, 4, 9)[seq_along(gl)], gl))))
  add("cochran_armitage", S(outcome = "ans", event = "yes", group = "tie", scores = list(`0` = -1,
    `1` = 0.5, `3` = 2)))
  fac <- function(name, levels = NULL, ref = NULL) {
    t <- list(name = name, type = "factor")
    t$levels <- levels
    t$reference <- ref
    t
  }
  nu <- function(x) list(name = x, type = "numeric")
  int <- function(...) list(interaction = list(...))
  models <- list(list(nu("tie"), nu("s1")), list(fac("group of", gl, gl[2]), nu("num2")),
    list(nu("num")), list(fac("group of", gl, gl[1]), fac("ans", c("no", "yes"),
      "no"), int("group of", "ans")), list(fac("site", 1:3, 2), nu("s1"), int("site",
      "s1")), list(nu("tie"), nu("dup"), nu("const"), nu("s1")), list(nu("num"),
      nu("near")), list(fac("group of", c(gl, "nobody"), gl[1]), nu("tie")),
    list(nu("s1"), nu("s2"), int("s1", "s2")), list())
  for (i in seq_along(models)) {
    mo <- models[[i]]
    add("logistic_regression", S(outcome = "yes", event = "1", terms = mo))
    if (i %in% c(1, 2, 4, 5, 8))
      add("firth_logistic", S(outcome = "yes", event = "1", terms = mo))
    if (i <= 9) {
      add("poisson_regression", S(outcome = "pois", terms = mo))
      add("poisson_regression", S(outcome = "count", terms = mo, offset = "log(time)"))
      if (i %in% c(1, 2, 4, 5, 8))
        add("negative_binomial_regression", S(outcome = "count", terms = mo,
          offset = "lt"))
      NULL
    }
  }
  add("logistic_regression", S(outcome = "ans", event = "yes", terms = list(nu("s1"),
    fac("site")), weights = "w"))
  for (w in c("none", "linear", "quadratic")) {
    add("cohen_kappa", S(a = "s1", b = "s2", levels = 1:5, weights = w))
    add("cohen_kappa", S(a = "k1", b = "k2", levels = c("p", "q", "r", "nobody"),
      weights = w))
    add("cohen_kappa", S(a = "yes", b = "yes2", levels = c(1, 0), weights = w))
  }
  add("agreement", S(a = "k1", b = "k2", levels = c("p", "q", "r", "nobody")))
  add("agreement", S(a = "const", b = "const", levels = c(7, 8)))
  add("cohen_kappa", S(a = "const", b = "const", levels = c(7, 8), weights = "none"))
  add("fleiss_kappa", S(raters = c("k1", "k2", "k3"), levels = c("p", "q", "r")))
  add("fleiss_kappa", S(raters = c("s1", "s2", "s3"), levels = 1:5))
  add("krippendorff_alpha", S(raters = c("k1", "k2", "k3"), metrics = list("nominal")))
  add("krippendorff_alpha", S(raters = c("s1", "s2", "s3"), metrics = c("nominal",
    "ordinal", "interval", "ratio")))
  add("icc", S(raters = c("s1", "s2", "s3")))
  add("icc", S(raters = c("num", "near")))
  it <- paste0("i", 1:6)
  for (r in c("sum, missing when any item is missing", "mean, missing when any item is missing")) add("scale_score",
    S(items = it, reversed = c("i2", "i5"), reverse_rule = "4 - value", rule = r))
  add("cronbach_alpha", S(items = it, reversed = c("i2", "i5"), reverse_rule = "4 - value"))
  add("cronbach_alpha", S(items = it[1:2], reversed = list(), reverse_rule = "4 - value"))
  add("cronbach_alpha", S(items = c("i1", "rev"), reversed = list(), reverse_rule = "4 - value"))
  add("mcdonald_omega", S(items = it, reversed = c("i2", "i5"), reverse_rule = "4 - value"))
  add("mcdonald_omega", S(items = it[c(1, 3, 4)], reversed = list(), reverse_rule = "4 - value"))
  write_case(file.path(out, sprintf("g%04d", seed)), d, cs)
}

