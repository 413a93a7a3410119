# What the methods of tables, groups, regressions, agreement and scales must give, from data and spec,
# by the conventions of tests/reference/README.md. Base R; packages only where named.
# `.suspect` marks a fit in which R's own search did not settle: such cases are not kept.

suppressMessages(library(jsonlite))

`%||%` <- function(a, b) if (is.null(a)) b else a

I <- function(v) if (is.nan(v) || (is.na(v))) NA else if (is.infinite(v)) (if (v >
  0) "Inf" else "-Inf") else v

ci <- function(lo, hi) list(low = I(lo), high = I(hi))

chosen <- function(d, spec) {
  keep <- rep(TRUE, nrow(d))
  for (f in names(spec$filter)) keep <- keep & !is.na(d[[f]]) & as.character(d[[f]]) %in%
    as.character(unlist(spec$filter[[f]]))
  d[keep, , drop = FALSE]
}

lev <- function(x) {
  x <- x[!is.na(x)]
  if (is.numeric(x))
    as.character(sort(unique(x)))
  else sort(unique(as.character(x)), method = "radix")
}

describe1 <- function(x) {
  miss <- sum(is.na(x))
  x <- x[!is.na(x)]
  n <- length(x)
  if (n == 0)
    return(list(n = 0, missing = miss, undefined = TRUE))
  m <- mean(x)
  v <- if (n > 1)
    var(x)
  else NA
  s <- sqrt(v)
  se <- s/sqrt(n)
  q7 <- quantile(x, c(0.25, 0.75), type = 7, names = FALSE)
  q6 <- quantile(x, c(0.25, 0.75), type = 6, names = FALSE)
  m2 <- mean((x - m)^2)
  m3 <- mean((x - m)^3)
  m4 <- mean((x - m)^4)
  flat <- min(x) == max(x)
  sk <- if (n > 2 && !flat)
    sqrt(n * (n - 1))/(n - 2) * m3/m2^1.5
  else NA
  ku <- if (n > 3 && !flat)
    (n - 1)/((n - 2) * (n - 3)) * ((n + 1) * (m4/m2^2 - 3) + 6)
  else NA
  list(n = n, missing = miss, mean = m, sd = I(s), variance = I(v), se = I(se),
    ci95 = if (n > 1) ci(m - qt(0.975, n - 1) * se, m + qt(0.975, n - 1) * se) else NA,
    min = min(x), max = max(x), median = median(x), q1_type7 = q7[1], q3_type7 = q7[2],
    q1_type6 = q6[1], q3_type6 = q6[2], skewness_G1 = I(sk), kurtosis_G2 = I(ku))
}

o_describe <- function(d, s) {
  d <- chosen(d, s)
  if (is.null(s$by))
    return(describe1(d[[s$column]]))
  out <- list()
  for (l in unlist(s$levels) %||% lev(d[[s$by]])) out[[l]] <- describe1(d[[s$column]][!is.na(d[[s$by]]) &
    as.character(d[[s$by]]) == l])
  out
}

prop1 <- function(x, ev) {
  x <- x[!is.na(x)]
  n <- length(x)
  k <- sum(as.character(x) == ev)
  if (n == 0)
    return(list(k = 0, n = 0, undefined = TRUE))
  z <- qnorm(0.975)
  p <- k/n
  den <- 1 + z^2/n
  mid <- (p + z^2/2/n)/den
  h <- z * sqrt(p * (1 - p)/n + z^2/4/n^2)/den
  cp <- binom.test(k, n)$conf.int
  list(k = k, n = n, p = p, wilson = ci(max(0, mid - h), min(1, mid + h)), clopper_pearson = ci(cp[1],
    cp[2]))
}

o_proportion <- function(d, s) {
  d <- chosen(d, s)
  if (is.null(s$by))
    return(prop1(d[[s$column]], s$event))
  out <- list()
  for (l in unlist(s$levels) %||% lev(d[[s$by]])) out[[l]] <- prop1(d[[s$column]][!is.na(d[[s$by]]) &
    as.character(d[[s$by]]) == l], s$event)
  out
}

tst <- function(x2, df) list(chi2 = x2, df = df, p = pchisq(x2, df, lower = FALSE))

o_chi_square <- function(d, s, fisher = TRUE) {
  d <- chosen(d, s)
  rl <- as.character(unlist(s$row_levels) %||% lev(d[[s$row]]))
  cl <- as.character(unlist(s$column_levels) %||% lev(d[[s$column]]))
  w <- if (is.null(s$weights))
    rep(1, nrow(d))
  else d[[s$weights]]
  r <- factor(as.character(d[[s$row]]), rl)
  cc <- factor(as.character(d[[s$column]]), cl)
  ok <- !is.na(r) & !is.na(cc) & !is.na(w)
  t <- matrix(0, length(rl), length(cl))
  for (i in which(ok)) t[r[i], cc[i]] <- t[r[i], cc[i]] + w[i]
  tj <- lapply(seq_len(nrow(t)), function(i) as.list(t[i, ]))
  out <- list(table = list(rows = as.list(rl), cols = as.list(cl), counts = tj),
    n = sum(t))
  rs <- rowSums(t) > 0
  cs <- colSums(t) > 0
  o <- t[rs, cs, drop = FALSE]
  if (min(dim(o)) < 2)
    return(c(out, list(undefined = TRUE)))
  n <- sum(o)
  e <- outer(rowSums(o), colSums(o))/n
  df <- prod(dim(o) - 1)
  x2 <- sum((o - e)^2/e)
  g <- 2 * sum(ifelse(o > 0, o * log(o/e), 0))
  out$pearson <- c(tst(x2, df), ln_p = pchisq(x2, df, lower = FALSE, log.p = TRUE))
  out$likelihood_ratio <- tst(max(0, g), df)
  if (abs(g) < 1e-10)
    out$likelihood_ratio <- NULL
  out$min_expected <- min(e)
  out$cells_expected_lt5 <- sum(e < 5)
  out$cells <- length(e)
  out$cramers_v <- sqrt(x2/n/(min(dim(o)) - 1))
  u <- which(rs)
  v <- which(cs)
  du <- u - sum(u * rowSums(o))/n
  dv <- v - sum(v * colSums(o))/n
  rr <- sum(o * outer(du, dv))/sqrt(sum(du^2 * rowSums(o)) * sum(dv^2 * colSums(o)))
  out$linear_by_linear <- tst((n - 1) * rr^2, 1)
  if (all(dim(o) == 2)) {
    a <- o[1, 1]
    b <- o[1, 2]
    c_ <- o[2, 1]
    dd <- o[2, 2]
    y <- min(0.5, abs(o - e))
    out$yates <- tst(sum((abs(o - e) - y)^2/e), 1)
    out$phi <- (a * dd - b * c_)/sqrt(prod(rowSums(o)) * prod(colSums(o)))
    if (abs(out$phi) < 1e-12)
      out$phi <- NULL
    z <- qnorm(0.975)
    if (min(o) > 0) {
      or <- a * dd/b/c_
      se <- sqrt(sum(1/o))
      out$odds_ratio <- list(or = or, low = or * exp(-z * se), high = or *
        exp(z * se))
      rr <- (a/(a + b))/(c_/(c_ + dd))
      se <- sqrt(1/a - 1/(a + b) + 1/c_ - 1/(c_ + dd))
      out$risk_ratio <- list(rr = rr, low = rr * exp(-z * se), high = rr *
        exp(z * se))
      wl <- function(k, n) {
        p <- k/n
        den <- 1 + z^2/n
        m <- (p + z^2/2/n)/den
        h <- z * sqrt(p * (1 - p)/n + z^2/4/n^2)/den
        c(m - h, m + h)
      }
      p1 <- a/(a + b)
      p2 <- c_/(c_ + dd)
      w1 <- wl(a, a + b)
      w2 <- wl(c_, c_ + dd)
      rd <- p1 - p2
      out$risk_difference <- list(rd = rd, low = rd - sqrt((p1 - w1[1])^2 +
        (w2[2] - p2)^2), high = rd + sqrt((w1[2] - p1)^2 + (p2 - w2[1])^2))
    }
    if (fisher && sum(o) < 200 && all(o == round(o))) {
      f <- fisher.test(o)
      out$fisher <- list(p_two_sided = f$p.value, p_less = fisher.test(o, alt = "less")$p.value,
        p_greater = fisher.test(o, alt = "greater")$p.value, conditional_or = I(unname(f$estimate)))
    }
  }
  else if (fisher && sum(o) < 200 && all(o == round(o))) {
    f <- tryCatch(fisher.test(o, workspace = 2e+06)$p.value, error = function(e) NULL)
    if (!is.null(f))
      out$fisher <- list(p_two_sided = f)
  }
  out
}

