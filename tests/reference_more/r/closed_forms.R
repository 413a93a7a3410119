# The truth for description, survival and linear models: formulas where the conventions give one,
# survival::coxph, cox.zph, quantile.survfit and lm where R has it.
library(survival)

q6 <- function(x, p) 
quantile(x, p, type = 6, names = FALSE)

q7 <- function(x, p) 
quantile(x, p, type = 7, names = FALSE)

describe <- function(x) 
{
    m <- sum(is.na(x))
    x <- x[!is.na(x)]
    n <- length(x)
    mu <- mean(x)
    s <- sd(x)
    z <- (x - mu)
    m2 <- mean(z^2)
    g1 <- mean(z^3)/m2^1.5
    g2 <- mean(z^4)/m2^2 - 3
    list(n = n, missing = m, mean = mu, sd = s, variance = s^2, se = s/sqrt(n), ci95 = ci(mu - 
        qt(0.975, n - 1) * s/sqrt(n), mu + qt(0.975, n - 1) * s/sqrt(n)), min = min(x), max = max(x), 
        median = median(x), q1_type7 = q7(x, 0.25), q3_type7 = q7(x, 0.75), q1_type6 = q6(x, 
            0.25), q3_type6 = q6(x, 0.75), skewness_G1 = if (n > 2) g1 * sqrt(n * (n - 1))/(n - 
            2) else NA, kurtosis_G2 = if (n > 3) ((n + 1) * g2 + 6) * (n - 1)/((n - 2) * (n - 
            3)) else NA)
}

km <- function(time, event, days, tau = NULL) 
{
    ut <- sort(unique(time[event == 1]))
    n <- length(time)
    S <- 1
    G <- 0
    st <- c()
    su <- c()
    gr <- c()
    rk <- c()
    dd <- c()
    for (t in ut) {
        r <- sum(time >= t)
        d <- sum(time == t & event == 1)
        S <- S * (1 - d/r)
        G <- G + d/(r * (r - d))
        st <- c(st, t)
        su <- c(su, S)
        gr <- c(gr, G)
        rk <- c(rk, r)
        dd <- c(dd, d)
    }
    at <- lapply(days, function(q) {
        k <- sum(st <= q)
        s <- if (k) 
            su[k]
        else 1
        g <- if (k) 
            gr[k]
        else 0
        se <- if (s == 0) 
            NA
        else s * sqrt(g)
        pl <- if (s == 0) 
            c(NA, NA)
        else pmin(1, pmax(0, s + c(-1, 1) * qnorm(0.975) * se))
        lg <- if (s == 0) 
            c(NA, NA)
        else pmin(1, exp(log(s) + c(-1, 1) * qnorm(0.975) * sqrt(g)))
        ll <- if (s == 0 || s == 1) 
            c(NA, NA)
        else {
            e <- sqrt(g)/log(s)
            s^exp(c(-1, 1) * qnorm(0.975) * e)
        }
        if (!anyNA(ll)) 
            ll <- sort(ll)
        list(day = q, n_risk = sum(time >= q), survival = s, se = num(se), ci_plain = ci(pl[1], 
            pl[2]), ci_log = ci(lg[1], lg[2]), ci_loglog = ci(ll[1], ll[2]))
    })
    f <- survfit(Surv(time, event) ~ 1, conf.type = "log-log")
    q <- quantile(f, 0.5)
    out <- list(n = n, events = sum(event), censored = n - sum(event), at = arr(at), median = num(unname(q$quantile)), 
        median_ci_loglog = ci(unname(q$lower), unname(q$upper)))
    if (!is.null(tau)) {
        x <- c(0, st[st < tau], tau)
        y <- c(1, su[st < tau])
        area <- sum(diff(x) * y)
        v <- 0
        for (i in which(st < tau)) {
            xs <- c(st[i:sum(st < tau)], tau)
            A <- sum(diff(xs) * su[i:sum(st < tau)])
            if (rk[i] > dd[i]) 
                v <- v + A^2 * dd[i]/(rk[i] * (rk[i] - dd[i]))
        }
        out$rmst <- list(tau = tau, rmst = area, se = sqrt(v))
    }
    out
}

