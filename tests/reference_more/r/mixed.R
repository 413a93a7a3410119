# REML by Newton on dense matrices, a person at a time; Satterthwaite and both forms of Kenward and
# Roger. lmerTest, pbkrtest and nlme::gls agree where they fit the same model.

reml <- function(y, X, ids, parts, theta, lower0 = FALSE) 
{
    len <- sqrt(colMeans(X^2))
    X <- sweep(X, 2, len, "/")
    N <- length(y)
    p <- ncol(X)
    ul <- unique(ids)
    rows <- lapply(ul, function(u) which(ids == u))
    P <- lapply(rows, parts)
    K <- length(theta)
    val <- function(th) {
        A <- matrix(0, p, p)
        b <- rep(0, p)
        ld <- 0
        yy <- 0
        Vi <- list()
        for (i in seq_along(rows)) {
            V <- Reduce(`+`, Map(`*`, th, P[[i]]))
            ch <- tryCatch(chol(V), error = function(e) NULL)
            if (is.null(ch)) 
                return(NULL)
            W <- chol2inv(ch)
            Vi[[i]] <- W
            ld <- ld + 2 * sum(log(diag(ch)))
            x <- X[rows[[i]], , drop = FALSE]
            r <- y[rows[[i]]]
            A <- A + t(x) %*% W %*% x
            b <- b + t(x) %*% W %*% r
            yy <- yy + t(r) %*% W %*% r
        }
        ca <- tryCatch(chol(A), error = function(e) NULL)
        if (is.null(ca)) 
            return(NULL)
        beta <- solve(A, b)
        list(m2 = as.numeric((N - p) * log(2 * pi) + ld + 2 * sum(log(diag(ca))) + yy - t(b) %*% 
            beta), beta = as.numeric(beta), Phi = chol2inv(ca), Vi = Vi)
    }
    der <- function(th, s) {
        g <- rep(0, K)
        H <- matrix(0, K, K)
        E <- matrix(0, K, K)
        Pk <- lapply(1:K, function(k) matrix(0, p, p))
        pull <- matrix(0, p, K)
        Q <- array(0, c(K, K))
        tr2 <- H
        sq <- H
        r <- y - X %*% s$beta
        Qkl <- vector("list", K * K)
        for (k in 1:(K * K)) Qkl[[k]] <- matrix(0, p, p)
        for (i in seq_along(rows)) {
            W <- s$Vi[[i]]
            x <- X[rows[[i]], , drop = FALSE]
            e <- r[rows[[i]]]
            D <- lapply(P[[i]], function(m) W %*% m)
            for (k in 1:K) {
                g[k] <- g[k] + sum(diag(D[[k]])) - as.numeric(t(e) %*% D[[k]] %*% W %*% e)
                Pk[[k]] <- Pk[[k]] + t(x) %*% D[[k]] %*% W %*% x
                pull[, k] <- pull[, k] + t(x) %*% D[[k]] %*% W %*% e
                for (l in 1:K) {
                  tr2[k, l] <- tr2[k, l] + sum(D[[k]] * t(D[[l]]))
                  sq[k, l] <- sq[k, l] + as.numeric(t(e) %*% D[[k]] %*% D[[l]] %*% W %*% e)
                  Qkl[[(k - 1) * K + l]] <- Qkl[[(k - 1) * K + l]] + t(x) %*% D[[k]] %*% D[[l]] %*% 
                    W %*% x
                }
            }
        }
        for (k in 1:K) {
            g[k] <- g[k] - sum(s$Phi * Pk[[k]])
            for (l in 1:K) {
                tr2[k, l] <- tr2[k, l] - 2 * sum(s$Phi * t(Qkl[[(k - 1) * K + l]])) + sum((s$Phi %*% 
                  Pk[[k]] %*% s$Phi) * t(Pk[[l]]))
            }
        }
        E <- tr2/2
        O <- (sq + t(sq))/2 - t(pull) %*% s$Phi %*% pull - tr2/2
        list(g = g, E = E, O = O, Pk = Pk, Q = Qkl)
    }
    s <- val(theta)
    for (it in 1:500) {
        d <- der(theta, s)
        M <- if (min(eigen(d$O, TRUE, TRUE)$values) > 0) 
            d$O
        else d$E
        step <- -solve(M, d$g/2)
        a <- 1
        repeat {
            t2 <- theta + a * step
            s2 <- val(t2)
            if (!is.null(s2) && s2$m2 <= s$m2 + 1e-09) 
                break
            a <- a/2
            if (a < 1e-12) 
                break
        }
        if (a < 1e-12) 
            break
        dm <- s$m2 - s2$m2
        theta <- t2
        s <- s2
        if (sum(abs(d$g * step)) < 1e-17 * (1 + abs(s$m2))) 
            break
    }
    d <- der(theta, s)
    adj <- function(W) {
        L <- matrix(0, p, p)
        for (k in 1:K) for (l in 1:K) L <- L + W[k, l] * (d$Q[[(k - 1) * K + l]] - d$Pk[[k]] %*% 
            s$Phi %*% d$Pk[[l]])
        s$Phi + 2 * s$Phi %*% L %*% s$Phi
    }
    WE <- solve(d$E)
    WO <- solve(d$O)
    w <- outer(len, len)
    list(theta = theta, beta = s$beta/len, Phi = s$Phi/w, m2 = s$m2 + 2 * sum(log(len)), WE = WE, 
        WO = WO, PE = adj(WE)/w, PO = adj(WO)/w, Pk = lapply(d$Pk, function(m) m * w), N = N, 
        p = p, it = it, g = d$g)
}

