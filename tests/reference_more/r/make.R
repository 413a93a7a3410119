# Makes the folders beside: Rscript make.R, in this folder. Every case draws its own data from a seed:
# heavy ties, time 0, other numbers of arms and visits, gaps, small groups, scales of 1e-12 and 1e9.
source("cases.R")
source("closed_forms.R")
source("mixed.R")
suppressMessages(library(emmeans))

compare_groups <- function(x, y, n1, n2) 
{
    a <- length(x)
    b <- length(y)
    dif <- mean(x) - mean(y)
    sp <- sqrt(((a - 1) * var(x) + (b - 1) * var(y))/(a + b - 2))
    df <- a + b - 2
    se <- sp * sqrt(1/a + 1/b)
    t <- dif/se
    vw <- var(x)/a + var(y)/b
    dw <- vw^2/((var(x)/a)^2/(a - 1) + (var(y)/b)^2/(b - 1))
    sw <- sqrt(vw)
    lev <- function(ctr) {
        g <- factor(rep(1:2, c(a, b)))
        z <- c(abs(x - ctr(x)), abs(y - ctr(y)))
        o <- anova(lm(z ~ g))
        list(F = o[1, 4], df1 = 1, df2 = df, p = o[1, 5])
    }
    ft <- function(p) {
        f <- function(nc) pt(t, df, nc) - p
        lo <- t - 40
        hi <- t + 40
        lo <- max(lo, -37)
        hi <- min(hi, 37)
        uniroot(f, c(lo, hi), tol = 1e-12)$root
    }
    k <- sqrt(1/a + 1/b)
    dl <- suppressWarnings(ft(0.975)) * k
    dh <- suppressWarnings(ft(0.025)) * k
    J <- exp(lgamma(df/2) - log(sqrt(df/2)) - lgamma((df - 1)/2))
    list(groups = c(n1, n2), n = c(a, b), mean = c(mean(x), mean(y)), sd = c(sd(x), sd(y)), 
        difference = dif, pooled = list(t = t, df = df, p = 2 * pt(-abs(t), df), se = se, ci95 = ci(dif - 
            qt(0.975, df) * se, dif + qt(0.975, df) * se)), welch = list(t = dif/sw, df = dw, 
            p = 2 * pt(-abs(dif/sw), dw), se = sw, ci95 = ci(dif - qt(0.975, dw) * sw, dif + 
                qt(0.975, dw) * sw)), levene_mean = lev(mean), brown_forsythe_median = lev(median), 
        cohens_d = list(d = dif/sp, low = dl, high = dh), hedges_g = list(g = J * dif/sp, J = J, 
            low = J * dl, high = J * dh))
}