nct <- function(t, df) {
  f <- function(ncp, q) suppressWarnings(pt(t, df, ncp)) - q
  g <- function(q) {
    lo <- t - 3 - abs(t)/sqrt(2 * df) * 6
    hi <- t + 3 + abs(t)/sqrt(2 * df) * 6
    lo <- max(lo, -37)
    hi <- min(hi, 37.6)
    tryCatch(uniroot(f, c(lo, hi), q = q, tol = 1e-13, extendInt = "downX")$root,
      error = function(e) NA)
  }
  c(g(0.975), g(0.025))
}

lev_test <- function(x, g, centre) {
  z <- abs(x - ave(x, g, FUN = centre))
  a <- tryCatch(anova(lm(z ~ g)), error = function(e) NULL)
  if (is.null(a))
    return(NA)
  if (a[2, 1] < 1)
    return(NA)
  if (!is.finite(a[1, 4]))
    return(NA)
  list(F = a[1, 4], df1 = a[1, 1], df2 = a[2, 1], p = a[1, 5])
}

tt <- function(t, df, se, dif) list(t = t, df = df, p = 2 * pt(-abs(t), df), se = se,
  ci95 = ci(dif - qt(0.975, df) * se, dif + qt(0.975, df) * se))

split2 <- function(d, s) {
  d <- chosen(d, s)
  l <- as.character(unlist(s$levels) %||% lev(d[[s$group]][!is.na(d[[s$outcome]])]))
  lapply(setNames(l, l), function(v) d[[s$outcome]][!is.na(d[[s$group]]) & as.character(d[[s$group]]) ==
    v & !is.na(d[[s$outcome]])])
}

o_t_test <- function(d, s) {
  g <- split2(d, s)
  a <- g[[1]]
  b <- g[[2]]
  n1 <- length(a)
  n2 <- length(b)
  out <- list(groups = as.list(names(g)), n = list(n1, n2))
  if (!n1 || !n2)
    return(c(out, list(undefined = TRUE)))
  out$mean <- list(mean(a), mean(b))
  out$sd <- list(I(sd(a)), I(sd(b)))
  dif <- mean(a) - mean(b)
  out$difference <- dif
  ss <- sum((a - mean(a))^2) + sum((b - mean(b))^2)
  df <- n1 + n2 - 2
  if (df >= 1 && ss > 0) {
    se <- sqrt(ss/df * (1/n1 + 1/n2))
    out$pooled <- tt(dif/se, df, se, dif)
  }
  else out["pooled"] <- NA
  if (n1 > 1 && n2 > 1 && ss > 0) {
    v1 <- var(a)/n1
    v2 <- var(b)/n2
    wdf <- (v1 + v2)^2/(v1^2/(n1 - 1) + v2^2/(n2 - 1))
    out$welch <- tt(dif/sqrt(v1 + v2), wdf, sqrt(v1 + v2), dif)
  }
  else out["welch"] <- NA
  x <- c(a, b)
  f <- factor(rep(1:2, c(n1, n2)))
  if (df >= 1 && ss > 0) {
    out$levene_mean <- lev_test(x, f, mean)
    out$brown_forsythe_median <- lev_test(x, f, median)
  }
  if (df > 1 && ss > 0) {
    r <- sqrt(1/n1 + 1/n2)
    t <- dif/se
    dd <- t * r
    J <- exp(lgamma(df/2) - lgamma((df - 1)/2))/sqrt(df/2)
    k <- nct(t, df)
    out$cohens_d <- list(d = dd)
    out$hedges_g <- list(g = J * dd, J = J)
    if (all(is.finite(k)) && max(abs(k)) < 37) {
      out$cohens_d <- c(out$cohens_d, ci(k[1] * r, k[2] * r))
      out$hedges_g <- c(out$hedges_g, ci(J * k[1] * r, J * k[2] * r))
    }
  }
  out
}

o_paired_t_test <- function(d, s) {
  d <- chosen(d, s)
  x <- d[[s$first]] - d[[s$second]]
  x <- x[!is.na(x)]
  n <- length(x)
  out <- list(n = n)
  if (n < 2 || sd(x) == 0)
    return(c(out, list(undefined = TRUE)))
  se <- sd(x)/sqrt(n)
  c(out, list(mean_difference = mean(x), sd_difference = sd(x), t = mean(x)/se,
    df = n - 1, p = 2 * pt(-abs(mean(x)/se), n - 1), ci95 = ci(mean(x) - qt(0.975,
      n - 1) * se, mean(x) + qt(0.975, n - 1) * se), d_z = mean(x)/sd(x)))
}

