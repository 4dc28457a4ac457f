# Data sets of R's packages and what R makes of them, answers beside values: Rscript benchmarks/reference_packages.R
# bfi (psych): omega, ordinal alpha and WLSMV of the five scales, answers missing left out pair by pair; five factors of all
# 25 items, also over men and women. bh1996 and lq2002 (multilevel): soldiers in companies of unequal size. ChickWeight and
# mtcars (datasets): few clusters of unequal size.
suppressMessages({library(lavaan); library(psych); library(multilevel); library(clubSandwich); library(jsonlite)})
bfi <- psych::bfi
for (name in c("A1", "C4", "C5", "E1", "E2", "O2", "O5")) bfi[, name] <- 7 - bfi[, name]
items <- names(bfi)[1:25]
plain <- c("chisq", "df", "cfi", "tli", "rmsea", "srmr")
scaled <- c("chisq", "df", "chisq.scaled", "cfi.scaled", "tli.scaled", "rmsea.scaled", "srmr")
scale <- function(letter) {
  own <- bfi[, paste0(letter, 1:5)]
  found <- psych::fa(cor(own, use = "pairwise"), 1, fm = "ml")$loadings[, 1]
  model <- paste("f =~", paste(names(own), collapse = "+"))
  list(
    omega = sum(found)^2 / (sum(found)^2 + sum(1 - found^2)),
    alpha_ordinal = psych::alpha(unclass(lavCor(own, ordered = names(own), missing = "pairwise", output = "cor")))$total$raw_alpha,
    wlsmv = as.list(fitMeasures(cfa(model, own, ordered = TRUE, estimator = "WLSMV", missing = "pairwise"), scaled))
  )
}
letters_of <- c("A", "C", "E", "N", "O")
five <- paste(sapply(letters_of, function(s) paste(s, "=~", paste0(s, 1:5, collapse = "+"))), collapse = "\n")
full <- bfi[complete.cases(bfi[, items]), ]
equal <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"))
data(bh1996, package = "multilevel")
data(lq2002, package = "multilevel")
anova <- aov(HRS ~ as.factor(GRP), bh1996)
cohesion <- rwg(bh1996$COHES, bh1996$GRP, ranvar = 2)
lead <- lq2002[, grep("^LEAD", names(lq2002))[1:11]]
agreed <- function(null) { found <- rwg.j(lead, lq2002$COMPID, ranvar = null); found[order(found$grpid), "rwg.j"] }
robust <- function(fit, cluster) {
  found <- coef_test(fit, vcov = "CR2", cluster = cluster, test = "Satterthwaite")
  list(y = unname(model.response(model.frame(fit))), x = unname(model.matrix(fit)), cluster = as.character(cluster), errors = found$SE, df = found$df)
}
out <- list(
  bfi = unname(as.matrix(bfi[, items])), gender = full$gender, scales = lapply(setNames(letters_of, letters_of), scale),
  wlsmv = as.list(fitMeasures(cfa(five, full[, items], ordered = TRUE, estimator = "WLSMV"), scaled)),
  invariance = lapply(equal, function(e) as.list(fitMeasures(cfa(five, full, group = "gender", group.equal = e), plain))),
  hours = bh1996$HRS, cohesion = bh1996$COHES, company = bh1996$GRP, icc = list(ICC1(anova), ICC2(anova)),
  rwg = cohesion[order(as.numeric(as.character(cohesion$grpid))), "rwg"],
  lead = unname(as.matrix(lead)), unit = as.character(lq2002$COMPID), rwg_j = agreed(2), rwg_j_skewed = agreed(1.34),
  cr2 = list(chicks = robust(lm(weight ~ Time + Diet, ChickWeight), ChickWeight$Chick), gears = robust(lm(mpg ~ wt + hp, mtcars), mtcars$gear))
)
writeLines(toJSON(out, auto_unbox = TRUE, digits = 14, na = "null"))
