# Rscript draw_scales.R FOLDER: scales of 3 to 8 items, some with few people; omega01 and omega02 are seeds 11 and 20.

source("cross_sectional.R")

for (seed in 1:60) {
  set.seed(seed)
  n <- sample(c(5, 8, 12, 20, 40, 200), 1)
  k <- sample(3:8, 1)
  f <- rnorm(n)
  M <- sapply(1:k, function(i) round(runif(1, -0.3, 1.3) * f + rnorm(n), sample(0:2,
    1)))
  colnames(M) <- paste0("i", 1:k)
  d <- as.data.frame(M)
  cs <- list(case_of(d, "om", "mcdonald_omega", list(items = paste0("i", 1:k),
    reversed = list())))
  write_case(file.path(commandArgs(TRUE)[1], seed), d, cs)
}