o_anova_oneway <- function(d, s) {
  g <- split2(d, s)
  g <- g[lengths(g) > 0]
  x <- unlist(g)
  f <- factor(rep(seq_along(g), lengths(g)))
  if (length(g) < 2 || length(x) <= length(g))
    return(list(undefined = TRUE))
  if (var(x) == 0)
    return(list(undefined = TRUE))
  a <- anova(lm(x ~ f))
  w <- if (all(lengths(g) > 1) && all(sapply(g, var) > 0)) {
    o <- oneway.test(x ~ f)
    list(F = unname(o$statistic), df1 = unname(o$parameter[1]), df2 = unname(o$parameter[2]),
      p = o$p.value)
  }
  else NA
  list(n = length(x), F = I(a[1, 4]), df1 = a[1, 1], df2 = a[2, 1], p = a[1, 5],
    eta2 = a[1, 2]/sum(a[, 2]), welch = w)
}

o_kruskal_wallis <- function(d, s) {
  g <- split2(d, s)
  g <- g[lengths(g) > 0]
  x <- unlist(g)
  f <- factor(rep(seq_along(g), lengths(g)))
  if (length(g) < 2 || length(unique(x)) < 2)
    return(list(undefined = TRUE))
  k <- kruskal.test(x, f)
  list(chi2 = unname(k$statistic), df = unname(k$parameter), p = k$p.value)
}

o_mann_whitney <- function(d, s) {
  g <- split2(d, s)
  a <- g[[1]]
  b <- g[[2]]
  n1 <- length(a)
  n2 <- length(b)
  out <- list(n = list(n1, n2))
  if (!n1 || !n2 || length(unique(c(a, b))) < 2)
    return(c(out, list(undefined = TRUE)))
  r <- rank(c(a, b))
  R1 <- sum(r[1:n1])
  U <- R1 - n1 * (n1 + 1)/2
  N <- n1 + n2
  ties <- table(r)
  v <- n1 * n2/12 * (N + 1 - sum(ties^3 - ties)/N/(N - 1))
  z <- (U - n1 * n2/2)/sqrt(v)
  zc <- (U - n1 * n2/2 - 0.5 * sign(U - n1 * n2/2))/sqrt(v)
  out <- c(out, list(U = U, rank_sum_1 = R1, z = z, p = 2 * pnorm(-abs(z)), z_cc = zc,
    p_cc = 2 * pnorm(-abs(zc)), prob_superiority = U/n1/n2, rank_biserial = 2 *
      U/n1/n2 - 1))
  if (all(ties == 1) && n1 < 50 && n2 < 50)
    out$p_exact <- wilcox.test(a, b, exact = TRUE)$p.value
  out
}

o_wilcoxon_signed_rank <- function(d, s) {
  d <- chosen(d, s)
  x <- d[[s$first]] - d[[s$second]]
  x <- x[!is.na(x) & x != 0]
  n <- length(x)
  if (!n)
    return(list(n_nonzero = 0, undefined = TRUE))
  r <- rank(abs(x))
  V <- sum(r[x > 0])
  t <- table(r)
  sd <- sqrt(n * (n + 1) * (2 * n + 1)/24 - sum(t^3 - t)/48)
  a <- V - n * (n + 1)/4
  z <- a/sd
  zc <- (a - 0.5 * sign(a))/sd
  out <- list(n_nonzero = n, V = V, z = z, p = 2 * pnorm(-abs(z)), z_cc = zc, p_cc = 2 *
    pnorm(-abs(zc)))
  if (all(t == 1) && n < 50)
    out$p_exact <- wilcox.test(x, exact = TRUE)$p.value
  out
}

o_correlation <- function(d, s) {
  d <- chosen(d, s)
  x <- d[[s$x]]
  y <- d[[s$y]]
  ok <- !is.na(x) & !is.na(y)
  x <- x[ok]
  y <- y[ok]
  n <- length(x)
  out <- list(n = n)
  if (n < 3 || var(x) == 0 || var(y) == 0)
    return(c(out, list(undefined = TRUE)))
  p <- cor.test(x, y)
  r <- unname(p$estimate)
  out$pearson <- list(r = r)
  if (abs(r) < 1 - 1e-10) {
    out$pearson <- list(r = r, t = unname(p$statistic), df = n - 2, p = p$p.value)
    out$pearson$ci95 <- if (n > 3)
      ci(p$conf.int[1], p$conf.int[2])
    else NA
  }
  rho <- cor(rank(x), rank(y))
  if (abs(rho) < 1 - 1e-10) {
    t <- rho * sqrt((n - 2)/(1 - rho^2))
    out$spearman <- list(rho = rho, t = t, df = n - 2, p = 2 * pt(-abs(t), n -
      2))
  }
  else out$spearman <- list(rho = round(rho))
  k <- suppressWarnings(cor.test(x, y, method = "kendall", exact = FALSE))
  out$kendall <- list(tau_b = unname(k$estimate), z = unname(k$statistic), p = k$p.value)
  out
}

o_design <- function(d, s, also) {
  d <- chosen(d, s)
  for (v in also) d <- d[!is.na(d[[v]]), , drop = FALSE]
  vars <- list()
  for (t in s$terms) if (is.null(t$interaction)) {
    d <- d[!is.na(d[[t$name]]), , drop = FALSE]
    if (identical(t$type, "factor")) {
      l <- as.character(unlist(t$levels) %||% lev(d[[t$name]]))
      if (!is.null(t$reference))
        l <- c(as.character(t$reference), setdiff(l, as.character(t$reference)))
      d <- d[as.character(d[[t$name]]) %in% l, , drop = FALSE]
      vars[[t$name]] <- l
    }
    else vars[[t$name]] <- NA
  }
  cols <- function(v) {
    l <- vars[[v]]
    if (length(l) == 1 && is.na(l[1])) {
      m <- matrix(d[[v]])
      colnames(m) <- v
      m
    }
    else {
      m <- sapply(l[-1], function(k) as.numeric(as.character(d[[v]]) == k))
      m <- matrix(m, nrow(d))
      colnames(m) <- if (length(l) > 1)
        paste0(v, "=", l[-1])
      m
    }
  }
  X <- matrix(1, nrow(d), 1, dimnames = list(NULL, "(Intercept)"))
  for (t in s$terms) {
    vs <- if (is.null(t$interaction))
      t$name
    else unlist(t$interaction)
    M <- cols(vs[1])
    for (v in vs[-1]) {
      N <- cols(v)
      K <- NULL
      for (j in seq_len(ncol(N))) for (i in seq_len(ncol(M))) {
        k <- matrix(M[, i] * N[, j])
        colnames(k) <- paste0(colnames(M)[i], ":", colnames(N)[j])
        K <- cbind(K, k)
      }
      M <- K
    }
    X <- cbind(X, M)
  }
  list(X = X, d = d)
}

glmf <- function(X, y, w, off, fam, start = NULL) suppressWarnings(glm.fit(X, y,
  weights = w, offset = off, family = fam, start = start, control = list(epsilon = 1e-15,
    maxit = 200)))