ctr <- function(f, l) 
{
    est <- sum(l * f$beta)
    t1 <- function(V, W, nm) {
        v <- as.numeric(t(l) %*% V %*% l)
        a <- f$Phi %*% l
        g <- sapply(f$Pk, function(m) as.numeric(t(a) %*% m %*% a))
        v0 <- as.numeric(t(l) %*% f$Phi %*% l)
        df <- 2 * v0^2/as.numeric(t(g) %*% W %*% g)
        se <- sqrt(v)
        t <- est/se
        o <- list(se = se, df = df, t = t, p = 2 * pt(-abs(t), df), low = est - qt(0.975, df) * 
            se, high = est + qt(0.975, df) * se)
        names(o)[2] <- nm
        o
    }
    list(estimate = est, model_based = t1(f$Phi, f$WO, "satterthwaite_df"), kenward_roger_expected = t1(f$PE, 
        f$WE, "df"), kenward_roger_observed = t1(f$PO, f$WO, "df"))
}

jnt <- function(f, L, W, PA) 
{
    L <- matrix(L, ncol = f$p)
    q <- nrow(L)
    Th <- t(L) %*% solve(L %*% f$Phi %*% t(L)) %*% L
    K <- length(f$Pk)
    A1 <- 0
    A2 <- 0
    M <- lapply(f$Pk, function(m) Th %*% f$Phi %*% m %*% f$Phi)
    for (k in 1:K) for (l in 1:K) {
        A1 <- A1 + W[k, l] * sum(diag(M[[k]])) * sum(diag(M[[l]]))
        A2 <- A2 + W[k, l] * sum(diag(M[[k]] %*% M[[l]]))
    }
    F <- as.numeric(t(L %*% f$beta) %*% solve(L %*% PA %*% t(L)) %*% (L %*% f$beta))/q
    B <- (A1 + 6 * A2)/(2 * q)
    g <- ((q + 1) * A1 - (q + 4) * A2)/((q + 2) * A2)
    c1 <- g/(3 * q + 2 * (1 - g))
    c2 <- (q - g)/(3 * q + 2 * (1 - g))
    c3 <- (q + 2 - g)/(3 * q + 2 * (1 - g))
    Es <- 1/(1 - A2/q)
    Vs <- 2/q * (1 + c1 * B)/((1 - c2 * B)^2 * (1 - c3 * B))
    rho <- Vs/(2 * Es^2)
    m <- 4 + (q + 2)/(q * rho - 1)
    lam <- m/(Es * (m - 2))
    list(F = lam * F, df1 = q, df2 = m, p = pf(lam * F, q, m, lower.tail = FALSE), scale = lam)
}