mixed_case <- function(seed, where = "out") 
{
    set.seed(1000 + seed)
    V <- c(2, 3, 4, 5, 2, 3)[seed%%6 + 1]
    k <- c(2, 3, 4)[seed%%3 + 1]
    per <- c(9, 14, 25, 40)[seed%%4 + 1]
    arms <- c("waitlist", "app", "app_plus_coach", "group_work")[1:k]
    n <- per * k
    weeks <- c(4, 8, 16, 26, 52)[1:V]
    arm <- sample(arms, n, TRUE, prob = c(0.4, 0.3, 0.2, 0.1)[1:k])
    arm[1:(3 * k)] <- rep(arms, 3)
    org <- sample(c("a", "b", "c"), n, TRUE, prob = c(0.6, 0.3, 0.1))
    org[1:6] <- c("a", "a", "b", "b", "c", "c")
    age <- sample(20:65, n, TRUE)
    sc <- c(1, 1, 1e-06, 1e+06)[seed%%4 + 1]
    S <- diag(seq(3, 5, length = V))
    R <- 0.6^abs(outer(1:V, 1:V, "-"))
    L <- t(chol(S %*% R %*% S))
    base <- round(rnorm(n, 22, 4))
    id <- sprintf("P%03d", 1:n)
    o <- list(data.frame(id = id, week = 0, score = base * sc))
    E <- t(L %*% matrix(rnorm(n * V), V))
    for (v in 1:V) {
        y <- 8 + 0.6 * base - 1.2 * (match(arm, arms) - 1) - 0.1 * v + E[, v]
        y <- round(y, 2) * sc
        keep <- runif(n) > c(0.08, 0.15, 0.25, 0.3, 0.4)[v]
        y[!keep] <- NA
        dd <- data.frame(id = id, week = weeks[v], score = y)
        if (seed%%2) 
            dd <- dd[keep, ]
        o[[v + 1]] <- dd
    }
    o <- do.call(rbind, o)
    o <- o[sample(nrow(o)), ]
    p <- data.frame(id = id, organisation = org, age = age, arm = arm)
    if (seed%%3 == 0) 
        p$age[sample(n, 3)] <- NA
    p$arm[n] <- NA
    m <- merge(o[o$week != 0, ], p, by = "id")
    b0 <- o[o$week == 0, ]
    m$score0 <- b0$score[match(m$id, b0$id)]
    full <- seed%%3 == 1
    m$wk <- factor(m$week, weeks)
    m$arm <- factor(m$arm, arms)
    m$organisation <- factor(m$organisation, c("a", "b", "c"))
    m <- m[!is.na(m$score) & !is.na(m$arm) & !is.na(m$score0), ]
    if (!full) 
        m <- m[!is.na(m$age), ]
    m <- m[order(m$id, m$wk), ]
    form <- if (full) 
        ~arm + wk + arm:wk + score0 + score0:wk + organisation
    else ~arm + wk + arm:wk + score0 + age
    fixed <- if (full) 
        list("arm", "week", "arm:week", "score0", "score0:week", "organisation")
    else list("arm", "week", "arm:week", "score0", "age")
    X <- model.matrix(form, m)
    X <- X[, qr(X)$pivot[1:qr(X)$rank], drop = FALSE]
    K <- V * (V + 1)/2
    ab <- do.call(rbind, lapply(1:V, function(a) cbind(a, 1:a)))
    parts <- function(rw) {
        w <- as.integer(m$wk[rw])
        lapply(1:K, function(q) {
            P <- matrix(0, length(w), length(w))
            a <- ab[q, 1]
            b <- ab[q, 2]
            P[outer(w, w, function(i, j) (i == a & j == b) | (i == b & j == a))] <- 1
            P
        })
    }
    r0 <- lm.fit(X, m$score)$residuals
    s2 <- mean(r0^2)
    th <- ifelse(ab[, 1] == ab[, 2], 1, 0.5)
    f <- reml(m$score/sqrt(s2), X, m$id, parts, th)
    q <- sqrt(s2)
    C <- matrix(0, V, V)
    for (i in 1:K) C[ab[i, 1], ab[i, 2]] <- C[ab[i, 2], ab[i, 1]] <- f$theta[i] * s2
    facs <- c("arm", "wk", "organisation")
    mm <- colMeans(model.matrix(form, m))
    lab <- function(a, v) {
        nd <- m[1, ]
        nd$arm <- factor(arms[a], arms)
        nd$wk <- factor(weeks[v], weeks)
        nd
    }
    cons <- list()
    for (v in 1:V) for (b in 1:k) for (a in seq_len(k)) if (a > b) {
        l <- as.numeric(model.matrix(form, lab(a, v)) - model.matrix(form, lab(b, v)))
        names(l) <- colnames(model.matrix(form, m))
        l <- l[colnames(X)]
        c1 <- ctr(f, l)
        for (w in c("model_based", "kenward_roger_expected", "kenward_roger_observed")) for (z in c("se", 
            "low", "high")) c1[[w]][[z]] <- c1[[w]][[z]] * q
        c1$estimate <- c1$estimate * q
        cons[[length(cons) + 1]] <- c(list(label = paste0(arms[a], " - ", arms[b], ", week ", 
            weeks[v])), c1)
    }
    ix <- grep("^arm.*:wk|^wk.*:arm", colnames(X))
    L <- diag(ncol(X))[ix, , drop = FALSE]
    ex <- list(participants = length(unique(m$id)), observations = nrow(m), fixed = arr(lapply(1:ncol(X), 
        function(i) list(term = nm(colnames(X)[i], facs), estimate = f$beta[i] * q, se = sqrt(f$Phi[i, 
            i]) * q))), covariance = C, minus2_reml_log_lik = f$m2 + 2 * (f$N - f$p) * log(q), 
        contrasts = arr(cons), arm_by_week_test = list(kenward_roger_expected = jnt(f, L, f$WE, 
            f$PE), kenward_roger_observed = jnt(f, L, f$WO, f$PO)))
    sp <- list(outcome = paste0("score at weeks ", if (V == 2) paste(weeks, collapse = " and ") else paste0(paste(weeks[-V], 
        collapse = ", "), " and ", weeks[V])), fixed = fixed, arm_levels = arms, week_levels = as.character(weeks), 
        covariance = "unstructured over weeks within id", estimation = "REML", missing = "rows with missing score dropped; ids with one visit kept")
    if (full) 
        sp$organisation_levels <- c("a", "b", "c")
    tolabs <- 1e-06 * max(1, 0)
    A <- list(an("mmrm", "mmrm", c("participants.csv", "outcomes.csv"), sp, ex, 1e-05, 1e-06 * 
        min(1, sc)))
    cat("seed", seed, "V", V, "k", k, "n", n, "it", f$it, "grad", max(abs(f$g)), "\n")
    m2 <- merge(o, p, by = "id")
    wks <- c(0, weeks)
    m2$wk <- factor(m2$week, wks)
    m2$arm <- factor(m2$arm, arms)
    m2 <- m2[!is.na(m2$score) & !is.na(m2$arm), ]
    if (seed%%2) 
        m2 <- m2[!is.na(m2$age), ]
    f2 <- if (seed%%2) 
        ~arm + wk + arm:wk + age
    else ~arm + wk + arm:wk
    X <- model.matrix(f2, m2)
    q <- sqrt(mean(lm.fit(X, m2$score)$residuals^2))
    f <- reml(m2$score/q, X, m2$id, function(rw) {
        u <- length(rw)
        list(matrix(1, u, u), diag(u))
    }, c(0.5, 0.5))
    if (f$theta[1] > 1e-04) {
        cons <- list()
        l <- setNames(rep(0, ncol(X)), colnames(X))
        l[paste0("arm", arms[k], ":wk", weeks[1])] <- 1
        c1 <- ctr(f, l)
        for (w in c("model_based", "kenward_roger_expected", "kenward_roger_observed")) for (z in c("se", 
            "low", "high")) c1[[w]][[z]] <- c1[[w]][[z]] * q
        c1$estimate <- c1$estimate * q
        ex <- list(observations = nrow(m2), participants = length(unique(m2$id)), fixed = arr(lapply(1:ncol(X), 
            function(i) list(term = nm(colnames(X)[i], facs), estimate = f$beta[i] * q, se = sqrt(f$Phi[i, 
                i]) * q))), var_intercept = f$theta[1] * q^2, var_residual = f$theta[2] * q^2, 
            icc = f$theta[1]/sum(f$theta), minus2_reml_log_lik = f$m2 + 2 * (f$N - f$p) * log(q), 
            contrast = c(list(label = paste0(arms[k], " - ", arms[1], ", change from week 0 to week ", 
                weeks[1])), c1))
        A[[2]] <- an("lmm", "linear_mixed_model", c("participants.csv", "outcomes.csv"), list(outcome = paste0("score at weeks ", 
            paste(wks[-length(wks)], collapse = ", "), " and ", weeks[V]), fixed = c(list("arm", 
            "week", "arm:week"), if (seed%%2) list("age")), random = "intercept by id", estimation = "REML", 
            arm_levels = arms, week_levels = as.character(wks)), ex, 1e-05, 1e-06 * min(1, 
            sc))
    }
    put(sprintf("%s/mmrm%02d", where, seed), list(participants.csv = p, outcomes.csv = o), 
        arr(A))
}