ll_bin <- function(eta, y, w) sum(w * (y * eta - ifelse(eta > 30, eta, log1p(exp(pmin(eta,
  30))))))

hl <- function(p, y, w, how) {
  p <- round(p, 12)
  k <- rep(seq_along(p), w)
  p <- p[k]
  y <- y[k]
  n <- length(p)
  if (how == "q") {
    q <- unique(quantile(p, seq(0, 1, 0.1), names = FALSE))
    if (length(q) == 1)
      g <- rep(1, n)
    else {
      g <- cut(p, q, include.lowest = TRUE, labels = FALSE)
    }
  }
  else {
    o <- order(p)
    M <- floor(n/10 + 0.5)
    u <- sort(unique(p))
    g <- integer(n)
    cg <- 0
    cur <- 0
    for (v in u) {
      b <- sum(p == v)
      if (cg > 0 && cur < M && cur + floor(b/2) <= M)
        cur <- cur + b
      else {
        cg <- cg + 1
        cur <- b
      }
      g[p == v] <- cg
    }
    if (cg > 1 && sum(g == cg) <= n/20)
      g[g == cg] <- cg - 1
  }
  g <- match(g, sort(unique(g)))
  N <- tapply(y, g, length)
  O <- tapply(y, g, sum)
  E <- tapply(p, g, sum)
  x <- sum((O - E)^2/(E * (1 - E/N)))
  G <- length(N)
  list(chi2 = I(unname(x)), df = G - 2, p = if (G > 2) pchisq(x, G - 2, lower = FALSE) else NA,
    groups = G, n = as.list(unname(N)), observed = as.list(unname(O)), expected = as.list(unname(E)))
}

o_logistic <- function(d, s, profile = TRUE) {
  m <- o_design(d, s, c(s$outcome, s$weights))
  X <- m$X
  y <- as.numeric(as.character(m$d[[s$outcome]]) == s$event)
  w <- if (is.null(s$weights))
    rep(1, length(y))
  else m$d[[s$weights]]
  k <- w > 0
  X <- X[k, , drop = FALSE]
  y <- y[k]
  w <- w[k]
  if (length(y) == 0 || length(unique(y)) < 2)
    return(list(undefined = TRUE))
  q <- qr(X, tol = 1e-07)
  al <- if (q$rank < ncol(X))
    colnames(X)[sort(q$pivot[-(1:q$rank)])]
  else character()
  Z <- X[, !(colnames(X) %in% al), drop = FALSE]
  f <- glmf(Z, y, w, NULL, binomial())
  b <- f$coefficients
  if (anyNA(b))
    return(list(.suspect = TRUE, why = "na"))
  eta <- drop(Z %*% b)
  if (max(abs(eta)) > 14 || !f$converged)
    return(list(separation = NA, .suspect = TRUE, maxeta = max(abs(eta))))
  mu <- plogis(eta)
  info <- crossprod(Z * sqrt(w * mu * (1 - mu)))
  sc <- sqrt(diag(info))
  V <- solve(info/outer(sc, sc))/outer(sc, sc)
  se <- sqrt(diag(V))
  z <- b/se
  ll <- ll_bin(eta, y, w)
  p0 <- sum(w * y)/sum(w)
  l0 <- sum(w * (y * log(p0) + (1 - y) * log(1 - p0)))
  n <- sum(w)
  prof <- function(j, side) {
    g <- function(bj) {
      if (ncol(Z) == 1)
        e <- Z[, 1] * bj
      else {
        q <- glmf(Z[, -j, drop = FALSE], y, w, Z[, j] * bj, binomial())
        e <- q$linear.predictors
      }
      sqrt(max(0, 2 * (ll - ll_bin(e, y, w)))) - qnorm(0.975)
    }
    hi <- side * se[j] * 2.5
    for (i in 1:30) {
      if (is.finite(g(b[j] + hi)) && g(b[j] + hi) > 0)
        break
      hi <- hi * 1.6
    }
    uniroot(g, sort(b[j] + c(side * se[j] * 0.3, hi)), tol = 1e-11 * max(se[j],
      1e-300))$root
  }
  co <- lapply(seq_len(ncol(X)), function(i) {
    nm <- colnames(X)[i]
    if (nm %in% al)
      return(list(term = nm, estimate = NA, se = NA, p = NA))
    j <- match(nm, names(b))
    out <- list(term = nm, estimate = b[[j]], se = se[[j]], z = z[[j]], wald = z[[j]]^2,
      p = 2 * pnorm(-abs(z[[j]])), or = I(exp(b[[j]])), or_low = I(exp(b[[j]] -
        qnorm(0.975) * se[[j]])), or_high = I(exp(b[[j]] + qnorm(0.975) *
        se[[j]])))
    if (profile) {
      pc <- tryCatch(c(prof(j, -1), prof(j, 1)), error = function(e) NULL)
      if (!is.null(pc))
        out$profile_or_ci <- ci(exp(pc[1]), exp(pc[2]))
    }
    out
  })
  lr <- max(0, 2 * (ll - l0))
  df <- ncol(Z) - 1
  cs <- 1 - exp(-lr/n)
  cl <- mu >= 0.5
  out <- list(n = length(y), sum_weights = n, events = sum(w * y), separation = FALSE,
    coefficients = co, aliased = as.list(al), log_lik = ll, log_lik_null = l0,
    df = df, aic = 2 * ncol(Z) - 2 * ll, bic = log(n) * ncol(Z) - 2 * ll)
  if (df > 0) {
    out <- c(out, list(lr_chi2 = lr, lr_p = pchisq(lr, df, lower = FALSE), cox_snell_r2 = cs,
      nagelkerke_r2 = cs/(1 - exp(2 * l0/n)), mcfadden_r2 = 1 - ll/l0))
    rr <- rank(round(mu, 12))
    if (all(w == round(w))) {
      k <- rep(seq_along(y), w)
      pr <- round(mu, 12)[k]
      yy <- y[k]
      r <- rank(pr)
      n1 <- sum(yy)
      out$auc <- (sum(r[yy == 1]) - n1 * (n1 + 1)/2)/n1/(length(yy) - n1)
      if (min(abs(mu - 0.5)) > 1e-09)
        out$classification_at_0.5 <- list(observed0 = list(sum(w[!cl & y ==
          0]), sum(w[cl & y == 0])), observed1 = list(sum(w[!cl & y == 1]),
          sum(w[cl & y == 1])), percent_correct = 100 * sum(w[cl == (y ==
          1)])/n)
      out$hosmer_lemeshow <- list(quantile_type7 = hl(mu, y, w, "q"), blocks = hl(mu,
        y, w, "b"))
    }
  }
  out
}

