# The numbers that the tests of pipeline/stats hold, from R: Rscript benchmarks/reference.R likert.csv > r_values.json
# likert.csv: columns project, type, i01 to i24 (ordered answers), s1 (mean of i01 to i08).
# Needs psych, lavaan, multilevel, clubSandwich, jsonlite. python -m benchmarks.against_r likert.csv runs it and compares.
suppressMessages({library(psych); library(lavaan); library(multilevel); library(clubSandwich); library(jsonlite)})
d <- read.csv(commandArgs(trailingOnly = TRUE)[1])
items <- sprintf("i%02d", 1:24)
first <- d[, items[1:8]]
model <- function(...) {
  ends <- cumsum(c(...)); starts <- c(1, head(ends, -1) + 1)
  paste(mapply(function(k, a, b) paste0("f", k, " =~ ", paste(items[a:b], collapse = " + ")),
               seq_along(ends), starts, ends), collapse = "\n")
}
ml <- c("chisq", "df", "cfi", "tli", "rmsea", "srmr", "aic", "bic", "logl")
scaled <- c("chisq", "srmr", "chisq.scaled", "cfi.scaled", "rmsea.scaled")
loadings_ml <- fa(first, 1, fm = "ml")$loadings[, 1]
correlations <- polychoric(first)
one_way <- aov(s1 ~ as.factor(project), d)
levels <- lapply(list("", "loadings", c("loadings", "intercepts")),
                 function(equal) cfa(model(8, 8, 8), d, group = "type", group.equal = equal))
robust <- coef_test(lm(s1 ~ type, d), vcov = "CR2", cluster = d$project)
total <- psych::alpha(first, warnings = FALSE)$total
out <- list(
  alpha = total$raw_alpha, alpha_standardized = total$std.alpha,
  omega_fa_ml = sum(loadings_ml)^2 / (sum(loadings_ml)^2 + sum(1 - loadings_ml^2)),
  cfa_ml = as.list(fitMeasures(cfa(model(8, 8, 8), d), ml)), mis = as.list(fitMeasures(cfa(model(16, 8), d), ml)),
  cfa_wlsmv = as.list(fitMeasures(cfa(model(8, 8, 8), d, ordered = items), scaled)),
  mis_wlsmv = as.list(fitMeasures(cfa(model(16, 8), d, ordered = items), scaled)),
  mi_chisq = sapply(levels, function(fit) unname(fitMeasures(fit, "chisq"))),
  mi_cfi = sapply(levels, function(fit) unname(fitMeasures(fit, "cfi"))),
  poly12 = correlations$rho[1, 2], poly_alpha = psych::alpha(correlations$rho)$total$raw_alpha,
  icc1 = ICC1(one_way), icc2 = ICC2(one_way),
  cr2 = list(se = robust$SE[2], df = robust$df[2], p = robust$p_Satt[2])
)
writeLines(toJSON(out, auto_unbox = TRUE, digits = 14, pretty = TRUE))
