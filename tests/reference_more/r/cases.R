# What the scripts beside share: numbers, intervals and cases as expected.json has them.
library(jsonlite)

num <- function(x) 
if (is.null(x) || length(x) == 0 || is.na(x)) NA else if (is.infinite(x)) (if (x > 0) "Inf" else "-Inf") else x

ci <- function(l, h) 
list(low = num(l), high = num(h))

put <- function(dir, files, analyses, title = "", source = "") 
{
    dir.create(dir, showWarnings = FALSE, recursive = TRUE)
    for (f in names(files)) write.csv(files[[f]], file.path(dir, f), row.names = FALSE, na = "", 
        quote = TRUE, fileEncoding = "UTF-8")
    writeLines(toJSON(list(case = basename(dir), title = title, source = source, generated_with = "R 4.2", 
        files = I(names(files)), analyses = analyses), auto_unbox = TRUE, digits = NA, null = "null", 
        na = "null", pretty = FALSE), file.path(dir, "expected.json"))
}

an <- function(id, method, file, spec, expected, rel = 1e-06, abs = 1e-12) 
list(id = id, method = method, file = if (length(file) > 1) I(file) else file, spec = spec, 
    expected = expected, tol = list(rel = rel, abs = abs))

arr <- function(x) 
I(lapply(seq_along(x), function(i) x[[i]]))

nm <- function(n, facs) 
{
    for (f in facs) n <- gsub(paste0("(^|:)", f, "(?=[^:]+)"), paste0("\\1", f, "="), n, perl = TRUE)
    n
}