firth_fit <- function(X, y, w, free, b) {
  pl <- function(b) {
    eta <- drop(X %*% b)
    mu <- plogis(eta)
    ll_bin(eta, y, w) + 0.5 * as.numeric(determinant(crossprod(X * sqrt(w * mu *
      (1 - mu))))$modulus)
  }
  if (!length(free))
    return(list(b = b, v = pl(b)))
  cur <- pl(b)
  for (it in 1:3000) {
    mu <- plogis(drop(X %*% b))
    W <- w * mu * (1 - mu)
    info <- crossprod(X * sqrt(W))
    V <- tryCatch(solve(info), error = function(e) NULL)
    if (is.null(V))
      break
    h <- W * rowSums((X %*% V) * X)
    U <- drop(crossprod(X, w * (y - mu) + h * (0.5 - mu)))[free]
    st <- drop(solve(info[free, free, drop = FALSE], U))
    k <- 1
    repeat {
      nb <- b
      nb[free] <- nb[free] + k * st
      nv <- pl(nb)
      if (is.finite(nv) && nv >= cur - 1e-13)
        break
      k <- k/2
      if (k < 1e-08)
        break
    }
    b <- nb
    cur <- nv
    if (max(abs(st)/(1e-08 + sqrt(abs(diag(V)[free])))) < 1e-11)
      break
  }
  list(b = b, v = cur, V = V)
}

o_firth <- function(d, s) {
  m <- o_design(d, s, c(s$outcome, s$weights))
  X <- m$X
  y <- as.numeric(as.character(m$d[[s$outcome]]) == s$event)
  w <- if (is.null(s$weights))
    rep(1, length(y))
  else m$d[[s$weights]]
  if (length(y) == 0)
    return(list(undefined = TRUE))
  q <- qr(X, tol = 1e-11)
  al <- if (q$rank < ncol(X))
    colnames(X)[q$pivot[-(1:q$rank)]]
  else character()
  Z0 <- X[, !(colnames(X) %in% al), drop = FALSE]
  ctr <- c(0, colMeans(Z0)[-1])
  sc <- c(1, apply(Z0[, -1, drop = FALSE], 2, sd))
  Z <- sweep(sweep(Z0, 2, ctr), 2, sc, "/")
  p <- ncol(Z)
  Z <- sweep(Z0, 2, sc, "/")
  f <- firth_fit(Z, y, w, 1:p, rep(0, p))
  se <- sqrt(diag(f$V))
  f0 <- firth_fit(Z, y, w, 1, rep(0, p))
  co <- lapply(seq_len(p), function(j) {
    g0 <- firth_fit(Z, y, w, setdiff(1:p, j), replace(f$b, j, 0))
    c2 <- 2 * (f$v - g0$v)
    pr <- function(side) {
      last <- f$b
      g <- function(v) {
        q <- firth_fit(Z, y, w, setdiff(1:p, j), replace(last, j, v))
        last <<- q$b
        sqrt(max(0, 2 * (f$v - q$v))) - qnorm(0.975)
      }
      hi <- side * se[j] * 2
      for (i in 1:40) {
        if (g(f$b[j] + hi) > 0)
          break
        hi <- hi * 1.5
      }
      uniroot(g, sort(f$b[j] + c(side * se[j] * 0.3, hi)), tol = 1e-09)$root
    }
    pc <- tryCatch(c(pr(-1), pr(1)), error = function(e) NULL)
    out <- list(term = colnames(Z)[j], estimate = f$b[[j]]/sc[[j]], se = se[[j]]/sc[[j]],
      plr_chi2 = max(0, c2), plr_p = pchisq(max(0, c2), 1, lower = FALSE),
      or = exp(f$b[[j]]/sc[[j]]))
    if (c2 < 1e-06) {
      out$plr_chi2 <- NULL
    }
    if (!is.null(pc))
      out$profile_or_ci <- ci(exp(pc[1]/sc[[j]]), exp(pc[2]/sc[[j]]))
    out
  })
  det_shift <- sum(log(sc))
  out <- list(n = length(y), events = sum(w * y), coefficients = co, penalized_log_lik = f$v +
    det_shift, df = p - 1)
  if (p > 1) {
    lr <- 2 * (f$v - f0$v)
    out$penalized_lr_chi2 <- lr
    out$p <- pchisq(lr, p - 1, lower = FALSE)
  }
  out
}

off_of <- function(d, s) {
  if (is.null(s$offset))
    return(rep(0, nrow(d)))
  m <- regmatches(s$offset, regexec("^log\\((.*)\\)$", s$offset))[[1]]
  if (length(m))
    log(d[[m[2]]])
  else d[[s$offset]]
}

off_col <- function(s) if (is.null(s$offset)) NULL else {
  m <- regmatches(s$offset, regexec("^log\\((.*)\\)$", s$offset))[[1]]
  if (length(m))
    m[2]
  else s$offset
}

o_poisson <- function(d, s) {
  m <- o_design(d, s, c(s$outcome, off_col(s)))
  X <- m$X
  y <- m$d[[s$outcome]]
  off <- off_of(m$d, s)
  n <- length(y)
  if (n == 0 || max(y) == 0)
    return(list(undefined = TRUE))
  q <- qr(X, tol = 1e-07)
  al <- if (q$rank < ncol(X))
    colnames(X)[sort(q$pivot[-(1:q$rank)])]
  else character()
  Z <- X[, !(colnames(X) %in% al), drop = FALSE]
  f <- glmf(Z, y, rep(1, n), off, poisson())
  b <- f$coefficients
  if (anyNA(b))
    return(list(.suspect = TRUE))
  if (min(f$fitted.values) < 1e-07)
    return(list(.suspect = TRUE))
  mu <- f$fitted.values
  info <- crossprod(Z * sqrt(mu))
  sc <- sqrt(diag(info))
  se <- sqrt(diag(solve(info/outer(sc, sc))))/sc
  pc <- sum((y - mu)^2/mu)
  dfr <- n - length(b)
  phi <- if (dfr > 0)
    pc/dfr
  else NA
  r <- list(n = n, coefficients = lapply(seq_along(b), function(j) {
    z <- b[[j]]/se[[j]]
    list(term = names(b)[j], estimate = b[[j]], se = se[[j]], z = z, p = 2 *
      pnorm(-abs(z)), irr = I(exp(b[[j]])), irr_low = I(exp(b[[j]] - qnorm(0.975) *
      se[[j]])), irr_high = I(exp(b[[j]] + qnorm(0.975) * se[[j]])), se_quasi = I(se[[j]] *
      sqrt(phi)))
  }), aliased = as.list(al), deviance = if (dfr > 0 && f$deviance > 1e-06) f$deviance else NULL,
    df_residual = dfr, log_lik = sum(dpois(y, mu, log = TRUE)), pearson_chi2 = if (dfr >
      0) pc else NULL, dispersion = I(phi))
  r[!sapply(r, is.null)]
}

