// What R has no function for, from its definition. Each helper is only in a script that needs it.
#include <map>

#include "features/study_reports/r_writer.h"

namespace breather::study_reports {
namespace {

const std::map<std::string, std::string>& all() {
    static const std::map<std::string, std::string> texts{
        {"se", R"r(se <- function(m) sqrt(diag(as.matrix(vcov(m))))
)r"},
        {"skewness", R"r(# G1 and G2, as SPSS and SAS have them (Joanes & Gill 1998)
skewness <- function(x) { n <- length(x); z <- x - mean(x); sqrt(n * (n - 1)) / (n - 2) * mean(z^3) / mean(z^2)^1.5 }
kurtosis <- function(x) { n <- length(x); z <- x - mean(x); (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (mean(z^4) / mean(z^2)^2 - 3) + 6) }
)r"},
        {"two_by_two",
         R"r(# rows are groups, the first column is the event: Woolf, Katz, Newcombe's method 10
two_by_two <- function(t) {
  storage.mode(t) <- "double"; a <- t[1, 1]; b <- t[1, 2]; c <- t[2, 1]; d <- t[2, 2]; z <- qnorm(.975)
  ratio <- function(log_ratio, se) exp(c(log_ratio, log_ratio - z * se, log_ratio + z * se))
  p1 <- a / (a + b); p2 <- c / (c + d)
  w1 <- prop.test(a, a + b, correct = FALSE)$conf.int; w2 <- prop.test(c, c + d, correct = FALSE)$conf.int
  list(phi = (a * d - b * c) / sqrt((a + b) * (c + d) * (a + c) * (b + d)),
       or = ratio(log(a * d / (b * c)), sqrt(1 / a + 1 / b + 1 / c + 1 / d)),
       rr = ratio(log(p1 / p2), sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))),
       rd = c(p1 - p2, p1 - p2 - sqrt((p1 - w1[1])^2 + (w2[2] - p2)^2), p1 - p2 + sqrt((w1[2] - p1)^2 + (p2 - w2[1])^2)))
}
)r"},
        {"two_means",
         R"r(# Levene about the mean; d with the pooled SD, its interval from the noncentral t; g = J d
two_means <- function(a, b) {
  a <- a[!is.na(a)]; b <- b[!is.na(b)]; n <- length(a); m <- length(b); df <- n + m - 2
  pooled <- t.test(a, b, var.equal = TRUE); scale <- sqrt(1 / n + 1 / m); t <- unname(pooled$statistic)
  ncp <- function(p) uniroot(function(x) suppressWarnings(pt(t, df, x)) - p, c(t - 20, t + 20), tol = 1e-12)$root
  d <- c(t, ncp(.975), ncp(.025)) * scale; j <- exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2)
  z <- c(abs(a - mean(a)), abs(b - mean(b))); l <- anova(lm(z ~ rep(1:2, c(n, m))))
  list(difference = mean(a) - mean(b), welch = t.test(a, b), pooled = pooled, d = d, g = j * d,
       levene = c(l[1, "F value"], l[1, "Pr(>F)"]))
}
)r"},
        {"hc3",
         R"r(# MacKinnon & White 1985; sandwich::vcovHC(m, "HC3") is the same (Debian: r-cran-sandwich)
hc3 <- function(m) {
  x <- model.matrix(m)[, !is.na(coef(m)), drop = FALSE]; w <- if (is.null(m$weights)) rep(1, nrow(x)) else m$weights
  bread <- solve(crossprod(x * sqrt(w))); e <- w * residuals(m) / (1 - hatvalues(m))
  sqrt(diag(bread %*% crossprod(x * e) %*% bread))
}
)r"},
        {"hosmer_lemeshow",
         R"r(# ten groups, cut at the deciles of the predictions, repeated cuts merged
hosmer_lemeshow <- function(p, y) {
  p <- round(p, 12); cuts <- unique(quantile(p, 0:10 / 10)); g <- cut(p, cuts, include.lowest = TRUE)
  o <- tapply(y, g, sum); e <- tapply(p, g, sum); n <- tapply(y, g, length)
  chi2 <- sum((o - e)^2 / e + (o - e)^2 / (n - e)); c(chi2, pchisq(chi2, length(n) - 2, lower.tail = FALSE))
}
)r"},
        {"firth", R"r(firth <- function(formula, data) {
  frame <- model.frame(formula, data); x <- model.matrix(formula, frame); y <- as.numeric(model.response(frame))
  p <- ncol(x)
  fit <- function(held = NULL, at = 0) {
    b <- rep(0, p); if (!is.null(held)) b[held] <- at; free <- setdiff(seq_len(p), held)
    loglik <- function(b) { eta <- drop(x %*% b); q <- plogis(eta)
      sum(y * eta - log1p(exp(eta))) + determinant(crossprod(x * sqrt(q * (1 - q))))$modulus / 2 }
    for (round in 1:500) {
      q <- plogis(drop(x %*% b)); w <- q * (1 - q); inverse <- solve(crossprod(x * sqrt(w)))
      h <- rowSums((x %*% inverse) * x) * w; score <- crossprod(x, y - q + h * (0.5 - q))
      step <- rep(0, p); if (length(free)) step[free] <- solve(crossprod(x * sqrt(w))[free, free, drop = FALSE], score[free])
      step <- step / max(1, max(abs(step)) / 5); now <- loglik(b)
      while (loglik(b + step) < now - 1e-12 && max(abs(step)) > 1e-14) step <- step / 2
      b <- b + step; if (max(abs(step)) < 1e-11) break
    }
    list(b = b, loglik = as.numeric(loglik(b)), inverse = inverse)
  }
  whole <- fit(); se <- sqrt(diag(whole$inverse)); low <- high <- chi2 <- rep(NA, p)
  for (k in seq_len(p)) {
    drop_at <- function(v) 2 * (whole$loglik - fit(k, v)$loglik) - qchisq(.95, 1)
    chi2[k] <- 2 * (whole$loglik - fit(k)$loglik)
    low[k] <- uniroot(drop_at, whole$b[k] + c(-8, -.01) * se[k], extendInt = "downX", tol = 1e-9)$root
    high[k] <- uniroot(drop_at, whole$b[k] + c(.01, 8) * se[k], extendInt = "upX", tol = 1e-9)$root
  }
  list(estimate = whole$b, se = se, p = pchisq(chi2, 1, lower.tail = FALSE), low = low, high = high,
       chi2 = if (p > 1) 2 * (whole$loglik - fit(setdiff(seq_len(p), 1))$loglik) else 0)
}
)r"},
        {"by_first",
         R"r(# from the order of emmeans (by the later level) to: every pair against the first level, …
by_first <- function(k) { pairs <- do.call(rbind, lapply(1:(k - 1), function(i) cbind(i, (i + 1):k)))
  own <- do.call(rbind, lapply(2:k, function(j) cbind(1:(j - 1), j))); match(paste(pairs[, 1], pairs[, 2]), paste(own[, 1], own[, 2])) }
)r"},
        {"weighted_log_rank", R"r(weighted_log_rank <- function(time, event, group) {
  keep <- !is.na(time) & !is.na(event) & !is.na(group); time <- time[keep]; event <- event[keep]; group <- droplevels(group[keep])
  k <- nlevels(group); times <- sort(unique(time[event == 1]))
  sapply(list(function(n) n, sqrt), function(weight) {
    u <- rep(0, k); v <- matrix(0, k, k)
    for (t in times) {
      at <- table(group[time >= t]); d <- table(group[time == t & event == 1]); n <- sum(at); own <- sum(d); w <- weight(n)
      u <- u + w * (d - at * own / n)
      if (n > 1) v <- v + w^2 * own * (n - own) / (n - 1) * (diag(as.vector(at) / n, k) - tcrossprod(as.vector(at) / n))
    }
    drop(u[-k] %*% solve(v[-k, -k, drop = FALSE]) %*% u[-k])
  })
}
)r"},
        {"codes", R"r(codes <- function(x, values = NULL) {
  if (is.null(values)) { values <- unique(unlist(lapply(x, as.character))); values <- values[!is.na(values)]
    values <- if (all(sapply(x, is.numeric))) as.character(sort(as.numeric(values))) else sort(values, method = "radix") }
  out <- sapply(x, function(v) match(as.character(v), values)); attr(out, "levels") <- factor(values, levels = values); out
}
)r"},
        {"kappa_of", R"r(# standard errors of Fleiss, Cohen & Everitt (1969)
kappa_of <- function(t, weights) {
  k <- nrow(t); p <- t / sum(t); n <- sum(t); r <- rowSums(p); c <- colSums(p); gap <- abs(outer(1:k, 1:k, "-"))
  w <- switch(weights, linear = 1 - gap / (k - 1), quadratic = 1 - gap^2 / (k - 1)^2, diag(k))
  po <- sum(w * p); pe <- sum(w * outer(r, c)); wr <- drop(w %*% c); wc <- drop(t(w) %*% r); s <- outer(wr, wc, "+")
  se <- sqrt((sum(p * (w * (1 - pe) - s * (1 - po))^2) - (po * pe - 2 * pe + po)^2) / n) / (1 - pe)^2
  se0 <- sqrt((sum(outer(r, c) * (w - s)^2) - pe^2) / n) / (1 - pe); kappa <- (po - pe) / (1 - pe)
  list(po = po, pe = pe, kappa = kappa, se = se, se0 = se0, z = kappa / se0)
}
)r"},
        {"krippendorff", R"r(krippendorff <- function(x, metric, values) {
  k <- length(values); o <- matrix(0, k, k)
  for (i in seq_len(nrow(x))) { u <- x[i, !is.na(x[i, ])]; if (length(u) < 2) next
    c <- tabulate(u, k); o <- o + (tcrossprod(c) - diag(c, k)) / (length(u) - 1) }
  n <- rowSums(o); v <- suppressWarnings(as.numeric(values))
  delta <- switch(metric, nominal = 1 - diag(k), interval = outer(v, v, "-")^2, ratio = { r <- (outer(v, v, "-") / outer(v, v, "+"))^2; r[is.nan(r)] <- 0; r },
    ordinal = outer(1:k, 1:k, Vectorize(function(a, b) (sum(n[a:b]) - (n[a] + n[b]) / 2)^2)))
  1 - (sum(n) - 1) * sum(o * delta) / sum(outer(n, n) * delta)
}
)r"},
        {"rubin", R"r(# Rubin 1987; degrees of freedom of Barnard & Rubin 1999
rubin <- function(models) {
  b <- sapply(models, coef); v <- sapply(models, function(m) diag(vcov(m))); m <- length(models); df <- min(sapply(models, df.residual))
  estimate <- rowMeans(b); within <- rowMeans(v); between <- apply(b, 1, var); total <- within + (1 + 1 / m) * between
  lambda <- (1 + 1 / m) * between / total; old <- (m - 1) / lambda^2; seen <- (df + 1) / (df + 3) * df * (1 - lambda)
  df <- old * seen / (old + seen); riv <- (1 + 1 / m) * between / within
  list(estimate = estimate, se = sqrt(total), df = df, p = 2 * pt(-abs(estimate / sqrt(total)), df), fmi = (riv + 2 / (df + 3)) / (riv + 1))
}
)r"},
        {"wcls",
         R"r(wcls <- function(d, id, outcome, treatment, probability, controls, moderators, numerator) {
  all <- unique(c(id, outcome, treatment, probability, all.vars(controls), all.vars(moderators)))
  d <- d[complete.cases(d[, all]), ]; a <- d[[treatment]]; p <- d[[probability]]; y <- d[[outcome]]
  g <- model.matrix(controls, d); f <- model.matrix(moderators, d); w <- ifelse(a == 1, numerator / p, (1 - numerator) / (1 - p))
  x <- cbind(g, f * (a - numerator)); bread <- solve(crossprod(x * sqrt(w))); b <- bread %*% crossprod(x, w * y); e <- drop(y - x %*% b)
  people <- split(seq_along(y), d[[id]]); meat <- plain <- matrix(0, ncol(x), ncol(x))
  for (rows in people) {
    xi <- x[rows, , drop = FALSE]; wi <- w[rows]; h <- xi %*% bread %*% t(xi * wi)
    own <- crossprod(xi, wi * solve(diag(length(rows)) - h, e[rows])); meat <- meat + tcrossprod(own)
    plain <- plain + tcrossprod(crossprod(xi, wi * e[rows]))
  }
  k <- ncol(g) + seq_len(ncol(f)); v <- (bread %*% meat %*% bread)[k, k, drop = FALSE]; s <- sqrt(diag(v)); df <- length(people) - ncol(x)
  list(estimate = b[k], se = s, p = 2 * pt(-abs(b[k] / s), df), plain = sqrt(diag(bread %*% plain %*% bread))[k], t2 = drop(b[k] %*% solve(v) %*% b[k]))
}
)r"},
        {"use_of", R"r(use_of <- function(users, events) {
  instant <- function(t) { t <- sub("Z$", "+0000", sub("([+-][0-9]{2}):([0-9]{2})$", "\\1\\2", sub(" ", "T", t)))
    t <- ifelse(grepl("[+-][0-9]{4}$", t), t, paste0(t, "+0000")); as.numeric(as.POSIXct(t, format = "%Y-%m-%dT%H:%M:%OS%z", tz = "UTC")) }
  e <- events; e$at <- instant(e$timestamp); e <- e[e$user_id %in% users$user_id & !is.na(e$at), ]
  e <- e[!duplicated(e[, c("user_id", "at", "event", "module")]), ]
  e$day <- floor((e$at - instant(users$enrolled_at)[match(e$user_id, users$user_id)]) / 86400); e <- e[e$day >= 0, ]
  login <- e[e$event == "login", ]; who <- factor(login$user_id, levels = users$user_id)
  count <- function(kind) { x <- unique(e[e$event == kind & !is.na(e$module), c("user_id", "module")]); x }
  started <- count("module_start"); completed <- count("module_complete"); modules <- 7
  list(n = nrow(users), logins = as.vector(table(who)), modules = modules,
       last = sapply(split(login$day, who), function(x) if (length(x)) max(x) else -1),
       on = function(k) length(unique(login$user_id[login$day == k])),
       sessions = sapply(split(login$at, who), function(x) if (length(x)) 1 + sum(diff(sort(x)) > 1800) else 0),
       done = as.vector(table(factor(completed$user_id[completed$module %in% 1:modules], levels = users$user_id))),
       started = as.vector(table(factor(started$module, levels = 1:modules))), completed = as.vector(table(factor(completed$module, levels = 1:modules))))
}
)r"},
    };
    return texts;
}

}  // namespace

std::string r_helpers(const std::set<std::string>& names) {
    std::string out;
    for (const auto& name : names)
        if (const auto found = all().find(name); found != all().end()) out += found->second;
    return out;
}

}  // namespace breather::study_reports