prompts_case <- function(seed, where = "out") 
{
    set.seed(5000 + seed)
    n <- c(8, 15, 40)[seed%%3 + 1]
    T <- c(5, 12, 40)[seed%%3 + 1]
    d <- expand.grid(decision_point = 1:T, participant = paste0("id ", 1:n))
    d <- d[sample(nrow(d)), ]
    N <- nrow(d)
    d$available <- rbinom(N, 1, 0.75)
    d$recent_stress <- round(rnorm(N), 3)
    d$day <- (d$decision_point - 1)%/%4
    d$weekend <- sample(c("weekday", "weekend"), N, TRUE)
    d$prob_send <- if (seed%%2) 
        round(runif(N, 0.2, 0.7), 2)
    else 0.4
    d$sent <- rbinom(N, 1, d$prob_send)
    d$outcome <- round(2 + 0.3 * d$recent_stress + (d$sent - 0.4) * (0.4 - 0.2 * d$recent_stress) + 
        rnorm(n)[match(d$participant, unique(d$participant))] + rnorm(N), 3)
    if (seed%%4 == 1) {
        d$outcome[sample(N, 5)] <- NA
        d$recent_stress[sample(N, 4)] <- NA
        d$sent[d$available == 0] <- NA
        d$prob_send[d$available == 0] <- NA
    }
    if (seed%%5 == 2) 
        d$available <- ifelse(d$available == 1, "TRUE", "FALSE")
    A <- list()
    av <- d$available %in% c(1, "TRUE")
    for (num in c(0.5, 0.3)) for (v in list(list(character(0), "recent_stress"), list("recent_stress", 
        c("recent_stress", "day")), list(c("day", "recent_stress"), c("recent_stress", "day")), 
        list("weekend", c("weekend", "recent_stress")), list(character(0), character(0)))) {
        vars <- unique(c(v[[1]], v[[2]]))
        dd <- d[av, ]
        dd <- dd[complete.cases(dd[, c("outcome", "sent", "prob_send", vars)]), ]
        mm <- function(x) {
            M <- model.matrix(if (length(x)) 
                reformulate(x)
            else ~1, dd)
            colnames(M) <- nm(colnames(M), "weekend")
            M
        }
        ex <- try(wcls(dd, as.character(dd$participant), dd$outcome, dd$sent, dd$prob_send, 
            mm(v[[2]]), mm(v[[1]]), num), TRUE)
        if (inherits(ex, "try-error") || ex$joint_test$df2 < 1) {
            cat(seed, "skip\n")
            next
        }
        A[[length(A) + 1]] <- an(paste0("w", num, paste(v[[1]], collapse = "+"), "_", paste(v[[2]], 
            collapse = "+")), "wcls", "d.csv", list(participant = "participant", outcome = "outcome", 
            treatment = "sent", probability = "prob_send", availability = "available", numerator = num, 
            moderators = I(as.list(v[[1]])), controls = I(as.list(v[[2]]))), ex)
    }
    put(sprintf("%s/wcls%02d", where, seed), list(d.csv = d), arr(A))
}

proportion <- function(k, n) 
{
    p <- k/n
    z <- qnorm(0.975)
    c <- (p + z^2/(2 * n))/(1 + z^2/n)
    h <- z * sqrt(p * (1 - p)/n + z^2/(4 * n^2))/(1 + z^2/n)
    list(k = k, n = n, p = p, wilson = ci(c - h, c + h), clopper_pearson = ci(if (k == 0) 0 else qbeta(0.025, 
        k, n - k + 1), if (k == n) 1 else qbeta(0.975, k + 1, n - k)))
}

ranks <- function(x, y) 
{
    a <- length(x)
    b <- length(y)
    r <- rank(c(x, y))
    R <- sum(r[1:a])
    U <- R - a * (a + 1)/2
    tt <- table(c(x, y))
    N <- a + b
    s <- sqrt(a * b/12 * ((N + 1) - sum(tt^3 - tt)/(N * (N - 1))))
    d <- U - a * b/2
    z <- d/s
    zc <- (d - sign(d) * 0.5)/s
    list(n = c(a, b), U = U, rank_sum_1 = R, z = z, p = 2 * pnorm(-abs(z)), z_cc = zc, p_cc = 2 * 
        pnorm(-abs(zc)), prob_superiority = U/(a * b), rank_biserial = 2 * U/(a * b) - 1)
}