o_nb <- function(d, s) {
  m <- o_design(d, s, c(s$outcome, off_col(s)))
  X <- m$X
  y <- m$d[[s$outcome]]
  off <- off_of(m$d, s)
  n <- length(y)
  if (n == 0 || max(y) == 0)
    return(list(undefined = TRUE))
  q <- qr(X)
  Z <- X[, sort(q$pivot[1:q$rank]), drop = FALSE]
  f <- glmf(Z, y, rep(1, n), off, poisson())
  if (min(f$fitted.values) < 1e-07)
    return(list(.suspect = TRUE))
  fit <- function(th) glmf(Z, y, rep(1, n), off, MASS::negative.binomial(th), start = f$coefficients)
  llf <- function(lt) {
    th <- exp(lt)
    g <- fit(th)
    sum(dnbinom(y, size = th, mu = g$fitted.values, log = TRUE))
  }
  if (sum((y - f$fitted.values)^2 - y) <= 0)
    return(list(theta = "Inf", alpha = 0))
  g <- seq(-6, 12, 0.5)
  v <- sapply(g, llf)
  i <- which.max(v)
  if (i == length(g))
    return(list(.suspect = TRUE))
  lt <- optimize(llf, g[c(max(1, i - 1), min(length(g), i + 1))], maximum = TRUE,
    tol = 1e-10)$maximum
  sc <- function(lt) {
    th <- exp(lt)
    mu <- fit(th)$fitted.values
    sum(digamma(th + y) - digamma(th) + log(th) + 1 - log(th + mu) - (y + th)/(mu +
      th))
  }
  lt <- tryCatch(uniroot(sc, lt + c(-0.05, 0.05), tol = 1e-14, extendInt = "downX")$root,
    error = function(e) lt)
  th <- exp(lt)
  h <- fit(th)
  mu <- h$fitted.values
  b <- h$coefficients
  info <- crossprod(Z * sqrt(mu/(1 + mu/th)))
  se <- sqrt(diag(solve(info)))
  Hbb <- crossprod(Z * sqrt(mu * (1 + y/th)/(1 + mu/th)^2))
  Hbt <- -drop(crossprod(Z, (y - mu) * mu/(th + mu)^2))
  Htt <- -sum(trigamma(th + y) - trigamma(th) + 1/th - 2/(th + mu) + (y + th)/(mu +
    th)^2)
  H <- rbind(cbind(Hbb, Hbt), c(Hbt, Htt))
  so <- sqrt(diag(solve(H)))
  list(n = n, theta = th, alpha = 1/th, coefficients = lapply(seq_along(b), function(j) list(term = colnames(Z)[j],
    estimate = b[[j]], se = se[[j]], se_observed_info = so[[j]], z = b[[j]]/se[[j]],
    p = 2 * pnorm(-abs(b[[j]]/se[[j]])), irr = I(exp(b[[j]])))), log_lik = sum(dnbinom(y,
    size = th, mu = mu, log = TRUE)))
}

o_ca <- function(d, s) {
  d <- chosen(d, s)
  d <- d[!is.na(d[[s$outcome]]) & !is.na(d[[s$group]]), ]
  sc <- unlist(s$scores)
  g <- match(as.character(d[[s$group]]), names(sc))
  ok <- !is.na(g)
  t <- sc[g[ok]]
  x <- as.numeric(as.character(d[[s$outcome]][ok]) == s$event)
  n <- length(x)
  p <- mean(x)
  if (!n || p == 0 || p == 1 || var(t) == 0 || is.na(var(t)))
    return(list(undefined = TRUE))
  z <- sum(t * (x - p))/sqrt(p * (1 - p) * (sum(t^2) - sum(t)^2/n))
  list(z = z, chi2 = z^2, df = 1, p = pchisq(z^2, 1, lower = FALSE))
}

o_mcnemar <- function(d, s) {
  d <- chosen(d, s)
  l <- as.character(unlist(s$levels))
  a <- as.character(d[[s$first]])
  b <- as.character(d[[s$second]])
  B <- sum(a == l[1] & b == l[2], na.rm = TRUE)
  C <- sum(a == l[2] & b == l[1], na.rm = TRUE)
  if (B + C == 0)
    return(list(b = 0, c = 0, undefined = TRUE))
  x <- (B - C)^2/(B + C)
  xc <- max(0, abs(B - C) - 1)^2/(B + C)
  list(b = B, c = C, chi2 = x, p = pchisq(x, 1, lower = FALSE), chi2_corrected = xc,
    p_corrected = pchisq(xc, 1, lower = FALSE), p_exact = binom.test(B, B + C)$p.value)
}

agr_tab <- function(d, s) {
  d <- chosen(d, s)
  l <- as.character(unlist(s$levels))
  a <- factor(as.character(d[[s$a]]), l)
  b <- factor(as.character(d[[s$b]]), l)
  t <- table(a, b)
  matrix(t, length(l), length(l))
}

o_kappa <- function(d, s) {
  t <- agr_tab(d, s)
  n <- sum(t)
  k <- nrow(t)
  p <- t/n
  D <- abs(outer(1:k, 1:k, "-"))
  W <- switch(s$weights %||% "none", none = diag(k), linear = 1 - D/(k - 1), quadratic = 1 -
    (D/(k - 1))^2)
  out <- list(n = n)
  if (n == 0)
    return(c(out, undefined = TRUE))
  r <- rowSums(p)
  c_ <- colSums(p)
  po <- sum(W * p)
  pe <- sum(W * outer(r, c_))
  if (1 - pe < 1e-14)
    return(c(out, undefined = TRUE))
  K <- (po - pe)/(1 - pe)
  wr <- drop(W %*% c_)
  wc <- drop(r %*% W)
  B <- outer(wr, wc, "+")
  se <- sqrt(max(0, sum(p * (W - B * (1 - K))^2) - (K - pe * (1 - K))^2)/n)/(1 -
    pe)
  se0 <- sqrt(max(0, sum(outer(r, c_) * (W - B)^2) - pe^2)/n)/(1 - pe)
  out <- c(out, list(po = po, pe = pe, kappa = K, se = se, ci95 = ci(K - qnorm(0.975) *
    se, K + qnorm(0.975) * se)))
  if (se < 1e-09) {
    out$se <- NULL
    out$ci95 <- NULL
  }
  if (se0 > 1e-09)
    out <- c(out, list(se0 = se0, z = K/se0, p = 2 * pnorm(-abs(K/se0))))
  out
}

