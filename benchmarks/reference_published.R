# Published data sets and what R makes of them: Rscript benchmarks/reference_published.R
# Holzinger and Swineford (lavaan): the three-factor model. bfi (psychTools, or psych): raw alpha of the five scales, their items
# turned where they run against the scale, missing answers left out pair by pair. The answers are printed beside the values.
suppressMessages({library(lavaan); library(psych); library(jsonlite)})
hs <- HolzingerSwineford1939
model <- "visual =~ x1 + x2 + x3
textual =~ x4 + x5 + x6
speed =~ x7 + x8 + x9"
bfi <- if (requireNamespace("psychTools", quietly = TRUE)) psychTools::bfi else psych::bfi
turned <- c("A1", "C4", "C5", "E1", "E2", "O2", "O5")
scale <- function(letter) {
  items <- as.matrix(bfi[, paste0(letter, 1:5)])
  for (name in intersect(turned, colnames(items))) items[, name] <- 7 - items[, name]
  items <- items[rowSums(!is.na(items)) > 0, ]
  covariance <- cov(items, use = "pairwise")
  dimnames(items) <- NULL
  list(alpha = psych::alpha(covariance)$total$raw_alpha, items = items)
}
out <- list(
  hs = as.list(fitMeasures(cfa(model, hs), c("chisq", "df", "cfi", "rmsea"))),
  pupils = unname(as.matrix(hs[, paste0("x", 1:9)])),
  school = as.character(hs$school),
  bfi = lapply(c(agreeableness = "A", conscientiousness = "C", extraversion = "E", neuroticism = "N", openness = "O"), scale)
)
writeLines(toJSON(out, auto_unbox = TRUE, digits = 14, na = "null"))