survival_case <- function(seed, where = "out") 
{
    set.seed(seed)
    n <- c(8, 14, 30, 60, 150)[seed%%5 + 1]
    k <- 2 + seed%%3
    arms <- c("alone", "with coach", "group", "self-paced")[1:k]
    arm <- sample(arms, n, TRUE)
    while (length(unique(arm)) < k) arm <- sample(arms, n, TRUE)
    org <- sample(c("north", "south", "east"), n, TRUE, prob = c(0.5, 0.35, 0.15))
    shift <- sample(c("day", "night"), n, TRUE)
    age <- sample(19:66, n, TRUE)
    stress <- round(rnorm(n, 20, 6), 2)
    if (seed%%4 == 0) 
        stress <- stress * 1e-12
    if (seed%%4 == 1) 
        stress <- stress * 1e+09
    t0 <- rexp(n, exp(-0.3 * (arm == arms[2]) - 0.02 * (age - 40))/15)
    cens <- runif(n, 5, 60)
    time <- pmin(t0, cens)
    ev <- as.integer(t0 <= cens)
    time <- switch(seed%%3 + 1, ceiling(time), round(time, 3), floor(time/3) * 3)
    d <- data.frame(id = 1:n, arm = arm, organisation = org, shift = shift, age = age, stress = stress, 
        day = time, dropped_out = ev)
    if (seed%%2) {
        d$age[sample(n, max(1, n%/%15))] <- NA
        d$day[sample(n, 1)] <- NA
        d$organisation[sample(n, 1)] <- NA
    }
    if (seed%%7 == 0) 
        d$site <- sample(c("a", "b"), n, TRUE)
    A <- list()
    add <- function(x) A[[length(A) + 1]] <<- x
    days <- c(0, 1, 5, 7.5, 20, 59, 100)
    tau <- c(10, 25, 300, 3)[seed%%4 + 1]
    g <- d[!is.na(d$day), ]
    add(an("km", "kaplan_meier", "d.csv", list(time = "day", event = "dropped_out", days = days, 
        rmst_tau = tau), km(g$day, g$dropped_out, days, tau)))
    by <- lapply(arms, function(a) {
        h <- g[g$arm == a, ]
        if (nrow(h)) 
            km(h$day, h$dropped_out, days, tau)
        else NULL
    })
    names(by) <- arms
    by <- by[!sapply(by, is.null)]
    add(an("km_by", "kaplan_meier", "d.csv", list(time = "day", event = "dropped_out", group = "arm", 
        days = days, rmst_tau = tau), by))
    f <- g[!is.na(g$organisation) & g$organisation %in% c("north", "south"), ]
    if (nrow(f) > 3 && sum(f$dropped_out) > 0 && length(unique(f$arm)) == k) {
        add(an("km_f", "kaplan_meier", "d.csv", list(time = "day", event = "dropped_out", days = days, 
            filter = list(organisation = c("north", "south"))), km(f$day, f$dropped_out, days)))
        x <- try(lr(f$day, f$dropped_out, f$arm, arms), TRUE)
        if (!inherits(x, "try-error")) 
            add(an("lr_f", "log_rank", "d.csv", list(time = "day", event = "dropped_out", group = "arm", 
                levels = arms, filter = list(organisation = c("north", "south"))), x))
    }
    x <- try(lr(g$day, g$dropped_out, g$arm, arms), TRUE)
    if (!inherits(x, "try-error")) {
        add(an("lr", "log_rank", "d.csv", list(time = "day", event = "dropped_out", group = "arm", 
            levels = arms), x))
        sd_ <- survdiff(Surv(day, dropped_out) ~ arm, g)
        if (abs(sd_$chisq - x$logrank$chi2) > 1e-08 * sd_$chisq + 1e-09) 
            cat("seed", seed, "survdiff differs", sd_$chisq, x$logrank$chi2, "\n")
    }
    h <- g[!is.na(g$organisation), ]
    x <- try(lr(h$day, h$dropped_out, h$arm, arms, h$organisation), TRUE)
    if (!inherits(x, "try-error")) 
        add(an("lr_s", "log_rank", "d.csv", list(time = "day", event = "dropped_out", group = "arm", 
            levels = arms, strata = "organisation"), x))
    if (n >= 30) {
        for (ties in c("efron", "breslow")) {
            c0 <- d
            c0$arm <- factor(c0$arm, arms)
            T <- list(list(name = "arm", type = "factor", levels = arms, reference = arms[1]), 
                list(name = "age", type = "numeric"), list(name = "stress", type = "numeric"))
            tr <- function(id, form, terms, facs, strata = NULL, filter = NULL) {
                w <- NULL
                r <- withCallingHandlers(try(coxr(form, dd, ties, facs), TRUE), warning = function(x) {
                  w <<- conditionMessage(x)
                  invokeRestart("muffleWarning")
                })
                if (inherits(r, "try-error") || !is.null(w) || any(sapply(r$coefficients, function(z) is.na(z$estimate) || 
                  abs(z$z) < 0.001 && z$se > 100))) {
                  return()
                }
                spec <- list(time = "day", event = "dropped_out", terms = terms, ties = ties)
                if (!is.null(strata)) 
                  spec$strata <- strata
                if (!is.null(filter)) 
                  spec$filter <- filter
                add(an(paste0(id, "_", ties), "cox", "d.csv", spec, r))
            }
            dd <- c0
            tr("cox", Surv(day, dropped_out) ~ arm + age + stress, T, "arm")
            tr("coxs", Surv(day, dropped_out) ~ arm + age + stress + strata(organisation), 
                T, "arm", "organisation")
            tr("coxss", Surv(day, dropped_out) ~ age + stress + strata(organisation, shift), 
                T[2:3], character(0), list("organisation", "shift"))
            tr("cox1", Surv(day, dropped_out) ~ age, T[2], character(0))
            T2 <- list(list(name = "arm", type = "factor", levels = rev(arms), reference = arms[2]), 
                list(name = "age", type = "numeric"), list(interaction = c("arm", "age")))
            lv <- c(arms[2], setdiff(rev(arms), arms[2]))
            dd <- c0
            dd$arm <- factor(as.character(dd$arm), lv)
            tr("coxi", Surv(day, dropped_out) ~ arm + age + arm:age, T2, "arm")
            dd <- c0[c0$shift == "day", ]
            tr("coxf", Surv(day, dropped_out) ~ arm + age, T[1:2], "arm", NULL, list(shift = "day"))
        }
    }
    put(sprintf("%s/surv%02d", where, seed), list(d.csv = d), arr(A))
}