o_agreement <- function(d, s) {
  t <- agr_tab(d, s)
  n <- sum(t)
  if (n == 0)
    return(list(n = 0, undefined = TRUE))
  k <- nrow(t)
  p <- t/n
  po <- sum(diag(p))
  q <- (rowSums(p) + colSums(p))/2
  bc <- function(po, pe) if (1 - pe < 1e-14)
    NA
  else (po - pe)/(1 - pe)
  list(n = n, percent_agreement = 100 * po, pabak = (k * po - 1)/(k - 1), gwet_ac1 = bc(po,
    sum(q * (1 - q))/(k - 1)), scott_pi = bc(po, sum(q^2)), per_category = lapply(1:k,
    function(c) {
      a <- p[c, c]
      r <- sum(p[c, ])
      cc <- sum(p[, c])
      o <- 1 - r - cc + 2 * a
      list(level = as.character(unlist(s$levels))[c], kappa = bc(o, r * cc +
        (1 - r) * (1 - cc)), positive_agreement = if (r + cc > 0) 2 * a/(r +
        cc) else NA)
    }))
}

o_fleiss <- function(d, s) {
  d <- chosen(d, s)
  l <- as.character(unlist(s$levels))
  M <- sapply(unlist(s$raters), function(v) match(as.character(d[[v]]), l))
  M <- matrix(M, ncol = length(s$raters))
  M <- M[complete.cases(M), , drop = FALSE]
  n <- nrow(M)
  m <- ncol(M)
  out <- list(n_units = n, raters = m)
  if (n == 0)
    return(c(out, undefined = TRUE))
  C <- t(apply(M, 1, tabulate, length(l)))
  C <- matrix(C, n)
  p <- colSums(C)/n/m
  po <- (sum(C^2) - n * m)/(n * m * (m - 1))
  pe <- sum(p^2)
  if (1 - pe < 1e-14)
    return(c(out, undefined = TRUE))
  K <- (po - pe)/(1 - pe)
  q <- 1 - p
  se0 <- sqrt(2)/(sum(p * q) * sqrt(n * m * (m - 1))) * sqrt(sum(p * q)^2 - sum(p *
    q * (q - p)))
  if (!is.finite(se0) || se0 < 1e-09)
    return(c(out, kappa = K))
  c(out, list(kappa = K, se0 = se0, z = K/se0, p = 2 * pnorm(-abs(K/se0))))
}

o_kripp <- function(d, s) {
  d <- chosen(d, s)
  R <- unlist(s$raters)
  num <- all(sapply(R, function(v) is.numeric(d[[v]])))
  l <- if (!is.null(s$levels))
    as.character(unlist(s$levels))
  else {
    v <- unlist(lapply(R, function(v) d[[v]]))
    lev(v)
  }
  M <- matrix(sapply(R, function(v) match(as.character(d[[v]]), l)), ncol = length(R))
  k <- length(l)
  O <- matrix(0, k, k)
  up <- 0
  pv <- 0
  for (i in seq_len(nrow(M))) {
    v <- M[i, !is.na(M[i, ])]
    if (length(v) < 2)
      next
    up <- up + 1
    pv <- pv + length(v)
    for (a in seq_along(v)) for (b in seq_along(v)) if (a != b)
      O[v[a], v[b]] <- O[v[a], v[b]] + 1/(length(v) - 1)
  }
  nc <- rowSums(O)
  n <- sum(nc)
  E <- outer(nc, nc) - diag(nc, k)
  out <- list(units = nrow(M), units_pairable = up, pairable_values = pv)
  val <- if (num)
    as.numeric(l)
  else seq_len(k)
  for (mm in unlist(s$metrics)) {
    D <- outer(1:k, 1:k, Vectorize(function(a, b) {
      if (a == b)
        0
      else switch(mm, nominal = 1, ordinal = {
        lo <- min(a, b)
        hi <- max(a, b)
        (sum(nc[lo:hi]) - (nc[lo] + nc[hi])/2)^2
      }, interval = (val[a] - val[b])^2, ratio = ((val[a] - val[b])/(val[a] +
        val[b]))^2)
    }))
    out[[mm]] <- if (n < 2 || sum(E * D) == 0)
      NA
    else 1 - (n - 1) * sum(O * D)/sum(E * D) * n/n
  }
  out
}

o_icc <- function(d, s) {
  d <- chosen(d, s)
  M <- as.matrix(d[, unlist(s$raters), drop = FALSE])
  M <- M[complete.cases(M), , drop = FALSE]
  n <- nrow(M)
  k <- ncol(M)
  if (n < 2 || k < 2 || var(c(M)) == 0)
    return(list(n = n, k = k, undefined = TRUE))
  g <- mean(M)
  SSR <- k * sum((rowMeans(M) - g)^2)
  SSC <- n * sum((colMeans(M) - g)^2)
  SST <- sum((M - g)^2)
  SSE <- sum((M - outer(rowMeans(M), colMeans(M), "+") + g)^2)
  msr <- SSR/(n - 1)
  msc <- SSC/(k - 1)
  mse <- SSE/(n - 1)/(k - 1)
  msw <- (SSC + SSE)/n/(k - 1)
  q <- function(a, b) I(if (b == 0)
    NA
  else a/b)
  list(n = n, k = k, msr = msr, msc = msc, mse = mse, icc_1_1 = q(msr - msw, msr +
    (k - 1) * msw), icc_2_1 = q(msr - mse, msr + (k - 1) * mse + k * (msc - mse)/n),
    icc_3_1 = q(msr - mse, msr + (k - 1) * mse), icc_2_k = q(msr - mse, msr +
      (msc - mse)/n), icc_3_k = q(msr - mse, msr))
}

items <- function(d, s) {
  d <- chosen(d, s)
  M <- as.matrix(d[, unlist(s$items), drop = FALSE])
  w <- if (is.null(s$reverse_rule))
    NULL
  else as.numeric(sub(" .*", "", s$reverse_rule))
  if (is.null(w))
    w <- min(M, na.rm = TRUE) + max(M, na.rm = TRUE)
  for (r in unlist(s$reversed)) M[, r] <- w - M[, r]
  M
}

o_scale_score <- function(d, s) {
  M <- items(d, s)
  k <- ncol(M)
  na <- rowSums(is.na(M))
  sc <- function(max) {
    v <- ifelse(na <= max & na < k, rowSums(M, na.rm = TRUE)/(k - na) * k, NA)
    v[na == 0] <- rowSums(M)[na == 0]
    if (grepl("^mean", s$rule))
      v/k
    else v
  }
  list(describe = describe1(sc(0)), prorated_1_missing = describe1(sc(1)))
}

