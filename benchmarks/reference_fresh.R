# What R makes of answers in 3, 4 and 5 categories with gaps, of unequal projects and unequal groups:
#   Rscript benchmarks/reference_fresh.R tests/stats/fresh.csv > tests/stats/fresh_r.json
# fresh.csv: columns project (1 to 31 rows each), group (a, b), x, y and i1 to i9 (blank for none; i5 is off in group b).
suppressMessages({library(lavaan); library(psych); library(lme4); library(lmerTest); library(multilevel); library(clubSandwich); library(jsonlite)})
d <- read.csv(commandArgs(trailingOnly = TRUE)[1])
items <- paste0("i", 1:9)
full <- d[complete.cases(d[, items]), ]
three <- "f1 =~ i1 + i2 + i3
f2 =~ i4 + i5 + i6
f3 =~ i7 + i8 + i9"
two <- "f1 =~ i1 + i2 + i3
f2 =~ i4 + i5 + i6"
plain <- c("chisq", "df", "cfi", "tli", "rmsea", "srmr")
scaled <- c(plain, "chisq.scaled", "cfi.scaled", "tli.scaled", "rmsea.scaled", "rmsea.ci.lower.scaled", "rmsea.ci.upper.scaled")
of <- function(fit, wanted) {
  found <- parameterEstimates(fit)
  loadings <- found$op == "=~"
  list(indices = as.list(fitMeasures(fit, wanted)), loadings = found$est[loadings], errors = found$se[loadings], n = nobs(fit))
}
ordinal <- function(model, data, ...) of(cfa(model, data, ordered = TRUE, estimator = "WLSMV", std.lv = TRUE, ...), scaled)
pairs_of <- function(correlations) unclass(correlations)[lower.tri(correlations)]
equal <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"))
by_group <- function(data, ...) lapply(equal, function(e) as.list(fitMeasures(cfa(two, data, group = "group", group.equal = e, ...), plain)))
six <- d[complete.cases(d[, items[1:6]]), ]
alphas <- function(data, ...) {
  found <- psych::alpha(data, ...)
  list(raw = found$total$raw_alpha, standardized = found$total$std.alpha, rest = found$item.stats$r.drop, dropped = found$alpha.drop$raw_alpha)
}
agreed <- function(table) { named <- table[order(table$grpid), ]; list(groups = as.character(named$grpid), values = named[, 2]) }
robust <- function(data) {
  found <- coef_test(lm(y ~ x + group, data), vcov = "CR2", cluster = data$project, test = "Satterthwaite")
  list(estimates = found$beta, errors = found$SE, df = found$df, p = found$p_Satt)
}
one <- cfa("f =~ i4 + i5 + i6", full, std.lv = TRUE)
est <- parameterEstimates(one)
common <- sum(est$est[est$op == "=~"])^2
anova <- aov(y ~ as.factor(project), d)
mixed <- lmer(y ~ 1 + (1 | project), d)
slopes <- coef(summary(lmer(y ~ group + x + (1 | project), d)))
few <- c("p00", "p02", "p05", "p06", "p10", "p11", "p12")
counts <- matrix(c(10, 0, 0, 5, 20, 0, 1, 7, 30, 0, 0, 9), 3, 4)
cells <- which(counts > 0, arr.ind = TRUE)
sparse <- as.data.frame(cells[rep(seq_len(nrow(cells)), counts[counts > 0]), ])
out <- list(
  versions = sapply(c("lavaan", "psych", "lme4", "lmerTest", "multilevel", "clubSandwich"), function(p) as.character(packageVersion(p))) |> as.list(),
  wlsmv = ordinal(three, full[, items]), wlsmv_pairwise = ordinal(three, d[, items], missing = "pairwise"),
  wlsmv_two = ordinal("f1 =~ i1 + i2 + i3 + i4 + i5\nf2 =~ i6 + i7 + i8 + i9", full[, items]),
  wlsmv_one = ordinal("f =~ i1 + i2 + i3 + i4", full[, items[1:4]]),
  polychoric = pairs_of(lavCor(full[, items], ordered = items, output = "cor")),
  polychoric_pairwise = pairs_of(lavCor(d[, items], ordered = items, missing = "pairwise", output = "cor")),
  polychoric_psych = pairs_of(psych::polychoric(full[, items], correct = 0, global = FALSE)$rho),
  empty_cells = list(counts = counts, lavaan = lavCor(sparse, ordered = names(sparse), output = "cor")[1, 2], psych_0 = psych::polychoric(sparse, correct = 0)$rho[1, 2], psych_half = psych::polychoric(sparse)$rho[1, 2]),
  ml = of(cfa(three, full), c(plain, "rmsea.ci.lower", "rmsea.ci.upper", "aic", "bic", "logl")),
  invariance = by_group(six),
  partial = as.list(fitMeasures(cfa(two, six, group = "group", group.equal = equal$scalar, group.partial = "i5 ~ 1"), plain)),
  invariance_gaps = by_group(d, missing = "fiml", em.h1.iter.max = 20000, em.h1.tol = 1e-9),
  alpha = alphas(full[, items[1:3]]), alpha_pairwise = alphas(d[, items[1:3]], use = "pairwise"),
  omega = common / (common + sum(est$est[est$op == "~~" & est$lhs != "f"])),
  icc = list(ICC1(anova), ICC2(anova)), lmer = as.data.frame(VarCorr(mixed))$vcov,
  slopes = list(estimates = unname(slopes[, 1]), errors = unname(slopes[, 2]), df = unname(slopes[, 3])),
  rwg_j = agreed(rwg.j(full[, c("i3", "i6", "i9")], full$project, ranvar = 2)), rwg_j_skewed = agreed(rwg.j(full[, c("i3", "i6", "i9")], full$project, ranvar = 1.34)),
  rwg = agreed(rwg(full$i3, full$project, ranvar = 2)[, c("grpid", "rwg")]), rwg_skewed = agreed(rwg(full$i3, full$project, ranvar = 1.34)[, c("grpid", "rwg")]),
  cr2 = robust(d), cr2_few = robust(d[d$project %in% few, ]), few = few
)
writeLines(toJSON(out, auto_unbox = TRUE, digits = 14, na = "null", pretty = FALSE))