trial_case <- function(seed, where = "out") 
{
    set.seed(3000 + seed)
    k <- 2 + seed%%3
    arms <- list(c("control", "active"), c("usual_care", "app", "app_group"), c("waitlist", 
        "a", "b", "c"))[[k - 1]]
    n <- c(24, 60, 150)[seed%%3 + 1] * 1
    V <- 2 + seed%%3
    weeks <- c(0, c(6, 12, 24, 52)[1:V])
    arm <- sample(arms, n, TRUE)
    arm[1:(4 * k)] <- rep(arms, 4)
    excl <- rep("", n)
    no <- sample((4 * k + 1):n, n%/%6)
    arm[no] <- NA
    excl[no] <- sample(c("no_consent", "low score", "other"), length(no), TRUE)
    org <- sample(c("x", "y", "z"), n, TRUE, prob = c(0.5, 0.3, 0.2))
    org[1:6] <- rep(c("x", "y", "z"), 2)
    age <- sample(20:64, n, TRUE)
    age[sample(n, 3)] <- NA
    female <- rbinom(n, 1, 0.7)
    logins <- ifelse(!is.na(arm) & arm != arms[1], rnbinom(n, 1, mu = 6), NA)
    core <- ifelse(is.na(logins), NA, pmin(7, rbinom(n, 7, 0.5)))
    id <- paste0("p", sample(1000, n))
    o <- NULL
    base <- round(rnorm(n, 24, 4))
    for (w in weeks) {
        y <- round(base - 0.5 * (match(arm, arms) - 1) * (w > 0) + rnorm(n, 0, 3) * (w > 0))
        if (w > 0) 
            y[runif(n) < 0.2] <- NA
        if (w == 0) 
            y[is.na(arm) & runif(n) < 0.5] <- NA
        dd <- data.frame(id = id, week = w, phq = y)
        dd <- dd[!is.na(arm) | w == 0, ]
        o <- rbind(o, dd[!(is.na(dd$phq) & runif(nrow(dd)) < 0.5), ])
    }
    o <- o[sample(nrow(o)), ]
    p <- data.frame(id = id, organisation = org, age = age, female = female, exclusion = excl, 
        arm = arm, logins = logins, core_modules = core)
    at <- function(w) o$phq[o$week == w][match(id, o$id[o$week == w])]
    A <- list()
    add <- function(x) A[[length(A) + 1]] <<- x
    F <- c("participants.csv", "outcomes.csv")
    p0 <- at(0)
    w1 <- weeks[2]
    y <- at(w1)
    ba <- lapply(arms, function(a) {
        i <- which(arm == a)
        r <- list(allocated = length(i))
        st <- if (all(is.na(logins[i]))) 
            NA
        else sum(logins[i] > 0)
        r$started <- st
        r$never_started <- if (is.na(st)) 
            NA
        else length(i) - st
        any <- rep(FALSE, length(i))
        for (w in weeks[-1]) {
            h <- !is.na(at(w)[i])
            any <- any | h
            r[[paste0("outcome_week", w)]] <- sum(h)
            r[[paste0("lost_week", w)]] <- sum(!h)
        }
        r$any_post_baseline <- sum(any)
        r
    })
    names(ba) <- arms
    ex <- as.list(table(excl[excl != ""]))
    add(an("consort", "consort_flow", F, list(participants = "participants.csv", outcomes = "outcomes.csv", 
        arm = "arm", empty_arm = "not randomised"), list(screened = n, excluded = lapply(ex, 
        as.integer), randomised = sum(!is.na(arm)), by_arm = ba), 0, 0))
    bl <- list()
    bl$age <- setNames(lapply(arms, function(a) describe(age[which(arm == a)])), arms)
    bl$phq0 <- setNames(lapply(arms, function(a) describe(p0[which(arm == a)])), arms)
    bl$female <- setNames(lapply(arms, function(a) {
        f <- female[which(arm == a)]
        list(n = length(f), k = sum(f == 1), percent = 100 * mean(f == 1))
    }), arms)
    bl$organisation <- setNames(lapply(arms, function(a) setNames(lapply(c("z", "y", "x"), 
        function(l) sum(org[which(arm == a)] == l)), c("z", "y", "x"))), arms)
    add(an("bl", "baseline_table", F, list(by = "arm", levels = arms, continuous = list("age", 
        "phq0"), categorical = list(list(name = "female", levels = c("1", "0")), list(name = "organisation", 
        levels = c("z", "y", "x"))), note = "phq0 is phq at week 0"), bl))
    d <- data.frame(y = y, arm = factor(arm, arms), phq0 = p0, organisation = factor(org, c("x", 
        "y", "z")), age = age)
    anc <- function(id, form, terms, vars, spec2 = list(), d0 = d) {
        dd <- d0[complete.cases(d0[, c("y", vars)]), ]
        f <- lm(form, dd)
        m <- lmr(f, c("arm", "organisation"))
        dr <- drop1(f, . ~ ., test = "F")["arm", ]
        rss <- deviance(f)
        w <- NULL
        em <- summary(emmeans(f, "arm", weights = "equal"), infer = c(TRUE, FALSE))
        lv <- levels(dd$arm)
        pr <- as.data.frame(pairs(emmeans(f, "arm"), adjust = "none", reverse = TRUE))
        cc <- as.data.frame(confint(pairs(emmeans(f, "arm"), adjust = "none", reverse = TRUE)))
        psd <- {
            z <- d0[!is.na(d0$arm) & !is.na(d0$phq0), ]
            sqrt(sum(tapply(z$phq0, z$arm, function(v) if (length(v) > 1) sum((v - mean(v))^2) else 0), 
                na.rm = TRUE)/(nrow(z) - length(unique(z$arm))))
        }
        ct <- lapply(seq_len(nrow(pr)), function(i) list(label = gsub("[()]", "", as.character(pr$contrast[i])), 
            estimate = pr$estimate[i], se = pr$SE[i], df = pr$df[i], t = pr$t.ratio[i], p = pr$p.value[i], 
            p_holm = p.adjust(pr$p.value, "holm")[i], p_bonferroni = p.adjust(pr$p.value, "bonferroni")[i], 
            low = cc$lower.CL[i], high = cc$upper.CL[i], d_baseline_sd = pr$estimate[i]/psd, 
            d_residual_sd = pr$estimate[i]/sigma(f)))
        add(an(id, "ancova", F, c(list(outcome = paste("phq at week", w1), terms = terms, missing = "listwise"), 
            spec2), list(model = m, arm_test = list(F = dr[["F value"]], df1 = dr$Df, df2 = f$df.residual, 
            p = dr[["Pr(>F)"]], partial_eta2 = dr[["Sum of Sq"]]/(dr[["Sum of Sq"]] + rss)), 
            adjusted_means = arr(lapply(seq_along(lv), function(i) list(arm = lv[i], mean = em$emmean[i], 
                se = em$SE[i], low = em$lower.CL[i], high = em$upper.CL[i]))), contrasts = arr(ct), 
            pooled_baseline_sd = psd)))
    }
    ta <- list(name = "arm", type = "factor", levels = arms, reference = arms[1])
    tb <- list(name = "phq0", type = "numeric")
    to <- list(name = "organisation", type = "factor", levels = c("x", "y", "z"), reference = "x")
    anc("ancova1", y ~ arm + phq0, list(ta, tb), c("arm", "phq0"))
    anc("ancova2", y ~ arm + phq0 + organisation, list(ta, tb, to), c("arm", "phq0", "organisation"))
    anc("ancova3", y ~ arm + phq0 + age + organisation, list(ta, tb, list(name = "age", type = "numeric"), 
        to), c("arm", "phq0", "organisation", "age"))
    d2 <- d
    d2$organisation <- factor(org, c("z", "x", "y"))
    d2$arm <- factor(arm, c(arms[k], arms[-k]))
    ta2 <- list(name = "arm", type = "factor", levels = arms, reference = arms[k])
    to2 <- list(name = "organisation", type = "factor", levels = c("x", "y", "z"), reference = "z")
    anc("ancova4", y ~ arm + phq0 + organisation, list(ta2, tb, to2), c("arm", "phq0", "organisation"), 
        list(), d2)
    d3 <- d[org != "z", ]
    d3$organisation <- factor(org[org != "z"], c("x", "y"))
    if (n > 40) {
        to3 <- list(name = "organisation", type = "factor", levels = c("x", "y"), reference = "x")
        dd <- d3
        anc_f <- try(anc("ancova_level_left_out", y ~ arm + phq0 + organisation, list(ta, tb, 
            to3), c("arm", "phq0", "organisation"), list(), transform(d, organisation = factor(as.character(organisation), 
            c("x", "y")))))
    }
    act <- setdiff(arms, arms[1])
    if (length(act) > 1) {
        dd <- data.frame(y = y, core_modules = core, phq0 = p0, arm = factor(arm, act))
        dd <- dd[complete.cases(dd), ]
        add(an("dose", "linear_regression", F, list(outcome = paste("phq at week", w1), filter = paste("active arms with week", 
            w1, "outcome"), terms = list(list(name = "core_modules", type = "numeric"), tb, 
            list(name = "arm", type = "factor", levels = act, reference = act[1]))), lmr(lm(y ~ 
            core_modules + phq0 + arm, dd), "arm")))
        add(an("dose_i", "linear_regression", F, list(outcome = paste("phq at week", w1), filter = "active arms", 
            terms = list(list(name = "core_modules", type = "numeric"), tb, list(name = "arm", 
                type = "factor", levels = act, reference = act[1]), list(interaction = c("core_modules", 
                "arm")))), lmr(lm(y ~ core_modules + phq0 + arm + core_modules:arm, dd), "arm")))
    }
    dd <- data.frame(age = age, female = female, organisation = factor(org, c("x", "y", "z")), 
        phq0 = p0)
    dd$twice <- 2 * dd$age
    fit <- lm(phq0 ~ age + female + organisation + organisation:female, dd)
    add(an("lin_f", "linear_regression", F, list(outcome = "phq0", terms = list(list(name = "age", 
        type = "numeric"), list(name = "female", type = "numeric"), to, list(interaction = c("organisation", 
        "female")))), lmr(lm(phq0 ~ age + female + organisation + organisation:female, dd), 
        "organisation")))
    es <- setNames(lapply(arms[-1], function(a) {
        x <- y[which(arm == a)]
        b <- y[which(arm == arms[1])]
        compare_groups(x[!is.na(x)], b[!is.na(b)], a, arms[1])
    }), arms[-1])
    add(an("es", "effect_size", F, list(outcome = paste("phq at week", w1), group = "arm", 
        comparisons = paste("each active arm minus", arms[1], ", unadjusted")), es, 1e-06, 
        1e-10))
    if (k > 2) {
        x <- y[which(arm == arms[3])]
        b <- y[which(arm == arms[2])]
        add(an("es2", "effect_size", F, list(outcome = paste("phq at week", w1), group = "arm", 
            comparisons = paste(arms[3], "minus", arms[2])), setNames(list(compare_groups(x[!is.na(x)], 
            b[!is.na(b)], arms[3], arms[2])), arms[3]), 1e-06, 1e-10))
    }
    for (lib in c(TRUE, FALSE)) {
        rel <- c(0.7, 0.84, 0.91)[seed%%3 + 1]
        z <- if (lib) 
            1.96
        else 1.645
        sdp <- sd(p0[!is.na(arm)], na.rm = TRUE)
        mp <- mean(p0[!is.na(arm)], na.rm = TRUE)
        sd_ <- sdp * sqrt(2 * (1 - rel))
        rc <- z * sd_
        nmn <- if (lib) 
            13.7
        else 30
        nsd <- 6.6
        cc <- (nsd * mp + sdp * nmn)/(nsd + sdp)
        r <- setNames(lapply(arms, function(a) {
            i <- which(arm == a & !is.na(p0) & !is.na(y))
            ch <- if (lib) 
                p0[i] - y[i]
            else y[i] - p0[i]
            imp <- ch >= rc
            beyond <- if (lib) 
                y[i] < cc & p0[i] >= cc
            else y[i] > cc & p0[i] <= cc
            list(n = length(i), sd_pre = sdp, s_diff = sd_, reliable_change_points = rc, reliably_improved = sum(imp), 
                reliably_deteriorated = sum(ch < -rc), no_reliable_change = length(i) - sum(imp) - 
                  sum(ch < -rc), cutoff_c = cc, clinically_significant = sum(imp & beyond))
        }), arms)
        add(an(paste0("rc", lib), "reliable_change", F, list(pre = "phq week 0", post = paste("phq week", 
            w1), reliability = rel, sd = "SD of phq week 0 over all randomised", z = z, lower_is_better = lib, 
            normative_mean = nmn, normative_sd = nsd, cutoff = "criterion c"), r))
    }
    m <- c(2, 5, 20)[seed%%3 + 1]
    im <- do.call(rbind, lapply(1:m, function(j) {
        z <- data.frame(imp = j, id = id, arm = arm, phq0 = p0, phq1 = y, age = age)
        z <- z[!is.na(z$arm), ]
        for (v in c("phq0", "phq1", "age")) {
            h <- is.na(z[[v]])
            z[[v]][h] <- round(rnorm(sum(h), mean(z[[v]], na.rm = TRUE), sd(z[[v]], na.rm = TRUE)), 
                1)
        }
        z
    }))
    pl <- function(id_, form, terms) {
        fs <- lapply(1:m, function(j) {
            z <- im[im$imp == j, ]
            z$arm <- factor(z$arm, arms)
            lm(form, z)
        })
        dfc <- fs[[1]]$df.residual
        cs <- lapply(seq_along(coef(fs[[1]])), function(i) {
            q <- sapply(fs, function(f) coef(f)[i])
            u <- sapply(fs, function(f) vcov(f)[i, i])
            W <- mean(u)
            B <- var(q)
            T <- W + (1 + 1/m) * B
            riv <- (1 + 1/m) * B/W
            lam <- (1 + 1/m) * B/T
            dr <- (m - 1)/lam^2
            dob <- (dfc + 1)/(dfc + 3) * dfc * (1 - lam)
            db <- 1/(1/dr + 1/dob)
            se <- sqrt(T)
            t <- mean(q)/se
            list(term = nm(names(coef(fs[[1]]))[i], "arm"), m = m, estimate = mean(q), se = se, 
                t = t, df_rubin = dr, df_barnard_rubin = db, p = 2 * pt(-abs(t), db), low = mean(q) - 
                  qt(0.975, db) * se, high = mean(q) + qt(0.975, db) * se, within = W, between = B, 
                riv = riv, lambda = lam, fmi = (riv + 2/(db + 3))/(1 + riv))
        })
        add(an(id_, "mi_pool", c(F, "imputations.csv"), list(imputations = "imputations.csv", 
            imputation = "imp", outcome = "phq1", terms = terms), list(m = m, n = sum(!is.na(arm)), 
            df_complete = dfc, coefficients = arr(cs))))
    }
    pl("pool", phq1 ~ arm + phq0, list(ta, tb))
    pl("pool2", phq1 ~ arm + phq0 + age + arm:age, list(ta, tb, list(name = "age", type = "numeric"), 
        list(interaction = c("arm", "age"))))
    put(sprintf("%s/trial%02d", where, seed), list(participants.csv = p, outcomes.csv = o, 
        imputations.csv = im), arr(A))
}