lr <- function(time, event, group, levels, strata = NULL) 
{
    k <- length(levels)
    if (is.null(strata)) 
        strata <- rep(1, length(time))
    res <- list()
    O <- rep(0, k)
    E <- rep(0, k)
    for (w in c("logrank", "gehan_breslow", "tarone_ware")) {
        U <- rep(0, k)
        V <- matrix(0, k, k)
        ever <- rep(FALSE, k)
        for (s in unique(strata)) {
            i <- strata == s
            T <- time[i]
            Ev <- event[i]
            g <- factor(group[i], levels)
            for (t in sort(unique(T[Ev == 1]))) {
                r <- table(g[T >= t])
                d <- table(g[T == t & Ev == 1])
                R <- sum(r)
                D <- sum(d)
                p <- as.numeric(r/R)
                ww <- switch(w, logrank = 1, gehan_breslow = R, tarone_ware = sqrt(R))
                e <- D * p
                if (w == "logrank") {
                  O <- O + as.numeric(d)
                  E <- E + e
                }
                U <- U + ww * (as.numeric(d) - e)
                if (R > 1) 
                  V <- V + ww^2 * D * (R - D)/(R - 1) * (diag(p) - p %o% p)
                ever <- ever | (p > 0)
            }
        }
        keep <- which(E > 0)
        df <- length(keep) - 1
        j <- keep[-1]
        chi <- as.numeric(U[j] %*% solve(V[j, j], U[j]))
        res[[w]] <- list(chi2 = chi, df = df, p = pchisq(chi, df, lower.tail = FALSE))
    }
    res$logrank$ln_p <- pchisq(res$logrank$chi2, res$logrank$df, lower.tail = FALSE, log.p = TRUE)
    if (res$logrank$p < 1e-250) 
        res$logrank$p <- NULL
    c(list(groups = levels, observed = O, expected = E), res)
}

coxr <- function(form, data, ties, facs, zph = TRUE) 
{
    environment(form) <- environment()
    f <- coxph(form, data, ties = ties, control = coxph.control(eps = 1e-11, toler.chol = 1e-14, 
        iter.max = 100))
    s <- summary(f)
    b <- coef(f)
    se <- sqrt(diag(vcov(f)))
    cf <- lapply(seq_along(b), function(i) list(term = nm(names(b)[i], facs), estimate = unname(b[i]), 
        se = unname(se[i]), z = unname(b[i]/se[i]), p = unname(2 * pnorm(-abs(b[i]/se[i]))), 
        hr = unname(exp(b[i])), hr_low = unname(exp(b[i] - qnorm(0.975) * se[i])), hr_high = unname(exp(b[i] + 
            qnorm(0.975) * se[i]))))
    l <- f$loglik
    out <- list(ties = ties, n = f$n, events = f$nevent, coefficients = arr(cf), log_lik_null = l[1], 
        log_lik = l[2], lr = list(chi2 = 2 * (l[2] - l[1]), df = length(b), p = pchisq(2 * 
            (l[2] - l[1]), length(b), lower.tail = FALSE)), wald_chi2 = unname(f$wald.test), 
        score_chi2 = unname(f$score), concordance = unname(f$concordance["concordance"]))
    if (zph) {
        z <- cox.zph(f, "km")$table
        out$ph_test_km <- arr(lapply(seq_len(nrow(z)), function(i) list(term = rownames(z)[i], 
            chi2 = unname(z[i, 1]), df = unname(z[i, 2]), p = unname(z[i, 3]))))
    }
    out
}

lmr <- function(f, facs) 
{
    s <- summary(f)
    c0 <- s$coefficients
    df <- f$df.residual
    hc <- tryCatch(sqrt(diag(sandwich::vcovHC(f, "HC3"))), error = function(e) rep(NA, nrow(c0)))
    cf <- lapply(seq_len(nrow(c0)), function(i) {
        e <- c0[i, 1]
        se <- c0[i, 2]
        list(term = nm(rownames(c0)[i], facs), estimate = e, se = se, t = c0[i, 3], p = c0[i, 
            4], low = e - qt(0.975, df) * se, high = e + qt(0.975, df) * se, se_hc3 = num(unname(hc[rownames(c0)[i]])))
    })
    fs <- s$fstatistic
    list(n = nobs(f), coefficients = arr(cf), aliased = I(as.list(nm(names(coef(f))[is.na(coef(f))], 
        facs))), df_residual = df, sigma = s$sigma, r2 = s$r.squared, adj_r2 = s$adj.r.squared, 
        F = unname(fs[1]), df1 = unname(fs[2]), df2 = unname(fs[3]), F_p = unname(pf(fs[1], 
            fs[2], fs[3], lower.tail = FALSE)), log_lik = as.numeric(logLik(f)))
}
