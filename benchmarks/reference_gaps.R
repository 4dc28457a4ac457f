# What R's lavaan makes of answers with gaps by full information: Rscript benchmarks/reference_gaps.R tests/stats/gaps.csv
# gaps.csv: columns group, x1 to x9 (answers 1 to 7, blank for none), three items a factor. The moments of the saturated model
# are found to nine digits (em.h1.tol) so that chi-squares can be compared to more than lavaan's usual five.
suppressMessages({library(lavaan); library(jsonlite)})
d <- read.csv(commandArgs(trailingOnly = TRUE)[1])
model <- "f1 =~ x1 + x2 + x3
f2 =~ x4 + x5 + x6
f3 =~ x7 + x8 + x9"
fitted <- function(...) cfa(model, d, missing = "fiml", em.h1.iter.max = 20000, em.h1.tol = 1e-9, ...)
wanted <- c("chisq", "df", "cfi", "tli", "rmsea", "srmr", "aic", "bic", "logl", "unrestricted.logl", "baseline.chisq")
one <- fitted()
found <- parameterEstimates(one)
of <- function(lhs, op, rhs, what) found[found$lhs == lhs & found$op == op & found$rhs == rhs, what]
equal <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"))
groups <- lapply(equal, function(e) as.list(fitMeasures(fitted(group = "group", group.equal = e), wanted)))
out <- list(
  version = as.character(packageVersion("lavaan")), fiml = as.list(fitMeasures(one, wanted)), groups = groups,
  loading = of("f1", "=~", "x3", "est"), loading_error = of("f1", "=~", "x3", "se"),
  intercept = of("x6", "~1", "", "est"), intercept_error = of("x6", "~1", "", "se"),
  related = of("f1", "~~", "f2", "est"), related_error = of("f1", "~~", "f2", "se")
)
writeLines(toJSON(out, auto_unbox = TRUE, digits = 14, pretty = TRUE))