use_case <- function(seed, where = "out") 
{
    set.seed(7000 + seed)
    n <- c(12, 40, 90)[seed%%3 + 1]
    M <- c(7, 5, 12)[seed%%3 + 1]
    gap <- c(1800, 600, 3600)[seed%%3 + 1]
    u <- paste0("u", sprintf("%03d", 1:n))
    enr <- as.POSIXct("2024-03-20", tz = "UTC") + round(runif(n, 0, 20 * 86400))
    arm <- sample(c("b_arm", "a_arm"), n, TRUE)
    arm[1:4] <- rep(c("a_arm", "b_arm"), 2)
    E <- NULL
    for (i in 1:n) {
        k <- rnbinom(1, 0.8, mu = 8)
        if (k) {
            t <- enr[i] + round(cumsum(rexp(k, 1/(2 * 86400))))
            extra <- t[runif(k) < 0.4] + sample(c(600, 1800, 1801, 3600, 1799), sum(TRUE), 
                TRUE)
            t <- c(t, extra)
            E <- rbind(E, data.frame(user_id = u[i], t = t, event = "login", module = NA))
        }
        m <- sample(0:M, 1)
        if (m) {
            tt <- enr[i] + sort(round(runif(m, 0, 40 * 86400)))
            E <- rbind(E, data.frame(user_id = u[i], t = tt, event = "module_start", module = 1:m))
            c <- runif(m) < 0.7
            if (any(c)) 
                E <- rbind(E, data.frame(user_id = u[i], t = tt[c] + 900, event = "module_complete", 
                  module = (1:m)[c]))
        }
    }
    E <- rbind(E, data.frame(user_id = c("stranger", u[1]), t = enr[1] + c(100, -5000), event = "login", 
        module = NA))
    E <- rbind(E, E[sample(nrow(E), 5), ])
    E <- E[sample(nrow(E)), ]
    off <- sample(c(0, 0, 60, 120, -300, 330, 480), nrow(E), TRUE)
    fmt <- ifelse(off == 0, sample(c("Z", "+00:00"), nrow(E), TRUE), sprintf("%s%02d%s%02d", 
        ifelse(off < 0, "-", "+"), abs(off)%/%60, if (seed%%2) 
            ":"
        else "", abs(off)%%60))
    ts <- paste0(format(E$t + off * 60, if (seed%%4 == 3) 
        "%Y-%m-%d %H:%M:%S"
    else "%Y-%m-%dT%H:%M:%S", tz = "UTC"), fmt)
    ev <- data.frame(event_id = seq_len(nrow(E)), user_id = E$user_id, timestamp = ts, event = E$event, 
        module = E$module)
    us <- data.frame(user_id = u, arm = arm, enrolled_at = format(enr, "%Y-%m-%dT%H:%M:%SZ", 
        tz = "UTC"))
    X <- unique(E)
    X <- X[X$user_id %in% u, ]
    L <- X[X$event == "login", ]
    day <- floor(as.numeric(difftime(L$t, enr[match(L$user_id, u)], units = "secs"))/86400)
    nl <- as.integer(table(factor(L$user_id, u)))
    last <- sapply(u, function(x) if (any(L$user_id == x)) 
        max(day[L$user_id == x])
    else NA)
    ses <- sapply(u, function(x) {
        t <- sort(as.numeric(L$t[L$user_id == x]))
        if (!length(t)) 
            0L
        else 1L + sum(diff(t) > gap)
    })
    up <- sum(nl > 0)
    days <- c(1, 7, 14, 15, 28, 42)
    done <- sapply(u, function(x) length(unique(X$module[X$user_id == x & X$event == "module_complete"])))
    pc <- 100 * done/M
    ex <- list(enrolled = n, uptake = proportion(up, n), retention = arr(lapply(days, function(d) {
        r <- sum(last >= d, na.rm = TRUE)
        c <- sum(sapply(u, function(x) any(day[L$user_id == x] == d)))
        list(day = d, rolling_n = r, rolling = r/n, rolling_of_uptake = r/up, classic_n = c, 
            classic = c/n)
    })), logins_all = describe(nl), logins_users_with_uptake = describe(nl[nl > 0]), sessions_total = sum(ses), 
        sessions_users_with_uptake = describe(ses[nl > 0]), adherence = list(mean_percent = mean(pc), 
            min_percent = min(pc), max_percent = max(pc), at_least_4_modules = sum(done >= 
                4), all_modules = sum(done == M)), funnel = arr(lapply(1:M, function(m) {
            s <- length(unique(X$user_id[X$event == "module_start" & X$module %in% m]))
            c <- length(unique(X$user_id[X$event == "module_complete" & X$module %in% m]))
            list(module = m, started = s, completed = c, completion_of_started = if (s) c/s else NA, 
                started_of_enrolled = s/n)
        })), logins_by_arm = ranks(nl[arm == "a_arm"], nl[arm == "b_arm"]))
    A <- list(an("eng", "engagement_summary", c("users.csv", "events.csv"), list(users = "users.csv", 
        events = "events.csv", study_day = "floor((event instant - enrolled_at)/86400 s), instants compared in UTC", 
        uptake = "at least one login", session = paste("logins of one user at most", gap, "s apart belong to one session"), 
        adherence = paste("distinct core modules completed /", M), rows_may_be_unsorted = TRUE), 
        ex))
    t <- ifelse(is.na(last), 0, last)
    dd <- c(1, 7, 15, 28, 42)
    if (all(t >= 0)) 
        A[[2]] <- an("km", "kaplan_meier", c("users.csv", "events.csv"), list(time = "study day of last login (0 when none)", 
            event = "1 when time < 30", days = dd), km(t, as.integer(t < 30), dd))
    put(sprintf("%s/eng%02d", where, seed), list(users.csv = us, events.csv = ev), arr(A))
}