o_alpha <- function(d, s) {
  M <- items(d, s)
  M <- M[complete.cases(M), , drop = FALSE]
  n <- nrow(M)
  k <- ncol(M)
  out <- list(n = n, items = k)
  if (n < 2 || k < 2)
    return(c(out, undefined = TRUE))
  C <- cov(M)
  if (sum(C) < 1e-12 * sum(diag(C)) || sum(C) == 0)
    return(c(out, undefined = TRUE))
  al <- function(C) {
    k <- ncol(C)
    k/(k - 1) * (1 - sum(diag(C))/sum(C))
  }
  a <- al(C)
  out$alpha <- a
  out$alpha_standardized <- if (min(diag(C)) > 0)
    al(cov2cor(C))
  else NA
  out$feldt_ci95 <- ci(1 - (1 - a) * qf(0.975, n - 1, (n - 1) * (k - 1)), 1 - (1 -
    a) * qf(0.025, n - 1, (n - 1) * (k - 1)))
  out$scale_mean <- sum(colMeans(M))
  out$scale_sd <- sd(rowSums(M))
  out$item <- lapply(1:k, function(i) {
    r <- rowSums(M[, -i, drop = FALSE])
    list(item = colnames(M)[i], mean = mean(M[, i]), sd = sd(M[, i]), corrected_item_total_r = if (sd(M[,
      i]) > 0 && sd(r) > 1e-12) cor(M[, i], r) else NA, alpha_if_deleted = if (k >
      2 && sum(C[-i, -i]) > 1e-12 * sum(diag(C))) al(C[-i, -i]) else NA)
  })
  out
}

o_omega <- function(d, s) {
  M <- items(d, s)
  M <- M[complete.cases(M), , drop = FALSE]
  n <- nrow(M)
  k <- ncol(M)
  out <- list(n = n)
  if (k < 3 || n <= k || any(apply(M, 2, sd) == 0))
    return(c(out, undefined = TRUE))
  S <- cov(M) * (n - 1)/n
  R <- cov2cor(S)
  Fd <- function(p) {
    l <- p[1:k]
    u <- p[-(1:k)]
    S <- l %*% t(l) + diag(u)
    as.numeric(determinant(S)$modulus) + sum(diag(R %*% solve(S))) - as.numeric(determinant(R)$modulus) -
      k
  }
  Gd <- function(p) {
    l <- p[1:k]
    u <- p[-(1:k)]
    W <- solve(l %*% t(l) + diag(u))
    P <- W - W %*% R %*% W
    c(2 * P %*% l, diag(P))
  }
  best <- NULL
  for (st in 1:12) {
    o <- tryCatch(optim(c(runif(k, -0.2, 0.9), runif(k, 0.1, 0.9)), Fd, Gd, method = "L-BFGS-B",
      lower = c(rep(-3, k), rep(0.005, k)), upper = 3, control = list(factr = 1,
        pgtol = 1e-12, maxit = 20000)), error = function(e) NULL)
    if (!is.null(o) && (is.null(best) || o$value < best$value))
      best <- o
  }
  if (!is.null(best))
    best <- list(loadings = best$par[1:k], uniquenesses = best$par[-(1:k)], criteria = c(objective = max(0,
      best$value)))
  if (is.null(best))
    return(list(.suspect = TRUE))
  l <- drop(best$loadings) * sqrt(diag(S))
  u <- best$uniquenesses * diag(S)
  if (sum(l) < 0)
    l <- -l
  names(l) <- names(u) <- colnames(M)
  out$.heywood <- if (min(best$uniquenesses) < 0.0051)
    TRUE
  L <- sum(l)^2
  x2 <- n * best$criteria[["objective"]]
  df <- k * (k - 3)/2
  c(out, list(loadings = as.list(l), uniquenesses = as.list(u), omega_total = L/(L +
    sum(u)), omega_observed_variance = L/sum(S)), if (df > 0 && best$criteria[["objective"]] >
    1e-06) list(fit_chi2 = x2, fit_p = pchisq(x2, df, lower = FALSE)))
}

o_linear <- function(d, s) {
  m <- o_design(d, s, s$outcome)
  f <- lm.fit(m$X, m$d[[s$outcome]])
  b <- f$coefficients[!is.na(f$coefficients)]
  Z <- m$X[, names(b), drop = FALSE]
  n <- nrow(Z)
  df <- n - ncol(Z)
  s2 <- sum(f$residuals^2)/df
  V <- solve(crossprod(Z))
  se <- sqrt(diag(V) * s2)
  h <- rowSums((Z %*% V) * Z)
  hc <- sqrt(diag(V %*% crossprod(Z * f$residuals/(1 - h)) %*% V))
  list(n = n, coefficients = lapply(seq_along(b), function(j) {
    t <- b[[j]]/se[[j]]
    list(term = names(b)[j], estimate = b[[j]], se = se[[j]], t = t, p = 2 *
      pt(-abs(t), df), low = b[[j]] - qt(0.975, df) * se[[j]], high = b[[j]] +
      qt(0.975, df) * se[[j]], se_hc3 = hc[[j]])
  }))
}

oracle <- list(describe = o_describe, proportion = o_proportion, chi_square = o_chi_square,
  t_test = o_t_test, paired_t_test = o_paired_t_test, anova_oneway = o_anova_oneway,
  kruskal_wallis = o_kruskal_wallis, mann_whitney = o_mann_whitney, wilcoxon_signed_rank = o_wilcoxon_signed_rank,
  correlation = o_correlation, logistic_regression = o_logistic, firth_logistic = o_firth,
  poisson_regression = o_poisson, negative_binomial_regression = o_nb, cochran_armitage = o_ca,
  mcnemar = o_mcnemar, cohen_kappa = o_kappa, agreement = o_agreement, fleiss_kappa = o_fleiss,
  krippendorff_alpha = o_kripp, icc = o_icc, scale_score = o_scale_score, cronbach_alpha = o_alpha,
  mcdonald_omega = o_omega, linear_regression = o_linear)

tol_of <- function(m) switch(m, firth_logistic = , negative_binomial_regression = list(rel = 1e-05,
  abs = 1e-10), mcdonald_omega = list(rel = 1e-04, abs = 1e-08), list(rel = 1e-06,
  abs = 1e-12))

case_of <- function(d, id, method, spec) {
  e <- tryCatch(oracle[[method]](d, spec), error = function(e) list(.error = conditionMessage(e)))
  list(id = id, method = method, file = "data.csv", spec = spec, expected = e,
    tol = tol_of(method))
}

write_case <- function(dir, d, cases, title = "") {
  dir.create(dir, recursive = TRUE, showWarnings = FALSE)
  write.csv(d, file.path(dir, "data.csv"), row.names = FALSE, na = "", quote = which(sapply(d,
    is.character)), fileEncoding = "UTF-8")
  writeLines(toJSON(list(case = basename(dir), title = title, files = list("data.csv"),
    analyses = cases), auto_unbox = TRUE, digits = NA, null = "null", na = "null",
    pretty = FALSE), file.path(dir, "expected.json"), useBytes = TRUE)
}

