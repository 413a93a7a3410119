# How each script says what it found: "name value", all digits. `own_seconds` is its time without starting R and its packages.
suppressMessages(library(data.table))
setDTthreads(as.integer(Sys.getenv("BENCH_THREADS", "2")))
folder <- commandArgs(TRUE)[1]
table_of <- function(name, ...) fread(file.path(folder, name), showProgress = FALSE, ...)
say <- function(name, value) cat(name, format(value, digits = 15), "\n")