wcls <- function(d, id, y, a, pr, Z, M, num) 
{
    w <- ifelse(a == 1, num/pr, (1 - num)/(1 - pr))
    X <- cbind(Z, (a - num) * M)
    p <- ncol(Z)
    q <- ncol(M)
    B <- solve(t(X) %*% (w * X))
    b <- as.numeric(B %*% t(X) %*% (w * y))
    r <- y - X %*% b
    m1 <- m2 <- matrix(0, p + q, p + q)
    for (u in unique(id)) {
        i <- id == u
        x <- X[i, , drop = FALSE]
        W <- diag(w[i], sum(i))
        e <- r[i]
        H <- x %*% B %*% t(x) %*% W
        s1 <- t(x) %*% W %*% e
        s2 <- t(x) %*% W %*% solve(diag(sum(i)) - H, e)
        m1 <- m1 + s1 %*% t(s1)
        m2 <- m2 + s2 %*% t(s2)
    }
    V1 <- B %*% m1 %*% B
    V2 <- B %*% m2 %*% B
    n <- length(unique(id))
    df <- n - p - q
    ef <- function(V) arr(lapply(1:q, function(j) {
        k <- p + j
        se <- sqrt(V[k, k])
        t <- b[k]/se
        list(term = colnames(M)[j], estimate = b[k], se = se, t = t, df = df, p = 2 * pt(-abs(t), 
            df), low = b[k] - qt(0.975, df) * se, high = b[k] + qt(0.975, df) * se)
    }))
    bt <- b[p + (1:q)]
    T2 <- as.numeric(t(bt) %*% solve(V2[p + (1:q), p + (1:q)], bt))
    F <- T2 * df/(q * (df + q - 1))
    list(participants = n, decision_points_available = length(y), effects_small_sample = ef(V2), 
        effects_uncorrected = ef(V1), control = arr(lapply(1:p, function(j) list(term = colnames(Z)[j], 
            estimate = b[j], se_small_sample = sqrt(V2[j, j])))), joint_test = list(hotelling_T2 = T2, 
            F = F, df1 = q, df2 = df, p = pf(F, q, df, lower.tail = FALSE)))
}

for (seed in c(3, 17, 20)) survival_case(seed, "..")
for (seed in c(2, 5, 21)) mixed_case(seed, "..")
for (seed in c(0, 1)) trial_case(seed, "..")
for (seed in c(1, 4)) prompts_case(seed, "..")
for (seed in c(0, 4)) use_case(seed, "..")
